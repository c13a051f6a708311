"""Sentences that read back what was entered: who did what to whom, in the word order of the language."""

from collections.abc import Mapping, Sequence

from app.gui.text import Slot, Text
from app.gui.widgets.labels import Run

_KINDS = {"who": "who", "whom": "who", "did": "did"}


def filled(tr: Text, parts: list[str | Slot], values: Mapping[str, str]) -> list[Run]:
    """Return a sentence's parts as runs; a place without a value shows three dots."""
    return [
        (tr.isolated(values.get(part.name, "…")), _KINDS.get(part.name, "")) if isinstance(part, Slot) else (part, "")
        for part in parts
    ]


def read_back(tr: Text, values: Mapping[str, str]) -> list[Run]:
    """Return the sentence of an entry: date, place, who did what to whom, and who they are."""
    runs = filled(tr, tr.parts("On {when}, in {where}: {who} {did} {whom}"), values)
    about = [values[key] for key in ("role", "sex", "age") if values.get(key)]
    if about:
        runs.append((" (" + tr(", ").join(tr.isolated(text) for text in about) + ")", ""))
    return [*runs, (".", "")]


def act_sentence(tr: Text, acts: Sequence[Mapping[str, str]], place: str) -> list[Run]:
    """Return the acts of an incident as sentences: who did what to whom; where, when there is one act.

    An act whose words are no verb (`named`) stands after a colon instead.
    """
    runs: list[Run] = []
    for values in acts:
        filling = {**values, "place": place} if place and len(acts) == 1 else values
        runs += [*([(" ", "")] if runs else []), *filled(tr, _pattern(tr, filling), filling)]
    return runs


def _pattern(tr: Text, values: Mapping[str, str]) -> list[str | Slot]:
    who, whom, place = (bool(values.get(key)) for key in ("who", "whom", "place"))
    if who and whom and not values.get("named"):
        return tr.parts("{who} {did} {whom} at {place}.") if place else tr.parts("{who} {did} {whom}.")
    if who and whom:
        return tr.parts("{who}: {did}, against {whom}.")
    if whom:
        return tr.parts("{did}, against {whom}.")
    return tr.parts("{who}: {did}.") if who else tr.parts("{did}.")
