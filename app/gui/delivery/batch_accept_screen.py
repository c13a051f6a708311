"""The page of waiting reports by sender: accept many reports together, and set rules for later ones."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, Signal

from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db
from app.actions.mail import batch_accept, rules
from app.gui.delivery import heaps_query as reading
from app.gui.delivery.arrival_view import IntentButton
from app.gui.delivery.heaps_query import Heaps
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.listpane import ListPane
from app.store.vault.open_vault import Vault
from sync.ports import Told

Chosen = Sequence[tuple[bytes, str]]
"""Contacts, each with a profile."""


class HeapsView(ScrollPage):
    """The page. Each signal carries the keys of the selected rows. Enter accepts nothing, and no row is selected
    automatically after the first time.
    """

    accept = Signal(object)
    as_they_come = Signal(object)
    wait = Signal(object)

    def __init__(self, look: Look, shown: Heaps, back: Button, sender: str = "") -> None:
        """Build the page with the first row of a contact selected (its id in hex), by default the first row."""
        super().__init__(look, 32)
        tr = look.tr
        self._accept = IntentButton(look, tr("Accept reports"), "std", "checks")
        self._rule = Button(
            look, tr("Accept automatically"), "std", "again", tr("Accept these reports automatically when they arrive")
        )
        self._wait = Button(
            look, tr("Stop automatic"), "tool", tip=tr("Do not accept these reports automatically any longer")
        )
        for button, signal in (
            (self._accept, self.accept), (self._rule, self.as_they_come), (self._wait, self.wait),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self.taken))
        second = tr("Select several with Shift and the arrow keys, or all with Ctrl A.")
        if shown.others:
            second += " " + tr(
                "{n} report is from another sender. Open it in the Inbox.|{n} reports are from other senders. "
                "Open each of them in the Inbox.",
                n=shown.others,
            )
        actions = [self._wait, self._rule, self._accept]
        self.add(PageHeader(look, tr("Accept all reports of a sender"), second, actions, back))
        self.pane = ListPane(look, tr("Verified senders"), 2, several=True)
        self.pane.taken.connect(self._fit)
        self.body.addWidget(self.pane, 1)
        self.first = self.pane.view
        self.show_heaps(shown)
        first = next((row.key for row in shown.rows if row.key.startswith(sender)), "")
        if first:
            self.pane.select(first)

    @property
    def taken(self) -> list[str]:
        """Return the keys of the selected rows."""
        return [row.key for row in self.pane.rows_taken]

    def show_heaps(self, shown: Heaps) -> None:
        """Show the rows again."""
        look, tr = self.look, self.look.tr
        empty = Empty(
            look,
            "inbox",
            tr("Nothing is waiting"),
            tr("This page shows the waiting reports of verified contacts, by sender."),
        )
        self.pane.show_rows(shown.rows, tr("{n} report is waiting|{n} reports are waiting", n=shown.verified), empty)
        if shown.rows and not self.pane.current:
            self.pane.view.selectionModel().setCurrentIndex(
                self.pane.model.index(0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self._fit()

    def _fit(self) -> None:
        """Enable the actions that are possible for the selected rows."""
        rows: Sequence[object] = [row.far for row in self.pane.rows_taken]
        for button, offered in (
            (self._accept, bool(rows)), (self._rule, None in rows), (self._wait, any(rows)),
        ):  # fmt: skip
            button.setEnabled(offered)


def open_heaps(desk: VaultSession, sender: str = "") -> None:
    """Open the page over any place; from a report, with its sender selected (the id of the contact in hex)."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr), lambda shown: _show(desk, shown, sender))


def _show(desk: VaultSession, shown: Heaps, sender: str) -> None:
    tr = desk.look.tr
    view = HeapsView(desk.look, shown, back_button(desk), sender)

    def again() -> None:
        desk.read(lambda vault: reading.page(vault, tr), view.show_heaps)

    def ruled(keys: list[str], on: bool) -> None:
        standing = {row.key for row in view.pane.rows_taken if row.far is not None}
        chosen = [reading.of_key(key) for key in keys if (key in standing) is not on]
        said = (
            tr("From now on, Amparo accepts these reports when they arrive.")
            if on
            else tr("From now on, these reports wait until a person accepts them.")
        )
        desk.act(_rules(chosen, on), said, _rules(chosen, not on))

    view.accept.connect(lambda keys: accept(desk, [reading.of_key(key) for key in keys]))
    view.as_they_come.connect(lambda keys: ruled(keys, True))
    view.wait.connect(lambda keys: ruled(keys, False))
    desk.window.show_full(view)
    desk.watch(view, again)


def _rules(chosen: Chosen, on: bool) -> Callable[[Vault], Changed]:
    def go(vault: Vault) -> Changed:
        with vault.transaction():
            for contact, profile in chosen:
                if on:
                    rules.add(vault, contact.hex(), profile)
                else:
                    rules.withdraw(vault, contact.hex(), profile)
        return Changed(frozenset({"contact"}))

    return go


def accept(desk: VaultSession, which: Chosen) -> None:
    """Accept all waiting reports of these contacts, some at a time, so that the list and the search stay usable."""
    tr = desk.look.tr

    def task(vault: Vault, db: Db, told: Told) -> batch_accept.Bulk:
        steps = batch_accept.accept_batch(vault, which, desk.work.give_way)
        done = batch_accept.Bulk()
        while isinstance(step := db(lambda _: next(steps, None)), tuple):
            done, whole = step
            told(done.accepted + len(done.left), whole)
        return done

    def over(done: batch_accept.Bulk) -> None:
        said = tr("{n} report was accepted.|{n} reports were accepted.", n=done.accepted)
        if done.proposals or done.conflicts:
            said += " " + tr("Some fields differ from yours. Choose the right values on the page Today.")
        if done.left:
            said += " " + tr(
                "Amparo could not read {n} report. It stays in the Inbox.|Amparo could not read "
                "{n} reports. They stay in the Inbox.",
                n=len(done.left),
            )
        desk.tell(said)
        desk.look_inside()

    def part_done(error: BaseException) -> None:
        desk.refresh()
        desk.failed(error)

    desk.at_length(
        tr("Accepting reports"),
        tr("Stopped. The accepted reports are in your records. The other reports are still in the Inbox."),
        task,
        over,
        part_done,
        lambda done, whole: tr("{done} of {whole}", done=tr.number(done), whole=tr.number(whole)),
    )
