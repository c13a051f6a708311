"""Show one evidence item: the picture from memory, and a panel with proof, facts and chain of custody."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.evidence.custody_timeline import Hands
from app.gui.records.destroying_view import destroy_button
from app.gui.style.theme import Look, mirror_rect
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Icon, Label, column, discard, rule, strip_margins
from app.gui.widgets.page_values import Fact3, PiecePage
from app.gui.widgets.split import Panelled

if TYPE_CHECKING:
    from app.exchange.sandbox_client import PixelImage as Shown

VIEWER = 260
"""Minimum height of the original in pixels at 100 %, even in a low window."""
LEAST = 180
"""Minimum height in pixels, even in a low window."""


class PieceView(Panelled):
    """The page. `check` reads the complete item again, `export` takes the original out of the vault.

    `copying` asks for the studio, `opened` carries the key of a copy or of the original. `left` tells that the vault is
    locked.
    """

    check = Signal()
    export = Signal()
    destroying = Signal()
    copying = Signal()
    opened = Signal(str)
    left = Signal()

    def __init__(self, look: Look, shown: PiecePage, back: Button) -> None:
        super().__init__(look, 344, 860)
        tr = look.tr
        out = Button(look, tr("Export the copy…") if shown.copied else tr("Export the original…"), "tool", "out")
        plain_text.tooltip(out, tr("The copy is not encrypted: everyone with the disk can read it"))
        out.clicked.connect(lambda _=False: self.export.emit())
        copy = Button(look, tr("Make a copy that can leave"), "std", "files")
        copy.clicked.connect(lambda _=False: self.copying.emit())
        acts = [*([copy] if shown.copyable else []), *([out] if shown.here else [])]
        self.page.add(PageHeader(look, shown.title, shown.second, acts, back))
        self.page.close_column()
        self.key = shown.key
        self._viewer: QWidget | None = None
        facts: list[QWidget] = [Facts(look, shown.facts, 72)]
        if shown.digest:
            facts.append(self._whole_hash(shown.digest))
        self.panel.add(_proof(look, shown), column(look, *facts), rule(), *self._lineage(shown), self._custody(shown))
        destroy = destroy_button(look)
        destroy.clicked.connect(lambda _=False: self.destroying.emit())
        self.panel.add(flow([destroy]))
        self.panel.close_column()

    def _lineage(self, shown: PiecePage) -> list[QWidget]:
        """Return the tree of the original and its copies; each leads to its page."""
        look, rows = self.look, list[QWidget]()
        for number, (line, note) in enumerate(shown.lineage):
            link = Button(look, line.title, "quiet", line.icon, line.title, small=True)
            link.setEnabled(bool(line.key))
            link.clicked.connect(lambda _=False, key=line.key: self.opened.emit(key))
            plain_text.set_accessible_description(link, look.tr.line(line.second, note))
            words = [Label(look, text, "second", "ink2", wrap=True) for text in (line.second, note) if text]
            tree = QWidget()
            layout = strip_margins(QHBoxLayout(tree), 0)
            layout.addSpacing(look.sp(22) if number else 0)
            layout.addWidget(column(look, flow([link]), *words, gap=1), 1)
            rows.append(tree)
        return [column(look, section(look, look.tr("Original and copies")), *rows, gap=8), rule()] if rows else []

    def _whole_hash(self, digest: str) -> QWidget:
        """Return a button that shows the complete hash, so that people can read it aloud and compare it."""
        look, tr = self.look, self.look.tr
        whole = Label(look, digest, "value", wrap=True)
        whole.hide()
        button = Button(look, tr("Show full hash"), "quiet", small=True)

        def turn() -> None:
            whole.setVisible(whole.isHidden())
            button.set_words(tr("Show full hash") if whole.isHidden() else tr("Show less of the hash"))

        button.clicked.connect(lambda _=False: turn())
        return column(look, flow([button]), whole)

    def _custody(self, shown: PiecePage) -> QWidget:
        look, tr = self.look, self.look.tr
        head = QWidget()
        row = strip_margins(QHBoxLayout(head))
        row.addWidget(section(look, tr("Custody · {n}", n=len(shown.hands))), 1)
        if shown.here:
            tip = tr("Reads the complete file and the chain of custody")
            check = Button(look, tr("Check it now"), "quiet", "shield-check", tip, small=True)
            check.clicked.connect(lambda _=False: self.check.emit())
            row.addWidget(check)
        return column(look, head, Hands(look, shown.hands), gap=10)

    def show_viewer(self, viewer: QWidget) -> None:
        """Show the original, as large as the page allows."""
        self._viewer = viewer
        viewer.setMinimumHeight(self.look.px(VIEWER))
        self.page.body.insertWidget(1, viewer, 1)
        self.page.body.setStretch(self.page.body.count() - 1, 0)

    def show_claimed(self, rows: Sequence[Fact3]) -> None:
        """Show the data that the file claims about itself; nobody checked it."""
        if any(value for _, value, _ in rows):
            look, tr = self.look, self.look.tr
            note = Label(look, tr("Nobody checked this. Anyone can change it."), "second", "ink2", wrap=True)
            heading = section(look, tr("Claimed by the file"))
            self.panel.body.insertWidget(2, column(look, heading, note, Facts(look, rows, 72), gap=10))

    def show_note(self, words: str) -> None:
        """Say why the original is not shown, or before it is shown, a remark about it."""
        if self._viewer is not None:
            discard(self.page.body, self._viewer)
            self._viewer = None
        self.page.body.insertWidget(1, box(self.look, "box", "info", [(words, "")]))

    def show_offer(self, button: Button) -> None:
        """Offer one step below the reason."""
        self.page.body.insertWidget(2, flow([button]))

    def keyed(self, name: str) -> bool:
        """Answer a key of the window: the viewer takes those that it knows."""
        return bool(getattr(self._viewer, "keyed", lambda _: False)(name))

    def keep_now(self) -> None:
        """The vault is locked: nothing is shown any more."""
        self.left.emit()


def _proof(look: Look, shown: PiecePage) -> QFrame:
    """Return the state of its integrity: one clause, and the basis of it below."""
    icon, said, tone = shown.proof
    ink = {"amb": "amb", "accentbox": "acc"}.get(tone, "ink2")
    frame = QFrame()
    frame.setObjectName("amber" if tone == "amb" else tone)
    row = QHBoxLayout(frame)
    row.setContentsMargins(look.sp(14), look.sp(10), look.sp(14), look.sp(10))
    row.setSpacing(look.sp(12))
    row.addWidget(Icon(look, icon, 18, ink))
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(Label(look, said, "strong", "amb" if tone == "amb" else "ink", wrap=True))
    words.addWidget(Label(look, shown.note, "second", "amb" if tone == "amb" else "ink2", wrap=True))
    row.addLayout(words, 1)
    return frame


def image_of(shown: "Shown") -> QImage:
    """Return the pixels from the confined child as an image. No decoder of this process sees a file from outside."""
    return QImage(shown.pixels, shown.width, shown.height, 4 * shown.width, QImage.Format.Format_RGBA8888).copy()


class ImageView(QWidget):
    """One image, as large as its space allows, in its proportions, and never larger than its own size."""

    def __init__(self, look: Look, image: QImage) -> None:
        super().__init__()
        self._image, self._rtl = image, look.rtl
        plain_text.set_accessible_name(self, look.tr("Picture"))
        self.setMinimumHeight(min(LEAST, image.height()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw it at the top, at the reading edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.size().boundedTo(self._image.size())
        spot = QRect(QPoint(0, 0), self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        painter.drawImage(mirror_rect(self._rtl, self.rect(), spot), self._image)
