"""Read the serial number and the free room of a connected volume, and if it is writable."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

MOUNTS, LINKS = Path("/proc/self/mountinfo"), Path("/dev/disk/by-uuid")


@frozen
class UsbVolume:
    """A connected volume: its folder, its serial ("" if unknown), free bytes, and True if it can be written."""

    path: Path
    serial: str
    free: int
    writes: bool


def list_volumes(paths: Iterable[Path]) -> Iterator[UsbVolume]:
    """Return the known volumes at these paths, without volumes that do not answer."""
    for path in paths:
        try:
            free = shutil.disk_usage(path).free
        except OSError:
            continue
        yield UsbVolume(path, serial_of(path), free, os.access(path, os.W_OK))


def serial_of(folder: Path, mounts: Path = MOUNTS, links: Path = LINKS) -> str:
    """Return the serial number of the volume that holds a folder, or "".

    Linux: the name in /dev/disk/by-uuid of the device in proc(5) mountinfo. Windows: GetVolumeInformationW. macOS has
    no such file: a stick there is always a new one.
    """
    try:
        if sys.platform == "win32":
            number = ctypes.c_ulong()
            root = f"{folder.absolute().drive}\\"
            told = ctypes.windll.kernel32.GetVolumeInformationW(
                root, None, 0, ctypes.byref(number), None, None, None, 0
            )
            return f"{number.value:08X}" if told else ""
        device = _device_of(folder, mounts)
        return next((link.name for link in links.iterdir() if link.resolve() == device), "")
    except OSError:
        return ""


def _device_of(folder: Path, mounts: Path) -> Path | None:
    """Return the device of the longest mount point that a folder is in."""
    best: tuple[int, Path | None] = (-1, None)
    for line in mounts.read_text("utf-8", "replace").splitlines():
        before, _, after = line.partition(" - ")
        at = Path(before.split(" ")[4].replace("\\040", " ").replace("\\134", "\\"))
        if folder.absolute().is_relative_to(at) and len(at.parts) > best[0]:
            best = len(at.parts), Path(after.split(" ")[1])
    return best[1]
