"""The tab Documents: an empty list offers the Plan of Action."""

from collections.abc import Callable, Mapping
from typing import Any

from app.actions.casework import library
from app.actions.kernel.change_set import Changed
from app.gui.cases.cases_screen import Casework
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty
from app.store.vault.open_vault import Vault


class Documents(Casework):
    """The documents, their items, and the notes on them."""

    def _empty(self) -> Empty:
        kind, tr = self._desk.kinds[self._kind], self._look.tr
        if self._text or not (kind.order or kind.name == self._kinds[0]):  # the items and the documents
            return super()._empty()
        word = tr("Add the Plan of Action")
        return Empty(
            self._look, kind.icon, tr(kind.empty_title), tr(kind.empty_text), word, lambda: add_plan(self._desk)
        )


def split_text(desk: VaultSession, key: str) -> None:
    """Make items of the numbered text of a document."""
    _load(desk, lambda vault: library.split_document(vault, key))


def amend(desk: VaultSession, editing: Editing, key: str) -> None:
    """Open the form of an amendment, with the text of the item to change."""

    def write(begun: tuple[str, Mapping[str, Any]]) -> None:
        editing.new_part("library_item", begun[0], **begun[1])

    desk.ask(lambda vault: library.begin_amendment(vault, key), write)


def add_plan(desk: VaultSession) -> None:
    """Add the Plan of Action, and show it. It is in the vault once."""
    _load(desk, library.load_plan)


def _load(desk: VaultSession, load: Callable[[Vault], tuple[library.LoadedText, Changed]]) -> None:
    tr = desk.look.tr

    def show(done: tuple[library.LoadedText, Changed]) -> None:
        loaded, changed = done
        desk.show("documents", loaded.document.id.hex(), "document")
        words = tr("{n} item added|{n} items added", n=loaded.added)
        different = tr("Other words in your vault: {numbers}", numbers=tr.listed(loaded.different))
        desk.tell(tr.line(words, different if loaded.different else ""), changed=changed)

    desk.ask(load, show)
