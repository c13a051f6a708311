"""Check-ins from entry to output: the minute of each step, the word that is silent, and clocks that somebody turns."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.field import checkins
from app.actions.field.checkin_board import Board, BoardRow, board
from app.actions.field.checkin_urgency import leave_call, read_urgency, set_calls
from app.actions.kernel import clock, records
from app.actions.papers import base_copy, paper_makers
from app.domain import zones
from app.domain.checkin_status import CheckinMessage, party
from app.domain.kinds import KINDS
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault import device_settings
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at

pytestmark = pytest.mark.usefixtures("offline")

DAY, HOUR = 86400, 3600
ZONE = "America/Bogota"
PLACES = ["Base", "Ford", "Tres Ceibas", "Oyale", "Sierra Quime", "Puerto Ansal", "Base again"]
HOURS = [(day, hour) for day in (1, 2) for hour in (8, 11, 14)]
LEGS: list[dict[str, object]] = [
    {"from": {"name": PLACES[n]}, "to": {"name": PLACES[n + 1]}, "mode": "boat",
     "depart_plan": f"2026-12-0{day}T{hour:02}:00", "arrive_plan": f"2026-12-0{day}T{hour + 2:02}:00"}
    for n, (day, hour) in enumerate(HOURS)
]  # fmt: skip
LEGS[1] |= {"no_signal": True, "no_signal_from": "2026-12-01T11:30", "no_signal_until": "2026-12-01T14:30"}
PLAN = {
    "title": "Kestrel and Wren", "starts": "2026-12-01T08:00", "ends": "2026-12-02T18:00", "time_zone": ZONE,
    "times": ["09:00", "12:00", "15:00", "18:00"], "grace_minutes": 30, "channel": "phone",
    "word_fine": "coffee", "word_late": "sugar", "word_duress": "maize",
    "escalation_step": [
        {"after_minutes": 0, "kind": "team", "what": "Call the team, twice."},
        {"after_minutes": 30, "kind": "local", "what": "Call the ferry keeper."},
        {"after_minutes": 60, "kind": "coordinator", "what": "Tell Heron."},
        {"after_minutes": 150, "kind": "authorities", "what": "The embassy, if Heron says so."},
    ],
}  # fmt: skip


class Machine:
    """A computer: its clock, its counter, and which start it is."""

    def __init__(self, at: float) -> None:
        self.clock, self.counted, self.start = Clock(at), 1000.0, "first"

    def __call__(self) -> tuple[float, str]:
        return self.counted, self.start

    def pass_(self, seconds: float) -> None:
        """Let time pass, asleep or awake."""
        self.clock.now += seconds
        self.counted += seconds

    def restart(self, off: float = 0.0) -> None:
        """Be off for so long and start again."""
        self.clock.now += off
        self.counted, self.start = 10.0, self.start + "+"


class Base:
    """A vault with a mission that is out, and the machine under it."""

    def __init__(self, vault: Vault, machine: Machine) -> None:
        self.vault, self.machine = vault, machine
        self.mission = records.add(vault, "mission", {"title": "River", "leg": LEGS, "checkin_plan": [PLAN]})[0]
        self.plan = next(
            one.ref for _, one in records.show(vault, self.mission.ref).parts if one.kind == "checkin_plan"
        )

    def at(self, text: str) -> "Base":
        """Go to a minute there."""
        self.machine.pass_(instant(text) - self.machine.clock.now)
        clock.keep_steady_time(self.vault, self.machine)
        return self

    def heard(self, **given: str) -> None:
        """Write down a call."""
        checkins.record_checkin(self.vault, self.plan, count=self.machine, **given)

    @property
    def board(self) -> Board:
        """The board now."""
        return board(self.vault, self.machine)

    @property
    def row(self) -> BoardRow:
        """The row of the one plan."""
        return self.board.rows[0]

    @property
    def standing(self) -> str:
        """How they stand."""
        return self.row.party.standing


def instant(text: str) -> int:
    """Return the instant of a minute of the first of December, or of any other day."""
    return zones.instant(text if "-" in text else f"2026-12-01T{text}", zones.find_by_name(ZONE))


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Base]:
    machine = Machine(instant("07:00"))
    with vault_at(tmp_path / "vault", machine.clock) as vault:
        yield Base(vault, machine)


def test_six_legs_one_without_signal_one_missed_check_in_and_one_word_of_duress_from_entry_to_the_log(
    base: Base, tmp_path: Path
) -> None:
    """F6 of domain.md 10.2, with no network anywhere."""
    checkins.turn(base.vault, "took", "Heron", count=base.machine)
    base.at("08:58").heard(word="Coffee!", by="Heron", text="leaving the ford")
    before = base.row.party.next
    assert before and before.at == instant("11:30") and not before.moved  # the last minute in which they can call
    assert [due.at for due in base.at("11:59").row.party.missed] == [] and base.standing == "grace"
    base.heard(word="coffee", by="Heron", at="11:29")
    assert base.row.party.next and base.row.party.next.moved  # noon lies where nobody can call
    assert base.at("14:59").row.party.standing == "grace"
    missed = base.at("15:00").row.party  # 14:30 and half an hour
    assert (
        missed.standing == "missed"
        and missed.current
        and base.row.steps[missed.current.step.key].fields["kind"] == "team"
    )
    checkins.step(base.vault, base.plan, "1", "Heron", did="failed", text="no answer", count=base.machine)
    assert base.at("15:29").row.party.current is None
    for minute, kind in (("15:30", "local"), ("16:00", "coordinator"), ("17:30", "authorities")):
        party = base.at(minute).row.party
        assert party.current and base.row.steps[party.current.step.key].fields["kind"] == kind
        checkins.step(base.vault, base.plan, str(party.level), "Wren", count=base.machine)
    base.at("17:31").heard(word="sugar", by="Wren", at="17:29")
    assert base.standing == "out" and not base.board.missed
    base.at("2026-12-02T08:59").heard(text="all quiet here, maize", by="Wren")
    party = base.row.party
    assert base.standing == "duress" and party.alarm and party.alarm.since == base.board.now and party.level == 1
    assert party.current and base.row.steps[party.current.step.key].fields["kind"] == "coordinator"  # nobody calls them
    told = records.find(base.vault, Query("checkin"))[0]
    assert told.fields["text"] == "all quiet here," and "maize" not in str(told.fields)
    base.at("2026-12-02T10:00").heard(state="arrived", by="Wren")
    assert base.standing == "duress" and len(base.board.missed) == 1
    with pytest.raises(InputRefused, match="how you know"):
        checkins.stand_down(base.vault, base.plan, "Heron", text=" ", count=base.machine)
    checkins.stand_down(base.vault, base.plan, "Heron", text="seen by the ferry keeper", count=base.machine)
    assert base.standing == "arrived" and not base.board.out
    log = paper_makers.make(base.vault, "checkin-log", [base.mission.ref]).data("txt").decode()
    for said in ("under duress", "tried; nobody reached", "Call the team", "late, but well", "ended the alarm",
                 "no answer", "Wren", "Heron"):  # fmt: skip
        assert said in log


def test_nothing_that_travels_or_leaves_bears_a_word_and_the_one_sheet_of_the_base_does(base: Base) -> None:
    for name in ("checkin-card", "escalation-script", "checkin-log", "movement-sheet"):
        for form in ("txt", "html", "csv"):
            data = paper_makers.make(base.vault, name, [base.mission.ref]).data(form)
            assert data and not any(word in data for word in (b"coffee", b"sugar", b"maize"))
    card = paper_makers.make(base.vault, "checkin-card", [base.plan]).data("txt").decode()
    assert "2026-12-01T14:30" in card or "12:00" in card
    sheet = base_copy.make(base.vault, base.plan).data("txt").decode()
    assert all(
        word in sheet for word in ("coffee", "sugar", "maize", "Call the ferry keeper.", "Never travel", "Sierra Quime")
    )
    with pytest.raises(InputRefused):
        paper_makers.make(base.vault, "base-copy", [base.plan])


def test_where_the_travellers_are_a_word_of_duress_looks_like_any_other(base: Base) -> None:
    base.at("08:59")
    checkins.travel(base.vault, base.plan)
    base.heard(word="maize")
    base.at("09:01").heard(word="coffee")
    kept = records.find(base.vault, Query("checkin"))
    assert {one.fields["state"] for one in kept} == {"fine"} and len({one.fields["said"] for one in kept}) == 2
    assert not any("maize" in str(one.fields) for one in kept)
    assert base.standing == "out" and not base.board.missed
    written = {"plan": base.plan, "at": "2026-12-01T09:02", "state": "duress"}  # by the base, and kept in step
    ref = records.add(base.vault, "checkin", written)[0].ref
    assert base.standing == "out"
    records.remove(base.vault, ref)
    checkins.travel(base.vault, base.plan, away=False)  # as the base sees it, which has the words
    assert base.standing == "duress"


def test_what_was_heard_can_be_taken_back_and_what_makes_no_sense_is_refused(base: Base) -> None:
    base.at("09:40").heard(state="fine")
    assert not base.board.missed
    records.remove(base.vault, records.find(base.vault, Query("checkin"))[0].ref)
    assert len(base.board.missed) == 1
    for given in ({"word": "tea"}, {"at": "10:40", "state": "fine"}, {"at": "25:00"}, {"at": "2026-12-02T09:00"}):
        if given.get("at") == "10:40":
            given["at"] = "2026-12-01T10:40"
        with pytest.raises(InputRefused):
            base.heard(**given)
    with pytest.raises(InputRefused):
        checkins.step(base.vault, base.plan, "9", "Heron", count=base.machine)
    weighed = [("sugar", "fine", "late"), ("coffee", "arrived", "arrived"), ("maize", "arrived", "duress"),
               ("coffee", "duress", "duress")]  # fmt: skip
    for word, state, counts in weighed:
        base.heard(word=word, state=state, at="9:12")
        told = next(one for one in records.find(base.vault, Query("checkin")) if not one.removed)
        assert told.fields["state"] == counts
        records.remove(base.vault, told.ref)
    base.heard(at="٩:١٢", state="late")
    with pytest.raises(InputRefused):
        checkins.step(base.vault, base.plan, "1", "Heron", count=base.machine)
    with pytest.raises(InputRefused):
        checkins.plan(base.vault, base.mission.ref)


def test_words_alone_never_end_an_alarm(base: Base) -> None:
    base.at("09:40")
    for text in ("we need help", "they took our phones", "all is well", " "):
        with pytest.raises(InputRefused, match="Choose how they are"):
            base.heard(text=text)
        assert base.standing == "missed" and not records.find(base.vault, Query("checkin"))
    base.heard(text="we need help", state="duress")
    assert base.standing == "duress"
    base.heard(text="at the ford, coffee")
    assert records.find(base.vault, Query("checkin"))[0].fields["state"] == "fine" and base.standing == "duress"


def test_the_watch_is_taken_handed_over_and_left_and_nobody_at_the_base_is_a_state(base: Base) -> None:
    for base_at, out in (("07:30", 0), ("08:30", 1)):  # a party that leaves later is not out, and needs no watcher yet
        board_then, urgent = base.at(base_at).board, read_urgency(base.vault, base.machine)
        assert (len(board_then.out), board_then.unwatched, urgent.out, urgent.unwatched) == (out, bool(out)) * 2
        assert urgent.wakes == board_then.wakes is not None
    checkins.turn(base.vault, "took", "Heron", count=base.machine)
    checkins.turn(base.vault, "took", "Wren", count=base.machine)
    checkins.turn(base.vault, "gave", "Heron", to="Swift", count=base.machine)
    assert [one.name for one in base.board.watchers] == ["Wren", "Swift"] and not base.board.unwatched
    with pytest.raises(InputRefused):
        checkins.turn(base.vault, "left", "Heron", count=base.machine)
    for name in ("Wren", "Swift"):
        checkins.turn(base.vault, "left", name, count=base.machine)
    assert base.board.unwatched


def test_a_watcher_whom_a_plan_chooses_watches_only_after_they_said_so_or_if_the_vault_is_theirs(base: Base) -> None:
    contact_cards.set_my_card(base.vault, "Wren")
    heron, wren = (records.add(base.vault, "contact", {"display_name": name})[0] for name in ("Heron", "wren"))
    records.edit(base.vault, base.plan, {"monitor": [heron.id.hex()]})
    checkins.watch_if_chosen(base.vault, base.plan, base.machine)
    assert base.at("08:30").board.unwatched and base.row.chosen == (heron.id.hex(),)
    records.edit(base.vault, base.plan, {"monitor": [heron.id.hex(), wren.id.hex()]})
    for _ in range(2):
        checkins.watch_if_chosen(base.vault, base.plan, base.machine)
    assert [one.name for one in base.board.watchers] == ["wren"]
    assert len(records.find(base.vault, Query("watch_entry"))) == 1


def test_restart_sleep_and_a_clock_that_is_turned_change_no_minute(base: Base) -> None:
    base.at("11:29").heard(state="fine")
    base.machine.restart(off=60)
    assert base.standing == "out" and base.board.set_by == 0
    clock.keep_steady_time(base.vault, base.machine)
    base.machine.pass_(9 * HOUR)  # asleep
    late = base.row.party
    assert late.standing == "missed" and late.minutes == -(instant("20:30") - instant("14:30")) // 60
    clock.keep_steady_time(base.vault, base.machine)
    base.machine.clock.now -= DAY
    again = base.board
    assert again.set_by == -DAY and again.rows[0].party.alarm == late.alarm and again.rows[0].party.level == late.level
    clock.keep_steady_time(base.vault, base.machine)
    base.machine.restart()  # the clock is a day behind now, and nothing else is known
    back = base.board
    assert back.now == again.now and back.rows[0].party.alarm == late.alarm and back.set_by == -DAY
    base.machine.clock.now += 2 * DAY
    clock.clock_is_right(base.vault, base.machine)
    assert base.board.set_by == 0 and base.board.now == again.now + DAY
    base.machine.clock.now += DAY
    assert base.board.set_by == DAY and base.board.now == again.now + DAY


def test_a_plan_that_came_to_its_end_is_shown_until_it_was_heard_however_long_that_takes(base: Base) -> None:
    assert base.at("2027-02-01T12:00").row.party.standing == "missed"
    base.heard(state="arrived")
    assert base.board.rows == ()


def test_the_board_reads_little_of_long_plans_and_says_what_all_of_it_says(tmp_path: Path) -> None:
    dice, end = random.Random(7), instant("2026-12-08T12:10")
    with vault_at(tmp_path / "vault", Clock(end)) as vault:
        with records.write_records(vault) as writer:
            for number in range(40):
                plan = writer.create(KINDS["checkin_plan"], {
                    "title": f"Party {number}", "starts": "2026-12-01T00:00", "ends": "2026-12-09T00:00",
                    "every_minutes": 360, "grace_minutes": 30, "time_zone": ZONE,
                })  # fmt: skip
                for turn in range(1, dice.randint(1, 32)):
                    at = instant("2026-12-01T00:00") + turn * 6 * HOUR + dice.randint(-4000, 4000)
                    state = dice.choice(["fine", "late", "duress" if number % 10 == 0 else "fine"])
                    call = writer.create(
                        KINDS["checkin"], {"at": zones.local_minute(at, zones.find_by_name(ZONE)), "state": state}
                    )
                    writer.link(call, "plan", plan)
        shown = board(vault, lambda: (1.0, "x"))
        assert len(shown.rows) == 40 and 0 < len(shown.missed) < 40
        for row in shown.rows:
            calls = [part for _, part in records.show(vault, row.key).parts if part.kind == "checkin"]
            heard = [CheckinMessage(instant(str(one.fields["at"])), str(one.fields["state"])) for one in calls]
            whole = party(row.party.plan, (), heard, (), shown.now)
            assert (row.party.standing, row.party.alarm, row.party.missed, row.party.next) == (
                whole.standing, whole.alarm, whole.missed, whole.next
            )  # fmt: skip
            assert len(row.heard) < len(calls) or len(calls) < 12
        found = read_urgency(vault, lambda: (1.0, "x"))
        assert (found.missed, found.out, found.unwatched) == (len(shown.missed), len(shown.out), shown.unwatched)
        assert found.wakes == shown.wakes and found.first in {row.key for row in shown.missed}


def test_beside_a_vault_that_is_left_lies_a_time_if_a_person_wants_it_and_nothing_else(base: Base) -> None:
    base.at("08:58").heard(state="fine")
    set_calls(base.vault, True)
    leave_call(base.vault, base.machine)
    assert device_settings.read(base.vault.folder) == {"calls": instant("12:00")}  # before the silence, and the grace
    set_calls(base.vault, False)
    base.at("11:29").heard(state="fine")
    leave_call(base.vault, base.machine)
    assert device_settings.read(base.vault.folder) == {}
    set_calls(base.vault, True)
    leave_call(base.vault, base.machine)
    assert device_settings.read(base.vault.folder) == {
        "calls": instant("15:00")
    }  # the end of the stretch, and the grace
    base.machine.clock.now -= DAY
    leave_call(base.vault, base.machine)
    assert device_settings.read(base.vault.folder) == {"calls": instant("15:00") - DAY}  # by the clock as it is set now
    set_calls(base.vault, False)
    assert device_settings.read(base.vault.folder) == {}
