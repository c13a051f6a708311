"""Show the help: the list of help pages, and one page."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui.library.guide import Block, Guide, guides
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Label, Sentence, strip_margins
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.overlay import Cover
from app.gui.widgets.rows import Row

WIDEST = 680
"""Pixels at 100 %, about ninety characters."""


def library_list(look: Look) -> ListPane:
    """Return the empty list of pages."""
    return ListPane(look, look.tr("Help"), 1, look.tr("Search the pages of help"))


def guide_rows(pages: Sequence[Guide]) -> tuple[Row, ...]:
    """Return a row for each page."""
    return tuple(Row(page.key, page.title, icon="info") for page in pages)


def no_guides(look: Look, asked: str) -> Empty:
    """Return the text for a search without results."""
    tr = look.tr
    text = tr("No results for “{asked}”. Try fewer or different words.", asked=asked)
    return Empty(look, "search", tr("Nothing found"), text)


class GuideView(ScrollPage):
    """One help page, with a button for its task. Its text takes the keyboard: the arrow keys scroll it."""

    def __init__(self, look: Look, page: Guide, back: Button | None = None, act: Button | None = None) -> None:
        super().__init__(look, 32, 12)
        self.key = page.key
        self.add(PageHeader(look, page.title, "", [act] if act else [], back))
        self.first = article = QLabel()  # for a screen reader it is one text, read completely
        plain_text.set_accessible_name(article, page.title)
        plain_text.set_accessible_description(
            article, " ".join(text for block in page.blocks for text, _ in block.runs)
        )
        article.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        article.setProperty("ring", True)
        lines = strip_margins(QVBoxLayout(article), look.sp(10))
        number = 0
        for block in page.blocks:
            number = number + 1 if block.kind == "step" else 0
            lines.addWidget(self._block(block, number))
        self.add(article, widest=WIDEST)
        self.close_column()

    def _block(self, block: Block, number: int) -> QWidget:
        look = self.look
        if block.kind == "head":
            return section(look, "".join(text for text, _ in block.runs))
        words = Sentence(look, list(block.runs), "body")
        if block.kind == "text":
            return words
        line = QWidget()
        row = strip_margins(QHBoxLayout(line), look.sp(8))
        mark = Label(look, look.tr.number(number) if number else "–", "strong", "acc")
        mark.setFixedWidth(look.px(20))
        lead = QVBoxLayout()
        lead.addWidget(mark)
        lead.addStretch(1)
        row.addLayout(lead)
        row.addWidget(words, 1)
        return line


def cover(look: Look, window: QWidget, key: str) -> None:
    """Show one help page over the complete window.

    Windows without a library need it: before a vault is open, or over a dialog. The pages contain no data of a vault.
    """
    if any(not one.isHidden() for one in window.findChildren(GuideCover)):
        return
    page = next(page for page in guides(look.tr.language) if page.key == key)
    GuideCover(look, window, page).show_page()


class GuideCover(Cover):
    """One help page over a window. Esc returns to the control that had the focus."""

    def __init__(self, look: Look, window: QWidget, page: Guide) -> None:
        super().__init__(look, window, page.title)
        back = Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"), act=self.leave)
        self.view = GuideView(look, page, back)
        whole = strip_margins(QVBoxLayout(self))
        whole.addWidget(self.view)

    def show_page(self) -> None:
        """Show the page, with the focus on the text."""
        self.open(self.view.first or self.view)
