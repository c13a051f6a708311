"""Show the map: circles by place with a strip of weeks, and the same numbers as a list in a panel (look 11b)."""

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.warning.map_query import MapMark, MapPage
from app.gui.warning.mapcanvas import NEARER, MapCanvas
from app.gui.warning.outline_map import Circle
from app.gui.warning.weeks import WeekStrip
from app.gui.widgets.blocks import Empty, PageHeader, section
from app.gui.widgets.buttons import Button, IconButton, OneOf
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Icon, Label, column
from app.gui.widgets.openrow import OpenRow
from app.gui.widgets.page_values import RowView
from app.gui.widgets.split import Panelled

MOST = 30
"""Maximum number of listed entries of a place."""
EDGE = 14
"""Pixels between the strip and the edge of the map, at 100 %."""


class PlaceRow(OpenRow):
    """A row of the panel, which is narrower than a page."""

    def sizeHint(self) -> QSize:
        """Return a size that fits the narrow panel."""
        return QSize(self.look.px(160), super().sizeHint().height())


def _quiet(look: Look, text: str) -> QFrame:
    """Return what others see, in a quiet box that fits the narrow panel."""
    frame = QFrame()
    frame.setObjectName("box")
    row = QHBoxLayout(frame)
    row.setContentsMargins(look.sp(14), look.sp(11), look.sp(14), look.sp(11))
    row.setSpacing(look.sp(12))
    row.addWidget(Icon(look, "place-off", 18))
    row.addWidget(Label(look, text, "second", "ink2", wrap=True), 1)
    return frame


class MapView(Panelled):
    """The page. `opened` carries the key of a record."""

    opened = Signal(str)
    papers = Signal()

    def __init__(self, look: Look, shown: MapPage) -> None:
        super().__init__(look, 330, 900)
        tr = look.tr
        self.shown, self._chosen = shown, ""
        self._names = {spot.key: spot for spot in shown.spots}
        kinds = [("", tr("All")), ("event", tr("Incidents")), ("observation", tr("Observations"))]
        self.kind = OneOf(look, kinds, "", tr("Records shown"), act=lambda _: self._show())
        papers = Button(look, tr("Papers…"), "tool", "files", act=self.papers.emit)
        self.page.add(PageHeader(look, shown.title, shown.second, [papers]))
        self.canvas = MapCanvas(look, tr("Map"))
        self.canvas.chosen.connect(self.choose)
        self.weeks = WeekStrip(look, shown.weeks)
        self.weeks.setParent(self.canvas)
        self.weeks.chosen.connect(lambda *_: self._show())
        self.canvas.below = self.weeks.sizeHint().height() + look.sp(EDGE)
        self._period = Label(look, "", "second", "ink2")
        self.canvas.sized.connect(self._place_weeks)
        self.weeks.show()
        self.page.add(flow([self.kind, *self._zooms()]), self.canvas)
        self.page.body.setStretchFactor(self.canvas, 1)
        self.canvas.fit([self._circle(key, 1) for key in self._names])
        self.page.first = self.canvas
        self._show()

    def _zooms(self) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        nearer, farther = IconButton(look, "plus", tr("Zoom in"), "+"), IconButton(look, "minus", tr("Zoom out"), "-")
        nearer.clicked.connect(lambda _=False: self.canvas.zoom(NEARER))
        farther.clicked.connect(lambda _=False: self.canvas.zoom(1 / NEARER))
        return [nearer, farther, self._period]

    def take_focus(self) -> None:
        """Move the focus to the map."""
        self.canvas.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the panel."""
        self.arrange(self.width())
        super().resizeEvent(event)

    def _place_weeks(self) -> None:
        edge, high = self.look.sp(EDGE), self.weeks.sizeHint().height()
        room = self.canvas.rect()
        self.weeks.setGeometry(edge, room.height() - high - edge, max(1, room.width() - 2 * edge), high)
        self.canvas.below = high + edge

    def _circle(self, key: str, number: int) -> Circle:
        spot = self._names[key]
        return Circle(key, spot.name, spot.longitude, spot.latitude, number)

    def choose(self, key: str) -> None:
        """Show the entries of one place. The current place, or an empty key, shows all places."""
        self._chosen = "" if key == self._chosen else key
        self._show()

    def _show(self) -> None:
        """Count the entries of the chosen kind and weeks, and show them on the map, in the strip and in the list."""
        of_kind = [mark for mark in self.shown.marks if self.kind.value in ("", mark.kind)]
        known = Counter(mark.week for mark in of_kind if mark.spot)
        self.weeks.show_numbers([known[week] for week in range(len(self.shown.weeks))])
        marks = [mark for mark in of_kind if self.weeks.within(mark.week)]
        numbers = Counter(mark.spot for mark in marks if mark.spot)
        self.canvas.show_circles([self._circle(key, number) for key, number in numbers.items()], self._chosen)
        self._period.setText(self.weeks.said())
        self._list(marks, numbers)

    def _list(self, marks: list[MapMark], numbers: Counter[str]) -> None:
        body = self.panel.body
        while (item := body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if self._chosen:
            self._one([mark for mark in marks if mark.spot == self._chosen])
        else:
            self._all(marks, numbers)
        self.panel.close_column()

    def _one(self, marks: list[MapMark]) -> None:
        """List the entries of the chosen place."""
        look, tr, spot = self.look, self.look.tr, self._names[self._chosen]
        count = Label(look, tr("{n} entry|{n} entries", n=len(marks)), "body", "ink2", wrap=True)
        title = column(look, Label(look, spot.name, "card", wrap=True), count, gap=2)
        rows = [self._row(mark.line, mark.line.key, self.opened.emit) for mark in marks[:MOST]]
        more = len(marks) - len(rows)
        every = Button(look, tr("All places"), "quiet", "back", act=lambda: self.choose(""))
        self.panel.add(every, title, column(look, *rows, gap=0))
        if more:
            self.panel.add(Label(look, tr("{n} more|{n} more", n=more), "second", "ink2"))
        self.panel.add(_quiet(look, spot.seen))

    def _all(self, marks: list[MapMark], numbers: Counter[str]) -> None:
        """List every place with its number, and the entries without a point, by district."""
        look, tr = self.look, self.look.tr
        rows = [
            self._row(
                RowView("place", self._names[key].name, self._names[key].seen, far=tr.number(number)), key, self.choose
            )
            for key, number in sorted(numbers.items(), key=lambda one: (-one[1], self._names[one[0]].name))
        ]
        without = Counter(mark.district for mark in marks if not mark.spot)
        if rows:
            self.panel.add(column(look, section(look, tr("Places")), column(look, *rows, gap=0), gap=4))
        else:
            text = tr("Give a place its latitude and longitude. Its incidents then appear here.")
            self.panel.add(Empty(look, "place", tr("Nothing on the map"), text))
        if without:
            lines = [Label(look, tr.line(name, tr.number(number)), "value", wrap=True)
                     for name, number in without.most_common(MOST)]  # fmt: skip
            self.panel.add(column(look, section(look, tr("Without a point on the map")), *lines, gap=6))
        self.panel.add(_quiet(look, self.shown.note))

    def _row(self, line: RowView, key: str, take: Callable[[str], None]) -> QWidget:
        row = PlaceRow(self.look, line)
        row.clicked.connect(lambda _=False: take(key))
        return row
