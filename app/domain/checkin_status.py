"""Compute the check-in status of each travel group from its plan, steps, messages and log.

All results are computed from records at an instant; no process can stop. A check-in is missed in the exact minute when
its waiting time is over. A call answers every earlier check-in, and the next one if it is a little early. An alarm of a
missed check-in ends with a message of the group. Only a person ends a duress alarm: a later "all is well" could be
forced. Entries of several watchers are merged. Instants are seconds UTC.
"""

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from app.domain.schedule import CheckinPlan, DueCheckin, count_answered_checkins, dues

Standing = Literal["before", "out", "grace", "missed", "duress", "arrived", "called_off", "over"]
"""Before the start; on the way; due without a message; missed; duress; arrived; called off; all check-ins answered."""
Did = Literal["", "began", "done", "failed", "skipped"]
_FINISHED: tuple[Did, ...] = ("done", "failed", "skipped")
_DID: tuple[Did, ...] = ("began", *_FINISHED)
ENDED = ("arrived", "called_off", "over")
_OVER = ("arrived", "cancelled")
FOR_SILENCE = ("wait", "team", "local")
"""Kinds of steps that ask where a silent group is. After a duress message they can put it at risk, so none is due."""


@frozen
class CheckinMessage:
    """A message of the group: its instant, and its state: fine, late, arrived, duress or cancelled."""

    at: int
    state: str
    key: str = ""
    by: str = ""
    text: str = ""
    channel: str = ""
    made: int = 0
    """The time of the record: check-ins of one minute keep their order."""


@frozen
class EscalationStep:
    """An escalation step of a kind, `after` seconds after the start of the alarm."""

    key: str
    after: int
    kind: str = ""


@frozen
class DutyLogEntry:
    """A logged action: a step, the end of an alarm, a note; `due` is the alarm that it was for, if known."""

    at: int
    action: str
    by: str
    step: str = ""
    due: int | None = None
    to: str = ""
    text: str = ""
    made: int = 0


@frozen
class Alarm:
    """An alarm: steps count from `since`; `due` is the time of the check-in, or of the duress message."""

    duress: bool
    due: int
    since: int


@frozen
class EscalationStepStatus:
    """A step with its due instant, its last logged action, and every entry about it."""

    step: EscalationStep
    at: int
    did: Did
    entries: tuple[DutyLogEntry, ...]
    is_for_silence: bool = False
    """True in a duress alarm, if the step is for silence only: it becomes due only when a person begins it."""

    @property
    def finished(self) -> bool:
        """Return True if no person needs to do it now or later."""
        return self.did in _FINISHED


@frozen
class TimelineMark:
    """A point of a group's day: heard, danger, missed, next or planned."""

    at: int
    what: Literal["heard", "danger", "missed", "next", "planned"]


@frozen
class TravelGroup:
    """The status of one plan's group at an instant: `next` is the next expected check-in, `missed` the missed ones."""

    plan: CheckinPlan
    now: int
    standing: Standing
    next: DueCheckin | None
    missed: tuple[DueCheckin, ...]
    alarm: Alarm | None
    ladder: tuple[EscalationStepStatus, ...]
    last: CheckinMessage | None
    marks: tuple[TimelineMark, ...]

    @property
    def current(self) -> EscalationStepStatus | None:
        """Return the step to do now: the last one that is due or begun, unless it is finished."""
        if self.alarm is None:
            return None
        come = [rung for rung in self.ladder if rung in self._due or rung.did == "began"]
        return come[-1] if come and not come[-1].finished else None

    @property
    def following(self) -> EscalationStepStatus | None:
        """Return the first step that is not due yet and has no logged action."""
        ahead = (rung for rung in self.ladder if rung.at > self.now and not rung.did and not rung.is_for_silence)
        return next(ahead, None) if self.alarm else None

    @property
    def level(self) -> int:
        """Return the number of steps that are due."""
        return len(self._due) if self.alarm else 0

    @property
    def _due(self) -> list[EscalationStepStatus]:
        return [rung for rung in self.ladder if rung.at <= self.now and not rung.is_for_silence]

    @property
    def minutes(self) -> int:
        """Return the whole minutes until the next is due (begun ones count), or since the missed one was (negative)."""
        at = self.alarm.due if self.alarm else self.next.at if self.next else self.now
        return -(-(at - self.now) // 60) if at >= self.now else -((self.now - at) // 60)

    @property
    def needs(self) -> bool:
        """Return True if a person must act now."""
        return self.alarm is not None

    @property
    def wakes(self) -> int | None:
        """Return the next instant that needs a person: the alarm now, or the end of the next waiting time."""
        if self.alarm is not None:
            return self.now if self.current else self.following.at if self.following else self.now
        return self.next.at + self.plan.grace if self.next else None


def party(
    plan: CheckinPlan,
    steps: Sequence[EscalationStep],
    heard: Sequence[CheckinMessage],
    entries: Sequence[DutyLogEntry],
    now: int,
) -> TravelGroup:
    """Return the status of a group at an instant; later messages and actions do not count yet."""
    known = sorted((one for one in heard if one.at <= now), key=lambda one: (one.at, one.made, one.key))
    ended = next((one for one in known if one.state in _OVER), None)
    last = known[-1].at if known else None
    downs = [entry for entry in entries if entry.action == "stood_down" and entry.at <= now]
    waiting = dues(plan)[count_answered_checkins(plan, last) :] if ended is None else ()
    open_ = [due for due in waiting if not _stood_down(due, plan.grace, downs)]
    missed = tuple(due for due in open_ if due.at + plan.grace <= now)
    awaited = next((due for due in open_ if due.at + plan.grace > now), None)
    alarm = _alarm(plan, missed, known, downs)
    ladder = _ladder(steps, alarm, entries, now) if alarm else ()
    standing = _standing(plan, now, alarm, ended, awaited)
    late = [due for due in waiting if due.at + plan.grace <= now]
    marks = _marks(plan, known, [*_answered_late(plan, known, ended), *late], awaited)
    return TravelGroup(plan, now, standing, awaited, missed, alarm, ladder, known[-1] if known else None, marks)


def _stood_down(due: DueCheckin, grace: int, downs: Sequence[DutyLogEntry]) -> bool:
    return any(entry.at >= due.at + grace or entry.due == due.at for entry in downs)


def _answered_late(
    plan: CheckinPlan, known: Sequence[CheckinMessage], ended: CheckinMessage | None
) -> list[DueCheckin]:
    """Return the check-ins that were missed before a message answered them: an answer does not delete the silence."""
    found, before = list[DueCheckin](), 0
    for one in known:
        count = count_answered_checkins(plan, one.at)
        found += [due for due in dues(plan)[before:count] if due.at + plan.grace <= one.at]
        before = max(before, count)
        if one is ended:
            break
    return found


def _alarm(
    plan: CheckinPlan, missed: Sequence[DueCheckin], known: Sequence[CheckinMessage], downs: Sequence[DutyLogEntry]
) -> Alarm | None:
    for one in known:
        over = any(entry.due == one.at or (entry.due is None and entry.at > one.at) for entry in downs)
        if one.state == "duress" and not over:
            return Alarm(True, one.at, one.at)
    return Alarm(False, missed[0].at, missed[0].at + plan.grace) if missed else None


def _ladder(
    steps: Sequence[EscalationStep], alarm: Alarm, entries: Sequence[DutyLogEntry], now: int
) -> tuple[EscalationStepStatus, ...]:
    """Return the steps; in a duress alarm the first step that is not for silence is due at once."""
    rungs, first = list[EscalationStepStatus](), 0
    if alarm.duress:
        first = min((step.after for step in steps if step.kind not in FOR_SILENCE), default=0)
    for step in sorted(steps, key=lambda one: (one.after, one.key)):
        about = [
            entry for entry in sorted(entries, key=lambda one: (one.at, one.made, one.by))
            if entry.step == step.key and entry.at <= now and _is_for(entry, alarm)
        ]  # fmt: skip
        did: Did = next((did for entry in reversed(about) for did in _DID if did == entry.action), "")
        is_for_silence = alarm.duress and step.kind in FOR_SILENCE
        after = step.after if is_for_silence else step.after - first
        rungs.append(EscalationStepStatus(step, alarm.since + after, did, tuple(about), is_for_silence))
    return tuple(rungs)


def _is_for(entry: DutyLogEntry, alarm: Alarm) -> bool:
    return entry.due == alarm.due if entry.due is not None else entry.at >= alarm.since


def _standing(
    plan: CheckinPlan, now: int, alarm: Alarm | None, ended: CheckinMessage | None, awaited: DueCheckin | None
) -> Standing:
    if alarm is not None:
        return "duress" if alarm.duress else "missed"
    if ended is not None:
        return "arrived" if ended.state == "arrived" else "called_off"
    if plan.called_off is not None and plan.called_off <= now:
        return "called_off"
    if awaited is None:
        return "over"
    if now < plan.starts:
        return "before"
    return "grace" if awaited.at <= now else "out"


def _marks(
    plan: CheckinPlan, known: Sequence[CheckinMessage], missed: Sequence[DueCheckin], awaited: DueCheckin | None
) -> tuple[TimelineMark, ...]:
    """Return the points of the line of a group, by time: also the check-ins that were missed and answered later."""
    marks = [TimelineMark(one.at, "danger" if one.state == "duress" else "heard") for one in known]
    marks += [TimelineMark(due.at, "missed") for due in missed]
    if awaited is not None:
        marks.append(TimelineMark(awaited.at, "next"))
        marks += [TimelineMark(due.at, "planned") for due in dues(plan) if due.at > awaited.at]
    return tuple(sorted(marks, key=lambda mark: (mark.at, mark.what)))


# Duty shifts.


@frozen
class Watcher:
    """A person on duty, and the start of the shift."""

    name: str
    since: int


def watchers(entries: Sequence[DutyLogEntry]) -> tuple[Watcher, ...]:
    """Return the people on duty at the base, from their entries: took, gave, left. Empty: no one is on duty.

    Of entries that were made in the same second, the later one in the list counts.
    """
    there: dict[str, int] = {}
    for entry in sorted(entries, key=lambda one: one.made):
        if entry.action == "took":
            there.setdefault(entry.by, entry.at)
        elif entry.action in ("gave", "left"):
            there.pop(entry.by, None)
            if entry.action == "gave" and entry.to:
                there.setdefault(entry.to, entry.at)
    return tuple(Watcher(name, since) for name, since in there.items())
