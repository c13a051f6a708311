"""The frame of every form: a bar that stays visible, the form that scrolls below it, groups that open and close."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import SMALL, SMALL_MARGIN, PageHeader, ScrollPage
from app.gui.widgets.buttons import Button, Painted
from app.gui.widgets.edits import TypingPause
from app.gui.widgets.fields import end_lists
from app.gui.widgets.labels import far_edge, reading_edge, rule, strip_margins
from app.phrase import Phrase

MARGIN = 32
"""Side margin of a form in pixels at 100 %."""


def list_reasons(tr: Text, said: str) -> str:
    """Return the reasons of a refusal, each on its line."""
    why = Phrase.of(said)
    if why.template == "{first} {then}":
        return "\n".join(list_reasons(tr, str(one)) for one in why.values.values())
    return tr.phrase(why)


class FormFrame(QWidget):
    """A page with a form. Its typed text is saved as a separate draft."""

    drafted = True
    guide = ""
    """The key of the help page, if the class of the page does not determine it."""
    save = Signal()
    changed = Signal()
    leave = Signal()
    """Emitted when a person throws the typed text away."""
    away = Signal()
    """Emitted when a person leaves the form and keeps the draft."""

    def __init__(
        self, look: Look, title: str, about: str, is_new: bool, gap: int = 16,
        go: tuple[str, str, str] | None = None, more: Sequence[QWidget] = (),
    ) -> None:  # fmt: skip
        """Build the frame. `about` names the record in the line below the title; a new one has no name.

        `gap` is the space between the blocks of the form, at 100 %. `go` has the word, the icon and the tooltip of the
        primary button instead of Save. `more` are buttons before it.
        """
        super().__init__()
        self.setObjectName("page")
        self.look, self._about, tr = look, about, look.tr
        self.pause = TypingPause(self, self.changed)
        drop = Button(look, tr("Delete draft") if is_new else tr("Leave unchanged"), "tool", act=self.leave.emit)
        word, icon, tip = go or (tr("Save"), "check", tr("Save  Ctrl S"))
        keep = Button(look, word, "pri", icon, tip, act=self.submit)
        self.header = PageHeader(look, title, " ", [drop, *more, keep], check=True)
        self.page = ScrollPage(look, MARGIN, gap)
        bar, whole = QWidget(), QVBoxLayout(self)
        self.whole = whole
        """The bar, and the form below it."""
        self.bar = QVBoxLayout(bar)
        self.bar.addWidget(self.header)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (bar, rule(), self.page):
            whole.addWidget(widget, int(widget is self.page))
        self.say(tr("Amparo saves an encrypted draft while you type"))

    def say(self, text: str, wrong: bool = False) -> None:
        """Show the state of the form in the line below the title: of the draft or, with `wrong`, of its errors."""
        line = self.header.second
        line.setText(self.look.tr.line(self._about, text))
        self.header.tick.setHidden(wrong)
        line.setProperty("ink", "red" if wrong else "ink3")
        line.style().unpolish(line)
        line.style().polish(line)

    def submit(self) -> None:
        """Ask to save the form."""
        self.save.emit()

    def keyed(self, name: str) -> bool:
        """Answer the keys of a form."""
        if name == "save":
            end_lists(self)  # what is typed in an open list is saved too
            self.submit()
        elif name in ("escape", "back"):
            self.away.emit()
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the bar the margins of the page."""
        super().resizeEvent(event)
        side = self.look.sp(SMALL_MARGIN if self.window().width() < SMALL else MARGIN)
        self.bar.setContentsMargins(side, self.look.sp(18), side, self.look.sp(10))

    def showEvent(self, event: QShowEvent) -> None:
        """Announce the form and its subject."""
        super().showEvent(event)
        plain_text.announce(self, self.look.tr.line(self.header.title.text(), self._about))

    def hideEvent(self, event: QHideEvent) -> None:
        """Save the last typed text when the person leaves the page."""
        super().hideEvent(event)
        end_lists(self)
        self.keep_now()

    def keep_now(self) -> None:
        """Save the last typed text immediately, without the pause. A lock calls this before the vault closes.

        An open list stays open: a lock keeps its text, and the next window opens it again.
        """
        self.pause.finish()


class FormGroup(QWidget):
    """A group of fields: one row with its name and contents, and its fields below while it is open."""

    def __init__(self, look: Look, name: str, icon: str) -> None:
        super().__init__()
        self.row, self.fields = GroupRow(look, name, icon), QWidget()
        whole = strip_margins(QVBoxLayout(self), 0)
        self.inside = QVBoxLayout(self.fields)
        self.inside.setContentsMargins(0, look.sp(12), 0, look.sp(18))
        self.inside.setSpacing(look.sp(16))
        for widget in (self.row, self.fields, rule()):
            whole.addWidget(widget)
        self.fields.hide()
        self.row.toggled.connect(self.fields.setVisible)


class GroupRow(Painted):
    """The row of a group. Enter opens or closes the group; Right opens and Left closes it, or the reverse in Arabic."""

    def __init__(self, look: Look, name: str, icon: str) -> None:
        super().__init__(look, name)
        self._icon, self._words = icon, ""
        self.setCheckable(True)
        self.setFont(look.font("value"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str) -> None:
        """Show the contents of the group as text."""
        self._words = plain_text.line(words)
        plain_text.set_accessible_description(self, words)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or close the group by an arrow."""
        on, off = Qt.Key.Key_Right, Qt.Key.Key_Left
        if event.key() in (on, off):
            self.setChecked((event.key() == on) is not self.look.rtl)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the size of one line and its space."""
        return QSize(self.look.px(200), self.fontMetrics().height() + self.look.sp(18))

    def minimumSizeHint(self) -> QSize:
        """Return a narrow width, because the text elides."""
        return QSize(self.look.px(90), self.sizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the mark, the icon, the name, and the contents of a closed group at the far edge."""
        painter, look = self.painter(), self.look
        self.draw_ground(painter)
        size, gap, left, high = look.px(18), look.sp(9), look.sp(2), self.height()
        for icon in ("down" if self.isChecked() else "forward", self._icon):
            spot = QRect(left, (high - size) // 2, size, size)
            painter.drawPixmap(self.mirrored(spot), look.icon(icon, 18, "ink2"))
            left += size + gap
        words = "" if self.isChecked() else self._words
        name = min(self.fontMetrics().horizontalAdvance(self.shown) + gap, self.width() - left)
        for text, role, ink, start, room, edge in (
            (self.shown, "value", "ink", left, name, reading_edge(look)),
            (words, "second", "ink2", left + name + gap, self.width() - left - name - 2 * gap, far_edge(look)),
        ):  # fmt: skip
            if text and room > 0:
                painter.setFont(look.font(role))
                painter.setPen(look.colour(ink))
                shown = plain_text.elide_text(look.metrics(role), text, room)
                plain_text.draw(painter, self.mirrored(QRect(start, 0, room, high)), int(edge), shown)
