"""Open the vault with a key file, or with recovery shares and then a new passphrase.

The words of the shares are kept until the new passphrase is set, because setting it needs them again.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

import crypto
from app import start
from app.actions.vault import recovery, unlock_methods
from app.gui.start.other_way_view import Alone, OtherWay
from app.gui.start.unlock_window import UnlockWindow
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.way_fields import KEY_FILE, set_by_shares
from app.gui.vault.ways_query import NewPassphrase, PassphraseRequest
from app.gui.widgets.browse import Browser
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.start.program import Program


class Otherwise(QObject):
    """The pages between the locked window and the open one."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program, self._look = program, program.look
        self._shares: Sequence[str] = ()
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._leave)

    def ask(self) -> None:
        """Show the possible ways."""
        window = OtherWay(self._look)
        window.back.connect(self._program.begin)
        window.key_file.connect(self._with_file)
        window.shares.connect(lambda shares: self._open(window, shares))
        self._program.show(window)

    def _with_file(self, path: str) -> None:
        self._program.begin()
        if isinstance(locked := self._program.window, UnlockWindow):
            locked.set_key_file(path)

    def _open(self, window: OtherWay, shares: Sequence[str]) -> None:
        def way() -> UnlockSecret:
            return UnlockSecret(recovery.combine_shares(shares), how=crypto.RECOVERY)

        def opened(vault: Vault, idle: int) -> None:
            self._shares = shares
            self._ask_passphrase(vault, idle)

        self._program.open_by(way, opened, lambda error: window.failed(self._said(error)))

    def _said(self, error: BaseException) -> str:
        tr = self._look.tr
        return tr.error(error, tr("Amparo made an error. Nothing was changed. Try again."))

    # It is open: a new passphrase comes first.

    def _ask_passphrase(self, vault: Vault, idle: int) -> None:
        look, tr = self._look, self._look.tr
        window = Alone(look, tr("A new password"))
        text = tr("The shares opened the vault. From now on, this password opens it. The shares stay valid.")
        view = PassphraseView(
            look, PassphraseRequest(tr("A new password"), text, tr("Open the vault"), proven=False), start.draw_words
        )
        net = self._program.work.net
        view.judge.connect(lambda words: net(self, lambda: unlock_methods.bits(words), view.show_strength))
        view.browse.connect(lambda what: self._browse(window, view, what))
        view.done.connect(lambda new: self._write(view, vault, idle, new))
        window.put(view)
        self._program.hold(vault)
        self._program.show(window)
        self._idle.start(idle * 60_000)

    def _browse(self, window: Alone, view: PassphraseView, what: str) -> None:
        tr = self._look.tr
        if what == "make":
            browser = Browser(self._look, tr("Folder"), Path.home(), tr("Make it in this folder"))
            browser.picked.connect(lambda folder: view.set_key_file(str(Path(folder) / KEY_FILE)))
            text = tr("Amparo writes a small random file there. A USB stick that you take with you is a good place.")
            window.browse(tr("Make a key file"), text, browser, "ways-in")
        else:
            browser = Browser(self._look, tr("File"), Path.home(), tr("Use this file"), (), act=view.set_key_file)
            text = tr("Choose a file that you never change. A person who finds it cannot see that it is a key.")
            window.browse(tr("Choose a key file"), text, browser, "ways-in")

    def _write(self, view: PassphraseView, vault: Vault, idle: int, new: NewPassphrase) -> None:
        shares = self._shares

        def done(_: object) -> None:
            self._idle.stop()
            self._shares = ()
            self._program.opened(vault, idle)

        self._program.work.store(
            self, lambda: set_by_shares(vault, shares, new), done, lambda error: view.failed(self._said(error))
        )  # fmt: skip

    def _leave(self) -> None:
        """Lock again and change nothing: no one answered."""
        self._program.leave(True)
