"""Counting: the four fixtures of the model (domain.md 10.2, F1 to F4), ranges of groups, and blanks that stay blank."""

from collections.abc import Mapping

import pytest

from app.actions.kernel import records
from app.actions.records import record_counts
from app.domain import act_counts as rules
from app.domain.act_counts import Range
from app.domain.record import Record
from app.errors import InputRefused
from app.store.vault.open_vault import Vault


def number(vault: Vault, unit: str, *where: tuple[str, str], rule: str = "act") -> Range:
    return record_counts.count(vault, unit, (), where, rule=rule).total


def by(vault: Vault, unit: str, path: str, verified: bool = False) -> dict[object, Range]:
    counted = record_counts.count(vault, unit, [path], verified=verified)
    return {counted.names.get(str(key[0]), key[0]): found for key, found in counted.groups}


def in_all(vault: Vault) -> dict[str, Range]:
    return {unit: number(vault, unit) for unit in rules.UNITS}


def exact(**numbers: int) -> Mapping[str, Range]:
    return {unit: (n, n) for unit, n in numbers.items()}


def test_f1_an_arrest_and_three_methods_of_torture(vault: Vault) -> None:
    police, _ = records.add(vault, "organisation", {"name": "National police", "type": "police"})
    man, _ = records.add(vault, "actor", {"alias": "Cedar", "kind": "person"})
    done = {"victim": man.ref, "involvement": {"perpetrator": police.ref}}
    arrest = {"violation": "LIB1", **done}
    torture = {"violation": "INT2", "method": ["0301", "0309", "0308"], **done}
    records.add(vault, "event", {"title": "Headquarters", "act": [arrest, torture]})
    assert in_all(vault) == exact(event=1, act=2, victim=1, perpetrator=1)
    assert number(vault, "act", rule="method") == (4, 4)
    assert record_counts.count(vault, "act", rule="method").rule == "Each method of an act is an act."
    assert by(vault, "victim", "violation") == {"LIB1": (1, 1), "INT2": (1, 1)}


@pytest.fixture
def march(vault: Vault) -> Record:
    """F2: thirty people (five by name, a group of 25), tear gas, 3 hurt, 8 arrested, 1 dead next day, two units."""
    units = [records.add(vault, "organisation", {"name": name})[0].ref for name in ("Riot police", "Rural Guard")]
    group, _ = records.add(vault, "actor", {"alias": "Marchers", "kind": "group", "size_min": 25, "size_max": 25})
    named = [records.add(vault, "actor", {"alias": name})[0] for name in ("Ash", "Birch", "Cedar", "Dogwood", "Elm")]
    gas = [{"violation": "ASC5", "method": ["0401"], "victim": who.ref,
            "involvement": [{"perpetrator": unit} for unit in units]} for who in (*named, group)]  # fmt: skip
    hurt = [{"violation": "INT1", "victim": named[0].ref}, {"violation": "INT1", "victim": group.ref, "count_min": 2,
                                                            "count_max": 2}]  # fmt: skip
    held = [{"violation": "LIB1", "victim": who.ref} for who in named[1:4]]
    held.append({"violation": "LIB1", "victim": group.ref, "count_min": 5, "count_max": 5})
    dead = {"violation": "LIF5", "victim": named[4].ref, "date_start": "2026-04-13"}
    return records.add(
        vault, "event", {"title": "March", "date_start": "2026-04-12", "act": [*gas, *hurt, *held, dead]}
    )[0]


def test_f2_victims_are_people_and_not_the_sum_over_acts(vault: Vault, march: Record) -> None:
    assert in_all(vault) == exact(event=1, act=13, victim=30, perpetrator=2)
    assert by(vault, "victim", "violation") == {"ASC5": (30, 30), "LIB1": (8, 8), "INT1": (3, 3), "LIF5": (1, 1)}


def test_f2_parts_of_a_group_may_be_the_same_people_so_the_number_is_a_range(vault: Vault, march: Record) -> None:
    assert number(vault, "victim", ("victim.kind", "group")) == (25, 25)
    for part in records.show(vault, march.ref).parts:
        if part[1].fields["violation"] == "ASC5":
            records.remove(vault, part[1].ref)
    assert number(vault, "victim", ("victim.kind", "group")) == (5, 7)


SOURCE = {"connection": "0102"}


def killed(vault: Vault, *sources: Mapping[str, object]) -> None:
    victim = {"alias": "Marula", "sex": "02", "occupational_status": ["journalist", "hrd", "unionist"]}
    records.add(vault, "event", {
        "title": "River road", "act": {"violation": "LIF1", "victim": victim},
        "information": [{**SOURCE, "source": {"alias": f"Source {n}"}, **said} for n, said in enumerate(sources)],
    })  # fmt: skip


def test_f3_one_woman_of_three_statuses_counts_once_and_is_verified(vault: Vault) -> None:
    killed(vault, {"independence": "independent"}, {"independence": "independent"}, {"independence": "same_origin"})
    found = record_counts.count(vault, "victim", ["occupational_status"], verified=True)
    assert found.total == (1, 1) and found.left_out == ()
    assert dict(found.groups) == {("journalist",): (1, 1), ("hrd",): (1, 1), ("unionist",): (1, 1)}
    assert by(vault, "victim", "sex", verified=True) == {"02": (1, 1)}


def test_f4_two_sources_of_one_origin_do_not_verify_and_the_reason_is_said(vault: Vault) -> None:
    killed(vault, {"independence": "same_origin"}, {"independence": "same_origin"})
    found = record_counts.count(vault, "victim", verified=True)
    assert found.total == (0, 0)
    ((act, why),) = found.left_out
    assert (act.kind, why) == ("act", "2 sources, 1 of independent origin; verified needs 3, 2 of independent origin")
    assert number(vault, "victim") == (1, 1)


def test_f14_gender_factors_are_counted_by_people_and_their_absence_stays_blank(vault: Vault) -> None:
    woman, _ = records.add(vault, "actor", {"alias": "Marula", "sex": "02"})
    for factors in (["G03", "G05"], ["G03"], ["G00"], None):
        act = {"violation": "THR1", "victim": woman.ref, "gender_factor": factors}
        records.add(vault, "event", {"title": "Threat", "act": act})
    assert by(vault, "act", "gender_factor") == {"G03": (2, 2), "G05": (1, 1), "G00": (1, 1), None: (1, 1)}
    assert by(vault, "victim", "gender_factor")["G03"] == (1, 1)
    assert number(vault, "act") == (4, 4)


def test_verification_is_counted_as_it_is_computed(vault: Vault) -> None:
    killed(vault, {"independence": "same_origin"})
    killed(vault)
    records.add(vault, "event", {"title": "No act", "verification": "judgment", "verification_reason": "Court"})
    assert by(vault, "event", "verification") == {"one_source": (1, 1), "unverified": (1, 1), "judgment": (1, 1)}
    assert number(vault, "act", ("verification", "one_source")) == (1, 1)


def test_what_a_person_says_of_the_incident_stands_for_its_acts(vault: Vault) -> None:
    killed(vault)
    event = next(deed.parts["event"][0] for deed in record_counts.deeds(vault))
    records.edit(vault, event.ref, {"verification": "judgment", "verification_reason": "Court of Ansal"})
    assert record_counts.count(vault, "act", verified=True).total == (1, 1)


def test_blanks_stay_blank(vault: Vault) -> None:
    records.add(vault, "event", {"title": "Nobody named", "act": [{"violation": "PRO2"}, {"count_min": 4}]})
    records.add(
        vault, "event", {"title": "Unknown size", "act": {"victim": {"alias": "Quay workers", "kind": "group"}}}
    )
    records.add(vault, "event", {"title": "Only a note"})
    assert number(vault, "event") == (3, 3) and number(vault, "act") == (3, 3)
    assert number(vault, "victim") == (5, None)
    assert by(vault, "act", "violation") == {None: (2, 2), "PRO2": (1, 1)}
    assert by(vault, "event", "act.violation") == {None: (3, 3), "PRO2": (1, 1)}
    assert by(vault, "act", "perpetrator") == {None: (3, 3)}
    with pytest.raises(InputRefused, match="nothing called colour"):
        record_counts.count(vault, "act", ["colour"])


def test_the_matrix_counts_an_act_of_two_once_in_all(vault: Vault, march: Record) -> None:
    found = rules.matrix(record_counts.deeds(vault, [march.id]))
    names = [found.names.get(key, key) for key in found.columns]
    assert names == ["Riot police", "Rural Guard", ""]
    assert found.names[found.rows[0]] == "Marchers"
    assert [len(found.acts(1)[column]) for column in found.columns] == [6, 6, 7]
    assert [len(found.acts(0)[row]) for row in found.rows] == [3, 2, 2, 2, 2, 2]
    assert len(set().union(*found.acts(1).values())) == 13
    other, _ = records.add(vault, "event", {"act": {"involvement": {"type": ["010104"]}, "victim": {"alias": "Fir"}}})
    assert rules.matrix(record_counts.deeds(vault, [other.id])).columns == ("type:010104",)


def test_what_was_put_aside_is_not_counted(vault: Vault, march: Record) -> None:
    records.remove(vault, march.ref)
    assert in_all(vault) == exact(event=0, act=0, victim=0, perpetrator=0)
