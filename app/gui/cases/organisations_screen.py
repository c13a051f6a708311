"""People with the chip Organisations: their list, and the page of one as of any record."""

from app.actions.kernel.change_set import MAIL, PageData
from app.gui.cases import cases_query
from app.gui.cases.cases_query import RecordPage
from app.gui.cases.cases_screen import remove_record, share_record, show_record
from app.gui.cases.cases_view import no_records
from app.gui.people import people_query
from app.gui.people.people_screen import People
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, ScrollPage
from app.gui.widgets.page_values import RowList
from app.store.vault.open_vault import Vault

KIND = "organisation"


def listing(vault: Vault, look: Look, text: str, chip: str) -> RowList:
    """Return the rows of a chip for a search text."""
    if chip == KIND:
        return cases_query.listing(vault, look.tr, KIND, text)
    return people_query.listing(vault, look, text, chip)


class PeopleAndOrganisations(People):
    """The main page People. An organisation, and a part of one, has the page of a record."""

    listing = staticmethod(listing)
    keeps = True
    _title = ""

    def __init__(self, desk: VaultSession, editing: Editing) -> None:
        super().__init__(desk, editing)
        self.shows = PageData(desk.kinds.list_names_at("people"), MAIL | {"relay", "round"})
        self.pane.opened.connect(self.open)

    def _filter(self, chip: str) -> None:
        self._row = ""
        super()._filter(chip)
        tr, button = self._look.tr, self.pane.primary
        if button is not None:
            button.set_words(tr("New") if chip == KIND else tr("Exchange cards"))
            given = tr("Give your card, get their card, compare  Ctrl N")
            plain_text.tooltip(button, tr("New record of this list  Ctrl N") if chip == KIND else given)

    def _empty(self) -> Empty:
        return no_records(self._look, self._desk.kinds[KIND], self._text) if self._chip == KIND else super()._empty()

    def _read_page(self) -> None:
        tr, key = self._look.tr, self._shown
        if self._chip == KIND and key:
            self._desk.read(lambda vault: cases_query.page(vault, tr, key), self._record, self._no_page)
        else:
            super()._read_page()

    def _record(self, shown: RecordPage) -> None:
        if shown.key == self._shown:
            self._title = shown.title
            acts = (self.edit, self._remove, self.open, self.write)
            self.split.show_page(show_record(self._desk, shown, self.split.back_button(), *acts))

    def _remove(self, key: str) -> None:
        """Remove a record and go to the next row; Undo restores it."""

        def removed() -> None:
            self._shown = self._row = ""
            self.split.show_page(ScrollPage(self._look))
            self.pane.step_off(key)
            self.split.go_to_list()

        remove_record(self._desk, key, removed)

    def add(self) -> None:
        """Write an organisation in its list; in the others, exchange cards with somebody."""
        if self._chip == KIND:
            self.write(KIND)
        else:
            super().add()

    def write(self, kind: str, whole: str = "") -> None:
        """Write a new record of a kind, as a part of `whole` if that is given; a draft is continued."""
        self._editing.new_part(kind, whole, self.pane.select if kind == KIND else lambda _: None)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if name == "share" and self._chip == KIND and self._shown and self._desk.window.full is None:
            share_record(self._desk, self._shown, self._title)
            return True
        return super().key(name)
