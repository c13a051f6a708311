"""The data of the check-in board: travel groups in order, their day in points, and the steps for missing people."""

from datetime import tzinfo
from typing import NamedTuple

from attrs import frozen
from PySide6.QtCore import QTime

from app.actions.field.checkin_board import Board, BoardRow, board
from app.actions.field.checkin_urgency import calls
from app.actions.kernel.records import record_of, show
from app.device.monotonic_counter import Counter, counter
from app.domain import channel_order
from app.domain.checkin_status import CheckinMessage, EscalationStepStatus, TravelGroup
from app.domain.record import words_of
from app.domain.zones import local_time, offset
from app.gui.style.dates import title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.gui.widgets.rows import one_sentence
from app.store.vault.open_vault import Vault

BEFORE, AFTER, HOUR = 7 * 3600, 6 * 3600, 3600
"""Seconds of a day line before and after now."""
LAST = 5
"""The last minutes before the due time, which are counted one by one."""
MOST = 8
"""Lines of received check-ins."""
PANELS = 40
"""Travel groups whose panel is made with the board; the panels of others are made when they are chosen."""


class PartyRow(NamedTuple):
    """One travel group: its names, the numbers at the far edge, and the points of its day (time, kind).

    `urgent` rows have a red background; `ended` ones are quiet.
    """

    key: str
    title: str
    second: str
    far: str
    note: str
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
        return one_sentence([self.title, self.second, self.far, self.note])


@frozen
class Axis:
    """The start and end of a day line, now, and the hours above it (time, label)."""

    start: int
    end: int
    now: int
    hours: tuple[tuple[int, str], ...]


@frozen
class RungShown:
    """An escalation step: `state` is done, failed, skipped, began, now or ahead; `log` has actor, action and time."""

    key: str
    title: str
    what: str
    at: str
    state: str
    reach: tuple[str, ...] = ()
    log: tuple[str, ...] = ()


@frozen
class PanelShown:
    """One travel group at the side of the board: the last check-in, and its steps while a person is missing."""

    key: str
    title: str
    about: str
    alarm: str
    rungs: tuple[RungShown, ...]
    notes: tuple[str, ...]
    at: str
    """The local time at their place."""
    travels: bool = False
    mission: tuple[str, str] = ("", "")
    """The id and the title of its mission or accompaniment."""
    lacks_steps: bool = False


@frozen
class BoardShown:
    """The board at one minute. `watch` says who is on duty, `names` lists them; `clock` says that the clock was set."""

    title: str
    second: str
    rows: tuple[PartyRow, ...]
    axis: Axis
    zone: str
    watch: str
    names: tuple[str, ...]
    unwatched: bool
    clock: str
    heard: tuple[RowView, ...]
    panels: dict[str, PanelShown]
    calls: bool = False
    """True if the locked window asks for attention when a person is needed."""


def board_view(vault: Vault, tr: Text, chosen: str = "", count: Counter = counter) -> BoardShown:
    """Return the board now, with the panels of missing travel groups and of the chosen one."""
    found = board(vault, count)
    rows = tuple(_row(vault, tr, row) for row in found.rows)
    with_panel = [row for row in found.rows if row.party.needs][:PANELS] or list(found.rows[:1])
    with_panel += [row for row in found.rows if chosen in (row.key, row.mission) and row not in with_panel]
    watch = tr("Watching: {names}", names=tr.listed(one.name for one in found.watchers))
    nobody = tr("Nobody is watching.")
    zone = tr(
        "The hours at the top are in {zone}, the zone of this computer. The times of a group are in the zone "
        "of its place.",
        zone=zone_words(tr, found.now, None),
    )
    out, missed = len(found.out), len(found.missed)
    return BoardShown(
        tr("{n} group is travelling|{n} groups are travelling", n=out) if out else tr("Nobody is travelling"),
        tr("{n} needs you now.|{n} need you now.", n=missed) if missed else tr("Nobody needs you now."),
        rows, _axis(tr, found.now), zone,
        watch if found.watchers else nobody, tuple(one.name for one in found.watchers), found.unwatched,
        _clock(tr, found), _heard(tr, found), {row.key: panel(vault, tr, row) for row in with_panel},
        calls(vault),
    )  # fmt: skip


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


def _clock(tr: Text, found: Board) -> str:
    if not found.set_by:
        return ""
    far = countdown(tr, abs(found.set_by) // 60)
    if found.set_by > 0:
        return tr(
            "Someone moved the clock of this computer {time} forward. This page uses the time that really passed.",
            time=far,
        )
    return tr(
        "Someone moved the clock of this computer {time} back. This page uses the time that really passed.", time=far
    )


def countdown(tr: Text, minutes: int) -> str:
    """Return minutes as days from 48 hours on, otherwise as hours and minutes."""
    if minutes >= 2880:
        return tr("{n} day|{n} days", n=minutes // 1440)
    return f"{tr.digits(str(minutes // 60))}:{tr.digits(f'{minutes % 60:02}')}"


def _mission(vault: Vault, row: BoardRow) -> str:
    """Return the title of the mission or accompaniment of a plan."""
    return record_of(vault, row.mission).title if row.mission else ""


def _row(vault: Vault, tr: Text, row: BoardRow) -> PartyRow:
    party, plan = row.party, row.party.plan
    count, note = _numbers(tr, party)
    points = tuple((mark.at, "planned" if mark.what == "next" and party.needs else mark.what) for mark in party.marks)
    there = tr.line(plan.zone_name.replace("_", " "), hour(tr, party.now, plan.zone)) if _elsewhere(party) else ""
    gaps = {"steps": tr("no steps yet"), "who": tr("nobody to call"), "watcher": tr("no watcher")}
    return PartyRow(
        row.key, str(row.record.fields["title"]), tr.line(_mission(vault, row), there), count,
        tr.line(*(gaps[gap] for gap in row.gaps[:1] if not party.needs), note), party.needs,
        party.standing in ("arrived", "called_off", "over"), points, bool(row.gaps), row.mission,
    )  # fmt: skip


def _elsewhere(party: TravelGroup) -> bool:
    return offset(party.now, party.plan.zone) != offset(party.now, None)


def _both(tr: Text, party: TravelGroup, at: int) -> str:
    """Return a time at their place and, if the time here differs, also here."""
    said = local_time_text(tr, at, party.plan.zone, party.now)
    if not _elsewhere(party):
        return said
    return tr("{there} there, {here} here", there=said, here=local_time_text(tr, at, None, party.now))


def _numbers(tr: Text, party: TravelGroup) -> tuple[str, str]:
    """Return the text and the note for the far edge of a row."""
    if party.alarm is not None:
        minutes = -party.minutes
        far = tr("{n} min", n=minutes) if minutes < 60 else countdown(tr, minutes)
        at = _both(tr, party, party.alarm.due)
        return far, tr("danger word, {time}", time=at) if party.alarm.duress else tr(
            "missed the check-in of {time}", time=at
        )
    if party.next is None:
        last = _both(tr, party, party.last.at) if party.last else ""
        word = {"arrived": tr("Arrived"), "called_off": tr("Cancelled")}.get(party.standing, tr("Finished"))
        return word, last
    minutes = party.minutes
    if party.standing == "grace":
        over = party.next.at + party.plan.grace
        return tr("{n} min", n=-minutes), tr("silent, alarm at {time}", time=_both(tr, party, over))
    far = tr("{n} min", n=minutes) if minutes <= LAST else countdown(tr, minutes)
    if party.next.moved:
        return far, tr("no signal until {time}", time=_both(tr, party, party.next.at))
    return far, tr("due {time}", time=_both(tr, party, party.next.at))


def _axis(tr: Text, now: int) -> Axis:
    start, end = now - BEFORE, now + AFTER
    shift = offset(now, None) * 60
    first = -(-(start + shift) // (3 * HOUR)) * 3 * HOUR - shift
    hours = [at for at in range(first, end, 3 * HOUR) if abs(at - now) > HOUR * 3 // 4]
    return Axis(start, end, now, tuple((at, hour(tr, at, None)) for at in hours))


def _heard(tr: Text, found: Board) -> tuple[RowView, ...]:
    """Return the check-ins of the last day, the newest first."""
    rows: list[tuple[CheckinMessage, BoardRow]] = []
    for row in found.rows:
        rows += [(one, row) for one in row.heard if found.now - 24 * HOUR <= one.at <= found.now]
    rows.sort(key=lambda one: (-one[0].at, one[0].key))
    return tuple(_line(tr, one, row) for one, row in rows[:MOST])


def _line(tr: Text, one: CheckinMessage, row: BoardRow) -> RowView:
    at = local_time_text(tr, one.at, row.party.plan.zone, row.party.now)
    name = str(row.record.fields["title"])
    said = tr("“{words}”", words=one.text) if one.text else ""
    icon, ink, state = {
        "fine": ("check", "ink2", tr("Fine")), "late": ("clock", "amb", tr("Late")),
        "arrived": ("check", "ink2", tr("Arrived")), "duress": ("alert", "red", tr("In danger")),
    }.get(one.state, ("info", "ink2", tr("Cancelled")))  # fmt: skip
    return RowView(icon, tr.line(at, name, state), tr.line(said, one.by), key=row.key, ink=ink)


def panel(vault: Vault, tr: Text, row: BoardRow) -> PanelShown:
    """Return the panel of one travel group."""
    party = row.party
    last = ""
    if party.last is not None:
        said = tr("“{words}”", words=party.last.text) if party.last.text else ""
        last = tr.line(tr("last check-in {time}", time=_both(tr, party, party.last.at)), said)
    alarm = ""
    if party.alarm is not None:
        since, waited = _both(tr, party, party.alarm.due), party.plan.grace // 60
        over = tr("The waiting time of {n} minute is over.|The waiting time of {n} minutes is over.", n=waited)
        alarm = (
            tr("They used the danger word.")
            if party.alarm.duress
            else f"{tr('Silent since {time}.', time=since)} {over}"
        )
    notes = []
    if party.alarm is not None and party.alarm.duress:
        notes.append(
            tr(
                "Another person can listen to your call, and the call can put the group in danger. "
                "Decide yourself what to do next."
            )
        )
    notes += [
        tr("Amparo cannot read “{words}” in the plan and does not use it. Open the plan and correct it.", words=one)
        for one in row.wrong
    ]
    if "who" in row.gaps:
        notes.append(tr("Some steps have nobody to call. Choose a person for each step."))
    if "watcher" in row.gaps:
        notes.append(tr("This plan has no watcher. Open the plan and choose one."))
    if party.next is not None and party.next.moved:
        notes.append(tr("No signal until {time}.", time=_both(tr, party, party.next.at)))
    silence = next((one for one in party.plan.stretches if party.next and one.start == party.next.at), None)
    if silence is not None:
        notes.append(tr("After that, no signal until {time}.", time=_both(tr, party, silence.end)))
    rungs = tuple(_rung(vault, tr, row, rung) for rung in party.ladder)
    mission = _mission(vault, row)
    about = tr.line(mission, zone_words(tr, party.now, party.plan.zone), last or tr("no check-in yet"))
    at = hour(tr, party.now, party.plan.zone)
    return PanelShown(row.key, str(row.record.fields["title"]), about, alarm, rungs, tuple(notes), at, row.travels,
                      (row.mission, mission), "steps" in row.gaps)  # fmt: skip


def _rung(vault: Vault, tr: Text, row: BoardRow, rung: EscalationStepStatus) -> RungShown:
    party, record = row.party, row.steps[rung.step.key]
    zone, current = party.plan.zone, party.current
    kind = vault.kinds["escalation_step"]
    code = record.fields.get("kind")
    name = words_of(kind, "kind", code, vault.words, tr.language) if code else tr("Step")
    state = rung.did or ("now" if current is not None and current.step == rung.step else "ahead")
    if state == "began" and current is not None and current.step == rung.step:
        state = "now"
    log = [tr.line(local_time_text(tr, one.at, zone, party.now), one.by,
                   words_of(vault.kinds["watch_entry"], "action", one.action, vault.words, tr.language), one.text)
           for one in rung.entries]  # fmt: skip
    reach = _reach(vault, tr, record.id.hex()) if state == "now" else ()
    at = tr("At {time}", time=_both(tr, party, rung.at))
    return RungShown(rung.step.key, name[:1].upper() + name[1:], str(record.fields.get("what", "")), at, state,
                     tuple(reach), tuple(log))  # fmt: skip


def _reach(vault: Vault, tr: Text, step: str) -> list[str]:
    """Return the people to reach at a step with their channels, in their order."""
    said = []
    for role, contact in show(vault, step).links:
        if role != "who":
            continue
        channels = [part for _, part in show(vault, contact.id.hex()).parts if part.kind == "channel"]
        channels.sort(key=lambda one: channel_order.order(one.fields))
        told = [title_words(vault, tr, one) for one in channels]
        said.append(tr("{name}: {how}", name=contact.title, how=tr.listed(told)) if told else contact.title)
    return said
