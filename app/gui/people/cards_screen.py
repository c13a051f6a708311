"""Contacts' cards: the contacts of People with the state of their cards, and our own card first."""

from collections.abc import Callable

from app.gui.people import cards_query
from app.gui.people.people_screen import People
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, Facts, PageHeader, ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.page_values import Fact3
from app.store.records.search import Query


def cards_list(look: Look) -> ListPane:
    """Return the empty list of cards."""
    tr = look.tr
    chips = [("all", tr("All")), ("care", tr("Need action"))]
    return ListPane(look, tr("Contacts’ cards"), 3, tr("Search a name"), chips, counted=True)


class CardsScreen(People):
    """The list of cards; the page of a contact is the one of People. `stick` opens the page of the USB stick."""

    listing = staticmethod(cards_query.listing)

    def __init__(self, desk: VaultSession, editing: Editing, stick: Callable[[], None]) -> None:
        super().__init__(desk, editing, cards_list(desk.look))
        self._chip, self._stick = "all", stick

    def _empty(self) -> Empty:
        tr = self._look.tr
        return Empty(
            self._look, "people", tr("No card needs action"), tr("This page shows expired, changed and new cards.")
        )

    @property
    def asked(self) -> Query:
        """Return the current query of the list, without a limit."""
        return Query("contact", text=self._text, limit=None)

    def reveal(self, key: str, group: str) -> None:
        """Show the card of a contact."""
        if self._text:
            self._filter(self._chip)
        self._reveal(key)

    def _read_page(self) -> None:
        tr = self._look.tr
        if self._shown == cards_query.MINE:
            self._desk.read(lambda vault: cards_query.my_card(vault, tr), self._mine)
        else:
            super()._read_page()

    def _mine(self, facts: list[Fact3]) -> None:
        if self._shown != cards_query.MINE:
            return
        tr, page = self._look.tr, ScrollPage(self._look, 28)
        give = Button(self._look, tr("Exchange cards"), "pri", "person", act=self.add)
        plain_text.set_accessible_description(give, tr("Contacts’ cards"))
        page.first = give
        said = tr("Other people need your card to send you reports. A card contains no secret.")
        page.add(
            PageHeader(self._look, tr("My card"), said, [give], self.split.back_button()), Facts(self._look, facts)
        )
        page.close_column()
        self.split.show_page(page)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if self._desk.window.full is None and name in ("stick", "exchange"):
            (self._stick if name == "stick" else self.add)()
            return True
        if name == "edit" and self._shown == cards_query.MINE:
            return True
        return super().key(name)
