"""Where the keyboard goes: into a region of the window, from one control to the next, and always to where it is seen.

The order of Tab is that of the layouts, not Qt's own, which is the order in which widgets were made: a page that is
read again would come after the foot line, and a button that was added later after everything.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QWidget

RING_ROOM = 8
"""Pixels around a control in which its ring is drawn."""
BACK = "back"
"""Property of the button that leads away again: entered last."""


def enter(region: QWidget) -> bool:
    """Give a region the focus, and say whether it took it.

    By its own way in (`take_focus`), at what it names `first`, at itself, or at its first control that is not the way
    back.
    """
    way_in, first = getattr(region, "take_focus", None), getattr(region, "first", None)
    if callable(way_in):
        way_in()
        return True
    if isinstance(first, QWidget):
        return enter(first)
    takes = list(stops(region))
    takes.sort(key=lambda child: bool(child.property(BACK)))
    if takes:
        takes[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
    return bool(takes)


def go_on(region: QWidget, forward: bool) -> bool:
    """Go to the next control of a region, or to the one before; round and round. False where there is none."""
    chain, now = list(stops(region)), QApplication.focusWidget()
    if chain:
        at = chain.index(now) if now in chain else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        chain[(at + (1 if forward else -1)) % len(chain)].setFocus(reason)
    return bool(chain)


def into_view(widget: QWidget) -> None:
    """Scroll every page that a control lies on until it is seen, with the room that its ring takes."""
    step = widget.parentWidget()
    while step is not None:
        if isinstance(step, QScrollArea) and widget.height() < step.viewport().height():
            step.ensureWidgetVisible(widget, RING_ROOM, RING_ROOM)
        step = step.parentWidget()


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Give what Tab stops at in a widget and in all that lies in it, in the order of reading."""
    if not widget.isVisible():
        return
    if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    layout = widget.layout()
    placed = list(_placed(layout)) if layout is not None else []
    loose = [child for child in widget.children() if isinstance(child, QWidget) and child not in placed]
    for child in (*placed, *loose):
        if not child.isWindow():
            yield from stops(child)


def _placed(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner = item.layout() if item is not None else None
        widget = item.widget() if item is not None else None
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _placed(inner)
