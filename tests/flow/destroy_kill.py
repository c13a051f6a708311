"""SIGKILL while something is destroyed: afterwards all of it is there, or none of it once the next start went on."""

import random
from collections.abc import Callable
from pathlib import Path

from app.actions.kernel import records
from app.actions.records import destruction, evidence
from app.actions.vault import lifecycle as health
from app.store.mail import destruction as store
from app.store.records import files
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests import pages
from tests.flow.boundary import Boundaries, live, spread
from tests.flow.cast import Person

_MARKS = (b"itlezq", b"toryzq", b"nsidezq")


def destroyed(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill one who destroys an incident with its file; return how often, and after how many it was all there still."""
    dice = random.Random(seed)
    ana = Person(base, "ana").creates()
    letter = base / "letter.txt"
    with ana.opened() as vault:
        for number in range(20):
            records.add(vault, "event", {"title": f"other {number}", "date_start": f"2026-03-{number + 1:02}"})
        key = _write(vault, letter)
    whole = live(_destroying(ana, key), base)
    with ana.opened() as vault:
        _want_nothing(vault)
    there = 0
    for number, step in enumerate(spread(times, whole.steps, dice)):
        with ana.opened() as vault:
            key = _write(vault, letter)
        by_time = number % 3 == 2  # inside of what SQLite does by itself too
        after = dice.uniform(0, whole.lasted) if by_time else None
        life = live(_destroying(ana, key), base, 0 if by_time else step, after)
        there += _after(ana, key, life.answers)
    return {"kills": times, "steps": whole.steps, "nothing had gone": there}


def _write(vault: Vault, letter: Path) -> str:
    given = {"title": "qxvtitlezq", "description": "Qxvstoryzq " * 200, "date_start": "2026-03-10"}
    event, _ = records.add(vault, "event", given)
    letter.write_text("qxvnsidezq")
    evidence.add(vault, letter, event.ref)
    return event.ref


def _destroying(ana: Person, key: str) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, tell: Callable[[str], None]) -> None:
        with ana.opened() as vault:
            steps.watch(vault)
            destruction.destroy(vault, destruction.look(vault, key))
            tell("destroyed")
            destruction.finish(vault)
            tell("finished")

    return work


def _after(ana: Person, key: str, answers: object) -> bool:
    """Hold that it is whole, or gone for good; return whether it was whole, and destroy it then."""
    with ana.opened() as vault:
        whole = records.count_matches(vault, Query("event")) == 21
        assert not (whole and "destroyed" in list(answers)), "it came back"  # type: ignore[call-overload]
        if whole:
            (item,) = evidence.of_record(vault, records.record_of(vault, key).id)
            assert item.file is not None and evidence.reader(vault, item).read_at(0, 10) == b"qxvnsidezq"
            destruction.destroy(vault, destruction.look(vault, key))
        destruction.finish(vault)
        assert not store.has_pending_destruction(vault) and health.check(vault).damaged == ()
        assert files.list_files(vault) == []
        _want_nothing(vault)
    return whole


def _want_nothing(vault: Vault) -> None:
    assert pages.found(vault, _MARKS) == {}
    assert not [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()]
    assert [path.name for path in (vault.folder / "db").iterdir() if path.suffix == ".new"] == []
