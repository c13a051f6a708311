"""The register of detained people (F5): where somebody is on a day, what is refused, gaps, clocks and access."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import crypto
from app.actions.detention import register, time_limits
from app.actions.detention.register import DetentionCheck, HeldPerson
from app.actions.kernel import records
from app.actions.today import due_tasks
from app.domain.detention_rules import Held
from app.domain.legal_limits import Running, read_limits
from app.errors import InputRefused
from app.start import resources
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.bench.bench_detention import fill
from tests.vaults import Clock, vault_at

STAYS = (
    ("police_station", "2026-03-02", "2026-03-04"), ("barracks", "2026-03-04", "2026-03-09"),
    ("prison", "2026-03-12", "2026-04-20"), ("hospital", "2026-04-20", "2026-05-02"),
    ("unofficial", "2026-05-02", "2026-08-15"),
)  # fmt: skip
LIMIT = {
    "id": "judge", "label": {"en": "72 hours to a judge"}, "from": "arrest", "length": 72, "unit": "hours",
    "until": ["first_hearing"], "source": "an invented law", "check_by": "2027-01-31",
}  # fmt: skip


def add(vault: Vault, kind: str, /, **fields: object) -> str:
    return records.add(vault, kind, fields)[0].ref


def stay(vault: Vault, of: str, kind: str, start: str, end: str = "", **fields: object) -> str:
    given = {"of": of, "place_kind": kind, "date_start": start, **({"date_end": end} if end else {}), **fields}
    return records.add(vault, "stay", given)[0].ref


def first_arrest(vault: Vault, person: str) -> tuple[str, dict[str, str]]:
    """Write episode 1 of the fixture; return it, and its stays by the kind of place."""
    one = add(vault, "detention", person=person, date_start="2026-03-02T04:40", date_end="2026-08-15", release="bail")
    stays = {kind: stay(vault, one, kind, start, end) for kind, start, end in STAYS}
    add(vault, "proceeding", about=[one], side="against_person", kind="first_hearing", date="2026-03-16",
        court_kind="02")  # fmt: skip
    return one, stays


@pytest.fixture
def vault(tmp_path: Path):  # type: ignore[no-untyped-def]
    with vault_at(tmp_path / "vault", Clock(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp())) as vault:
        file = tmp_path / "limits.json"
        file.write_text(json.dumps({"zone": "", "limits": [LIMIT]}), "utf-8")
        time_limits.load_limits(vault, "any", file)
        yield vault


@pytest.fixture
def person(vault: Vault) -> str:
    return add(vault, "actor", alias="Heron")


def on(vault: Vault, handle: str, day: str) -> DetentionCheck:
    return register.check(vault, handle, date.fromisoformat(day))


def titles(found: DetentionCheck) -> list[str]:
    return [one.what.title for one in found.where.at]


def test_the_chain_of_stays_has_four_transfers_one_gap_and_two_detentions(vault: Vault, person: str) -> None:
    one, _ = first_arrest(vault, person)
    two = add(vault, "detention", person=person, date_start="2026-10-01")
    stay(vault, two, "police_station", "2026-10-01")
    found = register.check(vault, one)
    (gap,) = found.episode.gaps
    assert len(found.episode.stays) - 1 == 4 and (gap.least, gap.most) == (3, 3) and len(found.others) == 1
    assert (gap.before.what.title, gap.after.what.title) == ("Barracks", "Prison")
    assert not found.overlapping and not found.episode.doubtful and not found.episode.outside


@pytest.mark.parametrize(
    ("day", "held", "at", "came", "last"),
    [
        ("2026-03-03", Held.HELD, ["Police station"], False, ""),
        ("2026-03-04", Held.HELD, ["Barracks"], True, "Police station"),
        ("2026-03-10", Held.UNKNOWN, [], False, "Barracks"),
        ("2026-04-25", Held.HELD, ["Hospital"], False, "Prison"),
        ("2026-08-15", Held.RELEASED, [], False, "Unofficial site"),
        ("2026-09-01", Held.NOT_HELD, [], False, ""),
    ],
)
def test_a_person_is_where_the_register_says_on_each_day(
    vault: Vault, person: str, day: str, held: Held, at: list[str], came: bool, last: str
) -> None:
    one, _ = first_arrest(vault, person)
    found = on(vault, one, day)
    assert (found.where.held, titles(found), found.where.came) == (held, at, came)
    assert not found.where.doubt and (found.where.last.what.title if found.where.last else "") == last
    rows, count = register.list_held(vault, date.fromisoformat(day))
    assert count == len(rows) == (held is not Held.NOT_HELD)
    if rows:
        assert [rows[0].stays[stay.what].title for stay in rows[0].where.at] == at and rows[0].where.came is came
    if held is Held.UNKNOWN:
        assert found.where.since == date(2026, 3, 9).toordinal()


def test_the_second_detention_counts_its_own_days(vault: Vault, person: str) -> None:
    first_arrest(vault, person)
    two = add(vault, "detention", person=person, date_start="2026-10-01")
    stay(vault, two, "police_station", "2026-10-01")
    (row,), count = register.list_held(vault, register.read_day(vault))
    assert count == 1 and row.detention.ref == two and row.where.days == 59
    assert [one.title for one in row.stays.values()] == ["Police station"]
    assert titles(on(vault, two, "2026-10-01")) == ["Police station"]


def test_the_limit_of_72_hours_is_overdue_at_its_minute_and_ended_eleven_days_late(vault: Vault, person: str) -> None:
    one, _ = first_arrest(vault, person)
    (state,) = register.check(vault, one).limits
    assert (state.due, state.met, state.running, state.late) == (
        "2026-03-05T04:40", "2026-03-16", Running.MET_LATE, 11,
    )  # fmt: skip


def at(vault: Vault, moment: str) -> None:
    """Set the clock of the vault to a local minute."""
    clock = vault.clock
    assert isinstance(clock, Clock)
    clock.now = datetime.fromisoformat(moment).timestamp()


@pytest.mark.parametrize(
    ("moment", "running", "late"),
    [("2026-03-05T04:40", Running.RUNS, 0), ("2026-03-05T04:41", Running.OVERDUE, 0),
     ("2026-03-07T00:00", Running.OVERDUE, 2)],
)  # fmt: skip
def test_without_a_judge_the_limit_runs_to_its_last_minute(
    vault: Vault, person: str, moment: str, running: Running, late: int
) -> None:
    add(vault, "detention", person=person, date_start="2026-03-02T04:40")
    at(vault, moment)
    (state,) = time_limits.list_pressing(vault)
    assert (state.running, state.late, state.unsure) == (running, late, False)


def test_an_arrest_without_its_hour_says_so_and_a_release_ends_the_limit(vault: Vault, person: str) -> None:
    one = add(vault, "detention", person=person, date_start="2026-11-27")
    (state,) = register.check(vault, one).limits
    assert state.unsure and (state.running, state.due) == (Running.RUNS, "2026-11-30T00:00")
    for now, hours in (("2026-11-26T23:59", None), ("2026-11-27T00:01", 71), ("2026-11-29T23:30", 0)):
        at(vault, now)  # it counts from the first minute, and Today shows the last 72 hours
        assert [state.hours for state in time_limits.list_pressing(vault)] == ([] if hours is None else [hours])
    records.edit(vault, one, {"date_end": "2026-11-28", "release": "released"})
    (state,) = register.check(vault, one).limits
    assert (state.running, state.met) == (Running.MET, "2026-11-28")


def test_past_its_day_of_check_a_limit_says_so(vault: Vault, person: str) -> None:
    one = add(vault, "detention", person=person, date_start="2026-11-27T10:00")
    assert register.check(vault, one).limits[0].checked
    at(vault, "2027-02-01T12:00")
    assert not register.check(vault, one).limits[0].checked


def refused(said: pytest.ExceptionInfo[InputRefused]) -> str:
    return str(said.value.refused[0]["reason"])


def test_a_stay_that_certainly_overlaps_is_refused_and_names_the_other_one(vault: Vault, person: str) -> None:
    one, stays = first_arrest(vault, person)
    with pytest.raises(InputRefused) as said:
        stay(vault, one, "prison", "2026-03-08", "2026-03-10")
    assert stays["barracks"] in refused(said) and "Barracks" in refused(said) and said.value.exit_code == 5
    assert len(register.check(vault, one).episode.stays) == 5
    with pytest.raises(InputRefused):
        records.edit(vault, stays["barracks"], {"date_end": "2026-03-14"})
    with pytest.raises(InputRefused):
        add(vault, "detention", person=person, date_start="2026-05-01",
            stay=[{"place_kind": "prison", "date_start": "2026-05-01"}])  # fmt: skip
    records.edit(vault, stays["barracks"], {"note": "A cell without a window"})


def test_an_overlap_that_is_only_possible_is_kept_and_told(vault: Vault, person: str) -> None:
    one, _ = first_arrest(vault, person)
    odd = stay(vault, one, "prison", "2026-03", "2026-03")
    found = register.check(vault, one)
    assert found.episode.doubtful and all(odd in (a.what.ref, b.what.ref) for a, b, _ in found.episode.doubtful)
    where = on(vault, one, "2026-03-03").where
    assert where.doubt and [stay.what.title for stay in where.at] == ["Police station", "Prison"]


def test_a_new_arrest_needs_the_end_of_the_old_detention(vault: Vault, person: str) -> None:
    one = add(vault, "detention", person=person, date_start="2026-10-01")
    with pytest.raises(InputRefused) as said:
        add(vault, "detention", person=person, date_start="2026-11-01")
    assert one in refused(said)
    records.edit(vault, one, {"date_end": "2026-10-20", "release": "escaped"})
    add(vault, "detention", person=person, date_start="2026-11-01")
    other = add(vault, "actor", alias="Tern")
    add(vault, "detention", person=other, date_start="2026-10-01")


def test_a_transfer_ends_a_stay_without_an_end(vault: Vault, person: str) -> None:
    one = add(vault, "detention", person=person, date_start="2026-11-01")
    stay(vault, one, "police_station", "2026-11-01")
    stay(vault, one, "prison", "2026-11-05")
    assert titles(on(vault, one, "2026-11-04")) == ["Police station"] and not register.check(vault, one).episode.gaps
    assert on(vault, one, "2026-11-05").where.came


def test_with_a_release_and_without_its_day_the_end_is_in_doubt(vault: Vault, person: str) -> None:
    one = add(vault, "detention", person=person, date_start="2026-11-01", release="released")
    stay(vault, one, "prison", "2026-11-01")
    found = register.check(vault, one)
    assert found.end_missing and found.where.doubt


def held(vault: Vault, place: str = "") -> list[HeldPerson]:
    return register.list_held(vault, register.read_day(vault), place)[0]


def test_the_list_knows_places_and_those_whom_nobody_has_seen(vault: Vault, person: str) -> None:
    chajul: Mapping[str, object] = {"name": "Post 4", "district": "Chajul", "country": "GT"}
    one = add(vault, "detention", person=person, date_start="2026-09-01")
    stay(vault, one, "police_station", "2026-09-01", place=chajul)
    two = add(vault, "detention", person=add(vault, "actor", alias="Tern"), date_start="2026-10-01")
    assert [row.detention.ref for row in held(vault)] == [two, one]  # without a known place first
    assert [row.detention.ref for row in held(vault, "chajul")] == [one]
    assert [row.detention.ref for row in held(vault, "police")] == [one] and not held(vault, "Nebaj")
    assert all(row.forgotten for row in held(vault))
    add(vault, "access", of=[one], kind="lawyer", asked_on="2026-11-01", answer="granted", held_on="2026-11-20")
    add(vault, "access", of=[two], kind="lawyer", asked_on="2026-11-01", answer="refused", held_on="2026-11-20")
    rows = {row.detention.ref: row for row in held(vault)}
    assert (rows[one].seen, rows[one].unseen, rows[one].forgotten) == ("2026-11-20", 8, False)
    assert rows[two].forgotten


def test_a_request_without_an_answer_waits(vault: Vault, person: str) -> None:
    one = add(vault, "detention", person=person, date_start="2026-11-01")
    add(vault, "access", of=[one], kind="family", asked_on="2026-11-18")
    (access,) = register.check(vault, one).access
    today = register.read_day(vault).toordinal()
    assert register.count_waiting_days(access, today) == 10
    records.edit(vault, access.ref, {"answer": "none"})
    assert register.count_waiting_days(register.check(vault, one).access[0], today) is None


def test_each_country_brings_its_limits_with_a_source_and_a_day_of_check(vault: Vault, person: str) -> None:
    one = add(
        vault, "detention", person=person, date_start="2026-11-27T10:00", arrested_at={"name": "X", "country": "GT"}
    )
    assert {state.limit.country for state in register.check(vault, one).limits} == {"GT", "any"}
    files = list((resources() / "clocks").glob("*.json"))
    shipped = [one for file in files for one in read_limits(file.stem, json.loads(file.read_text("utf-8")))]
    assert {"any", "GT"} <= {one.country for one in shipped}
    assert all(one.source and one.check_by > "2026-12" for one in shipped)
    assert all(said.keys() == {"en", "fr", "es", "ar"} for one in shipped for said in (one.label, one.source))


def test_a_file_of_limits_that_is_not_whole_changes_nothing(vault: Vault, tmp_path: Path) -> None:
    before, file = time_limits.list_limits(vault), tmp_path / "odd.json"
    for data in ("{}", "[]", "no", json.dumps({"limits": [{**LIMIT, "unit": "years"}]}),
                 json.dumps({"limits": [{**LIMIT, "source": {"fr": "loi"}}]}),
                 json.dumps({"zone": "Nowhere/None", "limits": [LIMIT]})):  # fmt: skip
        file.write_text(data, "utf-8")
        with pytest.raises(InputRefused):
            time_limits.load_limits(vault, "any", file)
    with pytest.raises(InputRefused):
        time_limits.load_limits(vault, "Atlantis", file)
    assert time_limits.list_limits(vault) == before


def test_the_list_of_many_says_the_same_as_each_detention_alone(vault: Vault) -> None:
    fill(vault, 40)
    for day in (date(2024, 1, 20), date(2024, 4, 10), date(2024, 6, 20)):
        rows, count = register.list_held(vault, day)
        every = [register.check(vault, one.ref, day) for one in records.find(vault, Query("detention", limit=None))]
        alone = {one.detention.id: one.where for one in every if one.where.held is not Held.NOT_HELD}
        assert len(rows) == count == len(alone) > 0
        for row in rows:
            assert (row.where.held, row.where.days) == (alone[row.detention.id].held, alone[row.detention.id].days)
            assert [one.what for one in row.where.at] == [one.what.id for one in alone[row.detention.id].at]
        assert register.list_held(vault, day, most=1) == (rows[:1], count)


def test_a_hostile_file_of_time_limits_is_refused_and_nothing_is_stored(vault: Vault, tmp_path: Path) -> None:
    before = time_limits.list_limits(vault, "GT")
    row = '{"id": "a", "label": {"en": "x"}, "from": "arrest", "length": 1e999, "unit": "days", "until": ["charge"],'
    endless = f'{{"limits": [{row} "source": "s", "check_by": "2027-11-30"}}]}}'
    os.mkfifo(tmp_path / "pipe")
    odd = {**LIMIT, "label": {"en": "x", "ar": 7}}, {**LIMIT, "source": ["s"]}, {**LIMIT, "id": []}
    wrong = {str(at): json.dumps({"limits": [one]}) for at, one in enumerate((*odd, {**LIMIT, "source": "s" * 999}))}
    for name, said in {
        **wrong,
        "deep": "[" * 100_000,
        "endless": endless,
        "large": " " * 2_000_000 + "{}",
        "pipe": "",
    }.items():
        if name != "pipe":
            (tmp_path / name).write_text(said)
        with pytest.raises(InputRefused, match="The time limits cannot be read"):
            time_limits.load_limits(vault, "GT", tmp_path / name)
    assert time_limits.list_limits(vault, "GT") == before


@pytest.mark.parametrize("unit", ["hours", "days", "months"])
@pytest.mark.parametrize("day", ["9999-12-31", "9999~", "0001-01-01"])
def test_a_date_that_somebody_sends_does_not_stop_today(pair: Pair, tmp_path: Path, unit: str, day: str) -> None:
    (tmp_path / "limits.json").write_text(json.dumps({"zone": "", "limits": [{**LIMIT, "unit": unit}]}), "utf-8")
    time_limits.load_limits(pair.ana, "any", tmp_path / "limits.json")
    person, held = bytes(15) + b"p", bytes(15) + b"h"
    pair.accept(crypto.ReportBody(
        "internal",
        (crypto.Copied(person, "actor", {"alias": "Heron"}), crypto.Copied(held, "detention", {"date_start": day})),
        links=(crypto.BodyLink(bytes(15) + b"l", held, "person", person, False),),
    ))  # fmt: skip
    assert due_tasks.needs(pair.ana) and not register.check(pair.ana, held.hex()).limits
