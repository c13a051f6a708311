"""A mapping that was begun is there after a lock, and one made for the command line serves the window."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts
from app.actions.records import tables
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.tables.table_in_view import TableInView, TriedView
from app.gui.today.now_screen import Now
from app.gui.today.now_view import NowView
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Picker
from tests.gui.hands import visible
from tests.gui.running import in_store, unlocked
from tests.gui.test_tables_in import (
    OPEN_ROWS,
    all_columns,
    choose,
    last_said,
    open_page,
    page,
    until,
    values,
    whole,
    whole_of,
)
from tests.vaults import vault_at


def test_a_mapping_that_was_begun_is_there_after_a_lock(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(OPEN_ROWS, "utf-8")
    desk = unlocked(qtbot, program)
    open_page(qtbot, desk, path)
    assert in_store(program, drafts.names) == [], "nothing was said yet"
    choose(qtbot, "Seen on", "When")
    until(qtbot, lambda: "dates" in page(desk).fields)
    choose(qtbot, "Spot", "Place · Name")
    until(qtbot, lambda: "place.name" in kept_fields(program))
    again = locked_and_opened(qtbot, program)
    until(qtbot, lambda: len(again.window.findChildren(Unfinished)) == 1)
    (strip,) = again.window.findChildren(Unfinished)
    assert any("You were importing cases.csv." in label.text() for label in strip.findChildren(QLabel))
    strip.go_on.click()
    until(qtbot, lambda: isinstance(again.window.full, TableInView))
    view = page(again)
    until(qtbot, lambda: all_columns(view))
    assert values(view, "Seen on") == ["date_start"] and values(view, "Spot") == ["place.name"]
    order = view.controls["dates"]
    assert isinstance(order, OneOf) and order.value == "", "the question stays one"
    view.said.emit("dates", "month")
    until(qtbot, lambda: kept_table(program)["day_first"] is False)
    view.go.emit()
    until(qtbot, lambda: isinstance(again.window.full, TriedView))
    again.window.full.go.emit()  # type: ignore[union-attr]
    until(qtbot, lambda: "new record" in last_said(again))
    assert in_store(program, drafts.names) == []


def key_column(view: TableInView) -> str:
    key = view.controls["key"]
    assert isinstance(key, Picker)
    return key.value


def kept_table(program: Program) -> dict[str, Any]:
    kept = in_store(program, lambda vault: drafts.load(vault, drafts.TABLE))
    assert isinstance(kept, tuple)
    form = kept[0]
    assert isinstance(form, dict)
    return form


def kept_fields(program: Program) -> dict[str, object]:
    if in_store(program, drafts.names) == []:
        return {}
    fields = kept_table(program)["said"]["fields"]
    assert isinstance(fields, dict)
    return fields


def locked_and_opened(qtbot: QtBot, program: Program) -> VaultSession:
    """Build the window anew, as a fresh program on the same vault does."""
    old = program.desk
    assert old is not None
    old.retire()
    program.opened(in_store(program, lambda vault: vault), 5)
    desk = program.desk
    assert desk is not None and desk is not old
    until(qtbot, lambda: program.window is desk.window)
    return desk


def test_a_draft_whose_file_is_gone_says_so_and_stays(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    said = {"path": str(tmp_path / "gone.csv"), "said": {"kind": "event", "fields": {"title": "a"}}, "day_first": None}
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: drafts.keep(vault, drafts.TABLE, said))
    desk.go("today")
    now = desk.places["today"]
    assert isinstance(now, Now)
    until(qtbot, lambda: any("draft:table" in view.rows for view in visible(now.widget, NowView)))
    (view,) = visible(now.widget, NowView)
    view.rows["draft:table"].click()
    until(qtbot, lambda: "Amparo cannot read" in last_said(desk) and "gone.csv (" in last_said(desk))
    assert in_store(program, drafts.names) == [drafts.TABLE]


def test_a_mapping_file_of_the_command_line_is_used_by_the_window(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    path, file = tmp_path / "cases.csv", tmp_path / "map.json"
    path.write_text("A title line;;\n" + OPEN_ROWS.replace(";", ","), "utf-8")
    said = {"kind": "event", "key": "Case", "delimiter": ",", "skip_rows": 1, "keep_rest": False,
            "fields": {"title": "Spot", "date_start": {"column": "Seen on", "format": "%m/%d/%Y"},
                       "description": {"columns": ["Told", "Extra"], "join": " / "}}}  # fmt: skip
    file.write_text(json.dumps(said))
    desk = unlocked(qtbot, program)
    before = whole_of(program)
    view = open_page(qtbot, desk, path)
    tab_back(qtbot, view, "Use a mapping file…")
    (tmp_path / "bad.json").write_text('{"kind": "event", "fields": {"nothing": "Spot"}}')
    choose_file(qtbot, desk, tmp_path / "bad.json")
    until(qtbot, lambda: "fields.nothing" in last_said(desk))
    choose_file(qtbot, desk, file)
    until(qtbot, lambda: isinstance(desk.window.full, TableInView) and key_column(page(desk)) == "Case")
    assert "dates" not in page(desk).controls
    page(desk).go.emit()
    until(qtbot, lambda: isinstance(desk.window.full, TriedView))
    desk.window.full.go.emit()  # type: ignore[union-attr]
    until(qtbot, lambda: "4 new records" in last_said(desk))
    made = [one for one in whole_of(program) if one not in before]
    with vault_at(tmp_path / "other") as other:
        tables.import_table(other, path, map_file=file, partial=True)
        assert whole(other) == made


def tab_back(qtbot: QtBot, view: TableInView, shown: str) -> None:
    (button,) = [button for button in view.findChildren(Button) if button.shown == shown]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)


def choose_file(qtbot: QtBot, desk: VaultSession, path: Path) -> None:
    """Type the path of a file into the browser that is shown."""
    until(qtbot, lambda: bool(desk.window.full and desk.window.full.findChildren(Browser)))
    assert desk.window.full is not None
    (browser,) = desk.window.full.findChildren(Browser)
    browser.path.setFocus()
    browser.path.selectAll()
    qtbot.keyClicks(browser.path, str(path))
    qtbot.keyClick(browser.path, Qt.Key.Key_Return)
