"""People: contacts by their cards and people in records; only a comparison of safety numbers verifies a contact."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from app.actions.contacts import contact_cards, identities, introductions
from app.actions.kernel.change_set import MAIL, Changed, PageData
from app.actions.relays import tickets
from app.errors import NotFound
from app.gui.people import people_query as reading
from app.gui.people.exchange_screen import CardExchange, stop_sending
from app.gui.people.people_values import PersonPage
from app.gui.people.people_view import IntroduceView, NewIdentityView, PersonView, no_people, people_list
from app.gui.real_names.real_names_screen import on_page
from app.gui.records.form_screen import Editing
from app.gui.shell.latest_request import Latest
from app.gui.shell.list_page import ListPage
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Empty, ScrollPage
from app.gui.widgets.browse import drives
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.page_values import RowList, ShareTarget
from app.gui.withdrawals.withdrawing_screen import open_withdrawing
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


class People(ListPage):
    """The list of people and the page of one."""

    shows = PageData(("contact", "actor", "undertaking"), MAIL | {"relay", "round"})

    listing: Callable[[Vault, Look, str, str], RowList] = staticmethod(reading.listing)
    """Returns the rows for a search text and a chip."""

    def __init__(self, desk: VaultSession, editing: Editing, pane: ListPane | None = None) -> None:
        """Build the place; a tab with contacts gives its own `pane`."""
        super().__init__(desk, pane or people_list(desk.look), desk.look.tr("People"), self.add)
        self._editing = editing
        self._chip = "contact"
        self.drives: Callable[[], Sequence[Path]] = lambda: drives()[1:]
        """The folders of the connected USB sticks."""
        self._exchange: CardExchange | None = None
        self._question = Latest(desk)
        self.pane.searched.connect(self._search)
        self.pane.filtered.connect(self._filter)

    def refresh(self) -> None:
        """Read the list and the page again."""
        self._read_rows()
        self._read_page()

    def _read_rows(self) -> None:
        look, text, chip, listing = self._look, self._text, self._chip, type(self).listing
        self._question.ask(lambda vault: listing(vault, look, text, chip), self._list, self.pane)

    def _list(self, shown: RowList) -> None:
        self.pane.show_rows(shown.rows, shown.count, self._empty())
        self._leave_hidden(shown.rows)
        self._take_first(shown.rows)

    def _empty(self) -> Empty:
        """Return the text for an empty list."""
        return no_people(self._look, self._chip == "contact")

    def _search(self, text: str) -> None:
        self._text, self._narrowed = text, True
        self._read_rows()

    def _filter(self, chip: str) -> None:
        self._chip, self._shown = chip, ""
        self._clear_search()
        self.split.show_page(ScrollPage(self._look))
        self._read_rows()

    @property
    def asked(self) -> Query:
        """Return the current query of the list, without a limit."""
        return Query(self._chip, text=self._text, limit=None)

    def reveal(self, key: str, group: str) -> None:
        """Show a record on request of another place, or only the list of its kind."""
        if self.pane.chips is not None and (group != self._chip or self._text):
            self.pane.chips.set_value(group)
            self._filter(group)
        if key:
            self._reveal(key)

    def _read_page(self) -> None:
        if self._shown:
            look, key = self._look, self._shown
            self._desk.read(lambda vault: reading.page(vault, look, key), self._page, self._no_page)

    def _no_page(self, error: BaseException) -> None:
        self.split.show_page(ScrollPage(self._look))
        if not isinstance(error, NotFound):
            self._desk.failed(error)

    def _page(self, shown: PersonPage) -> None:
        if shown.key != self._shown:
            return
        view = PersonView(self._look, shown, self.split.back_button())
        view.matched.connect(lambda key, how: self._matched(shown, how))
        view.differs.connect(lambda _: self._differs(shown))
        view.edit.connect(self.edit)
        view.led.connect(lambda lead: self._desk.routes.follow(lead))
        view.channels.connect(self._channels)
        view.introduce.connect(lambda key: open_introducing(self._desk, key, shown.name))
        view.tickets.connect(lambda key, again: self._tickets(key, shown.name, again))
        view.asked.connect(lambda key: self._editing.new_part("consent_record", key, lambda _: self.refresh()))
        view.answered.connect(lambda key: self._editing.open_whole(key, self.refresh))
        view.measured.connect(self._protect)
        view.measure.connect(lambda key: self._desk.show("plans", key, "protection"))
        view.withdraw.connect(lambda key: open_withdrawing(self._desk, key))
        view.opened.connect(lambda key: self._desk.show("complaints", key, "intervention"))
        view.taken.connect(self._take)
        view.left.connect(self._leave)
        if view.real is not None:
            on_page(self._desk, shown.key, view.real)
        self.split.show_page(view)

    def _tickets(self, key: str, name: str, again: bool) -> None:
        """Give a contact tickets of ours again, or stop; each undoes the other."""

        def give(vault: Vault) -> Changed:
            tickets.give(vault, key)
            return Changed(frozenset({"contact"}))

        def stop(vault: Vault) -> Changed:
            tickets.stop(vault, key)
            return Changed(frozenset({"contact"}))

        tr = self._look.tr
        if again:
            self._desk.act(give, tr("You give tickets to {name} again.", name=name), stop)
        else:
            self._desk.act(stop, tr("You give no more tickets to {name}.", name=name), give)

    def _protect(self, key: str) -> None:
        self._editing.new_part(
            "undertaking", "", lambda _: self.refresh(), kind="protection", sensitivity="R", about=[key]
        )

    def _channels(self, key: str) -> None:
        from app.gui.field.coverage_screen import open_channels

        open_channels(self._desk, self._editing, key)

    def _take(self, id_: str) -> None:
        said = self._look.tr("Added as introduced. Compare the numbers next.")
        self._desk.act(lambda vault: introductions.accept(vault, id_)[1], said)

    def _leave(self, id_: str) -> None:
        self._desk.act(lambda vault: introductions.decline(vault, id_), self._look.tr("Not added."))

    def _matched(self, shown: PersonPage, how: str) -> None:
        number = "".join(shown.groups)
        said = self._look.tr("{name} is verified.", name=shown.name)
        self._desk.act(lambda vault: contact_cards.verify(vault, shown.key, number, how)[1], said)

    def _differs(self, shown: PersonPage) -> None:
        """Stop sending immediately, and show the safe state and the next step."""
        stop_sending(self._desk, shown.key, shown.name)

    # Adding by card.

    def add(self) -> None:
        """Exchange cards with somebody."""
        self._exchange = CardExchange(
            self._desk, lambda key: self._desk.show("people", key, "contact"), sticks=self.drives
        )

    # Editing.

    def edit(self, key: str) -> None:
        """Edit the fields of a contact or person."""
        self._editing.open_whole(key)

    def _list_acts(self) -> Mapping[str, Callable[[], object]]:
        shown = {"edit": partial(self.edit, self._shown)} if self._shown else {}
        return {**super()._list_acts(), "new": self.add, **shown}


def open_introducing(desk: VaultSession, key: str, name: str) -> None:
    """Ask for the contacts to which the contact with this key is introduced."""
    tr = desk.look.tr

    def show(people: list[ShareTarget]) -> None:
        view = IntroduceView(
            desk.look, name, [one for one in people if one.key != key and not one.care], back_button(desk)
        )

        def introduce(to: list[str]) -> None:
            def over(_: Changed) -> None:
                desk.window.close_full()
                desk.tell(tr("Amparo sends the card of {name} at the next connection, or by USB stick.", name=name))

            desk.ask(lambda vault: introductions.introduce(vault, key, to), over)

        view.introduced.connect(introduce)
        desk.window.show_full(view)

    desk.read(lambda vault: reading.addressees(vault, tr), show)


def open_new_identity(desk: VaultSession) -> None:
    """Explain the effects of a new key, and make it if the person wants it."""
    tr = desk.look.tr
    view = NewIdentityView(desk.look, back_button(desk))

    def made(_: Changed) -> None:
        desk.past.forget()
        desk.window.close_full()
        desk.tell(tr("You have a new identity. Compare the numbers with every contact again."))

    def rotate(vault: Vault) -> Changed:
        return identities.rotate(vault)[1]

    view.made.connect(lambda: desk.ask(rotate, made))
    desk.window.show_full(view)
