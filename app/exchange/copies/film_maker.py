"""Make a working copy of a film or of sound from its recipe (`crypto.recipe`), only in the confined child.

The copy is made of pixels and samples alone: one picture and at most one sound. Metadata, positions, subtitles,
chapters, covers and other tracks of the original cannot come along. Each library runs in one thread with exact
arithmetic, so the same recipe gives the same bytes again. A damaged part of the original is left out.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

import av
from av import AudioFrame, Packet, VideoFrame, VideoStream
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from app.exchange.copies.film_painter import FilmPainter
from app.exchange.copies.film_times import FOREVER, HELD, MOST_HOURS, MS, TICKS, PictureTime, list_cuts, meets, shorten
from app.exchange.copies.film_writer import CopyWriter, Write
from app.exchange.copies.painter import MOST_WORDS, list_words
from app.exchange.copies.sound_editor import RATE, SoundEditor
from app.exchange.media.films import MediaSource, decode_packet, find_streams, open_container
from app.exchange.media.media_pipe import MediaRefusal
from crypto.recipe import Recipe, SourceKind, Step

_MOST_DATA: Final = 1 << 20
"""Bytes of other tracks in which words are searched."""
_LOSSLESS: Final = ("pcm_", "flac", "alac")
"""Starts of the names of codecs without loss."""
_OWN: Final = {"major_brand", "minor_version", "compatible_brands", "vendor_id", "VideoHandler", "SoundHandler"}
"""Names and values of metadata that each MP4 has."""


def make_copy(source: MediaSource, recipe: Recipe, write: Write) -> dict[str, object]:
    """Write the copy of an original in pieces; return its media type, and the words of the original's metadata.

    Raises MediaRefusal, or an error of FFmpeg for a damaged file.
    """
    with open_container(source) as media:
        film, sound = find_streams(media)
        film = film if recipe.kind is SourceKind.FILM else None
        first = None if film is None else _read_first(media.demux(film))
        flac = film is None and sound is not None and sound.codec_context.name.startswith(_LOSSLESS)
    total = _make(source, recipe, first, len, 0).writer.samples if flac else None  # the header has this number
    maker = _make(source, recipe, first, write, total)
    return {"mime": maker.writer.mime, "words": maker.words}


def _make(source: MediaSource, recipe: Recipe, first: VideoFrame | None, write: Write, total: int | None) -> "_Maker":
    source.seek(0)
    with open_container(source) as media:
        maker = _Maker(media, recipe.steps, first, CopyWriter(write, total))
        maker.run()
    return maker


def _read_first(packets: "Iterable[Packet[VideoStream]]") -> VideoFrame:
    """Return the first picture: it tells the size and the turn."""
    first: VideoFrame | None = next((frame for packet in packets for frame in decode_packet(packet)), None)
    if first is None:
        raise MediaRefusal("damaged")
    return first


class _Maker:
    """The work on one copy: reads in order, and writes in order."""

    def __init__(
        self, media: InputContainer, steps: Sequence[Step], first: VideoFrame | None, writer: CopyWriter
    ) -> None:
        self._media, self._cuts, self.writer = media, list_cuts(steps), writer
        film, self._sound = find_streams(media)
        self._film = film if first is not None else None
        self._start = Fraction(media.start_time or 0, av.time_base)
        self._waiting: deque[tuple[int, VideoFrame]] = deque()
        self._data = list[bytes]()
        self._resampler, self._form = AudioResampler(), ("", "", 0)
        self.words: tuple[str, ...] = ()
        if self._film is not None and first is not None:
            self._painter = FilmPainter(first, steps)
            pixel, rate = self._film.sample_aspect_ratio, self._film.average_rate or self._film.guessed_rate
            pixel = 1 / pixel if pixel and self._painter.is_turned else pixel
            writer.add_picture(self._painter.size, rate or Fraction(25), first, pixel)
        if self._sound is not None:
            channels = min(2, self._sound.channels)
            self._layout, self._editor = ("mono", "stereo")[channels - 1], SoundEditor(steps, channels)
            writer.add_sound(self._layout)
        writer.begin()

    def run(self) -> None:
        """Read the original once, and write its copy."""
        for packet in self._media.demux():
            if packet.stream is self._film:
                for frame in decode_packet(packet):
                    self._take_picture(frame)
            elif packet.stream is self._sound:
                for frame in decode_packet(packet):
                    self._take_sound(frame)
            elif packet.stream.type != "video" and sum(map(len, self._data)) < _MOST_DATA:
                self._data.append(bytes(packet))
        self._put_pictures(0)
        if self._sound is not None:
            self._put_sound(self._resampler.resample(None))
            self._put(self._editor.finish())
        self.writer.close()
        self.words = self._list_words()

    def _list_words(self) -> tuple[str, ...]:
        """Return the words of the metadata and of the other tracks of the original, at most MOST_WORDS."""
        chapters = [one["metadata"] for one in self._media.chapters()]
        told = [self._media.metadata, *(stream.metadata for stream in self._media.streams), *chapters]
        kept = [[value for name, value in one.items() if not {name, value} & _OWN] for one in told]
        files = [one.data for one in self._media.streams.attachments]
        return (*list_words(kept), *list_words([*files, *self._data]))[:MOST_WORDS]

    def _take_picture(self, frame: VideoFrame) -> None:
        last = self._waiting[-1][0] if self._waiting else -1
        at = self._find_time(frame, TICKS)
        at = last + 1 if at is None else at
        if at > last:
            self._waiting.append((at, frame))
            self._put_pictures(HELD + 1)

    def _put_pictures(self, kept: int) -> None:
        """Write the pictures that wait, except the last `kept`: a box begins before the mark of a later picture."""
        while len(self._waiting) > kept:
            at, frame = self._waiting.popleft()
            later = [*(time for time, _ in self._waiting), *[FOREVER] * (HELD + 1)]
            time = PictureTime(at, later[0], later[HELD])
            if not meets(self._cuts, time):
                self.writer.put_picture(self._painter.paint(frame, time), shorten(self._cuts, at, MS))

    def _take_sound(self, frame: AudioFrame) -> None:
        """Take samples in the form of the copy. The form of the original can change in the middle."""
        form = frame.format.name, frame.layout.name, frame.sample_rate
        if form != self._form:
            self._put_sound(self._resampler.resample(None))
            self._resampler, self._form = AudioResampler("s16", self._layout, RATE), form
        self._put_sound(self._resampler.resample(frame), self._find_time(frame, RATE))

    def _put_sound(self, frames: Iterable[AudioFrame], at: int | None = None) -> None:
        for frame in frames:
            self._put(self._editor.put(at, bytes(frame.planes[0])[: frame.samples * self._editor.sample]))
            at = None

    def _put(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.writer.put_sound(piece)

    def _find_time(self, frame: VideoFrame | AudioFrame, each: int) -> int | None:
        """Return the time of a frame from the start of the film, or None. A second has `each` units."""
        if frame.pts is None or frame.time_base is None:
            return None
        at = round((frame.pts * frame.time_base - self._start) * each)
        if at > MOST_HOURS * 3600 * each:
            raise MediaRefusal("damaged")
        return at
