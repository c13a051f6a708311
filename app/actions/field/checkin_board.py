"""Read the check-in board: the current status of every travel group, and the people on duty."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta, tzinfo

from attrs import evolve, frozen

from app.actions.kernel import clock
from app.device.monotonic_counter import Counter, counter
from app.domain import checkin_status, code_words, schedule, zones
from app.domain.checkin_status import CheckinMessage, DutyLogEntry, EscalationStep, TravelGroup, Watcher
from app.domain.record import Record
from app.domain.schedule import CheckinPlan, Stretch
from app.store.records import checkin_records, links
from app.store.vault.open_vault import Vault

RECENT = timedelta(days=2)
"""The time for which a plan that ended well stays on the board."""
LATELY, DAY, MANY = 8, 26, 60
"""Hours of check-ins that are read for many plans, hours for fewer plans, and the number above which plans are many."""
TRAVELS = "travels"
"""Setting of the vault: the ids (hex, separated by spaces) of the plans whose travellers carry this vault."""
_URGENCY = ("duress", "missed", "grace", "out", "before", "over", "arrived", "called_off")


@frozen
class BoardRow:
    """One travel group: its plan, its status, and the records that give the status."""

    record: Record
    party: TravelGroup
    steps: Mapping[str, Record]
    entries: tuple[DutyLogEntry, ...]
    heard: tuple[CheckinMessage, ...]
    wrong: tuple[str, ...]
    travels: bool
    mission: str = ""
    """The id of its mission or accompaniment in hex; empty if it has none."""
    gaps: tuple[str, ...] = ()
    """The missing things of a plan that still runs: `steps`, `who` (a person to reach), `watcher`."""
    without_reach: tuple[str, ...] = ()
    """The ids in hex of the steps that have nobody to reach and need somebody, in the order of the plan."""
    chosen: tuple[str, ...] = ()
    """The ids in hex of the people whom the plan names as watchers; that does not say that they watch."""
    travellers: tuple[str, ...] = ()
    """The ids in hex of the people who travel, if the plan names them."""

    @property
    def key(self) -> str:
        """Return the id of the plan in hex."""
        return self.record.id.hex()

    def order(self, step: str) -> tuple[int, str]:
        """Return the place of a step in the order of the plan."""
        return int(str(self.steps[step].fields["after_minutes"])), step

    def number(self, step: str) -> int:
        """Return the number of a step, from 1."""
        return sorted(self.steps, key=self.order).index(step) + 1


@frozen
class Board:
    """All travel groups, the ones that need help first; the steady time, and the seconds by which the clock was set."""

    now: int
    set_by: int
    rows: tuple[BoardRow, ...]
    watchers: tuple[Watcher, ...]

    @property
    def out(self) -> list[BoardRow]:
        """Return the groups that have left, and whose plan still runs."""
        return [row for row in self.running if row.party.standing != "before"]

    @property
    def running(self) -> list[BoardRow]:
        """Return the groups whose plan still runs, also those that leave later."""
        return [row for row in self.rows if row.party.standing not in checkin_status.ENDED]

    @property
    def missed(self) -> list[BoardRow]:
        """Return the groups that need help now."""
        return [row for row in self.rows if row.party.needs]

    @property
    def unwatched(self) -> bool:
        """Return True if a group is travelling and no one is on duty."""
        return bool(self.out) and not self.watchers

    @property
    def wakes(self) -> int | None:
        """Return the next time at which a person is needed, or None."""
        return min((at for row in self.running if (at := row.party.wakes) is not None), default=None)


def board(vault: Vault, count: Counter = counter) -> Board:
    """Return the current board, without writing anything."""
    steady = clock.read_steady_time(vault, count)
    at = int(steady.at)
    plans = checkin_records.list_active_plans(vault.con, zones.local_minute(at - int(RECENT.total_seconds()), None))
    rows = rows_of(vault, plans, at)
    return Board(at, steady.set_by, tuple(order(rows)), watchers(vault, at))


def order(rows: Iterable[BoardRow]) -> list[BoardRow]:
    """Return the rows, the ones that need help first."""
    return sorted(rows, key=_order)


def _order(row: BoardRow) -> tuple[int, int, str]:
    party = row.party
    at = party.alarm.due if party.alarm else party.next.at if party.next else party.plan.ends
    return _URGENCY.index(party.standing), at, row.record.ref


def row_of(vault: Vault, record: Record, count: Counter = counter) -> BoardRow:
    """Return the row of one plan, also of a plan that is over."""
    return rows_of(vault, [record], int(clock.read_steady_time(vault, count).at))[0]


def rows_of(vault: Vault, plans: Sequence[Record], at: int) -> list[BoardRow]:
    """Return the row of each plan at an instant."""
    ids = [plan.id for plan in plans]
    hours = LATELY if len(plans) > MANY else DAY
    since = {plan.id: zones.local_minute(at - hours * 3600, schedule.plan_of(plan.fields).zone) for plan in plans}
    parts, legs, away = checkin_records.parts(vault.con, since), legs_of(vault, ids), list_own_plans(vault)
    steps = [part.id for rows in parts.values() for part in rows if part.kind == "escalation_step"]
    acts = checkin_records.list_linked_records(vault.con, steps, "step", [vault.kinds["watch_entry"].number])
    step_of = {entry.id: step.hex() for step, entries in acts.items() for entry in entries}
    rows = [_row(plan, parts[plan.id], legs[plan.id], step_of, at, plan.id.hex() in away) for plan in plans]
    missions = {plan: target.hex() for plan, target in links.list_targets_of(vault.con, ids, "mission")}
    chosen, travellers = _people(vault, ids, "monitor"), _people(vault, ids, "traveller")
    reached = {step.hex() for step, _ in links.list_targets_of(vault.con, steps, "who")}
    return [
        _with_gaps(
            evolve(
                row, mission=missions.get(row.record.id, ""), chosen=tuple(chosen.get(row.record.id, ())),
                travellers=tuple(travellers.get(row.record.id, ())),
                without_reach=_without_reach(row, reached),
            )
        )
        for row in rows
    ]  # fmt: skip


def _people(vault: Vault, plans: Sequence[bytes], role: str) -> Mapping[bytes, Sequence[str]]:
    """Return the ids in hex of the people of each plan in a role."""
    found: dict[bytes, list[str]] = {}
    for plan, person in links.list_targets_of(vault.con, plans, role):
        found.setdefault(plan, []).append(person.hex())
    return found


def _without_reach(row: BoardRow, reached: Collection[str]) -> tuple[str, ...]:
    """Return the steps that need somebody to reach; `reached` has the ids of the steps that have somebody."""
    keys = sorted(row.steps, key=row.order)
    return tuple(
        keys[at] for at in list_unreached([(row.steps[key].fields.get("kind"), key in reached) for key in keys])
    )


def list_unreached(steps: Sequence[tuple[object, bool]]) -> list[int]:
    """Return the places, from 0, of the steps (kind, True with a person) that lack a person and need one."""
    lacking = [at for at, (_, reached) in enumerate(steps) if not reached]
    return lacking if len(lacking) == len(steps) else [at for at in lacking if steps[at][0] not in ("team", "wait")]


def _with_gaps(row: BoardRow) -> BoardRow:
    """Return a row with what its plan lacks before anything is missed."""
    if row.party.standing in checkin_status.ENDED:
        return row
    lacks = {"steps": not row.steps, "who": bool(row.without_reach), "watcher": not row.chosen}
    return evolve(row, gaps=tuple(name for name, is_gap in lacks.items() if is_gap))


def with_route_silences(vault: Vault, plans: Sequence[Record]) -> list[CheckinPlan]:
    """Return each plan with the sections without signal of its mission."""
    legs = legs_of(vault, [plan.id for plan in plans])
    return [with_silences(plan, legs[plan.id]) for plan in plans]


def with_silences(record: Record, legs: Sequence[Record]) -> CheckinPlan:
    """Return a plan with the sections without signal of some legs."""
    zone = schedule.plan_of(record.fields).zone
    return schedule.plan_of(record.fields, [one for leg in legs for one in _silent(leg, zone)])


def legs_of(vault: Vault, plans: Sequence[bytes]) -> Mapping[bytes, Sequence[Record]]:
    """Return the legs of the mission of each plan."""
    pairs = links.list_targets_of(vault.con, plans, "mission")
    of_mission = checkin_records.list_linked_records(
        vault.con, {target for _, target in pairs}, "mission", [vault.kinds["leg"].number]
    )
    found: dict[bytes, list[Record]] = {plan: [] for plan in plans}
    for plan, mission in pairs:
        found[plan] += of_mission[mission]
    return found


def _row(
    record: Record, parts: Sequence[Record], legs: Sequence[Record], step_of: Mapping[bytes, str], at: int, away: bool
) -> BoardRow:
    plan = with_silences(record, legs)
    by_kind: dict[str, list[Record]] = {"escalation_step": [], "checkin": [], "watch_entry": []}
    for part in parts:
        by_kind[part.kind].append(part)
    steps = {one.id.hex(): one for one in by_kind["escalation_step"]}
    ladder = [
        EscalationStep(key, int(str(one.fields["after_minutes"])) * 60, str(one.fields.get("kind", "")))
        for key, one in steps.items()
    ]
    entries = tuple(_entry(one, plan.zone, step_of.get(one.id, "")) for one in by_kind["watch_entry"])
    heard = tuple(_heard(plan, one, away) for one in by_kind["checkin"])
    party = checkin_status.party(plan, ladder, heard, entries, at)
    return BoardRow(record, party, steps, entries, heard, schedule.list_invalid_values(record.fields), away)


def _silent(leg: Record, zone: tzinfo | None) -> list[Stretch]:
    """Return the section without signal of a leg; unknown times are those of the complete leg."""
    fields = leg.fields
    if not any(fields.get(name) for name in ("no_signal", "no_signal_from", "no_signal_until")):
        return []
    start = fields.get("no_signal_from") or fields.get("depart_actual") or fields.get("depart_plan")
    end = fields.get("no_signal_until") or fields.get("arrive_plan")
    if not start or not end:
        return []
    ends = zones.instant(str(start), zone), zones.instant(str(end), zone, last=True)
    return [Stretch(*ends)] if ends[0] < ends[1] else []


def _heard(plan: CheckinPlan, record: Record, away: bool) -> CheckinMessage:
    """Return a check-in: at the base the state that its code word means, for the travellers the visible state."""
    fields = record.fields
    said = "" if away else code_words.state_of(plan, str(fields.get("said", "")))
    said = "fine" if away and fields["state"] == "duress" else said
    at = zones.instant(str(fields["at"]), plan.zone, near=record.created)
    by, text, channel = (str(fields.get(name, "")) for name in ("by", "text", "channel"))
    return CheckinMessage(at, said or str(fields["state"]), record.id.hex(), by, text, channel, record.created)


def _entry(record: Record, zone: tzinfo | None, step: str) -> DutyLogEntry:
    fields, due = record.fields, record.fields.get("due")
    at = zones.instant(str(fields["at"]), zone, near=record.created)
    return DutyLogEntry(
        at, str(fields["action"]), str(fields["by"]), step,
        zones.instant(str(due), zone, near=at) if due else None,
        str(fields.get("to", "")), str(fields.get("text", "")), record.created,
    )  # fmt: skip


def watchers(vault: Vault, at: int) -> tuple[Watcher, ...]:
    """Return the people on duty."""
    return checkin_status.watchers(
        [one for row in checkin_records.turns(vault.con) if (one := _entry(row, None, "")).at <= at + 60]
    )


def list_own_plans(vault: Vault) -> frozenset[str]:
    """Return the ids in hex of the plans whose travellers carry this vault."""
    return frozenset((vault.get(TRAVELS) or b"").decode().split())
