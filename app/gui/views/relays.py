"""Relays and networks: how each relay stands, adding and removing one, and what is allowed on which network."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.reads.relays import RelayCard, RelaysPage, policy_words
from app.gui.views.networks import NetworksCard
from app.gui.views.tor import TorCard
from app.gui.widgets.blocks import Facts, Page, PageHeader, box, card
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled, line_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import Elided, Label, column


class RelaysView(Page):
    """The page. `remove` carries an address, and whether it is removed whatever may still lie there.

    `policy` carries an address, and who may write to the mailbox there.
    """

    visit = Signal()
    add_relay = Signal(str, str)
    remove = Signal(str, bool)
    policy = Signal(str, str)

    def __init__(self, look: Look, shown: RelaysPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("A relay keeps sealed parcels until they are fetched. Without one, a stick does the same.")
        self._visit = Button(look, tr("Visit them now"), "std", "again")
        self._visit.clicked.connect(lambda _=False: self.visit.emit())
        self.add(PageHeader(look, tr("Relays and networks"), text, [self._visit], back))
        self.controls: dict[str, QWidget] = {}
        """What changes something here, by what it is about: where the keyboard stands when the page is read again."""
        self._asked: tuple[str, str] | None = None
        self._relays, self._networks = _Holder(look), _Holder(look)
        self.rules = NetworksCard(look, self.controls)
        self.tor = TorCard(look)
        self.add(self._relays, self._adding(), self.tor, self._networks)
        self.close_column()
        self.show_relays(shown)
        self.first = self._visit if shown.relays else self._url

    def show_relays(self, shown: RelaysPage) -> None:
        """Show the relays and networks anew; what is being typed stays."""
        self._shown = shown
        self._visit.setEnabled(bool(shown.relays))
        at = QApplication.focusWidget()
        key = next((key for key, held in self.controls.items() if at and (held is at or held.isAncestorOf(at))), "")
        self.controls.clear()
        self.controls |= {"url": self._url, "code": self._code, "add": self._add}
        if self._asked is not None and self._asked[0] not in [relay.url for relay in shown.relays]:
            self._asked = None
        self._relays.fill([self._relay(relay) for relay in shown.relays])
        self._networks.fill(self.rules.blocks(shown.networks))
        if key:
            enter(self.controls.get(key) or self.controls.get(key.partition(":")[0], self._url))

    def ask(self, url: str, why: str) -> None:
        """Say why a relay was not removed, and ask whether it is removed all the same."""
        self._asked = (url, why)
        self.show_relays(self._shown)
        enter(self.controls[f"keep:{url}"])

    def added(self) -> None:
        """What was typed is a relay now."""
        for edit in (self._url, self._code):
            edit.clear()
        self.field.set_error("")

    def _relay(self, shown: RelayCard) -> QWidget:
        look, tr, url = self.look, self.look.tr, shown.url
        remove = Button(look, tr("Remove…") if shown.known else tr("Remove it"), "std", "minus")
        remove.setAccessibleDescription(url)
        remove.clicked.connect(lambda _=False: self.remove.emit(url, False))
        self.controls[f"remove:{url}"] = remove
        parts: list[QWidget] = [Elided(look, url, "card"), Facts(look, shown.facts)]
        if shown.policy:
            parts.append(self._policy(shown))
        if self._asked is not None and self._asked[0] == url:
            parts.append(self._question(url, self._asked[1]))
        else:
            parts.append(flow([remove]))
        return card(look, *parts)

    def _policy(self, shown: RelayCard) -> QWidget:
        look, tr, url = self.look, self.look.tr, shown.url
        who = OneOf(look, list(policy_words(tr).items()), shown.policy, tr("Who may write to you here"))
        who.describe(tr.line(url, shown.means))
        who.chosen.connect(lambda policy: self.policy.emit(url, policy))
        self.controls[f"policy:{url}"] = who
        title = Label(look, tr("Who may write to you here"), "strong")
        return column(look, title, who, Label(look, shown.means, "second", "ink2", wrap=True), gap=8)

    def _question(self, url: str, why: str) -> QWidget:
        look, tr = self.look, self.look.tr
        anyway = Button(look, tr("Remove it all the same"), "danger")
        anyway.setAccessibleDescription(f"{url}. {why}")
        anyway.clicked.connect(lambda _=False: self.remove.emit(url, True))
        keep = Button(look, tr("Keep it"))
        keep.setAccessibleDescription(why)
        keep.clicked.connect(lambda _=False: self._keep(url))
        self.controls[f"keep:{url}"] = keep
        safe = tr("Nothing is lost by that: what is not confirmed stays with its sender, and goes by another way.")
        said = box(look, "amber", "alert", [(f"{why} {safe}", "")], "amb")
        return column(look, said, flow([keep, anyway]), gap=12)

    def _keep(self, url: str) -> None:
        self._asked = None
        self.show_relays(self._shown)
        enter(self.controls[f"remove:{url}"])

    def _adding(self) -> QWidget:
        look, tr = self.look, self.look.tr
        self._url = line_edit(look, tr("Address of a relay"), tr("https://… or an .onion address"))
        self._code = line_edit(look, tr("Code of the invite"), tr("For an https address; its operator gives it to you"))
        self._add = Button(look, tr("Add this relay"), "std", "plus")
        self._add.clicked.connect(lambda _=False: self.add_relay.emit(self._url.text().strip(), self._code.text()))
        self._code.returnPressed.connect(self._add.click)
        self.field = Labelled(look, tr("Address of a relay"), self._url)
        help_ = tr("It can be pasted, or typed from paper. It is good once; keep it, to add this relay again.")
        invite = Labelled(look, tr("Code of the invite"), self._code, help_)
        return card(look, Label(look, tr("Add a relay"), "card"), self.field, invite, flow([self._add]))


class _Holder(QWidget):
    """A part of the page whose blocks come and go."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._blocks = QVBoxLayout(self)
        self._blocks.setContentsMargins(0, 0, 0, 0)
        self._blocks.setSpacing(look.sp(16))

    def fill(self, blocks: list[QWidget]) -> None:
        """Put these blocks where others stood."""
        while (item := self._blocks.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for block in blocks:
            self._blocks.addWidget(block)
            block.show()  # now, not with the next event: the keyboard is to stand on something in it
        self.setVisible(bool(blocks))
