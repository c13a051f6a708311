"""The list next to an entry: the ten things, each with a key that leads to it, and later additions."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import section
from app.gui.widgets.buttons import Painted
from app.gui.widgets.labels import Label, column, reading_edge, strip_margins


class TenThings(QWidget):
    """The ten things of an incident. A press, or Alt with the number, asks for the control of one."""

    went = Signal(str)
    """The key of a thing."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._tr = tr = look.tr
        beside = strip_margins(QVBoxLayout(self), look.sp(16))
        frame = QFrame()
        frame.setObjectName("box")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(look.sp(16), look.sp(14), look.sp(16), look.sp(14))
        inner.setSpacing(look.sp(2))
        self._count = Label(look, "", "strong", wrap=True)
        inner.addWidget(self._count)
        text = tr("You can save at any time. Select a missing part to go to it.")
        inner.addWidget(Label(look, text, "second", "ink2", wrap=True))
        inner.addSpacing(look.sp(6))
        self._rows: dict[str, AddRow] = {}
        for n, (key, word) in enumerate(self._ten(), 1):
            row = self._rows[key] = AddRow(look, "unverified", word, f"Alt {n % 10}", plus=False)
            row.clicked.connect(partial(self._go, key))
            QShortcut(f"Alt+{n % 10}", self).activated.connect(partial(self._go, key))
            inner.addWidget(row)
        self.files = AddRow(
            look,
            "clip",
            tr("Photos, sound recordings, documents"),
            tr("Amparo saves the incident first, then asks for the files"),
        )
        self.rest = AddRow(
            look, "edit", tr("All other fields"), tr("Amparo saves the incident first, then shows every field")
        )
        beside.addWidget(frame)
        beside.addWidget(column(look, section(look, tr("Add these later if you can")), self.files, self.rest, gap=2))
        beside.addStretch(1)

    def _ten(self) -> list[tuple[str, str]]:
        tr = self._tr
        return [
            ("when", tr("When, and how certain")), ("where", tr("Place")), ("who", tr("Who did it")),
            ("did", tr("What was done")), ("whom", tr("Who was harmed")), ("words", tr("What happened")),
            ("danger", tr("Danger now")), ("source", tr("Source")), ("link", tr("Link to work")),
            ("consent", tr("Consent")),
        ]  # fmt: skip

    def _go(self, key: str, _: bool = False) -> None:
        self.went.emit(key)

    def show_there(self, there: Callable[[str], bool]) -> None:
        """Show which of the ten things are there, and how many."""
        tr, full = self._tr, {key: there(key) for key in self._rows}
        for key, row in self._rows.items():
            row.mark("corroborated" if full[key] else "unverified", "acc" if full[key] else "ink3")
            plain_text.set_accessible_description(row, tr("there") if full[key] else tr("missing"))
        self._count.setText(tr("{n} of 10 parts is complete.|{n} of 10 parts are complete.", n=sum(full.values())))


class AddRow(Painted):
    """One row, as wide as its container: an icon, words and, to add something, a plus."""

    def __init__(self, look: Look, icon: str, words: str, tip: str = "", plus: bool = True) -> None:
        super().__init__(look, words)
        self._icon, self._ink, self._plus = icon, "ink2", plus
        self.setFont(look.font("value" if plus else "second"))
        plain_text.tooltip(self, tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def mark(self, icon: str, ink: str) -> None:
        """Show another icon."""
        self._icon, self._ink = icon, ink
        self.update()

    @property
    def _indent(self) -> int:
        return self.look.px(18) + self.look.sp(11)

    def sizeHint(self) -> QSize:
        """Return the size of icon, words and plus."""
        words = self.fontMetrics().horizontalAdvance(self.shown)
        high = self.fontMetrics().height() + self.look.sp(14 if self._plus else 6)
        return QSize(words + self._indent * (2 if self._plus else 1), high)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the ground under the mouse, icon, words and plus."""
        painter, look = self.painter(), self.look
        self.draw_ground(painter)
        icon, plus = look.px(18 if self._plus else 16), look.px(16)
        spot = QRect(look.sp(1), (self.height() - icon) // 2, icon, icon)
        painter.drawPixmap(self.mirrored(spot), look.icon(self._icon, 18 if self._plus else 16, self._ink))
        if self._plus:
            spot = QRect(self.width() - plus - look.sp(2), (self.height() - plus) // 2, plus, plus)
            painter.drawPixmap(self.mirrored(spot), look.icon("plus", 16, "ink3"))
        painter.setPen(look.colour("ink2" if self._ink == "ink3" else "ink"))
        room = QRect(self._indent, 0, self.width() - self._indent - (plus + look.sp(4)) * self._plus, self.height())
        plain_text.draw(painter, self.mirrored(room), int(reading_edge(look)), self.shown)
