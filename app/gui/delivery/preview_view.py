"""Show a report as its recipient will read it: their page of it, then every field of the frozen report."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.delivery.arrival_query import ArrivalPage
from app.gui.delivery.arrival_view import ArrivalView
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Facts, PlainRow, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, level_legend, rule
from app.gui.widgets.overlay import Veil
from app.gui.widgets.page_values import FrozenView, PreviewView


class ReadingDialog(Veil):
    """The page of one recipient over the share dialog. The arrow keys scroll it, Esc leads back to the share."""

    def __init__(self, look: Look, window: QWidget, page: ArrivalPage, every: PreviewView) -> None:
        tr = look.tr
        super().__init__(
            look, window, tr("What {name} will see", name=every.who), tr("This is a preview. Amparo has not sent it.")
        )
        if not self._full:
            self.frame.setFixedHeight(min(look.px(720), window.height() - 80))
        self.page = ArrivalView(look, page)
        self.page.body.insertWidget(self.page.body.count() - 1, column(look, rule(), *_fields(look, every), gap=14))
        self.page.read_whole(tr("What {name} will see", name=every.who))
        back = Button(look, tr("Back"), tip=tr("Esc"))
        back.clicked.connect(self.leave)
        self.content.addWidget(self.page, 1)
        self.content.addWidget(flow([back]))


def leaving_lists(look: Look, one: FrozenView, copying: Callable[[str], object]) -> QWidget:
    """Return the content of the report of one recipient, and the withheld data.

    `copying` opens the studio on a file that stays because it has no working copy.
    """
    tr, both = look.tr, QWidget()
    lists = QHBoxLayout(both) if look.factor <= 1.5 else QVBoxLayout(both)
    lists.setContentsMargins(0, 0, 0, 0)
    lists.setSpacing(look.sp(24))
    for title, count, rows, icon, ink in (
        (tr("Will be sent"), one.leaves_count, one.leaves, "check", "acc"),
        (tr("Will not be sent"), one.held_count, one.held, "minus", "ink3"),
    ):
        lines: list[QWidget] = [PlainRow(look, icon, text, why, ink=ink, line=False) for text, why in rows]
        if said := level_legend(tr, (why for _, why in rows)):
            lines.insert(0, Label(look, said, "second", "ink2", wrap=True))
        if rows is one.held and one.uncopied:
            copy = Button(look, tr("Make a copy that can leave"), "quiet", "files", act=lambda: copying(one.uncopied))
            lines.insert(0, flow([copy]))
        lists.addWidget(column(look, section(look, title, count), rule(), *lines, gap=9), 1, Qt.AlignmentFlag.AlignTop)
    return both


def _fields(look: Look, every: PreviewView) -> Sequence[QWidget]:
    """Return the notes, and each record with its fields."""
    notes = [Label(look, note, "second", "ink2", wrap=True) for note in every.notes]
    blocks: list[QWidget] = [column(look, section(look, look.tr("All fields that Amparo sends")), *notes, gap=4)]
    for icon, title, facts in every.records:
        rows = [(label, _with_breaks(value), note) for label, value, note in facts]
        blocks.append(column(look, PlainRow(look, icon, title), Facts(look, rows), gap=10))
    return blocks


def _with_breaks(value: str) -> str:
    """Return a value in which a line can end inside a long word, such as a hash: the page does not scroll sideways."""
    return re.sub(r"\S{33,}", lambda word: re.sub(r"(.{16})(?=.)", "\\1\u200b", word[0]), value)
