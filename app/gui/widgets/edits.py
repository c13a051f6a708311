"""Fields that are typed in: they know what an input method is composing, and say when they are shown.

Of a field of several lines Qt tells what is composed, of one of a single line it does not.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QInputMethodEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget


class Line(QLineEdit):
    """A field of one line."""

    composed = ""
    """What an input method is composing in it, and has not made text yet."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember what is composed."""
        self.composed = event.preeditString()
        super().inputMethodEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Get back what stood here when the vault was left."""
        super().showEvent(event)
        shown(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open Qt's menu of a field."""
        _open_menu(self, self.createStandardContextMenu(), event)


class Lines(QPlainTextEdit):
    """A field of several lines."""

    def showEvent(self, event: QShowEvent) -> None:
        """Get back what stood here when the vault was left."""
        super().showEvent(event)
        shown(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open Qt's menu of a field."""
        _open_menu(self, self.createStandardContextMenu(), event)


def shown(field: QWidget) -> None:
    """Tell the window that a field is shown, if it wants to know (`field_shown`)."""
    tell = getattr(field.window(), "field_shown", None)
    if tell is not None:
        tell(field)


def _open_menu(field: QWidget, menu: QMenu, event: QContextMenuEvent) -> None:
    """Open a menu, and let the window hear its keys too: it has a window of its own, which takes them all."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())
    listen = getattr(field.window(), "listen", None)
    if listen is not None:
        listen(menu.windowHandle())


def is_secret(field: QWidget) -> bool:
    """Return whether what is typed in a field may be kept nowhere, not even in the vault: a passphrase, a share."""
    hidden = isinstance(field, QLineEdit) and field.echoMode() is not QLineEdit.EchoMode.Normal
    return hidden or bool(field.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData)


def end_composing(window: QWidget) -> None:
    """Make text of what is being composed in a window: by the input method, and where it does not answer, by us."""
    field: QWidget | None = window.focusWidget()
    if field is None:
        return
    if field is QApplication.focusWidget():
        QGuiApplication.inputMethod().commit()
    left = ""
    if isinstance(field, Line):
        left = field.composed
    elif isinstance(field, QPlainTextEdit):
        left = field.textCursor().block().layout().preeditAreaText()
    if left:
        event = QInputMethodEvent("", [])
        event.setCommitString(left)
        QApplication.sendEvent(field, event)
