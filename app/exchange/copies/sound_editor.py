"""Edit sound by a recipe: silence, a tone, another pitch, and cuts. Only in the confined child.

Sound is s16le with RATE samples a second. A changed part begins GUARD ms earlier and ends GUARD ms later. So the whole
word changes if the times of the file are not exact.
"""

import math
import sys
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from app.exchange.copies.film_times import FOREVER, list_cuts
from crypto.recipe import SoundWay, Step

if TYPE_CHECKING:
    from av import AudioFrame

RATE: Final = 48_000
"""Samples of a second."""
EACH: Final = RATE // 1000
"""Samples of a millisecond, and of one wave of the tone: 1 kHz."""
GUARD: Final = 20
_SLACK: Final = GUARD * EACH
"""Samples by which the times of a file can differ from the number of its samples, without a gap."""
_LOUDEST: Final = 32_767
_KEEP, _CUT = 0, -1


class SoundStretch(NamedTuple):
    """A part of the sound in samples, and its change: a `SoundWay`, or none, or a cut."""

    start: int
    end: int
    way: int
    percent: int


def list_stretches(steps: Sequence[Step]) -> list[SoundStretch]:
    """Return all parts of a sound in order, without gaps; silence is stronger than a tone, and a tone than a pitch."""
    wanted = list[SoundStretch]()
    for step in steps:
        if step[0] == "sound":
            ms0, ms1, way, percent = (int(str(value)) for value in step[1:5])
            wanted.append(_around(ms0, ms1, way, percent))
    for ms0, ms1 in list_cuts(steps):
        wanted += [SoundStretch(ms0 * EACH, ms1 * EACH, _CUT, 0), _around(ms0, ms1, SoundWay.SILENCE, 0)]
    edges = sorted({0, FOREVER, *(edge for one in wanted for edge in one[:2])})
    found = list[SoundStretch]()
    for start, end in pairwise(edges):
        over = [one for one in wanted if one.start <= start and end <= one.end]
        strongest = min(over, key=lambda one: one.way, default=SoundStretch(0, 0, _KEEP, 0))
        found.append(SoundStretch(start, end, strongest.way, strongest.percent))
    return found


def _around(ms0: int, ms1: int, way: int, percent: int) -> SoundStretch:
    return SoundStretch(max(0, ms0 - GUARD) * EACH, (ms1 + GUARD) * EACH, way, percent)


class SoundEditor:
    """Takes the sound of an original in order, and gives back the sound of its copy."""

    def __init__(self, steps: Sequence[Step], channels: int) -> None:
        self._left = list_stretches(steps)
        self._channels, self.sample = channels, 2 * channels  # bytes of one sample
        self._at = 0
        self._pitch: _PitchShift | None = None

    def put(self, at: int | None, samples: bytes) -> Iterator[bytes]:
        """Yield the sound of the copy for the next samples. They begin at sample `at`, and a gap becomes silence."""
        at = self._at if at is None else at
        while at - self._at > _SLACK:
            yield from self._edit(bytes(min(at - self._at, RATE) * self.sample))
        if self._at - at > _SLACK:
            samples = samples[(self._at - at) * self.sample :]
        yield from self._edit(samples)

    def finish(self) -> Iterator[bytes]:
        """Yield the rest of the sound."""
        if self._pitch is not None:
            yield self._pitch.finish()

    def _edit(self, samples: bytes) -> Iterator[bytes]:
        while samples:
            stretch = self._left[0]
            most = (stretch.end - self._at) * self.sample
            part, samples = samples[:most], samples[most:]
            yield self._change(stretch, part)
            self._at += len(part) // self.sample
            if self._at == stretch.end:
                self._left.pop(0)
                yield from self.finish()
                self._pitch = None

    def _change(self, stretch: SoundStretch, part: bytes) -> bytes:
        if stretch.way == SoundWay.SILENCE:
            return bytes(len(part))
        if stretch.way == SoundWay.BEEP:
            return self._beep(len(part), stretch.percent)
        if stretch.way == SoundWay.PITCH:
            self._pitch = self._pitch or _PitchShift(self._channels, stretch.percent)
            return self._pitch.put(part)
        return b"" if stretch.way == _CUT else part

    def _beep(self, length: int, percent: int) -> bytes:
        loud = _LOUDEST * percent // 100
        wave = array(
            "h", (round(loud * math.sin(math.tau * n / EACH)) for n in range(EACH) for _ in range(self._channels))
        )
        if sys.byteorder == "big":
            wave.byteswap()
        start = self._at % EACH * self.sample
        return (wave.tobytes() * (length // (EACH * self.sample) + 2))[start : start + length]


class _PitchShift:
    """Another pitch for one part of a sound, with the same length. A person who tries can undo it."""

    def __init__(self, channels: int, percent: int) -> None:
        from av.filter import Graph  # loaded in the confined child only

        self._sample, self._layout = 2 * channels, "mono" if channels == 1 else "stereo"
        self._taken = self._given = 0
        self._graph = Graph()
        self._graph.threads = 1
        source = self._graph.add("abuffer", sample_rate=str(RATE), sample_fmt="s16", channel_layout=self._layout,
                                 time_base=f"1/{RATE}")  # fmt: skip
        nodes = [
            self._graph.add("asetrate", sample_rate=str(RATE * percent // 100)),
            self._graph.add("aresample", sample_rate=str(RATE)),
            self._graph.add("atempo", tempo=f"{100 / percent:.6f}"),
            self._graph.add("aformat", sample_fmts="s16", channel_layouts=self._layout),
            self._graph.add("abuffersink"),
        ]
        self._graph.link_nodes(source, *nodes).configure()

    def put(self, part: bytes) -> bytes:
        """Take the next samples, and return those that are done."""
        frame = make_sound(part, self._layout, self._taken)
        self._taken += frame.samples
        self._graph.push(frame)
        return self._pull()

    def finish(self) -> bytes:
        """Return the rest, with silence up to the length of the original."""
        self._graph.push(None)
        rest = self._pull()
        return rest + bytes((self._taken - self._given) * self._sample)

    def _pull(self) -> bytes:
        from av.error import BlockingIOError as NotYet
        from av.error import EOFError as AtEnd

        done = bytearray()
        with suppress(NotYet, AtEnd):
            while True:
                frame = self._graph.pull()
                done += bytes(frame.planes[0])[: frame.samples * self._sample]  # type: ignore[union-attr]
        del done[(self._taken - self._given) * self._sample :]
        self._given += len(done) // self._sample
        return bytes(done)


def make_sound(samples: bytes, layout: str, at: int) -> "AudioFrame":
    """Return samples as a frame that begins at sample `at`."""
    from fractions import Fraction

    from av import AudioFrame  # loaded in the confined child only

    frame = AudioFrame("s16", layout, len(samples) // (2 if layout == "mono" else 4))
    frame.planes[0].update(samples)
    frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
    return frame
