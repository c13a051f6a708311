"""The studio: a page of the original with its bars, and a panel with the bars, the readers and the people.

The page keeps its own draft and history (`studio_sketch`): Ctrl Z undoes the last change of the copy.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from attrs import evolve
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QImage
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.actions.release.working_copies import CopyOrder
from app.gui.studio.studio_answers_view import CopyAnswers
from app.gui.studio.studio_canvas import CROP, NO_BOX, PageBar, StudioCanvas
from app.gui.studio.studio_query import StudioPage
from app.gui.studio.studio_sketch import PageSketch, Sketch, SketchBar, SketchHistory
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, box, section
from app.gui.widgets.buttons import Button, Choice, IconButton, OneOf
from app.gui.widgets.edits import TypingPause
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import into_view
from app.gui.widgets.labels import Label, fill, rule, strip_margins
from app.gui.widgets.split import Panelled
from crypto.recipe import Style

LEAST = 140
"""Minimum height of the picture in pixels at 100 %."""


class StudioView(Panelled):
    """The page. `check` asks for the finished copy, `turned_to` carries the number of a page to show, `left` ends.

    `changed` asks to keep the draft.
    """

    drafted = True
    changed = Signal()
    check = Signal()
    turned_to = Signal(int)
    left = Signal()

    def __init__(self, look: Look, shown: StudioPage, back: Button) -> None:
        super().__init__(look, 368, 860)
        self.shown, self.history = shown, SketchHistory(Sketch())
        self.pause = TypingPause(self, self.changed)
        self._weak: Choice | None = None
        self._style: OneOf | None = None
        self._reason: Picker | None = None
        self._allowed, self._group = "", QButtonGroup(self)
        self._listed: tuple[object, ...] = ()
        self.canvas = StudioCanvas(look)
        self.first: QWidget = self.canvas
        self.canvas.changed.connect(lambda page, series: self._take_drawn(page, series))
        self.canvas.selected.connect(lambda at: self._take_selected(at))
        tr = look.tr
        tip = tr("Makes the copy and searches it for leaks. Nothing is saved yet.")
        self.done = Button(look, tr("Check and save…"), "pri", "shield-check", tip, act=self._ask)
        title = tr("Make a copy that can leave")
        self._header = PageHeader(look, title, tr.line(shown.title, shown.second), [self.done], back)
        self._tool_row, self._narrow = self._tools(), False
        self.page.add(self._header, self._tool_row)
        self._left_out = Choice(look, tr("Leave this page out"), box=True)
        self._left_out.clicked.connect(lambda on: self._change(evolve(self.history.page, left_out=on)))
        self._bar = PageBar(look, self._left_out)
        self._bar.went.connect(self.go_to)
        self.page.add(self._bar)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas.scroll_in(self.area)
        self.done.setEnabled(False)
        words = tr("Amparo cannot show this page.")
        self._trouble = box(look, "amber", "alert", [(words, "")], "amb")
        self._trouble.hide()
        self.page.add(self._trouble)
        self._add_source()
        self._refusal = strip_margins(QVBoxLayout(), 0)
        self._said = QWidget()
        self._said.setLayout(self._refusal)
        self._said.hide()
        self.page.add(self._said)  # the picture becomes smaller, and no button moves
        self._fill_panel()
        self._show_boxes()

    def _add_source(self) -> None:
        """Add the place of the original to the page."""
        self.area.setMinimumHeight(self.look.px(LEAST))
        self.page.body.addWidget(self.area, 1)
        self._keys = Label(self.look, self.canvas.keys(), "small", "ink2", wrap=True)
        self.page.add(self._keys)

    def _fill_panel(self) -> None:
        """Fill the panel: the readers and the people, then the bars, so that nothing above them moves."""
        look = self.look
        self._boxes = strip_margins(QVBoxLayout(), look.sp(10))
        holder = QWidget()
        holder.setLayout(self._boxes)
        self.answers = CopyAnswers(look, self.shown)
        self.answers.changed.connect(self._touch)
        self.panel.add(self.answers, rule(), holder)
        self.panel.close_column()

    def _tools(self) -> QWidget:
        tr, canvas = self.look.tr, self.canvas
        add, crop = (tr("Insert"), tr("Add bar"), "plus", canvas.add_box), ("", tr("Crop"), "picture", canvas.add_crop)
        return self._row([add, crop, ("", tr("Turn"), "again", self._turn)])

    def _row(self, tools: Sequence[tuple[str, str, str, Callable[[], None]]], *more: QWidget) -> QWidget:
        """Return the row of tools, each with its key, its name, its icon and its action; Undo, the zoom and `more`."""
        look, tr, canvas = self.look, self.look.tr, self.canvas
        self._buttons = buttons = [Button(look, name, "std", icon, key, small=True, act=partial(self._then_draw, act))
                                   for key, name, icon, act in tools]  # fmt: skip
        self._undo = IconButton(look, "undo", tr("Undo"), tr("Ctrl Z"))
        self._undo.clicked.connect(lambda _=False: self.keyed("undo"))
        larger, smaller = IconButton(look, "plus", tr("Larger"), "+"), IconButton(look, "minus", tr("Smaller"), "-")
        larger.clicked.connect(lambda _=False: canvas.zoom_by(1))
        smaller.clicked.connect(lambda _=False: canvas.zoom_by(-1))
        self._zoom = larger, smaller
        return flow([*buttons, self._undo, *self._zoom, *more])

    def go_to(self, number: int) -> None:
        """Show another page of the original."""
        self.history.go_to(number)
        self.turned_to.emit(number)

    def _turn(self) -> None:
        page = self.history.page
        self._change(evolve(page, turn=(page.turn + 90) % 360))

    def _then_draw(self, act: Callable[[], None]) -> None:
        """Run a tool, and give the keyboard to the picture."""
        act()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_pixels(self, image: QImage, pages: int = 1) -> None:
        """Show the pixels of the current page of all `pages` (0: not known); without them, say so."""
        self._bar.show_number(self.history.number, pages)
        self.canvas.show_page(image, self.history.page, NO_BOX)
        self._trouble.setVisible(image.isNull())
        self.done.setEnabled(not image.isNull())
        self._show_boxes()
        if self.canvas.hasFocus():
            into_view(self.canvas)

    def _take_drawn(self, page: PageSketch, series: str) -> None:
        """Take the bars that a person drew on the canvas."""
        self._change(page, series)

    def _take_selected(self, at: int) -> None:
        """Take the bar that a person selected on the canvas."""
        self._show_boxes()

    def _change(self, page: PageSketch, series: str = "") -> None:
        self.history.change(page, series)
        self._show_page(self.canvas.at)
        self._touch()

    def _show_page(self, at: int) -> None:
        page = self.history.page
        known = at if at < len(page.boxes) and (at != CROP or page.crop is not None) else NO_BOX
        self.canvas.show_page(self.canvas.image, page, known)
        self._show_boxes()

    # Boxes.

    def _show_boxes(self) -> None:
        """Show the list of bars, and the choices of the selected one, if they changed."""
        look, page, named = self.look, self.history.page, self._list_named()
        listed = (self.history.number, self.selected, page.left_out, self.history.can_undo, *named)
        if listed == self._listed:
            return
        self._listed = listed
        again = self._focus_of_box()
        self._group.deleteLater()
        self._group, rows = QButtonGroup(self), list[QWidget]()
        for number, (name, words) in enumerate(named):
            row = Choice(look, name, words)
            self._group.addButton(row, number)
            rows.append(row)
        chosen = self._group.button(self.selected) if self.selected >= 0 else None
        if chosen is not None:
            chosen.setChecked(True)
        self._group.idClicked.connect(self._select)
        heading, none = self._heading()
        if not rows:
            rows.append(Label(look, none, "second", "ink2", wrap=True))
        grows = look.tr("The finished bar is larger than its frame: it covers whole blocks of 16 pixels.")
        note = [Label(look, grows, "second", "ink2", wrap=True)] if page.boxes else []
        warning = self._warning()
        fill(self._boxes, section(look, heading), *self._of_box(), *warning, *rows, *note)
        self._undo.setEnabled(self.history.can_undo)
        self._left_out.setChecked(page.left_out)
        again(chosen)

    @property
    def selected(self) -> int:
        """The number of the selected row of the list, from 0; less without one."""
        return len(self.history.page.boxes) if self.canvas.at == CROP else self.canvas.at

    def _heading(self) -> tuple[str, str]:
        """Return the heading of the list, and the sentence of an empty list."""
        tr = self.look.tr
        none = tr("No bar yet. Draw one on the picture with the mouse, or press Insert.")
        return tr("Bars · {n}", n=len(self.history.page.boxes)), none

    def _list_named(self) -> list[tuple[str, str]]:
        """Return the name of each row of the list, and its words."""
        tr, page = self.look.tr, self.history.page
        rows = [(tr("Bar {n}", n=number), self._box_words(one)) for number, one in enumerate(page.boxes, 1)]
        crop = (tr("Crop"), tr("The copy has only the part inside of the frame."))
        return rows if page.crop is None else [*rows, crop]

    def _focus_of_box(self) -> Callable[[QWidget | None], None]:
        """Return the function that gives the focus to the same control of the list after it is built again."""
        focus = self.focusWidget()
        if focus is None or not self.panel.isAncestorOf(focus):
            return lambda _: None
        if self._style is not None and self._style.isAncestorOf(focus):
            return lambda chosen: self._style.take_focus() if self._style is not None else None
        if focus is self._reason:
            return lambda chosen: self._reason.setFocus() if self._reason is not None else None
        if focus in self._group.buttons():
            return lambda chosen: chosen.setFocus() if chosen is not None else None
        return lambda _: None

    def _box_words(self, one: SketchBar) -> str:
        reasons = dict(self.shown.reasons)
        return self.look.tr.line(self._styles()[one.style.name], reasons.get(one.reason, one.reason))

    def _styles(self) -> dict[str, str]:
        tr = self.look.tr
        return {"BLACK": tr("Black"), "WHITE": tr("White"), "MOSAIC": tr("Mosaic")}

    def _select(self, number: int) -> None:
        self.canvas.show_page(self.canvas.image, self.history.page,
                              CROP if number == len(self.history.page.boxes) else number)  # fmt: skip
        self._show_boxes()

    def _of_box(self) -> list[QWidget]:
        """Return the style, the reason and the removal of the selected bar."""
        look, tr, at = self.look, self.look.tr, self.canvas.at
        self._style = self._reason = None
        if at == NO_BOX:
            return []
        remove = Button(look, tr("Remove crop") if at == CROP else tr("Remove bar"), "std", "trash", tr("Delete"),
                        small=True, act=lambda: self._then_draw(self.canvas.remove))  # fmt: skip
        if at == CROP:
            return [flow([remove])]
        one = self.history.page.boxes[at]
        return [self._of_cover(one), self._of_reason(one.reason), flow([remove])]

    def _of_cover(self, one: SketchBar) -> QWidget:
        look, tr = self.look, self.look.tr
        self._style = style = OneOf(look, [*self._styles().items()], one.style.name, tr("Cover"), chips=True)
        style.chosen.connect(lambda name: self._change_box(style=Style[name]))
        return Labelled(look, tr("Cover"), style)

    def _of_reason(self, code: str) -> QWidget:
        look, tr = self.look, self.look.tr
        reason = Picker(look, tr("Reason"), tr("Reason"), make_option_search(self.shown.reasons), free=False)
        self._reason = reason
        reason.set_value(code, dict(self.shown.reasons).get(code, code))
        reason.changed.connect(lambda chosen: self._change_box(reason=chosen or code))
        return Labelled(look, tr("Reason"), reason)

    def _change_box(self, **changes: Any) -> None:
        page, at = self.history.page, self.canvas.at
        self._change(page.put(at, evolve(page.boxes[at], **changes)))

    def _warning(self) -> list[QWidget]:
        """Return the sentence about a change that can be undone; for an identity it needs a second yes."""
        soft, self._weak = [one for one in self.history.sketch.changes if one.is_soft], None
        weak = any(one.is_weak for one in soft)
        self._allowed = self._allowed if weak else ""
        if not soft:
            return []
        sentence, yes = self._soft_words()
        said = box(self.look, "amber", "alert", [(sentence, "")], "amb")
        if not weak:
            return [said]
        self._weak = Choice(self.look, yes, box=True)
        self._weak.setChecked(self._allowed == yes)
        self._weak.toggled.connect(lambda on: self._allow(yes if on else ""))
        return [said, self._weak]

    def _soft_words(self) -> tuple[str, str]:
        """Return the sentence about a change that can be undone, and the words of the second yes."""
        tr = self.look.tr
        mosaic = tr("A mosaic can be undone by those who try. Black cannot.")
        return mosaic, tr("Use a mosaic for an identity all the same")

    def _allow(self, yes: str) -> None:
        self._allowed = yes

    # The order.

    @property
    def order(self) -> CopyOrder:
        """Return the copy that the person wants."""
        people, allowed = self.answers.list_people, self._weak is not None and self._weak.isChecked()
        return CopyOrder(self.history.sketch.steps(), self.answers.chosen, people("shows"), people("hides"),
                         mosaic=allowed, absent=people("absent"))  # fmt: skip

    def restore(self, order: CopyOrder) -> None:
        """Show the draft and the answers of an earlier copy; Undo leads to the bars before."""
        self.history.begin(Sketch.from_steps(order.steps))
        self.answers.restore(order)
        self._show_boxes()
        self.pause.stop()  # it is no change

    def show_refusal(self, words: str) -> None:
        """Show why the copy was refused, until something is changed; without words, show nothing."""
        fill(self._refusal, *([box(self.look, "amber", "alert", [(words, "")], "amb")] if words else []))
        self._said.setVisible(bool(words))
        if words:
            plain_text.announce(self, words)

    def _touch(self) -> None:
        """The copy was changed: keep the draft after a pause, and end the last refusal."""
        self.show_refusal("")
        self.pause.start()

    def keep_now(self) -> None:
        """Keep the draft immediately: the page closes, or the vault locks."""
        self.pause.finish()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the draft when the person leaves the page."""
        super().hideEvent(event)
        self.keep_now()

    def _ask(self) -> None:
        """Ask for the copy; first for the second yes that a mosaic needs."""
        if not self.done.isEnabled():
            return
        if self._weak is not None and not self._weak.isChecked():
            self._weak.setFocus(Qt.FocusReason.OtherFocusReason)
            plain_text.announce(self, self._soft_words()[0])
        elif not self.answers.show_reasons():
            self.answers.take_focus()
        else:
            self.check.emit()

    def keyed(self, name: str) -> bool:
        """Handle the keys of the window: undo, redo, and save, which checks the copy first."""
        if name in ("undo", "redo"):
            number = self.history.number
            if not (self.history.undo() if name == "undo" else self.history.redo()):
                said = self.look.tr("There is nothing to undo.") if name == "undo" else ""
                plain_text.announce(self, said or self.look.tr("There is nothing to do again."))
            elif number != self.history.number:
                self.turned_to.emit(self.history.number)
            else:
                self._show_page(self.canvas.at)
            self._touch()
            return True
        if name == "save":
            self._ask()
        elif name in ("escape", "back"):
            self.left.emit()
        return name in ("save", "escape", "back")

    def arrange(self, width: int) -> None:
        """Place the panel, and fit the picture. In a narrow window the tools scroll in the panel, below the picture."""
        super().arrange(width)
        narrow = width / self.look.factor < self._beside
        if narrow:
            self.panel.setFixedHeight(self.height() // 3)
        if narrow is not self._narrow:
            self._narrow = narrow
            (self.panel if narrow else self.page).body.insertWidget(0 if narrow else 1, self._tool_row)
            self._keys.setVisible(not narrow)
            self._header.second.setVisible(not narrow)
        self.canvas.fit()
