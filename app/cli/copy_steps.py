"""Options of `evidence copy` that write steps: boxes, and changed parts of films and sound.

Points are percent of the width and of the height, times are seconds or [h:]m:ss.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from functools import partial

from app.errors import InputRefused
from app.phrase import Phrase
from crypto.recipe import WHOLE, SoundWay, SourceKind, Step, Style

_LOUD = 20
"""Percent of the loudest tone."""
_LONGEST = 86_400_000
"""Milliseconds of a day: the end of each film."""
_TIME = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d{1,3})?)")
_CORNERS = re.compile(r"(?:(\d+):)?(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)")


def step_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of steps."""
    many = partial(parser.add_argument, action="append", default=[])
    many("--box", nargs=2, metavar=("[PAGE:]LEFT,TOP,RIGHT,BOTTOM", "REASON"), help="cover a place, in a film always")
    many(
        "--track",
        nargs="+",
        metavar=("REASON", "TIME=LEFT,TOP,RIGHT,BOTTOM"),
        help="cover a place that moves in a film",
    )
    many("--blank", nargs=2, metavar=("FROM-TO", "REASON"), help="make a part of a film black")
    many("--cut", nargs=2, metavar=("FROM-TO", "REASON"), help="leave out a part of a film or of sound")
    many("--silence", nargs=2, metavar=("FROM-TO", "REASON"), help="make a part silent")
    many("--beep", nargs=2, metavar=("FROM-TO", "REASON"), help="put a tone of 1 kHz over a part")
    many("--pitch", nargs=3, metavar=("FROM-TO", "PERCENT", "REASON"), help="change the pitch of a part")
    styles = [style.name.lower() for style in Style]
    parser.add_argument("--style", choices=styles, default=styles[0], help="content of each bar (default: black)")


def write_steps(options: argparse.Namespace, kind: SourceKind) -> str:
    """Return the steps of the options for a source of a kind, as JSON. Raises InputRefused that names a wrong value."""
    return json.dumps([*_list_steps(options, kind)])


def _list_steps(options: argparse.Namespace, kind: SourceKind) -> Iterator[Step]:
    style = int(Style[options.style.upper()])
    for given, reason in options.box:
        page, *corners = _corners(given)
        marks = tuple((ms, *corners) for ms in (0, _LONGEST))
        yield ("track", style, reason, marks) if kind is SourceKind.FILM else ("box", page, *corners, style, reason)
    for reason, *given in options.track:
        yield "track", style, reason, tuple(sorted(_mark(one) for one in given))
    for name in ("blank", "cut"):
        yield from ((name, *_range(part), reason) for part, reason in getattr(options, name))
    for part, reason in options.silence:
        yield "sound", *_range(part), int(SoundWay.SILENCE), 0, reason
    for part, reason in options.beep:
        yield "sound", *_range(part), int(SoundWay.BEEP), _LOUD, reason
    for part, percent, reason in options.pitch:
        if not percent.isdecimal():
            raise _wrong(percent)
        yield "sound", *_range(part), int(SoundWay.PITCH), int(percent), reason


def _mark(given: str) -> tuple[int, ...]:
    time, _, place = given.partition("=")
    return _ms(time), *_corners(place)[1:]


def _corners(given: str) -> Sequence[int]:
    """Return the page and the corners in millionths."""
    found = _CORNERS.fullmatch(given)
    if found is None:
        raise _wrong(given)
    return int(found[1] or 1), *(round(float(part) * WHOLE / 100) for part in found.groups()[1:])


def _range(given: str) -> tuple[int, int]:
    start, _, end = given.partition("-")
    return _ms(start), _ms(end)


def _ms(given: str) -> int:
    found = _TIME.fullmatch(given)
    if found is None:
        raise _wrong(given)
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3_600_000 + int(minutes or 0) * 60_000 + round(float(seconds) * 1000)


def _wrong(given: str) -> InputRefused:
    return InputRefused(
        Phrase("Amparo cannot read the value {given}.", given=given),
        "Examples: a place is 10,20,30,40, a part is 1:05.5-1:10, and a place at a time is 0:02=10,20,30,40.",
    )
