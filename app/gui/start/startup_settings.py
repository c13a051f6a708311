"""Read and write the window's appearance before unlock, in the local settings (`app.store.beside`)."""

from pathlib import Path
from typing import NamedTuple

from app.gui.style.text import LANGUAGES
from app.gui.style.tokens import THEMES
from app.store.vault import device_settings


class Before(NamedTuple):
    """The neutral name and the appearance of the window. An empty `name` means the default name."""

    name: str = ""
    language: str = "en"
    theme: str = "light"
    factor: float = 1.0
    size: tuple[int, int] | None = None
    """The last width and height of the window in pixels; its place and its page are not stored."""


def read(folder: Path) -> Before:
    """Return the stored values; a missing or invalid value gets its default."""
    kept = device_settings.read(folder)
    language, theme, factor = str(kept.get("language")), str(kept.get("theme")), kept.get("factor")
    return Before(
        str(kept.get("name", ""))[:80],
        language if language in LANGUAGES else "en",
        theme if theme in THEMES else "light",
        min(2.5, max(0.9, factor)) if isinstance(factor, (int, float)) else 1.0,
        _size(kept.get("size")),
    )


def _size(kept: object) -> tuple[int, int] | None:
    """Return a stored size; None if it is missing or no window can have it."""
    match kept:
        case [int(width), int(height)] if min(width, height) >= 200 and max(width, height) <= 20_000:
            return width, height
    return None


def write(folder: Path, before: Before) -> None:
    """Store the appearance in the local settings. If the disk cannot be written, the old values stay."""
    device_settings.change(folder, **before._asdict())
