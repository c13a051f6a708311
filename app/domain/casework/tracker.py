"""The states of promises and demands: the state on a day, the needs of a new state, and steps from old lines. Pure.

Each step has a date, and perhaps the state since then. Steps are in the order of time here; of two on one day, the
later entry counts.
"""

import re
from collections.abc import Mapping, Sequence

from app.domain.fields import Value
from app.domain.moment import first_day
from app.phrase import Phrase

Fields = Mapping[str, Value]
OPEN, PROMISED, PARTLY, DONE = LADDER = ("open", "promised", "partly", "done")
"""The states from the first to the last."""
ENDS = (DONE, "refused", "lapsed", "note")
"""The states in which nothing is due."""
_LINE = re.compile(r"\s*(\d{4}(?:-\d\d){0,2})\s*[:.,–-]*\s*(.*)")


def state_on(steps: Sequence[Fields], on: int, first: str = OPEN) -> str:
    """Return the state after the last step up to a day (an ordinal); before the first one, `first`."""
    told = [one["state"] for one in steps if "state" in one and (first_day(one.get("date")) or 0) <= on]
    return str(told[-1]) if told else first


def as_of(fields: Fields, steps: Sequence[Fields], on: int, first: str = OPEN) -> Fields:
    """Return the values of a record as of a day. Without a step that has a state, they are those of now."""
    if not any("state" in one for one in steps):
        return fields
    state = state_on(steps, on, first)
    kept = {name: value for name, value in fields.items() if name != "outcome" or state in (PARTLY, *ENDS)}
    return {**kept, "status": state}


def is_back(before: str, state: str) -> bool:
    """Return True for a step back: to an earlier state, or out of an end."""
    return before != state and (before in ENDS or (state in LADDER and LADDER.index(state) < LADDER.index(before)))


def list_wrong(step: Fields, states: Sequence[str], today: int) -> dict[str, str]:
    """Return the reason to refuse a step with a day in the future, or with a state of another kind of record."""
    if (first_day(step.get("date")) or 0) > today:
        return {"date": Phrase("Write a day that is not in the future.")}
    if step.get("state", states[0]) not in states:
        return {"state": Phrase("Use one of: {names}.", names=", ".join(states))}
    return {}


def list_needs(whole: Fields, by: bool, before: str, step: Fields, sources: bool) -> dict[str, str]:
    """Return the reason to refuse a step for each field of it; `whole` is the promise or demand.

    `by`: it names who promised it. `before` is its state before the step. `sources`: the step has a source.
    """
    state, text = str(step.get("state", before)), step.get("text") or step.get("text_open")
    if state == PROMISED != before and not (by and whole.get("due")):
        return {"state": Phrase("First add who made the promise, and the due date, to the record above.")}
    if state == DONE != before:
        if not (text or whole.get("outcome")):
            return {"text": Phrase("Write the result.")}
        if not sources and not (text and whole.get("outcome")):
            return {"source": Phrase("Choose a source. If there is none, write the result in the record above, and "
                                     "the reason in the text of this step.")}  # fmt: skip
    if is_back(before, state) and not text:
        return {"text": Phrase("Write the reason for the step back.")}
    return {}


def read_lines(text: str, first: str = "") -> list[tuple[str, str]]:
    """Return the date and the words of each old line. A line without a date belongs to the one above it.

    The first line has the date `first` if it has no other.
    """
    found: list[tuple[str, str]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        date, said = known.groups() if (known := _LINE.fullmatch(line)) else ("", line)
        if not date and found:
            found[-1] = found[-1][0], f"{found[-1][1]}\n{said}".strip()
        else:
            found.append((date or first, said))
    return found
