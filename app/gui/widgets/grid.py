"""Show a few rows of a table: the names above, cells that elide, arrows that move."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from app.gui.style.theme import Look
from app.gui.widgets import plain_text

Index = QModelIndex | QPersistentModelIndex
LONGEST = 200
"""Maximum number of shown characters of a cell."""


class GridModel(QAbstractTableModel):
    """The model of the table. Row 0 contains the names."""

    def __init__(self, look: Look, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._look, self._rows = look, [header, *rows]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of rows, with the names."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of names."""
        return 0 if parent.isValid() else len(self._rows[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell. For a screen reader, its name is added."""
        cell = self._rows[index.row()][index.column()][:LONGEST]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain_text.line(self._look.tr.isolated(cell))  # a negative number keeps its sign before it
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = self._rows[0][index.column()]
            return plain_text.line(self._look.tr("{name}: {value}", name=name, value=cell) if index.row() else name)
        if role == Qt.ItemDataRole.FontRole:
            return self._look.font("second", 400 if index.row() else 600)
        return None


class Grid(QTableView):
    """The table, as high as its rows."""

    def __init__(self, look: Look, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self.setObjectName("boxed")
        plain_text.set_accessible_name(self, name)
        self.setModel(GridModel(look, header, rows))
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        high = look.metrics("second").height() + look.sp(10)
        self.verticalHeader().setMinimumSectionSize(high)
        self.verticalHeader().setDefaultSectionSize(high)
        self.horizontalHeader().setDefaultSectionSize(look.px(140))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(high * (len(rows) + 1) + look.px(22))
