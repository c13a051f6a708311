"""Legal steps of an attack: the furthest stage, and the days without a new step. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.domain.fields import Value
from app.domain.moment import first_day, last_day

STAGES = ("complaint", "inquiry", "charge", "trial", "judgment", "sentence", "served")
"""The stages in their order. Each includes those before it."""
ENDED = ("served", "dropped", "acquitted", "amnesty")
"""The last stages. A complaint still waits for its answer."""
SIDES = ("against_person", "for_person", "against_perpetrator")
AGAINST_DOERS = SIDES[2]
PATIENCE = 180
"""Days without a new step after which the steps of one side are stalled, unless a person chose another number."""
STEP = ("side", "kind", "stage", "date")
"""The fields of a step that decide."""
_EQUAL = {"acquitted": "judgment", "appeal": "judgment", "hearing": "trial"}
Targets = Callable[[Iterable[bytes], str], Iterable[tuple[bytes, bytes]]]
"""Returns (source, target) of the links in a role from some records."""


class Step(NamedTuple):
    """One step: its record, and its fields as text."""

    id: bytes
    side: str
    kind: str
    stage: str
    date: str

    @property
    def reached(self) -> str:
        """Return the stage that an attack has with this step: at least a complaint."""
        code = self.stage or self.kind
        code = _EQUAL.get(code, code)
        return code if code in STAGES else STAGES[0]


def read_step(id_: bytes, fields: Mapping[str, Value]) -> Step:
    """Return a step from the fields of its record."""
    return Step(id_, *(str(fields.get(name) or "") for name in STEP))


def find_furthest(steps: Iterable[Step]) -> str:
    """Return the furthest stage of some steps; empty without a step."""
    return max((one.reached for one in steps), key=STAGES.index, default="")


def find_last(steps: Iterable[Step], today: int) -> Step | None:
    """Return the last step up to a day; of two on one day, the later in the sequence."""
    begun = [one for one in steps if (first_day(one.date) or 0) <= today]
    return max(reversed(begun), key=lambda one: last_day(one.date) or 0, default=None)


def count_idle_days(steps: Iterable[Step], today: int) -> int:
    """Return the days since the last step; 0 without one, and after an end."""
    last = find_last(steps, today)
    day = last_day(last.date) if last is not None and last.stage not in ENDED else None
    return max(0, today - day) if day is not None else 0


def is_early(step: Step, days: Iterable[str]) -> bool:
    """Return True for a step with a date that is certainly before each of some days, such as those of its acts."""
    last, begun = last_day(step.date), [day for one in days if (day := first_day(one)) is not None]
    return last is not None and bool(begun) and last < min(begun)


def climb(rows: Sequence[tuple[bytes, Step]], targets: Targets) -> list[tuple[bytes, Step]]:
    """Return steps with each record that they are about, and with its incident and case: a step there continues it."""
    return list(dict.fromkeys(_add_above(_add_above(rows, targets, "event"), targets, "case")))


def _add_above(rows: Sequence[tuple[bytes, Step]], targets: Targets, role: str) -> list[tuple[bytes, Step]]:
    above: dict[bytes, list[bytes]] = {}
    for source, target in targets({whole for whole, _ in rows}, role):
        above.setdefault(source, []).append(target)
    return [*rows, *((over, step) for whole, step in rows for over in above.get(whole, ()))]


def find_stalled(rows: Iterable[tuple[bytes, Step]], today: int, patience: int) -> dict[bytes, int]:
    """Return the last step of each stalled side of a record, by its id, with the days without a new one.

    Only steps for the person and against those responsible can be stalled: nobody waits for a step against the person.
    """
    sides: dict[tuple[bytes, str], list[Step]] = {}
    for whole, step in rows:
        if step.side in SIDES[1:]:
            sides.setdefault((whole, step.side), []).append(step)
    found: dict[bytes, int] = {}
    for some in sides.values():
        last = find_last(some, today)
        if last is not None and (days := count_idle_days([last], today)) >= patience:
            found[last.id] = days
    return found
