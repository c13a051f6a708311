"""The chart by area and month: a bar as high as its number, the number over it, and each of them as a sentence."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.warning.warning_view import WarningView
from app.gui.widgets.matrix import BAR, MatrixModel, MatrixTable
from tests.gui.gallery import Gallery

NUMBERS = {(0, 0): 1, (0, 2): 5, (1, 2): 10}


def chart(qtbot: QtBot, look: Look) -> MatrixTable:
    totals = ((6, 10), (1, 0, 15), 16)
    model = MatrixModel(("Ansal", "Quime"), ("Jan", "Feb", "Mar"), NUMBERS, totals, ("Area / month", "All"),
                        lambda area, month, n: f"{area}, {month}: {n}")  # fmt: skip
    table = MatrixTable(look, model, "Observations", bars=True)
    table.resize(700, 400)
    qtbot.addWidget(table)
    table.show()
    return table


def heights(table: MatrixTable, look: Look) -> dict[tuple[int, int], int]:
    """Return how many pixels the bar of each cell is high, measured at a quarter of its width, beside the number."""
    image: QImage = table.viewport().grab().toImage()
    bar = look.colour("acc").rgb()
    found = {}
    for row in range(2):
        for column in range(3):
            rect = table.visualRect(table.model().index(row + 1, column + 1))
            x = rect.left() + rect.width() // 4
            found[row, column] = sum(image.pixel(x, y) == bar for y in range(rect.top(), rect.bottom() + 1))
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_bar_is_as_high_as_its_number_and_no_number_has_none(qtbot: QtBot, theme: str) -> None:
    look = Look(Text("en"), theme)
    found = heights(chart(qtbot, look), look)
    most = look.px(BAR)
    for at, high in found.items():
        assert abs(high - most * NUMBERS.get(at, 0) / 10) <= 1, at
    assert found[1, 2] >= most - 1


def test_each_cell_is_a_sentence_and_arrows_move(qtbot: QtBot) -> None:
    table = chart(qtbot, Look(Text("en")))
    model = table.model()
    assert model.data(model.index(1, 3), Qt.ItemDataRole.AccessibleTextRole) == "Ansal, Mar: 5"
    assert model.data(model.index(1, 2), Qt.ItemDataRole.AccessibleTextRole) == "Ansal, Feb: 0"
    table.take_cell(0, 1)
    with qtbot.waitSignal(table.chosen) as told:
        qtbot.keyClick(table, Qt.Key.Key_Right)
    assert told.args == [0, 2]


def test_early_warning_shows_its_months_as_bars(qtbot: QtBot) -> None:
    look = Look(Text("en"))
    window = Gallery(look, (1280, 1700)).show("46-warning")
    (view,) = window.findChildren(WarningView)
    model = view.table.model()
    cells = [(int(model.index(1, at).data() or 0), at) for at in range(1, model.columnCount() - 1)]
    rect = view.table.visualRect(model.index(1, max(cells)[1]))
    image = view.table.viewport().grab().toImage()
    x = rect.left() + rect.width() // 4
    assert sum(image.pixel(x, y) == look.colour("acc").rgb() for y in range(rect.top(), rect.bottom())) >= BAR - 2
    window.hide()
    window.deleteLater()
