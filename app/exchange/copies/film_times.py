"""The times and the boxes of a film: which part of a picture is covered when, and which parts are cut out.

Pictures have times in ticks, 90,000 a second, so that a time in milliseconds is always a whole number of ticks. A box
of a track moves on a straight line from mark to mark. The maker and the leak check use the same rules.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from app.exchange.copies.painter import BLOCK, CoveredBox
from crypto.recipe import WHOLE, Step, Style

TICKS: Final = 90_000
"""Ticks of a second."""
MS: Final = TICKS // 1000
"""Ticks of a millisecond."""
HELD: Final = 2
"""Pictures before its first mark that already have a box."""
FOREVER: Final = 1 << 62
MOST_HOURS: Final = 24
FILM_PROGRAM: Final = "films 1, av 18.1.0"
"""The version in a recipe: a new one for a change that gives other bytes, and for another version of the library."""
Range = tuple[int, int]
"""Milliseconds of the start, and of the end, which is outside."""
Mark = tuple[int, int, int, int, int]


class PictureTime(NamedTuple):
    """The times of one picture in ticks: its own, that of the next one, and that of the one after HELD more."""

    at: int
    end: int
    held: int


def list_cuts(steps: Sequence[Step]) -> tuple[Range, ...]:
    """Return the parts that are cut out, in order, each joined with the parts that it meets."""
    found = list[Range]()
    for start, end in sorted(_ranges(steps, "cut")):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def meets(ranges: Sequence[Range], time: PictureTime) -> bool:
    """Return True if a picture is shown in one of the ranges."""
    return any(time.at < end * MS and time.end > start * MS for start, end in ranges)


def shorten(cuts: Sequence[Range], at: int, each: int) -> int:
    """Return a time of the original as a time of the copy. A millisecond has `each` units."""
    return at - sum(min(end * each, at) - min(start * each, at) for start, end in cuts)


def lengthen(cuts: Sequence[Range], at: int, each: int) -> int:
    """Return a time of the copy as a time of the original."""
    for start, end in cuts:
        at += (end - start) * each if at >= start * each else 0
    return at


def list_film_boxes(
    steps: Sequence[Step], size: tuple[int, int], time: PictureTime, block: int = BLOCK
) -> list[CoveredBox]:
    """Return the boxes of one picture in whole blocks, those that win in the end last."""
    found = list[CoveredBox]()
    for step in steps:
        if step[0] == "track":
            marks = _marks(step)
            if time.held > marks[0][0] * MS and time.at // MS <= marks[-1][0]:
                found.append(CoveredBox(*_grow(_place(marks, time.at), size, block), Style(int(str(step[1])))))
    if meets(list(_ranges(steps, "blank")), time):
        found.append(CoveredBox(0, 0, *size, Style.BLACK))
    return sorted(found, key=lambda box: -box.style)


def fit(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the even size of a copy, with the same form and at most `longest` pixels on each side."""
    width, height = (Fraction(side * longest, max(*size, longest)) for side in size)
    return max(2, int(width) // 2 * 2), max(2, int(height) // 2 * 2)


def _ranges(steps: Sequence[Step], name: str) -> Iterator[Range]:
    return ((int(str(step[1])), int(str(step[2]))) for step in steps if step[0] == name)


def _marks(step: Step) -> Sequence[Mark]:
    return step[3]  # type: ignore[return-value]


def _place(marks: Sequence[Mark], at: int) -> list[Fraction]:
    """Return the corners of a box at a time, on the straight line between the marks before and after it."""
    before = next((mark for mark in reversed(marks) if mark[0] * MS <= at), marks[0])
    after = next((mark for mark in marks if mark[0] * MS > at), marks[-1])
    share = Fraction(at - before[0] * MS, (after[0] - before[0]) * MS) if before[0] < after[0] else Fraction(0)
    return [low + (high - low) * share for low, high in zip(before[1:], after[1:], strict=True)]


def _grow(parts: Sequence[Fraction], size: tuple[int, int], block: int) -> tuple[int, int, int, int]:
    """Return corners in millionths as pixels, grown outward to whole blocks inside of the picture."""
    left, upper = (part * side // (WHOLE * block) * block for part, side in zip(parts[:2], size, strict=True))
    right, lower = (-(-part * side // (WHOLE * block)) * block for part, side in zip(parts[2:], size, strict=True))
    return left, upper, min(right, size[0]), min(lower, size[1])
