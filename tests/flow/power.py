"""The power goes: a disk that has what was synced for sure, and of the rest whatever it happened to have written.

What a process did below a folder (`traced`) is played again up to any point. Of each file, the writes since its last
sync are there, missing or torn at a sector, each for itself; of each folder, the names since its last sync are there up
to some point. So a new file that was synced may still have no name, and a name may lead to a file without its bytes.
Taken as given: a sector of 512 bytes is old or new, and renaming replaces a name in one step.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from attrs import define, field, frozen

from tests.flow.traced import Op

SECTOR = 512
FOLDER = -1
"""Stands for a folder in place of a file's number."""


@frozen
class _Name:
    """A change of names: `node` is called `name` in `folder` from then on, and no longer `old` (folder, name)."""

    folder: str
    name: str
    node: int | None
    old: tuple[str, str] | None = None

    def touches(self, folder: str) -> bool:
        return folder == self.folder or (self.old is not None and self.old[0] == folder)


Names = dict[str, dict[str, int]]


@define
class Disk:
    """Folders by path from the root, files by number; `names` and `bytes` are on the disk, the rest is in memory."""

    names: Names
    bytes: dict[int, bytes]
    seen: Names = field(factory=dict)
    numbers: dict[int, int] = field(factory=dict)
    writes: dict[int, list[Op]] = field(factory=lambda: defaultdict(list))
    renames: list[_Name] = field(factory=list)

    @classmethod
    def of(cls, root: Path) -> "Disk":
        """Return a folder as it is, all of it on the disk."""
        disk = cls({"": {}}, {})
        for path in sorted(root.rglob("*")):
            folder, name = _split(path.relative_to(root).as_posix())
            if path.is_dir():
                disk.names[f"{folder}/{name}".lstrip("/")] = {}
            number = FOLDER if path.is_dir() else path.stat().st_ino
            disk.names[folder][name] = number
            if number != FOLDER:
                disk.bytes[number] = path.read_bytes()
        disk.seen = {folder: dict(names) for folder, names in disk.names.items()}
        return disk

    def do(self, op: Op) -> None:
        """Let the process do one thing."""
        folder, name = _split(op.path)
        if op.what == "create":
            number = self.numbers[op.node] = max(self.bytes, default=0) + 1
            self.bytes[number] = b""
            self._name(_Name(folder, name, number))
        elif op.what == "mkdir":
            self.names[op.path], self.seen[op.path] = {}, {}
            self._name(_Name(folder, name, FOLDER))
        elif op.what == "unlink":
            self._name(_Name(folder, name, None))
        elif op.what == "rename":
            self._name(_Name(*_split(op.to), self.seen[folder][name], (folder, name)))
        elif op.what == "syncdir":
            inside = "" if op.path == "." else op.path
            for change in [change for change in self.renames if change.touches(inside)]:
                _apply(change, self.names)
                self.renames.remove(change)
        elif op.what == "sync":
            number = self._number(op)
            self.bytes[number] = _written(self.bytes[number], self.writes.pop(number, []))
        elif op.what in ("write", "truncate"):
            self.writes[self._number(op)].append(op)

    def _number(self, op: Op) -> int:
        return self.numbers.get(op.node, op.node)

    def _name(self, change: _Name) -> None:
        _apply(change, self.seen)
        self.renames.append(change)

    def cut(self, target: Path, dice: random.Random) -> None:
        """Write into a new folder what the disk has when the power goes now."""
        luck = dice.choice((0.0, 0.0, 1.0, 0.3, 0.5, 0.9))
        names: Names = {folder: dict(inside) for folder, inside in self.names.items()}
        for folder in self.names:
            mine = [change for change in self.renames if change.folder == folder]
            for change in mine[: round(len(mine) * (luck if luck in (0, 1) else dice.random()))]:
                _apply(change, names)
        target.mkdir()
        self._put(target, "", names, luck, dice)

    def _put(self, target: Path, folder: str, names: Names, luck: float, dice: random.Random) -> None:
        for name, number in names[folder].items():
            if number == FOLDER:
                (target / name).mkdir()
                self._put(target / name, f"{folder}/{name}".lstrip("/"), names, luck, dice)
            else:
                torn = (_torn(op, luck, dice) for op in self.writes.get(number, ()))
                (target / name).write_bytes(_written(self.bytes[number], (op for op in torn if op)))


def _split(path: str) -> tuple[str, str]:
    pure = PurePosixPath(path)
    return ("" if str(pure.parent) == "." else str(pure.parent)), pure.name


def _apply(change: _Name, names: Names) -> None:
    if change.old and change.old[0] in names:
        names[change.old[0]].pop(change.old[1], None)
    if change.node is None:
        names[change.folder].pop(change.name, None)
    else:
        names[change.folder][change.name] = change.node


def _written(data: bytes, ops: Iterable[Op]) -> bytes:
    whole = bytearray(data)
    for op in ops:
        if op.what == "truncate":
            whole = whole[: op.offset].ljust(op.offset, b"\0")
        else:
            whole = whole.ljust(op.offset, b"\0")
            whole[op.offset : op.offset + len(op.data)] = op.data
    return bytes(whole)


def _torn(op: Op, luck: float, dice: random.Random) -> Op | None:
    """Return what the disk has of one change that was not synced."""
    if dice.random() >= luck:
        return None
    sectors = len(op.data) // SECTOR
    if luck == 1 or sectors < 2 or dice.random() < 0.7:
        return op
    kept = dice.randrange(1, sectors) * SECTOR
    return Op("write", op.path, node=op.node, offset=op.offset, data=op.data[:kept])
