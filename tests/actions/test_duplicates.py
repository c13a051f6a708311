"""Duplicates are offered and never made: a name that is none is nobody's, and what was joined comes apart again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions import duplicates, records
from app.domain.record import Record
from app.store import records as store
from app.store.search import Query
from app.store.vault import Vault


def person(vault: Vault, alias: str, **fields: object) -> Record:
    return records.add(vault, "actor", {"alias": alias, **fields})[0]


def incident(vault: Vault, victim: str, day: str = "2026-04-12", place: str = "Tres Ceibas") -> Record:
    return records.add(vault, "event", {
        "date_start": day, "place": {"name": place}, "act": {"violation_text": "beaten", "victim": {"alias": victim}},
    })[0]  # fmt: skip


def offered(vault: Vault, kind: str = "actor") -> list[set[str]]:
    return [{one.ref, other.ref} for one, other in duplicates.pairs(vault) if one.kind == kind]


def test_184_people_whose_name_was_withheld_stay_184(vault: Vault) -> None:
    for _ in range(184):
        person(vault, "Name withheld by police")
    for name in ("unknown", "Unknown male", "not known", "مجهول", "N.N.", "12", "Inconnu"):
        person(vault, name)
        person(vault, name)
    assert duplicates.pairs(vault) == []
    assert records.total(vault, Query("actor", text="withheld")) == 184


def test_a_name_that_many_have_is_no_reason(vault: Vault) -> None:
    for _ in range(duplicates.MANY):
        person(vault, "Protester")
    assert len(offered(vault)) == 6
    person(vault, "protester")
    assert offered(vault) == []


def test_the_same_words_in_any_order_and_spelling_are_offered_unless_something_speaks_against_it(vault: Vault) -> None:
    one, other = person(vault, "Aḥmad Said", sex="01"), person(vault, "SAID, Ahmad")
    person(vault, "Ahmad Said", sex="02")
    person(vault, "Ahmad Saidi")
    assert {one.ref, other.ref} in offered(vault)
    assert len(offered(vault)) == 2  # the woman may be the one whose sex is not known
    duplicates.distinct(vault, one.ref, other.ref)
    assert {one.ref, other.ref} not in offered(vault)
    duplicates.offer_again(vault, other.id.hex(), one.id.hex())
    assert {one.ref, other.ref} in offered(vault)


def test_incidents_are_alike_by_day_place_and_victim(vault: Vault) -> None:
    one, other = incident(vault, "Marula"), incident(vault, "marula", place="tres ceibas")
    incident(vault, "Marula", day="2026-04-13")
    incident(vault, "Marula", place="Velmora")
    incident(vault, "Kestrel")
    incident(vault, "Name withheld by police")
    incident(vault, "Name withheld by police")
    assert offered(vault, "event") == [{one.ref, other.ref}]


def test_one_of_two_has_what_both_had_and_they_come_apart_again(vault: Vault) -> None:
    first, second = incident(vault, "Marula"), incident(vault, "Marula", day="2026-05-01", place="Velmora")
    (one,), (other,) = (people(vault, event) for event in (first, second))
    records.edit(vault, other.ref, {"description": "Tall"})
    moved = duplicates.join(vault, one.ref, other.ref)
    assert [p.id for p in people(vault, second)] == [one.id]
    assert records.record_of(vault, one.ref).fields["description"] == "Tall"
    assert records.record_of(vault, other.ref).removed
    assert records.total(vault, Query("actor")) == 1
    duplicates.part_again(vault, moved)
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
    with pytest.raises(Exception, match="cannot be the same"):
        duplicates.join(vault, person(vault, "Marula").ref, incident(vault, "Marula").ref)


@given(st.text(max_size=40))
def test_a_key_does_not_change_with_order_or_case(name: str) -> None:
    parts = name.split()
    assert duplicates.name_key(" ".join(reversed(parts))) == duplicates.name_key(" ".join(parts))
    assert duplicates.name_key(name + " withheld") == ()
