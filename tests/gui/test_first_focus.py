"""The first focus of a page: a key that is pressed once too often decides nothing there."""

from pathlib import Path

import pytest
from attrs import evolve
from PySide6.QtCore import Qt

from app.actions.field import appeal_requests, appeals
from app.actions.kernel import records
from app.device.findings import DeviceFinding
from app.gui.appeals import appeals_query
from app.gui.appeals.appeal_view import AppealView
from app.gui.records.differences_view import DifferencesView
from app.gui.settings.machine_view import MachineView
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import DifferencesPage, Differing, VersionView
from tests.actions.pairs import pair_at


@pytest.mark.usefixtures("qtbot")
def test_the_first_focus_of_a_page_never_decides(tmp_path: Path) -> None:
    look = Look(Text())
    back = Button(look, "Back")
    with pair_at(tmp_path) as pair:
        dee, _ = records.add(pair.ana, "contact", {"display_name": "Dee", "speed": "minutes"})
        made, _ = appeals.begin(pair.ana, {
            "what": "They closed the road.", "when": "2027-01-15T07:20", "asks": ["safety"], "to": [dee.ref],
        })  # fmt: skip
        appeal_requests.ask(pair.ana, made.ref)
        shown = evolve(appeals_query.page(pair.ana, Text(), made.id.hex()), asks_next="")
    view = AppealView(look, shown, back)
    assert view.answers and view.first is back
    finding = DeviceFinding("swap", "care", "Swap is on")
    assert MachineView(look, [(finding, False)], back).first is back
    versions = tuple(VersionView(words, "", "", "", words) for words in ("one", "two"))
    field = Differing("", "title", "Pump", "Title", versions, None)
    assert DifferencesView(look, DifferencesPage("Differences", "", (field,)), back).first is back
    header = PageHeader(look, "A report")
    assert header.make_resting_place() is header.title and header.title.focusPolicy() is Qt.FocusPolicy.TabFocus
