"""Marks of a sound or film: a time and a short note. They are a field of the item, and stay inside by default.

Each mark is a text like "0:01:23.4 The engine starts", so that two vaults can join their lists.
"""

import re
from typing import NamedTuple

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.domain.record import Record
from app.store.vault.open_vault import Vault

_TEXT = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)\.(\d)(?: (.*))?")


class Mark(NamedTuple):
    """A mark: a time in milliseconds, in steps of 100, and its note."""

    ms: int
    note: str

    @property
    def text(self) -> str:
        """The mark as it is stored."""
        tenths = self.ms // 100
        clock = f"{tenths // 36_000}:{tenths // 600 % 60:02}:{tenths // 10 % 60:02}.{tenths % 10}"
        return f"{clock} {self.note}".strip()


def list_marks(item: Record) -> list[Mark]:
    """Return the marks of an item by their times; texts in another form are at its start."""
    return sorted(_read(text) for text in _texts(item))


def add_mark(vault: Vault, handle: str, ms: float, note: str) -> Changed:
    """Add a mark. Raises InputRefused."""
    mark = Mark(int(ms), " ".join(note.split()))
    return _keep(vault, handle, [*_texts(records.record_of(vault, handle)), mark.text])


def remove_mark(vault: Vault, handle: str, mark: Mark) -> Changed:
    """Remove a mark."""
    return _keep(vault, handle, [text for text in _texts(records.record_of(vault, handle)) if _read(text) != mark])


def _keep(vault: Vault, handle: str, texts: list[str]) -> Changed:
    return records.edit(vault, handle, {"marks": sorted(set(texts), key=_read) or None})[1]


def _texts(item: Record) -> list[str]:
    held = item.fields.get("marks")
    return [str(text) for text in held] if isinstance(held, list) else []


def _read(text: str) -> Mark:
    found = _TEXT.fullmatch(text)
    if found is None:
        return Mark(0, text)
    hours, minutes, seconds, tenths = map(int, found.groups()[:4])
    return Mark(((hours * 60 + minutes) * 60 + seconds) * 1000 + tenths * 100, found[5] or "")
