"""The program with the sample vault open, to show a page of it: what is seen is what a person would see.

The sample is made once in a run for each language, at one moment, and copied for each look.
"""

import atexit
import random
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from threading import Barrier, Event
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app import start
from app.actions.field import appeal_requests
from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.records import evidence, searches
from app.actions.relays.networks import Network
from app.actions.sample import sample_vault
from app.gui.delivery import delivery_query
from app.gui.shell.vault_session import AT_REST, VaultSession
from app.gui.start.program import Program
from app.gui.start.startup_settings import Before
from app.gui.style.theme import Look
from app.store.records.search import Query
from app.store.vault import header
from app.store.vault import open_vault as store
from app.store.vault.lockfile import lock_for_writing
from app.store.vault.open_vault import Vault
from tests import pace
from tests.gui import sample_later
from tests.gui.running import ask_now
from tests.gui.stage import settle
from tests.vaults import PASSPHRASE, WORDS, Clock, create, derived

T = TypeVar("T")

EMPTY, FULL, LATER = "empty", "full", "later"
"""A vault with nothing in it, the sample, and the sample after the acts of `sample_later`."""
NOW = 1_797_531_420
"""Thursday 17 December 2026, 13:17 in the east of America (UTC-5), where the story is told."""


@cache
def _made(language: str, state: str) -> Path:
    """Return the folder of a vault in a state, made once for all processes of a run in memory."""
    shared = Path(tempfile.gettempdir())
    if not shared.name.startswith(pace.PREFIX):
        folder = Path(tempfile.mkdtemp(prefix="amparo-sample-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _make(folder, language, state)
        return folder
    folder = shared / f"sample-{language}-{state}"
    with folder.with_suffix(".lock").open("wb") as lock, lock_for_writing(lock.fileno(), 240):
        if not folder.exists():
            begun = Path(tempfile.mkdtemp(prefix="sample-"))
            _make(begun, language, state)
            begun.rename(folder)
    return folder


def _make(folder: Path, language: str, state: str) -> None:
    """Make the vault of a state in a folder: nothing in it, the sample, or the sample some hours later."""
    if state == EMPTY:
        with closing(create(folder / "vault", PASSPHRASE, Clock(NOW))):
            pass
    elif state == FULL:
        chance = random.Random(language).randbytes
        sample_vault.make(
            folder / "vault", PASSPHRASE, WORDS, language=language, clock=Clock(NOW), random=chance
        ).close()
    else:
        shutil.copytree(_made(language, FULL) / "vault", folder / "vault")
        with closing(_opened(folder / "vault")) as vault:
            sample_later.go_on(vault, folder)


def _opened(folder: Path) -> Vault:
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    key = derived(PASSPHRASE, salt, m_kib, passes)
    return store.open_(folder, key, start.vocabularies(), clock=Clock(NOW))


class SampleProgram:
    """The program, which opens another copy of the sample for each look."""

    def __init__(self) -> None:
        self._program: Program | None = None
        self._key: tuple[str, str] | None = None
        self._spoilt = False
        self.door: Program | None = None

    def open(self, look: Look, size: tuple[int, int], state: str = FULL, place: str = "today") -> VaultSession:
        """Return the open vault in a new window, at rest on Now."""
        language = "ar" if look.tr.language == "ar" else "en"
        program = self._opened(language, state)
        program.look = look
        program.before = Before("Field notes", look.tr.language, look.theme, look.factor, size)
        if program.desk is not None and isValid(program.desk.window):
            program.desk.retire()
        program.window = None
        program._build(10, place)
        desk = program.desk
        assert desk is not None
        desk._soon.stop()
        desk.rounds.here = Network
        desk.rounds.again()
        desk._read_foot()
        while program.window is not desk.window:  # the program shows it once the first place has its rows
            QTest.qWait(1)
        desk.window.resize(*size)
        desk.window.show()
        self.rest(0)
        return desk

    def _opened(self, language: str, state: str) -> Program:
        if self._program is None or self._spoilt or self._key != (language, state):
            self.close()
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            folder = Path(tempfile.mkdtemp(prefix="amparo-sample-")) / "vault"
            atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
            shutil.copytree(_made(language, state) / "vault", folder)
            program = Program(app, folder)
            program.hold(ask_now(program, lambda: _opened(folder)))
            self._program, self._key = program, (language, state)
        return self._program

    def open_door(self, look: Look, size: tuple[int, int], locked: bool) -> Program:
        """Return the program before a vault is open: locked, or at its first start."""
        self.close()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        folder = Path(tempfile.mkdtemp(prefix="amparo-sample-")) / "field-notes"
        atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
        if locked:
            shutil.copytree(_made("en", EMPTY) / "vault", folder)
        self.door = program = Program(app, folder)
        program.look = look
        program.before = Before("", look.tr.language, look.theme, look.factor, size)
        (program._locked if locked else program._first_start)()
        settle()
        return program

    def rest_door(self) -> None:
        """Let the locked window come to rest after it asked the vault."""
        assert self.door is not None
        ask_now(self.door, lambda: None)
        settle()

    def ask(self, task: Callable[[Vault], T]) -> T:
        """Run a task in the vault."""
        assert self._program is not None and self._program._vault is not None
        vault = self._program._vault
        return ask_now(self._program, lambda: task(vault))

    def spoil(self) -> None:
        """Use another copy for the next look: the page of this one wrote into the vault."""
        self._spoilt = True

    def close(self) -> None:
        """Close the vault; a test of another window comes next."""
        program, self._program, self._key, self._spoilt = self._program, None, None, False
        if self.door is not None:
            self.door.work.close()
            self.door = None
        if program is None:
            return
        if program.desk is not None and isValid(program.desk.window):
            program.desk.retire()
        program.work.end_beside()
        vault = program._vault
        if vault is not None:
            with suppress(RuntimeError):
                ask_now(program, vault.close)
        program.work.close()

    def rest(self, moment: int = AT_REST + 5) -> None:
        """Let the pages ask the vault, from each lane, and show its answers; twice if they wait a moment first.

        The usual moment is that of a list, and is over at once if no list waits.
        """
        program = self._program
        if program is None:
            return
        for pause in (moment, 0)[: 2 if moment else 1]:
            ask_now(program, lambda: None)
            settle()
            both = Barrier(3)
            for _ in range(2):
                program.work.net(program, both.wait, lambda _: None)
            while both.n_waiting < 2:  # a lane that gives way to the window waits until the window is painted
                QTest.qWait(1)
            both.wait()
            settle()
            seen = Event()
            program.work.look(program, seen.set, lambda _: None)
            seen.wait()
            settle()
            ask_now(program, lambda: None)
            settle()
            if pause > AT_REST + 5 or (pause and self._waits()):
                QTest.qWait(pause)

    def _waits(self) -> bool:
        """Return True if a list waits for a cursor that rests."""
        desk = self._program.desk if self._program is not None else None
        timers = desk.window.findChildren(QTimer) if desk is not None else []
        return any(one.isActive() and one.isSingleShot() and 0 < one.interval() <= AT_REST for one in timers)

    def said(self, english: str) -> str:
        """Return a sentence of the story in the language of the open sample."""
        assert self._key is not None
        return sample_vault._read_words(self._key[0]).get(english, english)

    @property
    def is_full(self) -> bool:
        """Return True if the sample is open, and not the empty vault."""
        return self._key is not None and self._key[1] != EMPTY

    def find(self, kind: str, title: str) -> str:
        """Return the id of a record in hex by its kind and the beginning of its English title."""
        begins = self.said(title)
        return self._ask(
            lambda vault: next(
                row.id.hex() for row in records.find(vault, Query(kind, limit=None)) if row.title.startswith(begins)
            )
        )

    def add_file(self, name: str, data: bytes, to: str) -> None:
        """Add a file as evidence of a record."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            self._ask(lambda vault: evidence.add(vault, path, to))

    def newest_report(self) -> str:
        """Return the key of the newest report that waits for a decision."""
        return self._ask(lambda vault: delivery_query.key_of(inbox.list_reports(vault, "delivered", 1)[0]))

    def call(self) -> str:
        """Return the key of the appeal that came."""
        return self._ask(lambda vault: f"call:{appeal_requests.calls(vault)[0].key}")

    def saved_search(self) -> str:
        """Return the key of the search that was kept."""
        return self._ask(lambda vault: f"search:{searches.list_saved_searches(vault)[0].key}")

    def _ask(self, task: Callable[[Vault], str]) -> str:
        program = self._program
        assert program is not None and program._vault is not None
        vault = program._vault
        return ask_now(program, lambda: task(vault))


SAMPLE = SampleProgram()
"""The one of this process."""
