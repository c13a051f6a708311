"""The gender table (F14): the same incidents with and without gender factors, women by level, and what others see."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.records import record_counts
from app.domain.kinds import KINDS
from app.domain.sheet import Heading, Sheet, SheetTable
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.vaults import vault_at

Rows = Mapping[str, Mapping[str, str]]


def attacks(vault: Vault, sex: str, times: int, violation: str = "THR1", factors: list[str] | None = None) -> None:
    """Attack so many people of a sex, each once."""
    for number in range(times):
        victim = {"alias": f"Person {sex} {violation} {number} {factors}", "sex": sex or None}
        act = {"violation": violation, "victim": victim, "gender_factor": factors}
        records.add(vault, "event", {"title": "Threat", "act": act})


def tables(vault: Vault, profile: str = "internal") -> Mapping[str, Rows]:
    """Return the tables of the paper by their heading: rows by their first cell, cells by their head."""
    sheet = paper_makers.make(vault, "gender-table", [], profile).content
    assert isinstance(sheet, Sheet)
    return {
        head.text: {row[0]: dict(zip(table.header[1:], row[1:], strict=True)) for row in table.rows}
        for head, table in pairwise(sheet.blocks)
        if isinstance(head, Heading) and isinstance(table, SheetTable)
    }


ATTACKS, PEOPLE = "Attacks by sex and kind", "People attacked, by sex and kind"
FACTORS, OTHERS = "Attacks with gender factors", "Gender factors in other records"


def test_f14_the_same_attacks_with_and_without_gender_factors(vault: Vault, tmp_path: Path) -> None:
    with vault_at(tmp_path / "without") as without:
        for here, factors in ((vault, ["G03", "G05"]), (without, None)):
            attacks(here, "02", 6, factors=factors)
            attacks(here, "01", 3)
            attacks(here, "", 1, "LIB1")
        (with_, bare) = tables(vault), tables(without)
    assert with_[ATTACKS] == bare[ATTACKS] and with_[PEOPLE] == bare[PEOPLE]
    assert with_[ATTACKS]["in all"] == {"female": "6", "male": "3", "not recorded": "1", "in all": "10"}
    threats = next(row for row in with_[ATTACKS].values() if row["female"] == "6")
    assert threats == {"female": "6", "male": "3", "not recorded": "0", "in all": "9"}
    assert with_[FACTORS] == {
        "sexualised insult or smear": {"female": "6", "in all": "6"},
        "threats to children or custody": {"female": "6", "in all": "6"},
        "in all": {"female": "6", "in all": "6"},
    }  # fmt: skip
    assert bare[FACTORS] == {"in all": {"in all": "0"}}


def test_one_woman_threatened_twice_is_two_attacks_and_one_person(vault: Vault) -> None:
    woman, _ = records.add(vault, "actor", {"alias": "Marula", "sex": "02"})
    for _ in range(2):
        records.add(vault, "event", {"title": "Threat", "act": {"violation": "THR1", "victim": woman.ref}})
    found = tables(vault)
    assert (found[ATTACKS]["in all"]["female"], found[PEOPLE]["in all"]["female"]) == ("2", "1")


def test_others_are_told_no_small_number_and_no_total_that_gives_it_away(vault: Vault) -> None:
    attacks(vault, "02", 7, factors=["G03"])
    attacks(vault, "02", 6, "LIB1")
    attacks(vault, "01", 2, factors=["G03"])
    attacks(vault, "01", 8, "LIB1")
    found = tables(vault, "public")
    assert sorted(map(str, found[ATTACKS].values())) == sorted(map(str, (
        {"female": "7", "male": "fewer than 5", "in all": "–"}, {"female": "6", "male": "8", "in all": "14"},
        {"female": "13", "male": "–", "in all": "–"},
    )))  # fmt: skip
    assert found[FACTORS]["sexualised insult or smear"] == {"female": "7", "male": "fewer than 5", "in all": "–"}
    text = paper_makers.make(vault, "gender-table", [], "public").data("txt").decode()
    assert "Numbers below 5 show only as “fewer than 5”" in text and "One act against one person" in text
    assert "Numbers below" not in paper_makers.make(vault, "gender-table", []).data("txt").decode()


def test_who_said_no_to_being_counted_or_is_marked_higher_is_in_no_table_for_others(vault: Vault) -> None:
    attacks(vault, "02", 6)
    for marked in ("V", None):
        person, _ = records.add(vault, "actor", {"alias": "Heron", "sex": "02", "sensitivity": marked})
        if not marked:
            records.add(vault, "consent_record", {"purpose": ["USE_STATS"], "state": "refused", "actor": person.ref})
        records.add(vault, "event", {"title": "Threat", "act": {"violation": "THR1", "victim": person.ref}})
    assert tables(vault)[PEOPLE]["in all"]["female"] == "8"
    assert tables(vault, "network")[PEOPLE]["in all"]["female"] == "6"


def test_women_by_level_in_missions_networks_and_bodies(vault: Vault) -> None:
    woman, _ = records.add(vault, "actor", {"alias": "Marula", "sex": "02"})
    man, _ = records.add(vault, "actor", {"alias": "Cedar", "sex": "01"})
    contact, _ = records.add(vault, "contact", {"display_name": "The clinic", "actor": woman.ref})
    mission = records.add(vault, "mission", {"title": "North road"})[0].ref
    network = records.add(vault, "network", {"name": "River network"})[0].ref
    body = records.add(vault, "body", {"name": "Committee", "level": "national", "network": network})[0].ref
    for who, level, sex in ((woman, "leadership", None), (man, "leadership", None), (man, "base", None),
                            (woman, "base", None), (woman, "base", None), (None, "base", "02")):  # fmt: skip
        records.add(vault, "participant", {"of": mission, "who": who.ref if who else None, "role_level": level,
                                           "sex": sex, "kind": "member"})  # fmt: skip
    records.add(vault, "membership", {"network": network, "member": contact.ref, "role_level": "coordination"})
    office = records.add(vault, "organisation", {"name": "Office"})[0].ref
    records.add(vault, "membership", {"network": network, "member": office, "role_level": "base"})
    records.add(vault, "seat", {"body": body, "role": "chair", "holder": man.ref})
    records.add(vault, "seat", {"body": body, "role": "deputy", "sex": "02"})
    found = tables(vault)
    missions = found["Participants of missions and meetings, by level"]
    assert missions["base"] == {"female": "3", "male": "1", "in all": "4", "share of women": "75 %"}
    assert missions["leadership"] == {"female": "1", "male": "1", "in all": "2", "share of women": "50 %"}
    assert missions["in all"] == {"female": "4", "male": "2", "in all": "6", "share of women": "67 %"}
    assert found["People in networks, by level"]["in all"] == {"female": "1", "in all": "1", "share of women": "100 %"}
    assert found["Seats in bodies, by level"]["national"] == {
        "female": "1",
        "male": "1",
        "in all": "2",
        "share of women": "50 %",
    }
    assert tables(vault, "network")["Seats in bodies, by level"]["national"]["share of women"] == "–"


def test_accompaniment_incidents_and_observations_are_split_too(vault: Vault) -> None:
    woman, _ = records.add(vault, "actor", {"alias": "Marula", "sex": "02"})
    group, _ = records.add(vault, "actor", {"alias": "The union", "kind": "group", "size_min": 8, "size_max": 12})
    kind = list(vault.words["accompaniment_kind"].codes)[:1]
    both = [woman.ref, group.ref]
    for _ in range(2):
        records.add(vault, "accompaniment", {"kind": kind, "accompanied": both, "gender_factor": ["G06"]})
    records.add(vault, "security_incident", {"date": "2026-04-12", "what": "A call at night", "about": [woman.ref]})
    records.add(vault, "observation", {"date": "2026-04-12", "text": "Leaflets", "gender_factor": ["G03"]})
    found = tables(vault)
    assert found["People accompanied, by sex and kind"]["in all"] == {
        "female": "1",
        "not recorded": "8–12",
        "in all": "9–13",
    }
    assert found["Security incidents, by sex of the affected people"]["in all"] == {"female": "1", "in all": "1"}
    assert found[OTHERS] == {
        "sexualised insult or smear": {"Accompaniments": "0", "Observations": "1"},
        "family or partner pressed to stop her": {"Accompaniments": "2", "Observations": "0"},
    }  # fmt: skip


def test_it_is_of_the_whole_vault_and_of_nothing_that_could_be_named(vault: Vault) -> None:
    event, _ = records.add(vault, "event", {"title": "Threat"})
    with pytest.raises(InputRefused, match="whole vault"):
        paper_makers.make(vault, "gender-table", [event.ref])


@pytest.mark.parametrize(
    ("kind", "path"),
    [("accompaniment", "accompanied.sex"), ("security_incident", "about.sex"), ("membership", "member.sex"),
     ("seat", "holder.sex"), ("participant", "who.sex"), ("shift", "companion.sex"), ("mission", "requested_by.sex")],
)  # fmt: skip
def test_every_count_can_be_split_by_the_sex_of_whom_it_names(vault: Vault, kind: str, path: str) -> None:
    role = path.split(".")[0]
    every: dict[str, dict[str, object]] = {"accompaniment": {}, "security_incident": {"date": "2026", "what": "A call"},
              "membership": {"network": {"name": "River"}}, "seat": {"body": {"name": "Body"}, "role": "chair"},
              "participant": {"of": {"kind": "mission", "title": "North"}}, "mission": {"title": "North"},
              "shift": {"of": {"title": "Clinic"}, "date_start": "2026-04-12"}}  # fmt: skip
    needed = every[kind]
    many = KINDS[kind].role(role).many  # type: ignore[union-attr]
    for sex in ("02", "02", "01"):
        who = records.add(vault, "actor", {"alias": f"Person {sex}", "sex": sex})[0].ref
        records.add(vault, kind, {**needed, role: [who] if many else who})
    if kind != "membership":
        records.add(vault, kind, needed or {"title": "Nobody"})
    found = record_counts.count(vault, kind, [path])
    assert dict(found.groups) == {("02",): (2, 2), ("01",): (1, 1)} | (
        {} if kind == "membership" else {(None,): (1, 1)}
    )
    assert record_counts.count(vault, kind, (), [(path, "02")]).total == (2, 2)
