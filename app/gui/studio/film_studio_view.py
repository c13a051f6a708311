"""The studio of a film or a sound: bars over time, and parts whose sound or picture is changed or cut out.

Readers, people, reasons, warnings and Undo are those of `studio_view`. The draft is one page (`studio_sketch`): the
canvas shows its bars at the current time.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import evolve
from PySide6.QtWidgets import QApplication, QWidget

from app.exchange.media.media_facts import MediaFacts
from app.gui.studio.film_stage import FilmStage, part_words
from app.gui.studio.studio_canvas import NO_BOX
from app.gui.studio.studio_query import StudioPage
from app.gui.studio.studio_sketch import BLANK, CUT, SOUNDS, PageSketch, SketchBar, SketchStretch
from app.gui.studio.studio_view import StudioView
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import box
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, discard
from app.gui.widgets.page_values import Fact3

LOW = 600
"""Pixels of the height at 100 % below which the picture gets more room."""


class FilmStudioView(StudioView):
    """The page. It is ready for work when its original is open."""

    def __init__(self, look: Look, shown: StudioPage, back: Button) -> None:
        self._stage: FilmStage | None = None
        self._visible: list[int] = []
        self._at, self._low = NO_BOX, False
        super().__init__(look, shown, back)
        self.first = back  # until the original is open

    def _add_source(self) -> None:
        self._source: QWidget = Label(self.look, self.look.tr("Opening…"), "second", "ink2")
        self.page.body.addWidget(self._source, 1)
        self._keys = Label(self.look, "", "small", "ink2", wrap=True)
        self.page.add(self._keys)

    def make_stage(self, facts: MediaFacts) -> FilmStage:
        """Return the stage of the opened original."""
        self._stage = stage = FilmStage(self.look, facts, self.canvas, self.area)
        stage.bar.be_low(self._low)
        stage.timed.connect(lambda: self._show_time())
        stage.changing.connect(lambda: self._add_stretch())
        stage.removing.connect(lambda: self._remove())
        stage.parted.connect(self._marked.setText)
        for tool in (self._buttons[0], *self._zoom):
            tool.setVisible(stage.frame is not None)
        self.done.setEnabled(True)
        return stage

    def show_viewer(self, viewer: QWidget) -> None:
        """Show the opened original."""
        old, self._source, stage = self._source, viewer, self._stage
        here = QApplication.focusWidget() in (None, self.first)
        self.page.body.insertWidget(self.page.body.indexOf(old), viewer, 1)
        discard(self.page.body, old)
        if stage is not None:
            self.first = stage
            words = self.canvas.keys() if stage.frame is not None else ""
            self._keys.setText(self.look.tr.line(words, stage.keys()))
            self._show_page(self._at)
            viewer.show()  # a hidden widget takes no focus
            if here:
                stage.take_focus()

    def show_note(self, words: str) -> None:
        """Say why the original is not shown."""
        if self._stage is None:
            self.show_viewer(box(self.look, "amber", "alert", [(words, "")], "amb"))
        else:
            self._stage.show_note(words)

    def show_claimed(self, rows: Sequence[Fact3]) -> None:
        """Show nothing: the page of the original has it."""

    def _tools(self) -> QWidget:
        tr = self.look.tr
        self._marked = Label(self.look, "", "second", "ink2")
        change = (tr("Enter"), tr("Change part"), "edit", self._add_stretch)
        return self._row([(tr("Insert"), tr("Add bar"), "plus", self.canvas.add_box), change], self._marked)

    def _then_draw(self, act: Callable[[], None]) -> None:
        act()
        if self._stage is not None:
            self._stage.take_focus()

    # The time.

    @property
    def now(self) -> int:
        """The current time in milliseconds."""
        return round(self._stage.bar.at) if self._stage is not None else 0

    def _show_time(self) -> None:
        """Show the bars at the current time."""
        boxes = self.history.page.boxes
        self._visible = [at for at, one in enumerate(boxes) if one.covers(self.now)]
        shown = PageSketch(tuple(evolve(boxes[at], place=boxes[at].find_place(self.now)) for at in self._visible))
        at = self._visible.index(self._at) if self._at in self._visible else NO_BOX
        if (shown, at) != (self.canvas.page, self.canvas.at):
            self.canvas.show_page(self.canvas.image, shown, at)

    def _go(self, ms: int) -> None:
        if self._stage is not None:
            self._stage.bar.sought.emit(ms, True)

    # Changes.

    def _take_drawn(self, page: PageSketch, series: str) -> None:
        """Take the bars of the canvas at the current time: a new bar, another place, or a removed bar."""
        draft, boxes, before = self.history.page, page.boxes, self.canvas.page.boxes
        if len(boxes) < len(before):
            gone = next((at for at, one in enumerate(boxes) if one is not before[at]), len(boxes))
            self._at = NO_BOX
            self._change(draft.remove(self._visible[gone]))
            return
        for at, one in enumerate(boxes):
            if at >= len(before):
                self._at = len(draft.boxes)
                draft = draft.put(self._at, evolve(one, marks=((self.now, *one.place),)))
            elif one is not before[at]:
                self._at = self._visible[at]
                draft = draft.put(self._at, draft.boxes[self._at].move(self.now, one.place))
        self._change(draft, f"{series} {self._at} {self.now}" if series else "")

    def _take_selected(self, at: int) -> None:
        if self._stage is not None:
            self._stage.acted.emit("pause")
        self._at = self._visible[at] if at >= 0 else NO_BOX
        self._show_page(self._at)

    def _show_page(self, at: int) -> None:
        self._at = min(self._at, len(self.history.page.changes) - 1) if self._at >= 0 else NO_BOX
        self._show_time()
        self._show_boxes()
        if self._stage is not None:
            self._stage.bar.show_changes([*self._list_strips()])

    def _list_strips(self) -> Iterator[tuple[int, int, bool, bool]]:
        for at, one in enumerate(self.history.page.changes):
            is_bar = isinstance(one, SketchBar)
            yield one.marks[0][0] if isinstance(one, SketchBar) else one.start, one.end, is_bar, at == self._at

    def _add_stretch(self) -> None:
        """Make the marked part silent; a part of a film without sound becomes black."""
        if self._stage is None:
            return
        if self._stage.part is None:
            said = self.look.tr("First mark a part: press [ at its start and ] at its end.")
            self._stage.show_note(said)
            plain_text.announce(self, said)
            return
        start, end = map(round, self._stage.part)
        page, way = self.history.page, next(iter(self._ways()))
        self._at = len(page.changes)
        self._change(evolve(page, stretches=(*page.stretches, SketchStretch(start, end, way))))
        self._stage.note.hide()
        plain_text.announce(self, self.look.tr.line(*self._list_named()[self._at]))

    # The list.

    @property
    def selected(self) -> int:
        """The number of the selected change."""
        return self._at

    def _select(self, number: int) -> None:
        self._at = number
        one = self.history.page.changes[number]
        if self._stage is not None and isinstance(one, SketchStretch):
            self._stage.bar.marked.emit(one.start, one.end)
            self._go(one.start)
        elif isinstance(one, SketchBar) and not one.covers(self.now):
            self._go(one.marks[0][0])
        self._show_page(number)

    def _heading(self) -> tuple[str, str]:
        tr = self.look.tr
        sound = tr("No change yet. Mark a part with [ and ], then press Enter.")
        film = tr("No change yet. Draw a bar on the picture, or mark a part with [ and ] and press Enter.")
        has_picture = self._stage is None or self._stage.frame is not None
        return tr("Changes · {n}", n=len(self.history.page.changes)), film if has_picture else sound

    def _list_named(self) -> list[tuple[str, str]]:
        tr, page, reasons = self.look.tr, self.history.page, dict(self.shown.reasons)
        bars = [(tr("Bar {n}", n=n), tr.line(part_words(self.look, one.marks[0][0], one.end), self._box_words(one)))
                for n, one in enumerate(page.boxes, 1)]  # fmt: skip
        ways = self._ways(every=True)
        parts = [
            (ways[one.way], tr.line(part_words(self.look, one.start, one.end), reasons.get(one.reason, one.reason)))
            for one in page.stretches
        ]
        return [*bars, *parts]

    def _ways(self, every: bool = False) -> dict[str, str]:
        """Return the changes of a part that this original can have."""
        tr, stage = self.look.tr, self._stage
        names = dict(zip(SOUNDS, (tr("Silence"), tr("Beep"), tr("Other pitch")), strict=True))
        has_sound, has_picture = (stage.has_wave, stage.frame is not None) if stage is not None else (True, True)
        ways = names if has_sound or every else {}
        ways |= {BLANK: tr("Black picture")} if has_picture or every else {}
        return ways | {CUT: tr("Cut out")}

    def _of_box(self) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        self._style = self._reason = None
        changes = self.history.page.changes
        if self._at == NO_BOX:
            return []
        one = changes[self._at]
        remove = Button(look, tr("Remove bar") if isinstance(one, SketchBar) else tr("Remove change"), "std", "trash",
                        tr("Delete"), small=True, act=lambda: self._then_draw(self._remove))  # fmt: skip
        if isinstance(one, SketchBar):
            begin, end = (Button(look, words, "std", small=True) for words in (tr("Begins here"), tr("Ends here")))
            begin.clicked.connect(lambda _=False: self._put(one.begin_at(self.now)))
            end.clicked.connect(lambda _=False: self._put(one.end_at(self.now)))
            note = tr("Move the bar at another time. Between the two times it moves in a straight line.")
            return [self._of_cover(one), self._of_reason(one.reason), flow([begin, end, remove]),
                    Label(look, note, "second", "ink2", wrap=True)]  # fmt: skip
        self._style = way = OneOf(look, [*self._ways().items()], one.way, tr("Change"), chips=True)
        way.chosen.connect(lambda name: self._change_box(way=name, percent=0))
        return [Labelled(look, tr("Change"), way), self._of_reason(one.reason), flow([remove])]

    def _remove(self) -> None:
        page, at = self.history.page, self._at
        if at == NO_BOX:
            return
        self._at = NO_BOX
        left = at - len(page.boxes)
        kept = tuple(one for number, one in enumerate(page.stretches) if number != left)
        self._change(page.remove(at) if left < 0 else evolve(page, stretches=kept))

    def _change_box(self, **changes: Any) -> None:
        self._put(evolve(self.history.page.changes[self._at], **changes))

    def _put(self, one: SketchBar | SketchStretch) -> None:
        """Replace the selected change."""
        page, at = self.history.page, self._at
        if isinstance(one, SketchBar):
            self._change(page.put(at, one))
        else:
            at -= len(page.boxes)
            self._change(evolve(page, stretches=(*page.stretches[:at], one, *page.stretches[at + 1 :])))

    def arrange(self, width: int) -> None:
        """Place the panel, and leave more room for the picture in a low window."""
        super().arrange(width)
        self._low = low = self.height() / self.look.factor < LOW
        self._keys.setVisible(not low and not self._narrow)
        self._header.second.setVisible(not low and not self._narrow)
        if self._stage is not None:
            self._stage.bar.be_low(low)

    def _soft_words(self) -> tuple[str, str]:
        tr, page, (mosaic, yes) = self.look.tr, self.history.page, super()._soft_words()
        if not any(one.is_soft for one in page.stretches):
            return mosaic, yes
        pitch = tr("Another pitch can be undone by those who try. Silence and a beep cannot.")
        words = f"{mosaic} {pitch}" if any(one.is_soft for one in page.boxes) else pitch
        weak = any(one.is_weak for one in page.boxes), any(one.is_weak for one in page.stretches)
        both = tr("Use a mosaic and another pitch for an identity all the same")
        return words, both if all(weak) else yes if weak[0] else tr("Use another pitch for an identity all the same")
