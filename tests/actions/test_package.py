"""The monthly package equals a count by hand for each audience, and tells others no small number of attacks."""

from collections.abc import Mapping, Sequence

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.record import Record
from app.domain.sheet import Sheet, SheetFacts, SheetProse, SheetTable
from app.errors import InputRefused
from app.store.vault.open_vault import Vault

OTHERS = ("network", "authority")


def begun(vault: Vault, *people: Record, **given: object) -> str:
    who = [one.ref for one in people]
    return records.add(vault, "accompaniment", {"title": "River", "accompanied": who, **given})[0].ref


def log(vault: Vault, ref: str, kind: str, times: int, month: str = "2026-11", **given: object) -> list[Record]:
    entries = [{"of": ref, "kind": kind, "author": "Wren", "at": f"{month}-{n + 1:02}", **given} for n in range(times)]
    return [records.add(vault, "log_entry", entry)[0] for entry in entries]


def tables(vault: Vault, refs: Sequence[str], profile: str, month: str = "2026-11") -> Mapping[str, Sequence[str]]:
    """Return the rows of the paper by their first cell; the row by kind, without sex, comes first."""
    sheet = paper_makers.make(vault, "monthly-package", refs, profile, month=month).content
    assert isinstance(sheet, Sheet)
    found = [row for block in sheet.blocks if isinstance(block, SheetTable | SheetFacts) for row in block.rows]
    assert any(
        isinstance(block, SheetProse) and "for your own use" in block.text.lower() for block in sheet.blocks
    ) is (profile == "internal")
    return {row[0]: row[1:] for row in reversed(found)}


@pytest.mark.parametrize("profile", paper_makers.find_by_name("monthly-package").profiles)
@pytest.mark.parametrize("month", ["2026-11", ""])
def test_it_counts_for_everyone_what_was_done_although_they_may_not_see_when(
    vault: Vault, profile: str, month: str
) -> None:
    luna = records.add(vault, "actor", {"alias": "Luna", "sex": "02"})[0]
    ref = begun(vault, luna)
    log(vault, ref, "physical", 7)
    for counterpart, times in (("civil", 6), ("embassy", 5)):
        log(vault, ref, "meeting", times, counterpart=counterpart)
    log(vault, ref, "handover", 2)
    (wrong,) = log(vault, ref, "phone", 1)
    log(vault, ref, "physical", 1, corrects=wrong.ref)
    found = tables(vault, [ref], profile, month)
    assert found["physical accompaniment"] == ("8",) and found["meeting"] == ("11",)
    assert found["by telephone or on line"] == ("0",) and (found["civil authority"], found["embassy"]) == (
        ("6",),
        ("5",),
    )
    assert "Luna" not in paper_makers.make(vault, "monthly-package", [ref], "authority").data("txt").decode()


@pytest.mark.parametrize("profile", OTHERS)
def test_our_own_acts_are_told_as_they_are_and_attacks_on_people_are_not(vault: Vault, profile: str) -> None:
    """Line 23: two visits of our own are told; three attacks are fewer than 5, and no sex can be worked out."""
    luna = records.add(vault, "actor", {"alias": "Luna", "sex": "02"})[0]
    tano = records.add(vault, "actor", {"alias": "Tano", "sex": "01"})[0]
    hers, his = begun(vault, luna), begun(vault, tano)
    log(vault, hers, "physical", 2)
    log(vault, his, "meeting", 1, counterpart="military")
    log(vault, his, "incident", 3)
    found = tables(vault, [hers, his], profile)
    assert found["physical accompaniment"] == ("2",) and found["meeting"] == ("1",) and found["army"] == ("1",)
    assert found["Incidents against people"] == ("fewer than 5",)
    assert all(len(row) == 1 for row in found.values()), "no table by sex"
    ours = paper_makers.make(vault, "monthly-package", [hers, his], "internal").data("txt").decode()
    assert "Incidents against people: 3" in ours and "female: 2" in ours


@pytest.mark.parametrize("profile", OTHERS)
def test_who_said_no_and_what_is_marked_higher_is_counted_for_nobody_else(vault: Vault, profile: str) -> None:
    luna = records.add(vault, "actor", {"alias": "Luna", "sex": "02"})[0]
    tano = records.add(vault, "actor", {"alias": "Tano", "sex": "02"})[0]
    hers, his = begun(vault, luna), begun(vault, tano)
    log(vault, hers, "physical", 6)
    log(vault, hers, "physical", 3, sensitivity="V")
    (early,) = log(vault, hers, "phone", 1)
    log(vault, hers, "note", 1, corrects=early.ref, sensitivity="V")
    log(vault, his, "physical", 8)
    records.add(vault, "consent_record", {"purpose": ["USE_STATS"], "state": "refused", "actor": tano.ref})
    assert tables(vault, [hers, his], "internal")["physical accompaniment"] == ("17",)
    assert tables(vault, [hers, his], profile)["physical accompaniment"] == ("6",)
    with pytest.raises(InputRefused, match="said no"):
        tables(vault, [his], profile)
