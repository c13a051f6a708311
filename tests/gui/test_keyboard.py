"""The Tab key on every screen: it reaches everything, in the order of reading, and one always sees where one is.

Each screen is made once, and held to the layout (`test_layout.py`), to the tables of colours (`test_tokens.py`), to
what a screen reader is told (`test_accessible.py`) and to what comes back of what was typed (`test_typed.py`) too.
"""

from collections.abc import Iterator
from functools import cache
from itertools import starmap

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.gui.shell.rail import Rail
from app.gui.widgets.overlay import Cover
from tests.gui.gallery import EMPTY, Gallery
from tests.gui.test_accessible import unspoken
from tests.gui.test_layout import BY_KEYBOARD, SCREENS, faults, short, shown
from tests.gui.test_layout import way as way
from tests.gui.test_tokens import contrast, strangers
from tests.gui.test_typed import lost

AROUND = 6
"""Pixels around a control in which its ring is looked for."""
RING = 40
"""Pixels that must change their colour, with 3:1 between before and after (WCAG 2.2, 2.4.13)."""
LOOKS = [(way, screen) for way in BY_KEYBOARD for screen in SCREENS]

FIELDS = {"23-relays": "RelaysView", "13c-my-card": "SettingsView", "19-filters": "FiltersView"}
"""Some screens, and a page of each with a field to type into."""
LISTS = {"04-incidents": "Incidents", "06-contact": "People"}
"""The same for a list beside a page; with text at 200 % the page has the whole window."""


@pytest.fixture
def window(way: Gallery, screen: str, qtbot: QtBot) -> Iterator[QWidget]:
    made = way.screens()[screen]()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5000)
    yield made
    if isValid(made):
        made.hide()
        made.deleteLater()


def stops(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> Iterator[QWidget]:
    """Press Tab until it has gone round, and give where it stops; a dialog keeps it inside."""
    QTest.keyClick(QApplication.focusWidget() or window, key)
    first = QApplication.focusWidget()
    assert first is not None
    now = first
    for _ in range(200):
        yield now
        QTest.keyClick(now, key)
        following = QApplication.focusWidget()
        assert following is not None
        if following is first:
            return
        now = following
    raise AssertionError("Tab never comes back")


def takes(widget: QWidget) -> bool:
    return bool(widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def dialog(window: QWidget) -> QWidget:
    veils = [child for child in window.findChildren(Cover) if child.isVisible()]
    return veils[-1] if veils else window  # the one on top: a cover that opens is raised over the others


@pytest.mark.looks(*BY_KEYBOARD)
@pytest.mark.parametrize(("way", "screen"), LOOKS, indirect=["way"])
def test_a_screen_is_whole_and_the_keyboard_goes_everywhere_and_is_seen(
    way: Gallery, screen: str, window: QWidget
) -> None:
    hold(window, way.look.rtl)
    typed: set[str] = set()
    assert lost(window, way.screens()[screen], typed) == []
    asked = FIELDS if way.look.factor > 1 else FIELDS | LISTS
    assert way.look.rtl or asked.get(screen, "") in {"", *typed}  # a list is named by its title


@pytest.mark.parametrize(("way", "screen"), [("empty", screen) for screen in EMPTY], indirect=["way"])
def test_a_screen_of_an_empty_vault_is_whole(way: Gallery, screen: str, window: QWidget) -> None:
    hold(window, way.look.rtl)


def hold(window: QWidget, rtl: bool) -> None:
    """Hold a window to all that is asked of every screen."""
    assert faults(window) == []
    assert strangers(window) == []
    assert unspoken(window) == []
    found = list(stops(window))
    missed = [short(widget) for widget in shown(dialog(window)) if takes(widget) and widget not in found]
    assert missed == []
    back = [
        f"{short(one)} → {short(other)}"
        for one, other in zip(found, found[1:] + found[:1], strict=True)
        if backwards(window, one, other, rtl) and not around(found, one, other, window)
    ]
    assert back == []
    # Backwards, so that a long page is entered from below.
    assert [short(widget) for widget in stops(window, Qt.Key.Key_Backtab) if not seen(widget, window)] == []


def spot(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def spot_beside(widget: QWidget, other: QWidget, window: QWidget) -> QRect:
    """Return where a widget lies, for one who looks at the other: a page that scrolls and does not hold both is one."""
    step: QWidget | None = widget
    while step is not None:
        if isinstance(step, QScrollArea) and not step.isAncestorOf(other):
            widget = step
        step = step.parentWidget()
    return spot(widget, window)


def backwards(window: QWidget, one: QWidget, other: QWidget, rtl: bool) -> bool:
    """Return whether the other comes before in reading: on the same line nearer its beginning, or above it and not in
    a later column."""
    if one.isAncestorOf(other):
        return False  # the text of a page comes before the controls in it
    a, b = spot_beside(one, other, window), spot_beside(other, one, window)
    later, earlier = (b.left() >= a.right(), b.right() <= a.left())
    if rtl:
        later, earlier = (b.right() <= a.left(), b.left() >= a.right())
    level = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) > min(a.height(), b.height()) // 2
    return earlier if level else b.bottom() <= a.top() and not later


def around(found: list[QWidget], one: QWidget, other: QWidget, window: QWidget) -> bool:
    """Return whether this is the one step from the end to the beginning: to the rail, or into the dialog again."""
    begin = dialog(window)
    rails = [rail for rail in begin.findChildren(Rail) if rail.isVisible()]
    if rails:
        return rails[0].isAncestorOf(other) and not rails[0].isAncestorOf(one)
    return spot(other, window).top() <= min(spot_beside(widget, other, window).top() for widget in found) + 60


def seen(widget: QWidget, window: QWidget) -> bool:
    place = spot(widget, window).adjusted(-AROUND, -AROUND, AROUND, AROUND) & window.rect()
    if widget.visibleRegion().isEmpty():
        return False
    with_it = window.grab(place).toImage()
    widget.clearFocus()
    QApplication.processEvents()
    without = window.grab(place).toImage()
    widget.setFocus(Qt.FocusReason.BacktabFocusReason)
    return changed(with_it, without) >= RING


def changed(one: QImage, other: QImage, enough: int = RING) -> int:
    """Count the pixels that differ by 3:1, line by line until there are `enough`."""
    if one.size() != other.size():
        return 0
    a, b, line, found = pixels(one), pixels(other), 4 * one.width(), 0
    for at in range(0, len(a), line):
        if found < enough and a[at : at + line] != b[at : at + line]:
            pairs = zip(memoryview(a[at : at + line]).cast("I"), memoryview(b[at : at + line]).cast("I"), strict=True)
            found += sum(starmap(far_apart, pairs))
    return found


@cache
def far_apart(one: int, other: int) -> bool:
    """Say whether two colours differ by 3:1."""
    return one != other and contrast(f"#{one & 0xFFFFFF:06X}", f"#{other & 0xFFFFFF:06X}") >= 3


def pixels(image: QImage) -> bytes:
    """Return each pixel's colour, 0xffRRGGBB, in four bytes."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)  # held until its bytes are copied: they are its own
    return bytes(plain.constBits())
