"""Search for marker strings in files, their names, and processes' arguments and environment.

Each marker has about thirty forms: UTF-8, UTF-16 (both orders), JSON escapes, hex (both cases) and base64 (standard and
URL alphabet, all three alignments). Files are streamed, so they can be of any size.

Speed: any form of 7 bytes or more, at any position, has one of its first four 4-byte words at an address divisible by
four. So one pass of set look-ups over the words of a block leaves few candidates for a full search.
"""

import base64
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

SHORTEST = 7
"""Minimum bytes of UTF-8 of a marker; shorter ones would be found by chance."""

BLOCK = 4 << 20
"""Bytes that are read at a time."""
_WORD = 4


@frozen
class Hit:
    """A marker that was found, with its place and its encoding."""

    marker: str
    where: str
    encoding: str


def encodings(marker: str) -> dict[bytes, str]:
    """Return every form to search for a marker, with its name."""
    if len(marker.encode()) < SHORTEST:
        raise ValueError(f"{marker!r} is too short to be looked for")
    forms = {json.dumps(marker)[1:-1].encode(): "json"}
    for charset in ("utf-16-be", "utf-16-le", "utf-8"):
        raw = marker.encode(charset)
        forms[raw.hex().encode()] = f"hex of {charset}"
        forms[raw.hex().upper().encode()] = f"upper-case hex of {charset}"
        for before in range(3):
            forms[_inner_base64(raw, before, b"+/")] = f"base64 of {charset} after {before} bytes"
            forms.setdefault(_inner_base64(raw, before, b"-_"), f"URL base64 of {charset} after {before} bytes")
        forms[raw] = charset
    return forms


def search(markers: Iterable[str], folders: Iterable[Path], pids: Iterable[int] = ()) -> list[Hit]:
    """Return every marker found: one hit for each marker, form and place.

    This searches everything below the folders: names, link targets, and all bytes of regular files; links are not
    followed. A process that has ended meanwhile is skipped.
    """
    needles = _Needles(markers)
    hits: list[Hit] = []
    for folder in folders:
        for path in _everything(folder):
            hits += needles.find([os.fsencode(path.name)], f"name of {path}")
            if path.is_symlink():
                hits += needles.find([os.fsencode(path.readlink())], f"target of {path}")
            elif path.is_file():
                hits += needles.find(_blocks(path), str(path))
    for pid in pids:
        for part in ("cmdline", "environ"):
            hits += needles.find(_blocks(Path(f"/proc/{pid}/{part}")), f"{part} of process {pid}")
    return hits


class _Needles:
    """All forms of all markers, and the four words of each: a block with the form has at least one."""

    def __init__(self, markers: Iterable[str]) -> None:
        self._forms = {form: (marker, name) for marker in markers for form, name in encodings(marker).items()}
        self._by_word: dict[int, list[bytes]] = {}
        for form in self._forms:
            for at in range(_WORD):
                word = int.from_bytes(form[at : at + _WORD], sys.byteorder)
                self._by_word.setdefault(word, []).append(form)
        self._words = frozenset(self._by_word)
        self._overlap = max(map(len, self._forms), default=1) - 1

    def find(self, blocks: Iterable[bytes], where: str) -> list[Hit]:
        """Return the markers in these blocks, which follow one another."""
        found: dict[bytes, None] = {}
        tail = b""
        for block in blocks:
            data = tail + block
            words = memoryview(data)[: len(data) - len(data) % _WORD].cast("I")
            for word in self._words.intersection(words):
                found |= {form: None for form in self._by_word[word] if form in data}
            tail = data[-self._overlap :]
        return [Hit(self._forms[form][0], where, self._forms[form][1]) for form in found]


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file; none for a process that is gone."""
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(BLOCK):
                yield block
    except (FileNotFoundError, ProcessLookupError):
        if path.parts[1] != "proc":
            raise


def _inner_base64(raw: bytes, before: int, altchars: bytes) -> bytes:
    """Return the characters that depend only on `raw`, with `before` bytes in front of it (and any behind)."""
    coded = base64.b64encode(bytes(before) + raw, altchars)
    return coded[(8 * before + 5) // 6 : 8 * (before + len(raw)) // 6]


def _everything(folder: Path) -> Iterator[Path]:
    """Yield every file, link and folder below."""
    for entry in sorted(folder.iterdir()):
        yield entry
        if entry.is_dir() and not entry.is_symlink():
            yield from _everything(entry)
