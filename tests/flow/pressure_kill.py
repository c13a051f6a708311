"""A vault whose header or database is being written as a whole: killed, without power, on a disk that fails.

Each scene of `pressure` is recorded once, call by call; then it is interrupted at points spread evenly over all it did.
"""

import errno
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.searcher import search
from tests.flow import traced
from tests.flow.boundary import spread
from tests.flow.power import Disk
from tests.flow.pressure import SCENES, Scene, said

FAILURES: dict[str, str | int] = {
    "no room": errno.ENOSPC, "a full disk": -errno.ENOSPC, "a bad sector": errno.EIO, "a dead disk": -errno.EIO,
    "read-only from here on": -errno.EROFS, "short": "short",
}  # fmt: skip
"""What a change is answered with: once, or (negative) from then on."""
MARKERS = ["trial 0", "afterwards", "Soldiers closed the mill"]


@contextmanager
def _trial(prepared: Path, base: Path) -> Iterator[Path]:
    folder = base / "trial"
    shutil.copytree(prepared, folder)
    yield folder
    shutil.rmtree(folder)


def _recorded(scene: Scene, base: Path) -> tuple[Path, traced.Trace]:
    """Prepare the vault, and let the scene play once to its end in a copy."""
    assert traced.available(), "only on Linux, x86-64"
    prepared = base / "prepared"
    scene.prepare(prepared)
    with _trial(prepared, base) as folder:
        whole = traced.trace(lambda tell: scene.work(folder, tell), folder)
        assert whole.ended == 0
        scene.check(folder, whole.answers)
    return prepared, whole


def _changes(trace: traced.Trace) -> int:
    return sum(op.what != "answer" for op in trace.ops)


def kills(name: str, times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill the scene before a change of its files, `times` times; return how far it had come."""
    scene, counts = SCENES[name], Counter[str]()
    prepared, whole = _recorded(scene, base)
    for step in spread(times, _changes(whole), random.Random(seed)):
        with _trial(prepared, base) as folder:
            life = traced.trace(lambda tell: scene.work(folder, tell), folder, step, "kill")
            assert life.ended == -9 or not life.failed
            scene.check(folder, life.answers)
            hits = search(MARKERS, [folder])
            assert not hits, hits[:3]
        counts[f"answered {len(life.answers)}"] += 1
    return {"kills": times, "steps": _changes(whole), **dict(sorted(counts.items()))}


def power(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Cut the power at any point of every scene, `times` in all."""
    dice, counts = random.Random(seed), dict.fromkeys(SCENES, 0)
    for number, (name, scene) in enumerate(SCENES.items()):
        own = base / name
        own.mkdir()
        prepared = own / "prepared"
        scene.prepare(prepared)
        disk = Disk.of(prepared)
        whole = traced.trace(lambda tell, s=scene, p=prepared: s.work(p, tell), prepared)  # type: ignore[misc]
        mine = times // len(SCENES) + (number < times % len(SCENES))
        at = 0
        for point in sorted(dice.randrange(len(whole.ops) + 1) for _ in range(mine)):
            for op in whole.ops[at:point]:
                disk.do(op)
            at = point
            disk.cut(own / "cut", dice)
            scene.check(own / "cut", [op.path for op in whole.ops[:point] if op.what == "answer"])
            shutil.rmtree(own / "cut")
            counts[name] += 1
    return counts


def faults(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Let the disk fail at a change of every scene, `times` for each way to fail; a person hears one sentence."""
    counts = Counter[str]()
    for name, scene in SCENES.items():
        own = base / name
        own.mkdir()
        prepared, whole = _recorded(scene, own)
        for way, failure in FAILURES.items():
            for step in spread(times, _changes(whole), random.Random(seed)):
                with _trial(prepared, own) as folder:
                    work = said(lambda tell, folder=folder, scene=scene: scene.work(folder, tell))  # type: ignore[misc]
                    life = traced.trace(work, folder, step, failure)
                    told = [line for line in life.answers if line.startswith("refused")]
                    assert life.ended == 0 and all(line.startswith("refused 8 ") for line in told), (way, step, told)
                    assert len(told) <= 1 and not (told and failure == "short"), (way, step, told)
                    scene.check(folder, life.answers)
                counts[f"{name}, {'told' if told else 'went on'}"] += 1
    return dict(counts)
