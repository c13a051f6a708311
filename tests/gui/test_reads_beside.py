"""While a long step holds the store, pages are read beside it, and what is written waits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.people.people_screen import People
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.vault.open_vault import Vault
from tests.gui.running import document, unlocked
from tests.gui.test_tables_in import LOOKED_AT, until


@contextmanager
def held(qtbot: QtBot, desk: VaultSession) -> Iterator[None]:
    """Let a step hold the store's lane, with a row in the middle of its transaction."""
    inside, gate = threading.Event(), threading.Event()

    def step(vault: Vault) -> None:
        with vault.transaction():
            records.add(vault, "event", {"title": "Half of an import", "review_state": "draft"})
            inside.set()
            gate.wait(20)

    over: list[object] = []
    desk.on_net(lambda _, __: desk.long_step(step), over.append)
    until(qtbot, inside.is_set)  # a lane is `held` a moment before: what is asked in that moment may still go first
    try:
        yield
    finally:
        gate.set()
        until(qtbot, lambda: bool(over))


def test_other_pages_are_read_while_an_import_goes_on(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    with held(qtbot, desk):
        desk.go("people")
        people, incidents = desk.places["people"], document(desk)
        assert isinstance(people, People)
        until(qtbot, lambda: [row.title for row in people.pane.model.rows] == ["Heron"])
        desk.go("incidents")
        incidents.pane.searched.emit("import")
        until(qtbot, lambda: incidents.pane.model.rows == [])
        incidents.pane.searched.emit("river")
        until(qtbot, lambda: len(incidents.pane.model.rows) == 1)
        said: list[object] = []
        desk.ask(lambda vault: vault.set("later", b"1"), said.append)
        qtbot.wait(LOOKED_AT)
        assert said == [], "what is written waits for its turn"
    until(qtbot, lambda: bool(said))
    incidents.pane.searched.emit("import")
    until(qtbot, lambda: len(incidents.pane.model.rows) == 1)


def test_what_has_to_write_first_waits_for_the_import(qtbot: QtBot, program: Program) -> None:
    desk, came, wrong = unlocked(qtbot, program), [], []
    with held(qtbot, desk):
        desk.read(lambda vault: vault.set("later", b"1"), came.append, wrong.append)
        qtbot.wait(LOOKED_AT)
        assert came == wrong == []
    until(qtbot, lambda: came == [None])
    assert wrong == []
