"""SIGKILL while a vault is being destroyed: it opens and is whole, or nothing opens it and the next start ends it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import crypto
from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.vault import lifecycle as health
from app.errors import AppError
from app.store.vault import device_settings, header, wipe
from app.store.vault.open_vault import open_
from tests.flow.boundary import Boundaries, live, spread
from tests.flow.cast import WORDS, Person

_RESTARTS = 20
"""Starts after a kill, each of which is killed too, before nothing may be left."""


def wipes(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill one who destroys a vault, and most of those who go on with it; return how often, and where it stood then."""
    dice = random.Random(seed)
    ana = _with_something_in_it(base)
    first = header.read(ana.vault / wipe.HEADER)
    costs = header.costs(first)
    secret = crypto.derive(ana.passphrase.read_text(), costs[2], costs[0], costs[1])
    template = base / "template"
    ana.vault.rename(template)
    counts = {"kills": 0, "whole": 0, "gone": 0, "killed again": 0}
    shutil.copytree(template, ana.vault)
    whole = live(_wiping(ana.vault), base)
    assert not ana.vault.exists()
    for step in spread(times, whole.steps, dice):
        shutil.copytree(template, ana.vault)
        after = dice.uniform(0, whole.lasted) if dice.random() < 1 / 4 else None
        life = live(_wiping(ana.vault), base, step if after is None else 0, after)
        if not life.killed:  # too late: it was done
            shutil.rmtree(ana.vault, ignore_errors=True)
            shutil.copytree(template, ana.vault)
            life = live(_wiping(ana.vault), base, step)
        counts["kills"] += life.killed
        if _opens(ana.vault, secret):
            assert "destroyed" not in life.answers, "it opens after the header was said to be destroyed"
            assert header.read(ana.vault / wipe.HEADER) == first
            counts["whole"] += 1
        else:
            counts["gone"] += 1
            counts["killed again"] += _finished(ana.vault, base, secret, dice)
        shutil.rmtree(ana.vault, ignore_errors=True)
    return counts


def _with_something_in_it(base: Path) -> Person:
    ana = Person(base, "ana").creates()
    photo = base / "photo.jpg"
    with ana.opened() as vault:
        for number in range(3):
            record, _ = records.add(vault, "event", {"title": f"incident {number}"})
            photo.write_bytes(f"photograph {number}".encode() * 1000)
            evidence.add(vault, photo, record.id.hex())
    device_settings.change(ana.vault, name="Field notes")
    return ana


def _wiping(folder: Path) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, tell: Callable[[str], None]) -> None:
        wipe.destroy_header(folder)
        tell("destroyed")
        wipe.end_other(folder)
        wipe.remove(folder)

    return work


def _opens(folder: Path, secret: "crypto.Secret") -> bool:
    """Return whether the vault opens, and hold that it is whole then; a wipe that was begun is not touched."""
    if not (folder / wipe.HEADER).exists() or wipe.has_begun(folder):
        return False
    vault = open_(folder, secret, WORDS)
    assert health.check(vault).damaged == ()
    vault.close()
    return True


def _finished(folder: Path, base: Path, secret: "crypto.Secret", dice: random.Random) -> int:
    """Start again and again until at most an empty folder is left; return how many of these starts were killed."""
    killed = 0
    for turn in range(_RESTARTS):
        if not folder.exists() or not any(folder.iterdir()):
            return killed
        try:
            open_(folder, secret, WORDS)
        except AppError:
            pass
        else:
            raise AssertionError("a wiped vault opens")
        life = live(_going_on(folder), base, 0 if turn == _RESTARTS - 1 else dice.randrange(1, 12))
        killed += life.killed
    raise AssertionError(f"something is left: {list(folder.rglob('*'))}")


def _going_on(folder: Path) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, tell: Callable[[str], None]) -> None:
        wipe.finish(folder)

    return work
