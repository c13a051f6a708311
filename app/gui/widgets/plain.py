"""Text from records in the window: one function for each way to show it, and no other code calls Qt for that.

Qt guesses whether a text is markup, and opens the files that it names. What is set here is never markup, has no control
(`app.harmless`) and fits its place. `tests/gui/test_plain.py` finds Qt's own calls elsewhere, notifications among them.
"""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QRect, QRectF, QStringListModel, Qt
from PySide6.QtGui import QAction, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMenu, QSystemTrayIcon, QWidget

from app.harmless import PAGE, harmless

LINE, TIP, TITLE = 2_000, 1_000, 200
"""Characters at most of one line that is painted or read aloud, of a tooltip, of a title."""
_NO_TAG = "\u2060"
"""Word joiner, which is not seen: behind `<` or `&` it makes a tag or an entity plain text to Qt's guess."""


def label(widget: QLabel, text: str) -> None:
    """Show a text in a label."""
    widget.setTextFormat(Qt.TextFormat.PlainText)
    QLabel.setText(widget, harmless(text, PAGE))


def markup(text: str) -> str:
    """Return a text for a place within markup of ours: what it holds is escaped."""
    return escape(harmless(text, PAGE))


def sentence(widget: QLabel, ours: str) -> None:
    """Show markup of ours in a label, with texts from `markup` in it."""
    widget.setTextFormat(Qt.TextFormat.RichText)
    QLabel.setText(widget, ours)


def button(widget: QAbstractButton, text: str) -> str:
    """Give a button its words, for Qt and for a screen reader; return them as they are painted."""
    shown = line(text)
    widget.setText(shown.replace("&", "&&"))
    named(widget, shown)
    return shown


def tooltip(widget: QWidget | QSystemTrayIcon, text: str) -> None:
    """Show a text beside the mouse."""
    widget.setToolTip(tip(text))


def tip(text: str) -> str:
    """Return a text as a tooltip, also of a model: `Qt.mightBeRichText` is false for it."""
    return harmless(text, TIP).replace("<", f"<{_NO_TAG}").replace("&", f"&{_NO_TAG}")


def named(widget: QWidget, text: str) -> None:
    """Give a widget the name that a screen reader says."""
    widget.setAccessibleName(harmless(text, PAGE))


def described(widget: QWidget, text: str) -> None:
    """Say more of a widget to a screen reader."""
    widget.setAccessibleDescription(harmless(text, PAGE))


def title(window: QWidget, text: str) -> None:
    """Name a window, on its frame and in the list of windows."""
    window.setWindowTitle(harmless(text, TITLE, lines=False))


def action(menu: QMenu, text: str) -> QAction:
    """Add a line to a menu; `&` is a letter of it."""
    return menu.addAction(harmless(text, TITLE, lines=False).replace("&", "&&"))


def hint(edit: QLineEdit, text: str) -> None:
    """Show a text in an empty field."""
    edit.setPlaceholderText(harmless(text, TITLE, lines=False))


def line(text: str) -> str:
    """Return a text as one line: an item of a list, a role of a model, words that are painted."""
    return harmless(text, LINE, lines=False)


def items(model: QStringListModel, texts: Iterable[str]) -> None:
    """Show texts as the items of a list."""
    model.setStringList([line(text) for text in texts])


def elided(metrics: QFontMetrics, text: str, room: int) -> str:
    """Return as much of one line as there is room for, in pixels."""
    return metrics.elidedText(line(text), Qt.TextElideMode.ElideRight, room)


def draw(painter: QPainter, room: QRect | QRectF, flags: int | Qt.AlignmentFlag | Qt.TextFlag, text: str) -> None:
    """Paint a text."""
    painter.drawText(room, flags, harmless(text, LINE))
