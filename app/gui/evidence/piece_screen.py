"""The page of one evidence item over any place: check it, make a copy, and export it."""

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


from functools import partial
from typing import TYPE_CHECKING

from app.actions.records import evidence
from app.actions.records.evidence import Item
from app.gui.evidence import piece_query as reading
from app.gui.evidence.piece_export_screen import ask_consent_to_file, ask_folder
from app.gui.evidence.piece_view import PieceView
from app.gui.records.destroying_screen import open_destroying
from app.gui.shell.place import back_button
from app.gui.widgets.page_values import PiecePage
from app.gui.widgets.strip import Piece, Strip

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told


def show_piece(desk: VaultSession, key: str) -> None:
    """Read one evidence item and open its page over the place."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key), lambda found: _show(desk, *found))


def _show(desk: VaultSession, shown: PiecePage, item: Item) -> None:
    view = PieceView(desk.look, shown, back_button(desk))
    view.check.connect(lambda: _check(desk, item))
    view.export.connect(lambda: ask_folder(desk, item, shown))
    view.papers.connect(lambda: _open_papers(desk, shown.key))
    view.destroying.connect(lambda: open_destroying(desk, item.record.id.hex()))
    view.copying.connect(lambda: desk.routes.follow(":".join(map(str, ("studio", view.key, *view.seen_turn)))))
    view.opened.connect(lambda key: show_piece(desk, key))
    again = partial(show_piece, desk, shown.key)
    view.asking.connect(lambda person: ask_consent_to_file(desk, shown.key, person, ["IMAGE"], again))
    desk.window.show_full(view)
    keys, previewed = [piece.key for piece in shown.beside], lambda: None
    if (line := view.line) is not None:
        queue = ThumbnailQueue(desk, line, lambda key, image: line.show_image(keys.index(key), image))
        own = item.record.id.hex() if shown.here else ""  # the child of the page makes it
        line.wanted.connect(lambda row: queue.ask([key for key in keys[row : row + 1] if key != own]))
        previewed = partial(queue.ask, [own])
        line.chosen.connect(lambda row: show_piece(desk, keys[row]))
    if item.file is not None:
        from app.gui.evidence.viewer_screen import Viewer  # not for a strip of thumbnails

        Viewer(desk, view, item.file, shown.key, partial(show_piece, desk), keys, previewed)


def _open_papers(desk: VaultSession, key: str) -> None:
    from app.gui.papers.papers_screen import open_papers  # it loads each format of papers

    open_papers(desk, key)


def serve_strip(desk: VaultSession, strip: Strip, pieces: Sequence[Piece]) -> None:
    """Put thumbnails into a strip of evidence."""
    ThumbnailQueue(desk, strip, strip.show_image).ask([piece.key for piece in pieces])


def _check(desk: VaultSession, item: Item) -> None:
    """Read the complete original again and check the chain of custody, which records the check."""
    tr, key = desk.look.tr, item.record.id.hex()

    def check(vault: Vault, db: "Db", told: "Told") -> None:
        evidence.verify_original(vault, item)
        db(lambda v: evidence.note_checked(v, item))

    def whole(_: None) -> None:
        desk.tell(tr("{name} is unchanged since it was added.", name=item.record.title))
        show_piece(desk, key)

    desk.at_length(
        tr("Checking {name}", name=item.record.title), tr("Stopped. Nothing was changed."), check, whole
    )  # fmt: skip


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
