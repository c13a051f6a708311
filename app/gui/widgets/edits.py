"""Text fields that know the uncommitted text of an input method, and tell the window when they are shown.

Qt reports that text for a field of several lines, but not for a field of one line.
"""

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QInputMethodEvent, QShowEvent, QTextOption
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import IconButton
from app.gui.widgets.labels import reading_edge

LONGEST_WORD = 10_000
"""Letters. To keep a longer word in one piece, Qt needs the square of its length: 44 s for a million letters."""
PAUSE = 400
"""Milliseconds without a keystroke after which the draft of a form is stored."""


class TypingPause(QTimer):
    """The pause of a person who fills in a form: `changed` is emitted after it, or at its end by `finish`."""

    def __init__(self, form: QWidget, changed: SignalInstance) -> None:
        super().__init__(form, singleShot=True, interval=PAUSE)
        self._changed = changed
        self.timeout.connect(changed)

    def finish(self) -> None:
        """Emit immediately if the pause runs: the person leaves the page."""
        if self.isActive():
            self.stop()
            self._changed.emit()


class LineEdit(QLineEdit):
    """A field of one line."""

    composed = ""
    """The text in this field that an input method has not committed yet."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember the uncommitted text."""
        self.composed = event.preeditString()
        super().inputMethodEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Restore the text from before the vault was locked."""
        super().showEvent(event)
        report_shown_field(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open Qt's menu of a field."""
        _open_menu(self, self.createStandardContextMenu(), event)


def dress_line(edit: LineEdit, look: Look, name: str, hint: str = "", tall: bool = False) -> None:
    """Give a field of one line its look, its hint, and its name for screen readers."""
    edit.setFont(look.font("body"))
    plain_text.hint(edit, hint)
    plain_text.set_accessible_name(edit, name)
    edit.setMinimumHeight(look.metrics("body").height() + look.sp(27 if tall else 19))


class Lines(QPlainTextEdit):
    """A field of several lines."""

    def showEvent(self, event: QShowEvent) -> None:
        """Restore the text from before the vault was locked."""
        super().showEvent(event)
        report_shown_field(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open Qt's menu of a field."""
        _open_menu(self, self.createStandardContextMenu(), event)


def report_shown_field(field: QWidget) -> None:
    """Tell the window that a field is shown, if the window has `field_shown`."""
    tell = getattr(field.window(), "field_shown", None)
    if tell is not None:
        tell(field)


def _open_menu(field: QWidget, menu: QMenu, event: QContextMenuEvent) -> None:
    """Open a menu, and let the window receive its keys: a menu is a separate window that takes all keys."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())
    listen = getattr(field.window(), "listen", None)
    if listen is not None:
        listen(menu.windowHandle())


def is_secret(field: QWidget) -> bool:
    """Return True if the text of a field must not be stored anywhere, not even in the vault: a passphrase, a share."""
    hidden = isinstance(field, QLineEdit) and field.echoMode() is not QLineEdit.EchoMode.Normal
    return hidden or bool(field.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData)


def end_composing(window: QWidget) -> None:
    """Commit the uncommitted text in a window, also if the input method does not answer."""
    field: QWidget | None = window.focusWidget()
    if field is None:
        return
    if field is QApplication.focusWidget():
        QGuiApplication.inputMethod().commit()
    left = ""
    if isinstance(field, LineEdit):
        left = field.composed
    elif isinstance(field, QPlainTextEdit):
        left = field.textCursor().block().layout().preeditAreaText()
    if left:
        event = QInputMethodEvent("", [])
        event.setCommitString(left)
        QApplication.sendEvent(field, event)


def line_edit(look: Look, name: str, hint: str = "", text: str = "", tall: bool = False) -> LineEdit:
    """Return a field of one line, with a name for screen readers."""
    edit = LineEdit(text)
    dress_line(edit, look, name, hint, tall)
    return edit


def secret_edit(look: Look, name: str, tall: bool = False) -> QLineEdit:
    """Return a field that hides its words until the eye in it is pressed."""
    edit = line_edit(look, name, tall=tall)
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
    eye = IconButton(look, "eye", look.tr("Show the words"), size=16)
    plain_text.set_accessible_description(eye, name)  # a page can have several

    def turn() -> None:
        hidden = edit.echoMode() == QLineEdit.EchoMode.Password
        edit.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        edit.setFocus()

    eye.clicked.connect(turn)
    inner = QHBoxLayout(edit)
    inner.setContentsMargins(0, 0, look.sp(6), 0)
    inner.addStretch(1)
    inner.addWidget(eye)
    room = eye.sizeHint().width()
    edit.setTextMargins(*((room, 0, 0, 0) if look.rtl else (0, 0, room, 0)))
    return edit


def prose_edit(look: Look, name: str, text: str = "", lines: int = 5) -> Lines:
    """Return a field of several lines; Tab leaves it."""
    edit = Lines()
    if any(len(word) > LONGEST_WORD for word in text.split()):
        edit.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
    edit.setPlainText(text)
    edit.setFont(look.font("body"))
    plain_text.set_accessible_name(edit, name)
    edit.setTabChangesFocus(True)
    option = edit.document().defaultTextOption()
    option.setAlignment(reading_edge(look))
    edit.document().setDefaultTextOption(option)
    edit.setFixedHeight(look.metrics("body").lineSpacing() * lines + look.sp(42))
    edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return edit
