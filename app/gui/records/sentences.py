"""Write an incident as text: who did what to whom in the word order of the language, its people and their consent.

The incident can be a record of the vault, or one in a report that nobody accepted.
"""

from collections.abc import Mapping, Sequence
from functools import reduce

from app.domain.fields import Value
from app.gui.style.text import Text, TextSlot, label
from app.gui.widgets.labels import Run
from app.store.vault.open_vault import Vault

Fields = Mapping[str, Value]
"""The values of a record, by field."""

_KINDS = {"who": "who", "whom": "who", "did": "did"}


def fill_parts(tr: Text, parts: list[str | TextSlot], values: Mapping[str, str]) -> list[Run]:
    """Return the parts of a sentence as runs. A place without a value shows three dots."""
    return [
        (tr.isolated(values.get(part.name, "…")), _KINDS.get(part.name, ""))
        if isinstance(part, TextSlot)
        else (part, "")
        for part in parts
    ]


def read_back(tr: Text, values: Mapping[str, str], lines: Sequence[Mapping[str, str]]) -> list[Run]:
    """Return the sentence of an entry: date, place, and for each line who did what to whom."""
    first, *more = lines or [{}]
    runs = fill_parts(tr, tr.parts("On {when}, in {where}: {who} {did} {whom}"), {**values, **first})
    for line in more:
        runs += fill_parts(tr, tr.parts("; {who} {did} {whom}"), line)
    return [*runs, (".", "")]


def joined_words(tr: Text, words: Sequence[str]) -> str:
    """Return words with "and" between them."""
    return reduce(lambda first, then: tr("{did} and {also}", did=first, also=then), words) if words else ""


def act_sentence(tr: Text, acts: Sequence[Mapping[str, str]], place: str) -> list[Run]:
    """Return the acts of an incident as sentences: who did what to whom, with the place if there is only one act.

    An act without a verb (`named`) is named, and so is an act of which only the act is known.
    """
    runs: list[Run] = []
    told = acts
    for part in ("did", "whom", "did"):
        told = _joined(tr, told, part)
    for values in told:
        filling = {**values, "place": place} if place and len(told) == 1 else values
        runs += [*([(" ", "")] if runs else []), *_begin(fill_parts(tr, _pattern(tr, filling), filling))]
    return runs


def _begin(runs: list[Run]) -> list[Run]:
    """Return a sentence whose first letter is a capital; the marks that isolate a name stay before it."""
    (words, ink), *rest = [run for run in runs if run[0]]
    at = next((k for k, letter in enumerate(words) if letter.isalnum()), 0)
    return [(words[:at] + words[at : at + 1].upper() + words[at + 1 :], ink), *rest]


def _joined(tr: Text, acts: Sequence[Mapping[str, str]], part: str) -> list[Mapping[str, str]]:
    """Join acts that differ only in one part: arrested and beat (`did`), Ana and Beto (`whom`).

    Two acts without a perpetrator can have different ones: they are joined only if they are in the same line.
    """
    told: list[Mapping[str, str]] = []
    for values in acts:
        last = told[-1] if told else {}
        same = {**values, part: ""} == {**last, part: ""} and part in values and part in last
        if same and "named" not in values and (values.get("who") or values.get("line")):
            told[-1] = {**values, part: tr("{did} and {also}", did=last[part], also=values[part])}
        else:
            told.append(values)
    return told


def _pattern(tr: Text, values: Mapping[str, str]) -> list[str | TextSlot]:
    """Return the sentence of an act; one that nobody is known to have done has someone who did it."""
    who, whom, place = (bool(values.get(key)) for key in ("who", "whom", "place"))
    if values.get("named"):
        told = tr.parts("{who}: {did}.") if who else tr.parts("{did}.")
        return [*told, " ", *tr.parts("Harmed: {whom}.")] if whom else told
    if who and whom:
        return tr.parts("{who} {did} {whom} at {place}.") if place else tr.parts("{who} {did} {whom}.")
    if whom:
        return tr.parts("Someone {did} {whom} at {place}.") if place else tr.parts("Someone {did} {whom}.")
    return tr.parts("{who} {did}.")


def act_values(vault: Vault, tr: Text, act: Fields, whom: str, who: Sequence[str]) -> Mapping[str, str]:
    """Return the values of an act for its sentence: `whom` is the victim, `who` the perpetrators."""
    code, violations = str(act.get("violation", "")), vault.words["violation"]
    entry, by = violations.entries.get(code), tr.listed(who)
    named = not (entry and entry.verb) if code else not by  # the words of a person are no verb for sure
    named = named or not (whom or by)
    did = str(act.get("violation_text", "…"))
    if code:
        did = violations.noun(code, tr.language) if named else violations.verb(code, tr.language)
        did = did if named or whom else tr("{did} someone", did=did)
    values = {"did": did[:1].upper() + did[1:] if named else did, "whom": whom, "who": by, "named": "yes" * named}
    values["line"] = "" if by else str(act.get("line", ""))
    return {name: text for name, text in values.items() if text}


def perpetrator_types(vault: Vault, tr: Text, involvement: Fields) -> list[str]:
    """Return the types of perpetrator of an involvement without a name."""
    types = involvement.get("type", [])
    return [label(vault, tr, "perp_type", str(code)) for code in types] if isinstance(types, list) else []


def person_words(vault: Vault, tr: Text, person: Fields) -> str:
    """Return the known sex, age, work and group of a person."""
    works = person.get("occupational_status", [])
    codes = [("sex", person.get("sex")), ("age_group", person.get("age_group"))]
    codes += [("occupational_status", work) for work in (works if isinstance(works, list) else [])]
    words = [vault.words[scheme].label(str(code), tr.language) for scheme, code in codes if code]
    return tr.listed([*words, str(person.get("organisation_text", ""))])


def consent_words(vault: Vault, tr: Text, consent: Fields) -> str:
    """Return a consent: its state and its purposes."""
    purposes = consent.get("purpose", [])
    codes = purposes if isinstance(purposes, list) else []
    words = tr.listed(label(vault, tr, "consent_purpose", str(code)) for code in codes)
    return tr("{name}: {value}", name=label(vault, tr, "consent_state", str(consent.get("state", ""))), value=words)
