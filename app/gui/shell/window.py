"""The window of an open vault: rail, place, foot; the keyboard; and the signals to lock."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent, QWindow
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui.lock.hold_shortcut import HeldKey
from app.gui.shell.foot import Foot
from app.gui.shell.rail import NUMBERED, Rail, RailSize, places
from app.gui.style.theme import LARGEST, SMALLEST, USUAL_SIZE, Look
from app.gui.widgets import plain_text
from app.gui.widgets.focus import ASKED, enter, go_on, list_layout_widgets
from app.gui.widgets.labels import discard, label_texts, rule
from app.gui.widgets.overlay import Veil
from app.gui.widgets.ring import Ring
from app.gui.widgets.split import Panelled, Split
from app.gui.widgets.tabs import TabBar


class Window(QFrame):
    """The shell. Places are widgets by key; keys with the same meaning everywhere are emitted as `key`."""

    went = Signal(str)
    key = Signal(str)
    lock = Signal()
    hide_now = Signal()
    sized = Signal(float)
    touched = Signal()
    came_back = Signal()

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self.setObjectName("page")
        plain_text.title(self, title)
        self.look = look
        self._places = places(look)
        self._stack = QStackedWidget()
        self._widgets: dict[str, QWidget] = {}
        self._full: QWidget | None = None
        self._before: QWidget | None = None
        self._beneath: list[tuple[QWidget, QWidget | None]] = []
        self.foot = Foot(look)
        self._middle = QHBoxLayout()
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self.rail: Rail | None = None
        self._needs: dict[str, tuple[int, bool]] = {}
        self._rail_size: RailSize | None = None
        self._first: Collection[str] = ()
        self._opened: set[str] = set()
        self._place_of = {tab.key: place for place in self._places for tab in place.tabs}
        self._tab_at: dict[str, str] = {}
        """The key of the current tab of each place with tabs."""
        self._bars: dict[str, TabBar] = {}
        self._column = column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._work())
        self._middle.addLayout(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._middle, 1)
        whole.addWidget(self.foot)
        self.place, self.visits = self._places[0].key, 0
        self.hide_key = HeldKey(self)
        self.hide_key.asked.connect(self.hide_now)
        self.typed: dict[str, str] = {}
        """Stored text of fields that were not shown since the vault was opened."""
        self.resize(*USUAL_SIZE)  # before it is shown, so that the rail is mostly built once
        self._fit_rail()
        self._keys()
        self._ring = Ring(look, self)

    def _work(self) -> QWidget:
        """Make room below the page for long work; hidden while there is no long work."""
        self._below = QWidget()
        self._strips = QVBoxLayout()
        side = self.look.sp(28)
        self._strips.setContentsMargins(side, self.look.sp(10), side, self.look.sp(14))
        self._strips.setSpacing(self.look.sp(8))
        whole = QVBoxLayout(self._below)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(rule())
        whole.addLayout(self._strips)
        self._below.hide()
        return self._below

    def add_place(self, key: str, widget: QWidget) -> None:
        """Give a place of the rail its widget."""
        self._widgets[key] = widget
        self._stack.addWidget(widget)

    def go(self, key: str) -> None:
        """Show a place; a page that covers it is closed."""
        while self._full is not None:
            self.close_full()
        self.place, self.visits = key, self.visits + 1
        self._stack.setCurrentWidget(self._widgets[key])
        if self.rail is not None:
            self._fold_rail()
            self.rail.show_place(self._rail_key)
        self._show_tabs()

    def show_first(self, places: Collection[str], opened: set[str]) -> None:
        """Show these places on the rail, and the others under More until they are opened. Without places, show all."""
        self._first, self._opened = places, opened
        self._fold_rail()

    def _fold_rail(self) -> None:
        self._opened.add(self._rail_key)
        if self.rail is not None:
            self.rail.show_only({*self._first, *self._opened} if self._first else NUMBERED)

    def page_of(self, key: str) -> str:
        """Return the key of the page of a place: if it has tabs, that of its current tab."""
        tabs = next((place.tabs for place in self._places if place.key == key), ())
        return self._tab_at.get(key, tabs[0].key) if tabs else key

    @property
    def _rail_key(self) -> str:
        """The key of the open place."""
        place = self._place_of.get(self.place)
        return place.key if place is not None else self.place

    def _show_tabs(self) -> None:
        """Show the line of tabs of the open place; a page over the place covers it too."""
        place = self._place_of.get(self.place)
        if place is not None:
            self._tab_at[place.key] = self.place
            if place.key not in self._bars:
                self._bars[place.key] = bar = TabBar(self.look, place.word, place.tabs, actions=place.actions)
                bar.went.connect(self.went)
                bar.asked.connect(self.key)
                self._column.insertWidget(0, bar)
                for tab in self._needs.keys() & {tab.key for tab in place.tabs}:
                    bar.show_needs(tab, *self._needs[tab])
            self._bars[place.key].show_tab(self.place)
        for key, bar in self._bars.items():
            bar.setVisible(place is not None and key == place.key and self._full is None)

    @property
    def tabs(self) -> TabBar | None:
        """The line of tabs that is shown."""
        return next((bar for bar in self._bars.values() if not bar.isHidden()), None)

    def _step_tab(self, by: int) -> None:
        if self.tabs is not None:
            self.tabs.step(by)

    def show_needs(self, key: str, count: int, today: bool) -> None:
        """Show at a place or a tab the number of things that need a person, and `today` if one is due today.

        The rail shows the number of a tab only for the Inbox.
        """
        self._needs[key] = (count, today)
        place = self._place_of.get(key)
        if place is not None and place.key in self._bars:
            self._bars[place.key].show_needs(key, count, today)
        on_rail = key if place is None else place.key if place.key == "sending" else ""
        if on_rail:
            self._needs[on_rail] = (count, today)
            if self.rail is not None:
                self.rail.show_needs(on_rail, count, today)

    def show_full(self, widget: QWidget) -> None:
        """Show a full page in the place, for example an entry, with the keyboard at its first action."""
        before = QApplication.focusWidget()
        if before is not None:
            before.clearFocus()  # or Qt gives it for a moment to the first button of the page
        if self._full is None:
            self._before = before
        else:
            self._drop_full()
        self._full = widget
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self._arrange_full()
        enter(widget)
        self._show_tabs()

    def show_over(self, widget: QWidget) -> None:
        """Show a full page over the current one, which stays unchanged until this one is closed."""
        if self._full is not None:
            self._beneath.append((self._full, self._before))
            self._full = None
        self.show_full(widget)

    @property
    def full(self) -> QWidget | None:
        """The page that covers the place, if there is one."""
        return self._full

    def close_full(self) -> None:
        """Go back from a full page to the place, and to the widget that had the keyboard, if it still exists."""
        if self._full is None:
            return
        if getattr(self._full, "keeps_text", False):
            from app.gui.shell.unsaved_text import read_unsaved_text

            self.typed |= read_unsaved_text(self._full)
            self.came_back.emit()
        before, here = self._before, self._widgets[self.place]
        under = self._beneath.pop() if self._beneath else None
        if under is not None:
            here = under[0]
        self._stack.setCurrentWidget(here)
        self._drop_full()
        if under is not None:
            self._full, self._before = under
        self._show_tabs()
        left = before is not None and shiboken6.isValid(before) and before.isVisible()
        if before is not None and left and not before.property(ASKED):
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(here, Split):
            here.take_focus()
        else:
            enter(here)

    def drop_page(self, page: QWidget) -> None:
        """Close a full page, also one under another; the page over it stays."""
        if page is self._full:
            self.close_full()
        elif any(page is under for under, _ in self._beneath):
            self._beneath = [row for row in self._beneath if row[0] is not page]
            discard(self._stack, page)

    def _into_page(self) -> None:
        page = self._stack.currentWidget()
        if page is None or not enter(page):
            enter(self.foot)

    def _drop_full(self) -> None:
        gone, self._full = self._full, None
        if gone is not None:
            discard(self._stack, gone)

    def show_strip(self, strip: QWidget) -> None:
        """Show long work at the foot of every page, until `drop_strip`."""
        self._strips.addWidget(strip)
        self._below.show()
        plain_text.announce(strip, ". ".join(label_texts(strip)))

    def drop_strip(self, strip: QWidget) -> None:
        """Remove a strip; if it had the keyboard focus, the page gets it."""
        here = strip.isAncestorOf(QApplication.focusWidget() or self)
        discard(self._strips, strip)
        self._below.setVisible(self._strips.count() > 0)
        page = self._stack.currentWidget()
        if here and page is not None:
            enter(page)

    @property
    def dialog(self) -> Veil | None:
        """The dialog that is open, if there is one."""
        return next((child for child in self.findChildren(Veil) if not child.isHidden()), None)

    def _keys(self) -> None:
        keys: Mapping[str, Sequence[str]] = {
            "new": ("Ctrl+N",), "save": ("Ctrl+S",), "share": ("Ctrl+Shift+S",), "edit": ("F2",),
            "evidence": ("Ctrl+E",), "find": ("Ctrl+F",), "undo": ("Ctrl+Z",), "redo": ("Ctrl+Shift+Z",),
            "back": ("Alt+Left",), "sheet": ("Ctrl+/",),
            "anything": ("Ctrl+K",), "assign": ("Ctrl+G",), "instant": ("F9",),
        }  # fmt: skip
        for name, sequences in keys.items():
            for sequence in sequences:
                self._on(sequence, partial(self.key.emit, name))
        for number, place in enumerate(NUMBERED, 1):
            self._on(f"Ctrl+{number}", partial(self.went.emit, place))
        self._on("Ctrl+,", partial(self.went.emit, "safety"))
        self._on("Ctrl+Tab", lambda: self._step_tab(1))
        self._on("Ctrl+Shift+Tab", lambda: self._step_tab(-1))
        self._on("F6", lambda: self._region(1))
        self._on("Shift+F6", lambda: self._region(-1))
        QShortcut(QKeySequence("Ctrl+L"), self, self.lock.emit)
        QShortcut(QKeySequence("F1"), self, partial(self.key.emit, "help"))
        for sequence, step in (("Ctrl++", 0.1), ("Ctrl+=", 0.1), ("Ctrl+-", -0.1)):
            self._on(sequence, partial(self._size, self.look.factor + step))
        self._on("Ctrl+0", lambda: self._size(1.0))

    def _on(self, sequence: str, act: Callable[[], object]) -> None:
        def guarded() -> None:
            if self.dialog is None:
                act()

        QShortcut(QKeySequence(sequence), self, guarded)

    def _size(self, factor: float) -> None:
        self.sized.emit(round(min(LARGEST, max(SMALLEST, factor)), 2))

    def _region(self, step: int) -> None:
        here = self._stack.currentWidget()
        regions: list[QWidget] = [widget for widget in (self.rail, self.tabs) if widget is not None]
        if isinstance(here, Split):
            regions += [widget for widget in (here.pane, here.page) if widget is not None and widget.isVisible()]
        elif here is not None:
            regions += [here, *(one.panel for one in here.findChildren(Panelled) if one.panel.isVisible())]
        regions += list_layout_widgets(self._strips, self._below)
        regions.append(self.foot)
        focus = QApplication.focusWidget()
        inside = [i for i, region in enumerate(regions) if focus and (region is focus or region.isAncestorOf(focus))]
        now = max(inside, default=-1)  # a panel is in its page
        for offset in range(1, len(regions) + 1):
            if enter(regions[(now + step * offset) % len(regions)]):
                return

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus in the order of reading."""
        return go_on(self, forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Esc and `/` if no other widget did."""
        if event.key() == Qt.Key.Key_Escape:
            self.key.emit("escape")
        elif event.text() == "/":
            self.key.emit("find")
        else:
            super().keyPressEvent(event)

    def field_shown(self, field: QWidget) -> None:
        """Restore the typed text of a field from the last lock; the first list has no such field."""
        if self.typed:
            from app.gui.shell.unsaved_text import put_back

            if key := put_back(field, self.typed):
                del self.typed[key]
                self.came_back.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Listen to keys and mouse of this window before any other widget."""
        super().showEvent(event)
        self.listen(self.windowHandle())

    def listen(self, handle: QWindow | None) -> None:
        """Listen to keys and mouse of a window: this one, or one that opens over it."""
        if handle is not None:
            handle.installEventFilter(self)  # once: Qt removes an earlier one

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count a key, a click, a wheel and a move as activity, and watch for the hide key."""
        kind = event.type()
        if kind in _SIGNS:
            self.touched.emit()
        if kind in _KEYS:
            self.hide_key.hear(event)
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the window as a lock does, but without a new start."""
        event.ignore()
        self.key.emit("close")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail if there is little room."""
        super().resizeEvent(event)
        self._fit_rail()
        self._arrange_full()

    def _arrange_full(self) -> None:
        arrange = getattr(self._full, "arrange", None)
        if callable(arrange):
            arrange(self.width() - (self.rail.width() if self.rail else 0))

    def _fit_rail(self) -> None:
        size = RailSize.of(self.look, self.height())
        if size is self._rail_size:
            return
        self._rail_size = size
        if self.rail is not None:
            discard(self._middle, self.rail)
        self.rail = Rail(self.look, self._places, size)
        for place in self._places:
            self.rail.show_needs(place.key, *self._needs.get(place.key, (0, False)))
        self.rail.went.connect(self.went)
        self.rail.search.connect(partial(self.key.emit, "anything"))
        self.rail.instant.connect(partial(self.key.emit, "instant"))
        self.rail.unasked.connect(self._into_page)
        self._fold_rail()
        self.rail.show_place(self._rail_key)
        self._middle.insertWidget(0, self.rail)


_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
        QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
    }
)  # fmt: skip
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
