"""A backup that is killed in the middle and gone on with, and a restore against `cp -r` and `sync` of the same bytes.

The vault holds files of random bytes and a little database. What the killed and the second process wrote is counted by
the system, so that a file begun twice shows. Both ways of copying begin with nothing of the backup in the cache, and
take turns. `python -m tests.bench.bench_backup [GIB]`; `x.py bench --only large_backup` is the one of 10 GiB.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from app import start
from app.actions.vault import backups
from app.store.records import files
from app.store.vault import blobs, durable
from app.store.vault import open_vault as vaults
from app.store.vault.open_vault import Vault
from tests.bench import BenchError

TREE = Path(__file__).parents[2]
GOAL = 1.25
"""Time of a restore over that of `cp -r` and `sync`, at most: 0.8 of its speed."""
MOST_WRITTEN = 1.01
"""Bytes written for a backup, both lives together, over the vault's own size."""
FILE = 2**28
WORDS = "six words of a bench"

_BACKUP = """
import sys
from pathlib import Path
from contextlib import closing
from app import start
from app.actions.vault.lifecycle import backups
from app.store.vault.open_vault import open_
with closing(open_(Path(sys.argv[1]), sys.argv[3], start.vocabularies())) as vault:
    backups.back_up(vault, Path(sys.argv[2]))
print(Path("/proc/self/io").read_text().split("write_bytes: ")[1].split()[0])
"""


def run(size: int = 2**28, rounds: int = 5) -> dict[str, object]:
    """Return medians in seconds, their ratio, and what was written over the vault's size."""
    root = Path(os.environ.get("AMPARO_BENCH_DISK", "/var/tmp"))
    if shutil.disk_usage(root).free < 3.5 * size + 2**30:
        raise BenchError(f"this bench needs {3.5 * size / 2**30 + 1:.0f} GiB free in {root}")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=root) as name:
        base = Path(name)
        _make(base / "vault", size)
        held = _bytes(base / "vault")
        written, seconds, on_disk = _killed_and_resumed(base / "vault", base / "stick", held)
        shutil.rmtree(base / "vault")  # room for the copies
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(_copied(base / "stick", base / "copy"))
            ours.append(_restored(base / "stick", base / "new"))
    took, reference = statistics.median(ours), statistics.median(theirs)
    ratio = took / reference
    what = f"restore of {size / 2**30:g} GiB, s (a killed backup wrote {written / held:.4f} of the vault)"
    return {
        "what": what, "ours": round(took, 2), "theirs": round(reference, 2), "reference": "cp -r, sync",
        "ratio": round(ratio, 3), "goal": GOAL, "met": ratio <= GOAL and written <= MOST_WRITTEN * held,
        "backup_s": round(seconds, 2), "written": round(written / held, 4), "on_disk": round(on_disk / held, 4),
        "all_ours": [round(one, 2) for one in ours], "all_theirs": [round(one, 2) for one in theirs], "load": load,
    }  # fmt: skip


def _make(folder: Path, size: int) -> None:
    with closing(vaults.create(folder, WORDS, start.vocabularies(), kdf_mib=64)) as vault:
        backups.set_passphrase(vault, WORDS)
        for _ in range(max(1, size // FILE)):
            _keep(vault, min(FILE, size))


def _keep(vault: Vault, size: int) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(size // 2**20):
            yield os.urandom(2**20)

    stored = blobs.import_pieces(vault.folder, pieces())
    with vault.transaction():
        files.keep(vault, stored)


def _killed_and_resumed(vault: Path, stick: Path, held: int) -> tuple[int, float, int]:
    """Kill a backup when half is there, go on, and return bytes written by both, seconds of the second, bytes there."""
    command = [sys.executable, "-c", _BACKUP, str(vault), str(stick), WORDS]
    with subprocess.Popen(command, cwd=TREE, stdout=subprocess.DEVNULL) as first:
        while not stick.exists() or _bytes(stick) < held // 2:
            if first.poll() is not None:
                raise BenchError("the backup was over before it could be killed")
            time.sleep(0.005)
        written = int(Path(f"/proc/{first.pid}/io").read_text().split("write_bytes: ")[1].split()[0])
        first.kill()
    began = time.perf_counter()
    second = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=True)
    return written + int(second.stdout), time.perf_counter() - began, _bytes(stick)


def _copied(stick: Path, to: Path) -> float:
    _forget(stick)
    began = time.perf_counter()
    subprocess.run(["cp", "-r", str(stick), str(to)], check=True)
    subprocess.run(["sync", "-f", str(to)], check=True)
    took = time.perf_counter() - began
    shutil.rmtree(to)
    return took


def _restored(stick: Path, to: Path) -> float:
    _forget(stick)
    began = time.perf_counter()
    back = backups.restore(stick, to, WORDS, WORDS, start.vocabularies(), kdf_mib=64)
    took = time.perf_counter() - began
    if back.damaged:
        raise BenchError("the restore found damage")
    shutil.rmtree(to)
    return took


def _forget(folder: Path) -> None:
    """Have both read from the disk, and let nothing that was written before be written meanwhile."""
    subprocess.run(["sync", "-f", str(folder)], check=True)
    for path in folder.rglob("*"):
        if path.is_file():
            durable.forget_cache(path)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    print(json.dumps(run(int(float(sys.argv[1]) * 2**30)) if len(sys.argv) > 1 else run(), indent=2))
