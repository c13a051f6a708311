"""Papers in the window: what is previewed is what is saved, with the mark on it and without any code word."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.outgoing.output import sheet_file
from app.catalogue import Catalogue
from app.domain.frame import PaperFrame, frame_sheet
from app.domain.sheet import Sheet, SheetFacts, SheetTable
from app.gui.incidents.incident_view import IncidentView
from app.gui.papers import papers_query as reading
from app.gui.papers.papers_query import PaperShown, PaperWish
from app.gui.papers.papers_screen import open_papers
from app.gui.papers.papers_view import PapersView
from app.gui.papers.wording_view import ReaderDialog
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from tests.actions.test_outputs import MISSION, WORDS
from tests.gui.hands import Hands, choose, options
from tests.gui.running import document, in_store, unlocked


def papers(qtbot: QtBot, desk: VaultSession) -> PapersView:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PapersView))
    view = desk.window.full
    assert isinstance(view, PapersView)
    return view


def saved(qtbot: QtBot, desk: VaultSession, view: PapersView, file: Path) -> str:
    """Save what is shown as a PDF and return its words."""
    view.name.setText(file.stem)
    view.go.emit(str(file.parent))
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(lambda: desk.window.full is None)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())


def test_the_sheet_that_travels_is_chosen_seen_and_saved_as_a_pdf_without_a_code_word(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, lambda vault: records.add(vault, "mission", MISSION)[0].id.hex())
    open_papers(desk, key)
    view = papers(qtbot, desk)
    qtbot.waitUntil(lambda: view.name.text() == "sheet")
    assert view.form.value == "pdf" and len(reference := view.reference) == 9
    file = tmp_path / "north.pdf"
    text = saved(qtbot, desk, view, file)
    assert len(PdfReader(file).pages) == 1
    assert "North road" in text and text.count("Do not give this paper to others") == 1
    assert "Page 1 of 1" in text and reference in text, "the reference of the preview"
    assert not any(word in file.read_bytes() or word.decode() in text for word in WORDS)


def test_a_letterhead_and_a_language_are_chosen_for_the_paper_that_is_saved(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    head = tmp_path / "head.json"
    head.write_text('{"names": {"en": "River Fund", "ar": "صندوق"}}', "utf-8")

    def fill(vault: Vault) -> str:
        letterheads.store_letterhead(vault, head)
        return records.add(vault, "mission", MISSION)[0].id.hex()

    open_papers(desk, str(in_store(program, fill)))
    view = papers(qtbot, desk)
    assert view.wish == PaperWish("movement-sheet", "internal", "en", 0)
    view.letterhead.set_value("1")
    view.language.set_value("ar")
    view.asked.emit(view.wish)
    text = saved(qtbot, desk, view, tmp_path / "north.pdf")
    assert "صندوق" in text and "المرجع" in text and "Reference" not in text


def test_an_embargo_is_typed_for_a_public_paper_only_and_is_on_the_saved_page(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    given = {"title": "A raid", "date_start": "2026-11", "place": {"province": "North"}}
    open_papers(desk, str(in_store(program, lambda vault: records.add(vault, "event", given)[0].id.hex())))
    view = papers(qtbot, desk)
    assert not view.embargo.isVisible(), "an emergency report has none"
    view.paper.set_value("press-release", "Press release")
    view.paper.changed.emit("press-release")
    assert view.embargo.isVisible()
    view.embargo.setText("2027-03-01 09:00")
    view.embargo.editingFinished.emit()
    qtbot.waitUntil(lambda: view.reference != "")
    view.name.setText("release")
    view.go.emit(str(tmp_path))
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(ReaderDialog)), timeout=10_000)
    (dialog,) = desk.window.findChildren(ReaderDialog)
    dialog.agreed.emit("Ceiba", "")
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10_000)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(tmp_path / "release.pdf").pages).split())
    assert "EMBARGO: do not publish it before 1 March 2027, 09:00 (UTC)." in text


def test_why_it_stays_names_whose_yes_is_missing(qtbot: QtBot, program: Program) -> None:
    def shown(vault: Vault) -> tuple[PaperShown, PaperShown]:
        heron, egret = (records.add(vault, "actor", {"alias": alias})[0].ref for alias in ("Heron", "Egret"))
        records.add(vault, "consent_record", {"actor": heron, "purpose": ["AUTHORITIES"], "state": "given"})
        both, alone = (records.add(vault, "case", {"title": "River case", "focal": who})[0].id.hex()
                       for who in ([heron, egret], [egret]))  # fmt: skip
        tr, wish = Text("en"), PaperWish("briefing-note", "authority")
        return reading.paper_view(vault, tr, wish, [both]), reading.paper_view(vault, tr, wish, [alone])

    unlocked(qtbot, program)
    both, alone = in_store(program, shown)
    (why,) = [why for what, why in both.held if "Egret" in what]
    assert both.content and why.endswith("National authorities: not asked")
    assert not alone.content and "Egret: National authorities, not asked" in alone.refused


def test_an_incident_leads_by_keyboard_to_its_emergency_report_and_to_its_list_of_witnesses(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        told = {"information": {"source": {"alias": "Wren"}}, "description": "Doors were broken in"}
        return records.add(vault, "event", {"title": "Raid on an office", **told})[0].id.hex()

    key = str(in_store(program, fill))
    desk.show("incidents", key, "event")
    place = document(desk)
    page = lambda: place.split.page  # noqa: E731
    qtbot.waitUntil(lambda: isinstance(page(), IncidentView) and page().chain.shown.key == key)
    hands = Hands(qtbot)
    hands.tab_to("Papers…")
    hands.press(Qt.Key.Key_Return)
    view = papers(qtbot, desk)
    offered = [
        "Emergency report", "Incident report", "Case sheet for the public", "Press release", "Index of the evidence",
        "Witness list", "A request to an embassy", "Complaint about attacks, with a request to act",
        "Log of actions taken", "Claim for reparation", "Sheet of legal proceedings", "Details of acts",
        "Text for social media", "File on economic and social rights",
    ]  # fmt: skip
    assert options(view.paper) == offered
    assert "Doors were broken in" in saved(qtbot, desk, view, tmp_path / "report.pdf")
    open_papers(desk, key)
    view = papers(qtbot, desk)
    choose(view.paper, "Witness list")
    assert "Wren" in saved(qtbot, desk, view, tmp_path / "witnesses.pdf")


def test_a_table_in_arabic_is_read_from_the_right() -> None:
    sheet = Sheet(
        "Way", "", (SheetTable(("First", "Last"), (("north", "south"),)), SheetFacts((("label", "words"),))), ""
    )

    def places(language: str) -> dict[str, float]:
        found: dict[str, float] = {}

        def seen(text: str, page: Sequence[float], matrix: Sequence[float], *__: object) -> None:
            found.update({text.strip(): page[4] + matrix[4]} if text.strip() else {})

        framed = frame_sheet(sheet, PaperFrame(language=language), Catalogue(language))
        PdfReader(BytesIO(sheet_file(framed, "pdf"))).pages[0].extract_text(visitor_text=seen)
        return found

    for language, first in (("en", -1), ("ar", 1)):
        at = places(language)
        assert (at["north"] - at["south"]) * first > 0 and (at["label"] - at["words"]) * first > 0, at


def test_the_page_says_each_place_that_the_paper_does_not_tell_and_the_reason(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)

    def read(vault: Vault) -> PaperShown:
        yes = {"purpose": ["UN"], "state": "given"}
        who, silent = (records.add(vault, "actor", {"alias": alias})[0].ref for alias in ("Heron", "Ibis"))
        records.add(vault, "consent_record", {"actor": who, **yes})
        place = {"name": "Belen market", "district": "Velmora", "country": "GT"}
        record, _ = records.add(vault, "event", {
            "title": "Arrest", "date_start": "2026-11-24", "place": place,
            "act": [{"violation": "LIB1", "victim": one} for one in (who, silent)],
        })  # fmt: skip
        wish = PaperWish("incident-report", "un")
        return reading.paper_view(vault, Text("en"), wish, [record.id.hex()])

    shown = in_store(program, read)
    why = "Belen market: only the area is shared · United Nations: not asked"
    assert f"Places that are not exact in this paper: {why}." in shown.warnings
    assert [name for _, name in shown.to_ask] == ["Ibis"]
