"""Show the data that others will read: each record with its fields, and notes in addition to the records."""

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.widgets.blocks import Facts, PlainRow
from app.gui.widgets.labels import Label, column, rule
from app.gui.widgets.page_values import PreviewView


def as_read(look: Look, readings: Sequence[PreviewView]) -> QWidget:
    """Return the readings one below the other, each under the names of its readers."""
    blocks: list[QWidget] = []
    for reading in readings:
        notes = [Label(look, note, "second", "ink2", wrap=True) for note in reading.notes]
        head = Label(look, look.tr("{names} will read", names=reading.who), "strong", wrap=True)
        blocks += [column(look, head, *notes, gap=4), rule()]
        for icon, title, facts in reading.records:
            rows = [(label, _with_breaks(value), note) for label, value, note in facts]
            blocks.append(column(look, PlainRow(look, icon, title), Facts(look, rows), gap=10))
    blocks.append(QWidget())
    return column(look, *blocks, gap=14)


def _with_breaks(value: str) -> str:
    """Return a value in which a line can end inside a long word, such as a hash: the page does not scroll sideways."""
    return re.sub(r"\S{33,}", lambda word: re.sub(r"(.{16})(?=.)", "\\1\u200b", word[0]), value)
