"""A number below five leaves on no paper that counts people or what was done: not itself, not by what stands beside it.

A number of rows that stand on the same paper, and that of sources of a finding (decision 0036), are told.
"""

from collections.abc import Mapping, Sequence

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.sheet import Sheet, SheetTable
from app.store.vault.open_vault import Vault

RULE = "Numbers below 5 show only as “fewer than 5”"


def rows(vault: Vault, name: str, refs: Sequence[str], profile: str, head: str) -> Mapping[str, Sequence[str]]:
    """Return the rows of the table of a paper whose first column is called so."""
    sheet = paper_makers.make(vault, name, refs, profile).content
    assert isinstance(sheet, Sheet)
    (found,) = [block for block in sheet.blocks if isinstance(block, SheetTable) and block.header[0] == head]
    return {row[0]: row[1:] for row in found.rows}


def told(vault: Vault, name: str, refs: Sequence[str], profile: str) -> str:
    return " ".join(paper_makers.make(vault, name, refs, profile).data("txt").decode().split())


def add(vault: Vault, kind: str, times: int, /, **given: object) -> None:
    for _ in range(times):
        records.add(vault, kind, given)


def test_months_of_observations(vault: Vault) -> None:
    ford = records.add(vault, "place", {"name": "Ford", "district": "Ansal"})[0].ref
    hill = records.add(vault, "place", {"name": "Hill", "district": "Quime"})[0].ref
    factor = next(iter(vault.words["gender_factor"].codes))
    said = vault.words["gender_factor"].label(factor, "en")
    add(vault, "observation", 6, date="2026-03-02", place=ford)
    add(vault, "observation", 3, date="2026-03-05", place=hill)
    add(vault, "observation", 5, date="2026-04-02", place=ford)
    add(vault, "observation", 2, date="2026-04-02", place=ford, gender_factor=[factor])
    ours = rows(vault, "warning-months", (), "internal", "Area")
    assert {name: row[-3:] for name, row in ours.items()} == {
        "Ansal": ("6", "7", "13"), "Quime": ("3", "0", "3"), "in all": ("9", "7", "16"),
    }  # fmt: skip
    theirs = rows(vault, "warning-months", (), "network", "Area")
    assert {name: row[-3:] for name, row in theirs.items()} == {
        "Ansal": ("6", "7", "13"), "Quime": ("fewer than 5", "0", "–"), "in all": ("–", "–", "–"),
    }  # fmt: skip
    assert list(theirs) == ["Ansal", "Quime", "in all"] and next(iter(ours)) == "Ansal"
    factors = rows(vault, "warning-months", (), "network", "Gender factor")
    assert {name: row[-3:] for name, row in factors.items()} == {
        said: ("0", "fewer than 5", "–"), "in all": ("0", "–", "–"),
    }  # fmt: skip
    assert RULE in told(vault, "warning-months", (), "network")
    assert RULE not in told(vault, "warning-months", (), "internal")


def test_who_takes_part_in_a_mission_a_meeting_and_a_visit(vault: Vault) -> None:
    mission = records.add(vault, "mission", {"title": "North road"})[0].ref
    met = records.add(vault, "meeting", {"title": "The mayor", "of": mission})[0].ref
    for of in (mission, met):
        add(vault, "participant", 6, of=of, kind="lawyer", sex="02")
        add(vault, "participant", 1, of=of, kind="lawyer", sex="01")
        add(vault, "participant", 2, of=of, kind="driver", sex="01")
    lawyer = vault.words["participant_kind"].label("lawyer", "en")
    for name, ref in (("mission-report", mission), ("minutes", met)):
        assert rows(vault, name, [ref], "internal", "Role")[lawyer] == ("6", "1", "7")
        found = rows(vault, name, [ref], "authority", "Role")
        assert found[lawyer] == ("6", "fewer than 5", "–") and found["driver"] == ("0", "fewer than 5", "–")
        assert found["in all"] == ("6", "–", "–") and RULE in told(vault, name, [ref], "authority")
        assert RULE not in told(vault, name, [ref], "internal")
    assert rows(vault, "visit-programme", [mission], "internal", "Role") == {lawyer: ("7",), "driver": ("2",)}
    for profile in ("network", "authority"):
        found = rows(vault, "visit-programme", [mission], profile, "Role")
        assert found == {lawyer: ("7",), "driver": ("fewer than 5",)}
        assert RULE in told(vault, "visit-programme", [mission], profile)


def test_women_and_men_in_a_network(vault: Vault) -> None:
    network = records.add(vault, "network", {"name": "River", "area": ["Ansal"]})[0].ref
    body = records.add(vault, "body", {"name": "Committee", "network": network})[0].ref
    add(vault, "seat", 6, body=body, role="member", sex="02", state="ratified", date_start="2020-01-01")
    add(vault, "seat", 2, body=body, role="member", sex="01", state="ratified", date_start="2020-01-01")
    assert rows(vault, "coverage", [network], "internal", "Level")["Seats"] == ("6", "2", "0", "75 %")
    assert rows(vault, "coverage", [network], "network", "Level")["Seats"] == ("6", "fewer than 5", "0", "–")
    assert RULE in told(vault, "coverage", [network], "network")
    add(vault, "seat", 3, body=body, role="member", sex="01", state="ratified", date_start="2020-01-01")
    assert rows(vault, "coverage", [network], "network", "Level")["Seats"] == ("6", "5", "0", "55 %")
