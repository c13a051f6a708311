"""The data of detained people: the list on a day, and what the page of a detention computes from its records."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from attrs import field, frozen

from app.actions.detention import disappearance, register, time_limits
from app.actions.detention.register import DetentionCheck, HeldPerson
from app.actions.kernel import clock
from app.domain.detention_rules import Held, Whereabouts, count_first_hours, tells_place
from app.domain.intervals import Interval, IntervalGap
from app.domain.legal_limits import LimitState, Running
from app.domain.moment import OPEN_END, first_day
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
class PageLines:
    """For the page: sentences in boxes, each with its ground, and rows under headings."""

    says: tuple[tuple[str, str], ...] = ()
    rows: Lines = field(default=())
    without: tuple[str, ...] = ()
    """The steps of its kind that the page does not offer."""


NO_LINES = PageLines()
"""Of another kind."""


def say_day(tr: Text, ordinal: int) -> str:
    """Return a day in words; empty for one that nobody knows."""
    return moment_words(tr, date.fromordinal(ordinal).isoformat()) if 1 < ordinal < OPEN_END else ""


def say_days(tr: Text, days: int) -> str:
    """Return a number of days in words."""
    return tr("{n} day|{n} days", n=days)


def _say_length(tr: Text, days: int, start: object, until: str) -> str:
    """Return a length in hours below 48 hours, if both minutes are known, else in days."""
    hours = count_first_hours(start, until)
    return tr("{n} hour|{n} hours", n=hours) if hours else say_days(tr, days)


# The list.


def listing(vault: Vault, tr: Text, day: date, chip: str, text: str) -> RowList:
    """Return the people in detention on a day whose row has a text; with a chip only those whom nobody has seen."""
    found, _ = register.list_held(vault, day)
    shown = [one for one in found if chip == HELD or one.forgotten]
    over = time_limits.compute(vault, [one.detention for one in shown])
    late = frozenset(one.what.id for one in over if one.running is Running.OVERDUE)
    now = clock.local_minute(vault) if day == clock.today(vault) else ""
    rows = [_row(vault, tr, one, late, now) for one in shown]
    asked = fold(text.strip())
    kept = [row for row in rows if asked in fold(f"{row.title} {row.second}")]
    count = tr("{n} person in detention|{n} people in detention", n=len(kept))
    return RowList(tuple(kept[:MOST]), count)


def _row(vault: Vault, tr: Text, one: HeldPerson, late: frozenset[bytes], now: str) -> Row:
    title = title_words(vault, tr, one.person) if one.person else tr("Person not known")
    where = say_where(tr, one.where, [title_words(vault, tr, one.stays[stay.what]) for stay in one.where.at],
                      title_words(vault, tr, one.stays[one.where.last.what]) if one.where.last else "",
                      tells_place(one.detention.fields, one.where))  # fmt: skip
    held = _say_length(tr, one.where.days, one.detention.fields.get("date_start"), now)
    seen = ("eye", tr("Seen {date}", date=moment_words(tr, one.seen))) if one.seen else ("eye-off", tr("Not seen yet"))
    seen = ("eye-off", tr("Not seen for {days}", days=say_days(tr, one.unseen))) if one.forgotten else seen
    states = [*([("alert", tr("Time limit over"))] if one.detention.id in late else []), seen]
    return Row(one.detention.id.hex(), title, held, where, tuple(states), icon="lock")


def say_where(tr: Text, where: Whereabouts[T], at: Sequence[str], last: str, told: bool = False) -> str:
    """Return the state of a person on a day as one sentence; `at` and `last` are the names of the places.

    `told`: the place is known, but there is no stay.
    """
    since = say_day(tr, where.since)
    if where.held is Held.UNKNOWN and last:
        return tr("Whereabouts not known since {date}, last seen at {place}", date=since, place=last)
    if told:
        return tr("Place known, without a stay in custody yet")
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


def read_lines(vault: Vault, tr: Text, key: str) -> PageLines:
    """Return what the page of a detention computes: the state today, doubts, the time line, and time limits."""
    found = register.check(vault, key)
    gone = disappearance.is_question(vault, found)
    question = tr("The authority does not say where the person is. Is it a disappearance? You decide.")
    return PageLines(
        (*_list_says(vault, tr, found), *([(question, "amber")] if gone else [])),
        ((tr("Time limits"), tuple(_limit(tr, one) for one in found.limits)),
         (tr("Time line"), tuple(_list_times(vault, tr, found)))),
        () if gone else ("disappearance",),
    )  # fmt: skip


def _list_says(vault: Vault, tr: Text, found: DetentionCheck) -> list[tuple[str, str]]:
    where, episode = found.where, found.episode
    at = [title_words(vault, tr, one.what) for one in where.at]
    last = title_words(vault, tr, where.last.what) if where.last else ""
    fields, told = found.detention.fields, tells_place(found.detention.fields, where)
    said = say_where(tr, where, at, last, told)
    if where.held in (Held.HELD, Held.UNKNOWN):
        length = _say_length(tr, where.days, fields.get("date_start"), clock.local_minute(vault))
        said = tr("Today: {state}. {days} in detention.", state=said, days=length)
    rows = [(said, "amber" if told else "red" if where.held is Held.UNKNOWN else "box")]
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
    """Return the arrest, the stays, gaps and requests for access in their order, and the end."""
    record, stays = found.detention, found.episode.stays
    start, end = (str(record.fields.get(name, "")) for name in ("date_start", "date_end"))
    rows = [((gap.before.end[1], ""), _gap(tr, gap)) for gap in found.episode.gaps]
    ends = [*(str(one.what.fields.get("date_start", "")) for one in stays[1:]), end] if stays else []
    for one, until in zip(stays, ends, strict=True):
        rows.append(((one.start[0], str(one.what.fields.get("date_start", ""))), _stay(vault, tr, one, until)))
    for access in found.access:
        day = str(access.fields.get("asked_on") or access.fields.get("held_on") or "")
        said = tr.line(moment_words(tr, day, long="T" in day) if day else "", say_field(vault, tr, access, "answer"))
        rows.append((((first_day(day) or OPEN_END), day), RowView("eye", title_words(vault, tr, access), said,
                                                                  key=access.id.hex())))  # fmt: skip
    shown = [row for _, row in sorted(rows, key=lambda row: row[0])]
    shown.insert(0, RowView("lock", tr("Arrested"), moment_words(tr, start, long=True)))
    if end or "release" in record.fields:
        how = say_field(vault, tr, record, "release")
        shown.append(RowView("out", how or tr("Detention ended"), moment_words(tr, end, long=True) if end else ""))
    return shown


def _stay(vault: Vault, tr: Text, one: Interval[Record], until: str) -> RowView:
    """Return the row of a stay; without its own end, it lasts until the next one begins (`until`)."""
    record = one.what
    start, end = str(record.fields.get("date_start", "")), str(record.fields.get("date_end", "") or until)
    first, last = (moment_words(tr, day, long="T" in day) if day else "" for day in (start, end))
    dates = tr("{first} to {last}", first=first, last=last) if end else tr("from {date} on", date=first)
    known = one.exact and one.end[0] < OPEN_END
    days = _say_length(tr, one.end[0] - one.start[0], start, end) if known else ""
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
