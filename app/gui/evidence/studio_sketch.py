"""The draft of a working copy in the studio: the bars, the crop and the turn of each page, with their history.

No Qt and no vault. Places are in millionths of the page as shown before any step, as in a recipe (`crypto.recipe`).
"""

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from crypto.recipe import WHOLE, Step, Style

Rect = tuple[int, int, int, int]
"""Left, upper, right, lower."""
LEAST = 5_000
"""The smallest side of a bar."""
IDENTITY = "identity"
"""The reason of a bar until a person chooses another one."""


@frozen
class SketchBar:
    """A covered part of a page."""

    place: Rect
    style: Style = Style.BLACK
    reason: str = IDENTITY

    @property
    def is_weak(self) -> bool:
        """Return True for a mosaic over an identity: it needs a second yes."""
        return self.style is Style.MOSAIC and self.reason == IDENTITY


@frozen
class PageSketch:
    """The draft of one page. `turn` is clockwise in degrees; a page that is `left_out` is not in the copy."""

    boxes: tuple[SketchBar, ...] = ()
    crop: Rect | None = None
    turn: int = 0
    left_out: bool = False

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
        for box in self.boxes:
            yield ("box", page, *box.place, int(box.style), box.reason)
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
    def boxes(self) -> list[SketchBar]:
        """Return the bars of all pages that are in the copy."""
        return [box for page in self.pages.values() if not page.left_out for box in page.boxes]


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
