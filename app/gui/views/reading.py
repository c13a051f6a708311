"""Sentences that read back what was entered: who did what to whom, in the word order of the language."""

from collections.abc import Mapping

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
        runs.append((" (" + ", ".join(tr.isolated(text) for text in about) + ")", ""))
    return [*runs, (".", "")]


def act_sentence(tr: Text, acts: list[Mapping[str, str]], place: str) -> list[Run]:
    """Return the acts of an incident as sentences: who did what to whom, then where."""
    runs: list[Run] = []
    for values in acts:
        if values.get("who") and values.get("whom"):
            parts = tr.parts("{who}: {did}, against {whom}.")
        elif values.get("whom"):
            parts = tr.parts("{did}, against {whom}.")
        elif values.get("who"):
            parts = tr.parts("{who}: {did}.")
        else:
            parts = tr.parts("{did}.")
        runs += [*([(" ", "")] if runs else []), *filled(tr, parts, values)]
    if runs and place:
        runs += [(" ", ""), (tr("At {place}.", place=place), "")]
    return runs
