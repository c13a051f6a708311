"""The recipe of a working copy: the exact steps that make the copy of a file of evidence, as CBOR.

    [1, SHA-256 of the source 32, kind, [step]*, version of the program text]

A step is an array: its name, then its values. Points are in millionths of the page as shown, before any step. The name
of a recipe is H("recipe", bytes). The same version of the program makes the same copy again from the same recipe.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final, TypeAlias

from attrs import frozen

from crypto.cbor_schema import array, array_of, bytes_of, one_of, read_unsigned, row, text, to_encodable
from crypto.encoding import Value, decode, encode, hash_
from crypto.errors import Malformed, NeedsNewerApp

VERSION: Final = 1
WHOLE: Final = 1_000_000
"""The number of parts of a width or a height."""
DOTS: Final = (150, 200, 300)
"""Dots per inch of the pages of a PDF."""
_MOST_PAGE, _MOST_PERCENT, _MOST_WORD = 100_000, 400, 40
_FIRST_IMAGE_PAGE: Final = 1

Step: TypeAlias = "tuple[str | int | tuple[object, ...], ...]"
"""The name of a step and its values."""


class SourceKind(IntEnum):
    """The kind of the source. The numbers are part of the format and never change."""

    IMAGE = 1
    PDF = 2
    SOUND = 3
    FILM = 4
    TEXT = 5


class Style(IntEnum):
    """The content of a box. The numbers are part of the format and never change."""

    BLACK = 1
    WHITE = 2
    MOSAIC = 3


class SoundWay(IntEnum):
    """The change of a part of the sound. The numbers are part of the format and never change."""

    SILENCE = 1
    BEEP = 2
    PITCH = 3


def _between(low: int, high: int) -> Callable[[Value], int]:
    def read(value: Value) -> int:
        if not low <= read_unsigned(value) <= high:
            raise Malformed(f"a number from {low} to {high} is missing")
        return read_unsigned(value)

    return read


def _reason(value: Value) -> str:
    """Read a code of a reason: 1 to 40 lower-case letters and low lines."""
    word = text(value)
    if not 0 < len(word) <= _MOST_WORD or set(word) - set("abcdefghijklmnopqrstuvwxyz_"):
        raise Malformed("a reason is missing")
    return word


def _any_of(*known: int) -> Callable[[Value], int]:
    def read(value: Value) -> int:
        if read_unsigned(value) not in known:
            raise Malformed(f"one of {known} is missing")
        return read_unsigned(value)

    return read


def _tuple(*values: object) -> tuple[object, ...]:
    return values


_PAGE, _PART = _between(1, _MOST_PAGE), _between(0, WHOLE)
_STYLE, _SOUND = one_of(*Style), one_of(*SoundWay)
_MARK = row(_tuple, read_unsigned, _PART, _PART, _PART, _PART)
_STEPS: Final[Mapping[str, tuple[tuple[Callable[[Value], object], ...], frozenset[SourceKind]]]] = {
    "box": ((_PAGE, _PART, _PART, _PART, _PART, _STYLE, _reason), frozenset({SourceKind.IMAGE, SourceKind.PDF})),
    "crop": ((_PAGE, _PART, _PART, _PART, _PART), frozenset({SourceKind.IMAGE, SourceKind.PDF})),
    "turn": ((_PAGE, _any_of(90, 180, 270)), frozenset({SourceKind.IMAGE, SourceKind.PDF})),
    "leave": ((_PAGE,), frozenset({SourceKind.PDF})),
    "dots": ((_any_of(*DOTS),), frozenset({SourceKind.PDF})),
    "track": ((_STYLE, _reason, array_of(_MARK)), frozenset({SourceKind.FILM})),
    "blank": ((read_unsigned, read_unsigned, _reason), frozenset({SourceKind.FILM})),
    "cut": ((read_unsigned, read_unsigned, _reason), frozenset({SourceKind.SOUND, SourceKind.FILM})),
    "sound": (
        (read_unsigned, read_unsigned, _SOUND, _between(0, _MOST_PERCENT), _reason),
        frozenset({SourceKind.SOUND, SourceKind.FILM}),
    ),
    "text": ((read_unsigned, read_unsigned, text, _reason), frozenset({SourceKind.TEXT})),
}
"""Each step: the readers of its values, and the kinds of source that it is for."""
STYLE_AT: Final[Mapping[str, int]] = {"box": 6, "track": 1}
"""The place of the style in a step."""
_RANGES: Final = {"box": ((2, 4), (3, 5)), "crop": ((2, 4), (3, 5)), "blank": ((1, 2),), "cut": ((1, 2),),
                  "sound": ((1, 2),), "text": ((1, 2),)}  # fmt: skip
"""The places of values that begin and end a range; it is never empty."""
_PERCENTS: Final = {SoundWay.BEEP: range(101), SoundWay.PITCH: (*range(50, 81), *range(125, 201))}
"""The loudness of a tone in percent of the loudest, and the pitch in percent of the original."""
_ONCE: Final = ("crop", "turn", "leave")
"""The steps that a page has at most once; a recipe has `dots` at most once."""


@frozen
class Recipe:
    """The steps that make a copy of the file `source` (SHA-256); `program` is the version of the program."""

    source: bytes
    kind: SourceKind
    steps: tuple[Step, ...]
    program: str

    def encode(self) -> bytes:
        """Return the bytes that are stored and named. Raises Malformed or NeedsNewerApp for a step that breaks a rule.

        No other bytes mean the same recipe.
        """
        data = encode([VERSION, self.source, int(self.kind), to_encodable(self.steps), self.program])
        parse_recipe(data)
        return data

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the reasons of all steps, each once, in the order of the steps."""
        found = (_STEPS[str(step[0])][0] for step in self.steps)
        at = [(step, readers.index(_reason)) for step, readers in zip(self.steps, found, strict=True)
              if _reason in readers]  # fmt: skip
        return tuple(dict.fromkeys(str(step[place + 1]) for step, place in at))


def is_weak(step: Step) -> bool:
    """Return True for a step that a person who tries can undo: a mosaic, or another pitch."""
    place, value = (3, SoundWay.PITCH) if step[0] == "sound" else (STYLE_AT.get(str(step[0]), 0), Style.MOSAIC)
    return step[place] == value


def parse_recipe(data: bytes) -> Recipe:
    """Read a recipe. Raises Malformed for other bytes, NeedsNewerApp for another version, kind, step or style."""
    version, source, number, steps, program = array(decode(data), 5)
    one_of(VERSION)(version)
    kind = SourceKind(one_of(*SourceKind)(number))
    made = Recipe(bytes_of(32)(source), kind, array_of(lambda step: _read_step(step, kind))(steps), text(program))
    once = [step[:2] for step in made.steps if step[0] in _ONCE] + [
        step[:1] for step in made.steps if step[0] == "dots"
    ]
    if len(once) != len(set(once)):
        raise Malformed("a page is cropped or turned twice")
    return made


def name_recipe(data: bytes) -> bytes:
    """Return the name of a recipe, 32 bytes."""
    return hash_("recipe", data)


def _read_step(value: Value, kind: SourceKind) -> Step:
    given = array(value)
    name = text(given[0] if given else None)
    if name not in _STEPS:
        raise NeedsNewerApp(f"the step {name[:_MOST_WORD]!r}")
    readers, kinds = _STEPS[name]
    step: Step = row(_tuple, text, *readers)(value)  # type: ignore[assignment]
    if kind not in kinds or (kind is SourceKind.IMAGE and step[1] != _FIRST_IMAGE_PAGE):
        raise Malformed(f"{name} does not fit this kind of source")
    for first, last in _RANGES.get(name, ()):
        if not step[first] < step[last]:  # type: ignore[operator]
            raise Malformed(f"{name} is empty")
    if name == "track":
        _want_rising(step[3])  # type: ignore[arg-type]
    if name == "sound" and step[4] not in _PERCENTS.get(SoundWay(int(str(step[3]))), (step[4],)):
        raise Malformed("a loudness from 0 to 100, or a pitch from 50 to 80 or from 125 to 200, is missing")
    return step


def _want_rising(marks: tuple[tuple[int, int, int, int, int], ...]) -> None:
    """Raise Malformed unless a track has marks at rising times, and each mark covers something."""
    times = [mark[0] for mark in marks]
    if not marks or times != sorted(set(times)) or any(x0 >= x1 or y0 >= y1 for _, x0, y0, x1, y1 in marks):
        raise Malformed("a track is empty or not in the order of time")
