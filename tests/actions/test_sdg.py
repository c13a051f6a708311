"""The table of SDG 16.10.1: F3 and F4 of domain.md, each class with its condition, and small numbers."""

from collections import Counter
from typing import Any

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.sheet import Heading, Sheet, SheetTable
from app.store.vault.open_vault import Vault
from tests.workbooks import read_rows

THREE = ({"independence": "independent"}, {"independence": "independent"}, {"independence": "same_origin"})
WOMAN = {"sex": "02", "occupational_status": ["journalist", "hrd", "unionist"], "age_group": "30-49"}
NUMBERS = Counter[str]()


def attack(
    vault: Vault, violation: str = "LIF1", sources: Any = THREE, who: Any = WOMAN, day: str = "2026-03-02", **act: Any
) -> None:
    NUMBERS["n"] += 1
    n = NUMBERS["n"]
    told = [
        {"connection": "0102", "source": {"alias": f"Source {n} {one}"}, **said} for one, said in enumerate(sources)
    ]
    given = {"violation": violation, "victim": {"alias": f"Marula {n}", "sensitivity": "P", **who}, "sensitivity": "P",
             "defender_link": "She wrote about the dam.", **act}  # fmt: skip
    records.add(vault, "event", {"title": "River road", "date_start": day, "country": "AQ", "sensitivity": "P",
                                 "act": given, "information": told})  # fmt: skip


def read(vault: Vault, audience: str = "internal") -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of each table by its heading and its first column."""
    made = paper_makers.make(vault, "sdg-16-10-1", [], audience)
    assert isinstance(made.content, Sheet)
    found, head = dict[str, list[tuple[str, ...]]](), ""
    for block in made.content.blocks:
        head = block.text if isinstance(block, Heading) else head
        if isinstance(block, SheetTable):
            found[f"{head}: {block.header[0]}"] = [block.header[1:], *block.rows]
    text = made.data("txt").decode()
    for said in ("Unit: People", "Counting method", "An act with all its methods is one act.",
                 "counts once in the last", "It is no total for a country."):  # fmt: skip
        assert said in text.replace("\n", " "), said
    cells = {str(cell) for row in read_rows(made.data("xlsx")) for cell in row}
    every = {cell for rows in found.values() for row in rows for cell in row if cell}
    assert every <= cells, every - cells
    return found


def test_f3_a_woman_with_three_kinds_of_work_is_in_three_rows_and_counts_once(vault: Vault) -> None:
    attack(vault)
    told = read(vault)
    assert told == {
        "2026, Antarctica: Work": [("Killing", "in all"), ("Defenders", "1", "1"), ("Journalists", "1", "1"),
                                   ("Trade unionists", "1", "1"), ("in all", "1", "1")],
        "2026, Antarctica: Sex": [("Killing", "in all"), ("female", "1", "1"), ("in all", "1", "1")],
        "2026, Antarctica: Age group": [("Killing", "in all"), ("30 to 49", "1", "1"), ("in all", "1", "1")],
    }  # fmt: skip


def test_f4_two_sources_of_one_origin_are_left_out_with_the_reason(vault: Vault) -> None:
    attack(vault, sources=({"independence": "same_origin"}, {"independence": "same_origin"}))
    told = read(vault)
    assert list(told) == ["Left out, by reason: Reason"]
    [head, row] = told["Left out, by reason: Reason"]
    assert head == ("Acts", "Number") and row[:2] == ("It is not verified.", "1") and row[2].startswith("AC-")


def test_a_person_killed_under_torture_is_in_two_classes_and_counts_once(vault: Vault) -> None:
    attack(vault, "LIF6", age_at_act=17)
    attack(vault, "INT2", day="2025-01-01")
    told = read(vault)
    assert told["2026, Antarctica: Work"][0] == ("Killing", "Torture", "in all")
    assert told["2026, Antarctica: Work"][-1] == ("in all", "1", "1", "1")
    assert told["2026, Antarctica: Age group"][1] == ("12 to 17", "1", "1", "1")
    assert list(told).index("2025, Antarctica: Work") > list(told).index("2026, Antarctica: Work")


COURT = {"verification": "judgment", "verification_reason": "The ruling of the court"}


@pytest.mark.parametrize(("violation", "act", "said"), [
    ("LIB1", {}, "The detention is not assessed as arbitrary."), ("LIB1", {"arbitrary_assessment": ["II"]}, "ARB"),
    ("LIF7", {}, "The cause of death is not established."), ("LIF7", COURT, "KILL"),
    ("INT3", {}, "OTH"), ("INT3", {"involvement": {"type": ["010104"]}}, "TORT"),
    ("INT3", {"involvement": {"type": ["020101"]}}, "OTH"), ("LIB3", {}, "DISAP"), ("LIB4", {}, "KIDN"),
    ("LIFA", {}, "This kind of act has no class."),
    ("THR1", {"link_strength": "none_known"}, "No link to their work is recorded."),
    ("THR1", {"defender_link": None}, "No link to their work is recorded."),
    ("THR1", {"defender_link": None, "link_strength": "likely"}, "OTH"),
])  # fmt: skip
def test_each_class_has_its_condition(vault: Vault, violation: str, act: dict[str, Any], said: str) -> None:
    words = {"ARB": "Arbitrary detention", "KILL": "Killing", "OTH": "Other harmful acts", "TORT": "Torture",
             "DISAP": "Enforced disappearance", "KIDN": "Kidnapping"}  # fmt: skip
    attack(vault, violation, **act)
    told = read(vault)
    if said in words:
        assert told["2026, Antarctica: Work"][0] == (words[said], "in all")
    else:
        assert [row[0] for row in told["Left out, by reason: Reason"][1:]] == [said]


def test_a_victim_of_other_work_is_left_out_and_no_row_of_the_table(vault: Vault) -> None:
    attack(vault, who={"occupational_status": ["witness"]})
    attack(vault, who={"occupational_status": ["witness", "hrd"]})
    told = read(vault)
    assert [row[0] for row in told["2026, Antarctica: Work"][1:]] == ["Defenders", "in all"]
    why = "The victim is not recorded as defender, journalist or trade unionist."
    assert told["Left out, by reason: Reason"][1][:2] == (why, "1")


def test_for_the_public_no_two_tables_reveal_a_small_number(vault: Vault) -> None:
    """Seven women and two men are killed, all of one age and one work: each other table would tell the nine."""
    for sex in ("02",) * 7 + ("01",) * 2:
        attack(vault, who={"sex": sex, "occupational_status": ["hrd"], "age_group": "30-49"})
    for _ in range(6):
        attack(vault, "THR1", who={"sex": "02", "occupational_status": ["hrd"], "age_group": "30-49"})
    attack(vault, "THR1", sources=())
    own, told = read(vault), read(vault, "public")
    assert own["2026, Antarctica: Sex"][1:] == [
        ("male", "2", "0", "2"), ("female", "7", "6", "13"), ("in all", "9", "6", "15")]  # fmt: skip
    few = "fewer than 5"
    assert told["2026, Antarctica: Work"][1:] == [("Defenders", "9", "6", "15"), ("in all", "–", "6", "–")]
    assert told["2026, Antarctica: Sex"][1:] == [
        ("male", "–", "0", "–"), ("female", "–", "6", "–"), ("in all", "–", "6", "–")]  # fmt: skip
    assert told["2026, Antarctica: Age group"][1:] == [("30 to 49", "–", "6", "–"), ("in all", "–", "6", "–")]
    assert told["Left out, by reason: Reason"] == [("Acts",), ("It is not verified.", few)]
