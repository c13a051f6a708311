"""Exchange cards: the steps of the page, and the sticks that are in."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QTimer

from app.actions.contacts import card_exchange, contact_cards
from app.actions.contacts.card_exchange import CardFile
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import records
from app.actions.kernel.change_set import MAIL, Changed, PageData
from app.actions.rounds import stick_memory
from app.actions.rounds.volumes import serial_of
from app.gui.people import exchange_query
from app.gui.people.code_reader import CardReader
from app.gui.people.exchange_query import ExchangeShown
from app.gui.people.exchange_view import ExchangeView
from app.gui.people.people_view import MismatchView
from app.gui.shell.place import back_button
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import drives
from app.store.vault.open_vault import Vault

EVERY = 1000
"""Milliseconds between two looks for sticks."""
Seen = tuple[list[tuple[Path, tuple[str, ...]]], list[tuple[str, str]], list[CardFile]]
"""The sticks with the names of their files, the folder and the serial of each, and the cards on them."""


class CardExchange:
    """One exchange, over a place. `arrived` shows a contact, or does the step that `onward` names."""

    def __init__(
        self, desk: VaultSession, arrived: Callable[[str], None], key: str = "",
        sticks: Callable[[], Sequence[Path]] = lambda: drives()[1:], onward: str = "",
    ) -> None:  # fmt: skip
        self._desk, self._key, self._sticks = desk, key, sticks
        self.view = ExchangeView(desk.look, back_button(desk))
        self.view.guide, self.view.onward = "contact", onward
        self.view.save.connect(self._save)
        self._reader = reader = CardReader(desk, self.view, self._take, self._refuse)
        self.view.take.connect(reader.file)
        self.view.pasted.connect(reader.paste)
        self.view.named.connect(self._name)
        self.view.matched.connect(self._match)
        self.view.differs.connect(self._differ)
        self.view.later.connect(self._leave)
        self.view.opened.connect(self._leave)
        self.view.resumed.connect(self._resume)
        self._arrived, self._looking = arrived, False
        self._shown: ExchangeShown | None = None
        self._there: list[tuple[Path, tuple[str, ...]]] | None = None
        desk.window.show_full(self.view)
        desk.watch(self.view, self._read, PageData(("contact",), MAIL))
        self._timer = QTimer(self.view, interval=EVERY)
        self._timer.timeout.connect(self._watch)
        self._timer.start()
        self._read()
        self._watch()

    def _read(self, why: str = "") -> None:
        tr, key = self._desk.look.tr, self._key
        self._desk.ask(lambda vault: exchange_query.exchange(vault, tr, key), partial(self._show, why))

    def _show(self, why: str, shown: ExchangeShown) -> None:
        if shiboken6.isValid(self.view) and (why or shown != self._shown):
            self._shown = shown
            self.view.show_state(shown, why)

    # Sticks.

    def _watch(self) -> None:
        """Look for sticks and the cards on them, in a thread that can wait for one."""
        if self._looking:
            return
        self._looking, found, before = True, self._sticks, self._there

        def look() -> Seen | None:
            paths = list(found())
            there = [(path, tuple(sorted(file.name for file in path.iterdir()))) for path in paths]
            if there == before:
                return None
            return there, [(str(path), serial_of(path)) for path in paths], card_exchange.find_cards(paths)

        self._desk.work.look(self.view, look, self._saw, lambda _: self._saw(None))

    def _saw(self, seen: Seen | None) -> None:
        self._looking = False
        if seen is None:
            return
        self._there, sticks, cards = seen

        def named(vault: Vault) -> list[tuple[str, str]]:
            known = [(folder, stick_memory.find_stick(vault, serial)) for folder, serial in sticks]
            return [(folder, stick.name if stick else "") for folder, stick in known]

        self._desk.read(named, lambda names: self._offer(names, cards))

    def _offer(self, sticks: list[tuple[str, str]], cards: list[CardFile]) -> None:
        if shiboken6.isValid(self.view):
            self.view.show_sticks(sticks, cards)

    # The three steps.

    def _save(self, folder: str) -> None:
        def saved(path: Path) -> None:
            self.view.close_browser()
            self._desk.say(saved_words(self._desk, self._desk.look.tr("Saved as {name}.", name=path.name), path))
            self._read()

        self._desk.ask(lambda vault: card_exchange.save_card(vault, Path(folder), self._key), saved, self._desk.failed)

    def _take(self, card: bytes) -> None:
        tr = self._desk.look.tr

        def taken(contact: Contact) -> None:
            self._key = contact.record.id.hex()
            self.view.close_browser()
            said = tr("{name} is added. Compare the number next.", name=contact.record.title)
            if self._reader.dropped:
                said = " ".join(
                    (said, tr("This is the code of another card. Amparo deleted the codes of the first card."))
                )
            self._desk.tell(said)
            self._read()

        def refused(error: BaseException) -> None:
            self._refuse(tr.error(error, tr("Amparo cannot read this file. Choose another file.")))

        self._desk.ask(lambda vault: card_exchange.take_card(vault, card)[0], taken, refused)

    def _refuse(self, said: str) -> None:
        self.view.close_browser()
        self._read(said)

    def _name(self, name: str) -> None:
        """Store another name of the contact in this vault."""
        key, said = self._key, self._desk.look.tr("The name of the contact is {name} now.", name=name)
        if name and self._shown is not None and name != self._shown.name:
            self._desk.act(lambda vault: records.edit(vault, key, {"display_name": name})[1], said)

    def _match(self, how: str) -> None:
        assert self._shown is not None  # noqa: S101 - the button is shown with the number
        number, key = "".join(self._shown.groups), self._key

        def verified(done: tuple[Contact, Changed]) -> None:
            said = self._desk.look.tr("{name} is verified.", name=done[0].record.title)
            self._desk.tell(said, changed=done[1])
            self._read()

        def failed(error: BaseException) -> None:
            self._desk.failed(error)
            self._read()

        self._desk.ask(lambda vault: contact_cards.verify(vault, key, number, how), verified, failed)

    def _differ(self) -> None:
        """Stop sending immediately, and show the next step."""
        assert self._shown is not None  # noqa: S101 - the button is shown with the number
        stop_sending(self._desk, self._key, self._shown.name)

    def _leave(self) -> None:
        """Close the page, and show the contact."""
        self._desk.window.close_full()
        self._arrived(self._key)

    def _resume(self, key: str) -> None:
        self._key = key
        self._read()


def stop_sending(desk: VaultSession, key: str, name: str) -> None:
    """Send nothing more to a contact whose number differs; show the safe state and the next step."""
    said = desk.look.tr("Amparo sends nothing to {name} now.", name=name)
    desk.act(lambda vault: contact_cards.doubt(vault, key), said)
    desk.window.show_full(MismatchView(desk.look, name, back_button(desk)))
