"""The original on the page of a piece: a picture, the pages of a PDF, words, or the first bytes of any other file."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.evidence.thumbnail_list import ThumbnailList
from app.gui.evidence.tile_surface import TileSurface
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button, IconButton
from app.gui.widgets.edits import line_edit, prose_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, strip_margins
from app.safe_text import make_harmless

CLAIMS = ("time", "changed", "zone", "position", "device", "serial", "lens", "program", "author", "comment")
"""The codes of claimed data, in their order."""
_HEX_LINE = 16
_JUMPS = {
    Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Home: -(10**9), Qt.Key.Key_End: 10**9,
}  # fmt: skip


def claim_rows(look: Look, claimed: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return claimed data as rows of facts; several values of a code are in one row."""
    tr = look.tr
    labels = dict(zip(CLAIMS, (
        tr("Time"), tr("Changed"), tr("Time zone"), tr("Position"), tr("Camera or phone"), tr("Serial number"),
        tr("Lens"), tr("Program"), tr("Author"), tr("Comment"),
    ), strict=True))  # fmt: skip
    values = {code: list(dict.fromkeys(text for one, text in claimed if one == code and text)) for code in CLAIMS}
    return [(labels[code], ", ".join(texts), "") for code, texts in values.items()]


class ViewerFrame(QWidget):
    """A surface, and the row of its tools below it. A `tall` one takes all the height that there is."""

    tall = True

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.column = strip_margins(QVBoxLayout(self), look.sp(8))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def tool(self, words: str, act: Callable[[], object], icon: str = "", tip: str = "") -> QWidget:
        """Return a button of the row: only its icon, if it has one."""
        button = (
            IconButton(self.look, icon, words, tip) if icon else Button(self.look, words, "tool", tip=tip, small=True)
        )
        button.clicked.connect(lambda _=False: act())
        return button

    @property
    def is_drawn(self) -> bool:
        """True if the content is shown, and not only asked for."""
        return True

    def keyed(self, name: str) -> bool:
        """Answer a key of the window."""
        return False


class PictureViewer(ViewerFrame):
    """A picture with its tools. `surface` asks for tiles."""

    def __init__(self, look: Look, name: str = "", enlarge: bool = False) -> None:
        super().__init__(look)
        self.surface = TileSurface(look, name or look.tr("Picture"), enlarge)
        self._level = Label(look, "", "second", "ink2")
        self.row = strip_margins(QHBoxLayout(), look.sp(6))
        self.row.addWidget(self.surface, 1)
        self.column.addLayout(self.row, 1)
        self.column.addWidget(flow([*self.tools(), *self._zooms()], look.sp(4)))
        self.surface.zoomed.connect(self._show_level)

    @property
    def is_drawn(self) -> bool:
        """True if a tile is shown."""
        return self.surface.is_drawn

    def tools(self) -> list[QWidget]:
        """Return the tools before those of the zoom."""
        return []

    def _zooms(self) -> list[QWidget]:
        tr, surface = self.look.tr, self.surface
        return [
            self.tool(tr("Smaller"), surface.smaller, "minus", "-"), self._level,
            self.tool(tr("Larger"), surface.larger, "plus", "+"), self.tool(tr("Fit"), surface.fit, tip="0"),
            self.tool(tr("Actual size"), surface.actual_size, tip="1"),
            self.tool(tr("Turn"), surface.turn_right, tip="R"),
            self.tool(tr("Invert colours"), surface.invert, tip="I"),
        ]  # fmt: skip

    def _show_level(self) -> None:
        self._level.setText(self.look.tr("{n} %", n=round(100 * self.surface.zoom)))

    def take_focus(self) -> None:
        """Move the focus to the surface."""
        self.surface.setFocus(Qt.FocusReason.OtherFocusReason)


class PagesViewer(PictureViewer):
    """The pages of a PDF. `turned` carries the number of a page from 0, `searched` the text to find."""

    turned = Signal(int)
    searched = Signal(str)

    def __init__(self, look: Look, pages: int) -> None:
        self.pages, self.page = pages, 0
        super().__init__(look, look.tr("Page"), enlarge=True)
        self.line = ThumbnailList(look, look.tr("Pages"), pages, lambda n: look.tr("Page {n}", n=n + 1), down=True)
        self.row.insertWidget(0, self.line)
        self.line.setVisible(pages > 1)
        self.line.chosen.connect(self.go)
        self.field.returnPressed.connect(self._go_to_number)
        self.words.returnPressed.connect(lambda: self.searched.emit(self.words.text()))

    def tools(self) -> list[QWidget]:
        """Return the tools for pages and for the search."""
        look, tr = self.look, self.look.tr
        self.field = line_edit(look, tr("Page number"), text="1")
        self.field.setFixedWidth(look.px(56))
        self.words = line_edit(look, tr("Find words"), tr("Find words"))
        self.words.setFixedWidth(look.px(150))
        self.note = Label(look, "", "second", "ink2")
        return [
            self.tool(tr("Page before"), lambda: self.go(self.page - 1), "back", tr("Page Up")), self.field,
            Label(look, tr("of {n}", n=self.pages), "second", "ink2"),
            self.tool(tr("Next page"), lambda: self.go(self.page + 1), "forward", tr("Page Down")), self.words,
            self.note,
        ]  # fmt: skip

    def go(self, page: int) -> None:
        """Ask for a page; the nearest one, if there is none with this number."""
        page = min(max(page, 0), self.pages - 1)
        if page != self.page:
            self.turned.emit(page)
        self.field.setText(str(page + 1))

    def _go_to_number(self) -> None:
        text = self.field.text().strip()
        self.go(int(text[:9]) - 1 if text.isdecimal() else self.page)

    def show_page(self, page: int, points: Sequence[float]) -> None:
        """Show a page: its size in points."""
        self.page = page
        self.field.setText(str(page + 1))
        self.line.show_chosen(page)
        self.surface.show_content(*(round(side * 96 / 72) for side in points))  # at 100 % as large as on paper

    def keyed(self, name: str) -> bool:
        """Answer Ctrl+F."""
        if name == "find":
            self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.words.selectAll()
        return name == "find"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages by keys."""
        jump = _JUMPS.get(Qt.Key(event.key()))
        if jump is None:
            super().keyPressEvent(event)
        else:
            self.go(self.page + jump)


class WordsViewer(ViewerFrame):
    """Words in pages. `turned` carries the number of a page from 0."""

    turned = Signal(int)

    def __init__(self, look: Look, pages: int, note: str = "") -> None:
        super().__init__(look)
        tr = look.tr
        self._pages, self.page = pages, 0
        self.text = prose_edit(look, tr("Text of the file"), lines=4)
        self.text.setReadOnly(True)
        self.text.setMaximumHeight(16777215)
        self.column.addWidget(self.text, 1)
        self._place = Label(look, "", "second", "ink2")
        if pages > 1:
            before = self.tool(tr("Page before"), lambda: self.go(self.page - 1), "back")
            after = self.tool(tr("Next page"), lambda: self.go(self.page + 1), "forward")
            self.column.addWidget(flow([before, self._place, after], look.sp(4)))
        if note:
            self.column.addWidget(Label(look, note, "second", "ink2", wrap=True))

    def go(self, page: int) -> None:
        """Ask for a page, if there is one."""
        if 0 <= page < self._pages:
            self.turned.emit(page)

    def show_text(self, page: int, text: str) -> None:
        """Show the words of a page."""
        self.page = page
        self.text.setPlainText(make_harmless(text, len(text)))
        self._place.setText(self.look.tr("{page} of {n}", page=page + 1, n=self._pages))

    def take_focus(self) -> None:
        """Move the focus to the words."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def hex_viewer(look: Look, head: bytes, mime: str) -> WordsViewer:
    """Return the first bytes of a file that nothing shows, in hexadecimal digits."""
    note = look.tr("Amparo cannot show this file ({type}). The file stays in the vault.", type=mime)
    viewer = WordsViewer(look, 1, note)
    lines = (head[at : at + _HEX_LINE] for at in range(0, len(head), _HEX_LINE))
    rows = ((f"{number * _HEX_LINE:04X}", *(f"{byte:02X}" for byte in line)) for number, line in enumerate(lines))
    viewer.text.setFont(look.font("value", tabular=True))
    viewer.text.setTabStopDistance(look.metrics("value").horizontalAdvance("DDD"))
    viewer.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    viewer.text.setPlainText("\n".join(map("\t".join, rows)))
    plain_text.set_accessible_name(viewer.text, look.tr("First bytes of the file"))
    return viewer
