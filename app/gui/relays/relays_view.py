"""Show relays and networks: the state of each relay, adding and removing one, and the rules of the networks."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.gui.relays.networks_view import NetworksCard, TorCard
from app.gui.relays.relays_query import RelayCard, RelaysPage, policy_means, policy_words
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import WIDEST, Elided, Label, at_most, column, fill, strip_margins


class RelaysView(ScrollPage):
    """The page of relays and of the rules of networks.

    `remove` carries an address, and True to remove the relay even if it can still store messages. `move_to` carries our
    address, the new address and its code. `stay`, `seen` (a log conflict) and `seen_aside` (quarantined data) carry our
    address. `policy` carries an address and the group that can write to the mailbox there. `add_relay` carries an
    address,
    an invite code and that group. `tickets` carries the address of the mailbox for a new file of delivery tickets,
    `take`
    asks for such a file.
    """

    visit = Signal()
    add_relay = Signal(str, str, str)
    remove = Signal(str, bool)
    move_to = Signal(str, str, str)
    stay = Signal(str)
    seen = Signal(str)
    seen_aside = Signal(str)
    policy = Signal(str, str)
    tickets = Signal(str)
    take = Signal()

    def __init__(self, look: Look, shown: RelaysPage) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr(
            "A relay stores encrypted packages until their recipients receive them. Without a relay, use a USB stick."
        )
        self._visit = Button(look, tr("Connect now"), "std", "again", act=self.visit.emit)
        self.add(PageHeader(look, tr("Relays"), text, [self._visit]))
        self.controls: dict[str, QWidget] = {}
        """The controls that change something, by name.

        After the page is read again, the same control gets the focus.
        """
        self._asked: tuple[str, str] | None = None
        self._moves: dict[str, MoveForm] = {}
        self._relays, self._networks = _Holder(look), _Holder(look)
        self.rules = NetworksCard(look, self.controls)
        self.tor = TorCard(look)
        self.add(self._relays)
        self.add(self._adding(), self._taking(), self.tor, widest=WIDEST)
        self.add(self._networks)
        self.close_column()
        self.show_relays(shown)
        self.first = self._visit if shown.relays else self._url

    def show_relays(self, shown: RelaysPage) -> None:
        """Show the relays and networks again. The typed text stays."""
        self._shown = shown
        self._visit.setEnabled(bool(shown.relays))
        at = QApplication.focusWidget()
        key = next((key for key, held in self.controls.items() if at and (held is at or held.isAncestorOf(at))), "")
        self.controls.clear()
        self.controls |= {"url": self._url, "code": self._code, "who": self._who, "add": self._add, "take": self._take}
        if self._asked is not None and self._asked[0] not in [relay.url for relay in shown.relays]:
            self._asked = None
        typed = {url: form.typed for url, form in self._moves.items() if form.typed is not None}
        self._moves = {}
        self._relays.fill([self._relay(relay) for relay in shown.relays])
        for url, form in self._moves.items():
            form.show_typed(typed.get(url))
        self._networks.fill(self.rules.blocks(shown.networks))
        if key:
            enter(self.controls.get(key) or self.controls.get(key.partition(":")[0], self._url))

    def ask(self, url: str, why: str) -> None:
        """Show why a relay was not removed, and ask if it must be removed anyway."""
        self._asked = (url, why)
        self.show_relays(self._shown)
        enter(self.controls[f"keep:{url}"])

    def added(self) -> None:
        """Clear the fields, because the relay was added."""
        for edit in (self._url, self._code):
            edit.clear()
        self._who.set_value("0")
        self._means.setText(policy_means(self.look.tr, 0))
        self.field.set_error("")

    def _relay(self, shown: RelayCard) -> QWidget:
        look, tr, url = self.look, self.look.tr, shown.url
        parts: list[QWidget] = [Elided(look, url, "card"), Facts(look, shown.facts)]
        if shown.proof:
            parts.append(self._proof(shown))
        if shown.aside:
            parts.append(self._aside(shown))
        if shown.policy:
            parts.append(self._policy(shown))
        if not shown.ours:
            return card(look, *parts)
        remove = Button(look, tr("Remove…") if shown.known else tr("Remove it"), "std", "minus")
        plain_text.set_accessible_description(remove, url)
        remove.clicked.connect(lambda _=False: self.remove.emit(url, False))
        self.controls[f"remove:{url}"] = remove
        if self._asked is not None and self._asked[0] == url:
            parts.append(self._question(url, self._asked[1]))
        else:
            parts += self._moving(shown, remove)
        return card(look, *parts)

    def _moving(self, shown: RelayCard, remove: Button) -> list[QWidget]:
        """Return the buttons of a relay: move to another relay, cancel the move, and remove."""
        look, tr, url = self.look, self.look.tr, shown.url
        if not shown.known:
            return [flow([remove])]
        if shown.moving:
            stay = Button(look, tr("Do not move"), "std", act=lambda: self.stay.emit(url))
            plain_text.set_accessible_description(stay, url)
            self.controls[f"move:{url}"] = stay
            return [flow([stay, remove])]
        form = self._moves[url] = MoveForm(look, url)
        form.begun.connect(lambda to, code: self.move_to.emit(url, to, code))
        move = Button(look, tr("Move to another relay…"), "std", "forward", act=lambda: self._open(form))
        plain_text.set_accessible_description(move, url)
        form.left.connect(lambda: enter(self.controls[f"move:{url}"]))
        self.controls[f"move:{url}"] = move
        self.controls |= {f"to:{url}": form.to, f"code:{url}": form.code}
        return [flow([move, remove]), form]

    def _open(self, form: "MoveForm") -> None:
        """Open the form of a move and scroll until the complete form, with its button, is visible."""
        form.open()
        QTimer.singleShot(0, form, lambda: self.ensureWidgetVisible(form, 0, self.look.sp(16)))

    def move_failed(self, url: str, why: str) -> None:
        """Show at the form why a move did not start."""
        if url in self._moves:
            self._moves[url].set_error(why)

    def _proof(self, shown: RelayCard) -> QWidget:
        look, tr, url = self.look, self.look.tr, shown.url
        means = tr("This also happens if the operator restored an older copy of the relay. Ask the operator.")
        said = box(look, "amber", "alert", [(f"{shown.proof} {means}", "")], "amb")
        if shown.seen:
            return said
        seen = Button(look, tr("Hide this warning"), act=lambda: self.seen.emit(url))
        plain_text.set_accessible_description(seen, f"{url}. {shown.proof}")
        self.controls[f"seen:{url}"] = seen
        return column(look, said, flow([seen]), gap=12)

    def _aside(self, shown: RelayCard) -> QWidget:
        """Return the notice of quarantined data: the problem, the safe data, the action to take, and a button to
        dismiss it.
        """
        look, tr, url = self.look, self.look.tr, shown.url
        safe = tr(
            "Amparo accepted all other packages, but not these. Your contacts keep their reports until you "
            "confirm them."
        )
        todo = tr(
            "Ask the senders if a report is missing. If the problem continues, use a different relay or a USB "
            "stick, and ask the operator."
        )
        said = box(look, "amber", "alert", [(f"{shown.aside} {safe} {todo}", "")], "amb")
        seen = Button(look, tr("Hide this warning"), act=lambda: self.seen_aside.emit(url))
        plain_text.set_accessible_description(seen, f"{url}. {shown.aside}")
        self.controls[f"aside:{url}"] = seen
        return column(look, said, flow([seen]), gap=12)

    def _policy(self, shown: RelayCard) -> QWidget:
        look, tr, url = self.look, self.look.tr, shown.url
        who = OneOf(look, list(policy_words(tr).items()), shown.policy, tr("Allowed senders here"))
        who.describe(tr.line(url, shown.means))
        who.chosen.connect(lambda policy: self.policy.emit(url, policy))
        self.controls[f"policy:{url}"] = who
        title = Label(look, tr("Allowed senders here"), "strong")
        means = Label(look, shown.means, "second", "ink2", wrap=True)
        if not shown.guarded:
            return column(look, title, who, means, gap=8)
        give = Button(
            look, tr("Write a file with tickets…"), "std", "out", tr("For people who do not have your card yet")
        )
        plain_text.set_accessible_description(give, url)
        give.clicked.connect(lambda _=False: self.tickets.emit(url))
        self.controls[f"tickets:{url}"] = give
        return column(look, title, who, means, flow([give]), gap=8)

    def _question(self, url: str, why: str) -> QWidget:
        look, tr = self.look, self.look.tr
        anyway = Button(look, tr("Remove it anyway"), "danger", act=lambda: self.remove.emit(url, True))
        plain_text.set_accessible_description(anyway, f"{url}. {why}")
        keep = Button(look, tr("Keep it"), act=lambda: self._keep(url))
        plain_text.set_accessible_description(keep, why)
        self.controls[f"keep:{url}"] = keep
        safe = tr("You lose no reports: senders keep unconfirmed reports, and send them through a different route.")
        said = box(look, "amber", "alert", [(f"{why} {safe}", "")], "amb")
        return column(look, said, flow([keep, anyway]), gap=12)

    def _keep(self, url: str) -> None:
        self._asked = None
        self.show_relays(self._shown)
        enter(self.controls[f"remove:{url}"])

    def _adding(self) -> QWidget:
        look, tr = self.look, self.look.tr
        self._url = line_edit(look, tr("Address of a relay"), tr("https://… or an .onion address"))
        self._code = line_edit(
            look, tr("Code of the invite"), tr("Needed for an https address. The operator gives it to you")
        )
        self._add = Button(look, tr("Add this relay"), "std", "plus")
        self._who = OneOf(look, list(policy_words(tr).items()), "0", tr("Allowed senders there"))
        self._means = Label(look, policy_means(tr, 0), "second", "ink2", wrap=True)
        self._who.chosen.connect(lambda policy: self._means.setText(policy_means(tr, int(policy))))
        self._add.clicked.connect(
            lambda _=False: self.add_relay.emit(self._url.text().strip(), self._code.text(), self._who.value)
        )
        self._code.returnPressed.connect(self._add.click)
        self.field = Labelled(look, tr("Address of a relay"), self._url)
        help_ = tr("Paste the code, or type it from paper. The code works once. Save it to add this relay again.")
        invite = Labelled(look, tr("Code of the invite"), self._code, help_)
        who = column(look, Label(look, tr("Allowed senders there"), "strong"), self._who, self._means, gap=8)
        return card(look, Label(look, tr("Add a relay"), "card"), self.field, invite, who, flow([self._add]))

    def _taking(self) -> QWidget:
        """Return the card that imports a file of delivery tickets from another person."""
        look, tr = self.look, self.look.tr
        text = tr(
            "Some mailboxes accept only reports with a ticket. Their owners can give you a file of tickets for "
            "small messages. Add their card first."
        )
        self._take = Button(look, tr("Add a file with tickets…"), "std", "in", act=self.take.emit)
        note = Label(look, text, "second", "ink2", wrap=True)
        return card(look, Label(look, tr("Tickets of another person"), "card"), note, flow([self._take]))


class MoveForm(QWidget):
    """The form of a move from one relay to another: an address and an invite code."""

    begun = Signal(str, str)
    left = Signal()

    def __init__(self, look: Look, url: str) -> None:
        super().__init__()
        tr = look.tr
        self._open, self._error = False, ""
        self.to = line_edit(look, tr("Address of the new relay"), tr("https://… or an .onion address"))
        self.code = line_edit(
            look, tr("Code of its invite"), tr("Needed for an https address. The operator gives it to you")
        )
        begin = Button(look, tr("Start to move"), "std", "forward")
        plain_text.set_accessible_description(begin, url)
        begin.clicked.connect(lambda _=False: self.begun.emit(self.to.text().strip(), self.code.text()))
        self.code.returnPressed.connect(begin.click)
        leave = Button(look, tr("Not now"), act=self._leave)
        self._field = Labelled(look, tr("Address of the new relay"), self.to)
        help_ = tr(
            "Amparo tells your contacts about the new relay. Amparo reads the old relay until all "
            "contacts use the new one."
        )
        layout = strip_margins(QVBoxLayout(self))
        code = Labelled(look, tr("Code of its invite"), self.code, help_)
        layout.addWidget(column(look, self._field, code, flow([begin, leave]), gap=12))
        self.setVisible(False)

    def open(self) -> None:
        """Show the form and move the focus to the address."""
        self.show_typed(("", "", ""))
        enter(self.to)

    @property
    def typed(self) -> tuple[str, str, str] | None:
        """Return the typed address, the code and the error, or None if the form is closed."""
        return (self.to.text(), self.code.text(), self._error) if self._open else None

    def show_typed(self, typed: tuple[str, str, str] | None) -> None:
        """Show the state from before the page was read again."""
        self._open = typed is not None
        self.setVisible(self._open)
        if typed is not None:
            self.to.setText(typed[0])
            self.code.setText(typed[1])
            self.set_error(typed[2])

    def set_error(self, why: str) -> None:
        """Show the error of the address, or no error for an empty text."""
        self._error = why
        self._field.set_error(why)

    def _leave(self) -> None:
        self.show_typed(None)
        self.left.emit()


class _Holder(QWidget):
    """A part of the page whose blocks can be replaced."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._blocks = look, QVBoxLayout(self)
        self._blocks.setContentsMargins(0, 0, 0, 0)
        self._blocks.setSpacing(look.sp(16))

    def fill(self, blocks: list[QWidget]) -> None:
        """Replace the blocks."""
        fill(self._blocks, *(at_most(self._look, block, WIDEST) for block in blocks))
        self.setVisible(bool(blocks))
