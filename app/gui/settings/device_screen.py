"""Device: lock, check, our card, import and export of tables, and the link to the settings."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedWidget

from app.actions.contacts import contact_cards
from app.actions.kernel import external_files
from app.actions.kernel.change_set import PageData
from app.gui.backups.checked_screen import check_all
from app.gui.settings import device_query as reading
from app.gui.settings.device_view import DeviceView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import Browser
from app.gui.widgets.focus import stops
from app.gui.widgets.labels import show_alone
from app.gui.widgets.page_values import DevicePage
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.tables.table_in_screen import TablesIn
    from app.gui.tables.table_out_screen import TablesOut


class Device(QObject):
    """The page of this computer."""

    shows: PageData | None = None

    def __init__(self, desk: VaultSession) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self.widget = QStackedWidget()
        self._view: DeviceView | None = None
        self._tables_in: TablesIn | None = None
        self._tables_out: TablesOut | None = None

    def refresh(self) -> None:
        """Read the page again; not while a person types there."""
        if self._view is not None and self._view.typing():
            return
        tr = self._look.tr
        self._desk.read(lambda vault: reading.page(vault, tr), self._page)

    def _page(self, shown: DevicePage) -> None:
        desk = self._desk
        view = DeviceView(self._look, shown)
        view.lock.connect(lambda: self._desk.leave(True))
        view.check.connect(lambda: check_all(self._desk))
        view.save_card.connect(self._save_card)
        view.card_name.connect(lambda name: self._name(shown.card_name, name))
        view.import_table.connect(self.import_table)
        view.export_table.connect(self.export_table)
        view.settings.connect(lambda: self._desk.go("settings"))
        view.door.connect(lambda key: desk.routes.follow(f"do:{key}"))
        focus = self._desk.window.focusWidget()
        here = focus is None or self._view is None or self.widget.isAncestorOf(focus)
        name = focus.accessibleName() if focus is not None else ""
        self._view = view
        show_alone(self.widget, view)
        if here:
            self._focus(name)

    def _name(self, before: str, name: str) -> None:
        if name != before:
            tr = self._look.tr
            said = tr("Your card is new. Contacts get it with the next report.")
            self._desk.ask(lambda vault: contact_cards.set_my_card(vault, name), lambda _: self._desk.say(said))

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

    def export_table(self, kind: str = "event") -> None:
        """Choose what to export, with a kind chosen."""
        from app.gui.tables.table_out_screen import TablesOut

        self._tables_out = TablesOut(self._desk)
        self._tables_out.open(kind)

    # The card.

    def _save_card(self) -> None:
        look, tr = self._look, self._look.tr
        text = tr("The card holds no secret. Everyone who has the card can send to you.")
        browser = Browser(look, tr("Folder"), Path.home(), tr("Save into this folder"))
        browser.picked.connect(lambda folder: self._write_card(Path(folder)))
        window = self._desk.window
        window.show_full(Choosing(look, tr("Save the card"), text, browser, window.close_full, "contact"))

    def _write_card(self, folder: Path) -> None:
        def write(vault: Vault) -> Path:
            file = external_files.choose_neutral_path(folder, "card", ".bin", vault.random)
            external_files.write(file, contact_cards.my_card(vault).file)
            return file

        self._desk.window.close_full()
        self._desk.ask(write, lambda path: self._desk.say(self._look.tr("Saved as {name}.", name=path.name)))

    def reveal(self, key: str, group: str) -> None:
        """Show the page: there is only one."""

    def take_focus(self) -> None:
        """Move the focus to the check of the vault, so that a slip changes nothing here."""
        self._focus("")

    def _focus(self, name: str) -> None:
        """Move the focus to the control of the page with this name, or to its first one."""
        if (view := self._view) is not None and self._desk.window.place == "safety" and self._desk.window.full is None:
            control = next((one for one in stops(view) if name and one.accessibleName() == name), view.first)
            if control is not None:
                control.setFocus(Qt.FocusReason.OtherFocusReason)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        pages = [tables.pages for tables in (self._tables_in, self._tables_out) if tables is not None]
        return name in ("escape", "back") and any(shown.go_back() for shown in pages)
