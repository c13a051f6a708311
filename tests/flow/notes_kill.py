"""SIGKILL while session notes are made, get a new password or a new key, or are erased: one password opens, or none.

The vault around them opens each time, and its backup and its notes stay readable with one of the two passwords.
"""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.actions.casework import session_notes
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.vault import rotation, session_vault, unlock_methods
from app.errors import CannotUnlock
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests.flow.boundary import Boundaries, live, spread
from tests.flow.cast import Person

OLD, NEW = "seven lamps under snow", "nine doors of the harbour"
Work = Callable[[Vault, str], None]


def _create(vault: Vault, _: str) -> None:
    session_vault.create(direct_db(vault), OLD, 64)


def _rotate(vault: Vault, _: str) -> None:
    session_vault.open_(direct_db(vault), OLD)
    rotation.rotate(session_vault.require(vault), UnlockSecret(OLD), NEW)


def _password(vault: Vault, _: str) -> None:
    session_vault.open_(direct_db(vault), OLD)
    unlock_methods.change_passphrase(session_vault.require(vault), UnlockSecret(OLD), NEW)


def _erase(vault: Vault, _: str) -> None:
    session_vault.erase(vault)


def _add(vault: Vault, person: str) -> None:
    session_vault.open_(direct_db(vault), OLD)
    session_notes.add(vault, person, {"date": "2026-11-02", "text": "one more"})


WORKS: dict[str, tuple[Work, tuple[str, ...]]] = {
    "create": (_create, (OLD, "")), "rotate": (_rotate, (OLD, NEW)), "password": (_password, (OLD, NEW)),
    "erase": (_erase, (OLD, "")), "add": (_add, (OLD,)),
}  # fmt: skip
"""Each work, and the passwords that can open the notes after it; "": there may be none."""


def notes(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill each work at steps drawn over all of its own; return how often, by what opened afterwards."""
    dice, counts = random.Random(seed), {"kills": 0, OLD: 0, NEW: 0, "": 0}
    for name, (work, answers) in WORKS.items():
        place = base / name
        place.mkdir()
        ana, person = _with_notes(place, name != "create")
        template = place / "template"
        ana.vault.rename(template)
        shutil.copytree(template, ana.vault)
        whole = live(_does(ana, work, person), place)
        for step in spread(max(1, times // len(WORKS)), whole.steps, dice):
            shutil.rmtree(ana.vault, ignore_errors=True)
            shutil.copytree(template, ana.vault)
            life = live(_does(ana, work, person), place, step)
            counts["kills"] += life.killed
            opened = _opens(ana, person, () if name == "create" else ("the first one",))
            assert opened in answers, f"{name} at step {step}: {opened!r} opens"
            assert life.killed or opened == answers[-1] or name in ("create",), "finished, and the old password opens"
            counts[opened] += 1
    return counts


def _with_notes(base: Path, filled: bool) -> tuple[Person, str]:
    ana = Person(base, "ana").creates()
    with ana.opened() as vault:
        person = records.add(vault, "actor", {"alias": "Heron"})[0].id.hex()
        if filled:
            _create(vault, "")
            session_notes.add(vault, person, {"date": "2026-11-02", "text": "the first one"})
    return ana, person


def _does(ana: Person, work: Work, person: str) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def run(steps: Boundaries, tell: Callable[[str], None]) -> None:
        with ana.opened() as vault:
            steps.count = 0
            work(vault, person)
            tell("done")

    return run


def _opens(ana: Person, person: str, texts: tuple[str, ...]) -> str:
    """Return the one password that opens the notes, or "" if there are none, and hold that they are whole."""
    with ana.opened() as vault:
        if not session_vault.is_there(vault):
            _create(vault, "")  # nothing is in the way of new ones
            return ""
        for words in (OLD, NEW):
            try:
                session_vault.open_(direct_db(vault), words)
            except CannotUnlock:
                continue
            with closing(session_vault.require(vault)):
                found = {str(note.fields["text"]) for note in session_notes.list_notes(vault, person)}
            assert found >= {*texts}
            return words
    raise AssertionError("nothing opens the session notes")
