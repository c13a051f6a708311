"""Show one evidence item: the picture from memory, and a panel with proof, facts and chain of custody."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.evidence.custody_timeline import Hands
from app.gui.evidence.thumbnail_list import ThumbnailList
from app.gui.records.destroying_view import destroy_button
from app.gui.style.theme import Look, mirror_rect
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, box, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Icon, Label, column, discard, fill, rule, strip_margins
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

    `copying` asks for the studio. `opened` carries the key of a copy or of the original. `asking` carries the id of a
    person whose consent is missing.
    """

    check = Signal()
    export = Signal()
    papers = Signal()
    destroying = Signal()
    copying = Signal()
    opened = Signal(str)
    asking = Signal(str)

    def __init__(self, look: Look, shown: PiecePage, back: Button) -> None:
        super().__init__(look, 344, 860)
        tr = look.tr
        words = tr("Export the copy…") if shown.copied else tr("Export the original…")
        out = Button(look, words, "pri" if shown.copied and not shown.stays else "tool", "out", act=self.export.emit)
        plain_text.tooltip(out, tr("The copy is not encrypted: everyone with the disk can read it"))
        again = tr("Make again with these bars") if shown.copied else tr("Make a copy that can leave")
        copy = Button(look, again, "std", "files", act=self.copying.emit)
        acts = [*([copy] if shown.copyable else []), *([out] if shown.here else [])]
        self._header = PageHeader(look, shown.title, shown.second, acts, back)
        self.page.add(self._header)
        self.page.close_column()
        self.key = shown.key
        self._viewer: QWidget | None = None
        self._above = 2 if shown.stays else 1  # the widgets above the original
        self.line = self._pieces(shown) if len(shown.beside) > 1 else None
        if shown.stays:
            self.page.body.insertWidget(1, box(look, "amber", "alert", [(shown.stays, "")], "amb"))
        facts: list[QWidget] = [Facts(look, shown.facts, 72)]
        if shown.digest:
            facts.append(self._whole_hash(shown.digest))
        self.panel.add(_proof(look, shown), column(look, *facts), rule(), *self._lineage(shown),
                       *self._consents(shown), self._custody(shown))  # fmt: skip
        self.panel.add(flow([destroy_button(look, self.destroying.emit)]))
        self.panel.close_column()
        self._facts, self._is_beside = self.panel.widget() or QWidget(), True

    def _pieces(self, shown: PiecePage) -> ThumbnailList:
        """Return the line of all evidence of the same incident, below the original."""
        beside = shown.beside
        line = ThumbnailList(
            self.look, self.look.tr("Evidence of the same incident"), len(beside), lambda row: beside[row].caption,
            icon=lambda row: beside[row].icon,
        )  # fmt: skip
        line.show_chosen(next((row for row, piece in enumerate(beside) if piece.key == shown.key), 0))
        self.page.body.insertWidget(1, line)
        return line

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

    def _consents(self, shown: PiecePage) -> list[QWidget]:
        """Return the answer of each person in the file, with a button for a new one."""
        look, tr, rows = self.look, self.look.tr, list[QWidget]()
        for line in shown.consents:
            ask = Button(look, tr("Record consent…"), "quiet", small=True)
            plain_text.set_accessible_description(ask, line.title)
            ask.clicked.connect(lambda _=False, key=line.key: self.asking.emit(key))
            words = Label(look, line.second, "second", "ink2", wrap=True)
            rows.append(column(look, Label(look, line.title, "strong", wrap=True), words, flow([ask]), gap=1))
        return [column(look, section(look, tr("Consent")), *rows, gap=8), rule()] if rows else []

    def _whole_hash(self, digest: str) -> QWidget:
        """Return a button that shows the complete hash, so that people can read it aloud and compare it."""
        look, tr = self.look, self.look.tr
        whole = Label(look, digest, "value", wrap=True)
        whole.hide()
        button = Button(look, tr("Show full hash"), "quiet", small=True, act=lambda: turn())

        def turn() -> None:
            whole.setVisible(whole.isHidden())
            button.set_words(tr("Show full hash") if whole.isHidden() else tr("Show less of the hash"))

        return column(look, flow([button]), whole)

    def _custody(self, shown: PiecePage) -> QWidget:
        look, tr = self.look, self.look.tr
        head = section(look, tr("Custody · {n}", n=len(shown.hands)))
        papers = Button(look, tr("Papers…"), "quiet", "files", tr("The custody sheet, to print or save"), small=True)
        papers.clicked.connect(lambda _=False: self.papers.emit())
        steps: list[QWidget] = [papers]
        if shown.here:
            tip = tr("Reads the complete file and the chain of custody")
            check = Button(look, tr("Check it now"), "quiet", "shield-check", tip, small=True, act=self.check.emit)
            steps.append(check)
        came: list[QWidget] = []
        for title, state, holds, hands in shown.came:
            mark = box(look, "box" if holds else "amber", "shield-check" if holds else "alert", [(state, "")],
                       "ink2" if holds else "amb")  # fmt: skip
            came += [section(look, title), mark, Hands(look, hands)]
        return column(look, head, flow(steps), Hands(look, shown.hands, shown.gaps), *came, gap=10)

    def show_viewer(self, viewer: QWidget) -> None:
        """Show the original, as large as the page allows."""
        self._viewer = viewer
        viewer.setMinimumHeight(self.look.px(VIEWER) if self._is_beside else 0)
        tall = getattr(viewer, "tall", True)
        self.page.body.insertWidget(self._above, viewer, int(tall))
        if tall:  # nothing else grows
            self.page.body.setStretch(self.page.body.count() - (1 if self._is_beside else 2), 0)
        QTimer.singleShot(0, self, lambda: self._give_room())

    def arrange(self, width: int) -> None:
        """Show the panel next to the original or, in a narrow window, below it in the same page."""
        super().arrange(width)
        self._is_beside = width / self.look.factor >= self._beside
        self.show_panel(self._is_beside)
        if self._is_beside:
            self.panel.setWidget(self._facts)
        else:
            self.panel.takeWidget()
            self.page.body.addWidget(self._facts)
        QTimer.singleShot(0, self, lambda: self._give_room())

    def _give_room(self) -> None:
        """Let the original fill a narrow window below the title."""
        viewer = self._viewer
        if viewer is not None and getattr(viewer, "tall", True):
            top = self._header.geometry().bottom() + 2 * self.page.body.spacing()
            viewer.setMinimumHeight(self.look.px(VIEWER) if self._is_beside else max(self.height() - top, 0))

    def show_claimed(self, rows: Sequence[Fact3]) -> None:
        """Show the data that the file claims about itself; nobody checked it."""
        if any(value for _, value, _ in rows):
            look, tr = self.look, self.look.tr
            note = Label(look, tr("Nobody checked this. Anyone can change it."), "second", "ink2", wrap=True)
            heading = section(look, tr("Claimed by the file"))
            self.panel.body.insertWidget(2, column(look, heading, note, Facts(look, rows, 72), gap=10))

    def show_marks(self, marks: QWidget) -> None:
        """Show the marks of a sound or film in the panel."""
        self.panel.body.insertWidget(1, marks)

    def show_top(self) -> None:
        """Scroll back to the original."""
        self.page.verticalScrollBar().setValue(0)

    def show_note(self, words: str) -> None:
        """Say why the original is not shown, or before it is shown, a remark about it."""
        if self._viewer is not None:
            discard(self.page.body, self._viewer)
            self._viewer = None
        self.page.body.insertWidget(self._above, box(self.look, "box", "info", [(words, "")]))

    @property
    def seen_turn(self) -> tuple[int, int]:
        """The page that is shown, from 1, and its turn by the viewer in degrees."""
        surface = getattr(self._viewer, "surface", None)
        return getattr(self._viewer, "page", 0) + 1, getattr(surface, "turn", 0)

    def show_offer(self, button: Button) -> None:
        """Offer one step below the reason."""
        self.page.body.insertWidget(2, flow([button]))

    def keyed(self, name: str) -> bool:
        """Answer a key of the window: the viewer takes those that it knows."""
        return bool(getattr(self._viewer, "keyed", lambda _: False)(name))


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


MOST_SEGMENTS = 4
"""More readers are chips."""


class ExportReaders(QWidget):
    """The readers. `copying` asks for the studio, `consent` carries a person whose yes is missing."""

    copying = Signal()
    consent = Signal(str)

    def __init__(self, look: Look, shown: PiecePage) -> None:
        super().__init__()
        audiences = shown.readers
        self._look, self._shown = look, shown
        chips = len(audiences) > MOST_SEGMENTS
        self.reader = OneOf(look, audiences, audiences[0][0], look.tr("Readers"), chips=chips)
        self._file = Label(look, "", "second", "ink2", wrap=True)
        self._refusal = strip_margins(QVBoxLayout(), look.sp(8))
        whole = strip_margins(QVBoxLayout(self), look.sp(8))
        whole.addWidget(Labelled(look, look.tr("Readers"), self.reader))
        whole.addWidget(self._file)
        whole.addLayout(self._refusal)
        self.reader.chosen.connect(lambda _: self.show_file())
        self.show_file()

    def show_file(self) -> None:
        """Name the file of the chosen readers, without the last refusal."""
        self._file.setText(self._shown.files.get(self.reader.value, ""))
        fill(self._refusal)

    def show_refusal(self, words: str, person: str = "") -> None:
        """Show why nothing was exported, until other readers are chosen. `person` has not said yes."""
        tr, steps = self._look.tr, list[QWidget]()
        if self._shown.copyable:
            again = tr("Make again with these bars") if self._shown.copied else tr("Make a copy that can leave")
            steps.append(copy := Button(self._look, again, "std", "files"))
            copy.clicked.connect(lambda _=False: self.copying.emit())
        if person:
            steps.append(ask := Button(self._look, tr("Record the answer…"), "std", "check"))
            ask.clicked.connect(lambda _=False: self.consent.emit(person))
        fill(self._refusal, box(self._look, "red", "alert", [(words, "")], "red"), *([flow(steps)] if steps else []))
        plain_text.announce(self, words)
        if steps:
            steps[0].setFocus(Qt.FocusReason.OtherFocusReason)
