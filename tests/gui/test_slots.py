"""Help in the sentence with slots: it goes where the keyboard goes, is read aloud, and moves nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.gui.incidents.entry_view import EntryView
from app.gui.shell.window import Window
from app.gui.widgets.fields import Popup
from tests.gui.gallery import Gallery, settle
from tests.gui.hands import visible
from tests.gui.test_layout import way as way


@pytest.fixture
def entry(way: Gallery, qtbot: QtBot) -> Iterator[EntryView]:
    window = way.show("05b-incident-edit")
    assert isinstance(window, Window) and isinstance(window.full, EntryView)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    yield window.full
    window.hide()
    window.deleteLater()


@pytest.mark.parametrize("way", ["light", "arabic", "200", "1024x600"], indirect=True)
def test_each_slot_says_its_own_help_and_nothing_moves(way: Gallery, entry: EntryView) -> None:
    sentence, said = entry.sentence, []
    entry.prose.setFocus()
    before = [slot.geometry() for slot in sentence.slots.values()] + [sentence.geometry(), entry.prose.geometry()]
    assert sentence.below.text() == ""
    for key, slot in sentence.slots.items():
        slot.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        said.append(sentence.below.text())
        assert slot.accessibleDescription() == f"{slot.words}. {said[-1]}"
        assert sentence.below.height() >= sentence.below.fontMetrics().boundingRect(
            sentence.below.rect().adjusted(0, 0, 0, 999), Qt.TextFlag.TextWordWrap, said[-1]
        ).height()  # fmt: skip
        now = [slot.geometry() for slot in sentence.slots.values()] + [sentence.geometry(), entry.prose.geometry()]
        assert now == before, key
    assert len(set(said)) == len({key.split(" ")[0] for key in sentence.slots}), "two acts have one help"
    assert all(text.endswith(".") for text in said)


@pytest.mark.parametrize("way", ["light", "200"], indirect=True)
def test_the_open_list_carries_the_help_that_it_covers(way: Gallery, entry: EntryView, qtbot: QtBot) -> None:
    slot = entry.sentence.slots["whom"]
    slot.setFocus(Qt.FocusReason.TabFocusReason)
    told = entry.sentence.below.text()
    qtbot.keyClick(slot, Qt.Key.Key_Down)
    (popup,) = entry.window().findChildren(Popup)
    settle()
    (help_,) = visible(popup, QLabel)
    assert help_.isVisible() and help_.text() == told == popup.edit.accessibleDescription()
    assert help_.geometry().bottom() <= popup.height() and popup.list.height() >= popup.edit.height()
    assert help_.height() >= help_.heightForWidth(help_.width())
    qtbot.keyClick(popup.edit, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is slot and entry.sentence.below.text() == told
