"""The USB stick with the key file: detect if its device at unlock is still there."""

import os
from pathlib import Path
from typing import NamedTuple

BLOCK = Path("/sys/dev/block")
"""The folder in which Linux lists each block device; the entry of a pulled USB stick disappears, mounted or not."""


class Stick(NamedTuple):
    """A key file, the number of its device, and the entry of that device while it is plugged in, if there is one."""

    file: Path
    device: int
    entry: Path | None

    def there(self) -> bool:
        """Check once; a USB stick that no longer answers counts as removed."""
        try:
            same = self.file.stat().st_dev == self.device
        except OSError:
            return False
        return same and (self.entry is None or self.entry.exists())


def stick_of(file: Path, vault: Path, block: Path = BLOCK) -> Stick | None:
    """Return the USB stick of a key file, or None if it is on the disk that holds both the vault and the person's home.

    Raises OSError if the file is gone already.
    """
    device = file.stat().st_dev
    if {device} == {folder.stat().st_dev for folder in (vault, Path.home())}:
        return None
    entry = block / f"{os.major(device)}:{os.minor(device)}" if hasattr(os, "major") else None
    return Stick(file.absolute(), device, entry if entry is not None and entry.exists() else None)
