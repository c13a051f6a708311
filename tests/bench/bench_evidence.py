"""Taking 1 GiB of evidence into a vault, against `age -r` doing less (it does not hash) on the same tmpfs.

Both run by turns, so that other work on the machine meets both; medians are compared. The import uses two cores and
age one, so a busy machine speaks against the import: `load` says how busy it was when the bench began. The import's
peak memory is that of its own process. Run by hand: `python -m tests.bench.bench_evidence`.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TREE = Path(__file__).parent.parent.parent
SIZE = 2**30
GOAL = 0.75
"""Import time over age's time, at most."""

_IMPORT = """
import sys, time
from pathlib import Path
from app.store.vault.blobs import import_file
start = time.perf_counter()
import_file(Path(sys.argv[1]), Path(sys.argv[2]))
print(time.perf_counter() - start, Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def run(rounds: int = 7, size: int = SIZE) -> dict[str, float]:
    """Return medians in seconds, their ratio, and the largest peak memory in MiB; RuntimeError without age or room."""
    age, keygen = shutil.which("age"), shutil.which("age-keygen")
    if not age or not keygen:
        raise RuntimeError("this bench compares with age: install it (Debian: apt install age)")
    load = os.getloadavg()[0]
    shm = Path("/dev/shm")
    if not shm.is_dir() or shutil.disk_usage(shm).free < 3.3 * size:
        raise RuntimeError(f"this bench needs {3.3 * size / 2**30:.1f} GiB free in /dev/shm")
    with tempfile.TemporaryDirectory(dir=shm) as name:
        folder = Path(name)
        _random_file(folder / "original", size)
        secret = subprocess.run([keygen], capture_output=True, text=True, check=True).stdout
        public = next(line.split()[-1] for line in secret.splitlines() if "public key" in line)
        ages, copies, imports, peaks = [], [], [], []
        for _ in range(rounds):
            ages.append(_seconds([age, "-r", public, "-o", str(folder / "aged"), str(folder / "original")]))
            (folder / "aged").unlink()
            copies.append(_seconds(["cp", str(folder / "original"), str(folder / "copy")]))
            (folder / "copy").unlink()
            seconds, peak = _import(folder)
            imports.append(seconds)
            peaks.append(peak)
    took, reference = statistics.median(imports), statistics.median(ages)
    return {
        "import_s": round(took, 3),
        "age_s": round(reference, 3),
        "cp_s": round(statistics.median(copies), 3),
        "ratio_to_age": round(took / reference, 3),
        "goal": GOAL,
        "peak_mib": round(max(peaks), 1),
        "rounds": rounds,
        "load": round(load, 2),
    }


def _import(folder: Path) -> tuple[float, float]:
    """Import into a fresh vault in a fresh process: seconds of the call, peak MiB of the process."""
    vault = folder / "vault"
    vault.mkdir()
    command = [sys.executable, "-c", _IMPORT, str(vault), str(folder / "original")]
    seconds, peak = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=True).stdout.split()
    shutil.rmtree(vault)
    return float(seconds), int(peak) / 1024


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def _random_file(path: Path, size: int) -> None:
    with path.open("wb") as file:
        for at in range(0, size, 2**20):
            file.write(os.urandom(min(2**20, size - at)))


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
