"""The watch over those who travel: from a plan, its ladder, what was heard and what was done, how they stand now.

All of it is worked out from records at an instant; nothing runs that could stop. A check-in is missed in the very
minute in which its grace is over. A call answers every check-in before it, and a little early the next one. An alarm
of a missed check-in ends when they are heard; one of duress only when a person says so: a later "all is well" may have
been forced. Entries of several people who watch simply add up. Instants are seconds of UTC.
"""

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from app.domain.schedule import Due, Plan, answered, dues

Standing = Literal["before", "out", "grace", "missed", "duress", "arrived", "called_off", "over"]
"""Not yet on the way; on the way; due and not heard yet; missed; under duress; arrived; called off; all was heard."""
Did = Literal["", "began", "done", "failed", "skipped"]
_FINISHED: tuple[Did, ...] = ("done", "failed", "skipped")
_DID: tuple[Did, ...] = ("began", *_FINISHED)
ENDED = ("arrived", "called_off", "over")
_OVER = ("arrived", "cancelled")


@frozen
class Heard:
    """What was heard of them, at which instant, and what it says: fine, late, arrived, duress or cancelled."""

    at: int
    state: str
    key: str = ""
    by: str = ""
    text: str = ""
    channel: str = ""


@frozen
class Step:
    """A step of the ladder: so many seconds after the alarm began."""

    key: str
    after: int


@frozen
class Entry:
    """What somebody did: a step, the end of an alarm, a note; `due` is the alarm it was for, where that is known."""

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
    """Why somebody is needed: the ladder counts from `since`; `due` is the check-in, or when the word was heard."""

    duress: bool
    due: int
    since: int


@frozen
class Rung:
    """A step with the instant at which it is to be done, what was done of it last, and every entry about it."""

    step: Step
    at: int
    did: Did
    entries: tuple[Entry, ...]

    @property
    def finished(self) -> bool:
        """Whether nobody has to do it any more."""
        return self.did in _FINISHED


@frozen
class Mark:
    """A point of a party's day: heard, missed, next or planned. A duress word is shown as heard."""

    at: int
    what: Literal["heard", "missed", "next", "planned"]


@frozen
class Party:
    """How those of one plan stand at an instant. `next` is the check-in that is waited for, `missed` those that are."""

    plan: Plan
    now: int
    standing: Standing
    next: Due | None
    missed: tuple[Due, ...]
    alarm: Alarm | None
    ladder: tuple[Rung, ...]
    last: Heard | None
    marks: tuple[Mark, ...]

    @property
    def current(self) -> Rung | None:
        """The step to do now: the last one whose minute has come, or that somebody began, unless it is finished."""
        if self.alarm is None:
            return None
        come = [rung for rung in self.ladder if rung.at <= self.now or rung.did == "began"]
        return come[-1] if come and not come[-1].finished else None

    @property
    def following(self) -> Rung | None:
        """The first step whose minute is still to come."""
        ahead = (rung for rung in self.ladder if rung.at > self.now and not rung.did)
        return next(ahead, None) if self.alarm else None

    @property
    def level(self) -> int:
        """How many steps of the ladder have had their minute."""
        return sum(rung.at <= self.now for rung in self.ladder) if self.alarm else 0

    @property
    def minutes(self) -> int:
        """Whole minutes until the next is due (begun ones count), or since the missed one was (then negative)."""
        at = self.alarm.due if self.alarm else self.next.at if self.next else self.now
        return -(-(at - self.now) // 60) if at >= self.now else -((self.now - at) // 60)

    @property
    def needs(self) -> bool:
        """Whether a person has to act now."""
        return self.alarm is not None

    @property
    def wakes(self) -> int | None:
        """The next instant at which somebody is needed: the alarm that is, or the end of the grace of the next due."""
        if self.alarm is not None:
            return self.now if self.current else self.following.at if self.following else self.now
        return self.next.at + self.plan.grace if self.next else None


def party(plan: Plan, steps: Sequence[Step], heard: Sequence[Heard], entries: Sequence[Entry], now: int) -> Party:
    """Return how a party stands at an instant; what was heard or done later than that does not count yet."""
    known = sorted((one for one in heard if one.at <= now), key=lambda one: (one.at, one.key))
    ended = next((one for one in known if one.state in _OVER), None)
    last = known[-1].at if known else None
    downs = [entry for entry in entries if entry.action == "stood_down" and entry.at <= now]
    waiting = dues(plan)[answered(plan, last) :] if ended is None else ()
    open_ = [due for due in waiting if not _stood_down(due, plan.grace, downs)]
    missed = tuple(due for due in open_ if due.at + plan.grace <= now)
    awaited = next((due for due in open_ if due.at + plan.grace > now), None)
    alarm = _alarm(plan, missed, known, downs)
    ladder = _ladder(steps, alarm, entries, now) if alarm else ()
    standing = _standing(plan, now, alarm, ended, awaited)
    marks = _marks(plan, known, missed, awaited)
    return Party(plan, now, standing, awaited, missed, alarm, ladder, known[-1] if known else None, marks)


def _stood_down(due: Due, grace: int, downs: Sequence[Entry]) -> bool:
    return any(entry.at >= due.at + grace or entry.due == due.at for entry in downs)


def _alarm(plan: Plan, missed: Sequence[Due], known: Sequence[Heard], downs: Sequence[Entry]) -> Alarm | None:
    for one in known:
        over = any(entry.due == one.at or (entry.due is None and entry.at > one.at) for entry in downs)
        if one.state == "duress" and not over:
            return Alarm(True, one.at, one.at)
    return Alarm(False, missed[0].at, missed[0].at + plan.grace) if missed else None


def _ladder(steps: Sequence[Step], alarm: Alarm, entries: Sequence[Entry], now: int) -> tuple[Rung, ...]:
    rungs = []
    for step in sorted(steps, key=lambda one: (one.after, one.key)):
        about = [
            entry for entry in sorted(entries, key=lambda one: (one.at, one.made, one.by))
            if entry.step == step.key and entry.at <= now and _is_for(entry, alarm)
        ]  # fmt: skip
        did: Did = next((did for entry in reversed(about) for did in _DID if did == entry.action), "")
        rungs.append(Rung(step, alarm.since + step.after, did, tuple(about)))
    return tuple(rungs)


def _is_for(entry: Entry, alarm: Alarm) -> bool:
    return entry.due == alarm.due if entry.due is not None else entry.at >= alarm.since


def _standing(plan: Plan, now: int, alarm: Alarm | None, ended: Heard | None, awaited: Due | None) -> Standing:
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


def _marks(plan: Plan, known: Sequence[Heard], missed: Sequence[Due], awaited: Due | None) -> tuple[Mark, ...]:
    """Return the points of the line of a party, by time."""
    marks = [Mark(one.at, "heard") for one in known] + [Mark(due.at, "missed") for due in missed]
    if awaited is not None:
        marks.append(Mark(awaited.at, "next"))
        marks += [Mark(due.at, "planned") for due in dues(plan) if due.at > awaited.at]
    return tuple(sorted(marks, key=lambda mark: mark.at))


# Who has the watch.


@frozen
class Watcher:
    """Somebody who has the watch, and since when."""

    name: str
    since: int


def watchers(entries: Sequence[Entry]) -> tuple[Watcher, ...]:
    """Return who is at the base, by what they wrote: taken, handed over, left. Empty: nobody is.

    Of entries that were made in the same second the later one in the list counts.
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
