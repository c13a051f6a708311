"""The data of the check-in board: who watches, each travel group, the heard check-ins, and the steps of a group."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions.field.checkin_board import Board, BoardRow, board
from app.actions.field.checkin_urgency import calls
from app.actions.kernel.records import record_of, show
from app.device.monotonic_counter import Counter, counter
from app.domain import channel_order
from app.domain.checkin_status import CheckinMessage, DutyLogEntry, EscalationStepStatus, TravelGroup
from app.domain.record import words_of
from app.domain.search_normalisation import words
from app.gui.checkins.checkins_query import (
    HOUR,
    Axis,
    PartyRow,
    axis_at,
    both_times,
    countdown,
    hour,
    local_time_text,
    mission_title,
    party_row,
    words_to_say,
    zone_words,
)
from app.gui.style.dates import title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.vault import identity
from app.store.vault.open_vault import Vault

MOST = 8
"""Lines of received check-ins."""
PANELS = 40
"""Travel groups whose panel is made with the board; the panels of others are made when they are chosen."""


@frozen
class RungShown:
    """An escalation step: `state` is done, failed, skipped, began, now, ahead or silence; `log` has who, what and when.

    `silence`: the step is for silence only, and somebody said a danger word.
    """

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
    watch: str = ""
    """The people whom the plan names as watchers; it says if they watch."""
    lacks_reach: tuple[tuple[str, str], ...] = ()
    """The id and the button of each step without a person to reach."""
    danger: str = ""
    """What to do after a danger word."""


@frozen
class BoardShown:
    """The board at one minute. `watch` says who is on duty, `names` lists them; `clock` says that the clock was set.

    `chosen` lists the people whom running plans name as watchers, and who did not start.
    """

    title: str
    second: str
    rows: tuple[PartyRow, ...]
    axis: Axis
    zone: str
    watch: str
    names: tuple[str, ...]
    chosen: tuple[str, ...]
    unwatched: bool
    clock: str
    heard: tuple[RowView, ...]
    panels: dict[str, PanelShown]
    calls: bool = False
    """True if the locked window asks for attention when a person is needed."""
    own: str = ""
    """The name on the card of this vault."""
    away: str = ""
    """The watchers who travel with a group that is out, as a warning."""


def board_view(vault: Vault, tr: Text, chosen: str = "", count: Counter = counter) -> BoardShown:
    """Return the board now, with the panels of missing travel groups and of the chosen one."""
    found = board(vault, count)
    rows = tuple(party_row(vault, tr, row) for row in found.rows)
    with_panel = [row for row in found.rows if row.party.needs][:PANELS] or list(found.rows[:1])
    with_panel += [row for row in found.rows if chosen in (row.key, row.mission) and row not in with_panel]
    unconfirmed = _unconfirmed(vault, found)
    zone = tr("The hours at the top are in {zone}, the zone of this computer. The times of a group are in the zone "
              "of its place.", zone=zone_words(tr, found.now, None))  # fmt: skip
    out, missed = len(found.out), len(found.missed)
    return BoardShown(
        tr("{n} group is travelling|{n} groups are travelling", n=out) if out else tr("Nobody is travelling"),
        _second(tr, found, missed),
        rows, axis_at(tr, found.now), zone,
        _watch(tr, found, unconfirmed), tuple(one.name for one in found.watchers), unconfirmed, found.unwatched,
        _clock(tr, found), _heard(tr, found), {row.key: panel(vault, tr, row, found) for row in with_panel},
        calls(vault), identity.name(vault), _away(vault, tr, found),
    )  # fmt: skip


def _second(tr: Text, found: Board, missed: int) -> str:
    """Return how many groups need a person now, and how many plans lack something."""
    said = tr("{n} needs you now.|{n} need you now.", n=missed) if missed else tr("Nobody needs you now.")
    lacking = sum(bool(row.gaps) for row in found.running)
    more = tr("{n} plan is not complete.|{n} plans are not complete.", n=lacking) if lacking else ""
    return f"{said} {more}".strip()


def _away(vault: Vault, tr: Text, found: Board) -> str:
    """Return a warning about each watcher, chosen or on duty, who travels with a group that is out."""
    chosen = {record_of(vault, key).title: key for row in found.running for key in row.chosen}
    named: Mapping[str, str] = {**dict.fromkeys((one.name for one in found.watchers), ""), **chosen}
    said = list[str]()
    for row in found.out if named else ():
        group = str(row.record.fields["title"])
        titles = [group, *(record_of(vault, key).title for key in row.travellers)]
        for name, key in named.items():
            if key in row.travellers or any(set(words(name) or [name]) <= set(words(title)) for title in titles):
                said.append(tr("{name} travels with {group}. Choose another watcher.", name=name, group=group))
    return " ".join(said)


def _watch(tr: Text, found: Board, chosen: Sequence[str]) -> str:
    """Return the watchers with their start, and the chosen people. A plan alone makes no person a watcher."""
    here = [
        tr("{name} (since {time})", name=one.name, time=local_time_text(tr, one.since, None, found.now))
        for one in found.watchers
    ]
    said = tr("Watching: {names}.", names=tr.listed(here)) if here else tr("Nobody is watching.")
    only = tr("Chosen, not confirmed: {names}.", names=tr.listed(chosen)) if chosen else ""
    return f"{said} {only}".strip()


def _unconfirmed(vault: Vault, found: Board) -> tuple[str, ...]:
    """Return the names of the watchers in running plans who have not started to watch."""
    keys = dict.fromkeys(key for row in found.running for key in row.chosen)
    names = dict.fromkeys(record_of(vault, key).title for key in keys)
    return tuple(name for name in names if not _watches(found, name))


def _watches(found: Board, name: str) -> bool:
    return name.casefold() in {one.name.casefold() for one in found.watchers}


def _clock(tr: Text, found: Board) -> str:
    if not found.set_by:
        return ""
    far = countdown(tr, abs(found.set_by) // 60)
    said = tr("Someone moved the clock of this computer {time} forward. This page uses the time that really passed.",
              time=far)  # fmt: skip
    back = tr("Someone moved the clock of this computer {time} back. This page uses the time that really passed.",
              time=far)  # fmt: skip
    return said if found.set_by > 0 else back


def _heard(tr: Text, found: Board) -> tuple[RowView, ...]:
    """Return the check-ins and the ended alarms of the last day, the newest first; of one minute, the danger first."""
    rows: list[tuple[CheckinMessage | DutyLogEntry, str, BoardRow]] = []
    for row in found.rows:
        rows += [(one, one.state, row) for one in row.heard]
        rows += [(one, one.action, row) for one in row.entries if one.action == "stood_down"]
    rows = [one for one in rows if found.now - 24 * HOUR <= one[0].at <= found.now]
    rows.sort(key=lambda one: (-one[0].at, one[1] != "duress", -one[0].made))
    return tuple(_line(tr, *one) for one in rows[:MOST])


def _line(tr: Text, one: CheckinMessage | DutyLogEntry, state: str, row: BoardRow) -> RowView:
    at = local_time_text(tr, one.at, row.party.plan.zone, row.party.now)
    name = str(row.record.fields["title"])
    said = tr("“{words}”", words=one.text) if one.text else ""
    icon, ink, state = _states(tr)[state]
    return RowView(icon, tr.line(state, at, name), tr.line(said, one.by), key=row.key, ink=ink)


def _states(tr: Text) -> Mapping[str, tuple[str, str, str]]:
    """Return the icon, the colour and the name of each state of a check-in. All icons and names differ."""
    return {
        "fine": ("check", "ink2", tr("Fine")), "late": ("clock", "amb", tr("Late")),
        "arrived": ("place", "ink2", tr("Arrived")), "duress": ("alert", "red", tr("In danger")),
        "cancelled": ("close", "ink2", tr("Cancelled")), "stood_down": ("shield-check", "ink2", tr("Alarm ended")),
    }  # fmt: skip


def panel(vault: Vault, tr: Text, row: BoardRow, found: Board) -> PanelShown:
    """Return the panel of one travel group on a board."""
    party = row.party
    last = ""
    if party.last is not None:
        said = tr("“{words}”", words=party.last.text) if party.last.text else ""
        state = _states(tr)[party.last.state][2]
        last = tr.line(tr("last check-in {time}", time=both_times(tr, party, party.last.at)), state, said)
    notes = [
        tr("Amparo cannot read “{words}” in the plan and does not use it. Open the plan and correct it.", words=one)
        for one in row.wrong
    ]
    if "who" in row.gaps:
        notes.append(_choose_reach(vault, tr, row))
    if "watcher" in row.gaps:
        notes.append(tr("This plan has no watcher. Open the plan and choose one."))
    if party.next is not None and party.next.moved:
        notes.append(tr("No signal until {time}.", time=both_times(tr, party, party.next.at)))
    silence = next((one for one in party.plan.stretches if party.next and one.start == party.next.at), None)
    if silence is not None:
        notes.append(tr("After that, no signal until {time}.", time=both_times(tr, party, silence.end)))
    rungs = tuple(_rung(vault, tr, row, rung) for rung in party.ladder)
    mission = mission_title(vault, row)
    about = tr.line(mission, zone_words(tr, party.now, party.plan.zone), last or tr("no check-in yet"))
    at = hour(tr, party.now, party.plan.zone)
    lacks = [
        (key, tr("Step {number}: choose a person", number=tr.number(row.number(key)))) for key in row.without_reach
    ]
    return PanelShown(row.key, str(row.record.fields["title"]), about, _alarm(tr, party), rungs, tuple(notes), at,
                      row.travels, (row.mission, mission), "steps" in row.gaps, _chosen(vault, tr, row, found),
                      tuple(lacks) if "who" in row.gaps else (), next_in_danger(tr, row))  # fmt: skip


def _alarm(tr: Text, party: TravelGroup) -> str:
    if party.alarm is None:
        return ""
    if party.alarm.duress:
        return tr("They used the danger word at {time}.", time=both_times(tr, party, party.alarm.due))
    since, waited = both_times(tr, party, party.alarm.due), party.plan.grace // 60
    over = tr("The waiting time of {n} minute is over.|The waiting time of {n} minutes is over.", n=waited)
    return f"{tr('Silent since {time}.', time=since)} {over}"


def next_in_danger(tr: Text, row: BoardRow) -> str:
    """Return what to do after a danger word: no call, and the step for danger; empty without a danger word."""
    party = row.party
    if party.alarm is None or not party.alarm.duress:
        return ""
    no_call = tr("Do not call them: someone can be listening.")
    step = party.current or party.following
    if step is not None:
        return f"{no_call} {tr('Go to step {number}.', number=tr.number(row.number(step.step.key)))}"
    if any(not rung.is_for_silence for rung in party.ladder):
        return no_call
    return f"{no_call} {tr('The plan has no step for danger: tell the co-ordinator now.')}"


def _chosen(vault: Vault, tr: Text, row: BoardRow, found: Board) -> str:
    """Return the watchers that the plan chooses, with their confirmation."""
    names = [record_of(vault, key).title for key in row.chosen]
    known = [
        tr("{name} (watching)", name=name) if _watches(found, name) else tr("{name} (not confirmed)", name=name)
        for name in names
    ]
    return tr("Chosen to watch: {names}", names=tr.listed(known)) if known else ""


def _choose_reach(vault: Vault, tr: Text, row: BoardRow) -> str:
    """Return the steps of a group that have no person to call, and the request to choose one."""
    steps = [
        tr("step {number} ({what})", number=tr.number(row.number(key)), what=_action(vault, tr, row, key))
        for key in row.without_reach
    ]
    title = str(row.record.fields["title"])
    return tr("{title}: nobody to call in {steps}. Choose a person.", title=title, steps=tr.listed(steps))


def _action(vault: Vault, tr: Text, row: BoardRow, step: str) -> str:
    code = row.steps[step].fields.get("kind")
    return words_of(vault.kinds["escalation_step"], "kind", code, vault.words, tr.language) if code else tr("Step")


def _rung(vault: Vault, tr: Text, row: BoardRow, rung: EscalationStepStatus) -> RungShown:
    party, record = row.party, row.steps[rung.step.key]
    zone, current = party.plan.zone, party.current
    name = _action(vault, tr, row, rung.step.key)
    is_now = current is not None and current.step == rung.step
    state = "now" if is_now else rung.did or ("silence" if rung.is_for_silence else "ahead")
    log = [tr.line(local_time_text(tr, one.at, zone, party.now), one.by,
                   words_of(vault.kinds["watch_entry"], "action", one.action, vault.words, tr.language), one.text)
           for one in rung.entries]  # fmt: skip
    reach = _reach(vault, tr, record.id.hex()) if state == "now" else []
    if state == "now" and not reach and rung.step.key in row.without_reach:
        reach = [tr("Nobody to call yet.")]
    at = tr("At {time}", time=both_times(tr, party, rung.at))
    if state == "silence":
        at = tr("For silence only. Do not do it after a danger word.")
    title = tr("{n}. {name}", n=row.number(rung.step.key), name=name[:1].upper() + name[1:])
    return RungShown(rung.step.key, title, words_to_say(tr, row, rung.step.key), at, state,
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
        how = tr.listed(told) if told else tr("no number or channel")
        said.append(tr("{name}: {how}", name=contact.title, how=how))
    return said
