"""What a person made one of two comes apart again, and nothing that protects is lost on the way."""

import pytest

from app.actions import joining, records
from app.domain.record import Record
from app.errors import InputRefused
from app.store import records as store
from app.store.search import Query
from app.store.vault import Vault
from tests.actions.test_duplicates import incident, person


def test_one_of_two_has_what_both_had_and_they_come_apart_again(vault: Vault) -> None:
    first, second = incident(vault, "Marula"), incident(vault, "Marula", day="2026-05-01", place="Velmora")
    (one,), (other,) = (people(vault, event) for event in (first, second))
    records.edit(vault, other.ref, {"description": "Tall"})
    moved = joining.join(vault, one.ref, other.ref)
    assert [p.id for p in people(vault, second)] == [one.id]
    assert records.record_of(vault, one.ref).fields["description"] == "Tall"
    assert records.record_of(vault, other.ref).removed
    assert records.total(vault, Query("actor")) == 1
    joining.part_again(vault, moved)
    assert [p.id for p in people(vault, second)] == [other.id] and [p.id for p in people(vault, first)] == [one.id]
    assert "description" not in records.record_of(vault, one.ref).fields
    assert records.record_of(vault, other.ref).fields["description"] == "Tall"
    assert records.total(vault, Query("actor")) == 2


def people(vault: Vault, event: Record) -> list[Record]:
    """Return the victims of an incident."""
    acts = store.parts_of(vault.con, event.id)
    targets = [link.target for act in acts for link in store.links_of(vault.con, act) if link.role == "victim"]
    return [records.record_of(vault, target.hex()) for target in targets]


def test_two_kinds_are_never_the_same(vault: Vault) -> None:
    with pytest.raises(InputRefused, match="cannot be the same"):
        joining.join(vault, person(vault, "Marula").ref, incident(vault, "Marula").ref)


def test_where_both_say_something_the_kept_word_stands_but_for_what_protects(vault: Vault) -> None:
    one = person(vault, "Marula", region="Ansal", sensitivity="I", protected=False, size_max=2)
    other = person(vault, "Marula", region="Velmora", sensitivity="R", protected=True, size_min=5, sex="01")
    joined = joining.join(vault, one.ref, other.ref)
    fields = records.record_of(vault, one.ref).fields
    assert fields == {
        "alias": "Marula", "region": "Ansal", "sensitivity": "R", "protected": True, "size_max": 2, "sex": "01",
    }  # fmt: skip
    joining.part_again(vault, joined)
    assert records.record_of(vault, one.ref).fields == one.fields
    assert records.record_of(vault, other.ref).fields == other.fields


def test_a_level_below_the_usual_one_is_not_taken(vault: Vault) -> None:
    one, other = person(vault, "Marula"), person(vault, "Marula", sensitivity="P")
    joining.join(vault, one.ref, other.ref)
    assert "sensitivity" not in records.record_of(vault, one.ref).fields


def test_what_was_written_after_the_join_stays_when_they_part(vault: Vault) -> None:
    one, other = person(vault, "Marula"), person(vault, "Marula", description="Tall", region="Ansal")
    joined = joining.join(vault, one.ref, other.ref)
    records.edit(vault, one.ref, {"description": "Tall, with a limp"})
    joining.part_again(vault, joined)
    assert records.record_of(vault, one.ref).fields == {"alias": "Marula", "description": "Tall, with a limp"}


def test_who_named_both_names_one_and_both_again(vault: Vault) -> None:
    one, other = person(vault, "Marula"), person(vault, "Marula")
    union = records.add(vault, "organisation", {"name": "Union of Quay Workers"})[0]
    records.link(vault, one.ref, "organisation", union.ref)
    records.link(vault, other.ref, "organisation", union.ref)
    joined = joining.join(vault, one.ref, other.ref)
    assert joined.taken == []
    joining.part_again(vault, joined)
    for ref in (one.ref, other.ref):
        links = store.links_of(vault.con, records.record_of(vault, ref).id)
        assert [link.target for link in links] == [union.id]


def test_an_incident_takes_the_acts_of_the_other(vault: Vault) -> None:
    one, other = incident(vault, "Marula"), incident(vault, "Marula")
    joined = joining.join(vault, one.ref, other.ref)
    assert len(store.parts_of(vault.con, one.id)) == 2
    assert records.total(vault, Query("event")) == 1
    joining.part_again(vault, joined)
    assert len(store.parts_of(vault.con, one.id)) == len(store.parts_of(vault.con, other.id)) == 1
