"""An accompaniment: nothing is missing once all is there, bookings elsewhere are seen, the letter names no person."""

import pytest

from app.actions.field import accompaniments
from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.errors import InputRefused
from app.store.vault.open_vault import Vault

pytestmark = pytest.mark.usefixtures("offline")


def test_what_is_there_is_missing_no_more_and_no_alias_is_in_the_letter_to_authorities(
    vault: Vault,
) -> None:
    luna = records.add(vault, "actor", {"alias": "Luna"})[0]
    ref = records.add(vault, "accompaniment", {
        "title": "River", "kind": ["short"], "status": "agreed", "request_on": "2026-10-01", "date_start": "2026-11-01",
        "accompanied": luna.ref, "analysis_before": "It deters", "non_partisan": True, "conditions": "Eight to eight",
        "informed_on": "2026-10-25", "authority": [{"name": "Office of the mayor"}],
    })[0].ref  # fmt: skip
    assert accompaniments.show(vault, ref).missing == ("the consent of each accompanied person",)

    def letter() -> str:
        return " ".join(paper_makers.make(vault, "courtesy-letter", [ref]).data("txt").decode().split())

    consent = {"actor": luna.ref, "purpose": ["STORE"], "state": "given", "given_on": "2026-10-20"}
    given = records.add(vault, "consent_record", consent)[0]
    records.edit(vault, ref, {"consent": [given.ref]})
    assert accompaniments.show(vault, ref).missing == ()
    with pytest.raises(InputRefused, match="Luna: National authorities, not asked"):
        letter()
    records.edit(vault, given.ref, {"purpose": ["STORE", "AUTHORITIES"], "form": "role"})
    records.edit(vault, luna.ref, {"sex": "02"})
    assert "Luna" not in letter() and "persons who defend human rights" in letter()
    assert "Office of the mayor" in letter()
    records.edit(vault, given.ref, {"withdrawn_on": "2026-10-30"})
    assert accompaniments.show(vault, ref).missing == ("the consent of each accompanied person",)
    with pytest.raises(InputRefused, match="Luna: National authorities, no"):
        letter()


def test_who_is_booked_in_another_accompaniment_at_the_time_is_seen_and_a_missed_shift_covers_nothing(
    vault: Vault,
) -> None:
    wren = records.add(vault, "actor", {"alias": "Wren"})[0].ref
    shift = {"date_start": "2026-11-01T08:00", "date_end": "2026-11-01T20:00", "companion": [wren]}
    late = {**shift, "date_start": "2026-11-02T08:00", "date_end": "2026-11-02T20:00", "status": "missed"}
    given = {"kind": ["short"], "date_start": "2026-11-01", "date_end": "2026-11-02"}
    river, _ = records.add(vault, "accompaniment", {**given, "title": "River", "shift": [shift, late]})
    records.add(
        vault, "accompaniment", {**given, "title": "Hill", "shift": [{**shift, "date_start": "2026-11-01T19:00"}]}
    )
    days, names = accompaniments.roster_of(vault, river.ref, "2026-11-01", 2)
    assert [[names[who] for who in day.twice] for day in days] == [["Wren"], []]
    assert [len(day.stands) for day in days] == [1, 0] and days[1].gaps == ((0, 1440),)


def test_a_record_of_another_kind_is_refused(vault: Vault) -> None:
    ref = records.add(vault, "mission", {"title": "North"})[0].ref
    with pytest.raises(InputRefused, match="no accompaniment"):
        accompaniments.show(vault, ref)
    with pytest.raises(InputRefused, match="no month"):
        accompaniments.package(vault, [], "2026-13")
