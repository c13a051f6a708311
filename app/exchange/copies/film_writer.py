"""Write the copy of a film or of sound to a sink that cannot go back. Only in the confined child.

A film is H.264 and AAC in a fragmented MP4 (ISO/IEC 14496-12) with an index before each fragment. Sound alone is AAC in
MP4, or FLAC (RFC 9639) with one block of metadata. The encoders run in one thread, and leave no name and no settings.
x264 writes such a text into supplemental information (SEI), so a filter removes all supplemental information.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

import av
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags

from app.exchange.copies.film_times import TICKS
from app.exchange.copies.sound_editor import RATE, make_sound
from app.exchange.media.media_pipe import MediaRefusal

if TYPE_CHECKING:
    from av import VideoFrame
    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

Write = Callable[[bytes], object]
FLAC_HEAD: Final = b"fLaC\x80\x00\x00\x22"
"""The start of a FLAC file whose only block of metadata is STREAMINFO, with 34 bytes."""
_TOTAL: Final = slice(10, 18)
"""The bytes of STREAMINFO whose lower 36 bits are the number of samples."""
_MP4: Final = {"movflags": "+frag_keyframe+delay_moov+default_base_moof+dash", "fflags": "+bitexact"}
_FLAC: Final = {"write_header": "0", "fflags": "+bitexact"}
_H264: Final = {"preset": "veryfast", "crf": "23", "g": "60", "a53cc": "0", "mbtree": "0"}
"""A fragment has at most 60 pictures. x264 reads memory that it never wrote for `mbtree`, so its bytes would differ."""
_LOUD: Final = 96_000
"""Bits of a second of AAC."""
_FASTEST: Final = 240


class CopyWriter:
    """The file of a copy, with a picture, a sound, or both."""

    def __init__(self, write: Write, total: int | None) -> None:
        """`total` is None for MP4, else the number of samples in the FLAC: 0 while they are counted."""
        self._write, self._total = write, total
        form, options = ("mp4", _MP4) if total is None else ("flac", _FLAC)
        self._out = av.open(_Sink(write), "w", format=form, options=dict(options))
        self._picture: VideoStream | None = None
        self._sound: AudioStream | None = None
        self._last, self.samples = -1, 0

    @property
    def mime(self) -> str:
        """Return the media type."""
        return "audio/flac" if self._total is not None else "video/mp4" if self._picture else "audio/mp4"

    def add_picture(self, size: tuple[int, int], rate: Fraction, like: "VideoFrame", pixel: Fraction | None) -> None:
        """Add the picture; `rate` in pictures a second, the form of a `pixel`, and the colours are those of `like`."""
        width, height = size
        stream = self._picture = self._out.add_stream(
            "libx264", rate=rate if 0 < rate <= _FASTEST else Fraction(25), options=dict(_H264), width=width,
            height=height, time_base=Fraction(1, TICKS),
        )  # fmt: skip
        context = stream.codec_context
        context.flags |= Flags.bitexact
        context.thread_count, context.thread_type = 1, "NONE"
        context.colorspace, context.color_range = like.colorspace or 1, 1
        context.color_primaries, context.color_trc = like.color_primaries, like.color_trc
        context.sample_aspect_ratio = pixel or Fraction(1)

    def add_sound(self, layout: str) -> None:
        """Add the sound."""
        codec: Literal["aac", "flac"] = "aac" if self._total is None else "flac"
        stream = self._sound = self._out.add_stream(codec, rate=RATE, layout=layout, bit_rate=_LOUD)
        stream.codec_context.flags |= Flags.bitexact

    def begin(self) -> None:
        """Write the start of the file, after the picture and the sound are added."""
        self._out.start_encoding()
        if self._picture is not None:
            self._filter = BitStreamFilterContext("filter_units=remove_types=6", self._picture)
        if self._total is not None and self._sound is not None:
            info = self._sound.codec_context.extradata or b""
            counted = int.from_bytes(info[_TOTAL], "big") | self._total
            self._write(FLAC_HEAD + info[: _TOTAL.start] + counted.to_bytes(8, "big") + info[_TOTAL.stop :])

    def put_picture(self, frame: "VideoFrame | None", at: int) -> None:
        """Write a picture at a time in ticks; None at the end."""
        if self._picture is None or (frame is not None and at <= self._last):
            return
        if frame is not None:
            frame.pts, frame.time_base, self._last = at, Fraction(1, TICKS), at
        for packet in [*self._picture.encode(frame), *([None] if frame is None else [])]:
            for clean in self._filter.filter(packet):
                clean.stream, clean.time_base = self._picture, Fraction(1, TICKS)
                self._out.mux_one(clean)

    def put_sound(self, samples: bytes) -> None:
        """Write the next samples."""
        if samples and self._sound is not None:
            frame = make_sound(samples, self._sound.layout.name, self.samples)
            self.samples += frame.samples
            self._out.mux(self._sound.encode(frame))

    def close(self) -> None:
        """Write the end of the file. Raises MediaRefusal if nothing is left."""
        if self._last < 0 and not self.samples:
            raise MediaRefusal("empty")
        self.put_picture(None, 0)
        if self._sound is not None:
            self._out.mux(self._sound.encode(None))
        self._out.close()


class _Sink:
    """A file that can only grow."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def write(self, data: bytes) -> int:
        self._write(bytes(data))
        return len(data)
