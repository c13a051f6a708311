"""Show the original on the page of a piece of evidence, from its media child. The child ends with the page.

The lane `media` owns the pipe, so no other work waits for a film. The chain of custody gets its line before anything is
shown.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

import shiboken6
from attrs import frozen
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.actions.records import evidence, previews
from app.actions.vault import film_packs
from app.actions.vault.film_packs import FilmPack
from app.exchange import layers
from app.exchange.media.thumbnails import FAMILIES
from app.gui.evidence.piece_view import PieceView
from app.gui.evidence.tile_surface import PictureTile, TileSurface
from app.gui.evidence.viewer_view import PagesViewer, PictureViewer, WordsViewer, claim_rows, hex_viewer
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.buttons import Button
from app.gui.widgets.focus import enter
from app.gui.widgets.page_values import Fact3
from app.store.records.previews import FilePreview
from app.store.vault.blobs import BlobReader, StoredBlob
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.exchange.media.media_client import MediaChild, MediaPicture
    from app.exchange.media.media_facts import HitBox, MediaFacts

T = TypeVar("T")


@frozen
class OpenOriginal:
    """An original that is ready to be shown: its child and facts, or only its first bytes if no child shows it."""

    family: str
    mime: str
    head: bytes
    facts: "MediaFacts | None" = None


class OriginalPage(Protocol):
    """A page that shows a file: `PieceView`, and those of the studio."""

    def show_viewer(self, viewer: QWidget) -> None:
        """Show the file."""

    def show_claimed(self, rows: Sequence[Fact3]) -> None:
        """Show the data that the file claims about itself."""

    def show_note(self, words: str) -> None:
        """Say why the file is not shown, or a remark about it."""


class Viewer:
    """The child of one open page, and its lane. `run` calls back in the window's thread while the page lives."""

    def __init__(
        self, desk: VaultSession, page: OriginalPage, file: StoredBlob, key: str,
        step: Callable[[str], None] = lambda _: None, beside: Sequence[str] = (),
        previewed: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """Open a file and show it on the page. `step` opens one of the pieces `beside`, by its key.

        `previewed` is called when the vault has the thumbnail.

        `key` is the key of its record, which gets a line in its chain of custody. A new copy has an empty key.
        """
        self.desk, self._page, self._step, self._previewed = desk, page, step, previewed
        assert isinstance(page, QWidget)  # noqa: S101 - no type says both
        self.view: QWidget = page
        self._key, self._family = key, ""
        self._child: MediaChild | None = None
        self._over = False
        self._beside = beside
        self._focus = QApplication.focusWidget()
        self.preview = FilePreview()
        self.at_end: list[Callable[[], None]] = []
        link = desk.going.connect(lambda _: self.end())  # the vault is locked: nothing is shown any more

        def close() -> None:
            if shiboken6.isValid(desk):
                desk.going.disconnect(link)
            self.end()

        page.destroyed.connect(close)  # the connection keeps this object
        self._file = file
        desk.work.media(page, self._open, self._note, self._refused)

    def end(self) -> None:
        """End the child: the page was closed, or the vault is locked."""
        self._over = True
        for act in self.at_end:
            act()
        if self._child is not None:
            self._child.end()

    def ask(self, task: Callable[[Vault], T], done: Callable[[T], None]) -> None:
        """Run a task on the vault, then `done` if the page is still open."""
        self.desk.ask(task, lambda found: None if self._over else done(found))

    def run(self, task: "Callable[[MediaChild], T]", done: Callable[[T], None]) -> None:
        """Run a task with the child on the lane, then `done`."""
        child = self._child
        if child is not None:
            self.desk.work.media(self.view, lambda: task(child), done, self._refused)

    def run_apart(self, task: "Callable[[MediaChild], T]", done: Callable[[T], None]) -> None:
        """Run a long task with a separate child, so that the other one stays free."""

        def run() -> T:
            with self._start(self._family) as child:
                self.at_end.append(child.end)
                if self._over:
                    child.end()
                child.open()
                return task(child)

        self.desk.work.media(self.view, run, done, lambda _: None)

    def _start(self, family: str) -> "MediaChild":
        from app.exchange.media.media_client import MediaChild

        source = BlobReader(self.desk.folder, self._file)
        return MediaChild(family, source, self._file.size, at_end=source.close)

    def _open(self) -> OpenOriginal:
        """Open the original, on the lane."""
        from app.exchange.media.media_client import MediaRefused
        from app.exchange.media.media_facts import read_facts
        from app.exchange.media.media_types import HEAD, find_type

        with BlobReader(self.desk.folder, self._file) as source:
            head = source.read_at(0, HEAD)
        family, mime = find_type(head)
        self._family = family
        if not family:
            return OpenOriginal("", mime, head)
        self._child = child = self._start(family)
        if self._over:
            child.end()
        try:
            return OpenOriginal(family, mime, head, read_facts(child.open()))
        except MediaRefused as refused:
            if refused.name == "no_words":
                return OpenOriginal("", mime, head)
            raise

    def _note(self, opened: OpenOriginal) -> None:
        key = self._key
        if not key:
            self._show(opened, FilePreview())
            return

        def note(vault: Vault) -> FilePreview:
            evidence.note_viewed(vault, key)
            return previews.use_preview(vault, key)[1]

        self.ask(note, lambda preview: self._show(opened, preview))

    def _show(self, opened: OpenOriginal, preview: FilePreview) -> None:
        self.preview, child = preview, self._child
        if child is not None and layers.SECCOMP not in child.layers:
            words = self.desk.look.tr("On this system, only a separate process protects you from the file.")
            self._page.show_note(words)
        if opened.facts is not None:
            self._page.show_claimed(claim_rows(self.desk.look, opened.facts.claimed))
        here = QApplication.focusWidget() is self._focus  # the person has not moved
        viewer = self.make(opened)
        self._page.show_viewer(viewer)
        if here:
            enter(viewer)
        if self._key and opened.facts is not None and preview.thumbnail is None and opened.family in FAMILIES:
            self._make_preview(opened.family, opened.facts)
        else:
            self._previewed()

    def _make_preview(self, family: str, facts: "MediaFacts") -> None:
        """Make the thumbnail with the same child; an error is seen where the original is shown."""
        child = self._child
        if child is not None:
            make = partial(previews.make_preview, child, family, facts)
            self.desk.work.media(self.view, make, self.keep, lambda _: None)

    def keep(self, made: FilePreview) -> None:
        """Keep a part of the preview in the vault, if the file has a record."""
        key = self._key
        if not key:
            return
        self.ask(lambda vault: previews.keep_preview(vault, key, made), lambda _: self._previewed())

    def make(self, opened: OpenOriginal) -> QWidget:
        """Return the widget that shows an opened file, connected with its child."""
        look, facts = self.desk.look, opened.facts
        if facts is None:
            return hex_viewer(look, opened.head, opened.mime)
        if opened.family in ("picture", "heic"):
            picture = PictureViewer(look)
            _TileLink(self, picture.surface)
            picture.surface.show_content(facts.width, facts.height)
            return picture
        if opened.family == "pages":
            pages = PagesViewer(look, facts.pages)
            _PageLink(self, pages)
            return pages
        if opened.family == "film":
            from app.gui.evidence.film_screen import FilmLink
            from app.gui.evidence.film_view import FilmViewer

            film = FilmViewer(look, facts.duration, facts.width > 0, facts.turn, isinstance(self.view, PieceView))
            FilmLink(self, film, facts)
            return film
        note = look.tr("The text is longer. Amparo shows its start.") if facts.cut else ""
        words = WordsViewer(look, facts.pages, note)
        words.turned.connect(lambda page: self._read_words(words, page))
        self._read_words(words, 0)
        return words

    def _read_words(self, words: WordsViewer, page: int) -> None:
        self.run(
            lambda child: str(child.result("page", page=page).get("text", "")), lambda text: words.show_text(page, text)
        )

    def step(self, by: int) -> None:
        """Open the piece before or after this one, of the same record."""
        at = self._beside.index(self._key) + by if self._key in self._beside else -1
        if 0 <= at < len(self._beside):
            self._step(self._beside[at])

    def _refused(self, error: BaseException) -> None:
        """Say in one sentence why the original is not shown."""
        from app.exchange.media.media_client import MediaRefused

        tr, pack = self.desk.look.tr, None
        if isinstance(error, MediaRefused):
            words = tr.phrase(error.args[0])
            pack = film_packs.find_own() if error.name in ("no_library", "changed_pack") else None
        elif isinstance(error, OSError):
            words = tr("This computer cannot read files from other people safely.")
        else:
            self.desk.failed(error)
            return
        self._page.show_note(tr.line(words, tr("The file stays in the vault.")))
        if pack is not None and isinstance(self.view, PieceView):
            self._offer_pack(self.view, pack)

    def _offer_pack(self, page: PieceView, pack: FilmPack) -> None:
        """Offer the film pack on the page, and show the film when the pack is added."""
        from app.gui.evidence.film_pack_screen import choose_pack

        button = Button(self.desk.look, self.desk.look.tr("Add the film pack…"), "std", "in")
        button.clicked.connect(lambda _=False: choose_pack(self.desk, pack, lambda: self._step(self._key)))
        page.show_offer(button)


class _TileLink:
    """Answers the requests of a surface for tiles: one at a time, and only the newest of those that wait."""

    def __init__(self, viewer: Viewer, surface: TileSurface) -> None:
        self._viewer, self._surface = viewer, surface
        self._busy = False
        self._next: PictureTile | None = None
        self.page: int | None = None
        surface.wanted.connect(lambda tile: self._ask(tile))  # the connection keeps this object
        surface.stepped.connect(lambda by: viewer.step(by))

    def _ask(self, tile: PictureTile) -> None:
        self._next = tile
        if not self._busy:
            self._go_on()

    def _go_on(self) -> None:
        tile, self._next, page = self._next, None, self.page
        self._busy = tile is not None
        if tile is None:
            return
        wanted = tile
        values: dict[str, object] = {"box": wanted.box} if page is None else {"box": wanted.box, "page": page}

        def shown(picture: "MediaPicture | None") -> None:
            if picture is not None and page == self.page:
                self._surface.show_tile(wanted, image_of_pixels(picture))
            self._go_on()

        self._viewer.run(lambda child: child.picture("tile", wanted.width, wanted.height, **values), shown)


class _PageLink(_TileLink):
    """Turns the pages of a PDF, and finds words in it."""

    def __init__(self, viewer: Viewer, pages: PagesViewer) -> None:
        super().__init__(viewer, pages.surface)
        self._pages = pages
        self._found: tuple[str, int, list[list[HitBox]], int] = ("", -1, [], 0)
        self._small: list[int] = []
        self._draws = False
        pages.turned.connect(lambda page: self.turn(page))
        pages.line.wanted.connect(lambda page: self._want_small(page))
        pages.searched.connect(lambda text: self._find(text))
        self.turn(0)

    def turn(self, page: int, then: Callable[[], None] = lambda: None) -> None:
        """Show a page."""

        def measured(points: tuple[float, float]) -> None:
            self.page = page
            self._pages.show_page(page, points)
            then()

        self._viewer.run(lambda child: _measure(child, page), measured)

    def _want_small(self, page: int) -> None:
        self._small.append(page)
        if not self._draws:
            self._draw_small()

    def _draw_small(self) -> None:
        """Draw the newest small page that is still in sight, then the others."""
        line = self._pages.line
        self._small = [page for page in self._small if line.is_seen(page)]
        self._draws = bool(self._small)
        if not self._draws:
            return
        page, ratio = self._small.pop(), line.devicePixelRatioF()
        wide, high = round(line.cell.width() * ratio), round(line.cell.height() * ratio)

        def shown(picture: "MediaPicture | None") -> None:
            line.show_image(page, image_of_pixels(picture) if picture is not None else QImage())
            self._draw_small()

        self._viewer.run(lambda child: child.picture("small", wide, high, page=page), shown)

    def _find(self, text: str) -> None:
        """Show the next hit: on this page after the last one, otherwise on the next page that has one."""
        said, page, hits, at = self._found
        if not text.strip():
            return
        again = text == said and page == self.page
        if again and at + 1 < len(hits):
            self._show_hit(text, page, hits, at + 1)
            return
        first, pages = self._pages.page + again, self._pages.pages
        order = [(first + step) % pages for step in range(pages)]
        self._viewer.run(lambda child: _look(child, order, text), lambda found: self._turn_to(text, *found))

    def _turn_to(self, text: str, page: int, hits: "list[list[HitBox]]") -> None:
        if page < 0:
            self._pages.note.setText(self._viewer.desk.look.tr("Not found"))
        elif page == self.page:
            self._show_hit(text, page, hits, 0)
        else:
            self.turn(page, lambda: self._show_hit(text, page, hits, 0))

    def _show_hit(self, text: str, page: int, hits: "list[list[HitBox]]", at: int) -> None:
        self._found = (text, page, hits, at)
        tr = self._viewer.desk.look.tr
        self._pages.note.setText(tr("{at} of {n} on this page", at=at + 1, n=len(hits)))
        self._pages.surface.mark([box for hit in hits for box in hit], hits[at][0])


def _measure(child: "MediaChild", page: int) -> tuple[float, float]:
    from app.exchange.media.media_facts import read_points

    return read_points(child.result("page", page=page))


def _look(child: "MediaChild", pages: Sequence[int], text: str) -> "tuple[int, list[list[HitBox]]]":
    """Return the first page that has a text, with its hits; -1 if none has it."""
    from app.exchange.media.media_facts import read_hits

    for page in pages:
        if hits := read_hits(child.result("find", page=page, text=text)):
            return page, hits
    return -1, []


def image_of_pixels(picture: "MediaPicture") -> QImage:
    """Return a picture of the media child as an image. No decoder of this process sees a file from outside."""
    wide = 4 * picture.width
    return QImage(picture.pixels, picture.width, picture.height, wide, QImage.Format.Format_RGB32).copy()
