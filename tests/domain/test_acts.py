"""Numbers of people and the body map of an act (casework.md 4.1 and 4.4)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.act_counts import ActCount
from app.domain.acts import ages, body_map, casualties
from app.domain.acts.ages import find_age
from app.domain.acts.casualties import INJURED, KILLED, MISSING, Casualty, count, list_people
from app.domain.acts.people_groups import GROUPS, find_wrong_row, read_range
from app.domain.acts.shaped_rows import find_wrong
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.verification import VerificationStatus
from app.domain.vocabulary import Vocabularies

WORDS = Vocabularies(Path(__file__).parents[2] / "resources" / "vocabularies")
EVENTS = [Record(bytes([n]), "event", f"EV-{n}", {"date_start": "2026-03-10"}) for n in range(3)]
NO = VerificationStatus("unverified", "")


def person(number: int, **fields: Value) -> Record:
    return Record(bytes([100 + number]), "actor", f"AR-{number}", {"kind": "person", **fields})


def act(number: int, event: int, violation: str, victim: Record | None = None, **fields: Value) -> ActCount:
    made = Record(bytes([50 + number]), "act", f"AC-{number}", {"violation": violation, **fields})
    return ActCount({"act": (made,), "event": (EVENTS[event],), "victim": (victim,) if victim else ()}, NO)


WOMAN, MAN = person(1, sex="02", age_group="30-49"), person(2, sex="01", age_group="30-49")
F18 = [
    act(1, 1, "LIF1", WOMAN), act(2, 1, "LIFA", MAN),
    act(3, 1, "LIFA", count_min=10, count_max=14, named="includes",
        by_group=[["women", "4-5"], ["men", "4-6"], ["children", "2-3"]]),
    *(act(3 + n, 1, "INT1", person(2 + n)) for n in (1, 2, 3)),
    act(7, 1, "INT1", count_min=25, count_max=40, named="unsure"),
    act(8, 2, "LIF2", person(6)), act(9, 2, "LIF2", count_min=3, count_max=3, named="besides"),
]  # fmt: skip
"""The fixture F18 of casework.md 7.3."""


def of(people: list[Casualty], name: str, event: int | None = None, **only: str) -> casualties.CasualtyCount:
    return count(one for one in people if one.part[1] == name and event in (None, one.part[0][0])
                 and all(getattr(one, key) == value for key, value in only.items()))  # fmt: skip


def test_f18_has_every_figure_of_the_page() -> None:
    people = list_people(F18)
    assert of(people, KILLED, 1).both == (10, 14) and of(people, KILLED, 2).both == (4, 4)
    assert of(people, KILLED).both == (14, 18) != (16, 20)
    assert of(people, INJURED).both == (25, 43) and of(people, MISSING).both == (0, 0)
    assert of(people, KILLED, age="child").both == (2, 3) and of(people, KILLED).named == 3
    assert of(people, KILLED).others == (11, 15)
    assert of(people, KILLED, 1, sex="02").both == (4, 5) and of(people, KILLED, 1, sex="02").others == (3, 4)


def test_acts_with_the_same_rows_are_the_same_people_and_others_are_more() -> None:
    women = {"by_group": [["women", "4-6"]]}
    same = [act(1, 1, "LIFA", **women), act(2, 1, "LIFA", by_group=[["women", "5-9"]])]  # type: ignore[arg-type]
    assert of(list_people(same), KILLED).both == (4, 9)
    assert casualties.list_same(list_people(same)) == [(bytes([51]), bytes([52]))]
    others = [same[0], act(3, 1, "LIFA", by_group=[["men", "2"]])]
    assert of(list_people(others), KILLED).both == (6, 8) and not casualties.list_same(list_people(others))
    status = [same[0], act(3, 1, "LIFA", casualty_status="civilian", **women)]  # type: ignore[arg-type]
    assert of(list_people(status), KILLED).both == (8, 12)


def test_a_person_in_two_incidents_counts_once_and_is_listed() -> None:
    people = list_people([act(1, 1, "LIF1", WOMAN), act(2, 2, "LIF1", WOMAN), act(3, 2, "INT2", WOMAN)])
    assert of(people, KILLED).both == (1, 1) and casualties.list_twice(people) == [(KILLED, WOMAN.id)]
    assert of(people, INJURED).both == (1, 1)


def test_the_class_of_an_act() -> None:
    classes = {("INT1", "0101"): (KILLED,), ("LIB3", "0101"): (KILLED,), ("THR1", "010203"): (INJURED,),
               ("LIB4", ""): (MISSING,), ("LIB1", "0103"): (MISSING,), ("LIF8", ""): (),
               ("INT2", ""): (INJURED,)}  # fmt: skip
    for (code, end), found in classes.items():
        assert casualties.outcomes(act(1, 1, code, status_end=end)) == found, code
    assert casualties.outcomes(ActCount({"event": (EVENTS[1],)}, NO)) == ()


def test_a_group_is_besides_the_named_people_and_an_organisation_is_nobody() -> None:
    group = person(7, kind="group", size_min=5, size_max=8)
    deeds = [act(1, 1, "LIFA", WOMAN), act(2, 1, "LIFA", group), act(3, 1, "LIFA", person(8, kind="organisation"))]
    assert of(list_people(deeds), KILLED).both == (6, 9) and of(list_people(deeds), KILLED).others == (5, 8)


NUMBERS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair)))


@given(st.sets(st.integers(1, 40)), NUMBERS, st.sampled_from(["includes", "besides", "unsure"]))
def test_nobody_is_counted_as_named_and_as_not_named(names: set[int], number: tuple[int, int], rule: str) -> None:
    """A number that includes the named people never adds them; none is below the named ones or above both together."""
    deeds = [act(1, 1, "LIFA", person(name)) for name in names]
    deeds.append(act(2, 1, "LIFA", count_min=number[0], count_max=number[1], named=rule))
    found, n = of(list_people(deeds), KILLED), len(names)
    expected = {"includes": (max(number[0], n), max(number[1], n)), "besides": (n + number[0], n + number[1]),
                "unsure": (max(number[0], n), n + number[1])}  # fmt: skip
    assert found.both == expected[rule] and found.named == n
    assert found.both == (n + found.others[0], n + (found.others[1] or 0))


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 20), NUMBERS, st.sampled_from(["includes", "unsure"])),
                max_size=8))  # fmt: skip
def test_the_whole_is_never_below_its_people_nor_upside_down(
    rows: list[tuple[int, int, tuple[int, int], str]],
) -> None:
    deeds = [act(n, event, "LIFA", person(name)) for n, (event, name, *_) in enumerate(rows)]
    deeds += [act(30 + n, event, "LIFA", count_min=number[0], count_max=number[1], named=rule)
              for n, (event, _, number, rule) in enumerate(rows)]  # fmt: skip
    found = of(list_people(deeds), KILLED)
    assert found.named == len({name for _, name, *_ in rows})
    assert found.both[1] is not None and found.named <= found.both[0] <= found.both[1]


def test_an_age_by_the_act_by_the_year_of_birth_and_by_the_record() -> None:
    rows: list[tuple[dict[str, Value], dict[str, Value], str]] = [
        ({"age_at_act": 17}, {"birth_year": 1970}, "child"), ({"age_at_act": 18}, {"child": True}, "adult"),
        ({}, {"birth_year": 2009}, "child"), ({}, {"birth_year": 2008}, "possible"),
        ({}, {"birth_year": 2007}, "adult"),
        ({"date_start": "2025-12/2026-01"}, {"birth_year": 2008}, "possible"),
        ({"date_start": "2025"}, {"birth_year": 2008}, "child"), ({}, {"child": True, "age_group": "30-49"}, "child"),
        ({}, {"child": False}, "adult"), ({}, {"age_group": "12-17"}, "child"), ({}, {"age_group": "65+"}, "adult"),
        ({}, {"age_group": "unknown"}, ""), ({}, {}, ""),
    ]  # fmt: skip
    for of_act, of_person, expected in rows:
        deed = act(1, 1, "LIF1", **of_act)
        assert find_age(deed.core, EVENTS[1], person(1, **of_person)) == expected, (of_act, of_person)


def test_rows_of_people_that_are_not_the_number_of_the_act_name_the_row() -> None:
    rows = [["women", "4-5"], ["men", "4-6"], ["children", "2-3"]]
    assert find_wrong_row(rows, (10, 14)) is None and find_wrong_row(rows, None) is None
    assert "men" in str(find_wrong_row(rows, (5, 8))) and "children" in str(find_wrong_row(rows, (9, 13)))
    assert "10–14" in str(find_wrong_row(rows, (12, 20)))
    assert "herd" in str(find_wrong_row([["herd", "4"]], None))
    assert "men" in str(find_wrong_row([["men", "few"]], None))
    refused = KINDS["act"].disagreeing({"by_group": rows, "count_min": 5, "count_max": 8}, ["count_max"])  # type: ignore[dict-item]
    assert list(refused) == ["by_group"] and "men" in refused["by_group"]
    with pytest.raises(ValueError, match="lower"):
        read_range("6-4")
    assert [read_range(text) for text in ("4", "4-6", "4 – 6", "4+")] == [(4, 4), (4, 6), (4, 6), (4, None)]


def test_the_rules_and_their_code_lists_have_the_same_codes() -> None:
    assert list(WORDS["people_group"].codes) == list(GROUPS)
    assert set(WORDS["body_part"].codes) == set(body_map.PARTS)
    assert list(WORDS["injury"].codes) == list(body_map.INJURIES)
    assert set(ages.YOUNG) < set(WORDS["age_group"].codes)


def test_marks_are_read_with_and_without_a_place_and_written_again() -> None:
    rows: Value = [["left_forearm", "bruise round, 3 cm"], ["chest front 40 60", "burn"], ["sole back", "cut"]]
    marks = body_map.read_marks(rows)
    assert marks[0] == ("left_forearm", "front", 82, 108, "bruise", "round, 3 cm") and marks[1][2:5] == (40, 60, "burn")
    assert body_map.read_marks([mark.row for mark in marks]) == marks
    (odd,) = body_map.read_marks([["chest front ten 9", "x"]])
    assert not odd.side and odd.note == "chest front ten 9 x"
    field = KINDS["act"].fields["body_map"]
    assert find_wrong(field, {"body_map": rows[:2]}) is None
    for wrong in (["wing", "cut"], ["chest", "kiss"], ["chest top 1 2", "cut"], ["chest front 1 2 3", ""]):
        assert wrong[0].split()[0] in str(find_wrong(field, {"body_map": [wrong]}))


def test_each_part_is_where_a_click_finds_it() -> None:
    for (name, side), (x, y) in body_map.PLACES.items():
        assert body_map.find_part(side, x, y) == name
        assert (name, side) in body_map.PLACES and 0 < x < body_map.WIDE and 0 < y < body_map.HIGH
    assert body_map.find_outline().startswith("M 50 2 C") and "text" not in body_map.draw_svg()
