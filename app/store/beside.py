"""The one small settings file beside a vault: what must be known before it is opened, and nothing secret.

The window keeps there how it looks (`app.gui.before`), and what is counted of wrong passphrases stands there too.
Whoever can write the folder can change it.
"""

import json
from contextlib import suppress
from pathlib import Path

FILE = "window.json"


def read(folder: Path) -> dict[str, object]:
    """Return what the file holds; one that is missing or makes no sense holds nothing."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def number(folder: Path, name: str, most: int) -> int:
    """Return a count from 0 to `most`; what is missing or makes no sense is 0."""
    value = read(folder).get(name)
    return min(value, most) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def change(folder: Path, **values: object) -> None:
    """Keep values by their names, None takes one away, and leave the others as they are.

    Raises OSError where it cannot be written: then the file is as it was.
    """
    kept = {**read(folder), **values}
    text = json.dumps({name: value for name, value in kept.items() if value is not None})
    new = folder / f"{FILE}.part"
    try:
        new.write_text(text, "utf-8")
        new.replace(folder / FILE)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
