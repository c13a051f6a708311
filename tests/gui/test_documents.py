"""The library in the window: an empty list adds the Plan of Action, Search finds items, a text becomes items."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.actions.casework import library
from app.actions.kernel import records
from app.gui.cases.cases_screen import Casework
from app.gui.cases.cases_view import RecordView
from app.gui.records.form_view import RecordForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.vault.open_vault import Vault
from tests.gui.hands import control, press, shows, words_on
from tests.gui.running import in_store, unlocked


def place_of(desk: VaultSession) -> Casework:
    place = desk.places["documents"]
    assert isinstance(place, Casework)
    return place


def page(qtbot: QtBot, desk: VaultSession, said: str) -> QWidget:
    """Wait for the page with some words next to the list."""
    qtbot.waitUntil(lambda: "documents" in desk.places, timeout=10000)
    split = place_of(desk).split

    def there() -> bool:
        one = split.page
        return isinstance(one, RecordView) and (said in " ".join(words_on(one)) or shows(one, said))

    qtbot.waitUntil(there, timeout=10000)
    view = split.page
    assert isinstance(view, RecordView)
    return view


def test_the_empty_list_adds_the_plan_and_the_search_finds_four_items(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.routes.follow("list:library_item")
    place = place_of(desk)
    qtbot.waitUntil(lambda: shows(place.widget, "Add the Plan of Action"), timeout=10000)
    press(place.widget, "Add the Plan of Action")
    said = " ".join(words_on(page(qtbot, desk, "Hash to compare")))
    assert "100 items · Hash to compare" in said and "For prevention:" in said
    desk.routes.follow("do:plan-1998")
    qtbot.waitUntil(lambda: "0 items added" in words_on(desk.window), timeout=10000)
    desk.routes.follow("list:library_item")
    place._search("diplomatic")
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 4, timeout=10000)
    assert [row.title.partition(",")[0] for row in place.pane.model.rows] == ["10", "32", "33", "99"]


def test_the_page_of_a_document_makes_items_of_its_text(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    fields = {"title": "Lund 1997", "text": "1. Ask the mayor.\n2. Tell the press."}
    key = in_store(program, lambda vault: records.add(vault, "document", fields)[0].id.hex())
    desk.routes.follow(f"record:{key}")
    press(page(qtbot, desk, "Make items of its text"), "Make items of its text")
    view = page(qtbot, desk, "2 items · Hash to compare")
    assert not shows(view, "Make items of its text")
    item = in_store(program, lambda vault: library.list_items(vault, key).items[1])
    in_store(program, lambda vault: records.edit(vault, item.id.hex(), {"text": "Tell nobody."}))
    desk.routes.follow(f"record:{key}")
    page(qtbot, desk, "Changed since the text was added: 2")


def test_an_amendment_begins_with_the_text_of_its_item(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def make(vault: Vault) -> tuple[str, str]:
        base = records.add(vault, "document", {"title": "Lund 1997", "text": "1. Ask the mayor."})[0]
        library.split_document(vault, base.ref)
        first = library.list_items(vault, base.ref).items[0]
        records.edit(
            vault, first.ref, {"kind": "demand", "addressee": ["state", "media"], "path": ["Asks, all of them"]}
        )
        other = records.add(vault, "document", {"title": "Lund, for us", "adapts": base.ref})[0]
        return other.id.hex(), library.list_items(vault, base.ref).items[0].id.hex()

    other, item = in_store(program, make)
    desk.routes.follow(f"record:{item}")
    press(page(qtbot, desk, "Amend for a region…"), "Amend for a region…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    form = desk.window.full
    assert isinstance(form, RecordForm)
    control(form, "Text", QPlainTextEdit).setPlainText("Ask the mayor and the priest.")
    press(form, "Save")
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
    (made,) = in_store(program, lambda vault: library.list_items(vault, other).items)
    assert made.fields["change"] == "changed" and made.fields["number"] == "1"
    assert made.fields["kind"] == "demand" and made.fields["addressee"] == ["state", "media"]
    desk.routes.follow(f"record:{made.id.hex()}")
    page(qtbot, desk, "Ask the [−mayor.−][+mayor and the priest.+]")
    desk.routes.follow(f"record:{other}")
    page(qtbot, desk, "Adapts: Lund 1997 · 1 difference")
