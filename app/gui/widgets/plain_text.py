"""Show text from records in the window: one function for each way, and no other code calls Qt for that.

Qt guesses if a text is markup, and opens files that the markup names. A text set here is never markup, has no control
characters (`app.safe_text`) and has a maximum length. `tests/gui/test_plain.py` finds other calls of Qt, also for
notifications.
"""

import html
from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPainter, QStaticText, QTransform
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMenu, QSystemTrayIcon, QWidget

from app.safe_text import PAGE, make_harmless

LINE, TIP, TITLE = 2_000, 1_000, 200
"""Maximum number of characters of one line that is painted or read aloud, of a tooltip, of a title."""
USUAL, LEAST = 5, 3
"""Pixels of usual and of the narrowest letters, on average. A longer line is cut before Qt measures it: each letter
costs time at each keystroke of a search.
"""
_NO_TAG = "\u2060"
"""Word joiner, which is invisible: after `<` or `&` it makes a tag or an entity plain text for Qt's guess."""


def label(widget: QLabel, text: str) -> None:
    """Show a text in a label."""
    widget.setTextFormat(Qt.TextFormat.PlainText)
    QLabel.setText(widget, make_harmless(text, PAGE))


def markup(text: str) -> str:
    """Return an escaped text for a place in our own markup."""
    return html.escape(make_harmless(text, PAGE))


def sentence(widget: QLabel, ours: str) -> None:
    """Show our own markup in a label, with texts from `markup` in it."""
    widget.setTextFormat(Qt.TextFormat.RichText)
    QLabel.setText(widget, ours)


def button(widget: QAbstractButton, text: str) -> str:
    """Set the text of a button, for Qt and for a screen reader, and return it as it is painted."""
    shown = line(text)
    widget.setText(shown.replace("&", "&&"))
    set_accessible_name(widget, shown)
    return shown


def tooltip(widget: QWidget | QSystemTrayIcon, text: str) -> None:
    """Show a text at the mouse pointer."""
    widget.setToolTip(tip(text))


def tip(text: str) -> str:
    """Return a text as a tooltip, also for a model: `Qt.mightBeRichText` is false for it."""
    return make_harmless(text, TIP).replace("<", f"<{_NO_TAG}").replace("&", f"&{_NO_TAG}")


def set_accessible_name(widget: QWidget, text: str) -> None:
    """Set the name of a widget for screen readers."""
    widget.setAccessibleName(make_harmless(text, PAGE))


def set_accessible_description(widget: QWidget, text: str) -> None:
    """Set the description of a widget for screen readers."""
    widget.setAccessibleDescription(make_harmless(text, PAGE))


def title(window: QWidget, text: str) -> None:
    """Set the title of a window, on its frame and in the list of windows."""
    window.setWindowTitle(make_harmless(text, TITLE, lines=False))


def action(menu: QMenu, text: str) -> QAction:
    """Add an entry to a menu; `&` is shown as a letter."""
    return menu.addAction(make_harmless(text, TITLE, lines=False).replace("&", "&&"))


def hint(edit: QLineEdit, text: str) -> None:
    """Show a text in an empty field."""
    edit.setPlaceholderText(make_harmless(text, TITLE, lines=False))


def line(text: str) -> str:
    """Return a text as one line, for an item of a list, a role of a model, or painted words."""
    return make_harmless(text, LINE, lines=False)


def items(model: QStringListModel, texts: Iterable[str]) -> None:
    """Show texts as the items of a list."""
    model.setStringList([line(text) for text in texts])


def elide_text(metrics: QFontMetrics, text: str, room: int) -> str:
    """Return the part of one line that fits into `room` pixels."""
    most = 0
    for pixels in (USUAL, LEAST):
        most = min(LINE, max(1, room // pixels))
        shaped = make_harmless(text[:most], most, lines=False)
        shown = metrics.elidedText(shaped, Qt.TextElideMode.ElideRight, room)
        if shown != shaped or len(text) <= most:
            return shown
    return metrics.elidedText(make_harmless(text, most, lines=False), Qt.TextElideMode.ElideRight, room)


def draw(painter: QPainter, room: QRect | QRectF, flags: int | Qt.AlignmentFlag | Qt.TextFlag, text: str) -> None:
    """Paint a text."""
    painter.drawText(room, flags, make_harmless(text, LINE))


class ShapedLine:
    """One line of a text in a font, `width` pixels wide. To paint it takes half of the time of `draw`."""

    def __init__(self, font: QFont, text: str) -> None:
        self._shaped = QStaticText(line(text))
        self._shaped.setTextFormat(Qt.TextFormat.PlainText)
        self._shaped.prepare(QTransform(), font)
        size = self._shaped.size()
        self.width, self._height = ceil(size.width()), size.height()

    def draw(self, painter: QPainter, room: QRect, rtl: bool) -> None:
        """Paint the line with the painter's font, which must be the same, at the edge where reading begins."""
        x = room.right() + 1 - self.width if rtl else room.left()
        painter.drawStaticText(QPointF(x, room.top() + (room.height() - self._height) // 2), self._shaped)


class _Voice(QObject):
    """Repeats each announcement, also when no screen reader runs."""

    said = Signal(str)


VOICE = _Voice()


def announce(about: QObject, words: str, at_once: bool = False) -> None:
    """Announce a text; `at_once` interrupts the current speech."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 6 ms of names, after the first paint

    event = QAccessibleAnnouncementEvent(about, line(words))
    if at_once:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
    VOICE.said.emit(line(words))
