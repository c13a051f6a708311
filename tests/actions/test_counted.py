"""Papers of numbers from declarations: unit, rule, coverage and small numbers (casework.md 1.8)."""

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.sheet import Sheet, SheetTable
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


def acts(vault: Vault, year: int, violation: str, n: int) -> None:
    for day in range(1, n + 1):
        given = {"title": "x", "date_start": f"{year}-03-{day:02}", "sensitivity": "P",
                 "act": {"violation": violation, "sensitivity": "P"}}  # fmt: skip
        records.add(vault, "event", given)


def table(vault: Vault, audience: str) -> SheetTable:
    made = paper_makers.make(vault, "statistics-sheet", [], audience).content
    assert isinstance(made, Sheet)
    return next(block for block in made.blocks if isinstance(block, SheetTable))


def test_acts_by_kind_and_year_with_a_small_number_and_every_total_that_reveals_it(vault: Vault) -> None:
    assert "There are no acts to count." in paper_makers.make(vault, "statistics-sheet", []).data("txt").decode()
    acts(vault, 2025, "LIB1", 6)
    acts(vault, 2026, "LIB1", 7)
    acts(vault, 2026, "THR1", 2)
    own = table(vault, "internal")
    assert own.header[1:] == ("2025", "2026", "in all")
    assert [row[1:] for row in own.rows] == [("0", "2", "2"), ("6", "7", "13"), ("6", "9", "15")]
    told = table(vault, "public")
    small = Phrase("fewer than {n}", n=5)
    assert [row[1:] for row in told.rows] == [("0", small, "–"), ("6", "7", "13"), ("6", "–", "–")]
    text = paper_makers.make(vault, "statistics-sheet", [], "network").data("txt").decode()
    for said in ("Unit: Acts", "An act with all its methods is one act.", "Numbers below 5",
                 "Not verified, but counted: –"):  # fmt: skip
        assert said in text


def test_the_verified_acts_are_not_told_by_those_that_are_not(vault: Vault) -> None:
    """Of 15 acts, 2 verified ones would follow from 13."""
    acts(vault, 2026, "LIB1", 15)

    def line(audience: str) -> str:
        said = paper_makers.make(vault, "statistics-sheet", [], audience)
        text = said.content
        assert isinstance(text, Sheet)
        (number,) = [row[1] for block in text.blocks for row in getattr(block, "rows", ())
                     if row[0] == "Not verified, but counted"]  # fmt: skip
        return str(number)

    assert line("public") == line("internal") == "15"
    for event in records.find(vault, Query("event", limit=2)):
        given = {"verification": "verified", "verification_reason": "Seen"}
        records.edit(vault, event.ref, given)
    assert (line("internal"), line("public")) == ("13", "–")


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "xlsx"])
def test_it_has_every_format(vault: Vault, form: str) -> None:
    acts(vault, 2026, "LIB1", 1)
    assert paper_makers.make(vault, "statistics-sheet", []).data(form)
