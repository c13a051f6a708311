"""Where the keyboard goes when a region of the window is entered: to the first thing a person does there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

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
    takes = [child for child in (region, *region.findChildren(QWidget)) if _takes(child)]
    takes.sort(key=lambda child: bool(child.property(BACK)))
    if takes:
        takes[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
    return bool(takes)


def _takes(widget: QWidget) -> bool:
    return bool(widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
