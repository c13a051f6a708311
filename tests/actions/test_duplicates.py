"""Duplicates are offered and never made: a name that is none is nobody's; the search takes small steps."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.kernel import records
from app.actions.records import duplicates
from app.domain.kinds import KINDS
from app.domain.placeholder_names import name_key
from app.domain.record import Record
from app.errors import Stopped
from app.store.records.duplicates import AT_ONCE
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


def person(vault: Vault, alias: str, **fields: object) -> Record:
    return records.add(vault, "actor", {"alias": alias, **fields})[0]


def incident(vault: Vault, victim: str, day: str = "2026-04-12", place: str = "Tres Ceibas") -> Record:
    return records.add(vault, "event", {
        "date_start": day, "place": {"name": place}, "act": {"violation_text": "beaten", "victim": {"alias": victim}},
    })[0]  # fmt: skip


def offered(vault: Vault, kind: str = "actor") -> list[set[str]]:
    pairs = duplicates.open_pairs(vault, duplicates.find(vault))
    both = [[records.record_of(vault, id_.hex()) for id_ in pair] for pair in pairs]
    return [{one.ref, other.ref} for one, other in both if one.kind == kind]


def test_184_people_whose_name_was_withheld_stay_184(vault: Vault) -> None:
    for _ in range(184):
        person(vault, "Name withheld by police")
    assert duplicates.find(vault) == []
    assert records.count_matches(vault, Query("actor", text="withheld")) == 184


@pytest.mark.parametrize(
    "name",
    [
        "Name withheld by police", "unknown", "Unknown male", "not known", "N.N.", "n/a", "12", "John Doe", "Woman, 34",
        "Young man", "Protester 2", "Inconnu", "Non identifié", "Un homme", "Sin identificar", "Mujer joven",
        "مجهول", "مجهولة الهوية", "غير معروف", "رجل", "طفلة",
    ],
)  # fmt: skip
def test_a_name_that_stands_for_none_is_nobodys(vault: Vault, name: str) -> None:
    assert name_key(name) == ()
    person(vault, name)
    person(vault, name)
    assert duplicates.find(vault) == []


@pytest.mark.parametrize("name", ["Na Li", "Marula", "Old Teacher", "Man Singh", "محمد"])
def test_a_name_with_a_word_for_anybody_in_it_is_a_name(name: str) -> None:
    assert name_key(name)


def test_a_name_that_many_have_is_no_reason(vault: Vault) -> None:
    for _ in range(duplicates.MANY):
        person(vault, "Kestrel")
    assert len(offered(vault)) == 6
    person(vault, "kestrel")
    assert offered(vault) == []


def test_the_same_words_in_any_order_and_spelling_are_offered_unless_something_speaks_against_it(vault: Vault) -> None:
    one, other = person(vault, "Aḥmad Said", sex="01"), person(vault, "SAID, Ahmad")
    person(vault, "Ahmad Said", sex="02")
    person(vault, "Ahmad Saidi")
    assert {one.ref, other.ref} in offered(vault)
    assert len(offered(vault)) == 2  # the woman may be the one whose sex is not known
    duplicates.mark_distinct(vault, one.ref, other.ref)
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


def test_many_incidents_of_one_day_place_and_victim_are_no_reason(vault: Vault) -> None:
    for _ in range(duplicates.MANY + 1):
        incident(vault, "Marula")
    assert offered(vault, "event") == []


def test_a_month_is_no_day(vault: Vault) -> None:
    for day in ("2026-04", "2026-04", "2026-04/2026-05", "2026-04/2026-05", "../2026-04", "../2026-04"):
        incident(vault, "Marula", day=day)
    assert offered(vault, "event") == []


def test_what_was_put_aside_is_not_offered(vault: Vault) -> None:
    one, other = incident(vault, "Marula"), incident(vault, "Marula")
    found = duplicates.find(vault)
    assert len(duplicates.open_pairs(vault, found)) == len(found) == 2  # the incidents, and their victims
    records.remove(vault, other.ref)
    assert offered(vault, "event") == []
    assert len(duplicates.open_pairs(vault, found)) == 1
    records.restore(vault, other.ref)
    assert offered(vault, "event") == [{one.ref, other.ref}]


def test_the_search_is_made_of_small_steps_and_can_be_stopped(vault: Vault) -> None:
    with records.write_records(vault) as writer:
        for number in range(2 * AT_ONCE + 1):
            writer.create(KINDS["actor"], {"alias": f"Alias {number // 2}"})
    steps, told = [], list[tuple[int, int]]()

    def db(step: Callable[[Vault], object]) -> object:
        steps.append(step)
        return step(vault)

    found = duplicates.find(vault, db, lambda done, whole: told.append((done, whole)))
    assert len(found) == AT_ONCE  # also those that are in two steps
    whole = 2 * AT_ONCE + 1
    assert told == [(500, whole), (1000, whole), (1001, whole), (1001, whole)]
    assert len(steps) == 5

    def stop(done: int, whole: int) -> None:
        raise Stopped("Stopped. Nothing was changed.")

    with pytest.raises(Stopped):
        duplicates.find(vault, db, stop)


@given(st.text(max_size=40))
def test_a_key_does_not_change_with_order_or_case(name: str) -> None:
    parts = name.split()
    assert name_key(" ".join(reversed(parts))) == name_key(" ".join(parts))
    assert name_key(name + " withheld") == ()
