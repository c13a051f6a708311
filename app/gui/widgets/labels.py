"""Text on the page: plain labels, labels that elide, and sentences with words of another weight."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.style.tokens import THEMES
from app.gui.widgets import plain_text
from app.gui.widgets.focus import child_widgets, list_layout_widgets
from app.safe_text import PAGE, make_harmless

WIDEST = 760
"""The usual largest width of cards and pages, in pixels at 100 %."""
HEADS = ("title", "head")
"""The roles of headings."""
_APART = re.compile("\u2068[^\u2066-\u2069]*\u2069")


def reading_edge(look: Look) -> Qt.AlignmentFlag:
    """Return the absolute alignment of the edge at which the language begins, vertically centred.

    A Latin name in an Arabic window is at the right edge too. Qt would follow the name's own direction.
    """
    edge = Qt.AlignmentFlag.AlignRight if look.rtl else Qt.AlignmentFlag.AlignLeft
    return edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def far_edge(look: Look) -> Qt.AlignmentFlag:
    """Return the absolute alignment of the other edge, vertically centred."""
    edge = Qt.AlignmentFlag.AlignLeft if look.rtl else Qt.AlignmentFlag.AlignRight
    return edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def paragraph(look: Look, text: str, shown: str) -> str:
    """Return `shown` (our markup) as a paragraph: in the direction of its text outside isolates, at the near edge.

    A text without letters outside isolates has the direction of the language.
    """
    while (own := _APART.sub("", text)) != text:
        text = own
    strong = {unicodedata.bidirectional(letter) for letter in text}
    left = not strong & {"R", "AL"} and ("L" in strong or not look.rtl)
    way, edge = "ltr" if left else "rtl", "right" if look.rtl else "left"
    return f'<p dir="{way}" align="{edge}" style="margin:0;line-height:{look.line_height}%">{shown}</p>'


class Label(QLabel):
    """Plain text of one role and one ink; `wrap` lets it use more lines, `head` makes it a heading."""

    def __init__(
        self, look: Look, text: str, role: str = "body", ink: str = "ink", wrap: bool = False, head: bool = False
    ) -> None:
        super().__init__()
        self.spoken = "heading" if head or role in HEADS else ""  # before the text, at which a screen reader asks
        self.setText(text)
        self.setFont(look.font(role))
        self.setProperty("ink", ink)
        self.setAlignment(reading_edge(look))
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        """Set the text."""
        plain_text.label(self, text)


class SteadyLabel(Label):
    """A label that shows one of several texts. It has space for the longest, so that nothing moves."""

    def __init__(self, look: Look, texts: Sequence[str], role: str = "body", ink: str = "ink") -> None:
        super().__init__(look, texts[0], role, ink, wrap=True)
        self._texts, self._heights = texts, dict[int, int]()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the longest text at this width."""
        if width not in self._heights:
            room = QRect(0, 0, width, 10000)
            wrapped = (self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text) for text in self._texts)
            self._heights[width] = max(box.height() for box in wrapped)
        return self._heights[width]

    def minimumSizeHint(self) -> QSize:
        """Return the least width, because the text must not change the layout."""
        return QSize(1, self.fontMetrics().height())

    sizeHint = minimumSizeHint


class Elided(QLabel):
    """One line that ends in an ellipsis if it is too long. The complete text is its tooltip and its name."""

    def __init__(self, look: Look, text: str, role: str = "body", ink: str = "ink", far: bool = False) -> None:
        """Build the line. `far` places it at the far edge."""
        super().__init__()
        self._look, self._ink, self._far = look, ink, far
        self.spoken = "heading" if role in HEADS else ""
        self.setProperty("ink", ink)
        self.setFont(look.font(role))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Set the complete text."""
        plain_text.label(self, plain_text.line(text))
        plain_text.tooltip(self, text)
        plain_text.set_accessible_name(self, text)

    def sizeHint(self) -> QSize:
        """Return the width of the complete text."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the width of an ellipsis."""
        return QSize(self.fontMetrics().horizontalAdvance("…"), self.fontMetrics().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the text, elided to the width."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setPen(self._look.colour(self._ink))
        text = plain_text.elide_text(self.fontMetrics(), self.text(), self.width())
        plain_text.draw(
            painter, self.rect(), int(far_edge(self._look) if self._far else reading_edge(self._look)), text
        )


L = TypeVar("L", bound=QBoxLayout)
Run = tuple[str, str]
"""A piece of a sentence: its text and its role (``, `who` or `did`)."""


class Sentence(QLabel):
    """A sentence of runs: people and things have weight 600, acts have weight 600 in the accent colour.

    Qt asks about thirty times for its height before a page is shown, at three or four widths. Each width is laid out
    once.
    """

    def __init__(self, look: Look, runs: list[Run], role: str = "sentence") -> None:
        self._heights: dict[int, int] = {}
        super().__init__()
        accent = THEMES[look.theme]["acc"]
        styles = {"who": "font-weight:600", "did": f"font-weight:600;color:{accent}", "": ""}
        words = "".join(f'<span style="{styles[kind]}">{plain_text.markup(text)}</span>' for text, kind in runs)
        self.setFont(look.font(role))
        self.setWordWrap(True)
        told = "".join(text for text, _ in runs)
        self.set_markup(paragraph(look, told, words))
        plain_text.set_accessible_name(self, told)

    def set_markup(self, ours: str) -> None:
        """Show our own markup."""
        self._heights.clear()
        plain_text.sentence(self, ours)

    def setText(self, text: str) -> None:
        """Show a text instead."""
        self._heights.clear()
        plain_text.label(self, text)

    def changeEvent(self, event: QEvent) -> None:
        """Clear the heights if the font changes. A style change, which comes with every new parent, adds no margins
        here.
        """
        if event.type() == QEvent.Type.FontChange:
            self._heights.clear()
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines at this width."""
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]


class Prose(Sentence):
    """Running text in its own lines, with the line height for reading, as wide as its column.

    For its default size hint, Qt would lay out a long text a dozen times before its page is shown.
    """

    def __init__(self, look: Look, text: str, role: str = "body") -> None:
        text = make_harmless(text, PAGE)
        super().__init__(look, [(text, "")], role)
        self.set_markup(paragraph(look, text, plain_text.markup(text).replace("\n", "<br>")))

    def sizeHint(self) -> QSize:
        """Return a width of about 80 letters, because columns ask for the height at that width too."""
        line = self.fontMetrics().height()
        return QSize(36 * line, line)

    def minimumSizeHint(self) -> QSize:
        """Return the least width, so that the text uses the width of its column."""
        return QSize(1, self.fontMetrics().height())


class Icon(QLabel):
    """A picture next to a text. Screen readers skip it, because the text says the same."""

    def __init__(self, look: Look, name: str, size: int = 18, ink: str = "ink2") -> None:
        super().__init__()
        self.setPixmap(look.icon(name, size, ink))
        self.setFixedSize(look.px(size), look.px(size))


def label_texts(widget: QWidget) -> Iterator[str]:
    """Yield the text of each label in a widget, in reading order, without buttons and hidden widgets."""
    if isinstance(widget, QLabel) and widget.pixmap().isNull():
        yield widget.text() if widget.textFormat() == Qt.TextFormat.PlainText else widget.accessibleName()
    layout = widget.layout()
    first = list_layout_widgets(layout, widget) if layout is not None else []
    for child in (*first, *(child for child in child_widgets(widget) if child not in first)):
        if child.inherits("QAbstractButton") or child.isWindow():
            continue
        if not (child.isHidden() and child.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)):
            yield from label_texts(child)


def rule() -> QFrame:
    """Return a hairline across."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def keep_place(widget: QWidget) -> None:
    """Let a widget keep its place while it is hidden, so that no button below it moves."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def strip_margins(layout: L, gap: int | None = None) -> L:
    """Return a layout without margins; `gap` is the space between its widgets, in pixels."""
    layout.setContentsMargins(0, 0, 0, 0)
    if gap is not None:
        layout.setSpacing(gap)
    return layout


def column(look: Look, *widgets: QWidget, gap: int = 6) -> QWidget:
    """Return widgets one below the other, `gap` apart at 100 %."""
    box = QWidget()
    layout = strip_margins(QVBoxLayout(box), look.sp(gap))
    for widget in widgets:
        layout.addWidget(widget)
    return box


def lay_in_row(look: Look, *widgets: QWidget, gap: int = 8) -> QWidget:
    """Return widgets next to each other, `gap` apart at 100 %. The last one gets the rest of the width."""
    box = QWidget()
    layout = strip_margins(QHBoxLayout(box), look.sp(gap))
    for widget in widgets:
        layout.addWidget(widget, int(widget is widgets[-1]))
    return box


def centre_widget(widget: QWidget) -> QHBoxLayout:
    """Return a row with one widget in its middle."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row


def fill(layout: QLayout | None, *widgets: QWidget) -> None:
    """Replace the widgets of a layout."""
    assert layout is not None  # noqa: S101 - the caller passes the layout of a filled widget
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    for widget in widgets:
        layout.addWidget(widget)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            widget.show()  # now: Qt would show it later, and until then it could not get the focus


def discard(holder: QLayout | QStackedWidget, widget: QWidget) -> None:
    """Remove a widget from its layout or stack, and delete it."""
    holder.removeWidget(widget)
    widget.hide()
    widget.deleteLater()


def keep_first(stack: QStackedWidget | QStackedLayout) -> None:
    """Delete the widgets of a stack except the first."""
    while (old := stack.widget(1)) is not None:
        discard(stack, old)


def show_alone(stack: QStackedWidget, widget: QWidget) -> None:
    """Show a widget in a stack, and delete the earlier ones."""
    stack.insertWidget(0, widget)
    stack.setCurrentWidget(widget)
    keep_first(stack)


def at_most(look: Look, widget: QWidget, widest: int) -> QWidget:
    """Return a widget at the reading edge of its row, at most `widest` pixels wide at 100 %.

    A maximum width is not enough, because Qt asks for the height at the width of the row. Lines that wrap in the
    narrower
    widget would then have too little space.
    """
    widget.setMaximumWidth(look.px(widest))
    box = QWidget()
    row = strip_margins(QHBoxLayout(box), 0)
    row.addWidget(widget, 1)
    row.addStretch(0)
    return box


def level_legend(tr: Text, texts: Iterable[str]) -> str:
    """Return one line that explains the letters of sensitivity in some texts; empty if there are none."""
    words = {
        "I": tr("internal"), "C": tr("confidential"), "R": tr("restricted (identity of sources)"),
        "V": tr("stays in the vault"),
    }  # fmt: skip
    found = {letter for text in texts for letter in re.findall(r"\(\W?([ICRV])\W?\)", text)}
    return tr.line(*(tr("{name}: {value}", name=one, value=word) for one, word in words.items() if one in found))
