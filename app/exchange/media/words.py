"""Text, mail and office documents in the media child: words, never a rendered page; nothing is fetched."""

import email
import email.policy
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from typing import Any, Final

from app.exchange.content import MOST_TEXT, visible_text, words_of
from app.exchange.media.media_pipe import MediaPipe, MediaRefusal
from app.exchange.media.media_types import is_mail
from app.exchange.media.media_worker import MediaFamily
from app.exchange.media.range_source import RangeSource

PAGE: Final = 200_000
"""Characters of one page of the view."""
MOST_READ: Final = 64 << 20
"""Bytes of a document that are read; a longer text is cut."""
_HEADERS: Final = ("From", "To", "Cc", "Date", "Subject")
_SAMPLE: Final = (
    "From: Añá <a@example.org>\nSubject: =?utf-8?q?a?=\nDate: Mon, 1 Jan 2024 10:00:00 +0000\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html; charset="windows-1252"\n'
    "Content-Transfer-Encoding: base64\n\nPGI+\n--b\nContent-Disposition: attachment; filename*=utf-8''a\n\na\n--b--\n"
).encode()


class WordsFile:
    """The words of a file. `facts` has the number of its pages; `cut` is True if there are more words."""

    def __init__(self, pipe: MediaPipe, source: RangeSource) -> None:
        self.pipe, self.source = pipe, source
        data = source.read(min(source.size, MOST_READ)) or b""
        text = "\n".join(_read_mail(data)) if is_mail(data[:4096]) else words_of(data)
        if not text.strip():
            raise MediaRefusal("no_words")
        self.text = text[:MOST_TEXT]
        pages = -(-len(self.text) // PAGE)
        self.facts = {"pages": pages, "cut": len(text) >= MOST_TEXT or source.size > MOST_READ}


def _read_page(file: WordsFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return one page of the words, counted from 0."""
    return {"text": file.text[asked["page"] * PAGE :][:PAGE]}


def _read_mail(data: bytes) -> Iterator[str]:
    """Yield the lines of a mail: its headers, its text, and the names of its attachments."""
    mail = email.message_from_bytes(data, policy=email.policy.default)
    for name in _HEADERS:
        for value in mail.get_all(name, ()):
            yield f"{name}: {value}"
    yield ""
    body = mail.get_body(("plain", "html"))
    if isinstance(body, EmailMessage):
        said = str(body.get_content())
        yield visible_text(said) if body.get_content_subtype() == "html" else said
    for part in mail.iter_attachments():
        yield f"[{part.get_filename() or part.get_content_type()}]"


def _load(_: str) -> None:
    from app.exchange.sandbox_worker import load_codecs

    load_codecs()
    for _line in _read_mail(_SAMPLE):  # loads the modules of mail
        pass


FAMILY: Final = MediaFamily(_load, WordsFile, {"page": _read_page})
