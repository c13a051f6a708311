"""The data of detained people: the list on a day, and what the page of a detention computes from its records."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from attrs import field, frozen

from app.actions.detention import disappearance, register, time_limits
from app.actions.detention.register import DetentionCheck, HeldPerson
from app.domain.detention_rules import Held, Whereabouts
from app.domain.intervals import Interval, IntervalGap
from app.domain.legal_limits import LimitState, Running
from app.domain.moment import OPEN_END
from app.domain.record import Record
from app.domain.search_normalisation import fold
from app.gui.records.parts_query import date_words, say_field
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowList, RowView
from app.gui.widgets.rows import Row
from app.store.vault.open_vault import Vault

T = TypeVar("T")
HELD, UNSEEN, EVERY = "held", "unseen", "every"
"""The chips of the list."""
MOST = 200
"""Rows of a list."""
Lines = tuple[tuple[str, tuple[RowView, ...]], ...]
"""Rows under headings."""


@frozen
class DetentionLines:
    """For the page: sentences in boxes, each with its ground, and rows under headings."""

    says: tuple[tuple[str, str], ...] = ()
    rows: Lines = field(default=())
    without: tuple[str, ...] = ()
    """The steps of its kind that the page does not offer."""


NO_LINES = DetentionLines()
"""Of another kind."""


def say_day(tr: Text, ordinal: int) -> str:
    """Return a day in words; empty for one that nobody knows."""
    return moment_words(tr, date.fromordinal(ordinal).isoformat()) if 1 < ordinal < OPEN_END else ""


def say_days(tr: Text, days: int) -> str:
    """Return a number of days in words."""
    return tr("{n} day|{n} days", n=days)


# The list.


def listing(vault: Vault, tr: Text, day: date, chip: str, text: str) -> RowList:
    """Return the people in detention on a day whose row has a text; with a chip only those whom nobody has seen."""
    found, _ = register.list_held(vault, day)
    shown = [one for one in found if chip == HELD or one.forgotten]
    over = time_limits.compute(vault, [one.detention for one in shown])
    late = frozenset(one.what.id for one in over if one.running is Running.OVERDUE)
    rows = [_row(vault, tr, one, late) for one in shown]
    asked = fold(text.strip())
    kept = [row for row in rows if asked in fold(f"{row.title} {row.second}")]
    count = tr("{n} person in detention|{n} people in detention", n=len(kept))
    return RowList(tuple(kept[:MOST]), count)


def _row(vault: Vault, tr: Text, one: HeldPerson, late: frozenset[bytes]) -> Row:
    title = title_words(vault, tr, one.person) if one.person else tr("Person not known")
    where = say_where(tr, one.where, [title_words(vault, tr, one.stays[stay.what]) for stay in one.where.at],
                      title_words(vault, tr, one.stays[one.where.last.what]) if one.where.last else "")  # fmt: skip
    seen = ("eye", tr("Seen {date}", date=moment_words(tr, one.seen))) if one.seen else ("eye-off", tr("Not seen yet"))
    seen = ("eye-off", tr("Not seen for {days}", days=say_days(tr, one.unseen))) if one.forgotten else seen
    states = [*([("alert", tr("Time limit over"))] if one.detention.id in late else []), seen]
    return Row(one.detention.id.hex(), title, say_days(tr, one.where.days), where, tuple(states), icon="lock")


def say_where(tr: Text, where: Whereabouts[T], at: Sequence[str], last: str) -> str:
    """Return the state of a person on a day as one sentence; `at` and `last` are the names of the places."""
    since = say_day(tr, where.since)
    if where.held is Held.UNKNOWN and last:
        return tr("Whereabouts not known since {date}, last seen at {place}", date=since, place=last)
    if where.held is Held.UNKNOWN:
        return tr("No place known since the arrest")
    if where.held is Held.RELEASED:
        return tr("Released that day")
    if where.held is Held.NOT_HELD:
        return tr("Not in detention")
    if where.doubt:
        return tr("In doubt: {places}", places=tr.listed(at))
    if where.came:
        return tr("{place}, came that day from {other}", place=at[0], other=last)
    return tr("{place}, since {date}", place=at[0], date=since) if since else at[0]


# The page.


def read_lines(vault: Vault, tr: Text, key: str) -> DetentionLines:
    """Return what the page of a detention computes: the state today, doubts, the time line, and time limits."""
    found = register.check(vault, key)
    gone = disappearance.is_question(vault, found)
    question = tr("The authority does not say where the person is. Is it a disappearance? You decide.")
    return DetentionLines(
        (*_list_says(vault, tr, found), *([(question, "amber")] if gone else [])),
        ((tr("Time limits"), tuple(_limit(tr, one) for one in found.limits)),
         (tr("Time line"), tuple(_list_times(vault, tr, found)))),
        () if gone else ("disappearance",),
    )  # fmt: skip


def _list_says(vault: Vault, tr: Text, found: DetentionCheck) -> list[tuple[str, str]]:
    where, episode = found.where, found.episode
    at = [title_words(vault, tr, one.what) for one in where.at]
    last = title_words(vault, tr, where.last.what) if where.last else ""
    said = say_where(tr, where, at, last)
    if where.held in (Held.HELD, Held.UNKNOWN):
        said = tr("Today: {state}. {days} in detention.", state=said, days=say_days(tr, where.days))
    rows = [(said, "red" if where.held is Held.UNKNOWN else "box")]
    over = [one.limit.say(tr.language) for one in found.limits if one.running is Running.OVERDUE]
    rows += [(tr("Over and not met: {limits}.", limits=tr.listed(over)), "red")] if over else []
    for one, other, _ in episode.doubtful:
        names = tr.listed(title_words(vault, tr, row.what) for row in (one, other))
        rows.append((tr("May overlap: {stays}. Make the dates exact.", stays=names), "amber"))
    outside = tr.listed(title_words(vault, tr, one.what) for one in episode.outside)
    rows += [(tr("Outside the detention: {stays}. Correct the dates.", stays=outside), "amber")] if outside else []
    others = tr.listed(tr.line(one.ref, date_words(vault, tr, one)) for one in found.overlapping)
    rows += [(tr("Another detention may overlap: {refs}.", refs=others), "amber")] if others else []
    if found.end_missing:
        rows.append((tr("The day of the release is missing."), "amber"))
    return rows


def _list_times(vault: Vault, tr: Text, found: DetentionCheck) -> list[RowView]:
    """Return the arrest, the stays and gaps in their order, and the end."""
    record = found.detention
    start, end = (str(record.fields.get(name, "")) for name in ("date_start", "date_end"))
    rows = [RowView("lock", tr("Arrested"), moment_words(tr, start, long=True))]
    gaps = {gap.after.start: gap for gap in found.episode.gaps}
    for one in found.episode.stays:
        rows += [_gap(tr, gaps.pop(one.start))] if one.start in gaps else []
        rows.append(_stay(vault, tr, one))
    rows += [_gap(tr, gap) for gap in gaps.values()]
    if end or "release" in record.fields:
        how = say_field(vault, tr, record, "release")
        rows.append(RowView("out", how or tr("Detention ended"), moment_words(tr, end, long=True) if end else ""))
    return rows


def _stay(vault: Vault, tr: Text, one: Interval[Record]) -> RowView:
    record = one.what
    start, end = (str(record.fields.get(name, "")) for name in ("date_start", "date_end"))
    until = moment_words(tr, end) if end else ""
    begins = moment_words(tr, start)
    dates = tr("{first} to {last}", first=begins, last=until) if end else tr("from {date} on", date=begins)
    days = say_days(tr, one.end[0] - one.start[0]) if one.exact and one.end[0] < OPEN_END else ""
    second = tr.line(dates, days, say_field(vault, tr, record, "authority"))
    return RowView("place", title_words(vault, tr, record), second, key=record.id.hex())


def _gap(tr: Text, gap: IntervalGap[Record]) -> RowView:
    days = say_days(tr, gap.least)
    dates = tr("{first} to {last}", first=say_day(tr, gap.before.end[1]), last=say_day(tr, gap.after.start[0]))
    why = tr("A disappearance can be recorded as an act of an incident.")
    return RowView("alert", tr("Gap of {days}: place not known", days=days), tr.line(dates, why), ink="amb")


def _limit(tr: Text, one: LimitState[Record]) -> RowView:
    due = moment_words(tr, one.due, long=True)
    state = {
        Running.OVERDUE: ("alert", tr("over since {date}", date=due), "red"),
        Running.RUNS: ("clock", tr("until {date}", date=due), "amb" if one.late >= -1 else "neutral"),
        Running.MET_LATE: ("alert", tr("{days} late", days=say_days(tr, one.late)) if one.late else tr("late"), "amb"),
        Running.MET: ("check", tr("in time"), "neutral"),
    }[one.running]
    met = tr("ended {date}", date=moment_words(tr, one.met)) if one.met else ""
    unsure = tr("start not exact") if one.unsure else ""
    checked = "" if one.checked else tr("not checked since {date}", date=moment_words(tr, one.limit.check_by))
    last = "" if one.running in (Running.OVERDUE, Running.RUNS) else tr("until {date}", date=due)
    second = tr.line(last, met, unsure, checked, one.limit.say_source(tr.language), tr("not reviewed by a lawyer"))
    return RowView("judgment", one.limit.say(tr.language), second, badge=state)


def pressing_row(vault: Vault, tr: Text, one: LimitState[Record]) -> RowView:
    """Return the row of Today for a time limit that is over or ends soon, with the hours that are left."""
    name = tr("{name}: {value}", name=title_words(vault, tr, one.what), value=one.limit.say(tr.language))
    over = one.running is Running.OVERDUE
    left = tr("in {n} hour|in {n} hours", n=one.hours) if one.hours else tr("in less than an hour")
    far = tr("late") if over else left
    far = tr("{n} day late|{n} days late", n=one.late) if one.late > 0 else far
    due = tr("until {date}", date=moment_words(tr, one.due, long=True))
    checked = "" if one.checked else tr("not checked since {date}", date=moment_words(tr, one.limit.check_by))
    second = tr.line(due, tr("start not exact") if one.unsure else "", checked)
    return RowView("judgment", name, second, far=far, ink="red" if over else "amb",
                   key=f"record:{one.what.id.hex()}")  # fmt: skip
