"""Every screen in every way: nothing is cut off, nothing overlaps, everything has a name, one primary in a region.

The ways in which the keyboard is tried too are looked at in `test_keyboard.py`: a screen is made once for both.
"""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.gui.shell.rail import Rail, places
from app.gui.shell.window import Window
from app.gui.style.text import LANGUAGES, Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button, Choice, Painted
from app.gui.widgets.labels import Elided, Icon, Sentence
from tests.gui.gallery import Gallery, looks
from tests.gui.hands import visible
from tests.gui.stage import settle

SCREENS = list(Gallery(Look(Text("en")), (1280, 800)).screens())
NARROWED = ("_Cell", "_Thumb", "_Item", "Picker", "FactPicker", "GroupPicker", "_Stop", "OpenRow")
"""Painted widgets that elide or share a row by themselves, or hold labels, which are looked at one by one."""


BY_KEYBOARD = ("light", "dark", "arabic", "200", "1024x600")
_last: tuple[str, Gallery, str] | None = None
"""The way in which the application was dressed last, and the style sheet it got."""


def dressed(app: QApplication, name: str) -> Gallery:
    """Dress the application for a way, unless it wears that already: each time takes Qt as long as a screen."""
    global _last
    if _last is None or _last[0] != name or app.styleSheet() != _last[2]:
        gallery = next(looks(app, [name]))[1]
        _last = (name, gallery, app.styleSheet())
    app.setLayoutDirection(_last[1].look.direction)
    return _last[1]


@pytest.fixture
def way(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[Gallery]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    yield dressed(app, request.param)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def shown(window: QWidget) -> list[QWidget]:
    return [widget for widget in window.findChildren(QWidget) if widget.isVisible() and widget.width() > 0]


def short(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else widget.accessibleName()
    return f"{type(widget).__name__} “{text[:60]}” is {widget.width()}x{widget.height()}"


def cut_off(widget: QWidget) -> bool:
    if isinstance(widget, (Elided, Icon)):
        return False
    if isinstance(widget, QLabel):
        if not widget.text() or not widget.pixmap().isNull():
            return False
        if widget.wordWrap() or isinstance(widget, Sentence):
            return widget.heightForWidth(widget.width()) > widget.height() + 1
        return widget.sizeHint().width() > widget.width() + 1 or widget.sizeHint().height() > widget.height() + 1
    if isinstance(widget, Choice):
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    if isinstance(widget, Painted) and type(widget).__name__ not in NARROWED:
        return widget.sizeHint().width() > widget.width() + 1 or widget.sizeHint().height() > widget.height() + 4
    return False


def outside(widget: QWidget, window: QWidget) -> bool:
    if not isinstance(widget, (Button, QLabel)) or isinstance(widget.parent(), QAbstractItemView):
        return False
    left = widget.mapTo(window, QPoint(0, 0)).x()
    return left < -1 or left + widget.width() > window.width() + 1


def cropped(widget: QWidget) -> bool:
    """Whether its parent, which is no part of a page that scrolls, ends before it does."""
    parent = widget.parentWidget()
    if parent is None or parent.layout() is None or parent.layout().indexOf(widget) < 0:
        return False
    return not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())


def overlapping(window: QWidget) -> list[str]:
    found = []
    for parent in [window, *shown(window)]:
        if parent.layout() is None:
            continue
        inside = [c for c in parent.children() if isinstance(c, QWidget) and c.isVisible() and not c.isWindow()]
        inside = [c for c in inside if parent.layout().indexOf(c) >= 0]
        for i, one in enumerate(inside):
            for other in inside[i + 1 :]:
                both = one.geometry().intersected(other.geometry())
                if both.width() > 1 and both.height() > 1:
                    found.append(f"{short(one)} and {short(other)}")
    return found


def crowded(window: QWidget) -> list[str]:
    """Name the regions with more than one primary button."""
    found = []
    for region in [w for w in (window, *shown(window)) if w.objectName() in ("listpane", "dialog")]:
        primary = [b for b in region.findChildren(Button) if b.kind == "pri" and b.isVisible()]
        if len(primary) > 1:
            found.append(f"{len(primary)} primaries in {region.objectName()}")
    return found


def faults(window: QWidget) -> list[str]:
    """Say of each widget that shows what is wrong with it, and where two buttons are the primary one."""
    widgets = shown(window)
    unnamed = [
        widget
        for widget in widgets
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]  # fmt: skip
    found = {
        "cut off": filter(cut_off, widgets),
        "cropped": filter(cropped, widgets),
        "without a name": unnamed,
        "outside": (widget for widget in widgets if outside(widget, window)),
    }
    said = [f"{fault}: {short(widget)}" for fault, those in found.items() for widget in those]
    return said + [f"overlapping: {pair}" for pair in overlapping(window)] + crowded(window)


@pytest.mark.looks("pseudo")
@pytest.mark.parametrize(("way", "screen"), [("pseudo", screen) for screen in SCREENS], indirect=["way"])
def test_a_screen_is_whole(way: Gallery, screen: str) -> None:
    window = way.screens()[screen]()
    assert faults(window) == []
    window.hide()
    window.deleteLater()


def test_two_primaries_in_a_region_are_a_fault(qtbot: QtBot) -> None:
    pane, look = QWidget(), Look(Text("en"))
    qtbot.addWidget(pane)
    pane.setObjectName("listpane")
    row = QHBoxLayout(pane)
    for kind in ("pri", "std"):
        row.addWidget(Button(look, kind, kind))
    pane.show()
    assert crowded(pane) == []
    row.addWidget(Button(look, "another", "pri"))
    qtbot.waitUntil(lambda: crowded(pane) == ["2 primaries in listpane"], timeout=5000)
    assert faults(pane)[-1:] == crowded(pane)


def test_the_rail_folds_to_icons_with_names(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for name, folded in (("light", False), ("200", True)):
        window = next(looks(app, [name]))[1].show("04-incidents")
        rail = next(w for w in shown(window) if isinstance(w, Rail))
        assert (rail.width() == 76) is folded
        names = [button.accessibleName() for button in rail.findChildren(QAbstractButton) if not button.isHidden()]
        names = [name.partition(". ")[0] for name in names]  # a badge says its number behind the word
        assert names == ["Search", "Instant action", *(place.word for place in places(window.look))]
        window.hide()
        window.deleteLater()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("factor", "width", "height"),
    [(1.0, 1280, 800), (1.0, 1024, 600), (1.0, 800, 540), (1.5, 1280, 800), (2.0, 1280, 800), (2.0, 1024, 600)],
)
def test_every_place_of_the_rail_has_room(qtbot: QtBot, language: str, factor: float, width: int, height: int) -> None:
    window = Window(Look(Text(language), "light", factor), "Field notes")
    qtbot.addWidget(window)
    for wide, high in ((1280, 800), (width, height)):  # made smaller, as by a person
        window.resize(wide, high)
        window.show()
        settle()
    assert (window.width(), window.height()) == (width, height)
    assert window.rail is not None
    spots = [window.rail.rect().intersected(one.geometry()) for one in visible(window.rail, QAbstractButton)]
    assert [spot.size() for spot in spots] == [one.sizeHint() for one in visible(window.rail, QAbstractButton)]
    assert not any(a.intersects(b) for a, b in combinations(spots, 2))


def test_words_of_a_button_that_its_line_has_no_room_for_end_in_dots(qtbot: QtBot) -> None:
    look = Look(Text("en"))
    words = "Second Secretary · acts in Ansal district · embassy · within minutes"
    whole, cut = Button(look, words, "std", "close"), Button(look, words, "std", "close")
    for button, width in ((whole, whole.sizeHint().width()), (cut, 200)):
        qtbot.addWidget(button)
        button.resize(width, 40)
    dotted = Button(look, "", "std", "close")
    qtbot.addWidget(dotted)
    dotted.resize(200, 40)
    around = whole.sizeHint().width() - whole.fontMetrics().horizontalAdvance(words) - 2
    room = 200 - around
    dotted.shown = cut.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
    assert dotted.shown.endswith("…") and cut.grab().toImage() == dotted.grab().toImage()
    assert whole.shown == words and whole.fontMetrics().horizontalAdvance(words) < whole.width() - around


def test_the_arabic_window_is_the_mirror(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    spots: list[QRect] = []
    for name in ("light", "arabic"):
        window = next(looks(app, [name]))[1].show("04-incidents")
        rail = next(w for w in shown(window) if isinstance(w, Rail))
        spots.append(rail.geometry())
        window.hide()
        window.deleteLater()
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert spots[0].left() == 0 and spots[1].right() == 1279
