"""Read an entry back as sentences: who did what to whom, in the word order of the language."""

from collections.abc import Mapping, Sequence

from app.gui.style.text import Text, TextSlot
from app.gui.widgets.labels import Run

_KINDS = {"who": "who", "whom": "who", "did": "did"}


def fill_parts(tr: Text, parts: list[str | TextSlot], values: Mapping[str, str]) -> list[Run]:
    """Return the parts of a sentence as runs. A place without a value shows three dots."""
    return [
        (tr.isolated(values.get(part.name, "…")), _KINDS.get(part.name, ""))
        if isinstance(part, TextSlot)
        else (part, "")
        for part in parts
    ]


def read_back(tr: Text, values: Mapping[str, str]) -> list[Run]:
    """Return the sentence of an entry: date, place, who did what to whom, and the details of the victim."""
    if values.get("also"):
        values = {**values, "did": tr("{did} and {also}", did=values.get("did", "…"), also=values["also"])}
    runs = fill_parts(tr, tr.parts("On {when}, in {where}: {who} {did} {whom}"), values)
    about = [values[key] for key in ("role", "sex", "age") if values.get(key)]
    if about:
        runs.append((" (" + tr.listed(about) + ")", ""))
    return [*runs, (".", "")]


def act_sentence(tr: Text, acts: Sequence[Mapping[str, str]], place: str) -> list[Run]:
    """Return the acts of an incident as sentences: who did what to whom, with the place if there is only one act.

    If an act has no verb (`named`), its words follow a colon.
    """
    runs: list[Run] = []
    told = _joined(tr, acts)
    for values in told:
        filling = {**values, "place": place} if place and len(told) == 1 else values
        runs += [*([(" ", "")] if runs else []), *fill_parts(tr, _pattern(tr, filling), filling)]
    return runs


def _joined(tr: Text, acts: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Join acts by and to the same people in one sentence: arrested and beat."""
    told: list[Mapping[str, str]] = []
    for values in acts:
        last = told[-1] if told else {}
        same = {**values, "did": ""} == {**last, "did": ""} and "named" not in values
        did = tr("{did} and {also}", did=last.get("did", ""), also=values["did"]) if same else values.get("did", "")
        told = [*told[: -1 if same else None], {**values, "did": did}]
    return told


def _pattern(tr: Text, values: Mapping[str, str]) -> list[str | TextSlot]:
    who, whom, place = (bool(values.get(key)) for key in ("who", "whom", "place"))
    if who and whom and not values.get("named"):
        return tr.parts("{who} {did} {whom} at {place}.") if place else tr.parts("{who} {did} {whom}.")
    if who and whom:
        return tr.parts("{who}: {did}, against {whom}.")
    if whom:
        return tr.parts("{did}, against {whom}.")
    return tr.parts("{who}: {did}.") if who else tr.parts("{did}.")
