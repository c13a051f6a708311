"""Show the thumbnails of evidence from the vault, and make missing ones in the background, one after the other."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.actions.records import previews
from app.gui.evidence.piece_view import image_of
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.exchange.sandbox_client import PixelImage


class ThumbnailQueue:
    """The pieces whose thumbnails a widget asked for; `show` gets each one while the widget lives."""

    def __init__(self, desk: VaultSession, owner: QObject, show: Callable[[str, QImage], None]) -> None:
        self._desk, self._owner, self._show = desk, owner, show
        self._waiting = deque[str]()
        self._busy = False

    def ask(self, keys: Sequence[str]) -> None:
        """Ask for the thumbnails of pieces."""
        self._waiting.extend(keys)
        if not self._busy:
            self._go_on()

    def _go_on(self) -> None:
        self._busy = bool(self._waiting) and shiboken6.isValid(self._owner)
        if not self._busy:
            return
        key = self._waiting.popleft()

        def made(picture: "PixelImage | None") -> None:
            if picture is not None and shiboken6.isValid(self._owner):
                self._show(key, image_of(picture))
            self._go_on()

        def load(vault: Vault, db: "Db") -> "PixelImage | None":
            try:
                return previews.load_thumbnail(vault, db, key)
            except OSError:  # no child can be started now
                return None

        self._desk.on_net(load, made)
