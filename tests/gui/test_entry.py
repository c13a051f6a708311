"""The entry: what is asked for on demand, and the sentence that stays in sight; an incident in a small window."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui.incidents.entry_things_view import AddRow
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incident_view import IncidentView
from app.gui.shell.window import Window
from app.gui.widgets.labels import Sentence
from app.gui.widgets.several import Several
from tests.gui.gallery import Gallery, looks


def gallery(way: str = "light") -> Gallery:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return next(looks(app, [way]))[1]


def entry(way: str) -> EntryView:
    window = gallery(way).show("05b-incident-edit")
    assert isinstance(window, Window) and isinstance(window.full, EntryView)
    return window.full


def drop(window: QWidget) -> None:
    window.hide()
    window.deleteLater()


def test_gender_factors_stand_on_the_form_and_nothing_hides_them(qtbot: QtBot) -> None:
    view = entry("light")
    (several,) = view.findChildren(Several)
    assert several.isVisible() and several.accessibleName() == "Gender factors"
    assert [one.shown for one in view.findChildren(AddRow)][10:] == [
        "Photos, sound recordings, documents",
        "All other fields",
    ]
    drop(view.window())


@pytest.mark.parametrize(("way", "in_sight"), [("light", True), ("1024x600", True), ("200", False)])
def test_the_sentence_read_back_stays_in_sight_where_there_is_height(qtbot: QtBot, way: str, in_sight: bool) -> None:
    view = entry(way)
    (told,) = [one for one in view.findChildren(Sentence) if one.accessibleName().startswith("The sentence")]
    assert view.page.isAncestorOf(told) is not in_sight
    if in_sight:
        assert told.mapTo(view, QPoint(0, told.height())).y() <= view.height()
        assert told.mapTo(view, QPoint(0, 0)).y() >= view.page.geometry().bottom()
    drop(view.window())


def test_a_small_window_has_smaller_margins_and_a_smaller_sentence(qtbot: QtBot) -> None:
    for way, margin, pixels in (("light", 28, 19), ("1024x600", 22, 17)):
        window = gallery(way).show("04-incidents")
        (page,) = window.findChildren(IncidentView)
        sentence = page.findChildren(Sentence)[0]
        assert (page.body.contentsMargins().left(), sentence.font().pixelSize()) == (margin, pixels)
        drop(window)
