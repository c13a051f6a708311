"""Compare the covers of two copies by their pages, places and times."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.domain.release.copies import COVERS
from crypto.recipe import Step, is_weak

_HOLDERS = {
    "box": ("box", "leave"), "crop": ("crop", "leave"), "leave": ("leave",), "track": ("track",),
    "blank": ("blank", "cut"), "sound": ("sound", "cut"), "cut": ("cut",),
}  # fmt: skip
"""The steps that can hide as much as a step. A bar that moves is compared with such bars only."""
Mark = tuple[int, int, int, int, int]


def find_kind(step: Step) -> str:
    """Return the kind of cover of a step, one of `COVERS` or another name."""
    known = {"box": ("bar", "mosaic"), "track": ("bar", "mosaic"), "sound": ("silence", "pitch")}
    return known.get(name := str(step[0]), (name, name))[is_weak(step)]


def list_open(new: Sequence[Step], present: Sequence[Step]) -> Mapping[str, tuple[int, int]]:
    """Return each kind with covers of the present copy that no cover of the new one contains.

    The numbers are those of the present covers, and those that the new copy has too.
    """
    there = Counter(map(find_kind, present))
    held = Counter(find_kind(old) for old in present if any(_contains(one, old) for one in new))
    return {kind: (there[kind], held[kind]) for kind in COVERS if held[kind] < there[kind]}


def _contains(new: Step, old: Step) -> bool:
    """Return True if a step hides all that another one hides. A mosaic hides less than a bar."""
    name = str(new[0])
    if name not in _HOLDERS.get(str(old[0]), ()) or (is_weak(new) and not is_weak(old)):
        return False
    if name == "track":
        return _moves_over(_marks(new), _marks(old))
    if name in ("box", "crop", "leave"):
        outer, inner = (old, new) if name == "crop" else (new, old)
        return new[1] == old[1] and (name == "leave" or _is_around(_corners(outer), _corners(inner)))
    return _number(new[1]) <= _number(old[1]) and _number(old[2]) <= _number(new[2])


def _moves_over(new: Sequence[Mark], old: Sequence[Mark]) -> bool:
    """Return True if a moving bar is over another one all the time. Both move on straight lines between the marks."""
    first, last = old[0][0], old[-1][0]
    times = sorted({first, last, *(mark[0] for mark in (*new, *old) if first < mark[0] < last)})
    return new[0][0] <= first and last <= new[-1][0] and all(_is_around(_at(new, ms), _at(old, ms)) for ms in times)


def _at(marks: Sequence[Mark], ms: int) -> list[Fraction]:
    after = next(number for number, mark in enumerate(marks) if mark[0] >= ms)
    (start, *low), (end, *high) = marks[max(after - 1, 0)], marks[after]
    share = Fraction(ms - start, end - start) if start < end else Fraction(1)
    return [a + (b - a) * share for a, b in zip(low, high, strict=True)]


def _is_around(outer: Sequence[Fraction], inner: Sequence[Fraction]) -> bool:
    return all(a <= b for a, b in zip((*outer[:2], *inner[2:]), (*inner[:2], *outer[2:]), strict=True))


def _corners(step: Step) -> list[Fraction]:
    return [Fraction(_number(value)) for value in step[2:6]]


def _marks(step: Step) -> Sequence[Mark]:
    return step[3]  # type: ignore[return-value]


def _number(value: object) -> int:
    return int(str(value))
