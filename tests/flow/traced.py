"""What a process does to the files below a folder, call by call, seen from outside it; and what if one of them fails.

The kernel stops the process at each system call (ptrace), SQLite's included; nothing of the program is replaced. A call
can be written down, answered with an error of the disk, cut short, or be the last thing the process ever begins.
Linux on x86-64; elsewhere `available()` is False. The one who is traced is a fork, so this needs one thread.
"""

import ctypes
import os
import platform
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from attrs import field, frozen, mutable

from tests.process_end import end_process

Tell = Callable[[str], None]
_libc = ctypes.CDLL(None, use_errno=True)
_TRACEME, _PEEKUSER, _POKEUSER, _SYSCALL, _SETOPTIONS, _INFO = 0, 3, 6, 24, 0x4200, 0x420E
_OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x100000  # a mark at system calls; forks and threads too; none outlives us
_ORIG_RAX, _RAX, _RDX = 120, 80, 96  # offsets of registers
_ALL = 0x40000000  # __WALL: threads too
_AT_FDCWD = 0xFFFFFF9C
_CALLS = {
    1: "write", 2: "open", 9: "mmap", 18: "pwrite64", 20: "writev", 40: "sendfile", 74: "fsync", 75: "fdatasync",
    76: "truncate", 77: "ftruncate", 82: "rename", 83: "mkdir", 84: "rmdir", 86: "link", 87: "unlink", 257: "openat",
    258: "mkdirat", 263: "unlinkat", 264: "renameat", 285: "fallocate", 296: "pwritev", 316: "renameat2",
    326: "copy_file_range",
}  # fmt: skip
_UNKNOWN = frozenset(("writev", "sendfile", "link", "truncate", "fallocate", "pwritev", "copy_file_range", "mmap"))
"""Calls that the log has no word for: below the folder they are refused, so that it is never silently wrong."""


@frozen
class Op:
    """One change below the folder: create, write, truncate, rename, unlink, mkdir, sync, syncdir; or an answer."""

    what: str
    path: str = ""
    to: str = ""
    node: int = 0
    offset: int = 0
    data: bytes = field(default=b"", repr=len)


@mutable
class Trace:
    """What was done, in order; how the process ended (0, or minus a signal); how often the wanted failure came."""

    ops: list[Op] = field(factory=list)
    ended: int = 0
    failed: int = 0

    @property
    def answers(self) -> list[str]:
        """What the process answered, line by line."""
        return [op.path for op in self.ops if op.what == "answer"]


def available() -> bool:
    """Return whether this system lets a process be traced so."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def trace(work: Callable[[Tell], None], root: Path, at: int = 0, do: str | int = "") -> Trace:
    """Run `work` in a fork and write down what it does below `root`.

    At change number `at` (from 1; not an answer) `do` is done instead: "kill", "short" (a write of half of it), or an
    errno, which every change from then on gets too when it is negative, as of a disk that is full or has failed.
    """
    ears, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ears)
        _be_the_child(work, mouth)
    os.close(mouth)
    tracer = _Tracer(child, root.resolve(), mouth, at, do)
    try:
        tracer.run()
    finally:
        os.close(ears)
    return tracer.trace


def _be_the_child(work: Callable[[Tell], None], mouth: int) -> None:
    code = 1
    try:
        _libc.ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        work(lambda line: _say(mouth, line))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        end_process(code)


def _say(mouth: int, line: str) -> None:
    os.write(mouth, line.encode())


@mutable
class _Tracer:
    child: int
    root: Path
    mouth: int
    at: int
    do: str | int
    trace: Trace = field(factory=Trace)
    count: int = 0
    inside: dict[int, tuple[str, Op | None, int]] = field(factory=dict)
    """By thread: the call it is in, the change it makes, and the error it is to be answered with."""

    def run(self) -> None:
        _, status = os.waitpid(self.child, 0)
        assert os.WIFSTOPPED(status), "this system lets nobody be traced"
        self._ask(_SETOPTIONS, self.child, _OPTIONS)
        self._ask(_SYSCALL, self.child, 0)
        while True:
            pid, status = os.waitpid(-1, _ALL)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                if pid == self.child:
                    self.trace.ended = os.waitstatus_to_exitcode(status)
                    return
                continue
            signal_ = os.WSTOPSIG(status)
            if signal_ == signal.SIGTRAP | 0x80:
                self._call(pid)
                signal_ = 0
            elif status >> 16 or signal_ in (signal.SIGSTOP, signal.SIGTRAP):
                signal_ = 0
            self._ask(_SYSCALL, pid, signal_)

    def _ask(self, what: int, pid: int, data: int, address: int = 0) -> None:
        _libc.ptrace(ctypes.c_long(what), pid, ctypes.c_void_p(address), ctypes.c_void_p(data))

    def _call(self, pid: int) -> None:
        info = ctypes.create_string_buffer(88)
        _libc.ptrace(ctypes.c_long(_INFO), pid, ctypes.c_void_p(88), info)
        op, number, *arguments = struct.unpack_from("<B23x7Q", info.raw)
        if op == 1:
            name = _CALLS.get(number)
            if name:
                self._enter(pid, name, arguments)
        elif op == 2 and pid in self.inside:
            self._leave(pid, struct.unpack_from("<q", info.raw, 24)[0])

    def _enter(self, pid: int, name: str, arguments: list[int]) -> None:
        change = _Reader(pid, self.root, self.mouth).change(name, arguments)
        if change is None:
            return
        refused = 0
        if change.what != "answer":
            self.count += 1
            forever = isinstance(self.do, int) and self.do < 0
            if self.count == self.at or (forever and self.count > self.at > 0):
                refused = self._fail(pid, change, arguments)
        self.inside[pid] = (name, change, refused)

    def _fail(self, pid: int, change: Op, arguments: list[int]) -> int:
        """Do what is wanted to this call; return the errno that it is to be answered with."""
        self.trace.failed += 1
        if self.do == "kill":
            os.kill(self.child, signal.SIGKILL)
        elif self.do == "short" and change.what == "write":
            self._ask(_POKEUSER, pid, max(1, len(change.data) // 2), _RDX)
        elif isinstance(self.do, int) and change.what not in ("unlink",):
            self._ask(_POKEUSER, pid, 0xFFFFFFFFFFFFFFFF, _ORIG_RAX)
            return abs(self.do)
        return 0

    def _leave(self, pid: int, result: int) -> None:
        _, change, refused = self.inside.pop(pid)
        if refused:
            self._ask(_POKEUSER, pid, (1 << 64) - refused, _RAX)
        elif result >= 0 and change is not None:
            self.trace.ops.append(_done(pid, change, result))


def _done(pid: int, change: Op, result: int) -> Op:
    """Return a change as it was: of a write what was taken, of a new file which one it is."""
    if change.what == "write":
        return Op("write", change.path, node=change.node, offset=change.offset, data=change.data[:result])
    if change.what in ("create", "truncate") and not change.node:
        return Op(change.what, change.path, node=Path(f"/proc/{pid}/fd/{result}").stat().st_ino)
    return change


@frozen
class _Reader:
    """Reads one call of a thread that is stopped in it."""

    pid: int
    root: Path
    mouth: int

    def change(self, name: str, a: list[int]) -> Op | None:
        """Return what a call is about to change below the folder, or None."""
        if name == "write" and a[0] == self.mouth:
            return Op("answer", self._memory(a[1], a[2]).decode())
        if name in ("rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir"):
            return self._named(name, a)
        if name in ("open", "openat"):
            return self._opening(
                *((self._at(a[0], a[1]), a[2]) if name == "openat" else (self._at(_AT_FDCWD, a[0]), a[1]))
            )
        if name == "mmap" and (a[3] & 3 != 1 or not a[2] & 2):
            return None  # not shared, or not written
        fd = a[4] if name == "mmap" else a[1] if name == "copy_file_range" else a[0]
        path = self._file(fd)
        if path is None:
            return None
        assert name not in _UNKNOWN, f"{name} of {path} is not in the log"
        place = Path(f"/proc/{self.pid}/fd/{fd}")
        node = place.stat().st_ino
        if name in ("fsync", "fdatasync"):
            return Op("syncdir" if place.is_dir() else "sync", path, node=node)
        if name == "ftruncate":
            return Op("truncate", path, node=node, offset=a[1])
        offset = a[3] if name == "pwrite64" else self._position(fd)
        return Op("write", path, node=node, offset=offset, data=self._memory(a[1], a[2]))

    def _named(self, name: str, a: list[int]) -> Op | None:
        here = _AT_FDCWD
        if name.startswith("rename"):
            pair = (
                (self._at(here, a[0]), self._at(here, a[1]))
                if name == "rename"
                else (self._at(a[0], a[1]), self._at(a[2], a[3]))
            )
            return Op("rename", self._below(pair[0]), self._below(pair[1])) if self._below(pair[0]) else None
        path = self._below(self._at(a[0], a[1]) if name.endswith("at") else self._at(here, a[0]))
        if not path:
            return None
        return Op("mkdir" if name.startswith("mkdir") else "unlink", path)

    def _opening(self, path: Path, flags: int) -> Op | None:
        below = self._below(path)
        if not below or not flags & (os.O_CREAT | os.O_TRUNC):
            return None
        if not path.exists():
            return Op("create", below) if flags & os.O_CREAT else None
        return Op("truncate", below) if flags & os.O_TRUNC else None

    def _file(self, fd: int) -> str | None:
        """Return which file below the folder a descriptor is; SQLite's shared memory is none: it is made anew."""
        try:
            path = str(Path(f"/proc/{self.pid}/fd/{fd & 0xFFFFFFFF}").readlink()).removesuffix(" (deleted)")
        except OSError:
            return None
        return None if path.endswith("-shm") else self._below(Path(path)) or None

    def _below(self, path: Path) -> str:
        inside = path == self.root or self.root in path.parents
        return str(path.relative_to(self.root)) if inside and not path.name.endswith("-shm") else ""

    def _at(self, fd: int, address: int) -> Path:
        given = Path(os.fsdecode(self._text(address)))
        if given.is_absolute():
            return given
        base = "cwd" if fd & 0xFFFFFFFF == _AT_FDCWD else f"fd/{fd}"
        return Path(f"/proc/{self.pid}/{base}").readlink() / given

    def _text(self, address: int) -> bytes:
        """Return the text at an address; it may go on in the next page."""
        text = b""
        while b"\0" not in text:
            text += self._memory(address + len(text), 4096 - (address + len(text)) % 4096)
        return text.split(b"\0")[0]

    def _memory(self, address: int, size: int) -> bytes:
        with open(f"/proc/{self.pid}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - not a file
            memory.seek(address)
            return memory.read(size)

    def _position(self, fd: int) -> int:
        said = Path(f"/proc/{self.pid}/fdinfo/{fd}").read_text()
        return int(said.split()[1])
