"""New always begins a new record: a draft waits in Unfinished, and is continued from there alone."""

import time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts, records
from app.gui.incidents.entry_view import EntryView
from app.gui.records.form_view import RecordForm
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.today import now_query
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.running import in_store, unlocked

MISSION = drafts.EDIT.format(key="mission")


def unfinished(vault: Vault) -> list[str]:
    """Return the keys of the rows of Unfinished."""
    page = now_query.page(vault, Text("en"))
    return [row.key for part in page.sections if part.title == "Unfinished" for row in part.rows]


def test_new_begins_empty_and_each_draft_is_continued_from_unfinished(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: drafts.keep(vault, MISSION, {"title": "River"}))
    desk.go("missions")
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    assert isinstance(desk.window.full, RecordForm)
    assert not desk.window.full.kept_values().get("title")
    assert in_store(program, unfinished) == [f"draft:{MISSION}#2"]
    in_store(program, lambda vault: drafts.keep(vault, MISSION, {"title": "Road"}))
    desk.window.close_full()
    desk.routes.follow(f"draft:{MISSION}#2")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    assert desk.window.full.kept_values()["title"] == "River"
    assert set(in_store(program, drafts.names)) == {MISSION, f"{MISSION}#3"}, "the other draft is set aside"


def test_a_draft_of_an_incident_is_set_aside_and_an_empty_one_is_not(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: drafts.keep(vault, drafts.ENTRY, {"words": ""}))
    in_store(program, lambda vault: drafts.set_aside(vault, drafts.ENTRY))
    assert in_store(program, drafts.names) == [drafts.ENTRY]
    in_store(program, lambda vault: drafts.keep(vault, drafts.ENTRY, {"words": "Two men"}))
    desk.routes.follow("do:incident")
    qtbot.waitUntil(lambda: desk.window.full is not None, timeout=10000)
    assert in_store(program, unfinished) == [f"draft:{drafts.ENTRY}#2"]
    in_store(program, lambda vault: drafts.keep(vault, drafts.ENTRY, {"words": "Two men"}))
    page = in_store(program, lambda vault: now_query.page(vault, Text("en")))
    titles = {row.title for part in page.sections if part.title == "Unfinished" for row in part.rows}
    assert titles == {"New incident, not saved yet", "New incident, not saved yet (2)"}, "no two rows are the same"


def test_unfinished_shows_a_draft_in_words_and_never_a_code(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)

    def told(name: str, form: dict[str, object], language: str = "en") -> str:
        in_store(program, lambda vault: drafts.keep(vault, name, form))
        page = in_store(program, lambda vault: now_query.page(vault, Text(language)))
        (row,) = [row for part in page.sections for row in part.rows if row.key.startswith(("draft:", "record:"))
                  and row.icon == "edit"]  # fmt: skip
        in_store(program, lambda vault: drafts.drop(vault, name))
        return row.second

    event = in_store(program, lambda vault: records.find(vault, Query("event"))[0].id.hex())
    tern = in_store(program, lambda vault: records.add(vault, "actor", {"alias": "Tern"})[0].id.hex())
    form: dict[str, object] = {"who": "type:010104\ntype:01", "did": "code:LIB1", "whom": f"id:{tern}"}
    kinds = in_store(program, lambda vault: vault.words["perp_type"].label("010104", "en"))
    said = f"{kinds[:1].upper()}{kinds[1:]}, Arrested, Tern"
    assert told(drafts.ENTRY, form) == said
    assert told(drafts.EDIT.format(key=event), {"event": event, **form}) == said
    assert told(drafts.ENTRY, {"did": "code:LIB1", "when": "2026-04-12"}, "ar").count("2026-04-12") == 0
    assert told(drafts.ENTRY, {**form, "words": "Two men"}) == "Two men"
    assert told(MISSION, {"kind": "monitoring"}) != "" and ":" not in told(MISSION, {"date_start": "2026-04-12"})


@pytest.mark.parametrize("place", ["incidents", "missions"])
def test_a_saved_form_leaves_no_draft_where_the_store_is_slow(qtbot: QtBot, program: Program, place: str) -> None:
    desk = unlocked(qtbot, program)
    desk.go(place)
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView | RecordForm), timeout=10000)
    form = desk.window.full
    assert isinstance(form, EntryView | RecordForm)
    qtbot.keyClicks(form.prose if isinstance(form, EntryView) else form.first, "By the river")
    desk.ask(lambda vault: time.sleep(1), lambda _: None)  # longer than the pause after which a draft is stored
    qtbot.keyClick(desk.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
    assert in_store(program, drafts.names) == []
