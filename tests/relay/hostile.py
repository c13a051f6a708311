"""An adversary against a running relay: `python -m tests.relay.hostile [folder | engine | WORD OF A PHASE]...`.

The relay is a process on one core; who attacks it and who uses it honestly are processes on the other. With root on
Linux all of them are in network namespaces of their own, so that they have addresses of their own; else they are on
loopback, and the phases that need addresses are left out. The namespaces go with their processes.

Held in each phase: memory at most `MEMORY` above idle, and most of it given back after; `RESERVE` descriptors are left;
the honest client is never refused, and at most `SLOWER` times slower than before and after; nothing is taken that must
not be. One line a phase; exit code 1 where one of them does not hold.
"""

import asyncio
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median

from attrs import define, evolve, field

from crypto.relay import read_invite_code
from sync.client import RelayTransport
from sync.relay.connection_limits import RESERVE
from sync.relay.engine.place import Engine
from sync.relay.operator_commands import make_invite
from tests.relay import engines, live
from tests.relay.attacks import MAILBOXES, PHASES, Phase, settle
from tests.relay.foe import Foe, Known
from tests.relay.honest import Round

MEMORY, KEPT = 64, 32
"""MiB above idle that a phase may take, and that may be left after it."""

SLOWER = 3
DESCRIPTORS = 1024
"""What the relay may have: the usual limit of a process."""

IDLE, REST = 1.5, 4
"""Seconds of peace before a phase, and at most until memory is given back after it."""

ADDRESSES = 24
RELAY, NEAR, FAR = "10.77.0.1", "10.77.0.2", "10.78.0.2"
CORES = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
MIB = 1 << 20


def has_namespaces() -> bool:
    """Say whether network namespaces can be made here."""
    tools = all(shutil.which(tool) for tool in ("ip", "unshare", "nsenter"))
    return sys.platform == "linux" and os.geteuid() == 0 and tools


@contextmanager
def on_core(number: int) -> Iterator[None]:
    """Start what is started within on this core, if there are two."""
    if len(CORES) > 1:
        os.sched_setaffinity(0, {CORES[number % len(CORES)]})
    try:
        yield
    finally:
        if CORES:
            os.sched_setaffinity(0, CORES)


def prefer(pid: int, by: int) -> None:
    """Let a session go before what else runs on this machine, where that is allowed: it is not what is measured.

    Linux shares a core by sessions first, so each process here has a session of its own.
    """
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(-by))


def descendants(pid: int) -> Iterator[int]:
    """Give a process and those that it started."""
    yield pid
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            yield from descendants(int(child))


@define
class Talker:
    """A process that is told and tells lines of JSON."""

    process: "subprocess.Popen[str]"

    def tell(self, line: str) -> None:
        """Tell it a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """Wait for a line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def talker(module: str, apart: bool, preferred: int) -> Iterator[Talker]:
    """Run a module as a process, in a network namespace of its own where it is `apart`."""
    command = [*(["unshare", "--net"] if apart else []), sys.executable, "-m", module]
    with on_core(1):
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, cwd=live.ROOT, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
    prefer(process.pid, preferred)
    try:
        found = Talker(process)
        assert found.hear() == "here"
        yield found
    finally:
        process.kill()
        process.wait()


def join(pid: int, name: str, ours: str, theirs: Sequence[str]) -> None:
    """Join our namespace with that of a process: a pair of interfaces, one address of ours, all of theirs."""

    def ip(*words: str) -> None:
        subprocess.run([*words], check=True, capture_output=True)

    within = ("nsenter", "-t", str(pid), "-n")
    ip("ip", "link", "add", name, "type", "veth", "peer", "name", "there", "netns", str(pid))
    ip("ip", "address", "add", f"{ours}/16", "dev", name)
    ip("ip", "link", "set", name, "up")
    for address in theirs:
        ip(*within, "ip", "address", "add", f"{address}/16", "dev", "there")
    ip(*within, "ip", "link", "set", "there", "up")
    if ours != RELAY:
        ip(*within, "ip", "route", "add", f"{RELAY}/32", "via", ours)


@define
class Watch:
    """The relay's process, looked at ten times a second."""

    pid: int
    most: int = 0
    _over: threading.Event = field(factory=threading.Event)

    def memory(self, name: str = "VmRSS") -> float:
        """Return its memory in MiB; `VmHWM` is the most since `anew`."""
        lines = Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024

    def spent(self) -> float:
        """Return the seconds of a core that it has used."""
        words = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self) -> int:
        """Return how many it has."""
        return sum(1 for _ in Path(f"/proc/{self.pid}/fd").iterdir())

    def anew(self) -> None:
        """Look anew for the most."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        self.most = 0

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look until the end."""

        def look() -> None:
            while not self._over.wait(0.1):
                self.most = max(self.most, self.descriptors())

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()


@define
class Trial:
    """One relay that is attacked, phase after phase."""

    foe: Talker
    honest: Talker
    watch: Watch
    idle: float = 0
    failed: int = 0
    rounds: list[Round] = field(factory=list)
    store: Sequence[int] = ()
    """The processes in which it keeps everything, beside its own; each connection of a database is another one."""

    def hear(self) -> None:
        """Hear of the honest rounds; to be run in a thread."""
        while line := self.honest.hear():
            self.rounds.append(Round(*json.loads(line)))

    def between(self, since: float, until: float) -> list[Round]:
        """Return the rounds that began and ended in this time."""
        return [one for one in self.rounds if since <= one.began <= until]

    def begin(self) -> None:
        """Wait until the relay is warm, and take its memory as that of idleness."""
        until = time.monotonic() + 60
        while len(self.rounds) < 20:
            assert time.monotonic() < until, "the honest client does not get through before anything began"
            time.sleep(0.1)
        self.idle = self.watch.memory()
        print(f"  idle: {self.idle:.0f} MiB, {self.watch.descriptors()} descriptors of {DESCRIPTORS}", flush=True)

    def phase(self, phase: Phase) -> None:
        """Attack, and say how it went."""
        rested = time.monotonic()
        time.sleep(IDLE)
        self.watch.anew()
        for pid in (found for one in self.store for found in descendants(one)):
            prefer(pid, 10)
        began, spent = time.monotonic(), self.watch.spent()
        self.foe.tell(json.dumps([phase.name, phase.seconds]))
        said: dict[str, int] = json.loads(self.foe.hear() or "{}")
        ended = time.monotonic()
        busy = (self.watch.spent() - spent) / (ended - began)
        peak = self.watch.memory("VmHWM") - self.idle
        while (left := self.watch.memory() - self.idle) > KEPT / 4 and time.monotonic() < ended + REST:
            time.sleep(0.1)
        time.sleep(max(0.0, ended + IDLE - time.monotonic()))
        peace = self.between(rested, began - 0.3) + self.between(ended + 0.3, time.monotonic())
        self._judge(phase, said, self.between(began, ended), peace, peak, left, busy)

    def _judge(
        self, phase: Phase, said: dict[str, int], rounds: list[Round], peace: list[Round],
        peak: float, left: float, busy: float,
    ) -> None:  # fmt: skip
        wrong, descriptors = [], self.watch.most
        words = [f"memory +{peak:.0f}, after +{left:.0f} MiB", f"{descriptors} descriptors", f"{busy:.0%} of a core"]
        if peak > MEMORY or left > KEPT:
            wrong.append("memory")
        if descriptors > DESCRIPTORS - RESERVE:
            wrong.append("descriptors")
        refused = [one.wrong for one in rounds if one.wrong]
        words.append(f"{len(refused)} of {len(rounds)} refused")
        if refused or not rounds:
            wrong.append(f"refused ({refused[0][:90]})" if refused else "refused")
        for what in ("put", "fetch"):
            good = ([getattr(one, what) for one in some if not one.wrong] for some in (rounds, peace))
            now, before = (median(some or [60]) for some in good)
            words.append(f"{what} {before * 1000:.0f} -> {now * 1000:.0f} ms")
            if now > SLOWER * before:
                wrong.append(f"slower ({now / before:.1f} times)")
        if said.get("taken") or not said:
            wrong.append("taken")
        self.failed += bool(wrong)
        did = ", ".join(f"{name} {count}" for name, count in sorted(said.items()))
        verdict = "MISSED: " + ", ".join(wrong) if wrong else "ok"
        print(f"  {phase.name}: {'; '.join(words)} ({did}): {verdict}", flush=True)


def attacked(store: Path | Engine, pids: Sequence[int], phases: Sequence[Phase], apart: bool) -> int:
    """Attack a relay on a store in each phase; return in how many a requirement was missed."""
    with ExitStack() as stack:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(DESCRIPTORS, hard), hard))
        with on_core(0):
            relay, url = stack.enter_context(live.process(store, host=RELAY if apart else "127.0.0.1"))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        prefer(os.getpid(), 15)  # and the relay, which is of our session
        foe = stack.enter_context(talker("tests.relay.foe", apart, 5))
        honest = stack.enter_context(talker("tests.relay.honest", apart, 15))
        addresses = tuple(f"10.77.1.{n}" for n in range(1, 1 + ADDRESSES)) if apart else ()
        if apart:
            join(foe.process.pid, "foe", "10.77.0.3", (NEAR, *addresses))
            join(honest.process.pid, "honest", "10.78.0.1", (FAR,))
        codes = [make_invite(store) for _ in range(MAILBOXES + 2)]
        relay_pk, _ = read_invite_code(codes[0])
        asked = RelayTransport(url, relay_pk)
        host, _, port = url.partition("://")[2].rpartition(":")
        seal_pk = asked.descriptor().seal_pk
        asked.close()
        knows = Known(host, int(port), url.startswith("https"), relay_pk, seal_pk, os.urandom(32), MAILBOXES)
        settling = settle(Foe(knows, 0), {n: read_invite_code(code)[1] for n, code in enumerate(codes[:-1])})
        asyncio.run(asyncio.wait_for(settling, 60))
        foe.tell(evolve(knows, addresses=addresses).pack())
        honest.tell(json.dumps([url, codes[-1], knows.shared.seed.hex()]))
        trial = Trial(foe, honest, Watch(relay.pid), store=pids)
        threading.Thread(target=trial.hear, daemon=True).start()
        stack.enter_context(trial.watch.looking())
        trial.begin()
        for phase in phases:
            if phase.wants_addresses and not apart:
                print(f"  {phase.name}: left out; it needs root, for network namespaces", flush=True)
            else:
                trial.phase(phase)
        return trial.failed


def main(words: list[str]) -> int:
    """Attack a relay on a folder and one on PostgreSQL with S3, or the one that is named."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    apart = has_namespaces()
    if apart and os.environ.get("AMPARO_APART") != str(os.getppid()):
        command = ["unshare", "--net", sys.executable, "-m", "tests.relay.hostile", *words]
        environment = {**os.environ, "AMPARO_APART": str(os.getpid())}
        with subprocess.Popen(command, env=environment, start_new_session=True) as child:
            try:
                return child.wait()
            finally:
                child.terminate()
    if apart:
        for line in ("ip link set lo up", f"ip address add {RELAY}/32 dev lo"):
            subprocess.run(line.split(), check=True)
    stores = [word for word in words if word in ("folder", "engine")] or ["folder", "engine"]
    asked = [word for word in words if word not in ("folder", "engine")]
    phases = [phase for phase in PHASES if not asked or any(word in phase.name for word in asked)]
    failed = 0
    for name in stores:
        began = time.monotonic()
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amparo-hostile-")))
            print(f"{name}: {'namespaces' if apart else 'loopback'}, {len(CORES)} cores", flush=True)
            both = stack.enter_context(engines.running()) if name == "engine" else None
            services = [one.process for one in (both.postgres, both.objects) if one.process] if both else []
            store = both.fresh(folder) if both else folder
            missed = attacked(store, [one.pid for one in services], phases, apart)
        failed += missed
        print(f"{name}: missed in {missed} of {len(phases)} phases, in {time.monotonic() - began:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
