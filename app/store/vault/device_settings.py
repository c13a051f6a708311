"""Store small local settings in a file next to the vault: readable before unlock, and not secret.

The window stores its look there (`app.gui.start.startup_settings`), and the count of wrong passphrases is there too.
Anyone who can write to the folder can change the file.
"""

import json
from contextlib import suppress
from pathlib import Path

FILE = "window.json"


def read(folder: Path) -> dict[str, object]:
    """Return the settings of the file; empty if it is missing or not valid."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def number(folder: Path, name: str, most: int) -> int:
    """Return a count from 0 to `most`; 0 if the value is missing or not valid."""
    value = read(folder).get(name)
    return min(value, most) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def change(folder: Path, **values: object) -> None:
    """Store values by name, remove those that are None, and keep the others.

    Raises OSError if the file cannot be written; it is then unchanged.
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
