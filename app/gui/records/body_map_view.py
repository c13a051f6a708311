"""The body map of a form: an outline of both sides, and a row for each mark."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.acts import body_map
from app.domain.acts.body_map import BACK, FRONT, GAP, HIGH, PLACES, SIDES, WIDE, BodyMark
from app.domain.fields import Value
from app.gui.style.theme import Look, outline, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Option, Picker
from app.gui.widgets.labels import Label, discard, strip_margins

Labels = Callable[[str, str], str]
"""Returns the label of a code: its list, and the code."""
Codes = Callable[[str], Callable[[str], Sequence[Option]]]
"""Returns the search for the codes of a list."""
_WHOLE = 2 * WIDE + GAP
_TOP = 22
"""The room above the outline for the words Front and Back, on the grid of the outline."""
_STEP, _FINE = 6, 1
"""The way of the cursor for each press of an arrow key, and with Shift."""
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class BodyDrawing(QWidget):
    """The outline with numbered marks. A click adds a mark; so does Enter at the cross, which the arrow keys move."""

    placed = Signal(str, int, int)
    """The side and the place of a new mark."""

    def __init__(self, look: Look, say: Callable[[str], str]) -> None:
        """`say` returns the words for a part of the body."""
        super().__init__()
        self._look, self._say, self._marks = look, say, list[BodyMark]()
        self._body = outline(body_map.find_outline())
        self._cross: tuple[float, float] = (WIDE / 2, 60.0)
        plain_text.set_accessible_name(self, look.tr("Drawing of the body"))
        self.describe("")
        self.setProperty("ring", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def describe(self, text: str) -> None:
        """Describe the keys after a text."""
        keys = self._look.tr("Move the cross with the arrow keys. Enter adds a mark. All marks are in the list.")
        plain_text.set_accessible_description(self, ". ".join(part.rstrip(".") for part in (text, keys) if part))

    def show_marks(self, marks: Sequence[BodyMark]) -> None:
        """Draw these marks."""
        self._marks = list(marks)
        self.update()

    @property
    def _scale(self) -> float:
        return self.height() / (HIGH + _TOP + 4)

    def sizeHint(self) -> QSize:
        """Return the size for the size of the text."""
        high = self._look.sp(330)
        return QSize(round(high * _WHOLE / (HIGH + _TOP + 4)), high)

    def _add(self, x: float, y: float) -> None:
        """Add a mark at a point of the grid with both sides."""
        side = BACK if x > WIDE + GAP / 2 else FRONT
        on = x - (WIDE + GAP if side == BACK else 0)
        self._cross = x, y
        self.placed.emit(side, round(min(max(on, 0), WIDE)), round(min(max(y, 0), HIGH)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Add a mark at the point."""
        spot = event.position()
        self._add(spot.x() / self._scale, spot.y() / self._scale - _TOP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cross, or add a mark at it."""
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is not None:
            step = _FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
            x, y = self._cross[0] + way[0] * step, self._cross[1] + way[1] * step
            self._cross = min(max(x, 0), _WHOLE), min(max(y, 0), HIGH)
            plain_text.announce(self, self._where())
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._add(*self._cross)
        else:
            super().keyPressEvent(event)

    def _where(self) -> str:
        x, y = self._cross
        side = BACK if x > WIDE + GAP / 2 else FRONT
        part = body_map.find_part(side, x - (WIDE + GAP if side == BACK else 0), y)
        return self._look.tr("{field}: {title}", field=self._look.tr(SIDES[side]), title=self._say(part))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cross."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cross."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw both sides with their names, the marks with their numbers, and the cross."""
        painter, look, scale = smooth_painter(self), self._look, self._scale
        painter.setFont(look.font("small"))
        painter.setPen(look.colour("ink2"))
        for side, left in ((FRONT, 0), (BACK, WIDE + GAP)):
            room = QRectF(left * scale, 0, WIDE * scale, _TOP * scale)
            plain_text.draw(painter, room, Qt.AlignmentFlag.AlignCenter, look.tr(SIDES[side]))
            painter.save()
            painter.scale(scale, scale)
            painter.translate(left, _TOP)
            painter.strokePath(self._body, QPen(look.colour("ink2"), 1.2))
            painter.strokePath(outline(body_map.LINES[side]), QPen(look.colour("ctl"), 0.9))
            painter.restore()
        for number, mark in enumerate(self._marks, 1):
            if mark.side:
                self._draw_mark(painter, *mark.at, look.tr.number(number))
        if self.hasFocus():
            self._draw_cross(painter)
        painter.end()

    def _draw_mark(self, painter: QPainter, x: float, y: float, number: str) -> None:
        look, scale = self._look, self._scale
        high = look.metrics("small", 600).height() * 0.55
        centre = QPointF(x * scale, (y + _TOP) * scale)
        painter.setPen(QPen(look.colour("page"), 1.5))
        painter.setBrush(look.colour("redf"))
        painter.drawEllipse(centre, high, high)
        painter.setPen(look.colour("onred"))
        painter.setFont(look.font("small", 600))
        room = QRectF(centre.x() - high, centre.y() - high, 2 * high, 2 * high)
        plain_text.draw(painter, room, Qt.AlignmentFlag.AlignCenter, number)

    def _draw_cross(self, painter: QPainter) -> None:
        x, y, far = self._cross[0] * self._scale, (self._cross[1] + _TOP) * self._scale, self._look.sp(8)
        painter.setPen(QPen(self._look.colour("acc"), 2))
        painter.drawLine(QPointF(x - far, y), QPointF(x + far, y))
        painter.drawLine(QPointF(x, y - far), QPointF(x, y + far))


class BodyMap(QWidget):
    """The drawing and the list. Each mark has its part of the body, its kind of injury and a note."""

    changed = Signal()

    def __init__(self, look: Look, name: str, rows: Value | None, codes: Codes, label: Labels) -> None:
        """`codes` searches a list of codes, and `label` returns the label of one."""
        super().__init__()
        self._look, self._codes, self._label = look, codes, label
        self.marks = body_map.read_marks(rows)
        plain_text.set_accessible_name(self, name)
        self.drawing = BodyDrawing(look, lambda part: label("body_part", part))
        self.drawing.placed.connect(lambda side, x, y: self._add(BodyMark(body_map.find_part(side, x, y), side, x, y)))
        self.add = Button(look, look.tr("Add a mark"), "std", "plus", act=lambda: self._add(BodyMark("", "", 0, 0)))
        self._side = QWidget()
        self._list = strip_margins(QVBoxLayout(self._side), look.sp(10))
        self._rows = list[QWidget]()
        self._list.addWidget(self.add)
        self._list.addStretch(1)
        self._both = strip_margins(QBoxLayout(QBoxLayout.Direction.LeftToRight, self), look.sp(14))
        self._both.addWidget(self.drawing, 0, Qt.AlignmentFlag.AlignTop)
        self._both.addWidget(self._side, 1)
        self.setFocusProxy(self.drawing)
        self._show()

    def describe(self, text: str) -> None:
        """Describe the help or the error at the drawing."""
        self.drawing.describe(text)

    @property
    def values(self) -> list[list[str]]:
        """Return the rows for the record; an empty mark has no row."""
        return [mark.row if mark.side else ["", mark.note] for mark in self.marks if any(mark)]

    @property
    def words(self) -> list[str]:
        """Return each mark as text."""
        return [mark.words(self._label) for mark in self.marks if any(mark)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list below the drawing in a narrow window."""
        super().resizeEvent(event)
        beside = self.width() >= self.drawing.sizeHint().width() + self._look.px(230)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._both.direction() != way:
            self._both.setDirection(way)

    def _add(self, mark: BodyMark) -> None:
        self.marks.append(mark)
        self._tell()
        row = self._rows[-1].findChildren(Picker)
        row[bool(mark.part)].setFocus()

    def _change(self, at: int, mark: BodyMark) -> None:
        self.marks[at] = mark
        self.drawing.show_marks(self.marks)
        self.changed.emit()

    def _choose(self, at: int, part: str) -> None:
        """Take another part: the mark moves to its middle."""
        mark = self.marks[at]
        side = mark.side if (part, mark.side) in PLACES else FRONT if (part, FRONT) in PLACES else BACK
        if part:
            self._change(at, BodyMark(part, side, *PLACES[part, side], mark.injury, mark.note))

    def _remove(self, at: int) -> None:
        del self.marks[at]
        self._tell()
        self.add.setFocus()

    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for row in self._rows:
            discard(self._list, row)
        self._rows = [self._row(at, mark) for at, mark in enumerate(self.marks)]
        for at, row in enumerate(self._rows):
            self._list.insertWidget(at, row)
        self.drawing.show_marks(self.marks)

    def _row(self, at: int, mark: BodyMark) -> QWidget:
        """Return the controls of one mark."""
        look, tr = self._look, self._look.tr
        part = self._picker(tr("Mark {n}: part of the body", n=at + 1), "body_part", mark.part)
        part.changed.connect(lambda code: self._choose(at, code))
        injury = self._picker(tr("Mark {n}: kind of injury", n=at + 1), "injury", mark.injury)
        injury.changed.connect(lambda code: self._change(at, self.marks[at]._replace(injury=code)))
        note = line_edit(look, tr("Mark {n}: note", n=at + 1), tr("Note: size, colour, cause"), mark.note)
        note.textEdited.connect(lambda text: self._change(at, self.marks[at]._replace(note=text.strip())))
        gone = Button(look, "", "tool", "close", tr("Remove mark {n}", n=at + 1), act=lambda: self._remove(at))
        row = QWidget()
        lines = strip_margins(QVBoxLayout(row), look.sp(4))
        first = strip_margins(QHBoxLayout(), look.sp(8))
        first.addWidget(Label(look, tr.number(at + 1), "label", "red"))
        first.addWidget(part, 1)
        first.addWidget(gone)
        lines.addLayout(first)
        lines.addWidget(injury)
        lines.addWidget(note)
        return row

    def _picker(self, name: str, scheme: str, code: str) -> Picker:
        picker = Picker(self._look, name, self._look.tr("Not chosen"), self._codes(scheme), free=False)
        picker.set_value(code, self._label(scheme, code) if code else "")
        return picker
