"""Safety & settings: eight sections in a list with the state of each, and the page of one next to it.

Every change is immediate and can be undone, except for buttons with "…", which open a page.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.contacts import contact_cards
from app.actions.kernel import external_files, sample_mark
from app.actions.kernel.change_set import EVERYTHING, Changed
from app.domain.search_normalisation import fold, words
from app.gui.settings import device_query as reading
from app.gui.settings import roles
from app.gui.settings.device_query import look_words
from app.gui.settings.sections import list_sections, list_settings
from app.gui.settings.settings_screen import lock_after
from app.gui.settings.settings_view import SettingsView, summary
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.list_page import ListPage
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty
from app.gui.widgets.browse import Browser
from app.gui.widgets.focus import enter
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.page_values import DevicePage, WindowSettings
from app.gui.widgets.rows import Row
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.tables.table_in_screen import TablesIn


class Device(ListPage):
    """The list of sections, and the page of one."""

    def __init__(self, desk: VaultSession) -> None:
        look, tr = desk.look, desk.look.tr
        pane = ListPane(look, tr("Safety & settings"), 2, tr("Search settings"))
        super().__init__(desk, pane, tr("Safety & settings"), lambda: None)
        self._sections = {one.key: one for one in list_sections(tr)}
        self._data: DevicePage | None = None
        self._text = ""
        self._at = "" if desk.places else desk.past.at  # the window was built again after a change here
        self._tables_in: TablesIn | None = None
        pane.searched.connect(self._search)
        pane.opened.connect(self._enter)

    def refresh(self) -> None:
        """Read the sections again; not while a person types there."""
        if self._view is None or not self._view.typing():
            tr = self._look.tr
            self._desk.read(lambda vault: reading.page(vault, tr), self._came)

    @property
    def _view(self) -> SettingsView | None:
        return self.split.page if isinstance(self.split.page, SettingsView) else None

    def _came(self, shown: DevicePage) -> None:
        self._data = shown
        self._list()
        if self._at:
            self._go_to(self._at)
        elif self._shown:
            self._read_page()
        else:
            self._take_first(self.pane.model.rows)

    # The list.

    def _search(self, text: str) -> None:
        self._text = text
        self._list()

    def _list(self) -> None:
        """Show the sections, or while a text is searched the settings that have every word of it."""
        if self._data is None:
            return
        tr, wanted = self._look.tr, words(self._text)
        rows = [Row(one.key, one.word, second=self._stands(one.key), icon=one.icon) for one in self._sections.values()]
        if wanted:
            sections = {one.key: fold(f"{one.word} {one.text}") for one in self._sections.values()}
            rows = [row for row in rows if all(word in sections[row.key] for word in wanted)]
            rows += [
                Row(one.key, one.word, second=self._sections[one.section].word, icon=one.icon)
                for one in list_settings(tr) if all(word in fold(f"{one.word} {one.text}") for word in wanted)
                and one.key not in self._sections
            ]  # fmt: skip
        text = tr("No results for “{asked}”. Try fewer or different words.", asked=self._text)
        self.pane.show_rows(rows, "", Empty(self._look, "search", tr("Nothing found"), text))

    def _stands(self, key: str) -> str:
        tr, desk = self._look.tr, self._desk
        stands = self._data.stands.get(key, "") if self._data is not None else ""
        if key == "lock":
            locks = tr("Locks after {n} minute|Locks after {n} minutes", n=desk.idle_minutes)
            return tr.line(locks, stands)
        return look_words(self._look) if key == "look" else stands

    # The page.

    def _section(self, key: str) -> str:
        """Return the section of a row: a section, or a setting that was found."""
        found = next((one.section for one in list_settings(self._look.tr) if one.key == key), "")
        return key if key in self._sections else found

    def _read_page(self) -> None:
        key = self._section(self._shown)
        if self._data is None or not key:
            return
        desk, look, leaving = self._desk, self._look, self._desk.leaving
        leaves = summary(look.tr, leaving.wishes, leaving.tells) if leaving is not None else ""
        window = WindowSettings(desk.window.windowTitle(), desk.idle_minutes, leaves)
        view = SettingsView(look, self._sections[key], self._data, window, self.split.back_button())
        self._connect(view)
        before, focus = self._view, desk.window.focusWidget()
        here = before is not None and focus is not None and before.isAncestorOf(focus)
        if before is not None and focus is not None and before.section == key:
            at = next((name for name, one in before.controls.items() if one is focus or one.isAncestorOf(focus)), "")
            view.first = view.controls.get(at, view.first)
        self.split.show_page(view)
        if here:
            enter(view)

    def _connect(self, view: SettingsView) -> None:
        desk = self._desk
        view.looks.connect(lambda key, value: desk.dress({key: value}))
        view.idle.connect(self._idle)
        view.lock.connect(lambda: desk.leave(True))
        view.card_name.connect(self._name)
        view.roles.connect(self._roles)
        view.door.connect(self._door)

    def _door(self, key: str) -> None:
        """Open the page of a setting."""
        doors: dict[str, Callable[[], None]] = {
            "import": self.import_table, "save-card": self._save_card, "relays": lambda: self._desk.go("relays"),
        }  # fmt: skip
        doors.get(key, lambda: self._desk.routes.follow(f"do:{key}"))()

    def _enter(self, key: str) -> None:
        """Go to the setting that was found by search; a section keeps the focus in the list if both are seen."""
        if key not in self._sections or self.split.one_pane:
            self._go_to(key)

    def _go_to(self, key: str) -> None:
        """Show a section or one of its settings, with the focus there."""
        self._at, self._shown = "", key
        self.pane.select(self._section(key) if not self._text else key)
        self._soon.stop()
        self._read_page()
        self.split.go_to_page()
        if (view := self._view) is not None and self._desk.window.full is None:
            enter(view.controls.get(key, view))

    # Changes.

    def _idle(self, minutes: int) -> None:
        before = self._desk.idle_minutes
        if minutes != before:
            self._desk.past.did(lambda desk: lock_after(desk, before), lambda desk: lock_after(desk, minutes))
            lock_after(self._desk, minutes)

    def _name(self, name: str) -> None:
        before = self._data.card_name if self._data is not None else ""
        said = self._look.tr("You have a new card. Your contacts get it with your next report.")

        def use(vault: Vault) -> Changed:
            contact_cards.set_my_card(vault, name)
            return EVERYTHING

        def back(vault: Vault) -> Changed:
            contact_cards.set_my_card(vault, before)
            return EVERYTHING

        self._desk.act(use, said, back)

    def _roles(self, chosen: frozenset[str]) -> None:
        before = self._desk.past.roles or frozenset()
        self._desk.past.did(lambda desk: use_roles(desk, before), lambda desk: use_roles(desk, chosen))
        use_roles(self._desk, chosen)

    # Tables.

    def import_table(self, kind: str = "event") -> None:
        """Choose a table to import, with a likely kind for its rows; or continue with the table that was tried."""
        from app.gui.tables.table_in_screen import TablesIn

        if self._tables_in is None or not self._tables_in.go_on():
            self._tables_in = TablesIn(self._desk)
            self._tables_in.open(kind)

    def go_on_import(self) -> None:
        """Continue with the table whose mapping was not finished before the last lock."""
        from app.gui.tables.table_in_screen import TablesIn

        self._tables_in = TablesIn(self._desk)
        self._tables_in.resume()

    # The card.

    def _save_card(self) -> None:
        look, tr = self._look, self._look.tr
        text = tr("The card contains no secret. All people who have the card can send reports to you.")
        browser = Browser(look, tr("Folder"), Path.home(), tr("Save into this folder"))
        browser.picked.connect(lambda folder: self._write_card(Path(folder)))
        window = self._desk.window
        window.show_full(Choosing(look, tr("Save the card"), text, browser, window.close_full, "contact"))

    def _write_card(self, folder: Path) -> None:
        def write(vault: Vault) -> Path:
            sample_mark.refuse_sending(vault)
            file = external_files.choose_neutral_path(folder, "card", ".bin", vault.random)
            external_files.write(file, contact_cards.my_card(vault).file)
            return file

        self._desk.window.close_full()
        tr = self._look.tr
        self._desk.ask(
            write, lambda path: self._desk.say(saved_words(self._desk, tr("Saved as {name}.", name=path.name), path))
        )

    def reveal(self, key: str, group: str) -> None:
        """Go to one setting, or to a section."""
        self._at = key
        if self._data is not None:
            self._go_to(key)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if name in ("escape", "back") and self._tables_in is not None and self._tables_in.pages.go_back():
            return True
        return super().key(name)


def use_roles(desk: VaultSession, chosen: frozenset[str]) -> None:
    """Show the places of other roles first, from now on."""
    desk.past.roles = chosen
    desk.window.show_first(roles.list_places(chosen), desk.past.opened)
    said = desk.look.tr("The menu has changed.")

    def told() -> None:
        desk.window.foot.say(said, desk.undo)
        desk.refresh()

    desk.ask(lambda vault: roles.write_roles(vault, chosen), lambda _: told())
