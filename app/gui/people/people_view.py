"""Show the list of people, and the page of one with the safety number and how it was compared."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from app.gui.people.people_values import PersonPage
from app.gui.people.safety import Code, SafetyNumber
from app.gui.real_names.real_names_view import RealNames
from app.gui.records.parts_view import Parts, kept_block
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, Empty, Facts, PageHeader, ScrollPage, badges, box, card
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, rule, strip_margins
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.page_values import BadgeOf, ShareTarget, Trust
from app.gui.withdrawals.withdrawing_view import withdraw_button

LABELS = 140
"""Pixels of the column of labels at 100 %."""
ARTICLE, NOT_JOINED = "\u0627\u0644", "\u200c"
"""The article at the start of many Arabic words, and the mark that stops two letters from joining."""
WIDEST = 640
"""Pixels of the pages at 100 %."""


def people_list(look: Look) -> ListPane:
    """Return the empty list of people."""
    tr = look.tr
    chips = [("contact", tr("Contacts")), ("actor", tr("In records")), ("organisation", tr("Organisations"))]
    add = Button(look, tr("Exchange cards"), "pri", "plus", tr("Give your card, get their card, compare  Ctrl N"))
    return ListPane(look, tr("People"), 2, tr("Search alias, role, place"), chips, add, exports=True)


def no_people(look: Look, contacts: bool) -> Empty:
    """Return the text for an empty list."""
    tr = look.tr
    if contacts:
        text = tr("To add a person, you need their card: on a USB stick, by mail, or from their screen.")
        return Empty(look, "people", tr("No contacts yet"), text)
    return Empty(look, "people", tr("Nobody in records yet"), tr("People from incidents appear here, by alias."))


def trust_badge(look: Look, trust: Trust) -> BadgeOf:
    """Return the icon, the word and the tone of a contact's trust."""
    tr = look.tr
    return {
        Trust.NEW: ("shield-ask", tr("Not verified"), "amb"),
        Trust.INTRODUCED: ("shield", tr("Introduced"), "neutral"),
        Trust.VERIFIED: ("shield-check", tr("Verified"), "neutral"),
        Trust.CHANGED: ("shield-alert", tr("New key: compare again"), "amb"),
        Trust.EXPIRED: ("clock", tr("Card expired"), "amb"),
        Trust.REVOKED: ("shield-off", tr("Key ended"), "amb"),
        Trust.NONE: ("shield-off", tr("No key"), "neutral"),
    }[trust]


def _note(look: Look, words: str, alone: bool) -> QWidget:
    """Return the note about the card. It is quiet if a strip is already above it, because a page has only one strip."""
    return box(look, "amber", "clock", [(words, "")], "amb") if alone else box(look, "box", "clock", [(words, "")])


def initials(name: str) -> str:
    """Return the first letters of the first two words, Arabic ones without their article and not joined."""
    words = [word.removeprefix(ARTICLE) or word for word in name.split()[:2]]
    return NOT_JOINED.join(word[0] for word in words).upper()


class PersonView(ScrollPage):
    """The page of one contact or person. `matched` carries the key and the method of comparison."""

    edit = Signal(str)
    matched = Signal(str, str)
    differs = Signal(str)
    led = Signal(str)
    """The key of another page about them."""
    withdraw = Signal(str)
    introduce = Signal(str)
    tickets = Signal(str, bool)
    """The key, and True if they get delivery tickets of ours again."""
    opened = Signal(str)
    """The id of an intervention that was sent to them."""
    taken = Signal(str)
    channels = Signal(str)
    asked = Signal(str)
    """A person whose answer about consent is to be written down."""
    measured = Signal(str)
    """A person for whom a measure of protection is to be written down."""
    measure = Signal(str)
    """The id of a measure to open."""
    answered = Signal(str)
    """The id of an answer to open."""
    left = Signal(str)
    """The fingerprint of an introduced contact to forget."""

    def __init__(self, look: Look, shown: PersonPage, back: Button | None = None) -> None:
        super().__init__(look, 28)
        tr = look.tr
        self.add(PageHeader(look, shown.name, shown.second, self._actions(shown), back))
        strip = self._strip(shown)
        if strip is not None:
            self.add(strip)
        if shown.note:
            self.add(_note(look, shown.note, alone=strip is None))
        if shown.trust is Trust.VERIFIED:
            self.add(badges(look, [trust_badge(look, shown.trust)]))
        if shown.groups:
            self.add(self._number(shown))
        if shown.facts:
            self.add(Facts(look, shown.facts, LABELS))
        if shown.reached:
            ways = Button(look, tr("Channels…"), "std", "network", tr("How to reach them, and what they agreed to"))
            ways.clicked.connect(lambda _=False: self.channels.emit(shown.key))
            self.add(flow([ways]))
        if shown.tickets:
            self.add(self._tickets(shown))
        if shown.vouches:
            self.add(self._vouches(shown))
        self.real = RealNames(look, shown.real) if shown.real else None
        if self.real:
            self.add(self.real)
        if shown.parts:
            parts = Parts(look, (), shown.parts)
            parts.opened.connect(self.opened)
            self.add(parts)
        self.add(*kept_block(look, shown.kept))
        if shown.real is not None:  # a person in records, not a contact
            answers = Parts(look, (), shown.answers)
            answers.opened.connect(self.answered)
            ask = Button(look, tr("Record consent…"), "std", "plus", tr("Write down the answer of the person"))
            ask.clicked.connect(lambda _=False: self.asked.emit(shown.key))
            leads = (
                ("escalation", tr("Escalation…"), "list", tr("The acts against this person by day")),
                ("submit", tr("Submit to a body…"), "send", tr("Begin a form of a UN or regional body")),
                ("notes", tr("Session notes…"), "lock", tr("Notes of a psychologist in a separate vault")),
            )
            others = [Button(look, word, "std", icon, tip, act=partial(self.led.emit, f"{lead}:{shown.key}"))
                      for lead, word, icon, tip in leads]  # fmt: skip
            named = Parts(look, (), shown.named)
            named.opened.connect(lambda key: self.led.emit(f"record:{key}"))
            self.add(answers, flow([ask, *others]), *([named] if shown.named else []), *self._measures(shown))
            self.add(flow([withdraw_button(look, partial(self.withdraw.emit, shown.key), shown.withdrawn)]))
        self.close_column()

    def _measures(self, shown: PersonPage) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        rows = Parts(look, (), [("undertaking", tr("Protection measures"), shown.measures)])
        rows.opened.connect(self.measure)
        add = Button(look, tr("Add a measure…"), "std", "plus", tr("A measure that protects this person"))
        add.clicked.connect(lambda _=False: self.measured.emit(shown.key))
        note = tr("Measures are in no report or paper for others.")
        return [rows, Label(look, note, "second", "ink2", wrap=True), flow([add])]

    def _actions(self, shown: PersonPage) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        actions: list[QWidget] = []
        if shown.groups:
            tip, act = tr("Reports between you and this contact, also waiting ones"), f"between:{shown.key}"
            actions.append(Button(look, tr("Between you…"), "tool", tip=tip, act=partial(self.led.emit, act)))
        if shown.trust is Trust.VERIFIED:
            tip = tr("Accept many reports together, now or when they arrive")
            actions.append(Button(look, tr("Reports…"), "tool", tip=tip, act=partial(self.led.emit, "do:heaps")))
        button = Button(look, tr("Edit"), "tool", "edit", tr("Edit  F2"), act=lambda: self.edit.emit(shown.key))
        actions.append(button)
        return actions

    def _strip(self, shown: PersonPage) -> QWidget | None:
        tr, name = self.look.tr, shown.name
        new = tr(
            "Not verified yet. You can send to {name}. But you cannot be sure that only {name} can open the report.",
            name=name,
        )
        changed = tr(
            "{name} has a new key. Amparo sends nothing to {name} until you compare the number again.", name=name
        )
        expired = tr(
            "This card is too old. Ask {name} for a new card. Until then, Amparo sends nothing to {name}.", name=name
        )
        revoked = tr("{name} ended this key. Amparo does not use it now. Ask {name} for a new card.", name=name)
        introduced = tr("Introduced, not verified. Compare the number before you send secret information.")
        if shown.by:
            introduced = tr(
                "Introduced by {by}, not verified. Compare the number before you send secret information.", by=shown.by
            )
        said = {
            Trust.NEW: new,
            Trust.INTRODUCED: introduced,
            Trust.CHANGED: changed,
            Trust.EXPIRED: expired,
            Trust.REVOKED: revoked,
        }
        says = said.get(shown.trust)
        icon, _, tone = trust_badge(self.look, shown.trust)
        return box(self.look, "amber", icon, [(says, "")], "amb" if tone == "neutral" else tone) if says else None

    def _tickets(self, shown: PersonPage) -> QWidget:
        """Return the button that stops or resumes our delivery tickets for them."""
        look, tr, again = self.look, self.look.tr, shown.tickets == "stopped"
        words = tr("Give tickets again") if again else tr("Stop giving tickets")
        tip = tr("Amparo sends the tickets with your next message to this contact.")
        if not again:
            tip = tr(
                "Amparo withdraws the unused tickets at the next connection. The contact can still send "
                "reports with a USB stick."
            )
        button = Button(look, words, "std", "again" if again else "minus", tip)
        button.clicked.connect(lambda _=False: self.tickets.emit(shown.key, again))
        return flow([button])

    def _vouches(self, shown: PersonPage) -> QWidget:
        """Return the contacts that this contact introduces, each with the two answers."""
        look, tr = self.look, self.look.tr
        rows: list[QWidget] = []
        for line in shown.vouches:
            take = Button(look, tr("Add"), "tool", "plus", tr("Add {name} as introduced", name=line.title))
            take.clicked.connect(lambda _=False, key=line.key: self.taken.emit(key))
            leave = Button(look, tr("Do not add"), "tool", tip=tr("Delete the introduction of {name}", name=line.title))
            leave.clicked.connect(lambda _=False, key=line.key: self.left.emit(key))
            rows.append(ActedRow(look, line.icon, line.title, line.second, [take, leave]))
        title = tr("{name} introduces", name=shown.name)
        return card(look, Label(look, title, "card", wrap=True), *rows)

    def _number(self, shown: PersonPage) -> QWidget:
        look, tr, name = self.look, self.look.tr, shown.name
        words = Label(look, tr("Number to compare with {name}", name=name), "card", wrap=True)
        text = tr("If {name} sees the same twelve groups, no other person can read or change your reports.", name=name)
        head = column(look, words, Label(look, text, "second", "ink2", wrap=True), gap=4)
        below = Label(look, tr("In the same place: scan the code"), "small", "ink3", wrap=True)
        below.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        side = column(look, *([Code(look, shown.code), below] if shown.code else []), gap=4)
        number = SafetyNumber(look, shown.groups)
        if look.factor > 1.5:
            both = flow([number, side], look.sp(44), look.sp(14))
        else:
            both = QWidget()
            row = strip_margins(QHBoxLayout(both))
            row.addWidget(number)
            row.addStretch(1)
            row.addWidget(side)
        return card(look, head, both, rule(), *self._answer(shown), gap=14)

    def _answer(self, shown: PersonPage) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        if shown.trust is Trust.VERIFIED:
            vouch = Button(look, tr("Introduce to…"), tip=tr("Introduce this contact to others"))
            vouch.clicked.connect(lambda _=False: self.introduce.emit(shown.key))
            return [Label(look, shown.verified, "second", "ink2", wrap=True), flow([vouch])]
        self._how = QButtonGroup(self)
        ways = {
            "in-person": tr("In person"),
            "voice": tr("Voice call, I know the voice"),
            "third": tr("Through someone I trust"),
        }
        choices: list[QWidget] = []
        self._ways = list(ways)
        for i, (_, word) in enumerate(ways.items()):
            choice = Choice(look, word)
            self._how.addButton(choice, i)
            choices.append(choice)
        self.match = Button(look, tr("Numbers match"), "pri", "shield-check")
        self.match.setEnabled(False)
        plain_text.tooltip(self.match, tr("First choose how you compared."))
        self._how.idClicked.connect(lambda _: self.match.setEnabled(True))
        self.match.clicked.connect(lambda _=False: self.matched.emit(shown.key, self._ways[self._how.checkedId()]))
        wrong = Button(look, tr("Numbers do not match"), act=lambda: self.differs.emit(shown.key))
        offered = flow(choices, look.sp(20), look.sp(8))
        asked = column(look, Label(look, tr("How did you compare?"), "label", "ink2"), offered, gap=8)
        return [asked, flow([self.match, wrong], look.sp(8), look.sp(8))]


class MismatchView(ScrollPage):
    """The safe data and the actions to take after a mismatch of safety numbers."""

    def __init__(self, look: Look, name: str, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.add(PageHeader(look, tr("The numbers do not match"), back=back))
        self.add(box(look, "red", "shield-alert", [(tr("Send nothing to {name} now.", name=name), "who")], "red"))
        read = tr("Another person might have read the reports that you sent to {name} with this card.", name=name)
        do = tr(
            "Meet {name}, or call in a way that you trust. Ask for the card again, and compare the numbers again.",
            name=name,
        )
        rows = (
            (tr("Safe"), tr("All records in your vault, and all reports that you sent to other contacts.")),
            (tr("At risk"), read),
            (tr("What to do"), do),
        )
        self.add(Facts(look, [(label, text, "") for label, text in rows]))
        self.close_column()


class IntroduceView(ScrollPage):
    """The page. `introduced` carries the keys of the contacts who must get the card."""

    introduced = Signal(list)

    def __init__(self, look: Look, name: str, people: Sequence[ShareTarget], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr(
            "Your contact gets the card of {name} and can add it. Your contact learns that you know {name}. "
            "The card is not verified until they compare the number.",
            name=name,
        )
        self.add(PageHeader(look, tr("Introduce {name}", name=name), text, back=back), widest=WIDEST)
        self.button = Button(look, tr("Send the card"), "pri", "send", act=lambda: self.introduced.emit(self.chosen()))
        self.button.setEnabled(False)
        self._ticks: dict[str, Choice] = {}
        for person in people:
            _, word, _ = trust_badge(look, person.trust)
            tick = Choice(look, person.name, tr.line(person.second, word), box=True)
            tick.toggled.connect(lambda _: self.button.setEnabled(bool(self.chosen())))
            self._ticks[person.key] = tick
        self.first: QWidget = next(iter(self._ticks.values()), back)
        if people:
            self.add(*self._ticks.values(), flow([self.button]), widest=WIDEST)
        else:
            self.add(Label(look, tr("You have no other contact to send it to."), "second", "ink2", wrap=True))
        self.close_column()

    def chosen(self) -> list[str]:
        """Return the keys of the ticked contacts."""
        return [key for key, tick in self._ticks.items() if tick.isChecked()]


class NewIdentityView(ScrollPage):
    """The explanation of a new identity key. `made` is emitted after two presses."""

    made = Signal()

    def __init__(self, look: Look, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("Use this if another person might have a copy of your key. You cannot use the old key again.")
        self.add(PageHeader(look, tr("A new identity"), text, back=back), widest=WIDEST)
        facts = (
            (
                tr("Your contacts"),
                tr(
                    "Amparo sends the new key to your contacts, signed with your old key. For them you are not "
                    "verified any longer."
                ),
                tr("Compare the numbers with each contact again."),
            ),
            (
                tr("Reports on their way"),
                tr("Your reports still arrive. You can still open reports that were sent to the old key."),
                "",
            ),
            (
                tr("Messages that end your key"),
                tr(
                    "You gave them on paper or with a share. They still end your identity for people who knew "
                    "the old key."
                ),
                tr("For people who know only the new key, print a new kit, or run: amparo card show --revocation"),
            ),
        )
        self.add(Facts(look, facts, 176), widest=WIDEST)
        doubt = tr(
            "A person with your old key can also announce a new key in your name. Your contacts then stop "
            "sending to both keys."
        )
        self.add(box(look, "amber", "shield-alert", [(doubt, "")], "amb"), widest=WIDEST)
        begin = Button(look, tr("New identity…"), "std", "key", act=lambda: ask())
        sure = Button(look, tr("Make the new identity"), "danger", act=self.made.emit)
        sure.hide()

        def ask() -> None:
            sure.show()
            sure.setFocus()

        self.first = begin
        self.add(flow([begin, sure]), widest=WIDEST)
        self.close_column()
