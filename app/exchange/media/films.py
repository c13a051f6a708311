"""Sound and film in the media child, by PyAV on one thread: frames, key frames, playing in steps, and the waveform.

Times are milliseconds from the start of the file. A step of playing ends soon, so no command interrupts the child.
The child opens only the named formats, which cannot lead to another file or to the network.
"""

import array
import importlib
import math
import pkgutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import IO, TYPE_CHECKING, Any, Final

from app.exchange.media.media_pipe import RATE, SAMPLE, MediaPipe, MediaRefusal
from app.exchange.media.media_worker import MediaFamily
from app.exchange.media.pack_loader import load_pack
from app.exchange.media.range_source import RangeSource
from app.exchange.metadata import MOST_LETTERS

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream, Packet, VideoFrame, VideoStream
    from av.container import InputContainer
    from av.filter import Graph

MOST_SIDE: Final = 8192
"""Pixels of the longest side of a frame in a file."""
MOST_STREAMS: Final = 64
CONTAINERS: Final = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,mp3,ogg,flac,wav,w64,aac,amr,aiff,caf,asf,flv"
)
"""Formats of FFmpeg that are opened."""
WAVE_RATE: Final = 8000
"""Samples a second for the waveform."""
NEAR: Final = 1000
"""Milliseconds that are decoded forward instead of a seek."""
MediaSource = IO[bytes] | RangeSource
_CLAIMED: Final[Mapping[str, str]] = {
    "creation_time": "time", "date": "time", "com.apple.quicktime.creationdate": "time", "location": "position",
    "com.apple.quicktime.location.iso6709": "position", "make": "device", "com.apple.quicktime.make": "device",
    "model": "device", "com.apple.quicktime.model": "device", "com.android.manufacturer": "device",
    "com.android.model": "device", "encoder": "program", "software": "program", "com.apple.quicktime.software":
    "program", "artist": "author", "author": "author", "title": "comment", "comment": "comment",
    "description": "comment",
}  # fmt: skip


class FilmFile:
    """An open sound or film. `facts` has its duration, its streams, its size, and the data that it claims.

    `turn` is the clockwise turn in degrees after which frames are upright; frames are sent as they are stored.
    """

    def __init__(self, pipe: MediaPipe, source: RangeSource) -> None:
        self.pipe, self.source = pipe, source
        self.container = open_container(source)
        self.video, self.sound = find_streams(self.container)
        self.start = (self.container.start_time or 0) / 1000
        self.duration = self._measure()
        self._frames: Iterator[VideoFrame] = iter(())
        self._last: VideoFrame | None = None
        self._kept: VideoFrame | None = None
        self._behind: float | None = None
        self.player: Player | None = None
        self.facts = {"duration": self.duration, "sound": self.sound is not None, "claimed": [*self._list_claimed()],
                      "streams": len(self.container.streams), **self._measure_film()}  # fmt: skip

    def ms(self, frame: "VideoFrame | AudioFrame") -> float:
        """Return the time of a frame."""
        return (frame.time or 0) * 1000 - self.start

    def seek(self, ms: float) -> None:
        """Move to the last key frame at or before a time. A file without film moves near to it."""
        self.player, self._last, self._kept, self._behind = None, None, None, None
        self.container.seek(self._find_offset(ms), stream=self.video or self.sound)

    def _find_offset(self, ms: float) -> int:
        """Return a time in the unit of the stream."""
        stream = self.video or self.sound
        assert stream is not None and stream.time_base is not None  # noqa: S101 - one of them is there
        return int(Fraction(max(0, ms) + self.start) / 1000 / stream.time_base)

    def seek_frame(self, ms: float) -> "VideoFrame | None":
        """Return the key frame at or before a time, otherwise the next frame; None at the end."""
        self.seek(ms)
        self._frames = self._decode()
        return self._step()

    def find_frame(self, ms: float, seconds: float = math.inf) -> "VideoFrame | None":
        """Return the frame that is shown at a time: the last one that begins at or before it.

        After `seconds` of processor time it returns an earlier one, and the same call continues there: `is_behind`.
        """
        ms, end = ms + 0.5, time.process_time() + seconds  # the times of messages are rounded
        last = self._last if self._leads_to(ms, seconds < math.inf) else self.seek_frame(ms)
        late = False
        while not late and (after := self._step()) is not None and self.ms(after) <= ms:
            last, late = after, time.process_time() >= end
        self._kept, self._last = None if late else after, last  # the next frame is decoded already
        self._behind = ms if late else None
        return last

    @property
    def is_behind(self) -> bool:
        """True if `find_frame` did not reach its time."""
        return self._behind is not None

    def _leads_to(self, ms: float, far: bool) -> bool:
        """Return True if decoding forward from the last frame finds a time sooner than a seek.

        `far` also goes over more than a second without a key frame. A list of key frames that is not complete does not
        matter then: the time of the call has an end.
        """
        last, stream = self._last, self.video
        if last is None or self.player or stream is None or stream.time_base is None or self.ms(last) > ms:
            return False
        if self.ms(last) + NEAR > ms or self._behind == ms:
            return True
        index = stream.index_entries
        at = index.search_timestamp(self._find_offset(ms)) if far else -1
        return at >= 0 and index[at].timestamp * stream.time_base * 1000 - self.start <= self.ms(last)

    def next_frame(self) -> "VideoFrame | None":
        """Return the frame after the last one; the last one at the end."""
        return self._step() or self._last

    def send(self, frame: "VideoFrame", asked: Mapping[str, Any]) -> None:
        """Send a frame, at most as large as `width` and `height`."""
        width, height = fit(frame, self.video, asked["width"], asked["height"])
        shown = frame.reformat(width=width, height=height, format="bgr0", threads=1)
        plane = shown.planes[0]
        pixels, line = memoryview(plane), 4 * width
        if plane.line_size != line:
            rows = (pixels[at : at + line] for at in range(0, plane.line_size * height, plane.line_size))
            self.pipe.send_picture(round(max(0, self.ms(frame))), width, height, b"".join(rows))
        else:
            self.pipe.send_picture(round(max(0, self.ms(frame))), width, height, bytes(pixels[: line * height]))

    def _step(self) -> "VideoFrame | None":
        frame, self._kept = self._kept or next(self._frames, None), None
        self._last = frame or self._last
        return frame

    def _decode(self) -> "Iterator[VideoFrame]":
        assert self.video is not None  # noqa: S101 - a command for films
        for packet in self.container.demux(self.video):
            yield from decode_packet(packet)

    def _measure(self) -> int:
        if self.container.duration:
            return int(self.container.duration) // 1000
        times = (one.duration * one.time_base for one in self.container.streams if one.duration and one.time_base)
        return max((int(time * 1000) for time in times), default=0)

    def _measure_film(self) -> Mapping[str, Any]:
        """Return the size, the frames of a second and the turn of the film; of sound, a size of 0."""
        if self.video is None:
            return {"width": 0, "height": 0}
        first = self.seek_frame(0)
        if first is None:
            raise MediaRefusal("damaged")
        width, height = fit(first, self.video, MOST_SIDE, MOST_SIDE)
        rate = float(self.video.average_rate or 0)
        return {"width": width, "height": height, "turn": -first.rotation % 360, "rate": rate}

    def _list_claimed(self) -> Iterator[tuple[str, str]]:
        """Yield the claimed data of the file and its streams, each once: its code and its text."""
        held = [self.container.metadata, *(one.metadata for one in self.container.streams)]
        found = [(code, text[:MOST_LETTERS]) for one in held for name, text in one.items()
                 if (code := _CLAIMED.get(name.lower()))]  # fmt: skip
        yield from dict.fromkeys(found)


def open_container(source: MediaSource) -> "InputContainer":
    """Open a file for decoding in one thread. Raises MediaRefusal."""
    import av

    try:
        options = {"format_whitelist": CONTAINERS}
        media = av.open(source, mode="r", metadata_errors="replace", options=options, buffer_size=1 << 16)
    except av.FFmpegError:
        raise MediaRefusal("damaged") from None
    if len(media.streams) > MOST_STREAMS:
        raise MediaRefusal("too_many_streams")
    for stream in (*media.streams.video, *media.streams.audio):
        stream.codec_context.thread_type, stream.codec_context.thread_count = "NONE", 1
    return media


def find_streams(media: "InputContainer") -> "tuple[VideoStream | None, AudioStream | None]":
    """Return the film and the sound that are shown. Raises MediaRefusal without both."""
    from av.stream import Disposition

    covers = Disposition.attached_pic
    film = next((one for one in media.streams.video if not one.disposition & covers), None)
    sound = next(iter(media.streams.audio), None)
    if film is None and sound is None:
        raise MediaRefusal("no_stream")
    return film, sound


class Player:
    """Plays a film in steps: each step begins where the last one ended."""

    def __init__(self, film: FilmFile, ms: float, speed: float) -> None:
        self.film, self.begin, self.speed = film, ms, speed
        film.seek(ms)  # frames of another place are forgotten
        streams = [stream for stream in (film.video, film.sound) if stream is not None]
        self._packets: Iterator[Packet[Any]] = film.container.demux(*streams)
        self._sound = make_graph(film.sound, speed) if film.sound is not None else None
        self._heard: float | None = None
        self.at, self.over = ms, False

    def step(self, asked: Mapping[str, Any]) -> None:
        """Send sound and frames until `most` milliseconds more were played, or the end."""
        until = self.at + asked["most"]
        for packet in self._packets:
            if isinstance(packet.stream, type(self.film.video)):
                self._send_frames(packet, asked)
            else:
                self._send_sound(packet)
            if self.at >= until:
                return
        self.over = True

    def _send_frames(self, packet: "Packet[VideoStream]", asked: Mapping[str, Any]) -> None:
        for frame in decode_packet(packet):
            ms = self.film.ms(frame)
            if ms >= max(self.begin, asked.get("late", 0)):
                self.film.send(frame, asked)
            if self._sound is None:
                self.at = max(self.at, ms)

    def _send_sound(self, packet: "Packet[AudioStream]") -> None:
        for frame in decode_packet(packet):
            ms = self.film.ms(frame)
            if self._sound is None or ms + 1000 * frame.samples / frame.sample_rate <= self.begin:
                continue
            if self._heard is None:
                self._heard = max(ms, 0)
            self._sound.push(frame)
            for samples in pull(self._sound):
                self.film.pipe.send_sound(round(self._heard), samples)
                self._heard += len(samples) / SAMPLE / RATE * 1000 * self.speed
            self.at = max(self.at, self._heard)


def decode_packet(packet: "Packet[Any]") -> Iterator[Any]:
    """Yield the frames of a packet; a damaged one has none. Raises MediaRefusal for a frame that is too large."""
    import av

    with suppress(av.error.InvalidDataError, EOFError):
        for frame in packet.decode():
            if max(getattr(frame, "width", 0), getattr(frame, "height", 0)) > MOST_SIDE:
                raise MediaRefusal("frame_too_large")
            yield frame


def fit(frame: "VideoFrame", stream: "VideoStream | None", width: int, height: int) -> tuple[int, int]:
    """Return the size of a frame with square pixels, at most as large as asked, and never larger than it is."""
    aspect = (stream.sample_aspect_ratio if stream is not None else None) or Fraction(1)
    across, down = max(1, round(frame.width * aspect)), frame.height
    part = min(Fraction(1), Fraction(width, across), Fraction(height, down))
    return max(1, int(across * part)), max(1, int(down * part))


def make_graph(sound: "AudioStream", speed: float) -> "Graph":
    """Return filters that make sound as the pipe carries it; another speed keeps the pitch."""
    from av.filter import Graph

    graph = Graph()
    graph.threads = 1
    nodes = [
        graph.add_abuffer(template=sound), graph.add("aresample", "async=1"), graph.add("atempo", str(speed)),
        graph.add("aformat", f"sample_fmts=s16:channel_layouts=stereo:sample_rates={RATE}"), graph.add("abuffersink"),
    ]  # fmt: skip
    graph.link_nodes(*nodes).configure()
    return graph


def pull(graph: "Graph") -> Iterator[bytes]:
    """Yield the sound that is ready."""
    import av

    with suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            frame = graph.pull()
            yield bytes(frame.planes[0])[: frame.samples * SAMPLE]  # type: ignore[union-attr] # sound


def _seek(film: FilmFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Send the key frame at or before `ms`."""
    return _send(film, film.seek_frame(asked["ms"]), asked)


def _frame(film: FilmFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Send the frame at `ms`, with `seconds` perhaps an earlier one; without `ms` the frame after the last one."""
    found = film.find_frame(asked["ms"], asked.get("seconds", math.inf)) if "ms" in asked else film.next_frame()
    return {**_send(film, found, asked), "behind": film.is_behind}


def _send(film: FilmFile, frame: "VideoFrame | None", asked: Mapping[str, Any]) -> Mapping[str, Any]:
    if frame is None:
        return {}
    film.send(frame, asked)
    return {"ms": max(0, film.ms(frame)), "key": frame.key_frame}


def _play(film: FilmFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Send the next `most` milliseconds; with `ms`, from there, at `speed`. Frames before `late` are dropped."""
    if "ms" in asked:
        film.player = Player(film, asked["ms"], asked.get("speed", 1))
    if film.player is None:  # another command moved away
        return {"ms": 0, "end": True}
    film.player.step(asked)
    return {"ms": film.player.at, "end": film.player.over}


def _stop(film: FilmFile, _: Mapping[str, Any]) -> Mapping[str, Any]:
    """Forget the place of playing."""
    film.player = None
    return {}


def _wave(film: FilmFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the loudest value in each of `columns` equal parts of the duration, of 255."""
    import av

    if film.sound is None:
        return {"peaks": []}
    film.seek(0)
    columns = min(asked["columns"], 4000)
    peaks, each = [0] * columns, max(1.0, film.duration * WAVE_RATE / 1000 / columns)
    resampler, at, held = av.AudioResampler("s16", "mono", WAVE_RATE), 0, array.array("h")
    for packet in film.container.demux(film.sound):
        for frame in decode_packet(packet):
            for made in resampler.resample(frame):
                held.frombytes(bytes(made.planes[0])[: made.samples * 2])
        if len(held) >= WAVE_RATE or packet.size == 0:
            at = _add_peaks(peaks, held, at, each)
            held = array.array("h")
    return {"peaks": peaks}


def _add_peaks(peaks: list[int], held: "array.array[int]", at: int, each: float) -> int:
    """Put samples that begin at `at` into the peaks, and return the place after them."""
    done = 0
    while done < len(held):
        column = min(int((at + done) / each), len(peaks) - 1)
        end = min(len(held), max(done + 1, int((column + 1) * each) - at)) if column < len(peaks) - 1 else len(held)
        part = held[done:end]
        peaks[column] = max(peaks[column], min(255, max(max(part), -min(part)) >> 7))
        done = end
    return at + len(held)


def load_library() -> None:
    """Load each module of PyAV, in a small program those of its pack. Raises ImportError without them."""
    if load_pack():
        return
    import av

    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith(("__main__", "datasets")):
            importlib.import_module(module.name)


def _load(_: str) -> None:
    load_library()


FAMILY: Final = MediaFamily(
    _load, FilmFile, {"seek": _seek, "frame": _frame, "play": _play, "stop": _stop, "wave": _wave}
)  # fmt: skip
