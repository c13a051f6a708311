"""Find the family and the media type of a file by its first bytes, never by its name. No parser runs here."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from app.exchange.content import may_hold_words

HEAD: Final = 4096
"""Bytes of the start that `find_type` wants."""
_PICTURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"),
)  # fmt: skip
_FILMS: Final = (
    (b"\x1aE\xdf\xa3", "video/x-matroska"), (b"OggS", "application/ogg"), (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"), (b"#!AMR", "audio/amr"), (b"caff", "audio/x-caf"), (b"FLV\x01", "video/x-flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"), (b"\0\0\x01\xba", "video/mpeg"),
    (b"\0\0\x01\xb3", "video/mpeg"),
)  # fmt: skip
_RIFF: Final = {
    b"WEBP": ("picture", "image/webp"), b"AVI ": ("film", "video/x-msvideo"), b"WAVE": ("film", "audio/wav"),
}  # fmt: skip
_BRANDS: Final = {
    **dict.fromkeys((b"avif", b"avis"), ("picture", "image/avif")),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), ("heic", "image/heic")),
    **dict.fromkeys((b"M4A ", b"M4B "), ("film", "audio/mp4")), b"qt  ": ("film", "video/quicktime"),
}  # fmt: skip
"""Main brands of ISO/IEC 14496-12; each other one is a film."""
_MAIL: Final = re.compile(
    rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:from|received|return-path|mime-version|message-id):", re.IGNORECASE
)
_SYNC: Final = re.compile(rb"\xff[\xe2\xe3\xf2-\xf5\xfa-\xfd\xf1\xf9]")
"""The start of a frame of MP3, MP2 or AAC without a container."""


class MediaType(NamedTuple):
    """A family of `media_worker.FAMILIES`, empty if nothing shows the file, and a media type."""

    family: str
    mime: str


def find_type(head: bytes) -> MediaType:
    """Return the family and the media type of a file that begins with `head`: at least HEAD bytes, or the whole."""
    if mime := _find(head, _PICTURES):
        return MediaType("picture", mime)
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return MediaType(*_RIFF[head[8:12]])
    if head[4:8] == b"ftyp":
        return MediaType(*_BRANDS.get(head[8:12], ("film", "video/mp4")))
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return MediaType("film", "video/quicktime")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return MediaType("film", "audio/aiff")
    if mime := _find(head, _FILMS):
        return MediaType("film", mime)
    if head[:1] == b"G" == head[188:189]:
        return MediaType("film", "video/mp2t")
    if b"%PDF-" in head[:1024]:
        return MediaType("pages", "application/pdf")
    if _SYNC.match(head):
        return MediaType("film", "audio/mpeg")
    return _find_words(head)


def is_mail(head: bytes) -> bool:
    """Return True for a mail (RFC 5322): lines of headers with one that each mail has."""
    return bool(_MAIL.match(head))


def _find_words(head: bytes) -> MediaType:
    if head.startswith(b"PK\x03\x04"):
        return MediaType("words", "application/zip")
    if not may_hold_words(head):
        return MediaType("", "application/octet-stream")
    return MediaType("words", "message/rfc822" if is_mail(head) else "text/plain")


def _find(head: bytes, marks: Iterable[tuple[bytes, str]]) -> str:
    return next((mime for mark, mime in marks if head.startswith(mark)), "")
