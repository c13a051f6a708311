"""The card of the USB stick: none in, one or several in, at work, pulled out, finished."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.gui.delivery.stick_query import Line, ShownResult, ShownStick
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ActedRow, PlainRow, Progress, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.labels import Label, discard, strip_margins


class StickCard(QFrame):
    """One card whose content follows the state. `go` has the folder, the serial and the name to give the stick."""

    go = Signal(str, str, str)
    read = Signal(str)
    choose = Signal()
    inbox = Signal()
    close_page = Signal()
    left = Signal(object)
    """The strip of the work that continues while the page closes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._holder = strip_margins(QVBoxLayout(self))
        self._now: QWidget | None = None
        self._strip: Progress | None = None
        self.first: QWidget | None = None
        self.state = ""
        """none, in, work, out or done."""
        self._name: QLineEdit | None = None

    def show_sticks(self, sticks: Sequence[ShownStick], known: str) -> None:
        """Show the sticks that are in, or ask for one."""
        tr = self.look.tr
        self._name = None
        if not sticks:
            choose = self._button(tr("Choose a folder…"), "folder", "std")
            choose.clicked.connect(lambda _=False: self.choose.emit())
            said = " ".join(filter(None, (tr("Amparo finds the USB stick automatically."), known)))
            self._put("none", [ActedRow(self.look, "stick", tr("Connect a USB stick"), said, [choose], False)], choose)
            return
        rows: list[QWidget] = []
        buttons = [self._go_button(stick) for stick in sticks]
        for stick, button in zip(sticks, buttons, strict=True):
            rows.append(ActedRow(self.look, "stick", stick.title, stick.second, [button], stick is not sticks[-1]))
        if len(sticks) == 1 and not sticks[0].name and sticks[0].serial:
            self._name = line_edit(self.look, tr("Name of the USB stick"))
            explained = tr("This vault saves the name and the time of use. To save nothing, leave it empty.")
            rows.append(Labelled(self.look, tr("Name of the USB stick"), self._name, explained))
        self._put("in", rows, buttons[0])

    def _go_button(self, stick: ShownStick) -> Button:
        if not stick.writes:
            button = self._button(self.look.tr("Only read"), "stick")
            button.clicked.connect(lambda _=False: self.read.emit(stick.folder))
        else:
            button = self._button(self.look.tr("Read, then write"), "stick")
            button.clicked.connect(lambda _=False: self.go.emit(stick.folder, stick.serial, self._typed()))
        return button

    def _typed(self) -> str:
        return self._name.text() if self._name is not None else ""

    def show_work(self, title: str, lines: Sequence[Line], strip: Progress | None) -> None:
        """Show the current step and the finished steps."""
        strip = strip if strip is not None and isValid(strip) else None
        if strip is not None:
            strip.what.setText(title)
        head: QWidget = strip or Label(self.look, title, "card", wrap=True)
        self._put("work", [head, *self._lines(lines)], strip.stop if strip else None)
        self._strip = strip

    def show_out(self) -> None:
        """Say that the stick was taken out too early."""
        tr = self.look.tr
        said = tr("No data is lost. Connect the USB stick again to continue.")
        self._put("out", [PlainRow(self.look, "stick", tr("Removed too early"), said, ink="amb", line=False)], None)

    def show_done(self, shown: ShownResult, stick: tuple[str, str, str]) -> None:
        """Show the result, and offer the reports that came."""
        tr = self.look.tr
        words = tr("Read, then write again: {folder}", folder=Path(stick[0]).name or stick[0])
        again = self._button(words if shown.safe else tr("Try again"), "", "tool")
        again.clicked.connect(lambda _=False: self.go.emit(*stick))
        if shown.reports:
            main = self._button(tr("Read {n} report|Read {n} reports", n=shown.reports), "inbox")
            main.clicked.connect(lambda _=False: self.inbox.emit())
        else:
            main = self._button(tr("Close"), "")
            main.clicked.connect(lambda _=False: self.close_page.emit())
        head = ActedRow(self.look, "stick" if shown.safe else "alert", shown.title, shown.second, [again, main])
        self._put("done", [head, *self._lines(shown.lines)], main)

    def _lines(self, lines: Sequence[Line]) -> list[QWidget]:
        return [
            PlainRow(self.look, icon, title, second, ink="acc" if icon == "check" else "amb", line=False)
            for icon, title, second in lines
        ]

    def _button(self, words: str, icon: str, kind: str = "pri") -> Button:
        return Button(self.look, words, kind, icon)

    def _put(self, state: str, rows: Sequence[QWidget], first: QWidget | None) -> None:
        """Replace the content; the keyboard goes to its first control if it was here."""
        at = QApplication.focusWidget()
        here = at is not None and self.isAncestorOf(at)
        now = card(self.look, *rows)
        if self._now is not None:
            discard(self._holder, self._now)
        self._holder.addWidget(now)
        now.show()  # now, so that it can take the keyboard
        self._now, self._strip, self.state, self.first = now, None, state, first
        if here and first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the strip of the work to the window when the page closes."""
        super().hideEvent(event)
        strip, self._strip = self._strip, None
        if not event.spontaneous() and strip is not None and isValid(strip):
            self.left.emit(strip)
