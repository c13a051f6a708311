"""The layers that permanently drop the rights of a process. Each is tested after it is applied.

They protect the child that reads foreign files (`app.exchange.sandbox_worker`), which runs one thread, and the child
that paints papers (`app.exchange.paper_painter`), which has a second one. Each layer covers holes of the others. If the
call filter misses a call, the limits and Landlock still block files, connections and processes. The namespace has no
network. Standards: landlock(7), seccomp(2), user_namespaces(7), getrlimit(2) of Linux.
"""

import ctypes
import errno
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from app.exchange.media import job_object

if sys.platform != "win32":
    import resource

MOST_MEMORY: Final = 768 << 20
"""The most bytes of address space."""
NAMESPACE, NO_NEW_PRIVS, LANDLOCK, LIMITS, MEMORY, SECCOMP, JOB = (
    "namespace", "no_new_privs", "landlock", "limits", "memory", "seccomp", "job",
)  # fmt: skip
CALLS: Final[Mapping[str, tuple[int, int]]] = {
    "read": (0, 63),  # files come by a pipe
    "write": (1, 64),  # answers leave by a pipe
    "brk": (12, 214),  # memory
    "munmap": (11, 215),  # memory
    "mremap": (25, 216),  # memory that grows: without it a large file would be held twice
    "getrusage": (98, 165),  # processor time used so far, to compute the limit for the next file
    "clock_gettime": (228, 113),  # the time of a parser's warning, if the kernel needs a call for it
    "rt_sigreturn": (15, 139),  # the end of a signal handler: Ctrl+C reaches the child too
    "exit_group": (231, 94),  # the end
}
"""The calls that are allowed with any arguments, by number on x86-64 and on arm64."""
MMAP: Final = (9, 222)
PRLIMIT64: Final = (302, 261)
FUTEX: Final = (202, 98)
"""The calls that are allowed with some arguments: memory without code, the limit of processor time, and a wake-up.

A C++ library wakes the threads that wait for the first use of a value; there are none, but a refusal would end it.
"""
MPROTECT: Final = (10, 226)
THREAD_CALLS: Final = (FUTEX, (28, 233), (24, 124), (318, 278))
"""More calls of a child with threads: futex to wait for each other, madvise, sched_yield and getrandom."""
_SECCOMP: Final = (317, 277)
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
"""The same numbers on every machine."""
MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column of the numbers above, and AUDIT_ARCH of the machine."""
_LOAD, _IS, _FROM, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""Instructions of classic BPF: load 4 bytes of the call, jump if ==, >=, &, and return."""
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
"""The answers of the filter to a call."""
_X32: Final = 0x40000000
"""The first number of x32 calls."""
_ARGUMENT: Final = (16, 24, 32)
"""Offsets of the lower words of the first three arguments."""
_PROT_EXEC: Final = 4
_WAKE_PRIVATE: Final = 129
"""FUTEX_WAKE with FUTEX_PRIVATE_FLAG: threads of this process alone."""


def confine(
    platform: str = sys.platform, begin: Callable[[], object] | None = None, readable: Sequence[Path] = ()
) -> frozenset[str]:
    """Apply every layer of this system, in the only order that works, and return those that hold.

    `begin` starts the threads of this process: files are closed then, except those in the `readable` folders.
    """
    return frozenset(name for name, take in order(platform, begin, readable) if take())


def order(
    platform: str = sys.platform, begin: Callable[[], object] | None = None, readable: Sequence[Path] = ()
) -> Iterable[tuple[str, Callable[[], bool]]]:
    """Yield the layers of a system: each name with the function that applies it."""
    if platform == "linux":
        yield NAMESPACE, own_namespace  # needs a process with one thread
        yield NO_NEW_PRIVS, no_new_privs  # needed by Landlock and seccomp
        yield LANDLOCK, partial(landlock, readable)  # needs a file descriptor
    if begin is not None:
        begin()  # its threads inherit Landlock, and no thread can be started later
    if platform == "win32":
        yield JOB, partial(job_object.is_held, MOST_MEMORY, job_object.load_kernel())  # the program put it in
    else:
        yield LIMITS, limits
        yield MEMORY, memory
    if platform == "linux":
        yield SECCOMP, partial(seccomp, begin is not None)


def missing_layers(held: Iterable[str], platform: str = sys.platform) -> frozenset[str]:
    """Return the layers missing in `held` that this system requires before it opens a file."""
    required = {"linux": {NO_NEW_PRIVS, LIMITS, MEMORY, SECCOMP}, "darwin": {LIMITS}}
    return frozenset(required.get(platform, set())) - frozenset(held)


def die_with_parent() -> None:
    """On Linux, end this process when the program ends (locked or killed)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG


def own_namespace() -> bool:
    """Leave the network: enter a new user namespace and network namespace, and drop the rights in it."""
    before, libc = _network(), ctypes.CDLL(None)
    if libc.unshare(0x10000000 | 0x40000000) != 0:  # CLONE_NEWUSER, CLONE_NEWNET
        return False
    libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
    return before is not None and _network() not in (None, before)


def _network() -> int | None:
    try:
        return Path("/proc/self/ns/net").stat().st_ino
    except OSError:
        return None


def no_new_privs() -> bool:
    """Set no_new_privs, so that a started program gives no new rights."""
    libc = ctypes.CDLL(None)
    libc.prctl(38, 1, 0, 0, 0)
    return bool(libc.prctl(39, 0, 0, 0, 0) == 1)


def landlock(readable: Sequence[Path] = ()) -> bool:
    """Refuse every right that the kernel's Landlock knows: on files, on the network and on other processes.

    Only the files in the `readable` folders can still be read, for example fonts.
    """
    rights = (ctypes.c_uint64 * 3)()
    for field in range(3):
        for bit in range(64):  # the largest set that this kernel accepts
            rights[field] |= 1 << bit
            made = _call(_LANDLOCK_CREATE, ctypes.addressof(rights), 8 * (field + 1), 0)
            if made < 0:
                rights[field] &= ~(1 << bit)
                break
            os.close(made)
    rules = _call(_LANDLOCK_CREATE, ctypes.addressof(rights), 8 * sum(map(bool, rights)), 0)
    if rules < 0:
        return False
    for folder in readable:
        at = os.open(folder, os.O_PATH)
        beneath = ctypes.create_string_buffer(struct.pack("=Qi", 0b1100, at))  # READ_FILE, READ_DIR
        _call(_LANDLOCK_ADD, rules, 1, ctypes.addressof(beneath), 0)
        os.close(at)
    _call(_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        return True
    return False


def limits() -> bool:
    """Forbid new descriptors, processes, file growth and core dumps.

    The child never waits by `poll`, which fails if no descriptor is allowed.
    """
    none = (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
    held = [_limit(what, 0) for what in none]
    return all(held)


def memory() -> bool:
    """Limit the address space to MOST_MEMORY."""
    return _limit(resource.RLIMIT_AS, MOST_MEMORY)


def _limit(what: int, most: int) -> bool:
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(what, (most, most))
    return resource.getrlimit(what) == (most, most)


def seccomp(threads: bool = False) -> bool:
    """Allow the calls that reading needs, in all threads. Every other call fails with EPERM.

    With `threads`, the calls by which existing threads work together are allowed too; none can be started.

    A refused call does not end the process. The interpreter opens its sources when it reports an error, and another
    libc might try a call that it does not need. A call of another architecture (32 bits, x32) ends the process,
    because no honest code makes one.
    """
    found = MACHINES.get(os.uname().machine)
    if found is None or sys.maxsize < 2**32:
        return False
    steps = build_filter(*found, threads)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    given = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    held = _call(_SECCOMP[found[0]], 1, 1, ctypes.addressof(given))  # SET_MODE_FILTER, TSYNC
    return held == 0 and os.getppid() == -1


def build_filter(column: int, arch: int, threads: bool = False) -> list[tuple[int, int, int, int]]:
    """Return the filter: code, steps to skip if true, steps to skip if false, value."""
    steps = [
        (_LOAD, 0, 0, 4), (_IS, 1, 0, arch), (_RETURN, 0, 0, KILL),
        (_LOAD, 0, 0, 0), (_FROM, 0, 1, _X32), (_RETURN, 0, 0, KILL),
    ]  # fmt: skip
    for numbers in (*CALLS.values(), *(THREAD_CALLS if threads else ())):
        steps += [(_IS, 0, 1, numbers[column]), (_RETURN, 0, 0, ALLOW)]
    for numbers in (MMAP, *([MPROTECT] if threads else [])):  # memory without code
        steps += [
            (_IS, 0, 4, numbers[column]), (_LOAD, 0, 0, _ARGUMENT[2]), (_HAS, 1, 0, _PROT_EXEC),
            (_RETURN, 0, 0, ALLOW), (_RETURN, 0, 0, REFUSE),
        ]  # fmt: skip
    steps += [  # a wake-up of this process
        (_IS, 0, 4, FUTEX[column]), (_LOAD, 0, 0, _ARGUMENT[1]), (_IS, 0, 1, _WAKE_PRIVATE),
        (_RETURN, 0, 0, ALLOW), (_RETURN, 0, 0, REFUSE),
    ]  # fmt: skip
    steps += [  # the processor time of this process
        (_IS, 0, 5, PRLIMIT64[column]), (_LOAD, 0, 0, _ARGUMENT[0]), (_IS, 0, 3, 0), (_LOAD, 0, 0, _ARGUMENT[1]),
        (_IS, 0, 1, resource.RLIMIT_CPU), (_RETURN, 0, 0, ALLOW), (_RETURN, 0, 0, REFUSE),
    ]  # fmt: skip
    return steps


def _call(number: int, *arguments: int) -> int:
    """Make a system call that libc has no function for; return -1 if it is refused."""
    libc = ctypes.CDLL(None)
    libc.syscall.restype = ctypes.c_long
    return int(libc.syscall(*map(ctypes.c_long, (number, *arguments))))
