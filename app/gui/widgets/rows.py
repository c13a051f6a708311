"""Rows of lists: their content, the model that holds them, and the delegates that draw them.

A row contains no widget. Heights come from the metrics of the font. Text is always drawn as plain text. The title
elides, never the date.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, QStringListModel, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.labels import reading_edge

if TYPE_CHECKING:
    from PySide6.QtGui import QTextLayout

Index = QModelIndex | QPersistentModelIndex
State = tuple[str, str]
"""A quiet state of a row: its icon and its word."""
MOST_SHAPED = 256
"""Shaped texts that a list keeps."""


def one_sentence(parts: Iterable[str]) -> str:
    """Return the content of a row as one sentence for screen readers, without repetitions, with one full stop at the
    end.
    """
    told = [part.strip().rstrip(".") for part in parts if part.strip()]
    return ", ".join(dict.fromkeys(told)) + "."


class Row(NamedTuple):
    """One row: title and date, a second line, and a third line of quiet states.

    `tone` is the ink of the state at the far edge (amber: needs care). `bars` of four are filled, -1 for none.
    `initials`
    are for people.
    """

    key: str
    title: str
    date: str = ""
    second: str = ""
    states: tuple[State, ...] = ()
    far: State | None = None
    icon: str = ""
    tone: str = "ink2"
    bars: int = -1
    initials: str = ""
    mark: tuple[int, int] = (0, 0)
    """The start and end of the searched word in `second`."""

    @property
    def spoken(self) -> str:
        """Return the complete row as one sentence, for screen readers."""
        words = (self.title, self.date, self.second, *(word for _, word in self.states))
        return one_sentence([*words, self.far[1] if self.far else ""])


class RowModel(QStringListModel):
    """The rows of one list. Qt keeps an empty text for each: it asks twice a row how many there are, at each layout."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Replace every row."""
        self.rows = list(rows)
        self.setStringList([""] * len(rows))

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows below the others. The cursor and the scroll position stay."""
        if rows:
            at = len(self.rows)
            self.rows.extend(rows)
            self.insertRows(at, len(rows))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's title, or the complete row in one sentence for a screen reader."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain_text.line(row.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return plain_text.line(row.spoken)
        return None


class RowDelegate(QStyledItemDelegate):
    """The painter of a row in two or three lines; `inset` is the margin at both edges in pixels."""

    def __init__(self, look: Look, lines: int) -> None:
        super().__init__()
        self._look, self._lines = look, lines
        self._title, self._second, self._small = (look.font(role) for role in ("strong", "second", "badge"))
        self._date = look.font("small", tabular=True)
        self._shaped = dict[tuple[int, str, int], plain_text.ShapedLine]()
        self.inset = look.sp(16)
        heights = [QFontMetrics(font).height() for font in (self._title, self._second, self._small)]
        self._high, self._high_second, self._high_small = heights
        self._words = self._high + look.sp(3) + self._high_second
        self.height = sum(heights[:lines]) + look.sp((0, 20, 33, 34)[lines])

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of its lines and their space."""
        return QSize(120, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, bar, lines and hairline."""
        model, view = index.model(), option.widget  # `option.state` would load all of QStyle
        if not isinstance(model, RowModel) or not isinstance(view, QListView):
            return
        row, rect = model.rows[index.row()], option.rect
        chosen = view.selectionModel().isSelected(index)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        bar = max(0, view.width() - rect.width())
        ring = view.hasFocus() and view.currentIndex() == index and bool(view.property("keys"))
        self._ground(painter, rect, chosen, ring, bar)
        near, far = (self.inset - bar, self.inset) if self._look.rtl else (self.inset, self.inset - bar)
        above = self._look.sp(13 if self._lines == 2 else 10)
        if self._lines == 2 and not row.second:  # a title without a second line is centred
            above += (self._words - self._high) // 2
        inner = rect.adjusted(near, above, -far, -self._look.sp(8))
        indent = self._lead(painter, row, inner, chosen)
        self._first(painter, row, inner, indent)
        top = inner.top() + self._high + self._look.sp(2 if self._lines == 2 else 4)
        if self._lines > 1:
            room = QRect(inner.left(), top, inner.width(), self._high_second)
            self._text(painter, room, indent, 0, self._second, "ink2", row.second, row.mark)
            top = room.bottom() + self._look.sp(7)
        if self._lines > 2:
            room = QRect(inner.left(), top, inner.width(), self._high_small + 2)
            self._third(painter, row, room, indent)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, chosen: bool, focus: bool, bar_width: int) -> None:
        if chosen:
            painter.fillRect(rect, self._look.colour("sel"))
            bar = self._look.mirrored(rect, QRect(rect.left(), rect.top(), 3, rect.height()))
            painter.fillRect(bar, self._look.colour("acc"))
        else:
            line = QRect(rect.left() + self.inset, rect.bottom(), rect.width() + bar_width - 2 * self.inset, 1)
            painter.fillRect(self._look.mirrored(rect, line), self._look.colour("line"))
        if focus:
            painter.setPen(QPen(self._look.colour("acc"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(5, 3, -3, -3), 6, 6)

    def _lead(self, painter: QPainter, row: Row, inner: QRect, chosen: bool) -> int:
        look = self._look
        if row.initials:
            size = look.px(38)
            spot = QRect(inner.left(), inner.top() + (self._words - size) // 2, size, size)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("page" if chosen else "badge"))
            spot = look.mirrored(inner, spot)
            painter.drawEllipse(spot)
            painter.setFont(look.font("label"))
            painter.setPen(look.colour("ink2"))
            plain_text.draw(painter, spot, Qt.AlignmentFlag.AlignCenter, row.initials)
            return size + look.sp(12)
        if row.icon and row.bars >= 0:
            self._icon(painter, inner, 0, row.icon, 17, "ink2", self._high)
            return look.px(17) + look.sp(11)
        return 0

    def _first(self, painter: QPainter, row: Row, inner: QRect, indent: int) -> None:
        line = QRect(inner.left(), inner.top(), inner.width(), self._high)
        taken = 0
        if row.date:
            taken = self._width(self._date, row.date)
            self._text(painter, line, line.width() - taken, 0, self._date, "ink2", row.date, whole=True)
        elif row.far:
            taken = self._state(painter, line, row.far, row.tone, far=True)
        if row.icon and row.bars < 0:
            self._icon(painter, line, indent, row.icon, 15, "acc", line.height())
            indent += self._look.px(15) + self._look.sp(5)
        self._text(painter, line, indent, taken + self._look.sp(8), self._title, "ink", row.title)

    def _third(self, painter: QPainter, row: Row, room: QRect, indent: int) -> None:
        if row.bars >= 0:
            indent += self._bars(painter, room, indent, row.bars) + self._look.sp(12)
        x = indent
        far = 0
        if row.far and row.date:
            far = self._state(painter, room, row.far, "ink2", far=True) + self._look.sp(8)
        for state in row.states:
            left = room.width() - x - far
            if left < self._look.px(40):
                return
            x += self._state(painter, room, state, "ink2", at=x, most=left) + self._look.sp(13)

    def _state(
        self, painter: QPainter, line: QRect, state: State, ink: str, at: int = 0, far: bool = False, most: int = 0
    ) -> int:
        icon, word = state
        size = self._look.px(14) if icon else 0
        gap = self._look.sp(5) if icon else 0
        wanted = size + gap + self._width(self._small, word)
        width = min(wanted, most) if most else wanted
        x = line.width() - width if far else at
        if icon:
            self._icon(painter, line, x, icon, 14, ink, line.height())
        room = line.width() - x - width
        self._text(painter, line, x + size + gap, room, self._small, ink, word, whole=width == wanted)
        return width

    def _width(self, font: QFont, text: str) -> int:
        return self._shape(font, text).width

    def _shape(self, font: QFont, text: str, room: int = 0) -> plain_text.ShapedLine:
        """Return a shaped text, with an ellipsis if it has less `room` than it needs.

        Texts recur from one keystroke of a search to the next: to shape them takes half of the time of a row.
        """
        if (shaped := self._shaped.get((id(font), text, room))) is None:
            if len(self._shaped) > MOST_SHAPED:
                self._shaped.clear()
            shown = plain_text.elide_text(QFontMetrics(font), text, room) if room else text
            shaped = self._shaped[id(font), text, room] = plain_text.ShapedLine(font, shown)
        return shaped

    def _bars(self, painter: QPainter, room: QRect, indent: int, filled: int) -> int:
        wide, high, gap = self._look.px(14), self._look.px(6), self._look.sp(3)
        for i in range(4):
            spot = QRect(room.left() + indent + i * (wide + gap), room.center().y() - high // 2, wide, high)
            spot = self._look.mirrored(room, spot)
            painter.setPen(Qt.PenStyle.NoPen if i < filled else QPen(self._look.colour("ctl"), 1))
            painter.setBrush(self._look.colour("acc") if i < filled else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(spot).adjusted(0.5, 0.5, -0.5, -0.5), high / 2, high / 2)
        return 4 * wide + 3 * gap

    def _icon(self, painter: QPainter, line: QRect, x: int, name: str, size: int, ink: str, height: int) -> None:
        pixels = self._look.px(size)
        spot = QRect(line.left() + x, line.top() + (height - pixels) // 2, pixels, pixels)
        painter.drawPixmap(self._look.mirrored(line, spot), self._look.icon(name, size, ink))

    def _text(
        self, painter: QPainter, line: QRect, before: int, after: int, font: QFont, ink: str, text: str,
        mark: tuple[int, int] = (0, 0), whole: bool = False,
    ) -> None:  # fmt: skip
        """Draw a text in a line; a `whole` one has the room that it needs."""
        room = QRect(line.left() + before, line.top(), line.width() - before - after, line.height())
        painter.setFont(font)
        painter.setPen(self._look.colour(ink))
        wide = room.width()
        room = self._look.mirrored(line, room)
        if mark[0] < mark[1]:
            self._marked(painter, room, font, plain_text.elide_text(QFontMetrics(font), text, wide), mark)
            return
        self._shape(font, text, 0 if whole else wide).draw(painter, room, self._look.rtl)

    @cached_property
    def _line(self) -> "tuple[QTextLayout, QTextLayout.FormatRange]":
        """A layout for all marked lines, which takes a third of the time of a new one, and the form of their word."""
        from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextOption  # not before the list is painted

        part = QTextLayout.FormatRange()
        part.format = QTextCharFormat()
        part.format.setFontWeight(self._title.weight())
        part.format.setForeground(self._look.colour("ink"))
        layout, option = QTextLayout(), QTextOption(reading_edge(self._look))
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        return layout, part

    def _marked(self, painter: QPainter, room: QRect, font: QFont, text: str, mark: tuple[int, int]) -> None:
        """Draw a line with one word in strong weight. A text layout keeps the order of scripts in both directions."""
        layout, part = self._line
        part.start, part.length = mark[0], mark[1] - mark[0]
        layout.setFont(font)
        layout.setText(text)
        layout.setFormats([part])
        layout.beginLayout()
        layout.createLine().setLineWidth(room.width())
        layout.endLayout()
        below = (room.height() - layout.boundingRect().height()) // 2
        layout.draw(painter, QPointF(room.left(), room.top() + below))
