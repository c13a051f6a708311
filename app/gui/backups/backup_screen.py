"""The page of backups, over any place: a backup is long work, with progress and Stop."""

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6

from app.actions.vault import backups
from app.actions.vault.backups import BackupResult
from app.gui.backups import backup_query as reading
from app.gui.backups.backup_query import BackupPage
from app.gui.backups.backup_view import BackupView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.page_stack import Pages
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import Browser
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told


def open_backup(desk: VaultSession) -> None:
    """Open the page."""
    desk.read(lambda vault: reading.page(vault, desk.look.tr), lambda shown: BackupScreen(desk, shown).show())


class BackupScreen:
    """The page, and the folder that is chosen from it."""

    def __init__(self, desk: VaultSession, shown: BackupPage) -> None:
        self._desk, self._look = desk, desk.look
        self._pages = Pages(desk)
        self._folder = shown.folder
        self._shown = shown

    def show(self) -> None:
        """Show the page, and read it again after each change."""
        desk = self._desk
        back = desk.window.close_full
        view = BackupView(self._look, self._shown, self._pages.back_button(back))
        view.again.connect(lambda: self._make(Path(self._folder)))
        view.choose.connect(self._choose)
        view.words.connect(self._open_with)
        view.remind.connect(self._remind)
        self._pages.show(view, back)

        def again(shown: BackupPage) -> None:
            self._shown, self._folder = shown, shown.folder
            if shiboken6.isValid(view):  # the page can be closed while the vault is read
                view.show_page(shown)

        desk.watch(view, lambda: desk.read(lambda vault: reading.page(vault, self._look.tr), again))

    def _choose(self) -> None:
        tr = self._look.tr
        start = reading.choose_start_folder(self._folder, Path.home())
        browser = Browser(self._look, tr("Folder"), start, tr("Back up into this folder"), act=self._picked)
        text = tr(
            "Choose a folder on a USB stick or another disk. If the folder has other files, Amparo makes a new "
            "folder in it."
        )
        page = Choosing(self._look, tr("Folder of the backup"), text, browser, self.show, "backup")
        self._pages.show(page, self.show)

    def _picked(self, folder: str) -> None:
        self.show()
        self._make(Path(folder))

    def _make(self, folder: Path) -> None:
        tr = self._look.tr

        def make(vault: Vault, db: "Db", told: "Told") -> BackupResult:
            return backups.back_up(vault, folder, db, told=told)

        stopped = tr("Stopped. The earlier backup is complete. The next backup continues from here.")
        self._desk.at_length(tr("Backing up"), stopped, make, self._made)

    def _made(self, made: BackupResult) -> None:
        tr = self._look.tr
        said = tr("The backup is finished and checked: {size}.", size=tr.size(made.bytes))
        if made.damaged:
            said = tr(
                "{n} damaged file is not in the backup.|{n} damaged files are not in the backup.", n=len(made.damaged)
            )
            said = tr("All other data is in the backup.") + " " + said
        elif made.warnings:
            said += " " + tr.phrase(made.warnings[0])
        self._desk.tell(saved_words(self._desk, said, made.folder))

    def _open_with(self, words: str) -> None:
        tr, desk = self._look.tr, self._desk
        said = tr("The new backup password opens all backups from now on.")

        def set_words(_: Vault, __: "Db", ___: "Told") -> None:
            desk.long_step(lambda vault: backups.set_passphrase(vault, words))

        desk.at_length(tr("Preparing the password"), said, set_words, lambda _: desk.tell(said))

    def _remind(self, days: int) -> None:
        tr = self._look.tr
        said = tr("Amparo reminds you after {n} day.|Amparo reminds you after {n} days.", n=days)
        if not days:
            said = tr("Amparo does not remind you of backups now.")
        self._desk.ask(lambda vault: backups.remind(vault, days), lambda _: self._desk.tell(said))
