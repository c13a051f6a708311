"""What must be known before unlocking, in one small file beside the vault: it tells nothing of what is inside."""

import json
from pathlib import Path
from typing import NamedTuple

from app.gui.text import LANGUAGES
from app.gui.tokens import THEMES

FILE = "window.json"


class Before(NamedTuple):
    """The neutral name, and how the window looks. `name` empty: the usual one."""

    name: str = ""
    language: str = "en"
    theme: str = "light"
    factor: float = 1.0


def read(folder: Path) -> Before:
    """Return what the file says; what is missing or makes no sense is as usual."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return Before()
    if not isinstance(kept, dict):
        return Before()
    language, theme, factor = str(kept.get("language")), str(kept.get("theme")), kept.get("factor")
    return Before(
        str(kept.get("name", ""))[:80],
        language if language in LANGUAGES else "en",
        theme if theme in THEMES else "light",
        min(2.5, max(0.9, factor)) if isinstance(factor, (int, float)) else 1.0,
    )


def write(folder: Path, before: Before) -> None:
    """Keep it beside the vault. A stick that cannot be written keeps the old one, and nothing else is lost."""
    text = json.dumps(
        {"name": before.name, "language": before.language, "theme": before.theme, "factor": before.factor}
    )
    (folder / FILE).write_text(text, "utf-8")
