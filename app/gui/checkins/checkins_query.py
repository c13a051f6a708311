"""The rows of the check-in board: travel groups with their numbers and their day in points, and times as text."""

from datetime import tzinfo
from typing import NamedTuple

from attrs import frozen
from PySide6.QtCore import QTime

from app.actions.field.checkin_board import BoardRow
from app.actions.kernel.records import record_of
from app.domain.checkin_status import TravelGroup
from app.domain.zones import local_time, offset
from app.gui.style.text import Text
from app.gui.widgets.rows import one_sentence
from app.store.vault.open_vault import Vault

BEFORE, AFTER, HOUR = 7 * 3600, 6 * 3600, 3600
"""Seconds of a day line before and after now."""


class PartyRow(NamedTuple):
    """One travel group: its names, the numbers at the far edge, and the points of its day (time, kind).

    `urgent` rows have a red background; `ended` ones are quiet.
    """

    key: str
    title: str
    second: str
    far: str
    note: str
    heard_far: str = ""
    """The number at the far edge with its units as words, for a screen reader."""
    urgent: bool = False
    ended: bool = False
    points: tuple[tuple[int, str], ...] = ()
    amber: bool = False
    """True if its plan lacks something; `note` begins with it."""
    mission: str = ""
    """The id of its mission or accompaniment."""

    @property
    def spoken(self) -> str:
        """The complete row as one sentence."""
        return one_sentence([self.title, self.second, self.heard_far or self.far, self.note])


@frozen
class Axis:
    """The start and end of a day line, now, and the hours above it (time, label)."""

    start: int
    end: int
    now: int
    hours: tuple[tuple[int, str], ...]


def hour(tr: Text, at: int, zone: tzinfo | None) -> str:
    """Return the local time of day."""
    local = local_time(at, zone)
    return tr.locale.toString(QTime(local.hour, local.minute), "HH:mm")


def local_time_text(tr: Text, at: int, zone: tzinfo | None, now: int) -> str:
    """Return the local time, with its day if that is not today there."""
    day, today = local_time(at, zone).date(), local_time(now, zone).date()
    said = hour(tr, at, zone)
    if day == today:
        return said
    month = tr.locale.monthName(day.month, tr.locale.FormatType.ShortFormat)
    return tr("{time} on {day}", time=said, day=f"{tr.locale.toString(day.day)} {month}")


def zone_words(tr: Text, at: int, zone: tzinfo | None) -> str:
    """Return the difference of a zone from UTC."""
    minutes = offset(at, zone)
    ahead = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{ahead}{tr.digits(str(hours))}{':' + tr.digits(f'{rest:02}') if rest else ''}"


def countdown(tr: Text, minutes: int) -> str:
    """Return minutes with their units: as days from 48 hours on, otherwise as hours and minutes."""
    if minutes >= 2880:
        return tr("{n} day|{n} days", n=minutes // 1440)
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return tr("{hours} h {minutes} min", hours=hours, minutes=rest)
    return tr("{n} h", n=hours) if hours else tr("{n} min", n=rest)


def countdown_words(tr: Text, minutes: int) -> str:
    """Return minutes with their units as words, for a screen reader."""
    if minutes >= 2880:
        return countdown(tr, minutes)
    hours, rest = divmod(minutes, 60)
    said = [tr("{n} hour|{n} hours", n=hours)] if hours else []
    return tr.listed([*said, *([tr("{n} minute|{n} minutes", n=rest)] if rest or not hours else [])])


def mission_title(vault: Vault, row: BoardRow) -> str:
    """Return the title of the mission or accompaniment of a plan."""
    return record_of(vault, row.mission).title if row.mission else ""


def told_in_silence(tr: Text) -> str:
    """Return the usual words for the co-ordinator of a silent group."""
    return tr("Tell them the mission, and since when the group is silent.")


def words_to_say(tr: Text, row: BoardRow, step: str) -> str:
    """Return the words of a step; after a danger word the usual words about silence are wrong."""
    what, alarm = str(row.steps[step].fields.get("what", "")), row.party.alarm
    if alarm is not None and alarm.duress and what == told_in_silence(tr):
        return tr("Tell them the mission and the time of the danger word. Nobody must call the group.")
    return what


def party_row(vault: Vault, tr: Text, row: BoardRow) -> PartyRow:
    """Return the row of a travel group."""
    party, plan = row.party, row.party.plan
    count, note = _numbers(tr, party)
    points = tuple((mark.at, "planned" if mark.what == "next" and party.needs else mark.what) for mark in party.marks)
    there = tr.line(plan.zone_name.replace("_", " "), hour(tr, party.now, plan.zone)) if _elsewhere(party) else ""
    ended, far = party.alarm is None and party.next is None, countdown_words(tr, abs(party.minutes))
    return PartyRow(
        row.key, str(row.record.fields["title"]), tr.line(mission_title(vault, row), there), count,
        note if party.needs else tr.line(gap_words(tr, row), note),
        "" if ended else tr("{time} late", time=far) if party.minutes < 0 else tr("{time} left", time=far), party.needs,
        party.standing in ("arrived", "called_off", "over"), points, bool(row.gaps), row.mission,
    )  # fmt: skip


def gap_words(tr: Text, row: BoardRow) -> str:
    """Return the first thing that the plan of a group lacks; steps without a person to reach by their numbers."""
    gap = row.gaps[0] if row.gaps else ""
    if gap != "who":
        return {"steps": tr("no steps yet"), "watcher": tr("no watcher")}.get(gap, "")
    numbers = [tr.number(row.number(key)) for key in row.without_reach]
    if len(numbers) == 1:
        return tr("step {number}: no person", number=numbers[0])
    return tr("steps {numbers}: no person", numbers=tr.listed(numbers))


def _elsewhere(party: TravelGroup) -> bool:
    return offset(party.now, party.plan.zone) != offset(party.now, None)


def both_times(tr: Text, party: TravelGroup, at: int) -> str:
    """Return a time at their place and, if the time here differs, also here."""
    said = local_time_text(tr, at, party.plan.zone, party.now)
    if not _elsewhere(party):
        return said
    return tr("{there} there, {here} here", there=said, here=local_time_text(tr, at, None, party.now))


def _numbers(tr: Text, party: TravelGroup) -> tuple[str, str]:
    """Return the text and the note for the far edge of a row."""
    if party.alarm is not None:
        far = countdown(tr, -party.minutes)
        at = both_times(tr, party, party.alarm.due)
        missed = tr("missed the check-in of {time}", time=at)
        return far, tr("danger word, {time}", time=at) if party.alarm.duress else missed
    if party.next is None:
        last = both_times(tr, party, party.last.at) if party.last else ""
        word = {"arrived": tr("Arrived"), "called_off": tr("Cancelled")}.get(party.standing, tr("Finished"))
        return word, last
    minutes = party.minutes
    if party.standing == "grace":
        over = party.next.at + party.plan.grace
        return countdown(tr, -minutes), tr("silent, alarm at {time}", time=both_times(tr, party, over))
    far = countdown(tr, minutes)
    if party.next.moved:
        return far, tr("no signal until {time}", time=both_times(tr, party, party.next.at))
    return far, tr("due {time}", time=both_times(tr, party, party.next.at))


def axis_at(tr: Text, now: int) -> Axis:
    """Return the hours of a day line at one minute."""
    start, end = now - BEFORE, now + AFTER
    shift = offset(now, None) * 60
    first = -(-(start + shift) // (3 * HOUR)) * 3 * HOUR - shift
    hours = [at for at in range(first, end, 3 * HOUR) if abs(at - now) > HOUR * 3 // 4]
    return Axis(start, end, now, tuple((at, hour(tr, at, None)) for at in hours))
