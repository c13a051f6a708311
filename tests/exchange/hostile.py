"""A child whose reader of words is taken over: a "file" names an attack, its "words" say how it went.

    python -m tests.exchange.hostile                    all layers, as the program starts its own child
    python -m tests.exchange.hostile --user             the same as an ordinary user
    python -m tests.exchange.hostile --paint            the painter of papers as an ordinary user
    python -m tests.exchange.hostile --media            the media child as an ordinary user; command "attack"
    python -m tests.exchange.hostile --without LAYER …  the same on a system that has no such layers
    python -m tests.exchange.hostile --system LAYER WORD …   the command line on a system without a layer
    python -m tests.exchange.hostile --only "LAYER …" ATTACK …  some layers alone, as an ordinary user; it prints

What is loaded is loaded first, as by the program; then the groups and the user are dropped. An attack is "name where".
"""

import ctypes
import errno
import mmap
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping

from app.exchange import layers, sandbox_worker
from tests.process_end import end_process

NOBODY = 65534
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
ARM = os.uname().machine == "aarch64"
SOME_CODE = bytes.fromhex("b814000000cd80c3")
"""getpid by the calls of 32 bits: mov eax, 20; int 0x80; ret."""
if sys.platform == "linux" and not ARM:
    PAGE = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    PAGE.write(SOME_CODE)
    OF_32_BITS = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(PAGE)))


def answered(result: int) -> str:
    """Return the name of the error, or "done"."""
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"


def call(number: int, *arguments: int | bytes) -> str:
    """Make a system call."""
    given = [ctypes.c_char_p(one) if isinstance(one, bytes) else ctypes.c_long(one) for one in arguments]
    return answered(LIBC.syscall(ctypes.c_long(number), *given))


def by_number(x86: int, arm: int, *arguments: int | bytes) -> Callable[[bytes], str]:
    """Return an attack that is one system call."""
    return lambda _: call(arm if ARM else x86, *arguments)


def read_a_file(where: bytes) -> str:
    """Close a descriptor first, so that a limit on their number leaves room for one."""
    LIBC.close(2)
    got = LIBC.open(where, os.O_RDONLY)
    if got == -1:
        return answered(-1)
    room = ctypes.create_string_buffer(100)
    LIBC.read(got, room, 99)
    return "done: " + room.value.decode()


def connect(where: bytes) -> str:
    """Connect to a port of this machine."""
    LIBC.close(2)
    made = LIBC.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    to = struct.pack("=H", socket.AF_INET) + struct.pack(">HI8x", int(where), 0x7F000001)
    return answered(-1 if made == -1 else LIBC.connect(made, to, len(to)))


def start(_: bytes) -> str:
    """Start a copy of this process, which ends at once."""
    made = LIBC.fork()
    if made == 0:
        end_process()
    return answered(made)


def run(_: bytes) -> str:
    """Become another program."""
    words = (ctypes.c_char_p * 2)(b"/bin/true", None)
    return answered(LIBC.execve(b"/bin/true", words, words[1:2] and None))


def run_from_memory(_: bytes) -> str:
    """Become a program that lies in no folder."""
    made = LIBC.memfd_create(b"x", 0)
    return answered(made) if made == -1 else call(281 if ARM else 322, made, b"", 0, 0, 0x1000)


def raise_limits(_: bytes) -> str:
    """Take descriptors and processes back, and look at a limit of this process and of the parent."""
    most = (ctypes.c_uint64 * 2)(64, 64)
    wanted = ((0, 7, most), (0, 6, most), (0, 3, None), (PARENT, 0, None))
    said = [answered(LIBC.prlimit(pid, what, new, None)) for pid, what, new in wanted]
    return " ".join(dict.fromkeys(said))


def undo(_: bytes) -> str:
    """Take what prctl gave back: privileges, the filter, a dump of memory."""
    said = [answered(LIBC.prctl(*what, 0, 0, 0)) for what in ((38, 0), (22, 0), (4, 1), (1, 0))]
    return " ".join(dict.fromkeys(said))


def other_code(_: bytes) -> str:
    """Make memory that is code, new or where it was none."""
    LIBC.mmap.restype = ctypes.c_long
    made = answered(LIBC.mmap(None, ctypes.c_size_t(4096), 7, 0x22, -1, ctypes.c_long(0)))
    plain = LIBC.mmap(None, ctypes.c_size_t(4096), 3, 0x22, -1, ctypes.c_long(0))
    changed = answered(LIBC.mprotect(ctypes.c_void_p(plain), ctypes.c_size_t(4096), 7))
    return " ".join(dict.fromkeys((made, changed)))


def write(where: bytes) -> str:
    """Make a new file."""
    LIBC.close(2)
    return answered(LIBC.open(where + b".new", os.O_CREAT | os.O_WRONLY, 0o600))


def start_thread(_: bytes) -> str:
    """Start a thread."""
    code = LIBC.pthread_create(ctypes.byref(ctypes.c_ulong()), None, ctypes.cast(LIBC.getpid, ctypes.c_void_p), None)
    return errno.errorcode[code] if code else "done"


PARENT = os.getppid()
ATTACKS: dict[str, Callable[[bytes], str]] = {
    "close_and_open": read_a_file,
    "write": write,
    "thread": start_thread,
    "openat2": lambda where: call(437, -100, where, ctypes.addressof(ctypes.create_string_buffer(24)), 24),
    "unlink": lambda where: answered(LIBC.unlink(where)),
    "rename": lambda where: answered(LIBC.rename(where, where + b".moved")),
    "link": lambda where: answered(LIBC.link(where, where + b".linked")),
    "truncate": lambda where: answered(LIBC.truncate(where, 0)),
    "chmod": lambda where: answered(LIBC.chmod(where, 0o777)),
    "mkdir": lambda where: answered(LIBC.mkdir(where + b".made", 0o777)),
    "memory_of_this_process": lambda _: read_a_file(b"/proc/self/mem"),
    "exec": run,
    "exec_from_memory": run_from_memory,
    "fork": start,
    "clone": by_number(56, 220, signal.SIGCHLD, 0, 0, 0, 0),
    "clone3": by_number(435, 435, 0, 0),
    "socket": lambda _: answered(LIBC.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0)),
    "socketpair": lambda _: answered(LIBC.socketpair(1, 1, 0, (ctypes.c_int * 2)())),
    "connect": connect,
    "pipe": lambda _: answered(LIBC.pipe((ctypes.c_int * 2)())),
    "dup": lambda _: answered(LIBC.dup(0)),
    "signal_to_parent": lambda _: answered(LIBC.kill(PARENT, 0)),
    "signal_by_thread": by_number(234, 131, PARENT, PARENT, 0),
    "ptrace": lambda _: answered(LIBC.ptrace(16, PARENT, None, None)),
    "process_vm_readv": by_number(310, 270, PARENT, 0, 0, 0, 0, 0),
    "pidfd_open": by_number(434, 434, PARENT, 0),
    "io_uring": by_number(425, 425, 8, 0),
    "userfaultfd": by_number(323, 282, 0),
    "bpf": by_number(321, 280, 0, 0, 0),
    "perf_event_open": by_number(298, 241, 0, 0, -1, -1, 0),
    "shmget": lambda _: answered(LIBC.shmget(0, 4096, 0o1600)),
    "keyctl": by_number(250, 219, 0, -3, 0),
    "own_network": lambda _: answered(LIBC.unshare(0x50000000)),
    "landlock": by_number(444, 444, 0, 0, 1),
    "mount": lambda where: answered(LIBC.mount(b"x", where, b"tmpfs", 0, None)),
    "prctl_undo": undo,
    "raise_limits": raise_limits,
    "other_code": other_code,
    "x32": by_number(0x40000000 + 39, 0x40000000 + 39),
    "of_32_bits": lambda _: f"done: {OF_32_BITS()}",
}


def words(data: bytes) -> str:
    """Attack as the file says; what is no attack is its own words."""
    name, _, where = data.partition(b" ")
    if name == b"many":
        return "x" * int(where)
    attack = ATTACKS.get(name.decode())
    return attack(where) if attack else data.decode()


def attack(_: object, asked: Mapping[str, str]) -> Mapping[str, str]:
    """Attack as a command of the media child says."""
    return {"said": ATTACKS[asked["name"]](asked["where"].encode())}


def as_nobody() -> None:
    """Become an ordinary user; who is one already stays."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


MISSING = {
    layers.NAMESPACE: (272, 97), layers.NO_NEW_PRIVS: (157, 167), layers.LANDLOCK: (444, 444),
    layers.LIMITS: (302, 261), layers.SECCOMP: (317, 277),
}  # fmt: skip
"""The call without which a layer cannot be taken: unshare, prctl, landlock_create_ruleset, prlimit64, seccomp."""


def lack(names: list[str]) -> None:
    """Be on a system that has not these layers: an outer filter says that there are no such calls."""
    steps = [(0x20, 0, 0, 0)]
    for name in names:
        steps += [(0x15, 0, 4, MISSING[name][ARM])]
        if name == layers.LIMITS:
            steps += [(0x20, 0, 0, 32), (0x15, 1, 0, 0), (0x06, 0, 0, 0x00050000 | errno.ENOSYS), (0x20, 0, 0, 0)]
        else:
            steps += [(0x06, 0, 0, 0x00050000 | errno.ENOSYS)] * 4
    steps.append((0x06, 0, 0, 0x7FFF0000))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    given = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    LIBC.prctl(38, 1, 0, 0, 0)
    if LIBC.syscall(ctypes.c_long(277 if ARM else 317), ctypes.c_long(1), ctypes.c_long(0), given) != 0:
        sys.exit("no outer filter")


def main(arguments: list[str]) -> int:
    """Be the child."""
    if arguments[:1] == ["--only"]:
        as_nobody()
        taken = dict(layers.order())
        held = [taken[name]() for name in arguments[1].split()]
        sys.stdout.write("\n".join(["held" if all(held) else "no", *(words(one.encode()) for one in arguments[2:])]))
        return 0
    if arguments == ["--paint"]:
        from app.exchange import paper_painter

        paper_painter.PaperPainter()  # its sources and libraries are loaded before the user is dropped
        as_nobody()
        return paper_painter.main()
    if arguments == ["--media"]:
        from app.exchange.media import media_worker

        film = media_worker.load("film")
        as_nobody()
        return media_worker.serve(film, {"attack": attack})
    if arguments[:1] == ["--system"]:
        from app.cli.main import main as command

        lack([arguments[1]])
        return command(arguments[2:])
    if arguments[:1] == ["--without"]:
        lack(arguments[1:])
    else:
        sandbox_worker.load()
    if arguments == ["--user"]:
        as_nobody()
    return sandbox_worker.serve(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
