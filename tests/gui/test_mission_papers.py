"""Papers of a mission on paper: the sheet that travels is one page for six legs, a note is two at most."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.domain.sheet import Sheet
from app.gui.start.program import Program
from app.store.vault.open_vault import Vault
from tests.actions.test_mission_whole import CODE_WORDS, planned
from tests.gui.running import in_store, unlocked

pytestmark = pytest.mark.usefixtures("offline")

LONG = "The community has waited for an answer since the spring, and nobody came. " * 40


def case_of(vault: Vault) -> str:
    case, _ = records.add(vault, "case", {"title": "River case", "summary": LONG, "summary_open": LONG})
    for n in range(12):
        records.add(vault, "event", {"case": [case.ref], "title": f"Incident {n} at the gate of the quarry",
                                     "date_start": "2026-04-01"})  # fmt: skip
        records.add(vault, "intervention", {
            "about": [case.ref], "kind": ["embassy"], "diplomatic": ["custody", "trial", "private"],
            "asks": ["access", "safety"], "wish": LONG, "care": LONG, "follow_up_on": f"2026-05-{n + 1:02}",
        })  # fmt: skip
    return case.ref


def travelling(vault: Vault) -> str:
    """Write a mission of six legs down with a team of four and a week of check-ins."""
    ref = planned(vault)
    for name, kind in (("Blue Heron", "leader"), ("Wren", "driver"), ("Kite", "lawyer"), ("Swift", "member")):
        records.add(vault, "participant", {"of": ref, "who": {"kind": "actor", "alias": name}, "kind": kind})
    records.add(vault, "checkin_plan", {
        "mission": ref, "title": "River", "starts": "2026-04-20T07:00", "ends": "2026-04-26T20:00", "channel": "radio",
        "times": ["08:00", "13:00", "18:00"], "grace_minutes": 45, "word_fine": CODE_WORDS[0],
    })  # fmt: skip
    return ref


def _made(name: str, write: Callable[[Vault], str], profile: str, vault: Vault) -> paper_makers.OutputResult:
    return paper_makers.make(vault, name, [write(vault)], profile)


def test_six_legs_are_one_page_and_a_note_on_a_full_case_two(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)
    papers: list[tuple[str, Callable[[Vault], str], str, int]] = [
        ("movement-sheet", travelling, "", 1), ("briefing-note", case_of, "network", 2),
    ]  # fmt: skip
    for name, write, profile, most in papers:
        made = in_store(program, partial(_made, name, write, profile))
        assert isinstance(made, paper_makers.OutputResult) and isinstance(made.content, Sheet)
        pages = PdfReader(BytesIO(made.data("pdf"))).pages
        assert len(pages) <= most, (name, len(pages))
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert not [word for word in CODE_WORDS if word in text]


def shown(vault: Vault) -> str:
    ref = planned(vault)
    file = vault.folder.parent / "gate.jpg"
    file.write_bytes(b"a photo of the gate")
    item, _ = evidence.add(vault, file, ref)
    records.edit(vault, item.ref, {"title": "The gate of the quarry, seen from the road of the parish"})
    records.add(vault, "finding", {"mission": ref, "title": "A gate", "evidence": [item.ref]})
    return ref


def test_the_hash_of_an_original_stands_within_the_page(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)
    for name in ("evidence-index", "mission-report"):
        made = in_store(program, partial(_made, name, shown, "internal"))
        assert isinstance(made, paper_makers.OutputResult) and isinstance(made.content, Sheet)
        for page in PdfReader(BytesIO(made.data("pdf"))).pages:
            assert _rightmost(page) < float(page.mediabox.width) - 90, name  # a part has eight letters


def _rightmost(page: PageObject) -> float:
    """Return where the rightmost part of a text begins, in points."""
    starts: list[float] = []
    page.extract_text(visitor_text=lambda text, page, at, *__: starts.append(page[4] + at[4]))
    return max(starts)
