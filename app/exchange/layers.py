"""The layers that take rights away from a process for good, each read back by what it then says or refuses.

They are for the child that reads foreign files (`app.exchange.confined`), which runs one thread. Each layer holds where
another one has a hole: the limits and Landlock keep files, connections and processes from it should the filter of calls
miss one; the namespace has no network that could be reached. Standards: landlock(7), seccomp(2), user_namespaces(7),
getrlimit(2) of Linux.
"""

import ctypes
import errno
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import resource

MOST_MEMORY: Final = 768 << 20
"""Bytes of address space."""
NAMESPACE, NO_NEW_PRIVS, LANDLOCK, LIMITS, MEMORY, SECCOMP = (
    "namespace", "no_new_privs", "landlock", "limits", "memory", "seccomp",
)  # fmt: skip
CALLS: Final[Mapping[str, tuple[int, int]]] = {
    "read": (0, 63),  # files come by a pipe
    "write": (1, 64),  # answers leave by a pipe
    "brk": (12, 214),  # memory
    "munmap": (11, 215),  # memory
    "mremap": (25, 216),  # memory that grows: without it a large file would be held twice
    "getrusage": (98, 165),  # processor time used, of which the next file's is counted
    "clock_gettime": (228, 113),  # the time of a parser's warning, where the kernel answers it by a call
    "rt_sigreturn": (15, 139),  # the end of a signal handler: Ctrl+C reaches the child too
    "exit_group": (231, 94),  # the end
}
"""The calls that are allowed whatever is asked of them, by number on x86-64 and on arm64."""
_MMAP: Final = (9, 222)
_PRLIMIT64: Final = (302, 261)
_SECCOMP: Final = (317, 277)
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
"""The same on every machine."""
_MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column of the numbers above, and AUDIT_ARCH of the machine."""
_LOAD, _IS, _FROM, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""Of classic BPF: load a word of the call, jump by ==, >=, &, and answer."""
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_X32: Final = 0x40000000
"""From this number on calls are those of x32."""
_ARGUMENT: Final = (16, 24, 32)
"""Places of the lower words of the first three arguments."""
_PROT_EXEC: Final = 4


def confine(platform: str = sys.platform) -> frozenset[str]:
    """Take every layer that this system has, in the order in which each still can be, and return those that hold."""
    return frozenset(name for name, take in order(platform) if take())


def order(platform: str = sys.platform) -> Iterable[tuple[str, Callable[[], bool]]]:
    """Give the layers of a system by their names, each with what takes it."""
    if platform == "linux":
        yield NAMESPACE, own_namespace  # must be of one thread
        yield NO_NEW_PRIVS, no_new_privs  # Landlock and seccomp ask for it
        yield LANDLOCK, landlock  # needs a descriptor
    if platform != "win32":
        yield LIMITS, limits
        yield MEMORY, memory
    if platform == "linux":
        yield SECCOMP, seccomp


def lacking(held: Iterable[str], platform: str = sys.platform) -> frozenset[str]:
    """Return the layers without which no file is opened on this system."""
    required = {"linux": {NO_NEW_PRIVS, LIMITS, MEMORY, SECCOMP}, "darwin": {LIMITS}}
    return frozenset(required.get(platform, set())) - frozenset(held)


def die_with_parent() -> None:
    """Let the end of the program (it is locked, or killed) be the end of this process, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG


def own_namespace() -> bool:
    """Leave the network, into a namespace of users that nobody else is in and without the rights it gives."""
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
    """Gain nothing by starting a program, whatever its file says."""
    libc = ctypes.CDLL(None)
    libc.prctl(38, 1, 0, 0, 0)
    return bool(libc.prctl(39, 0, 0, 0, 0) == 1)


def landlock() -> bool:
    """Refuse every right that the kernel's Landlock knows: on files, on the network and towards other processes."""
    rights = (ctypes.c_uint64 * 3)()
    for field in range(3):
        for bit in range(64):  # the widest set that this kernel takes
            rights[field] |= 1 << bit
            made = _call(_LANDLOCK_CREATE, ctypes.addressof(rights), 8 * (field + 1), 0)
            if made < 0:
                rights[field] &= ~(1 << bit)
                break
            os.close(made)
    rules = _call(_LANDLOCK_CREATE, ctypes.addressof(rights), 8 * sum(map(bool, rights)), 0)
    if rules < 0:
        return False
    _call(_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        return True
    return False


def limits() -> bool:
    """Have no new descriptor, no process, no grown file and no core dump.

    The child never waits by `poll`, which fails where no descriptor is allowed.
    """
    none = (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
    held = [_limit(what, 0) for what in none]
    return all(held)


def memory() -> bool:
    """Have no more than MOST_MEMORY."""
    return _limit(resource.RLIMIT_AS, MOST_MEMORY)


def _limit(what: int, most: int) -> bool:
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(what, (most, most))
    return resource.getrlimit(what) == (most, most)


def seccomp() -> bool:
    """Allow the calls that reading needs, in all threads; every other one is answered EPERM.

    It is not the end of the process: the interpreter tries to open its sources when it reports an error, and another
    libc may try a call that it can do without. A call of another machine (32 bits, x32) is the end, for no honest code
    makes one.
    """
    found = _MACHINES.get(os.uname().machine)
    if found is None or sys.maxsize < 2**32:
        return False
    steps = _program(*found)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    given = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    held = _call(_SECCOMP[found[0]], 1, 1, ctypes.addressof(given))  # SET_MODE_FILTER, TSYNC
    return held == 0 and os.getppid() == -1


def _program(column: int, arch: int) -> list[tuple[int, int, int, int]]:
    """Return the filter: code, steps over where it is so, steps over where it is not, value."""
    steps = [
        (_LOAD, 0, 0, 4), (_IS, 1, 0, arch), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0), (_FROM, 0, 1, _X32), (_RETURN, 0, 0, _KILL),
    ]  # fmt: skip
    for numbers in CALLS.values():
        steps += [(_IS, 0, 1, numbers[column]), (_RETURN, 0, 0, _ALLOW)]
    steps += [  # memory that is no code
        (_IS, 0, 4, _MMAP[column]), (_LOAD, 0, 0, _ARGUMENT[2]), (_HAS, 1, 0, _PROT_EXEC),
        (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE),
    ]  # fmt: skip
    steps += [  # the processor time of this process
        (_IS, 0, 5, _PRLIMIT64[column]), (_LOAD, 0, 0, _ARGUMENT[0]), (_IS, 0, 3, 0), (_LOAD, 0, 0, _ARGUMENT[1]),
        (_IS, 0, 1, resource.RLIMIT_CPU), (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE),
    ]  # fmt: skip
    return steps


def _call(number: int, *arguments: int) -> int:
    """Make a system call that libc has no function for; -1 where it is refused."""
    libc = ctypes.CDLL(None)
    libc.syscall.restype = ctypes.c_long
    return int(libc.syscall(*map(ctypes.c_long, (number, *arguments))))
