"""Films and sounds with words in every place that their formats have for them: none shows a real place or person.

A bright mark moves from left to right over a still picture; a voice is a tone of 700 Hz. Three seconds each.
"""

import io
import math
from array import array
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any, Final

import av
from av.stream import Disposition
from PIL import Image, ImageDraw

from tests.exchange.planted_pictures import Planted, small

SIZE: Final = (320, 240)
RATE: Final = 15
"""Pictures of a second."""
SECONDS: Final = 3
SOUND_RATE: Final = 44_100
VOICE: Final = 700
"""Hertz of the voice."""
MARK: Final = (64, 48)
"""Pixels of the mark, whose upper side is at 96."""
TOP: Final = 96
COLOUR: Final = (250, 20, 120)


def left_of_mark(ms: int) -> int:
    """Return the left side of the mark in pixels."""
    return 16 + ms * 70 // 1000


@cache
def ground() -> Image.Image:
    return Image.effect_mandelbrot(SIZE, (-2, -1.5, 1, 1.5), 60).convert("RGB")


def scene(number: int) -> Image.Image:
    """Return one picture."""
    picture = ground().copy()
    left = left_of_mark(number * 1000 // RATE)
    ImageDraw.Draw(picture).rectangle((left, TOP, left + MARK[0] - 1, TOP + MARK[1] - 1), COLOUR)
    return picture


@cache
def voice(rate: int = SOUND_RATE) -> bytes:
    """Return three seconds of the voice, two channels."""
    tone = (round(9000 * math.sin(math.tau * VOICE * n / rate)) for n in range(SECONDS * rate))
    return array("h", (value for value in tone for _ in range(2))).tobytes()


def frames(pixels: str) -> Iterator[av.VideoFrame]:
    for number in range(RATE * SECONDS):
        frame = av.VideoFrame.from_image(scene(number)).reformat(format=pixels)
        frame.pts, frame.time_base = number, Fraction(1, RATE)
        yield frame


def sounds() -> Iterator[av.AudioFrame]:
    samples, step = voice(), SOUND_RATE // RATE
    for at in range(0, SECONDS * SOUND_RATE, step):
        frame = av.AudioFrame("s16", "stereo", step)
        frame.planes[0].update(samples[4 * at : 4 * (at + step)])
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, at, Fraction(1, SOUND_RATE)
        yield frame


class MediaFile:
    """A film or a sound that is being written."""

    def __init__(self, form: str, metadata: dict[str, str], **options: str) -> None:
        self.data = io.BytesIO()
        self.out: Any = av.open(self.data, "w", format=form, options=options)
        self.out.metadata.update(metadata)
        self.streams: list[tuple[Any, Iterator[Any]]] = []
        self.tracks: list[tuple[Any, bytes]] = []

    def picture(self, codec: str, pixels: str = "yuv420p", turn: int = 0, **metadata: str) -> "MediaFile":
        """Add the picture."""
        stream = self.out.add_stream(codec, rate=RATE, width=SIZE[0], height=SIZE[1], pix_fmt=pixels)
        stream.metadata.update(metadata)
        if turn:
            stream.set_display_rotation(turn)
        self.streams.append((stream, frames(pixels)))
        return self

    def sound(self, codec: str, **metadata: str) -> "MediaFile":
        """Add the voice."""
        stream = self.out.add_stream(codec, rate=SOUND_RATE if codec != "libopus" else 48_000, layout="stereo")
        stream.metadata.update(metadata)
        self.streams.append((stream, sounds()))
        return self

    def track(self, codec: str, data: bytes, cover: bool = False, **metadata: str) -> "MediaFile":
        """Add another track with one packet."""
        more = {"width": 16, "height": 16} if cover else {}
        stream = (
            self.out.add_data_stream(codec) if codec in ("klv", "bin_data") else self.out.add_mux_stream(codec, **more)
        )
        stream.metadata.update(metadata)
        if cover:
            stream.disposition = Disposition.attached_pic
        else:
            stream.time_base = Fraction(1, 1000)
        self.tracks.append((stream, data))
        return self

    def write(self) -> bytes:
        """Return the file."""
        left = [*self.streams]
        self.out.start_encoding()
        for stream, data in self.tracks:
            packet = av.Packet(data)
            packet.stream, packet.pts, packet.dts, packet.duration = stream, 0, 0, 1
            packet.is_keyframe = True
            self.out.mux_one(packet)
        while left:
            for stream, given in [*left]:
                frame = next(given, None)
                self.out.mux(stream.encode(frame))
                if frame is None:
                    left.remove((stream, given))
        self.out.close()
        return self.data.getvalue()


def tags(planted: Planted, *names: str) -> dict[str, str]:
    """Return metadata with a new word for each name."""
    return {name: planted.word(name.rpartition(".")[2].title().replace("_", "")) for name in names}


def chapter(planted: Planted) -> list[dict[str, object]]:
    """Return one chapter with a title."""
    told = {"title": planted.word("Chapter")}
    return [{"id": 1, "start": 0, "end": 1000, "time_base": Fraction(1, 1000), "metadata": told}]


def box(name: bytes, data: bytes) -> bytes:
    """Return a box of an MP4."""
    return (8 + len(data)).to_bytes(4, "big") + name + data


def mp4(planted: Planted) -> bytes:
    """Return a film as a telephone makes it: a track of positions, subtitles, an unknown box, bytes after the end."""
    named = tags(planted, "title", "artist", "comment", "copyright", "com.apple.quicktime.location.ISO6709",
                 "com.android.model", "com.apple.quicktime.make")  # fmt: skip
    file = MediaFile("mp4", named, movflags="+use_metadata_tags")
    file.picture("libx264", handler_name=planted.word("Handler")).sound("aac", handler_name=planted.word("Sound"))
    said = planted.raw("Subtitle")
    file.track("bin_data", b"GPRMC,4404.33,N," + planted.raw("Gps")).track(
        "mov_text", len(said).to_bytes(2, "big") + said
    )
    file.out.set_chapters(chapter(planted))
    return file.write() + box(b"uuid", bytes(16) + planted.raw("Uuid")) + b"\0\0\0\x08free" + planted.raw("AfterEnd")


def mov(planted: Planted) -> bytes:
    """Return a film that was held upright, with sound without loss."""
    named = tags(planted, "title", "author", "comment", "make", "model", "software", "location")
    file, said = MediaFile("mov", named).picture("mpeg4", turn=-90).sound("pcm_s16le"), planted.raw("Gps")
    file.track("mov_text", len(said).to_bytes(2, "big") + said)
    return file.write() + box(b"udta", planted.raw("Udta"))


def mkv(planted: Planted) -> bytes:
    """Return a film with an attached file, positions as subtitles, chapters and tags."""
    file = MediaFile("matroska", tags(planted, "title", "ARTIST", "LOCATION", "DEVICE"))
    file.picture("mpeg4", title=planted.word("Track")).sound("flac", title=planted.word("Voice"))
    file.track("subrip", planted.raw("Gps"))
    file.out.add_attachment(planted.word("FileName") + ".txt", "text/plain", planted.raw("Attached"))
    file.out.set_chapters(chapter(planted))
    return file.write()


def ts(planted: Planted) -> bytes:
    """Return a film of a drone with its positions."""
    file = MediaFile("mpegts", tags(planted, "service_name", "service_provider"))
    return file.picture("mpeg2video").sound("mp2").track("klv", planted.raw("KlvGps")).write()


def avi(planted: Planted) -> bytes:
    """Return a film of an old camera, in full range, with its positions after the end."""
    file = MediaFile("avi", tags(planted, "title", "artist", "comment", "software", "date"))
    return file.picture("mjpeg", "yuvj420p").sound("pcm_s16le").write() + b"JUNK" + planted.raw("Gps")


def wav(planted: Planted) -> bytes:
    return MediaFile("wav", tags(planted, "title", "artist", "comment")).sound("pcm_s16le").write() + planted.raw(
        "AfterEnd"
    )


def mp3(planted: Planted) -> bytes:
    file = MediaFile("mp3", tags(planted, "title", "artist", "album", "comment")).sound("libmp3lame")
    return file.track("mjpeg", small(planted, "Cover"), cover=True, title=planted.word("CoverTitle")).write()


def ogg(planted: Planted) -> bytes:
    return MediaFile("ogg", {}).sound("libopus", **tags(planted, "title", "artist", "location")).write()


FILMS: Final[dict[str, Callable[[Planted], bytes]]] = {"Mp4": mp4, "Mov": mov, "Mkv": mkv, "Ts": ts, "Avi": avi}
SOUNDS: Final[dict[str, Callable[[Planted], bytes]]] = {"Wav": wav, "Mp3": mp3, "Ogg": ogg}


@cache
def planted_file(form: str) -> tuple[bytes, tuple[str, ...]]:
    """Return a file of a form and the words in it."""
    planted = Planted(form)
    data = {**FILMS, **SOUNDS}[form](planted)
    return data, tuple(planted.words)
