"""Papers made of records: what stays back in a share stays back on paper, whatever its format."""

from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.sheet import Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.errors import InputRefused
from app.exchange import sheets
from app.store.vault.open_vault import Vault

MISSION = {
    "title": "North road", "kind": "investigation", "mandate": "Asked by the desk", "date_start": "2026-12-01",
    "hazards": "Checkpoint at the bridge",
    "leg": [{"depart_plan": "2026-12-01T08:00", "mode": "car", "from": {"name": "Base"}, "no_signal": True}],
    "checkin_plan": [{"title": "North team", "starts": "2026-12-01T08:00", "ends": "2026-12-04T18:00",
                      "word_fine": "coffee", "word_late": "sugar", "word_duress": "maize"}],
}  # fmt: skip
WORDS = (b"coffee", b"sugar", b"maize")


def test_the_sheet_that_travels_holds_the_way_and_no_code_word_in_any_format(vault: Vault) -> None:
    mission, _ = records.add(vault, "mission", MISSION)
    made = paper_makers.make(vault, "movement-sheet", [mission.ref])
    for form in ("txt", "html", "csv"):
        data = made.data(form)
        assert b"Base" in data and b"stretch without signal" in data
        assert not any(word in data for word in WORDS)
    assert {row.field for row in made.held_back} == {"word_fine", "word_late", "word_duress"}


def test_a_title_is_made_of_what_leaves_and_not_of_what_the_vault_keeps(vault: Vault) -> None:
    person = records.add(vault, "actor", {"alias": "Blue Heron"})[0]
    mission, _ = records.add(vault, "mission", MISSION)
    records.add(vault, "participant", {"kind": "driver", "of": mission.ref, "who": person.ref})
    leaving = paper_makers.OutgoingData(vault, [mission.ref], "network")
    told = {leaving.title(record) for record in leaving.of_kind("participant")}
    assert not any("Heron" in title for title in told)


def test_a_code_word_is_found_by_no_search_and_stands_in_no_table(vault: Vault, tmp_path: Path) -> None:
    from app.actions.exports.tables_out import export_table
    from app.store.records.search import Query

    records.add(vault, "mission", MISSION)
    assert not records.find(vault, Query(None, text="maize"))
    export_table(vault, tmp_path / "plans.csv", "csv", "checkin_plan")
    data = (tmp_path / "plans.csv").read_bytes()
    assert b"North team" in data and not any(word in data for word in WORDS)


def test_what_is_not_there_is_refused_in_one_sentence_and_nothing_is_written(vault: Vault) -> None:
    mission, _ = records.add(vault, "mission", MISSION)
    for name, profile in (("movement-sheet", "public"), ("no-such-paper", "")):
        with pytest.raises(InputRefused):
            paper_makers.make(vault, name, [mission.ref], profile)
    with pytest.raises(InputRefused, match="no kml"):
        paper_makers.make(vault, "movement-sheet", [mission.ref]).data("kml")


def test_what_was_written_cannot_become_a_tag_of_the_page_or_a_formula_of_the_table() -> None:
    evil = "<script>alert(1)</script>"
    blocks = (
        Heading(evil),
        SheetProse(evil),
        SheetFacts(((evil, "=1+1"),)),
        Items((evil,), 1),
        SheetTable((evil,), ((evil,),), evil),
    )
    sheet = Sheet(evil, evil, blocks, evil)
    assert "<script" not in sheets.as_html(sheet, str)
    assert b"\r\n=1" not in b"".join(sheets.as_csv(sheet, str)) and b",=1" not in b"".join(sheets.as_csv(sheet, str))
