"""From the slots of an entry to the fields of records, and what each slot offers.

A value is `id:<hex>` (a record that is there), `code:<code>` (of the slot's code list), `type:<code>` (a kind of
perpetrator), a moment's text for the date, or free text, which is always accepted and coded later.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from app.domain.fold import fold
from app.domain.typed_moment import parse_typed
from app.domain.vocabulary import Vocabularies
from app.gui.dates import moment_words
from app.gui.reads.incidents import Candidates
from app.gui.shown import Draft
from app.gui.text import Text
from app.gui.widgets.fields import Option

SCHEMES = {
    "did": "violation", "role": "occupational_status", "sex": "sex", "age": "age_group", "source": "source_connection",
    "link": "link_strength",
}  # fmt: skip
MOST = 60
"""Rows that a list under a slot shows."""
_CONSENT = {
    "store": (["STORE"], "given"),
    "network": (["STORE", "SHARE_NETWORK"], "given"),
    "refused": (["STORE"], "refused"),
}


class Slots:
    """What the slots offer and how their values read, for one opening of the form."""

    def __init__(self, tr: Text, words: Vocabularies, found: Candidates, today: date) -> None:
        self._tr, self._words, self._today = tr, words, today
        self._people, self._places = found.people, found.places
        self._known = dict([*found.people, *found.places])

    def options(self) -> Mapping[str, Callable[[str], Sequence[Option]]]:
        """Return for each slot what it offers for what was typed."""
        made: dict[str, Callable[[str], Sequence[Option]]] = {
            key: lambda typed, scheme=scheme: self._codes(scheme, typed)  # type: ignore[misc]
            for key, scheme in SCHEMES.items()
        }
        made["age"] = self._ages
        made["when"] = self._dates
        made["where"] = lambda typed: _fitting(self._places, typed)
        made["whom"] = lambda typed: _fitting(self._people, typed)
        made["who"] = self._perpetrators
        return made

    def _codes(self, scheme: str, typed: str, prefix: str = "code") -> list[Option]:
        vocabulary = self._words[scheme]
        codes = vocabulary.find(typed, self._tr.language) if typed.strip() else list(vocabulary.codes)
        return [(f"{prefix}:{code}", vocabulary.label(code, self._tr.language)) for code in codes[:MOST]]

    def _ages(self, typed: str) -> list[Option]:
        """An age in years is its group; digits of any script."""
        years = int(typed) if typed.strip().isdecimal() and len(typed.strip()) <= 3 else None
        if years is None:
            return self._codes("age_group", typed)
        for option in self._codes("age_group", ""):
            low, _, high = option[0].removeprefix("code:").replace("+", "-999").partition("-")
            if high and int(low) <= years <= int(high):
                return [option]
        return []

    def _perpetrators(self, typed: str) -> list[Option]:
        return [*_fitting(self._people, typed)[: MOST // 2], *self._codes("perp_type", typed, "type")][:MOST]

    def _dates(self, typed: str) -> list[Option]:
        if typed.strip():
            moment = parse_typed(typed, self._today, self._tr.language)
            return [(moment.text, moment_words(self._tr, moment.text, long=True))] if moment else []
        days = [self._today - timedelta(days=back) for back in range(8)]
        return [(day.isoformat(), moment_words(self._tr, day.isoformat(), long=True)) for day in days]

    def said(self, key: str, value: str) -> str:
        """Return the words that stand for a value in its slot."""
        kind, colon, rest = value.partition(":")
        if key == "when":
            return moment_words(self._tr, value, long=True)
        if colon and kind == "id":
            return self._known.get(value, "…")
        if colon and kind == "type":
            return self._words["perp_type"].label(rest, self._tr.language)
        if colon and kind == "code" and key == "did":
            return self._words["violation"].verb(rest, self._tr.language)
        if colon and kind == "code" and key in SCHEMES:
            return self._words[SCHEMES[key]].label(rest, self._tr.language)
        return value


def _fitting(options: Sequence[Option], typed: str) -> list[Option]:
    wanted = fold(typed)
    return [option for option in options if wanted in fold(option[1])][:MOST]


def given(values: Draft, unnamed: str) -> dict[str, object]:
    """Return the incident as `records.add` takes it, with its act, its people and its source in place.

    `unnamed` is the alias of a victim who has none but of whom something is known.
    """
    event: dict[str, object] = {}
    if values.get("when"):
        event["date_start"] = values["when"]
    if values.get("words"):
        event["description"] = values["words"]
    if values.get("danger"):
        event["urgent"] = values["danger"] == "yes"
    if values.get("where"):
        event["place"] = _record(values["where"], "name")
    did = values.get("did", "")
    if did.startswith("code:"):
        event["violation_class"] = [did[5:]]
    act = _act(values, unnamed)
    if act:
        event["act"] = [act]
    if values.get("source"):
        event["information"] = [_coded(values["source"], "connection", "quote")]
    return event


def _act(values: Draft, unnamed: str) -> dict[str, object]:
    act: dict[str, object] = {}
    if values.get("did"):
        act |= _coded(values["did"], "violation", "violation_text")
    if values.get("link"):
        act |= _coded(values["link"], "link_strength", "defender_link")
    victim = _victim(values, unnamed)
    if victim:
        act["victim"] = victim
    if values.get("who"):
        who = values["who"]
        known = who.startswith("type:")
        act["involvement"] = [{"type": [who[5:]]} if known else {"perpetrator": _record(who, "alias")}]
    return act


def _victim(values: Draft, unnamed: str) -> object:
    whom = values.get("whom", "")
    if whom.startswith("id:"):
        return whom[3:]
    person: dict[str, object] = {}
    if values.get("role"):
        code = values["role"].startswith("code:")
        person |= {"occupational_status": [values["role"][5:]]} if code else {"organisation_text": values["role"]}
    for key, name in (("sex", "sex"), ("age", "age_group")):
        if values.get(key, "").startswith("code:"):
            person[name] = values[key][5:]
    if values.get("consent"):
        purpose, state = _CONSENT[values["consent"]]
        person["consent_record"] = [{"purpose": purpose, "state": state}]
    return {"alias": whom or unnamed, **person} if whom or person else None


def consent_of_known(values: Draft) -> dict[str, object] | None:
    """Return the consent to add apart, where the victim is a person who is there already."""
    if not values.get("whom", "").startswith("id:") or not values.get("consent"):
        return None
    purpose, state = _CONSENT[values["consent"]]
    return {"purpose": purpose, "state": state, "actor": values["whom"][3:]}


def _record(value: str, name: str) -> object:
    return value[3:] if value.startswith("id:") else {name: value}


def _coded(value: str, coded: str, free: str) -> dict[str, object]:
    return {coded: value[5:]} if value.startswith("code:") else {free: value}
