"""A delivery over bad lines against rsync, tus-js-client and what is physically possible; and over a clean one.

Three lines at once (64, 256 and 2,000 kbit/s; round trips of 300, 200 and 80 ms; 5 % loss each way; after every 20 s an
outage of 5 s that ends every connection), each with its own namespaces. By turns our client (TLS, greeting, receipt
and all), `rsync --partial --append` and tus-js-client (one PATCH, both over plain TCP) send as many bytes, each run of
a round beginning at the same time since the last outage. The bound is the line's rate less headers and losses, and the
outages that fall in. Ratios are medians over the rounds. `bytes` is what the line carried, headers and all, over what
it had to; what its queue refused is not in it.

    python -m tests.bench.bench_link [ROUNDS [KBIT]]      (KBIT: our client alone, on that line alone)
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench import BenchError
from tests.bench.lines import DOWN, LOSS, UP, Ends, joined, need, started
from tests.bench.link_ends import BUDGET
from tests.bench.relays import tus_folder
from tests.bench.slow_line import MTU
from tests.relay.live import ROOT

LINES = {64: (300, 128 << 10, 1.4), 256: (200, 512 << 10, 1.25), 2000: (80, 4 << 20, 1.25)}
"""For each rate in kbit/s: the round trip in ms, the bytes that are sent, and the goal over the bound."""
BYTES_GOAL, CLEAN_GOAL = 1.10, 1.03
_HERE = Path(__file__).parent
_RSYNC = "use chroot = no\nport = 8730\nuid = root\ngid = root\n[u]\npath = {folder}\nread only = no\n"


def run(rounds: int = 9) -> dict[str, object]:
    """Measure all lines; BenchError where this is not root on Linux, or a peer is missing."""
    need("ip", "rsync", "node", "npm")
    peer = tus_folder()
    with ThreadPoolExecutor(2 * len(LINES)) as pool:
        bad = [pool.submit(_measure, number, kbit, rounds, peer) for number, kbit in enumerate(LINES, 1)]
        clean = [pool.submit(_clean, number, kbit, rounds) for number, kbit in enumerate(LINES, 11)]
        lines = {kbit: job.result() for kbit, job in zip(LINES, bad, strict=True)}
        plain = {kbit: job.result() for kbit, job in zip(LINES, clean, strict=True)}
    return {"name": "link", "what": "a delivery over bad lines", "lines": lines, "clean": plain}


def ours(rounds: int, kbit: int) -> dict[str, object]:
    """Measure our client on one bad line, without its peers."""
    need("ip")
    return _measure(list(LINES).index(kbit) + 1, kbit, rounds, None)


def _python(verb: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "tests.bench.link_ends", verb, *words]


def _asked(words: Sequence[str]) -> str:
    done = subprocess.run(list(words), cwd=ROOT, capture_output=True, text=True, check=False, timeout=2 * BUDGET)
    if done.returncode:
        raise BenchError(f"{' '.join(words)}: {done.stderr[-500:]}")
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def _relay(ends: Ends, folder: Path) -> Iterator[tuple[str, str]]:
    """Run a relay at the second end; give its URL and its key."""
    with started(ends.at("b", _python("relay", str(folder), f"{ends.address}:8440"))) as child:
        assert child.stdout is not None
        url, code = child.stdout.readline().split()
        yield url, _asked(ends.at("b", _python("own", url, code)))


def _measure(number: int, kbit: int, rounds: int, peer: Path | None) -> dict[str, object]:
    """Measure one bad line; without a `peer`, tus's folder, our client alone."""
    _, size, goal = LINES[kbit]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ends = stack.enter_context(joined(number, kbit, LINES[kbit][0], LOSS, DOWN))
        url, key = stack.enter_context(_relay(ends, folder / "relay"))
        clients: dict[str, Callable[[str], float]] = {
            "ours": lambda seed: float(_asked(ends.at("a", _python("ours", url, key, str(size), seed)))),
        }
        if peer:
            clients |= {
                "rsync": _rsync(ends, stack, folder, size),
                "tus": _tus_client(ends, stack, folder, size, peer),
            }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in clients}
        seconds: dict[str, list[float]] = {name: [] for name in clients}
        for turn in range(rounds):
            phase = (turn + 0.5) * (UP + DOWN) / rounds % UP
            for name, client in clients.items():
                ends.begin(phase)
                took = client(str(turn))
                least = size / (1 - LOSS) * MTU / (MTU - 52)
                found[name].append((took / ends.line.bound(size, phase), ends.sent() / least))
                seconds[name].append(took)
                print(f"{kbit} kbit/s, phase {phase:.1f}: {name} {took:.1f} s", file=sys.stderr, flush=True)
    return {
        "size": size,
        "goal": goal,
        "bytes_goal": BYTES_GOAL,
        "seconds": {name: round(statistics.median(rows), 1) for name, rows in seconds.items()},
        "of_bound": {name: round(statistics.median(time for time, _ in rows), 3) for name, rows in found.items()},
        "bytes": {name: round(statistics.median(sent for _, sent in rows), 3) for name, rows in found.items()},
    }


def _rsync(ends: Ends, stack: ExitStack, folder: Path, size: int) -> Callable[[str], float]:
    there, conf = folder / "rsync", folder / "rsyncd.conf"
    there.mkdir()
    conf.write_text(_RSYNC.format(folder=there))
    stack.enter_context(started(ends.at("b", ["rsync", "--daemon", "--no-detach", f"--config={conf}"])))
    words = ["rsync", "-q", "--partial", "--inplace", "--append", "--timeout=8", "--contimeout=8"]

    def send(seed: str) -> float:
        here = folder / f"in{seed}"
        here.write_bytes(os.urandom(size))
        start = time.monotonic()
        command = ends.at("a", [*words, str(here), f"rsync://{ends.address}:8730/u/"])
        while subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode:
            if time.monotonic() > start + BUDGET:
                break
            time.sleep(0.3)
        return time.monotonic() - start

    return send


def _tus_client(ends: Ends, stack: ExitStack, folder: Path, size: int, peer: Path) -> Callable[[str], float]:
    (folder / "tus").mkdir()
    serve = ["node", str(peer / "tus_server.mjs"), ends.address, "8081", str(folder / "tus")]
    server = stack.enter_context(started(ends.at("b", serve)))
    assert server.stdout is not None
    server.stdout.readline()
    words = ["node", str(peer / "tus_client.mjs"), f"http://{ends.address}:8081/files", str(size), str(BUDGET)]
    return lambda seed: float(_asked(ends.at("a", words)))


def _clean(number: int, kbit: int, rounds: int) -> dict[str, float]:
    """Measure a line that loses nothing: one delivery over an open connection against one plain PUT, by turns."""
    size = LINES[kbit][1]
    with tempfile.TemporaryDirectory() as name, joined(number, kbit, LINES[kbit][0], 0, 0) as ends:
        folder = Path(name) / "relay"
        with (
            _relay(ends, folder) as (url, key),
            started(ends.at("b", _python("sink", ends.address, "8441", str(folder)))) as sink,
        ):
            assert sink.stdout is not None
            sink.stdout.readline()
            ratios = []
            for turn in range(rounds):
                words = (key, str(size), str(turn))
                delivered = float(_asked(ends.at("a", _python("open", url, *words))))
                plain = float(_asked(ends.at("a", _python("put", f"https://{ends.address}:8441", *words))))
                ratios.append(delivered / plain)
    return {"of_put": round(statistics.median(ratios), 3), "goal": CLEAN_GOAL}


if __name__ == "__main__":
    wanted = [int(word) for word in sys.argv[1:]] or [1]
    print(json.dumps(ours(*wanted) if wanted[1:] else run(*wanted), indent=2))
