"""An incident is destroyed by keyboard: shown first, its code typed, and neither Undo nor a form brings it back."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.vault import machine
from app.gui.records.destroying_screen import open_destroying
from app.gui.records.destroying_view import DestroyView
from app.gui.settings.machine_screen import look_at_machine, open_machine
from app.gui.settings.machine_view import MachineView
from app.gui.start.run import Program
from app.gui.today import now_query
from app.gui.widgets.buttons import Button
from app.store.mail import destruction as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from sync.exchange import Tally
from tests import pages
from tests.gui.hands import visible
from tests.gui.running import document, in_store, unlocked


def test_it_goes_for_good_once_its_code_was_typed(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)

    def write(vault: Vault) -> tuple[str, str]:
        record, _ = records.add(vault, "event", {"title": "Qxvtitlezq", "act": {"violation_text": "Qxvactzq"}})
        return record.id.hex(), record.ref

    acts = in_store(program, lambda vault: records.count_matches(vault, Query("act")))
    key, ref = in_store(program, write)
    desk.refresh()
    desk.act(lambda vault: records.edit(vault, key, {"title": "Qxvlaterzq"})[1], "Saved.", lambda _: None)  # type: ignore[arg-type,return-value]
    place.pane.select(key)
    qtbot.waitUntil(lambda: bool(desk.past.done), timeout=10000)
    open_destroying(desk, key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, DestroyView), timeout=10000)
    page = desk.window.full
    assert isinstance(page, DestroyView) and not page.button.isEnabled()
    qtbot.keyClicks(page.reason, "asked for by the family")
    qtbot.keyClicks(page.typed, "no such code")
    assert not page.button.isEnabled()
    page.typed.clear()
    qtbot.keyClicks(page.typed, ref.lower())
    assert page.button.isEnabled()
    qtbot.keyClick(page.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.busy and not in_store(program, store.has_pending_destruction), timeout=20000)
    qtbot.waitUntil(lambda: not desk.past.done, timeout=10000)
    assert desk.window.full is None
    assert in_store(program, lambda vault: records.count_matches(vault, Query("act"))) == acts
    assert in_store(program, lambda vault: pages.found(vault, [b"titlezq", b"aterzq", b"actzq"])) == {}
    desk.undo()
    assert in_store(program, lambda vault: records.find(vault, Query("event", text="Qxvtitlezq"))) == []


def test_what_was_cut_goes_on_when_the_vault_is_opened(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: vault.set("traces", b"1"))
    desk.routes.after_opening()
    qtbot.waitUntil(lambda: not in_store(program, store.has_pending_destruction), timeout=20000)


def test_what_a_rule_destroyed_in_a_round_leaves_no_trace(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.routes = desk.routes._replace(after_opening=lambda: None)
    in_store(program, lambda vault: vault.set("traces", b"1"))
    desk.rounds.take_result(Tally())
    qtbot.waitUntil(lambda: not in_store(program, store.has_pending_destruction), timeout=20000)


def test_what_is_worth_a_look_is_one_line_on_now_until_it_is_known(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "swaps").write_text("Filename Type\n/dev/sdz9 partition 1 0 -2\n")
    look_at_machine(desk, tmp_path)
    qtbot.waitUntil(lambda: in_store(program, machine.count_unreviewed_findings) != 0, timeout=10000)
    cards = in_store(program, lambda vault: now_query.page(vault, desk.look.tr).cards)
    assert [card.act[0] for card in cards if card.title == "This vault"] == ["do:machine"]
    open_machine(desk, tmp_path)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, MachineView), timeout=10000)
    for _ in range(int(str(in_store(program, machine.count_unreviewed_findings)))):
        before = desk.window.full
        assert isinstance(before, MachineView)
        qtbot.keyClick(next(one for one in visible(before, Button) if one.shown == "Do not warn me"), Qt.Key.Key_Space)
        qtbot.waitUntil(lambda before=before: desk.window.full is not before, timeout=10000)
    assert in_store(program, machine.count_unreviewed_findings) == 0
