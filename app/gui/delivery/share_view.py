"""Share records: recipients and how much they see on one side, a tab for each recipient on the other, updated live.

A tab shows the report that is frozen for its recipient, and only that is queued (by its digest). Nothing is ticked at
first, and Enter sends nothing.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.search_normalisation import fold
from app.gui.delivery.arrival_view import IntentButton
from app.gui.delivery.preview_view import leaving_lists
from app.gui.papers.papers_view import consent_buttons
from app.gui.people.people_view import trust_badge
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Badge, box, scroll_area
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, fill, rule, strip_margins
from app.gui.widgets.listpane import SearchField
from app.gui.widgets.overlay import Veil
from app.gui.widgets.page_values import Audience, Effect, ShareTarget, Trust
from app.gui.widgets.tabs import Tab, TabBar

MOST_TOTALS = 4
"""Recipients whose totals the foot shows; more have them on their tabs."""


class _Person(QWidget):
    """One recipient: a box to tick, the trust of the contact, and one sentence if it needs care."""

    def __init__(self, look: Look, person: ShareTarget) -> None:
        super().__init__()
        self.person = person
        self.tick = Choice(look, person.name, person.second, box=True)
        self.tick.setAutoExclusive(False)
        self.tick.setEnabled(not person.care)
        icon, word, tone = trust_badge(look, person.trust)
        self._trust = look.tr.line(person.second, person.care or word)
        plain_text.set_accessible_description(self.tick, self._trust)
        compare = look.tr("Compare the number first, or choose a lower level.")
        tr, name = look.tr, person.name
        read = tr("{name} is not verified. If the card is false, another person reads the report.", name=name)
        self._note = Label(look, person.care or f"{read} {compare}", "small", "amb", wrap=True)
        self._note.setVisible(bool(person.care))
        if not person.care and person.trust is not Trust.VERIFIED:
            self.tick.toggled.connect(self._warn)
        row = QHBoxLayout()
        row.addWidget(self.tick, 1)
        row.addWidget(Badge(look, icon, word, tone), 0, Qt.AlignmentFlag.AlignTop)
        both = strip_margins(QVBoxLayout(self), look.sp(4))
        both.addLayout(row)
        both.addWidget(self._note)

    def _warn(self, ticked: bool) -> None:
        """Show and announce the sentence while the person is ticked."""
        self._note.setVisible(ticked)
        plain_text.set_accessible_description(self.tick, ". ".join((self._trust, self._note.text())[: 1 + ticked]))
        if ticked:
            plain_text.announce(self.tick, self._note.text())

    def fits(self, text: str) -> bool:
        """Return True if the name or the second line has this text."""
        return fold(text.strip()) in fold(f"{self.person.name} {self.person.second}")


class ShareDialog(Veil):
    """The dialog. `asked` asks for the effect, `queue` puts the report in the outbox: recipients and audience.

    `read` carries the key of the recipient whose page is asked for, and the audience. `verify` carries the key of a
    recipient whose number is not compared, `consent` that of a person whose yes is missing. `copying` has the key
    of a picture that needs a working copy.
    """

    asked = Signal(list, str)
    read = Signal(str, str)
    queue = Signal(list, str)
    verify, copying, consent = Signal(str), Signal(str), Signal(str)

    def __init__(
        self, look: Look, window: QWidget, title: str, people: Sequence[ShareTarget], audiences: Sequence[Audience]
    ) -> None:
        tr = look.tr
        consequence = tr("Amparo sends an encrypted copy. You cannot get it back.")
        super().__init__(look, window, tr("Share “{title}”", title=title), consequence)
        self._people = [_Person(look, person) for person in people]
        self._audiences = [audience.key for audience in audiences]
        left = QWidget()
        choices = QVBoxLayout(left)
        choices.setContentsMargins(0, 4, look.sp(10), 4)
        choices.setSpacing(look.sp(10))
        self._who(choices, people)
        self._how_much(choices, audiences)
        self._from_whom(choices)
        choices.addStretch(1)
        self._effects, self._tabs, self._notes, self._offers = (QVBoxLayout() for _ in range(4))
        self.effect: Effect | None = None
        self._bar: TabBar | None = None
        self._tab = ""
        self._one_copy: Choice | None = None
        self._two_relays: Choice | None = None
        if not self._full:
            self.frame.setFixedHeight(min(look.px(720), window.height() - 80))
        self.content.addLayout(self._body(left), 1)
        if self._full:
            self.content.addLayout(self._notes)  # a warning stays in sight
        self._foot()
        for number, choice in enumerate(self._group.buttons(), 1):
            by_key = QShortcut(QKeySequence(f"Alt+{number}"), self, choice.click)
            by_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _body(self, left: QWidget) -> QHBoxLayout:
        """Return the choices next to the content, each with its own scroll area, or one below the other."""
        look, effect = self.look, QWidget()
        effect.setLayout(self._effects)
        body, right = QHBoxLayout(), QVBoxLayout()
        self._effects.setContentsMargins(4, 4, 4, 4)
        right.setSpacing(look.sp(10))
        body.setSpacing(look.sp(16))
        if self._full:
            both = QWidget()
            right.setContentsMargins(0, 0, 0, 0)
            right.addWidget(left)
            right.addLayout(self._tabs)
            right.addWidget(effect)
            right.addLayout(self._offers)
            both.setLayout(right)
            self._area = self._choices = scroll_area(both, look.tr("Content"))
            body.addWidget(self._area)
            return body
        self._choices, self._area = scroll_area(left), scroll_area(effect, look.tr("Content"))
        line = rule()
        line.setFixedSize(1, 16777215)
        line.setMinimumHeight(0)
        body.addWidget(self._choices, 10)
        body.addWidget(line)
        right.addLayout(self._tabs)
        right.addWidget(self._area, 1)
        right.addLayout(self._notes)
        right.addLayout(self._offers)
        body.addLayout(right, 17)
        return body

    def _who(self, choices: QVBoxLayout, people: Sequence[ShareTarget]) -> None:
        look, tr = self.look, self.look.tr
        choices.addWidget(Label(look, tr("Who"), "label", "ink2"))
        self.search = SearchField(look, tr("Alias, role or group"), "")
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._tick_found)
        choices.addWidget(self.search)
        for person in self._people:
            person.tick.toggled.connect(lambda _: self._ask())
            choices.addWidget(person)
        if not people:
            add = Button(look, tr("Add a card…"), "std", "person", act=lambda: self.verify.emit(""))
            choices.addWidget(Label(look, tr("You have no contacts yet."), "second", "ink2", wrap=True))
            choices.addWidget(flow([add]))

    def _how_much(self, choices: QVBoxLayout, audiences: Sequence[Audience]) -> None:
        choices.addSpacing(self.look.sp(4))
        choices.addWidget(Label(self.look, self.look.tr("How much they see"), "label", "ink2"))
        self._group = QButtonGroup(self)
        for i, audience in enumerate(audiences):
            choice = Choice(self.look, audience.name, audience.text)
            plain_text.tooltip(choice, self.look.tr("Alt {n}", n=i + 1))
            self._group.addButton(choice, i)
            choices.addWidget(choice)
        self._group.idClicked.connect(lambda _: self._ask())

    def _from_whom(self, choices: QVBoxLayout) -> None:
        """Add the choice of the sender: signed by default, or anonymous on request, with the disadvantages."""
        look, tr = self.look, self.look.tr
        choices.addSpacing(look.sp(4))
        choices.addWidget(Label(look, tr("Sender"), "label", "ink2"))
        lost = tr(
            "No one can know the sender. Recipients cannot ask you questions. They cannot see that two "
            "reports are from the same sender."
        )
        answer = tr("A mailbox for this report only. Without it, you get no confirmation.")
        files = tr("A photo can reveal its place, time and device.")
        self._unsigned = Choice(look, tr("Anonymous, without your signature"), lost, box=True)
        self._reply = Choice(look, tr("Add a reply mailbox"), answer, box=True)
        self._originals = Choice(look, tr("Send original files too"), files, box=True)
        for choice in (self._unsigned, self._reply, self._originals):
            choice.setAutoExclusive(False)
            choices.addWidget(choice)
        for choice in (self._reply, self._originals):
            choice.hide()
        self._unsigned.toggled.connect(self._from_changed)
        self._originals.toggled.connect(lambda _: self._ask())

    def _from_changed(self, anonymous: bool) -> None:
        """Show the choices for an anonymous report. The button repeats the choice, which can be out of sight."""
        tr = self.look.tr
        for choice in (self._reply, self._originals):
            choice.setVisible(anonymous)
        self.send.set_words(tr("Put in the outbox as anonymous") if anonymous else tr("Put in the outbox"))
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
        self._totals = Label(look, "", "second", "ink2", wrap=True)
        cancel = Button(look, tr("Cancel"), tip=tr("Esc"))
        cancel.clicked.connect(self.leave)
        self.send = IntentButton(look, tr("Put in the outbox"), "pri", "send", tr("Ctrl Enter"))
        self.send.clicked.connect(self._send)
        self._reading = Button(look, tr("Preview"), act=lambda: self.read.emit(self._tab, self.audience))
        row = QHBoxLayout() if not self._full else QVBoxLayout()
        row.setSpacing(look.sp(8))
        row.addWidget(self._totals, 1)
        acts: list[QWidget] = [self._reading, cancel, self.send]
        for act in [flow(acts)] if self._full else acts:
            row.addWidget(act)
        self.content.addLayout(row)
        self.first: QWidget = self.search
        self.show_effect(None)

    def _filter(self, text: str) -> None:
        for person in self._people:
            person.setVisible(person.fits(text) or person.tick.isChecked())

    def _tick_found(self) -> None:
        """Tick the person who is found, if it is only one. A ticked one stays ticked."""
        text = self.search.text()
        found = [one for one in self._people if text.strip() and one.tick.isEnabled() and one.fits(text)]
        if len(found) == 1:
            found[0].tick.setChecked(True)
            self.search.selectAll()

    def choose(self, keys: Sequence[str], audience: str) -> None:
        """Tick recipients and an audience, as a person chose them before."""
        for one in self._people:
            one.tick.setChecked(one.person.key in keys and one.tick.isEnabled())
        if audience in self._audiences:
            self._group.button(self._audiences.index(audience)).setChecked(True)
        self._ask()

    def chosen(self) -> list[str]:
        """Return the keys of the ticked recipients."""
        return [person.person.key for person in self._people if person.tick.isChecked()]

    @property
    def audience(self) -> str:
        """Return the chosen audience, or an empty text."""
        at = self._group.checkedId()
        return self._audiences[at] if at >= 0 else ""

    def _ask(self) -> None:
        self.send.setEnabled(False)
        self.effect = None
        if self.audience and self.chosen():
            self.asked.emit(self.chosen(), self.audience)
        else:
            self.show_effect(None)

    def show_effect(self, effect: Effect | None, why: str = "") -> None:
        """Show the frozen report of each recipient. `effect` is None until recipients and an audience are chosen.

        `why` is the reason why nothing was queued. It gets the focus.
        """
        self.effect = effect
        tr, offers = self.look.tr, list[QWidget]()
        self._one_copy = self._two_relays = None
        said = filter(None, (why, effect.warning if effect is not None else ""))
        asks = consent_buttons(self.look, effect.to_ask if effect is not None else (), self.consent.emit)
        fill(self._notes, *(box(self.look, "amber", "alert", [(words, "")], "amb") for words in said), *asks)
        if effect is not None:
            if effect.one_copy:
                self._one_copy = Choice(self.look, tr("One copy of the files for all"), effect.one_copy, box=True)
                offers.append(self._one_copy)
            if effect.two_relays and any(p.tick.isChecked() and p.person.relays > 1 for p in self._people):
                self._two_relays = Choice(
                    self.look, tr("Send files to two relays of each recipient"), effect.two_relays, box=True
                )
                offers.append(self._two_relays)
        fill(self._offers, *offers)
        tabs = [Tab(part.key, part.who) for part in effect.parts] if effect is not None else []
        self._bar = TabBar(self.look, tr("Recipients"), tabs, titled=False) if tabs else None
        if self._bar is not None:
            self._bar.went.connect(self._change_tab)
        fill(self._tabs, *([self._bar] if self._bar is not None else []))
        keys = [tab.key for tab in tabs]
        self._show_tab(self._tab if self._tab in keys else keys[0] if keys else "")
        self._show_totals(effect)
        if why:
            self._area.setFocus(Qt.FocusReason.OtherFocusReason)
            plain_text.announce(self, why)

    def _show_totals(self, effect: Effect | None) -> None:
        """Show one sentence for each recipient, and enable the possible actions."""
        ready = effect is not None and bool(self.chosen()) and not effect.refused
        totals = [part.total for part in effect.parts] if effect is not None else []
        more = self.look.tr("{n} more|{n} more", n=len(totals) - MOST_TOTALS)
        said = [*totals[:MOST_TOTALS], *([more] if len(totals) > MOST_TOTALS else [])]
        self._totals.setText((effect.refused if effect is not None else "") or " ".join(said))
        self._reading.setEnabled(ready)
        self.send.setEnabled(ready)
        if effect is not None:
            plain_text.announce(self, self._totals.text())

    def _change_tab(self, key: str) -> None:
        """Show the report of another recipient from its start."""
        self._show_tab(key)
        start = self._tabs.geometry().top() if self._full else 0  # the tabs scroll with the rest there
        self._area.verticalScrollBar().setValue(start)

    def _show_tab(self, key: str) -> None:
        """Show the report of one recipient."""
        tr, self._tab = self.look.tr, key
        part = next((one for one in self.effect.parts if one.key == key), None) if self.effect is not None else None
        if part is None or self._bar is None:
            text = tr("Choose recipients and a level to see the content of each report.")
            fill(self._effects, Label(self.look, text, "body", "ink2", wrap=True))
            plain_text.set_accessible_description(self._area, text)
            self._reading.set_words(tr("Preview"))
        else:
            counted = (tr.line(tr("Will be sent"), part.leaves_count), tr.line(tr("Will not be sent"), part.held_count))
            lists = [(counted[0], part.leaves), (counted[1], part.held)]
            lines = [line for head, rows in lists for line in (head, *(tr.line(*row) for row in rows))]
            plain_text.set_accessible_description(self._area, "\n".join([part.who, *lines]))
            self._bar.show_tab(key)
            fill(self._effects, leaving_lists(self.look, part, self.copying.emit))
            self._reading.set_words(tr("Preview for {name}", name=part.who))
        self._effects.addStretch(1)

    @property
    def one_copy(self) -> bool:
        """Return True if one copy of the files is sent for all, which must be offered and ticked."""
        return self._one_copy is not None and self._one_copy.isChecked()

    @property
    def file_relays(self) -> int:
        """Return the number of relays of each recipient that get the files: 2 if a person ticked that, otherwise 1."""
        return 2 if self._two_relays is not None and self._two_relays.isChecked() else 1

    def _strangers(self) -> list[ShareTarget]:
        """Return the ticked recipients who are not verified, if they get the level with the most data."""
        ticked = [one.person for one in self._people if one.tick.isChecked()]
        most = self._group.checkedId() == 0
        return [person for person in ticked if person.trust is not Trust.VERIFIED] if most else []

    def _send(self) -> None:
        """Put the report in the outbox; a second act is needed to send all data to a person who is not verified."""
        if strangers := self._strangers():
            self._doubt(strangers)
        else:
            self._queue()

    def _doubt(self, strangers: Sequence[ShareTarget]) -> None:
        """Name the recipients who are not verified. The safe act has the focus, and Enter never sends."""
        look, tr = self.look, self.look.tr
        names = tr.listed(person.name for person in strangers)
        said = tr("Not verified: {names}. Compare the number in person first.", names=names)
        now = Button(look, tr("Verify now"), "std", "shield-ask", act=lambda: self.verify.emit(strangers[0].key))
        anyway = IntentButton(look, tr("Send all the same"), "quiet", "send")
        anyway.clicked.connect(lambda _=False: self._queue())
        for button in (now, anyway):
            plain_text.set_accessible_description(button, said)
        asked = column(look, box(look, "amber", "shield-ask", [(said, "")], "amb"), flow([now, anyway]), gap=8)
        self._notes.addWidget(asked)
        asked.show()
        now.setFocus(Qt.FocusReason.OtherFocusReason)
        self.send.setEnabled(False)
        plain_text.announce(self, said)

    def _queue(self) -> None:
        self.send.setEnabled(False)
        self.queue.emit(self.chosen(), self.audience)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the report in the outbox on Ctrl Enter, never on Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.send.isEnabled():
            self._send()
            event.accept()
            return
        super().keyPressEvent(event)
