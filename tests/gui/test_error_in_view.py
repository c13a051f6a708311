"""The error of a field is visible together with its label, above the control that has the focus."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.delivery.stick_card import StickCard
from app.gui.delivery.stick_query import ShownResult
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from tests.gui.hands import visible


def test_an_error_scrolls_its_label_into_view(qtbot: QtBot) -> None:
    look = Look(Text())
    page, fields = ScrollPage(look), list[Labelled]()
    qtbot.addWidget(page)
    for number in range(12):
        fields.append(Labelled(look, f"Field {number}", line_edit(look, f"Field {number}")))
        page.add(fields[-1])
    page.resize(400, 240)
    page.show()
    qtbot.waitExposed(page)
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    fields[2].set_error("Choose one.")
    fields[2].control.setFocus()

    def shown(one: QWidget) -> bool:
        top = one.mapTo(page.viewport(), QPoint(0, 0)).y()
        return top >= 0 and top + one.height() <= page.viewport().height()

    qtbot.waitUntil(lambda: shown(fields[2]), timeout=5000)


def test_the_button_that_writes_again_names_the_folder(qtbot: QtBot) -> None:
    card = StickCard(Look(Text()))
    qtbot.addWidget(card)
    card.show()
    card.show_done(ShownResult(True, "Done", "", (), 0), ("/media/heron/BLUE", "", ""))
    assert "Read, then write again: BLUE" in [one.shown for one in visible(card, Button)]
