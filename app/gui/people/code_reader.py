"""Read the codes in a picture that a person chooses or pastes. The confined child decodes it; nothing is stored."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from app.actions.contacts import code_pictures
from app.gui.widgets.buttons import Button

if TYPE_CHECKING:
    from app.gui.shell.session_calls import SessionCalls

T = TypeVar("T")
MOST_BYTES = 64 << 20
"""Bytes of the largest file that is read."""
MOST_PIXELS = 40_000_000
"""The most pixels of a picture that the system gives without a format (a screenshot on Windows and macOS)."""
_FORMATS = ("image/png", "image/jpeg", "image/webp", "image/gif")


class CodeReader(QObject, Generic[T]):
    """One page's reader. `read` turns the bytes of a picture into the wanted value, or raises an AppError."""

    def __init__(
        self, desk: "SessionCalls", page: QWidget, read: Callable[[bytes], T], found: Callable[[T], None],
        refused: Callable[[str], None],
    ) -> None:  # fmt: skip
        """`found` gets the value in the window's thread, `refused` one sentence for the person."""
        super().__init__(page)
        self._desk, self._page, self._read = desk, page, read
        self._found, self._refused = found, refused
        for field in page.findChildren(QLineEdit):
            self.watch(field)
        keys = QShortcut(QKeySequence.StandardKey.Paste, page)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.paste)

    def watch(self, field: QLineEdit) -> None:
        """Paste a picture also from this field of the page, which itself takes text alone."""
        field.installEventFilter(self)

    def button(self) -> Button:
        """Return the button that pastes a picture."""
        tr = self._desk.look.tr
        button = Button(self._desk.look, tr("Paste a picture"), "std", tip=tr("A copied photo of the code  Ctrl V"))
        button.clicked.connect(lambda _=False: self.paste())
        return button

    def file(self, path: str) -> None:
        """Read the codes in a file."""

        def data() -> bytes:
            with Path(path).open("rb") as file:
                return file.read(MOST_BYTES + 1)

        self._begin(data)

    def paste(self) -> None:
        """Read the codes in the picture on the clipboard: a picture, or a file that was copied."""
        mime = _clipboard()
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        if files:
            self.file(files[0])
            return
        data = read_copied(mime)
        if data is None:
            self._refused(self._desk.look.tr("You have not copied a picture. Copy the photo of the code first."))
        else:
            self._begin(data)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the Paste key of a field if the clipboard has no text."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            mime = _clipboard()
            if event.matches(QKeySequence.StandardKey.Paste) and not mime.hasText() and mime.formats():
                self.paste()
                return True
        return super().eventFilter(watched, event)

    def _begin(self, data: Callable[[], bytes]) -> None:
        def refused(error: BaseException) -> None:
            if shiboken6.isValid(self._page):
                self._refused(self._said(error))

        def found(value: T) -> None:
            if shiboken6.isValid(self._page):
                self._found(value)

        self._desk.on_net(lambda _vault, _db: self._read(data()), found, refused)

    def _said(self, error: BaseException) -> str:
        tr = self._desk.look.tr
        return tr.error(error, tr("Amparo cannot read this file. Choose another file."))


class CardReader(CodeReader[bytes]):
    """The reader of the page to exchange cards: a card as a file, or as a picture or several of its codes."""

    def __init__(
        self, desk: "SessionCalls", page: QWidget, found: Callable[[bytes], None], refused: Callable[[str], None]
    ) -> None:
        """`found` gets the bytes of a card, which are not checked yet."""
        self._codes: Sequence[bytes] = ()
        self.dropped = False
        """True if the last card came while codes of another one were waiting for the rest of it."""
        super().__init__(desk, page, self._card, found, refused)

    def _card(self, data: bytes) -> bytes:
        try:
            card = code_pictures.card_of(data, self._codes)
        except code_pictures.PartMissing as missing:
            self._codes = missing.codes
            raise
        self.dropped, self._codes = any(code not in card for code in self._codes), ()
        return card


def _clipboard() -> QMimeData:
    """Return the content of the clipboard; Qt has none for an empty one."""
    mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return mime or QMimeData()


def read_copied(mime: QMimeData) -> Callable[[], bytes] | None:
    """Return a function for the bytes of a copied picture, for another thread, if there is one.

    A picture in a known format is not decoded here.
    """
    for name in _FORMATS:
        if mime.hasFormat(name):
            data = bytes(mime.data(name).data())
            return lambda: data
    image = mime.imageData() if mime.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return None
    return lambda: _encoded(image)


def _encoded(image: QImage) -> bytes:
    """Return a picture of the system as a PNG; empty if it is too large."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.width() * image.height() <= MOST_PIXELS:
        QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())
