"""A search shows each hit, whatever its text holds, and no old list stands as the answer of a search that failed."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.incidents.filters_view import FiltersView
from app.gui.start.program import Program
from app.gui.widgets.listpane import ListPane
from app.store.vault.open_vault import Vault
from tests.gui.hands import press
from tests.gui.running import document, in_store, unlocked


def texts(pane: ListPane) -> list[str]:
    return [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]


def told(vault: Vault, words: str) -> None:
    records.add(vault, "event", {"date_start": "2026-05-01", "description": words})


@pytest.mark.parametrize("bad", ["\u202e", "\u2067", "\x07", "\ufeff"])
def test_a_search_shows_a_hit_with_control_characters(qtbot: QtBot, program: Program, bad: str) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 1, timeout=10000)
    in_store(program, lambda vault: told(vault, f"On the road of the {bad}quince trees."))
    assert place.pane.search is not None
    place.pane.search.setFocus()
    qtbot.keyClicks(place.pane.search, "quince")
    qtbot.waitUntil(lambda: place.pane.model.rows and "quince" in place.pane.model.rows[0].second, timeout=3000)
    (row,) = place.pane.model.rows
    assert row.second[slice(*row.mark)].endswith("quince")
    assert ("\ufffd" in row.second) is (bad != "\u2067") and not set("\u202e\x07\ufeff") & set(row.second)


def test_after_an_error_of_a_search_no_old_list_stands_as_its_answer(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 1, timeout=10000)
    press(place.pane, "Filter…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, FiltersView), timeout=10000)
    desk.window.full.wanted.emit((("no_such_field", "x"),))  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: place.pane.model.rows == [], timeout=3000)
    assert place.pane.view.isHidden() and "The search failed" in texts(place.pane)
