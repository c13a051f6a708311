"""What nobody covers, holds or has to do: it stands in Now until somebody does, and no longer."""

from datetime import datetime, timedelta

from app.actions.field import accompaniments
from app.actions.kernel import records
from app.actions.records import coverage_gaps
from app.actions.today import due_tasks
from app.domain.record import Record
from app.store.vault.open_vault import Vault


def at(vault: Vault, days: int, clock: str = "") -> str:
    """Return a day so many days from now, with a time."""
    day = (datetime.fromtimestamp(vault.now()) + timedelta(days=days)).date().isoformat()
    return f"{day}T{clock}" if clock else day


def accompaniment(vault: Vault, **more: object) -> Record:
    given = {"title": "Clinic", "status": "active", "date_start": at(vault, -40), **more}
    return records.add(vault, "accompaniment", given)[0]


def shift(vault: Vault, of: Record, first: str, last: str, *who: str, **more: object) -> Record:
    given = {"of": of.ref, "date_start": first, "date_end": last, "companion": [{"alias": name} for name in who]}
    return records.add(vault, "shift", {**given, **more})[0]


def open_(vault: Vault) -> list[tuple[int, int, int]]:
    return [row for gap in coverage_gaps.gaps(vault) for row in gap.open]


def test_a_shift_that_nobody_took_stands_in_now_until_somebody_does(vault: Vault) -> None:
    clinic = accompaniment(vault)
    tomorrow = shift(vault, clinic, at(vault, 1, "14:00"), at(vault, 1, "18:00"))
    shift(vault, clinic, at(vault, 2, "08:00"), at(vault, 2, "09:00"), "Wren")
    for far in (shift(vault, clinic, at(vault, 3, "08:00"), at(vault, 3, "09:00")),
                shift(vault, clinic, at(vault, -1, "08:00"), at(vault, -1, "09:00")),
                shift(vault, clinic, at(vault, 1, "20:00"), at(vault, 1, "21:00"), status="missed")):  # fmt: skip
        assert open_(vault) == [(1, 840, 1080)], far.title
    needs = due_tasks.needs(vault)
    assert (needs.count, needs.today) == (1, False)
    records.edit(vault, tomorrow.ref, {"companion": [{"alias": "Heron"}]})
    assert open_(vault) == [] and due_tasks.needs(vault).count == 0


def test_of_today_what_lies_ahead_counts_and_is_for_today(vault: Vault) -> None:
    here = datetime.fromtimestamp(vault.now())
    minute = here.hour * 60 + here.minute
    clinic = accompaniment(vault)
    shift(vault, clinic, at(vault, 0, "00:00"), at(vault, 0, "23:59"))
    assert open_(vault) == [(0, minute, 1439)] and due_tasks.needs(vault).today


def test_who_was_put_aside_covers_nothing(vault: Vault) -> None:
    clinic = accompaniment(vault)
    shift(vault, clinic, at(vault, 1), at(vault, 1), "Wren")
    assert open_(vault) == []
    (wren,) = records.find(vault, records.Query("actor"))
    records.remove(vault, wren.ref)
    assert open_(vault) == [(1, 0, 1440)]


def test_where_somebody_must_stand_by_all_the_time_each_stretch_without_anybody_is_a_gap_as_on_the_roster(
    vault: Vault,
) -> None:
    clinic = accompaniment(vault, kind=["permanent"], date_end=at(vault, 1))
    shift(vault, clinic, at(vault, -30), at(vault, 0), "Wren")
    shift(vault, clinic, at(vault, 1, "00:00"), at(vault, 1, "12:00"), "Wren")
    shift(vault, clinic, at(vault, 1, "15:00"), at(vault, 1, "20:00"), "Heron")
    assert open_(vault) == [(1, 720, 900), (1, 1200, 1440)]
    days, _ = accompaniments.roster_of(vault, clinic.ref, at(vault, 1), 1)
    assert [gap for day in days for gap in day.gaps] == [(720, 900), (1200, 1440)]


def test_what_has_not_begun_is_paused_or_over_has_no_gap(vault: Vault) -> None:
    for status in ("agreed", "paused", "ended"):
        shift(vault, accompaniment(vault, status=status), at(vault, 1), at(vault, 1))
    later = accompaniment(vault, kind=["permanent"], date_start=at(vault, 2))
    assert [(gap.record.id, gap.open) for gap in coverage_gaps.gaps(vault)] == [(later.id, ((2, 0, 1440),))]


def test_vacant_seats_stand_by_their_body_until_somebody_holds_them_or_they_end(vault: Vault) -> None:
    body = records.add(vault, "body", {"name": "Committee"})[0]
    first, second = (records.add(vault, "seat", {"role": role, "body": body.ref})[0] for role in ("north", "south"))
    chair = records.add(vault, "seat", {"role": "chair", "body": body.ref, "holder": {"alias": "Ana"}})[0]
    ((found, seats),) = coverage_gaps.lacks(vault).vacant
    assert found.id == body.id and {seat.id for seat in seats} == {first.id, second.id}
    assert due_tasks.needs(vault).count == 1
    records.edit(vault, first.ref, {"holder": {"alias": "Wren"}})
    records.edit(vault, second.ref, {"state": "ended"})
    assert coverage_gaps.lacks(vault).vacant == []
    records.edit(vault, chair.ref, {"holder": None})
    assert [seat.id for _, seats in coverage_gaps.lacks(vault).vacant for seat in seats] == [chair.id]


def test_a_decision_without_an_owner_stands_until_it_has_one_or_is_for_note_only(vault: Vault) -> None:
    first, second, third = (
        records.add(vault, "undertaking", {"text": text, "kind": "decision"})[0] for text in ("Meet", "Write", "Call")
    )
    records.add(vault, "undertaking", {"text": "Let us in", "kind": "promise"})
    assert {row.id for row in coverage_gaps.lacks(vault).ownerless} == {first.id, second.id, third.id}
    records.edit(vault, first.ref, {"owner": "Wren"})
    records.edit(vault, second.ref, {"status": "note"})
    records.edit(vault, third.ref, {"due": at(vault, -3)})
    needs = due_tasks.needs(vault)
    assert [one.record.id for one in needs.due] == [third.id]
    assert needs.lacks.ownerless == [] and needs.count == 1  # late and without an owner is one thing
    records.edit(vault, third.ref, {"due": at(vault, 30)})
    assert [row.id for row in due_tasks.needs(vault).lacks.ownerless] == [third.id]
