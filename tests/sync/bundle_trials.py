"""Long trials of the stick, for the suite in short and for `x.py` in full: SIGKILL while writing, and a fuzzer.

Run as a program it is the writer that gets killed: `python -m tests.sync.bundle_trials STICK SEED`.
"""

import io
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sync.bundle import BundleReader
from sync.errors import Damaged
from sync.frames import ENVELOPE_MAGIC, FRAME_HEADER, FRAME_MAGIC, SEGMENT, VOLUME_HEADER, walk
from tests.sync.sticks import MIB, blob_of, envelope_of, frame, frames_of, read, volume, write

ROOT = Path(__file__).parents[2]
OLDER = [envelope_of(21_363, 1), blob_of(2 * MIB + 5, 2)]


def objects_of(seed: int) -> list[bytes]:
    """Return what the run with this seed writes: about 11 MiB."""
    sizes = random.Random(seed).choices([16_400, 300_000, MIB, 2 * MIB + 1], k=10)
    return [envelope_of(21_363, seed * 100), *(blob_of(size, seed * 100 + n) for n, size in enumerate(sizes, 1))]


def kill_loop(times: int, folder: Path, seed: int = 0) -> dict[str, int]:
    """Kill a writer `times` times at random moments; return how often it was before, within and after its writing.

    If no kill was within, as on a machine that other work slows, it goes on until one is, or until 40 more were not.
    Holds each time: the older bundle is whole, nothing false is read, what was answered "safe" is whole, and a
    half-written bundle is reported by its name and gone after the next write.
    """
    stick = folder / "stick"
    stick.mkdir()
    write(stick, OLDER, 2 * MIB)
    _, lasts = _one_run(stick, times, None)
    kept, older = {*OLDER, *objects_of(times)}, set(stick.iterdir())
    ever, draw, counts = set(kept), random.Random(seed), {"before": 0, "within": 0, "after": 0}
    for turn in range(times + 40):
        if turn >= times and counts["within"]:
            break
        answered, _ = _one_run(stick, turn, draw.uniform(0, lasts))
        written = set(objects_of(turn))
        ever |= written
        found, reader = read(stick)
        new = [path for path in stick.iterdir() if path not in older]
        left = [path.name for path in new if path.suffix == ".part"]
        assert kept <= set(found), "an older bundle lost something"
        assert set(found) <= ever, "something false was read"
        assert not answered or written <= set(found), "answered as safe, yet not whole"
        assert {aside.what for aside in reader.kept_aside if "unfinished" in aside.why} == set(left)
        counts["within" if left else "after" if new else "before"] += 1
        for path in new:
            if path.suffix != ".part":
                assert written <= set(found), "a finished name on an unfinished bundle"
                _remove(path)
    write(stick, [b"the next one"])
    assert not list(stick.glob("*.part")), "a leftover stayed"
    return counts


def _one_run(stick: Path, seed: int, kill_after: float | None) -> tuple[bool, float]:
    """Let a child write; return whether it answered that the stick is safe, and how long it wrote."""
    command = [sys.executable, "-m", "tests.sync.bundle_trials", str(stick), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        began = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            child.send_signal(signal.SIGKILL)
        answered = child.stdout.read() == "safe\n"
        return answered, time.monotonic() - began


def _remove(bundle: Path) -> None:
    """Remove a bundle, so that a long trial does not fill the disk."""
    for path in bundle.iterdir():
        path.unlink()
    bundle.rmdir()


def fuzz(cases: int, folder: Path, seed: int = 0) -> int:
    """Read `cases` broken or hostile volumes; return how many frames were found in them.

    Holds each time: no exception but `Damaged`, frames in bounds and in order, no object that was not put there, at
    most one second.
    """
    draw = random.Random(seed)
    honest = [envelope_of(draw.randrange(9, 3_000), n) for n in range(4)] + [blob_of(SEGMENT + 9, 5)]
    frames = [part for data in honest for part in frames_of(data)]
    path = volume(folder / "fuzzfuzz", frames)
    found = 0
    for case in range(cases):
        small = draw.random() < 0.9
        data = _broken(draw, frames[: -3 if small else None])
        began = time.monotonic()
        end = VOLUME_HEADER
        try:
            for one in walk(io.BytesIO(data), len(data), "case"):
                assert end <= one.at and one.end <= len(data), case
                end, found = one.end, found + 1
        except Damaged:
            pass
        path.write_bytes(data)
        reader = BundleReader(folder)
        for arrival in reader.arrivals():
            whole = b"".join(arrival.read(at, SEGMENT) for at in range(0, arrival.length, SEGMENT))
            assert whole in honest, case
        reader.close()
        assert time.monotonic() - began < 1, case
    return found


def _broken(draw: random.Random, frames: list[bytes]) -> bytes:
    """Return a volume with some of the things done to it that time and malice do."""
    parts = [frames[draw.randrange(len(frames))] for _ in range(draw.randrange(1, 12))]
    for _ in range(draw.randrange(4)):
        parts.insert(draw.randrange(len(parts) + 1), _invented(draw))
    data = bytearray(b"AMPBUN\x01\x00" + draw.randbytes(16) + bytes([0, 0, 0, 1]) + bytes(4) + b"".join(parts))
    for _ in range(draw.randrange(5)):
        at, size = draw.randrange(len(data)), draw.randrange(1, 200)
        action = draw.randrange(5)
        if action == 0:
            data[at] ^= 1 << draw.randrange(8)
        elif action == 1:
            data[at : at + size] = draw.randbytes(size)
        elif action == 2:
            del data[at : at + size]
        elif action == 3:
            data[at:at] = FRAME_MAGIC * draw.randrange(1, 50)
        else:
            data[at:at] = data[draw.randrange(len(data)) :][:size]
        data = data or bytearray(1)
    return bytes(data[: draw.randrange(len(data) + 1)] if draw.random() < 0.3 else data)


def _invented(draw: random.Random) -> bytes:
    """Return a frame with a true seal and fields that no honest writer would choose."""
    numbers = [
        0,
        1,
        31,
        32,
        162,
        200,
        SEGMENT,
        SEGMENT + 1,
        1 << 36,
        (1 << 36) + 1,
        (1 << 64) - 1,
        -SEGMENT % (1 << 64),
    ]
    kind, size = draw.randrange(8), draw.choice([0, 1, 4, 32, 64, 162, 200, 5_000])
    name = draw.choice([bytes(32), b"n" * 32, draw.randbytes(32)])
    made = frame(kind, (ENVELOPE_MAGIC + draw.randbytes(size))[:size], name, draw.choice(numbers), draw.choice(numbers))
    return made if draw.random() < 0.8 else made[:FRAME_HEADER]


if __name__ == "__main__":
    print("ready", flush=True)
    write(Path(sys.argv[1]), objects_of(int(sys.argv[2])), 4 * MIB)
    print("safe", flush=True)
