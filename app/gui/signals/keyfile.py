"""The stick with the key file: whether the device that it lay on when the vault was opened is still there."""

import os
from pathlib import Path
from typing import NamedTuple

BLOCK = Path("/sys/dev/block")
"""Where Linux names each block device; it is gone as soon as a stick is pulled, mounted or not."""


class Stick(NamedTuple):
    """A key file, the number of its device, and what stands for that device while it is plugged in, if anything."""

    file: Path
    device: int
    entry: Path | None

    def there(self) -> bool:
        """Look once; a stick that answers nothing more is gone."""
        try:
            same = self.file.stat().st_dev == self.device
        except OSError:
            return False
        return same and (self.entry is None or self.entry.exists())


def stick_of(file: Path, vault: Path, block: Path = BLOCK) -> Stick | None:
    """Return where a key file lies, or None where it lies on the disk that holds the vault and the person's home too.

    Raises OSError where the file is gone already.
    """
    device = file.stat().st_dev
    if {device} == {folder.stat().st_dev for folder in (vault, Path.home())}:
        return None
    entry = block / f"{os.major(device)}:{os.minor(device)}" if hasattr(os, "major") else None
    return Stick(file.absolute(), device, entry if entry is not None and entry.exists() else None)
