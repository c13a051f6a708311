"""The draft of a working copy in the studio: the bars, the crop and the turn of each page, with their history.

A film or a sound is one page: its bars have places over time, and parts of its time are changed. No Qt and no vault.
Places are in millionths of the page as shown before any step, as in a recipe (`crypto.recipe`), times in milliseconds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

from crypto.recipe import WHOLE, SoundWay, Step, Style

Rect = tuple[int, int, int, int]
"""Left, upper, right, lower."""
Mark = tuple[int, int, int, int, int]
"""A time, and a place."""
LAST = 86_400_000
"""Milliseconds of a day: the end of each film."""
LEAST = 5_000
"""The smallest side of a bar."""
IDENTITY = "identity"
"""The reason of a bar until a person chooses another one."""


SOUNDS: Mapping[str, tuple[SoundWay, int]] = {
    "silence": (SoundWay.SILENCE, 0), "beep": (SoundWay.BEEP, 20), "pitch": (SoundWay.PITCH, 70),
}  # fmt: skip
"""The changes of a part of the sound, with the loudness of the tone or the pitch in percent."""
CUT, BLANK = "cut", "blank"
"""The other changes of a part: it is left out, or its picture is black."""


@frozen
class SketchBar:
    """A covered part of a page. In a film it has `marks`, places in the order of time, and ends at `end`."""

    place: Rect
    style: Style = Style.BLACK
    reason: str = IDENTITY
    marks: tuple[Mark, ...] = ()
    end: int = LAST

    @property
    def is_soft(self) -> bool:
        """Return True for a mosaic: a person who tries can undo it."""
        return self.style is Style.MOSAIC

    @property
    def is_weak(self) -> bool:
        """Return True for a mosaic over an identity: it needs a second yes."""
        return self.is_soft and self.reason == IDENTITY

    def covers(self, ms: int) -> bool:
        """Return True if the bar is shown at a time."""
        return not self.marks or self.marks[0][0] <= ms <= self.end

    def find_place(self, ms: int) -> Rect:
        """Return the place at a time: on the straight line between the marks before and after it."""
        before = next((mark for mark in reversed(self.marks) if mark[0] <= ms), self.marks[0])
        after = next((mark for mark in self.marks if mark[0] > ms), self.marks[-1])
        share = Fraction(ms - before[0], after[0] - before[0]) if before[0] < after[0] else Fraction(0)
        x0, y0, x1, y1 = (round(low + (high - low) * share) for low, high in zip(before[1:], after[1:], strict=True))
        return x0, y0, x1, y1

    def move(self, ms: int, place: Rect) -> "SketchBar":
        """Return the bar with another place at a time."""
        marks = sorted([*(mark for mark in self.marks if mark[0] != ms), (ms, *place)])
        return evolve(self, place=place, marks=tuple(marks), end=max(ms, self.end))

    def begin_at(self, ms: int) -> "SketchBar":
        """Return the bar without its part before a time, or with a new part from that time."""
        place = self.find_place(ms)
        return evolve(self, marks=((ms, *place), *(mark for mark in self.marks if mark[0] > ms)), end=max(ms, self.end))

    def end_at(self, ms: int) -> "SketchBar":
        """Return the bar without its part after a time, or with a new part until that time."""
        ms = max(ms, self.marks[0][0])
        place = self.find_place(ms)
        return evolve(self, marks=(*(mark for mark in self.marks if mark[0] < ms), (ms, *place)), end=ms)

    def step(self, page: int) -> Step:
        """Return the step of a recipe: a box of a page, or a track of a film."""
        if not self.marks:
            return ("box", page, *self.place, int(self.style), self.reason)
        last = self.marks[-1]
        held = [(self.end, *last[1:])] if self.end > last[0] else []
        return ("track", int(self.style), self.reason, (*self.marks, *held))


@frozen
class SketchStretch:
    """A changed part of the time of a film or of a sound. `way` is a key of SOUNDS, CUT or BLANK.

    Without `percent` a sound has the loudness or the pitch of SOUNDS.
    """

    start: int
    end: int
    way: str = "silence"
    reason: str = IDENTITY
    percent: int = 0

    @property
    def is_soft(self) -> bool:
        """Return True for another pitch: a person who tries can undo it."""
        return self.way == "pitch"

    @property
    def is_weak(self) -> bool:
        """Return True for another pitch for an identity: it needs a second yes."""
        return self.is_soft and self.reason == IDENTITY

    def step(self) -> Step:
        """Return the step of a recipe."""
        if self.way in (CUT, BLANK):
            return (self.way, self.start, self.end, self.reason)
        way, percent = SOUNDS[self.way]
        return ("sound", self.start, self.end, int(way), self.percent or percent, self.reason)


def read_change(step: Step) -> SketchBar | SketchStretch | None:
    """Return the change of a film or of a sound that a step of a recipe makes; None for a step of a page."""
    name, *rest = step
    if name == "track":
        style, reason, marks = rest
        found = SketchBar((0, 0, 0, 0), Style(style), str(reason), *_split_end(marks))  # type: ignore[arg-type]
        return evolve(found, place=found.find_place(0))
    if name in (CUT, BLANK):
        start, end, reason = rest
        return SketchStretch(int(str(start)), int(str(end)), name, str(reason))
    if name == "sound":
        start, end, number, percent, reason = rest
        way = next(key for key, (known, _) in SOUNDS.items() if known == number)
        return SketchStretch(int(str(start)), int(str(end)), way, str(reason), int(str(percent)))
    return None


def _split_end(marks: Sequence[Sequence[int]]) -> tuple[tuple[Mark, ...], int]:
    """Return the marks of a track without the one that only holds its last place, and its end."""
    read = [(ms, x0, y0, x1, y1) for ms, x0, y0, x1, y1 in marks]
    end = read[-1][0]
    if len(read) > 1 and read[-1][1:] == read[-2][1:]:
        read.pop()
    return tuple(read), end


@frozen
class PageSketch:
    """The draft of one page. `turn` is clockwise in degrees; a page that is `left_out` is not in the copy."""

    boxes: tuple[SketchBar, ...] = ()
    crop: Rect | None = None
    turn: int = 0
    left_out: bool = False
    stretches: tuple[SketchStretch, ...] = ()

    @property
    def changes(self) -> tuple[SketchBar | SketchStretch, ...]:
        """Return all bars and all changed parts of the time."""
        return (*self.boxes, *self.stretches)

    def add(self, change: SketchBar | SketchStretch) -> "PageSketch":
        """Return the page with another change."""
        if isinstance(change, SketchBar):
            return evolve(self, boxes=(*self.boxes, change))
        return evolve(self, stretches=(*self.stretches, change))

    def put(self, at: int, box: SketchBar) -> "PageSketch":
        """Return the page with another bar at a place of the list; a place after the end adds it."""
        return evolve(self, boxes=(*self.boxes[:at], box, *self.boxes[at + 1 :]))

    def remove(self, at: int) -> "PageSketch":
        """Return the page without a bar."""
        return evolve(self, boxes=(*self.boxes[:at], *self.boxes[at + 1 :]))

    def steps(self, page: int) -> Iterator[Step]:
        """Yield the steps of a recipe for this page."""
        if self.left_out:
            yield ("leave", page)
            return
        yield from (box.step(page) for box in self.boxes)
        yield from (one.step() for one in self.stretches)
        if self.crop is not None:
            yield ("crop", page, *self.crop)
        if self.turn:
            yield ("turn", page, self.turn)


@frozen
class Sketch:
    """The draft of all pages; a page without a draft stays as it is."""

    pages: Mapping[int, PageSketch] = field(factory=dict)

    @classmethod
    def from_steps(cls, steps: Iterable[Step]) -> "Sketch":
        """Return the sketch with these steps of a recipe; a step that no sketch has is left out."""
        pages = dict[int, PageSketch]()
        for step in steps:
            if (change := read_change(step)) is not None:
                pages[1] = pages.get(1, PageSketch()).add(change)
                continue
            name, (number, *rest) = step[0], (part for part in step[1:] if isinstance(part, int))
            page = pages.get(number, PageSketch())
            if name == "box":
                found = SketchBar((rest[0], rest[1], rest[2], rest[3]), Style(rest[4]), str(step[-1]))
                pages[number] = page.put(len(page.boxes), found)
            elif name == "crop":
                pages[number] = evolve(page, crop=(rest[0], rest[1], rest[2], rest[3]))
            elif name == "turn":
                pages[number] = evolve(page, turn=rest[0])
            elif name == "leave":
                pages[number] = evolve(page, left_out=True)
        return cls(pages)

    def page(self, number: int) -> PageSketch:
        """Return the draft of a page, from 1."""
        return self.pages.get(number, PageSketch())

    def steps(self) -> list[Step]:
        """Return all steps, page by page."""
        return [step for number in sorted(self.pages) for step in self.pages[number].steps(number)]

    @property
    def changes(self) -> list[SketchBar | SketchStretch]:
        """Return the bars and the changed parts of all pages that are in the copy."""
        return [one for page in self.pages.values() if not page.left_out for one in page.changes]


class SketchHistory:
    """The current sketch and page, and the sketches to which Undo and Redo lead, each with the page that it changes."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch, self.number = sketch, 1
        self._done: list[tuple[Sketch, int]] = []
        self._undone: list[tuple[Sketch, int]] = []
        self._series = ""

    @property
    def page(self) -> PageSketch:
        """Return the draft of the current page."""
        return self.sketch.page(self.number)

    def begin(self, sketch: Sketch) -> None:
        """Show an earlier sketch; Undo leads to the one before."""
        if sketch != self.sketch:
            self._done.append((self.sketch, self.number))
            self.sketch, self._series = sketch, ""

    def change(self, page: PageSketch, series: str = "") -> None:
        """Replace the draft of the current page. Changes of one `series`, as of a key that is held, are one step."""
        if page == self.page:
            return
        if not series or series != self._series:
            self._done.append((self.sketch, self.number))
        self._series = series
        self._undone.clear()
        self.sketch = Sketch({**self.sketch.pages, self.number: page})

    def go_to(self, number: int) -> None:
        """Make another page the current one."""
        self.number, self._series = number, ""

    @property
    def can_undo(self) -> bool:
        """Return True if there was a change."""
        return bool(self._done)

    def undo(self) -> bool:
        """Return to the sketch before the last change, and to its page; False without one."""
        return self._step(self._done, self._undone)

    def redo(self) -> bool:
        """Return to the sketch before the last Undo; False without one."""
        return self._step(self._undone, self._done)

    def _step(self, source: list[tuple[Sketch, int]], target: list[tuple[Sketch, int]]) -> bool:
        if not source:
            return False
        sketch, self.number = source.pop()
        target.append((self.sketch, self.number))
        self.sketch, self._series = sketch, ""
        return True


def turn_rect(place: Rect, degrees: int) -> Rect:
    """Return a place after a clockwise turn of its page by 0, 90, 180 or 270 degrees."""
    for _ in range(degrees // 90):
        x0, y0, x1, y1 = place
        place = (WHOLE - y1, x0, WHOLE - y0, x1)
    return place


def clamp_rect(place: Rect) -> Rect:
    """Return a place in order, at least LEAST long on each side and inside of the page."""
    x0, x1 = sorted((place[0], place[2]))
    y0, y1 = sorted((place[1], place[3]))
    x0, y0 = min(max(0, x0), WHOLE - LEAST), min(max(0, y0), WHOLE - LEAST)
    return x0, y0, max(x0 + LEAST, min(x1, WHOLE)), max(y0 + LEAST, min(y1, WHOLE))


def move_rect(place: Rect, right: int, down: int) -> Rect:
    """Return a place moved inside of the page, with the same size."""
    right = min(max(right, -place[0]), WHOLE - place[2])
    down = min(max(down, -place[1]), WHOLE - place[3])
    return place[0] + right, place[1] + down, place[2] + right, place[3] + down
