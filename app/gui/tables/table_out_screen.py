"""Export a table over any place: all records of one kind, or those that its list shows now."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.exports import tables_out
from app.actions.kernel.change_set import Changed
from app.domain.leaks.leak_values import LeakAnswers
from app.gui.cases.cases_screen import Casework
from app.gui.incidents.incidents_screen import Document
from app.gui.papers.leak_questions import ask_leaks
from app.gui.people.people_screen import People
from app.gui.shell.place import back_button
from app.gui.shell.row_work import at_length, unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.tables import table_query as reading
from app.gui.tables.table_out_view import TableOutView
from app.gui.tables.table_query import ExportPage
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told


class TablesOut:
    """The export of one table."""

    def __init__(self, desk: VaultSession) -> None:
        self._desk, self._look = desk, desk.look

    def open(self, kind: str = "event") -> None:
        """Show the page, with a chosen kind."""
        tr, desk = self._look.tr, self._desk
        lists = asked_lists(desk)
        said = {name: reading.asked_words(tr, desk.kinds[name], desk.words, query) for name, query in lists.items()}
        words = {name: text for name, text in said.items() if text}
        shown = ExportPage(reading.kinds(tr, desk.kinds), kind, words, reading.readers(tr))
        view = TableOutView(self._look, shown, Path.home(), back_button(desk))
        view.go.connect(lambda folder: self._export(view, Path(folder), lists))
        desk.window.show_full(view)

    def _export(self, view: TableOutView, folder: Path, lists: Mapping[str, Query]) -> None:
        tr, desk, kind, form = self._look.tr, self._desk, view.kind.value, view.form.value
        query = lists[kind] if view.narrowed else Query(kind, limit=None)
        name = view.name.text().strip().replace("/", "-").replace("\\", "-").strip(".") or kind
        path = unused_path(folder / (name if name.lower().endswith(f".{form}") else f"{name}.{form}"))
        desk.window.close_full()
        if view.reader.value != "internal":
            self._export_for(view.reader.value, path, form, query)
            return

        def out(_: Vault, __: "Db", told: "Told") -> tuple[int, int]:
            sheet = desk.long_step(lambda vault: tables_out.gather(vault, query, told))
            tables_out.write_sheet(path, form, sheet, told)
            return len(sheet.rows), sheet.held

        def over(made: tuple[int, int]) -> None:
            rows, held = made
            said = tr("Saved {n} row outside the vault as {name}. The file is not encrypted.|Saved {n} rows "
                      "outside the vault as {name}. The file is not encrypted.",
                      n=rows, name=path.name)  # fmt: skip
            if held:
                said += " " + tr("{n} record is not in it: a no, a mark or a withdrawal.|{n} records are not in it: "
                                 "a no, a mark or a withdrawal.", n=held)  # fmt: skip
            desk.tell(saved_words(desk, said, path))

        stopped = tr("Stopped. No copy is outside the vault.")
        at_length(desk, tr("Exporting {name}", name=path.name), stopped, out, over)

    def _export_for(
        self, reader: str, path: Path, form: str, query: Query, answers: LeakAnswers = LeakAnswers()
    ) -> None:  # fmt: skip
        """Export for other readers: the leak check asks first, and the register keeps the table."""
        tr, desk = self._look.tr, self._desk

        def out(vault: Vault) -> Changed:
            tables_out.export_table(
                vault, path, form, str(query.kind), query.where, query.text, audience=reader, answers=answers
            )
            return Changed(frozenset({"paper"}))

        def refused(error: BaseException) -> None:
            if not ask_leaks(desk, error, answers, partial(self._export_for, reader, path, form, query)):
                desk.failed(error)

        said = tr("Saved outside the vault as {name}. It is not encrypted.", name=path.name)
        desk.ask(out, lambda changed: desk.tell(saved_words(desk, said, path), changed=changed), refused)


def open_export(desk: VaultSession) -> None:
    """Show the export of the list on the screen, over it; of other places, of all incidents."""
    TablesOut(desk).open(kind_here(desk))


def asked_lists(desk: VaultSession) -> dict[str, Query]:
    """Return the current query of each kind's list, for the lists that were visited."""
    places = [place for place in desk.places.values() if isinstance(place, Document | People | Casework)]
    return {str(place.asked.kind): place.asked for place in places}


def kind_here(desk: VaultSession) -> str:
    """Return the kind of the shown list; the kind of incidents for other places."""
    place = desk.places.get(desk.window.place)
    return str(place.asked.kind) if isinstance(place, Document | People | Casework) else "event"
