"""The unlock page: the neutral name, one field, one button. It holds no secret and knows nothing of the vault.

Only this file and its imports are loaded before the first paint.
"""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui.style.text import LANGUAGES, Text
from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import secret_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import go_on
from app.gui.widgets.labels import Label, centre_widget
from app.gui.widgets.ring import Ring

TOLD = 3
"""The number of last tries for which the page shows how many are left: the vault's folder shows it anyway."""
WAIT = 4
"""Seconds to wait after the first wrong passphrase."""
SHOWN = 300
"""Milliseconds after which the page is painted, and its state is announced."""
REMIND = 60_000
"""Milliseconds for which the page says that a person is needed: for the person who locks, not for a later stranger."""
LONG = 120
"""Waits of at least so many seconds are shown in minutes."""


class UnlockWindow(QFrame):
    """The page that asks for the passphrase. `unlock` carries the typed text; the field is emptied immediately.

    `typing` is emitted once, at the first letter.
    """

    typing = Signal()
    unlock = Signal(str)
    another = Signal()
    otherwise = Signal()
    language = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setObjectName("pane")
        plain_text.title(self, name)
        self._look = look
        tr = look.tr
        self.field = secret_edit(look, tr("Your password"), tall=True)
        self.field.textEdited.connect(self.typing, Qt.ConnectionType.SingleShotConnection)
        self.field.returnPressed.connect(self._go)
        self.field.installEventFilter(self)
        self.button = Button(look, tr("Unlock"), "pri", tall=True)
        self.button.clicked.connect(self._go)
        self.note = Label(look, "", "second", "amb", wrap=True)
        self._icon = QLabel()
        self._icon.setFixedSize(look.px(15), look.px(15))
        self.key_file = ""
        """Path of the key file for this try; it is not stored."""
        self._with_file = Label(look, "", "second", "ink2", wrap=True)
        self._with_file.hide()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._count)
        self._left = 0
        self._busy = False
        self._build(name)
        self._say("", "")
        self._ring = Ring(look, self)
        plain_text.set_accessible_description(self.field, tr("Locked."))
        QTimer.singleShot(SHOWN, self, lambda: plain_text.announce(self, tr("Locked.")))
        self.field.setFocus()

    def _build(self, name: str) -> None:
        look, tr = self._look, self._look.tr
        column = QVBoxLayout()
        column.setSpacing(look.sp(4))
        for widget in (ProgramMark(look, 52), Label(look, name, "title")):
            column.addLayout(centre_widget(widget))
            column.addSpacing(look.sp(12 if isinstance(widget, ProgramMark) else 0))
        column.addLayout(centre_widget(Label(look, tr("Locked."), "body", "ink2")))
        column.addSpacing(look.sp(24))
        column.addWidget(Label(look, tr("Your password"), "label", "ink2"))
        column.addWidget(self.field)
        column.addWidget(self._with_file)
        said = QHBoxLayout()
        said.setSpacing(look.sp(7))
        said.addWidget(self._icon)
        said.addWidget(self.note, 1)
        column.addSpacing(look.sp(4))
        column.addLayout(said)
        column.addSpacing(look.sp(8))
        column.addWidget(self.button)
        self.button.setSizePolicy(self.field.sizePolicy())
        column.addSpacing(look.sp(18))
        other = Button(look, tr("Another vault"), "quiet", "folder-open")
        other.clicked.connect(self.another)
        otherwise = Button(look, tr("Other ways to unlock"), "quiet", "key")
        otherwise.clicked.connect(self.otherwise)
        column.addLayout(centre_widget(flow([otherwise, other], look.sp(20))))
        middle = QHBoxLayout()
        middle.setContentsMargins(look.sp(16), 0, look.sp(16), 0)
        holder = QWidget()
        holder.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        holder.setMaximumWidth(look.px(420))
        middle.addStretch(1)
        middle.addWidget(holder, 20)
        middle.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(1)
        whole.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        look, tr = self._look, self._look.tr
        foot = QHBoxLayout()
        foot.setContentsMargins(look.sp(12), 0, look.sp(8), look.sp(2))
        slow = tr("This takes about one second, so that a person cannot guess passwords quickly.")
        foot.addWidget(Label(look, slow, "small", "ink2", wrap=True), 1)
        foot.addWidget(help_button(look, self, "unlock"))
        foot.addWidget(language_button(look, self.language))
        return foot

    def set_key_file(self, path: str) -> None:
        """Use this file together with the passphrase."""
        self.key_file = path
        self._with_file.setText(self._look.tr("Key file: {name}", name=path.replace("\\", "/").rpartition("/")[2]))
        self._with_file.show()

    def failed(self, text: str, wait: int = WAIT) -> None:
        """Show that it did not open, and wait for `wait` seconds; the text never describes the vault."""
        self._left = wait
        self._text = text
        self._count()
        plain_text.set_accessible_description(self.field, self.note.text())
        plain_text.announce(self.field, self.note.text(), at_once=True)
        self._timer.start(1000)

    def remind(self, text: str) -> None:
        """Show neutral words below the field, for a short time."""
        self._say("clock", text)
        plain_text.set_accessible_description(self.field, f"{self._look.tr('Locked.')} {text}")
        QTimer.singleShot(REMIND, self, lambda: self._forget(text))

    def _forget(self, text: str) -> None:
        if self.note.text() == text:
            self._say("", "")
        plain_text.set_accessible_description(self.field, self._look.tr("Locked."))

    def busy(self, busy: bool) -> None:
        """Accept no other passphrase while this one is tried, and say that it is tried, also to a screen reader."""
        self._busy = busy
        if busy:
            self._say("", self._look.tr("Checking…"))
            plain_text.announce(self, self.note.text())
        self.button.setEnabled(not busy)
        self.field.setReadOnly(busy)

    def _count(self) -> None:
        if self._left <= 0:
            self._timer.stop()
            self.busy(False)
            self._say("", "")
            plain_text.set_accessible_description(self.field, self._look.tr("Locked."))
            self.field.setFocus()
            return
        tr = self._look.tr
        wait = tr("Wait {n} second.|Wait {n} seconds.", n=self._left)
        if self._left >= LONG:
            wait = tr("Wait {n} minute.|Wait {n} minutes.", n=-(-self._left // 60))
        self._say("alert", f"{self._text} {wait}")
        self.button.setEnabled(False)
        self._left -= 1

    def _say(self, icon: str, text: str) -> None:
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.setPixmap(self._look.icon(icon, 15, "amb"))
        self.note.setText(text)

    def _go(self) -> None:
        typed = self.field.text()
        if typed.strip() and self.button.isEnabled():
            self.field.clear()
            self._say("", "")
            self.unlock.emit(typed)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus in the order of reading."""
        return go_on(self, forward)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Detect Caps Lock: a letter and Shift that do not match."""
        if self._busy or self._timer.isActive():  # its message stays
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.text().isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            capital = event.text().isupper() and event.text().lower() != event.text().upper()
            caps = capital is not shift and event.text().lower() != event.text().upper()
            self._say("caps" if caps else "", self._look.tr("Caps Lock is on") if caps else "")
        return False


def wrong_words(tr: Text, left: int | None) -> str:
    """Return the text for a wrong passphrase, with the `left` tries before the vault is destroyed, if any."""
    text = tr("This password did not open the vault.")
    if left is None or not 0 < left <= TOLD:
        return text
    one = tr("{n} more try. Then this vault is destroyed.|{n} more tries. Then this vault is destroyed.", n=left)
    return f"{text} {one}"


def language_button(look: Look, chosen: SignalInstance) -> Button:
    """Return the button that changes to the next language immediately."""
    known = list(LANGUAGES)
    now = look.tr.language if look.tr.language in known else known[0]
    button = Button(look, LANGUAGES[now], "tool", "language", look.tr("Language"), act=lambda: chosen.emit(following))
    following = known[(known.index(now) + 1) % len(known)]
    return button


def help_button(look: Look, window: QWidget, page: str) -> Button:
    """Return the button that opens a help page over a window, also by F1 while the button exists."""

    def show() -> None:
        from app.gui.library.library_view import cover

        cover(look, window, page)

    button = Button(look, look.tr("Help"), "tool", "info", look.tr("F1"), act=show)
    QShortcut(QKeySequence("F1"), button, show)
    return button


class ProgramMark(QWidget):
    """A rounded square with the arch; `size` in pixels at 100 %."""

    def __init__(self, look: Look, size: int) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(look.px(size), look.px(size))

    def sizeHint(self) -> QSize:
        """Return its fixed size."""
        return self.size()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ground and arch without SVG, so that the first window needs no SVG module."""
        painter = smooth_painter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("acc"))
        whole = QRectF(self.rect())
        painter.drawRoundedRect(whole, whole.width() * 0.21, whole.width() * 0.21)
        unit = whole.width() / 24
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(self._look.colour("onacc"))
        pen.setWidthF(2.1 * unit)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        arch = QRectF(6 * unit, 6.2 * unit, 12 * unit, 12 * unit)
        painter.drawArc(arch, 0, 180 * 16)
        for x in (6, 18):
            painter.drawLine(round(x * unit), round(12.2 * unit), round(x * unit), round(17 * unit))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("onacc"))
        dot = round(4 * unit)
        painter.drawEllipse(QRect(round(12 * unit - dot / 2), round(15 * unit - dot / 2), dot, dot))
