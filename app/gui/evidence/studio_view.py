"""The studio: a page of the original with its bars, and a panel with the bars, the readers and the people.

The page keeps its own draft and history (`studio_sketch`): Ctrl Z undoes the last change of the copy.
"""

from collections.abc import Callable
from typing import Any

from attrs import evolve
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QImage
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.actions.release.working_copies import CopyOrder
from app.gui.evidence.studio_answers_view import CopyAnswers
from app.gui.evidence.studio_canvas import CROP, NO_BOX, StudioCanvas
from app.gui.evidence.studio_pages import PageBar
from app.gui.evidence.studio_query import StudioPage
from app.gui.evidence.studio_sketch import PageSketch, Sketch, SketchBar, SketchHistory
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
        super().__init__(look, 360, 860)
        self.shown, self.history = shown, SketchHistory(Sketch())
        self.pause = TypingPause(self, self.changed)
        self._weak: Choice | None = None
        self._style: OneOf | None = None
        self._reason: Picker | None = None
        self._allowed, self._group = False, QButtonGroup(self)
        self._listed: tuple[object, ...] = ()
        self.canvas = self.first = StudioCanvas(look)
        self.canvas.changed.connect(self._change)
        self.canvas.selected.connect(lambda _: self._show_boxes())
        tr = look.tr
        tip = tr("Makes the copy and searches it for leaks. Nothing is saved yet.")
        self.done = Button(look, tr("Check and save…"), "pri", "shield-check", tip)
        self.done.clicked.connect(lambda _=False: self._ask())
        title = tr("Make a copy that can leave")
        self._header = PageHeader(look, title, tr.line(shown.title, shown.second), [self.done], back)
        self._tool_row, self._narrow = self._tools(), False
        self.page.add(self._header, self._tool_row)
        self._left_out = Choice(look, tr("Leave this page out"), box=True)
        self._left_out.clicked.connect(lambda on: self._change(evolve(self.history.page, left_out=on)))
        self._bar = PageBar(look, self._left_out)
        self._bar.went.connect(self.go_to)
        self.page.add(self._bar)
        self.done.setEnabled(False)
        words = tr("Amparo cannot show this page.")
        self._trouble = box(look, "amber", "alert", [(words, "")], "amb")
        self._trouble.hide()
        self.page.add(self._trouble)
        self.page.body.addWidget(self._area(), 1)
        self._keys = Label(look, self.canvas.keys(), "small", "ink2", wrap=True)
        self.page.add(self._keys)
        self._fill_panel()
        self._show_boxes()

    def _area(self) -> QWidget:
        """Return the area that scrolls the picture when it is larger."""
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(self.look.px(LEAST))
        self.canvas.scroll_in(area)
        return area

    def _fill_panel(self) -> None:
        """Fill the panel: a refusal, the readers and the people, then the bars, so that nothing above them moves."""
        look = self.look
        self._boxes = strip_margins(QVBoxLayout(), look.sp(10))
        holder = QWidget()
        holder.setLayout(self._boxes)
        self._refusal = strip_margins(QVBoxLayout(), 0)
        self._said = QWidget()
        self._said.setLayout(self._refusal)
        self._said.hide()
        self.answers = CopyAnswers(look, self.shown)
        self.answers.changed.connect(self._touch)
        self.panel.add(self._said, self.answers, rule(), holder)
        self.panel.close_column()

    def _tools(self) -> QWidget:
        look, tr, canvas = self.look, self.look.tr, self.canvas
        tools = [(tr("Insert"), tr("Add bar"), "plus", canvas.add_box), ("", tr("Crop"), "picture", canvas.add_crop),
                 ("", tr("Turn"), "again", self._turn)]  # fmt: skip
        buttons: list[QWidget] = []
        for key, name, icon, act in tools:
            button = Button(look, name, "std", icon, key, small=True)
            button.clicked.connect(lambda _=False, act=act: self._then_draw(act))
            buttons.append(button)
        self._undo = IconButton(look, "undo", tr("Undo"), tr("Ctrl Z"))
        self._undo.clicked.connect(lambda _=False: self.keyed("undo"))
        larger, smaller = IconButton(look, "plus", tr("Larger"), "+"), IconButton(look, "minus", tr("Smaller"), "-")
        larger.clicked.connect(lambda _=False: canvas.zoom_by(1))
        smaller.clicked.connect(lambda _=False: canvas.zoom_by(-1))
        return flow([*buttons, self._undo, larger, smaller])

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
        look, tr, page, at = self.look, self.look.tr, self.history.page, self.canvas.at
        listed = (self.history.number, at, page.crop is None, page.left_out, self.history.can_undo,
                  *((one.style, one.reason) for one in page.boxes))  # fmt: skip
        if listed == self._listed:
            return
        self._listed = listed
        again = self._focus_of_box()
        self._group.deleteLater()
        self._group, rows = QButtonGroup(self), list[QWidget]()
        for number, one in enumerate(page.boxes):
            row = Choice(look, tr("Bar {n}", n=number + 1), self._box_words(one))
            self._group.addButton(row, number)
            rows.append(row)
        if page.crop is not None:
            rows.append(row := Choice(look, tr("Crop"), tr("The copy has only the part inside of the frame.")))
            self._group.addButton(row, len(page.boxes))
        chosen = self._group.button(len(page.boxes) if at == CROP else at) if at != NO_BOX else None
        if chosen is not None:
            chosen.setChecked(True)
        self._group.idClicked.connect(self._select)
        none = tr("No bar yet. Draw one on the picture with the mouse, or press Insert.")
        if not rows:
            rows.append(Label(look, none, "second", "ink2", wrap=True))
        grows = tr("The finished bar is larger than its frame: it covers whole blocks of 16 pixels.")
        note = [Label(look, grows, "second", "ink2", wrap=True)] if page.boxes else []
        fill(self._boxes, section(look, tr("Bars · {n}", n=len(page.boxes))), *self._warning(), *self._of_box(), *rows,
             *note)  # fmt: skip
        self._undo.setEnabled(self.history.can_undo)
        self._left_out.setChecked(page.left_out)
        again(chosen)

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
                        small=True)  # fmt: skip
        remove.clicked.connect(lambda _=False: self._then_draw(self.canvas.remove))
        if at == CROP:
            return [flow([remove])]
        one = self.history.page.boxes[at]
        self._style = style = OneOf(look, [*self._styles().items()], one.style.name, tr("Cover"), chips=True)
        style.chosen.connect(lambda name: self._change_box(style=Style[name]))
        reason = Picker(look, tr("Reason"), tr("Reason"), make_option_search(self.shown.reasons), free=False)
        self._reason = reason
        reason.set_value(one.reason, dict(self.shown.reasons).get(one.reason, one.reason))
        reason.changed.connect(lambda code: self._change_box(reason=code or one.reason))
        return [Labelled(look, tr("Cover"), style), Labelled(look, tr("Reason"), reason), flow([remove])]

    def _change_box(self, **changes: Any) -> None:
        page, at = self.history.page, self.canvas.at
        self._change(page.put(at, evolve(page.boxes[at], **changes)))

    def _warning(self) -> list[QWidget]:
        """Return the sentence about a mosaic; over an identity it needs a second yes."""
        boxes, self._weak = self.history.sketch.boxes, None
        if not any(one.style is Style.MOSAIC for one in boxes):
            self._allowed = False
            return []
        look, tr = self.look, self.look.tr
        said = box(look, "amber", "alert", [(tr("A mosaic can be undone by those who try. Black cannot."), "")], "amb")
        if not any(one.is_weak for one in boxes):
            self._allowed = False
            return [said]
        self._weak = Choice(look, tr("Use a mosaic for an identity all the same"), box=True)
        self._weak.setChecked(self._allowed)
        self._weak.toggled.connect(self._allow)
        return [said, self._weak]

    def _allow(self, on: bool) -> None:
        self._allowed = on

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
            self.panel.verticalScrollBar().setValue(0)

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
            plain_text.announce(self, self.look.tr("A mosaic can be undone by those who try. Black cannot."))
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
