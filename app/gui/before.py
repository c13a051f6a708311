"""How the window looks, known before unlocking, from the settings file beside the vault (`app.store.vault.beside`)."""

from pathlib import Path
from typing import NamedTuple

from app.gui.text import LANGUAGES
from app.gui.tokens import THEMES
from app.store.vault import beside


class Before(NamedTuple):
    """The neutral name, and how the window looks. `name` empty: the usual one."""

    name: str = ""
    language: str = "en"
    theme: str = "light"
    factor: float = 1.0


def read(folder: Path) -> Before:
    """Return what the file says; what is missing or makes no sense is as usual."""
    kept = beside.read(folder)
    language, theme, factor = str(kept.get("language")), str(kept.get("theme")), kept.get("factor")
    return Before(
        str(kept.get("name", ""))[:80],
        language if language in LANGUAGES else "en",
        theme if theme in THEMES else "light",
        min(2.5, max(0.9, factor)) if isinstance(factor, (int, float)) else 1.0,
    )


def write(folder: Path, before: Before) -> None:
    """Keep it beside the vault. A stick that cannot be written keeps the old one, and nothing else is lost."""
    beside.change(folder, **before._asdict())
