"""Import a table over any place: choose it, map its columns, try it, then import it as one step.

These are the same actions as on the command line. Reading and checking run outside of the store's lane; only the good
rows are imported there, in one transaction.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.actions.exports import tables_out
from app.actions.kernel import drafts
from app.actions.kernel.change_set import Changed
from app.actions.records import mappings, tables
from app.actions.records.tables import Imported, Judged
from app.errors import AppError
from app.exchange.mapping_draft import MappingDraft
from app.gui.shell.garbage_collection import without_collection
from app.gui.shell.page_stack import Pages
from app.gui.shell.row_work import at_length, reverse_import, unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.tables import table_query as reading
from app.gui.tables.table_in_view import LEFT_OUT, TableInView, TriedView
from app.gui.tables.table_query import TablePage
from app.gui.widgets.browse import Browser
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
READING = ("encoding", "delimiter", "sheet", "skip_rows", "kind", "try")
"""Changes that need another page; other changes only update the open questions."""


SOON = 20
"""Milliseconds between checks if the answers are processed."""


class TablesIn(QObject):
    """One table, from its file to the vault."""

    def __init__(self, desk: VaultSession) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self._path = Path()
        self._draft: MappingDraft | None = None
        self._kept: list[mappings.SavedMapping] = []
        self._view: TableInView | None = None
        self._steps: list[tuple[str, Callable[[MappingDraft], None]]] = []
        self._running = False
        self._judged: Judged | None = None
        self._waits: Callable[[], None] | None = None
        self.pages = Pages(desk)

    # The file.

    def open(self, kind: str = "event") -> None:
        """Choose a file, with a likely kind for its rows."""
        tr, desk = self._look.tr, self._desk
        text = tr("Choose a CSV or XLSX file. Amparo saves nothing before you press Import.")
        browser = Browser(self._look, tr("File"), Path.home(), tr("Read this table"), files=ENDINGS)
        browser.picked.connect(lambda path: self._read(Path(path), kind))
        self.pages.show_browser(tr("Import a table"), text, browser, desk.window.close_full)

    def resume(self) -> None:
        """Continue with the table whose mapping was stored as a draft."""

        def came(kept: tuple[dict[str, Any], int] | None) -> None:
            if kept is not None and kept[0]:
                form = kept[0]
                self.open(form["said"]["kind"])  # to choose another one, if this is gone
                self._read(Path(form["path"]), form["said"]["kind"], form["said"], form["day_first"])

        self._desk.notice(None)
        self._desk.ask(lambda vault: drafts.load(vault, drafts.TABLE), came)

    def _read(
        self, path: Path, kind: str, said: Mapping[str, Any] | None = None, day_first: bool | None = None
    ) -> None:
        self._path = path
        self._desk.say(self._look.tr("Reading {name}…", name=path.name))

        def read(vault: Vault, db: "Db") -> tuple[MappingDraft, list[mappings.SavedMapping]]:
            with without_collection():
                draft = MappingDraft(
                    said or {"kind": kind}, vault.kinds, lambda mapping: tables.read_table(path, mapping), day_first
                )
            return draft, db(mappings.list_mappings)

        def came(found: tuple[MappingDraft, list[mappings.SavedMapping]]) -> None:
            self._draft, self._kept = found
            self._steps, self._view = [], None
            self._show_page("kind")

        self._desk.on_net(read, came)

    # The mapping.

    def _show_page(self, at: str) -> None:
        """Show the complete page again, with the keyboard at one of its controls."""
        self._view = None
        self._change(at)

    def _change(self, at: str, *steps: Callable[[MappingDraft], None]) -> None:
        """Apply changes to the mapping and show the result: one after the other, off the window's thread."""
        draft, tr, words, path = self._draft, self._look.tr, self._desk.words, self._path
        self._steps += [(at, step) for step in steps]
        if draft is None or self._running:
            return
        self._running, todo, self._steps = True, self._steps, []
        whole = self._view is None or any(what.partition(":")[0] in READING for what, _ in todo)

        def task(_: Vault, __: "Db") -> tuple[TablePage, dict[str, Any] | None]:
            with without_collection():
                draft.change(step for _, step in todo)
            names = [kept.name for kept in self._kept if kept.header == draft.table.header]
            keep = {"path": str(path), "said": draft.said, "day_first": draft.day_first} if todo else None
            return reading.page(tr, path, draft, words, names), keep

        def over(tell: Callable[[], None], keep: dict[str, Any] | None = None) -> None:
            self._running = False
            if keep is not None:
                self._desk.ask(lambda vault: drafts.keep(vault, drafts.TABLE, keep), lambda _: None)
            if self.pages.here:
                tell()
            if self._steps:
                self._change(self._steps[-1][0])

        self._desk.on_net(
            task,
            lambda found: over(lambda: self._show(found[0], at, whole), found[1]),
            lambda error: over(lambda: self._wrong(error, at)),
        )

    def _later(self, act: Callable[[], None]) -> bool:
        """Return True if changes are still being processed; then `act` is called after them."""
        waits = self._running or bool(self._steps)
        if waits:
            QTimer.singleShot(SOON, self, act)
        return waits

    def _wrong(self, error: BaseException, at: str) -> None:
        if self._view is None or not isinstance(error, AppError):
            self._desk.failed(error)
        else:
            self._view.refused(self._look.tr.phrase(error.message), at)

    def _show(self, shown: TablePage, at: str, whole: bool) -> None:
        if self._view is not None and not whole:
            self._view.show_open(shown.open)
            return
        view = TableInView(self._look, self._desk.words, shown, self.pages.back_button(self.open))
        view.said.connect(self._said)
        view.go.connect(self._try)
        view.keep.connect(self._keep)
        view.take_file.connect(self._take_mapping)
        view.save_file.connect(self._save_mapping)
        self._view = view
        view.first = view.controls.get(at, view.first)
        self.pages.show(view, self.open)

    def _said(self, what: str, value: object) -> None:
        key, _, rest = what.partition(":")
        if self._view is not None:
            self._view.refused("")
        if key == "column" and isinstance(value, list):
            self._change(what, lambda draft: draft.fill(rest, value))
        elif key == "word":
            path, _, word = rest.partition(":")
            self._change(what, lambda draft: draft.mean(path, word, None if value == LEFT_OUT else str(value)))
        elif key == "calendar":
            self._change(what, lambda draft: draft.count(rest, str(value)))
        elif key == "dates":
            self._change(what, lambda draft: draft.order(value == "day"))
        elif key == "kept":
            said = next(kept.mapping for kept in self._kept if kept.name == value)
            self._change("try", lambda draft: draft.take(said))
        else:
            self._change(what, lambda draft: draft.say(key, None if key == "key" and not value else value))

    def _take_mapping(self) -> None:
        """Choose a mapping file, in the format of the command line, and use it for this table."""
        tr, draft = self._look.tr, self._draft
        if draft is None:
            return
        kind = draft.whole.kind.name
        browser = Browser(self._look, tr("File"), Path.home(), tr("Use this mapping"), files=(".json",))

        def came(said: dict[str, Any]) -> None:
            self._view = None
            self._change("try", lambda draft: draft.take(said))

        def read(path: str) -> None:
            self._desk.on_net(lambda vault, _: tables.mapping_file(Path(path), vault.kinds, kind), came)

        browser.picked.connect(read)
        text = tr("Choose a saved mapping file. Amparo imports nothing yet.")
        self.pages.show_browser(tr("Use a mapping file"), text, browser, lambda: self._show_page("try"))

    # Keeping it.

    def _keep(self, name: str) -> None:
        draft, tr = self._draft, self._look.tr
        if draft is None or self._view is None or self._later(partial(self._keep, name)):
            return
        if not name:
            self._view.refused(tr("Give the mapping a name first."), "name")
            return
        header, content = draft.table.header, draft.content
        before = next((kept for kept in self._kept if kept.name == name), None)

        def keep(vault: Vault) -> Changed:
            mappings.keep(vault, name, header, content)
            return Changed(frozenset({"mapping"}))

        def back(vault: Vault) -> Changed:
            if before is None:
                mappings.drop(vault, name)
            else:
                mappings.keep(vault, name, before.header, before.mapping)
            return Changed(frozenset({"mapping"}))

        self._desk.act(keep, tr("Saved in the vault as {name}.", name=name), back)

    def _save_mapping(self) -> None:
        if self._draft is None or self._later(self._save_mapping):
            return
        tr, file = self._look.tr, mappings.SavedMapping("", (), self._draft.content).file
        text = tr("The file is outside the vault. It contains the names of your columns, and no rows.")

        def write(folder: Path) -> Path:
            path = unused_path(folder / f"{self._path.stem}-mapping.json")
            path.write_bytes(file)
            return path

        self._outside(tr("Save the mapping"), text, write, lambda: self._show_page("name"))

    def _outside(self, title: str, text: str, write: Callable[[Path], Path], then: Callable[[], None]) -> None:
        """Choose a folder, write a file into it outside of the store's lane, and go back."""
        tr = self._look.tr
        browser = Browser(self._look, tr("Folder"), Path.home(), tr("Save into this folder"))

        def written(path: Path) -> None:
            self._desk.say(saved_words(self._desk, tr("Saved as {name}.", name=path.name), path))
            then()

        browser.picked.connect(lambda folder: self._desk.on_net(lambda _, __: write(Path(folder)), written))
        self.pages.show_browser(title, text, browser, then)

    # Trying it, and the import.

    def _try(self) -> None:
        draft, tr, words = self._draft, self._look.tr, self._desk.words
        if draft is None or self._view is None or self._later(self._try):
            return
        self._view.refused("")
        if draft.dates and draft.day_first is None:
            self._view.refused(tr("Choose first what the date means."), "dates")
        elif asked := next((one for one in draft.doubtful if one.calendar is None), None):
            self._view.refused(tr("Choose first what the date means."), f"calendar:{asked.path}")
        elif missing := reading.missing_fields_text(tr, draft.whole):
            self._view.refused(missing)
        else:
            table, mapping, desk = draft.table, draft.whole, self._desk

            def attempt(_: Vault, __: "Db", told: "Told") -> tuple[Judged, Imported]:
                with without_collection():
                    judged = tables.judge(table, mapping, words, desk.work.give_way)
                return judged, desk.long_step(lambda vault: tables.take_in(vault, judged, dry_run=True, told=told)[0])

            at_length(
                desk, tr("Testing {name}", name=self._path.name), tr("Stopped. Nothing was changed."), attempt,
                lambda found: self._come_back(*found),
            )  # fmt: skip

    def _come_back(self, judged: Judged, done: Imported) -> None:
        """Show the result, or announce that it is ready: a person on another page is not interrupted."""
        if self.pages.here:
            self._tried(judged, done)
        else:
            self._waits = partial(self._tried, judged, done)
            said = self._look.tr("Test of {name} finished. “Import a table” shows the result.", name=self._path.name)
            self._desk.say(said)

    def go_on(self) -> bool:
        """Show a result that became ready meanwhile; return True if there is one."""
        waits, self._waits = self._waits, None
        if waits is not None:
            waits()
        return waits is not None

    def _tried(self, judged: Judged, done: Imported) -> None:
        self._judged = judged
        back = partial(self._show_page, "try")
        shown = reading.trial_page(self._look.tr, self._path.name, done)
        view = TriedView(self._look, shown, self.pages.back_button(back))
        view.go.connect(self._import)
        view.save_refused.connect(lambda: self._save_refused(done))
        self.pages.show(view, back)

    def _save_refused(self, done: Imported) -> None:
        judged, tr = self._judged, self._look.tr
        text = tr("The file is outside the vault. Everyone with the disk can read it.")

        def write(folder: Path) -> Path:
            path = unused_path(folder / f"{self._path.stem}-refused.csv")
            tables_out.write_refused(path, done, tr.phrase)
            return path

        def back() -> None:
            if judged is not None:
                self._tried(judged, done)

        self._outside(tr("Save rows with mistakes"), text, write, back)

    def _import(self) -> None:
        judged, tr, desk = self._judged, self._look.tr, self._desk
        if judged is None:
            return
        desk.window.close_full()

        def take(_: Vault, __: "Db", told: "Told") -> Imported:
            def step(vault: Vault) -> Imported:
                with vault.transaction():
                    drafts.drop(vault, drafts.TABLE)
                    return tables.take_in(vault, judged, partial=True, told=told)[0]

            return desk.long_step(step)

        def over(done: Imported) -> None:
            said = tr("{n} new record.|{n} new records.", n=done.added)
            if done.updated:
                said += " " + tr("{n} changed record.|{n} changed records.", n=done.updated)
            desk.past.did(reverse_import(tables.take_back, done, False), reverse_import(tables.bring_again, done, True))
            desk.window.foot.say(said, desk.undo)
            desk.refresh()

        stopped = tr("Stopped. Amparo imported nothing of {name}. The vault is unchanged.", name=self._path.name)
        at_length(desk, tr("Importing {name}", name=self._path.name), stopped, take, over)
