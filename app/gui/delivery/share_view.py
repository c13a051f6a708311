"""Share records: recipients and audience on one side, shared and withheld data on the other, updated live.

The dialog shows the data that would be sealed for each recipient, and only that data is queued (by its digest). Nothing
is ticked at first, and Enter does not send. A tick at an unverified contact shows a warning.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.gui.delivery.preview_view import as_read
from app.gui.people.people_view import trust_badge
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Badge, box
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Icon, Label, column, rule
from app.gui.widgets.listpane import SearchField
from app.gui.widgets.overlay import Veil
from app.gui.widgets.page_values import Audience, Effect, ForSome, PreviewView, ShareTarget, Trust


def _scrolled(inner: QWidget, name: str = "") -> QScrollArea:
    """Return an area that scrolls. An area with a name can get the focus, and the arrow keys scroll it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name else Qt.FocusPolicy.NoFocus)
    plain_text.set_accessible_name(area, name)
    area.setProperty("ring", bool(name))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inner.setMinimumHeight(1)
    area.setWidget(inner)
    inner.setObjectName("page")
    return area


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()


class _Person(QWidget):
    """One recipient: a box to tick, and the trust of the contact."""

    def __init__(self, look: Look, person: ShareTarget) -> None:
        super().__init__()
        self.person = person
        self.tick = Choice(look, person.name, person.second, box=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick, 1)
        icon, word, tone = trust_badge(look, person.trust)
        row.addWidget(Badge(look, icon, word, tone), 0, Qt.AlignmentFlag.AlignTop)


class ShareDialog(Veil):
    """The dialog. All signals carry recipients and audience.

    `asked` asks for the effect, `preview` for the recipients' view; `queue` puts the report in the outbox.
    """

    asked = Signal(list, str)
    preview = Signal(list, str)
    queue = Signal(list, str)

    def __init__(
        self, look: Look, window: QWidget, title: str, people: Sequence[ShareTarget], audiences: Sequence[Audience]
    ) -> None:
        tr = look.tr
        consequence = tr("A sealed copy leaves this computer. It cannot be called back.")
        super().__init__(look, window, tr("Share “{title}”", title=title), consequence)
        self._people = [_Person(look, person) for person in people]
        self._audiences = [audience.key for audience in audiences]
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 4, look.sp(10), 4)
        column.setSpacing(look.sp(10))
        self._who(column, people)
        self._how_much(column, audiences)
        self._from_whom(column)
        column.addStretch(1)
        self._effect = QWidget()
        self._effects = QVBoxLayout(self._effect)
        self._effects.setContentsMargins(4, 4, 4, 4)
        self._effects.setSpacing(look.sp(24))
        self.digest = b""
        self._offers = QVBoxLayout()
        body = self._body(left, window)
        if not self._full:
            self.frame.setFixedHeight(min(look.px(720), window.height() - 80))
        self.content.addLayout(body, 1)
        self._warning = QVBoxLayout()
        self.content.addLayout(self._warning)
        if self._offers.parent() is None:
            self.content.addLayout(self._offers)
        self._consent = QVBoxLayout()
        self._one_copy: Choice | None = None
        self._two_relays: Choice | None = None
        self.content.addLayout(self._consent)
        self._foot()

    def _body(self, left: QWidget, window: QWidget) -> QHBoxLayout:
        """Return the choices next to the shared data, each with its own scroll area. A narrow window shows one below
        the other.
        """
        look, tr = self.look, self.look.tr
        body = QHBoxLayout()
        body.setSpacing(look.sp(16))
        if self._full and (look.factor > 1.5 or window.width() < 900):
            both = QWidget()
            stacked = QVBoxLayout(both)
            stacked.setContentsMargins(0, 0, 0, 0)
            stacked.addWidget(left)
            stacked.addLayout(self._offers)  # below the columns they would use the space of everything else
            stacked.addWidget(self._effect)
            self._area = self._choices = _scrolled(both, tr("What leaves"))
            body.addWidget(self._area)
        else:
            self._choices = _scrolled(left)
            body.addWidget(self._choices, 10)
            line = rule()
            line.setFixedSize(1, 16777215)
            line.setMinimumHeight(0)
            body.addWidget(line)
            self._area = _scrolled(self._effect, tr("What leaves"))
            body.addWidget(self._area, 17)
        return body

    def _who(self, column: QVBoxLayout, people: Sequence[ShareTarget]) -> None:
        look, tr = self.look, self.look.tr
        column.addWidget(Label(look, tr("Who"), "label", "ink2"))
        if len(people) > 6:
            self.search = SearchField(look, tr("Alias, role or group"), "")
            self.search.textChanged.connect(self._filter)
            column.addWidget(self.search)
        for person in self._people:
            person.tick.setAutoExclusive(False)
            person.tick.toggled.connect(lambda on, person=person: self._ticked(person, on))
            column.addWidget(person)
        if not people:
            text = tr("You have no contacts yet. Add one by its card, under People.")
            column.addWidget(Label(look, text, "second", "ink2", wrap=True))

    def _how_much(self, column: QVBoxLayout, audiences: Sequence[Audience]) -> None:
        column.addSpacing(self.look.sp(4))
        column.addWidget(Label(self.look, self.look.tr("How much they see"), "label", "ink2"))
        self._group = QButtonGroup(self)
        for i, audience in enumerate(audiences):
            choice = Choice(self.look, audience.name, audience.text)
            self._group.addButton(choice, i)
            column.addWidget(choice)
        self._group.idClicked.connect(lambda _: self._ask())

    def _from_whom(self, column: QVBoxLayout) -> None:
        """Add the choice of the sender: signed by default, or anonymous on request, with the disadvantages."""
        look, tr = self.look, self.look.tr
        column.addSpacing(look.sp(4))
        column.addWidget(Label(look, tr("Who it is from"), "label", "ink2"))
        lost = tr(
            "Nobody can know it is from you: they cannot ask back, and nothing later counts as from the same hand."
        )
        answer = tr("A mailbox for this report alone. Without it no confirmation comes back.")
        files = tr("A photo may hold where, when and with what it was taken.")
        self._unsigned = Choice(look, tr("Anonymous, instead of signed by you"), lost, box=True)
        self._reply = Choice(look, tr("Leave a box for their answer"), answer, box=True)
        self._originals = Choice(look, tr("Send original files too"), files, box=True)
        for choice in (self._unsigned, self._reply, self._originals):
            choice.setAutoExclusive(False)
            column.addWidget(choice)
        for choice in (self._reply, self._originals):
            choice.hide()
        self._unsigned.toggled.connect(self._from_changed)
        self._originals.toggled.connect(lambda _: self._ask())

    def _from_changed(self, anonymous: bool) -> None:
        """Show the choices for an anonymous report. The button repeats the choice, because the choice can be out of
        sight.
        """
        tr = self.look.tr
        for choice in (self._reply, self._originals):
            choice.setVisible(anonymous)
        self.send.set_words(tr("Put in the outbox, anonymous") if anonymous else tr("Put in the outbox"))
        QTimer.singleShot(0, self._choices, lambda: self._choices.ensureWidgetVisible(self._originals))
        self._ask()

    @property
    def anonymous(self) -> bool:
        """Return True if the report is sent without a sender."""
        return self._unsigned.isChecked()

    @property
    def originals(self) -> bool:
        """Return True if original files are sent with an anonymous report."""
        return self.anonymous and self._originals.isChecked()

    @property
    def reply(self) -> bool:
        """Return True if an anonymous report gets a reply mailbox."""
        return self.anonymous and self._reply.isChecked()

    def _foot(self) -> None:
        look, tr = self.look, self.look.tr
        self._size = Label(look, "", "second", "ink2", wrap=True)
        cancel = Button(look, tr("Cancel"), tip=tr("Esc"))
        cancel.clicked.connect(self.leave)
        self.send = Button(look, tr("Put in the outbox"), "pri", "send", tr("Ctrl Enter"))
        self.send.clicked.connect(self._queue)
        self.send.setEnabled(False)
        self._preview = Button(look, tr("Preview"))
        self._preview.clicked.connect(self._turn)
        self._read = False
        row = QHBoxLayout() if look.factor <= 1.5 else QVBoxLayout()
        row.setSpacing(look.sp(8))
        row.addWidget(self._size, 1)
        if look.factor > 1.5:
            row.addWidget(flow([self._preview, cancel, self.send]))
        else:
            for button in (self._preview, cancel, self.send):
                row.addWidget(button)
        self.content.addLayout(row)
        self.first: QWidget = self._people[0].tick if self._people else cancel
        self.show_effect(None)

    def _filter(self, text: str) -> None:
        for person in self._people:
            words = f"{person.person.name} {person.person.second}".casefold()
            person.setVisible(text.casefold() in words or person.tick.isChecked())

    def chosen(self) -> list[str]:
        """Return the keys of the ticked recipients."""
        return [person.person.key for person in self._people if person.tick.isChecked()]

    @property
    def audience(self) -> str:
        """Return the chosen audience, or an empty text."""
        at = self._group.checkedId()
        return self._audiences[at] if at >= 0 else ""

    def choose(self, keys: Sequence[str], audience: str) -> None:
        """Tick these recipients, as a person would."""
        for person in self._people:
            person.tick.setChecked(person.person.key in keys)
        if audience:
            self._group.button(self._audiences.index(audience)).click()

    def _ticked(self, person: _Person, on: bool) -> None:
        _empty(self._warning)
        names = [p.person.name for p in self._people if p.tick.isChecked() and p.person.trust is not Trust.VERIFIED]
        if names:
            text = self.look.tr(
                "{name} is not verified: whoever gave you this card can read it.", name=self.look.tr.listed(names)
            )
            self._warning.addWidget(box(self.look, "amber", "shield-ask", [(text, "")], "amb"))
        self._ask()

    def _ask(self) -> None:
        self.send.setEnabled(False)
        self.digest = b""
        if self.audience and self.chosen():
            self.asked.emit(self.chosen(), self.audience)
        else:
            self.show_effect(None)

    def again(self, why: str) -> None:
        """Ask for the effect again after nothing was sent, and show the reason."""
        _empty(self._warning)
        self._warning.addWidget(box(self.look, "amber", "alert", [(why, "")], "amb"))
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask()

    def _turn(self) -> None:
        """Switch between the summary and the preview."""
        if self._read:
            self._ask()
        else:
            self.preview.emit(self.chosen(), self.audience)

    def show_preview(self, readings: Sequence[PreviewView]) -> None:
        """Show the recipients' view instead of the effect until a choice changes. The arrow keys scroll it."""
        _empty(self._effects)
        self._read = True
        self._preview.set_words(self.look.tr("Summary"))
        plain_text.set_accessible_description(self._area, self.look.tr.listed(reading.who for reading in readings))
        self._effects.addWidget(as_read(self.look, readings), 1)
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)
        bar = self._area.verticalScrollBar()
        QTimer.singleShot(0, bar, lambda: bar.setValue(self._effect.y()))

    def show_effect(self, effect: Effect | None) -> None:
        """Show shared and withheld data for each recipient. `effect` is None until recipients and an audience are
        chosen.
        """
        _empty(self._effects)
        _empty(self._consent)
        _empty(self._offers)
        self._one_copy = self._two_relays = None
        tr = self.look.tr
        self._read = False
        self._preview.set_words(tr("Preview"))
        self._preview.setEnabled(effect is not None and bool(self.chosen()) and not effect.refused)
        if effect is None:
            text = tr("Choose who gets it and how much they see: then what leaves is shown here.")
            self._effects.addWidget(Label(self.look, text, "body", "ink2", wrap=True), 1)
            plain_text.set_accessible_description(self._area, text)
            self._size.setText("")
            return
        self.digest = effect.digest
        counted = [(one.who, tr("Leaves"), one.leaves_count, tr("Held back"), one.held_count) for one in effect.parts]
        plain_text.set_accessible_description(self._area, "\n".join(tr.line(*one) for one in counted))
        for one in effect.parts:
            self._effects.addWidget(self._for_some(one))
        self._effects.addStretch(1)
        if effect.one_copy:
            self._one_copy = Choice(self.look, tr("One copy of the files for all"), effect.one_copy, box=True)
            self._offers.addWidget(self._one_copy)
        if effect.two_relays and any(p.tick.isChecked() and p.person.relays > 1 for p in self._people):
            self._two_relays = Choice(self.look, tr("Files to two relays of each"), effect.two_relays, box=True)
            self._offers.addWidget(self._two_relays)
        if effect.warning:
            self._consent.addWidget(box(self.look, "amber", "alert", [(effect.warning, "")], "amb"))
        self._size.setText(effect.refused or effect.size)
        self.send.setEnabled(bool(self.chosen()) and not effect.refused)

    def _for_some(self, one: ForSome) -> QWidget:
        tr, both = self.look.tr, QWidget()
        lists = QHBoxLayout(both) if self.look.factor <= 1.5 else QVBoxLayout(both)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(self.look.sp(24))
        lists.addWidget(self._list(tr("Leaves"), one.leaves_count, one.leaves, "check", "acc"), 1)
        lists.addWidget(self._list(tr("Held back"), one.held_count, one.held, "minus", "ink3"), 1)
        head = [Label(self.look, one.who, "strong", wrap=True)] if one.who else []
        return column(self.look, *head, both, gap=10)

    def _list(self, title: str, count: str, rows: Sequence[tuple[str, str]], icon: str, ink: str) -> QWidget:
        look, holder = self.look, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.sp(10))
        head = QHBoxLayout()
        head.addWidget(Label(look, title, "strong"))
        head.addStretch(1)
        head.addWidget(Label(look, count, "small", "ink3"))
        over = QVBoxLayout()
        over.setSpacing(look.sp(7))
        over.addLayout(head)
        over.addWidget(rule())
        column.addLayout(over)
        for text, why in rows:
            line = QHBoxLayout()
            line.setSpacing(look.sp(10))
            mark = QVBoxLayout()
            mark.addWidget(Icon(look, icon, 15, ink))
            mark.addStretch(1)
            line.addLayout(mark)
            words = QVBoxLayout()
            words.setSpacing(1)
            words.addWidget(Label(look, text, "value", wrap=True))
            if why:
                words.addWidget(Label(look, why, "small", "ink2", wrap=True))
            line.addLayout(words, 1)
            column.addLayout(line)
        column.addStretch(1)
        return holder

    @property
    def one_copy(self) -> bool:
        """Return True if one copy of the files is sent for all, which must be offered and ticked."""
        return self._one_copy is not None and self._one_copy.isChecked()

    @property
    def file_relays(self) -> int:
        """Return the number of relays of each recipient that get the files: 2 if that was offered and ticked, otherwise
        1.
        """
        return 2 if self._two_relays is not None and self._two_relays.isChecked() else 1

    def _queue(self) -> None:
        self.send.setEnabled(False)
        self.queue.emit(self.chosen(), self.audience)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the report in the outbox on Ctrl Enter, never on Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.send.isEnabled():
            self._queue()
            event.accept()
            return
        super().keyPressEvent(event)
