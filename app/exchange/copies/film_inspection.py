"""Check the copy of a film or of sound for leaks, only in a fresh confined child that never saw the original.

A copy has only the boxes of a fragmented MP4 (ISO/IEC 14496-12), or one header of FLAC (RFC 9639). It has at most one
picture and one sound, and each other byte is a leak. No picture has supplemental information (SEI, ISO/IEC 14496-10),
in which an encoder writes its name. Each covered part of a picture has one value. Each silent part is silent, and each
tone is a tone.
"""

import operator
from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from av import AudioFrame, VideoFrame
from av.audio.resampler import AudioResampler

from app.exchange.copies.film_painter import LONGEST, VALUES
from app.exchange.copies.film_times import MS, TICKS, PictureTime, lengthen, list_cuts, list_film_boxes, shorten
from app.exchange.copies.film_writer import FLAC_HEAD
from app.exchange.copies.inspection import TOLERANCE
from app.exchange.copies.sound_editor import EACH, RATE, list_stretches
from app.exchange.media.films import MediaSource, open_container
from crypto.recipe import Recipe, SoundWay, Style

if TYPE_CHECKING:
    from av.container import InputContainer

_HOLDERS: Final = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"mvex", b"moof", b"traf", b"mfra")
"""Boxes that hold boxes."""
_PLAIN: Final = (
    b"ftyp", b"tkhd", b"mvhd", b"mdhd", b"elst", b"hdlr", b"vmhd", b"smhd", b"dref", b"stsd", b"stts", b"stsc", b"stsz",
    b"stco", b"trex", b"sidx", b"mfhd", b"tfhd", b"tfdt", b"trun", b"tfra", b"mfro", b"udta",
)  # fmt: skip
_DATED: Final = (b"tkhd", b"mvhd", b"mdhd")
"""Boxes with two dates after version and flags."""
_HANDLERS: Final = (b"vide" + bytes(12) + b"VideoHandler\0", b"soun" + bytes(12) + b"SoundHandler\0")
_NOTHING: Final = (
    b"\0\0\0\x35meta" + bytes(4) + b"\0\0\0\x21hdlr" + bytes(8) + b"mdirappl" + bytes(9) + b"\0\0\0\x08ilst"
)
"""A list of metadata that is empty."""
_NAME: Final = slice(58, 90)
"""The place for the name of the encoder in the description of a picture."""
_FLAC_HEAD: Final = 42
_SLICES: Final = (1, 5)
"""Types of the units with pictures: usual ones, and those that need no other picture."""
_BRANDS: Final = ("major_brand", "minor_version", "compatible_brands")
_OWN: Final = ("language", "handler_name", "vendor_id")
_EDGE: Final = 2400
"""Samples at both ends of a changed part that the neighbours reach: AAC joins blocks of 2,048 samples."""
_FAR, _FEW = 24, 100
"""The encoder can write one of 100 values up to 24 away, at the edge of a box that moves. Noise gave 11 at most."""
_QUIET, _SAME = 64, 1200
"""The largest value of a silent sample, and the largest difference of two waves of a tone, of 32,767."""


def list_film_leaks(source: MediaSource, size: int, recipe: Recipe) -> list[str]:
    """Return the leaks of a copy of `size` bytes, as codes of `inspection.LEAKS`."""
    found = list[str]()
    source.seek(0)
    flac = source.read(len(FLAC_HEAD)) == FLAC_HEAD
    held = size - _FLAC_HEAD
    if not flac:
        held, ended, plain = _walk(source, 0, size)
        found += ["after_the_end"] * (not ended) + ["metadata"] * (not plain)
    source.seek(0)
    with open_container(source) as media:
        if not _is_bare(media, flac):
            found.append("metadata")
        inspector = _Inspector(recipe, flac)
        for packet in media.demux():
            held -= packet.size
            if flac and packet.size and _sum(bytes(packet)):
                found.append("after_the_end")
            if packet.stream.type == "video" and not flac and not _is_clean(bytes(packet)):
                found.append("metadata")
            for frame in packet.decode():
                found += inspector.look(frame) if isinstance(frame, AudioFrame | VideoFrame) else ()
    return list(dict.fromkeys([*found, *["after_the_end"] * (held != 0)]))


def _walk(source: MediaSource, at: int, end: int) -> tuple[int, bool, bool]:
    """Return the bytes of pictures and sound in the boxes from `at`, and True for a right end and for known boxes."""
    held, ended, plain = 0, True, True
    while at < end:
        source.seek(at)
        head = source.read(16) or b""
        size, name, start = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1:
            size, start = int.from_bytes(head[8:16], "big"), 16
        if size < start or at + size > end:
            return held, False, plain
        if name == b"mdat":
            held += size - start
        elif name in _HOLDERS:
            more, inner_ended, inner_plain = _walk(source, at + start, at + size)
            held, ended, plain = held + more, ended and inner_ended, plain and inner_plain
        else:
            source.seek(at + start)
            plain = plain and name in _PLAIN and _says_nothing(name, source.read(size - start) or b"")
        at += size
    return held, ended, plain


def _says_nothing(name: bytes, data: bytes) -> bool:
    """Return True for a box without a date, a name or a word."""
    if name in _DATED:
        return not any(data[4 : 20 if data[:1] == b"\1" else 12])
    if name == b"hdlr":
        return data[8:] in _HANDLERS
    if name == b"udta":
        return data == _NOTHING
    return name != b"stsd" or data[12:16] != b"avc1" or not any(data[_NAME])


def _is_bare(media: "InputContainer", flac: bool) -> bool:
    """Return True for at most one picture and one sound, without words."""
    kinds = sorted(f"{stream.type} {stream.codec_context.name}" for stream in media.streams if stream.codec_context)
    allowed = ["audio flac"] if flac else ["audio aac", "video h264"]
    told = [stream.metadata for stream in media.streams]
    return (
        len(kinds) == len(media.streams) and len(set(kinds)) == len(kinds) and set(kinds) <= set(allowed)
        and set(media.metadata) <= set(_BRANDS) and all(set(one) <= set(_OWN) for one in told)
        and not media.chapters()
    )  # fmt: skip


def _is_clean(packet: bytes) -> bool:
    """Return True if a packet has parts of pictures alone; each has its length before it."""
    at = 0
    while at < len(packet):
        if packet[at + 4] & 31 not in _SLICES:
            return False
        at += 4 + int.from_bytes(packet[at : at + 4], "big")
    return at == len(packet)


def _sum(packet: bytes) -> int:
    """Return the CRC-16 of a frame of FLAC with its own CRC-16 at the end: 0 without other bytes (RFC 9639, 9.3)."""
    found = 0
    for byte in packet:
        found = (found << 8 ^ _SUMS[found >> 8 ^ byte]) & 0xFFFF
    return found


def _sum_byte(value: int) -> int:
    for _ in range(8):
        value = value << 1 ^ (0x8005 if value & 0x8000 else 0)
    return value & 0xFFFF


_SUMS: Final = [_sum_byte(byte << 8) for byte in range(256)]


class _Inspector:
    """Looks at the decoded pictures and the decoded sound of one copy in order."""

    def __init__(self, recipe: Recipe, exact: bool) -> None:
        self._steps, self._cuts = recipe.steps, list_cuts(recipe.steps)
        edge = 0 if exact else _EDGE
        ways = (SoundWay.SILENCE, SoundWay.BEEP)
        changed = [
            (one.way, *(shorten(self._cuts, at, EACH) for at in one[:2])) for one in list_stretches(recipe.steps)
        ]
        self._changed = [(way, low + edge, high - edge) for way, low, high in changed if way in ways]
        self._resampler: AudioResampler | None = None
        self._before = array("h")

    def look(self, frame: VideoFrame | AudioFrame) -> Iterator[str]:
        """Yield the leaks of one frame."""
        if isinstance(frame, AudioFrame):
            yield from self._listen(frame)
            return
        if max(frame.width, frame.height) > LONGEST:
            yield "size"
        at = lengthen(self._cuts, round((frame.pts or 0) * (frame.time_base or 0) * TICKS), MS)
        for box in list_film_boxes(self._steps, (frame.width, frame.height), PictureTime(at, at + 1, at + 1)):
            if box.style is not Style.MOSAIC and any(_shows(frame, box[:4], box.style, number) for number in range(3)):
                yield "pixels"

    def _listen(self, frame: AudioFrame) -> Iterator[str]:
        if self._resampler is None:
            self._resampler = AudioResampler("s16", frame.layout.name, RATE)
        start = round((frame.pts or 0) * (frame.time_base or 0) * RATE)
        channels = frame.layout.nb_channels
        for piece in self._resampler.resample(frame):
            samples = array("h", bytes(piece.planes[0])[: 2 * channels * piece.samples])
            together = self._before + samples
            first = start - len(self._before) // channels
            for way, low, high in self._changed:
                part = together[max(0, low - first) * channels : max(0, high - first) * channels]
                if way == SoundWay.SILENCE and part and max(max(part), -min(part)) > _QUIET:
                    yield "sound"
                wave = EACH * channels
                if way == SoundWay.BEEP and any(abs(one) > _SAME for one in map(operator.sub, part[wave:], part)):
                    yield "sound"
            self._before = together[-EACH * channels :]
            start += piece.samples


def _shows(frame: VideoFrame, corners: Sequence[int], style: Style, number: int) -> bool:
    """Return True if a plane has other values in a black or white box. A black box can cover a white one."""
    each = 1 if number == 0 else 2
    left, upper, right, lower = (side // each for side in corners)
    line, view = frame.planes[number].line_size, memoryview(frame.planes[number])
    inside = b"".join(view[row * line + left : row * line + right] for row in range(upper, lower))
    values = {VALUES[one][number] for one in (Style.BLACK, style)}
    near, far = ([value for value in range(256) if min(abs(value - one) for one in values) <= most]
                 for most in (TOLERANCE, _FAR))  # fmt: skip
    return len(inside.translate(None, bytes(near))) > len(inside) // _FEW or bool(inside.translate(None, bytes(far)))
