"""The results of a media child as checked values. A child that was taken over can say anything."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from app.exchange.media.media_client import MediaRefused

MOST_CLAIMS: Final = 40
MOST_LETTERS: Final = 200
_WHOLE: Final = 1_000_000
_MOST: Final[Mapping[str, float]] = {
    "width": 120_000_000, "height": 120_000_000, "pages": 100_000, "duration": 2**32 - 1, "turn": 359, "rate": 1000,
}  # fmt: skip
"""The largest value of each number."""
HitBox = tuple[int, int, int, int]


@frozen
class MediaFacts:
    """The facts of an open file; those of another family are 0. `duration` is in milliseconds, `turn` in degrees."""

    width: int
    height: int
    pages: int
    duration: int
    turn: int
    rate: int
    sound: bool
    cut: bool
    claimed: Sequence[tuple[str, str]]


def read_facts(said: Mapping[str, Any]) -> MediaFacts:
    """Return the facts of an open file. Raises MediaRefused for any other value."""
    numbers = {name: int(read_number(said.get(name, 0), most)) for name, most in _MOST.items()}
    claimed = said.get("claimed", [])
    if not isinstance(claimed, list):
        raise MediaRefused("damaged")
    pairs = [row for row in claimed[:MOST_CLAIMS] if isinstance(row, list) and len(row) == 2]
    texts = tuple((str(code)[:MOST_LETTERS], str(text)[:MOST_LETTERS]) for code, text in pairs)
    return MediaFacts(sound=said.get("sound") is True, cut=said.get("cut") is True, claimed=texts, **numbers)


def read_number(value: object, most: float) -> float:
    """Return a number from 0 to `most`. Raises MediaRefused for any other value."""
    if isinstance(value, int | float) and 0 <= value <= most:  # not a number is neither
        return value
    raise MediaRefused("damaged")


def read_points(said: Mapping[str, Any]) -> tuple[float, float]:
    """Return the size of a page in points. Raises MediaRefused for any other value."""
    points = said.get("points")
    if not isinstance(points, list) or len(points) != 2:
        raise MediaRefused("damaged")
    width, height = (max(1.0, read_number(side, 14_400)) for side in points)
    return width, height


def read_hits(said: Mapping[str, Any]) -> list[list[HitBox]]:
    """Return the boxes of found words. Raises MediaRefused for any other value."""
    hits = said.get("hits")
    if not isinstance(hits, list):
        raise MediaRefused("damaged")
    return [[_read_box(box) for box in hit] for hit in hits if isinstance(hit, list) and hit]


def read_peaks(said: Mapping[str, Any]) -> bytes:
    """Return a waveform: the loudest value of each part. Raises MediaRefused for any other value."""
    peaks = said.get("peaks")
    if not isinstance(peaks, list):
        raise MediaRefused("damaged")
    return bytes(int(read_number(peak, 255)) for peak in peaks)


def _read_box(box: object) -> HitBox:
    if not isinstance(box, list) or len(box) != 4:
        raise MediaRefused("damaged")
    left, upper, right, lower = (int(read_number(part, _WHOLE)) for part in box)
    return left, upper, right, lower
