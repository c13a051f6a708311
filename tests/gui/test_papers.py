"""Papers in the window: what is previewed is what is saved, with the mark on it and without any code word."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from app.actions import records
from app.domain.sheet import Facts, Sheet, Table
from app.gui import paper
from app.gui.look import Look
from app.gui.places.papers import open_papers
from app.gui.program import Program
from app.gui.reads import papers
from app.gui.shown_papers import PaperShown
from app.gui.text import Text
from app.gui.views.papers import PapersView
from app.store.vault import Vault
from tests.actions.test_outputs import MISSION, WORDS
from tests.gui.running import in_store, unlocked


def test_the_sheet_that_travels_is_chosen_seen_and_saved_as_a_pdf_without_a_code_word(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, lambda vault: records.add(vault, "mission", MISSION)[0].id.hex())
    open_papers(desk, key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PapersView))
    view = desk.window.full
    assert isinstance(view, PapersView)
    qtbot.waitUntil(lambda: view.name.text() == "sheet")
    assert view.form.value == "pdf"
    view.name.setText("north")
    view.go.emit(str(tmp_path))
    file = tmp_path / "north.pdf"
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(lambda: desk.window.full is None)
    (page,) = PdfReader(file).pages
    text = " ".join(page.extract_text().split())
    assert "North road" in text and text.count("Not to be passed on") == 1
    assert "Page 1 of 1" in text
    assert not any(word in file.read_bytes() or word.decode() in text for word in WORDS)


def test_why_it_stays_names_whose_yes_is_missing(qtbot: QtBot, program: Program) -> None:
    def shown(vault: Vault) -> tuple[PaperShown, PaperShown]:
        heron, egret = (records.add(vault, "actor", {"alias": alias})[0].ref for alias in ("Heron", "Egret"))
        records.add(vault, "consent_record", {"actor": heron, "purpose": ["AUTHORITIES"], "state": "given"})
        both, alone = (records.add(vault, "case", {"title": "River case", "focal": who})[0].id.hex()
                       for who in ([heron, egret], [egret]))  # fmt: skip
        tr = Text("en")
        return (papers.shown(vault, tr, "briefing-note", [both], "authority"),
                papers.shown(vault, tr, "briefing-note", [alone], "authority"))  # fmt: skip

    unlocked(qtbot, program)
    both, alone = in_store(program, shown)
    what, why = both.held[0]
    assert both.content and "Egret" in what and "did not agree" in why
    assert not alone.content and "Egret: no consent to this is on record" in alone.refused


def test_a_table_in_arabic_is_read_from_the_right(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)
    sheet = Sheet("Way", "", (Table(("First", "Last"), (("north", "south"),)), Facts((("label", "words"),))), "")

    def places(tr: Text) -> dict[str, float]:
        found: dict[str, float] = {}

        def seen(text: str, _: object, matrix: Sequence[float], *__: object) -> None:
            found.update({text.strip(): matrix[4]} if text.strip() else {})

        PdfReader(BytesIO(paper.pdf(sheet, Look(tr)))).pages[0].extract_text(visitor_text=seen)
        return found

    for language, first in (("en", -1), ("ar", 1)):
        at = places(Text(language))
        assert (at["north"] - at["south"]) * first > 0 and (at["label"] - at["words"]) * first > 0, at
