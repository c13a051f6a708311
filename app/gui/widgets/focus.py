"""Move the focus: into a region of the window, from one control to the next, and always to a visible control.

Tab follows the order of the layouts. Qt's own order is the order in which widgets were made. In that order, a page that
is read again would come after the foot line, and a button that was added later after everything.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

RING_ROOM = 8
"""Pixels around a control for its ring."""
_TAB = (Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus)
BACK = "back"
"""Property of the button that goes back. It gets the focus last."""
ASKED = "asked"
"""Property of a control that has the focus only if a person moved there: by Tab, F6, a click or its own key."""
_ACTS = ("pri", "red", "danger")
"""Kinds of buttons whose actions cannot be undone."""


def enter(region: QWidget) -> bool:
    """Give a region the focus, and return True if it took it.

    In this order: by its own `take_focus`, at its `first`, at itself, or at its first control that is not the Back
    button.
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
    """Move the focus to the next or the previous control of a region, in a circle. Return False if there is none.

    Qt also calls this when the control with the focus is hidden or disabled. Then the nearest control gets the focus.
    """
    chain, now = list(stops(region)), region.window().focusWidget()  # also while a list is open over the window
    if now is not None and now is not region and now not in chain and region.isAncestorOf(now):
        near = find_nearest_control(now, region)
        if near is not None:
            near.setFocus(Qt.FocusReason.OtherFocusReason)
        return near is not None
    if chain:
        at = chain.index(now) if now in chain else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        chain[(at + (1 if forward else -1)) % len(chain)].setFocus(reason)
    return bool(chain)


def find_nearest_control(lost: QWidget, region: QWidget) -> QWidget | None:
    """Return the control nearest to one that lost the focus, in the smallest part of a region that has a control.

    It is never a control that a person must choose on purpose. An action that cannot be undone is only the last choice.
    """
    here, step = lost.mapTo(region, lost.rect().center()), lost.parentWidget()

    def far(one: QWidget) -> tuple[bool, int]:
        return getattr(one, "kind", "") in _ACTS, (one.mapTo(region, one.rect().center()) - here).manhattanLength()

    while step is not None:
        if near := [one for one in stops(step) if not one.property(ASKED)]:
            return min(near, key=far)
        step = step.parentWidget() if step is not region else None
    return None


def into_view(widget: QWidget) -> None:
    """Scroll every page around a control until the control and its ring are visible."""
    step = widget.parentWidget()
    while step is not None:
        if isinstance(step, QScrollArea) and widget.height() < step.viewport().height():
            step.ensureWidgetVisible(widget, RING_ROOM, RING_ROOM)
        step = step.parentWidget()


def show_wrong(field: QWidget, wrong: bool) -> None:
    """Scroll until a wrong field is visible with its label and its error, if its control has the focus."""

    def show() -> None:
        focus = field.window().focusWidget()
        if focus is not None and field.isAncestorOf(focus):
            into_view(field)

    if wrong:
        QTimer.singleShot(0, field, show)  # the layout of the new line comes first


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield the controls at which Tab stops, in a widget and all widgets inside it, in reading order."""
    found = {child for child in (widget, *widget.findChildren(QWidget)) if _takes(child)}
    ways = defaultdict[QWidget, set[QWidget]](set)
    for step in found if widget.isVisible() else ():
        way, parent = step, step.parentWidget()
        while way is not widget and parent is not None and way not in ways[parent]:
            ways[parent].add(way)
            way, parent = parent, parent.parentWidget()
    in_order = list[QWidget]()
    _put_in_order(widget, found, ways, in_order)
    return iter(in_order)


def _takes(widget: QWidget) -> bool:
    return (
        widget.isVisible() and widget.focusPolicy() in _TAB and widget.isEnabled() and widget.focusProxy() is None
    )  # fmt: skip


def _put_in_order(
    widget: QWidget, found: set[QWidget], ways: Mapping[QWidget, set[QWidget]], in_order: list[QWidget]
) -> None:
    """Append the widgets of `found` inside a widget.

    `ways` has the children that lead to such a widget, for each parent. Only several children of one parent need an
    order.
    """
    if widget in found:
        in_order.append(widget)
    inside: Sequence[QWidget] = list(ways.get(widget, ()))
    if len(inside) > 1:
        inside = [child for child in child_widgets(widget) if child in ways[widget]]
        layout = widget.layout()
        first = list_layout_widgets(layout, widget, inside) if layout is not None else []
        inside = (*first, *(child for child in inside if child not in first))
    for child in inside:
        if not child.isWindow():
            _put_in_order(child, found, ways, in_order)


def child_widgets(widget: QWidget) -> list[QWidget]:
    """Return the widgets directly in a widget, in Qt's order.

    `children()` makes Python objects of Qt's inner parts too. The first one of an unknown class loads more than 1 MiB.
    """
    return widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)


def list_layout_widgets(layout: QLayout, within: QWidget, children: Sequence[QWidget] | None = None) -> list[QWidget]:
    """Return the widgets of a layout and of its inner layouts, in its order. `within` is the parent of them all.

    `children` limits the result to these children; the default is all. The function does not use the items of the
    layout.
    A request for an item makes a Python object that stays with the layout, and Qt does not report when it deletes an
    item.
    Python would then mistake the next widget at the same address in memory for that item.
    """
    children = child_widgets(within) if children is None else children
    inside = (*children, *layout.children())
    at = {layout.indexOf(child): child for child in inside if isinstance(child, QWidget | QLayout)}
    at.pop(-1, None)  # children outside this layout
    found: list[QWidget] = []
    for _, child in sorted(at.items(), key=itemgetter(0)):
        found += list_layout_widgets(child, within, children) if isinstance(child, QLayout) else [child]
    return found
