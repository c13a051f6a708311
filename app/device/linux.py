"""Read /proc and /sys on Linux: encryption under a folder, swap, hibernation, other accounts. Only files are read.

Every function takes the root of `proc`, `sys` and `etc`, so that tests can check invented computers.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from app.device.findings import DeviceFinding, good_finding, unknown_finding
from app.phrase import Phrase

_ENCRYPTING = ("ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs")
"""File systems that encrypt all written data."""
_IN_MEMORY = ("tmpfs", "ramfs")
_NO_LOGIN = ("nologin", "false", "sync", "halt", "shutdown")
HUMAN = range(1000, 60000)
"""The range of user numbers for people."""
TURN_ON = Phrase("Turn on the encryption of the whole disk. On most systems you must install the system again.")


def disk(root: Path, folder: Path) -> DeviceFinding:
    """Return a finding: does the system encrypt the data of a folder before they reach a disk?"""
    found = _mount(root, folder)
    if found is None:
        return unknown_finding("disk", Phrase("Amparo cannot see if this disk is encrypted."))
    device, kind = found
    if kind in _ENCRYPTING or kind in _IN_MEMORY:
        return good_finding("disk", Phrase("The vault's folder is on an encrypted file system."))
    encrypted = _encrypted(root, device)
    if encrypted is None:
        return unknown_finding("disk", Phrase("Amparo cannot see if this disk is encrypted."))
    if encrypted:
        return good_finding("disk", Phrase("The vault's disk is encrypted."))
    return DeviceFinding(
        "disk", "care", Phrase("The system does not encrypt the vault's disk."),
        Phrase("The vault is still encrypted. Swap, logs and names of opened files are not."),
        TURN_ON,
    )  # fmt: skip


def _mount(root: Path, folder: Path) -> tuple[str, str] | None:
    """Return the device (major:minor) and the type of a folder's file system."""
    best: tuple[int, str, str] | None = None
    for line in _lines(root / "proc/self/mountinfo"):
        first, _, rest = line.partition(" - ")
        parts = first.split()
        if len(parts) < 5 or not rest:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), parts[4]))
        if folder == point or point in folder.parents:
            deep = len(point.parts)
            if best is None or deep >= best[0]:  # a later mount covers an earlier one
                best = (deep, parts[2], rest.split()[0])
    return best[1:] if best else None


def _encrypted(root: Path, device: str) -> bool | None:
    """Return True if a device, or each device under it, is encrypted; None if that is unknown."""
    place = root / "sys/dev/block" / device
    if not place.exists():
        return None
    if (_text(place / "dm/uuid") or "").startswith("CRYPT-"):
        return True
    if (_text(place / "loop/backing_file") or "") != "":
        return None
    below = [_text(slave / "dev") for slave in _entries(place / "slaves")]
    if not below:
        return False
    answers = [_encrypted(root, dev) if dev else None for dev in below]
    if all(answers):
        return True
    return False if False in answers else None


def swap(root: Path) -> DeviceFinding:
    """Return a finding: can the system write memory to a disk in clear?"""
    lines = _lines(root / "proc/swaps")
    if not (root / "proc/swaps").exists():
        return unknown_finding("swap", Phrase("Amparo cannot see if the system writes memory to a disk."))
    plain = [name for name, kind in _swaps(lines) if not _swap_is_safe(root, name, kind)]
    if not plain:
        return good_finding("swap", Phrase("The system does not write memory to an unencrypted disk."))
    return DeviceFinding(
        "swap", "care", Phrase("The system can write memory to an unencrypted disk: {names}.", names=", ".join(plain)),
        Phrase("Screen contents can stay there after you close Amparo. Amparo never writes its keys there."),
        Phrase("Encrypt the swap, or turn it off."),
    )  # fmt: skip


def _swaps(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines[1:]:
        parts = line.split()
        if len(parts) > 1:
            yield parts[0], parts[1]


def _swap_is_safe(root: Path, name: str, kind: str) -> bool:
    base = Path(name).name
    if base.startswith("zram"):
        return True
    if kind == "file":
        found = _mount(root, Path(name))
        return found is not None and _encrypted(root, found[0]) is True
    device = _text(root / "sys/class/block" / base / "dev")
    return device is not None and _encrypted(root, device) is True


def hibernation(root: Path) -> DeviceFinding:
    """Return a finding: can hibernation write all memory to a disk in clear?"""
    modes = _text(root / "sys/power/disk")
    resume = _text(root / "sys/power/resume")
    if modes is None or "[disabled]" in modes or resume in (None, "0:0"):
        return good_finding("hibernation", Phrase("This computer is not set up to hibernate."))
    if resume is not None and _encrypted(root, resume) is True:
        return good_finding("hibernation", Phrase("Hibernation writes to an encrypted disk."))
    return DeviceFinding(
        "hibernation", "care", Phrase("This computer can hibernate: the system then writes all memory to the disk."),
        Phrase("If the vault is open at that moment, the system writes its keys too."),
        Phrase("Lock the vault before you put the computer away, or turn hibernation off."),
    )  # fmt: skip


def accounts(root: Path) -> list[str]:
    """Return the names of people's accounts on this computer."""
    found = []
    for line in _lines(root / "etc/passwd"):
        parts = line.split(":")
        person = len(parts) == 7 and parts[2].isdigit() and int(parts[2]) in HUMAN
        if person and parts[6].rsplit("/", 1)[-1] not in _NO_LOGIN:
            found.append(parts[0])
    return found


def _lines(path: Path) -> list[str]:
    return (_text(path) or "").splitlines()


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return None


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
