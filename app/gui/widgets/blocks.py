"""Build the blocks of a page: header, facts, badges, strips, boxes, empty states and progress."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import BACK
from app.gui.widgets.labels import (
    Elided,
    Icon,
    Label,
    Run,
    Sentence,
    at_most,
    centre_widget,
    label_texts,
    rule,
    strip_margins,
)

SMALL, SMALL_MARGIN = 1100, 22
"""The window width in pixels below which a page has a narrower margin, and that margin at 100 %."""


class ScrollPage(QScrollArea):
    """A page that scrolls in one column; `gap` is the space between its blocks, at 100 %."""

    def __init__(self, look: Look, margin: int = 28, gap: int = 16, ground: str = "page") -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QFrame()
        body.setObjectName(ground)
        body.setMinimumHeight(1)
        self.body = QVBoxLayout(body)
        self.body.setContentsMargins(look.sp(margin), look.sp(18), look.sp(margin), look.sp(20))
        self.body.setSpacing(look.sp(gap))
        self.setWidget(body)
        self.look = look
        self._margin = margin
        self.small = False
        self.first: QWidget | None = None
        """The widget that gets the focus when the page opens."""
        self.guide = ""
        """The key of the help page, if the class of the page does not determine it."""

    def add(self, *widgets: QWidget, widest: int = 0) -> None:
        """Add blocks at the end, as wide as the page or, with `widest`, at most this width in pixels at 100 %."""
        for widget in widgets:
            self.body.addWidget(at_most(self.look, widget, widest) if widest else widget)

    def sizeHint(self) -> QSize:
        """Return Qt's default for a page that is not tiny, without a layout of the complete content."""
        return QSize(36, 24) * self.fontMetrics().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Detect a small window."""
        super().resizeEvent(event)
        small = self.window().width() < SMALL
        if small is not self.small:
            self.small = small
            self.be_small(small)

    def be_small(self, small: bool) -> None:
        """Use narrower margins in a small window, and the page's own margins in other windows."""
        now = self.body.contentsMargins()
        side = self.look.sp(min(self._margin, SMALL_MARGIN) if small else self._margin)
        self.body.setContentsMargins(side, now.top(), side, now.bottom())

    def set_margin(self, margin: int) -> None:
        """Set other side margins, in pixels at 100 %."""
        self._margin = margin
        self.be_small(self.small)

    def close_column(self) -> None:
        """Leave the rest of the page empty."""
        self.body.addStretch(1)

    def read_whole(self, name: str) -> None:
        """Let the page take the focus first: a screen reader reads its complete text, and the arrow keys scroll it."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ring", True)
        plain_text.set_accessible_name(self, name)
        lines = [text for text in label_texts(self.viewport()) if text.strip()]
        plain_text.set_accessible_description(self, "\n".join(lines))


class PageHeader(QWidget):
    """A title and one grey line; the actions are at the far edge, the Back button is above the title."""

    def __init__(
        self,
        look: Look,
        title: str,
        second: str = "",
        actions: Sequence[QWidget] = (),
        back: Button | None = None,
        check: bool = False,
    ) -> None:
        super().__init__()
        layout = strip_margins(QVBoxLayout(self), look.sp(4))
        top = QHBoxLayout()
        top.setSpacing(look.sp(8))
        self.second = Label(look, second, "second", "ink3", wrap=True)
        words = self._words(look, title, check)
        self._back = back
        if back is not None:
            back.setProperty(BACK, True)
            top.addWidget(back)
            top.addStretch(1)
        else:
            top.addLayout(words, 1)
        for action in actions:
            top.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        if back is not None:
            layout.addLayout(words)

    def make_resting_place(self) -> QWidget:
        """Return a place for the focus at which no key decides anything: the Back button or, without it, the title."""
        if self._back is not None:
            return self._back
        self.title.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.title.setProperty("ring", True)
        return self.title

    def _words(self, look: Look, title: str, check: bool) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(look.sp(4))
        self.title = Label(look, title, "title", wrap=True)
        words.addWidget(self.title)
        line = QHBoxLayout()
        line.setSpacing(look.sp(6))
        self.tick = Icon(look, "check", 14, "ink3")
        if check:
            line.addWidget(self.tick)
        line.addWidget(self.second, 1)
        if check or self.second.text():
            words.addLayout(line)
        words.addStretch(1)
        return words


def scroll_area(inner: QWidget, name: str = "") -> QScrollArea:
    """Return an area that scrolls. An area with a name can get the focus, and the arrow keys scroll it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name else Qt.FocusPolicy.NoFocus)
    plain_text.set_accessible_name(area, name)
    area.setProperty("ring", bool(name))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inner.setMinimumHeight(1)
    area.setWidget(inner)
    inner.setObjectName("page")
    return area


class Badge(QFrame):
    """A state in a small box: `neutral`, `amb` (needs care), `red` (act today), `acc` (sent), `edge` (not yet)."""

    def __init__(self, look: Look, icon: str, text: str, tone: str = "neutral") -> None:
        super().__init__()
        self._look = look
        self.ground = {"neutral": "badge", "amb": "ambs", "red": "reds", "acc": "accs"}.get(tone, "")
        """The token of its ground, or an empty text if it has only an edge."""
        ink = {"neutral": "ink2", "edge": "ink2"}.get(tone, tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.sp(8), look.sp(3), look.sp(8), look.sp(3))
        row.setSpacing(look.sp(5))
        row.addWidget(Icon(look, icon, 14, ink))
        row.addWidget(Label(look, text, "badge", ink))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the ground."""
        painter = smooth_painter(self)
        painter.setPen(Qt.PenStyle.NoPen if self.ground else self._look.colour("line"))
        painter.setBrush(self._look.colour(self.ground) if self.ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


def badges(look: Look, rows: Sequence[tuple[str, str, str]]) -> QWidget:
    """Return badges of (icon, text, tone) in a row that wraps."""
    return flow([Badge(look, *row) for row in rows], look.sp(7), look.sp(6))


class Facts(QWidget):
    """Labels and values in two columns, with an explanation below a value. A row with an empty value is not shown."""

    def __init__(self, look: Look, rows: Sequence[tuple[str, str, str]], first: int = 112) -> None:
        """Build the rows. `first` is the width of the labels in pixels at 100 %."""
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(8))
        grid.setVerticalSpacing(look.sp(10))
        grid.setColumnMinimumWidth(0, look.px(first))
        grid.setColumnStretch(1, 1)
        for number, (label, value, note) in enumerate(row for row in rows if row[1]):
            name = Label(look, label, "second", "ink3", wrap=True)
            name.setMaximumWidth(look.px(first + 24))
            cell = QVBoxLayout()
            cell.setSpacing(1)
            cell.addWidget(Label(look, value, "value", wrap=True))
            if note:
                cell.addWidget(Label(look, note, "second", "ink2", wrap=True))
            cell.addStretch(1)
            holder = QVBoxLayout()
            holder.addWidget(name)
            holder.addStretch(1)
            grid.addLayout(holder, number, 0)
            grid.addLayout(cell, number, 1)


def section(look: Look, text: str, far: str = "") -> QWidget:
    """Return the heading of a part of the page, with a remark at the far edge."""
    box = QWidget()
    row = strip_margins(QHBoxLayout(box))
    row.addWidget(Label(look, text, "label", "ink2", head=True))
    row.addStretch(1)
    if far:
        row.addWidget(Elided(look, far, "small", "ink3", far=True), 4)
    return box


def box(look: Look, name: str, icon: str, runs: Sequence[Run], ink: str = "ink2") -> QFrame:
    """Return a quiet box (`box`), an accent one (`accentbox`), or a strip (`amber`, `red`) with icon and sentence."""
    frame = QFrame()
    frame.setObjectName(name)
    row = QHBoxLayout(frame)
    row.setContentsMargins(look.sp(16), look.sp(11), look.sp(16), look.sp(11))
    row.setSpacing(look.sp(12))
    row.addWidget(Icon(look, icon, 18, ink))
    words = Sentence(look, list(runs), "second" if name == "box" else "body")
    words.setProperty("ink", "ink" if name == "accentbox" else ink)
    row.addWidget(words, 1)
    return frame


def card(look: Look, *widgets: QWidget, gap: int = 12) -> QFrame:
    """Return a card around blocks."""
    frame = QFrame()
    frame.setObjectName("card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(look.sp(22), look.sp(18), look.sp(22), look.sp(18))
    layout.setSpacing(look.sp(gap))
    for widget in widgets:
        layout.addWidget(widget)
    return frame


class Empty(QWidget):
    """An empty state: its future content, one sentence, one button."""

    def __init__(
        self, look: Look, icon: str, title: str, text: str, button: str = "", act: Callable[[], None] | None = None
    ) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.sp(28), look.sp(28), look.sp(28), look.sp(28))
        layout.setSpacing(look.sp(8))
        layout.addStretch(2)
        parts: list[QWidget] = [Icon(look, icon, 36, "ink3"), Label(look, title, "card")]
        for part in parts:
            layout.addLayout(centre_widget(part))
        words = Label(look, text, "body", "ink2", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setMaximumWidth(look.px(300))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(words, 8)
        row.addStretch(1)
        layout.addLayout(row)
        self.button: Button | None = None
        if button and act is not None:
            self.button = Button(look, button, "std", act=act)
            layout.addSpacing(look.sp(6))
            layout.addLayout(centre_widget(self.button))
        layout.addStretch(3)


class Bar(QWidget):
    """A progress bar, six pixels high; `part` is from 0 to 1."""

    def __init__(self, look: Look, part: float) -> None:
        super().__init__()
        self._look, self._part = look, part
        self.setFixedHeight(6)

    def set_part(self, part: float) -> None:
        """Show the progress."""
        self._part = part
        self.update()

    def sizeHint(self) -> QSize:
        """Return a default width and the fixed height."""
        return QSize(120, 6)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the groove, and fill it from the reading edge."""
        painter = smooth_painter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("line"))
        whole = QRectF(self.rect())
        painter.drawRoundedRect(whole, 3, 3)
        painter.setBrush(self._look.colour("acc"))
        width = whole.width() * min(1.0, max(0.0, self._part))
        left = whole.width() - width if self._look.rtl else 0.0
        painter.drawRoundedRect(QRectF(left, 0, width, whole.height()), 3, 3)


class Progress(QFrame):
    """The progress of long work: its name, amount and time, and a Stop button."""

    def __init__(self, look: Look, what: str, how_far: str, part: float) -> None:
        super().__init__()
        self.setObjectName("box")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.sp(18), look.sp(12), look.sp(18), look.sp(16))
        layout.setSpacing(look.sp(10))
        self.what, self.far = Elided(look, what, "value"), Label(look, how_far, "second", "ink2")
        self.stop = Button(look, look.tr("Stop"))
        row = QHBoxLayout()
        row.setSpacing(look.sp(12))
        row.addWidget(self.what, 1)
        row.addWidget(self.far)
        row.addWidget(self.stop)
        layout.addLayout(row)
        self.bar = Bar(look, part)
        layout.addWidget(self.bar)


class PlainRow(QWidget):
    """A row of a page (not of a list): optional icon, title and second line, a widget at the far edge, a hairline."""

    def __init__(
        self, look: Look, icon: str, title: str, second: str = "", far: QWidget | None = None, ink: str = "ink2",
        line: bool = True,
    ) -> None:  # fmt: skip
        """Build the row. `line` is True for a hairline, and False for the last row of a card."""
        super().__init__()
        layout = strip_margins(QVBoxLayout(self), look.sp(8))
        row = QHBoxLayout()
        row.setSpacing(look.sp(12))
        if icon:
            row.addWidget(Icon(look, icon, 17, ink))
        words = QVBoxLayout()
        words.setSpacing(1)
        if title:
            words.addWidget(Label(look, title, "value", wrap=True))
        if second:
            words.addWidget(Label(look, second, "second", "ink2" if title else ink, wrap=True))
        row.addLayout(words, 1)
        if far is not None:
            row.addWidget(far)
        layout.addLayout(row)
        if line:
            layout.addWidget(rule())


class ActedRow(QWidget):
    """A row of a page with its actions, at its far edge or, if the text is large, below."""

    def __init__(
        self, look: Look, icon: str, title: str, second: str, acts: Sequence[QWidget], line: bool = True
    ) -> None:
        """Build the row. `line` is True for a hairline, and False for the last row of a card."""
        super().__init__()
        self.second = Label(look, second, "second", "ink2", wrap=True)
        """The second line, which can change while the row is visible."""
        layout = strip_margins(QVBoxLayout(self), look.sp(8))
        row = QHBoxLayout()
        row.setSpacing(look.sp(12))
        row.addWidget(Icon(look, icon, 17))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(look, title, "value", wrap=True))
        words.addWidget(self.second)
        row.addLayout(words, 1)
        layout.addLayout(row)
        for act in acts:
            plain_text.set_accessible_description(act, title)
            if look.factor <= 1.5:
                row.addWidget(act)
        if look.factor > 1.5:
            layout.addWidget(flow(list(acts)))
        if line:
            layout.addWidget(rule())
