"""Roles: they choose the places on the rail and the first page, stay in the vault, and take nothing away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.incidents.entry_view import EntryView
from app.gui.settings import roles
from app.gui.shell.rail import BOTTOM, NUMBERED
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from tests.gui.running import in_store, unlocked

CONTROL = Qt.KeyboardModifier.ControlModifier
EVERY = [role.key for role in roles.list_roles(Text("en"))]


def on_rail(desk: VaultSession) -> list[str]:
    """Return the numbered places that the rail shows."""
    assert desk.window.rail is not None
    return [key for key, item in desk.window.rail._items.items() if not item.isHidden() and key not in BOTTOM]


def opened(qtbot: QtBot, program: Program, *chosen: str) -> VaultSession:
    """Unlock a vault whose person has these roles, and wait until its first page is open."""
    unlocked(qtbot, program)
    return again(qtbot, program, *chosen)


def again(qtbot: QtBot, program: Program, *chosen: str) -> VaultSession:
    """Build the window of the open vault as after an unlock."""
    before = program.desk
    in_store(program, lambda vault: roles.write_roles(vault, chosen))
    program.desk = None
    program._build(10)
    desk = program.desk
    assert desk is not None and before is not None
    before.retire()
    qtbot.waitUntil(lambda: desk.past.roles is not None and program.window is desk.window, timeout=10000)
    return desk


@pytest.mark.parametrize(
    ("chosen", "places", "target"),
    [
        ((), [], ""),
        (("carry",), ["today", "people", "network", "sending"], "do:stick"),
        (("relay",), ["today", "network", "sending"], "go:relays"),
        (("document", "desk"), ["today", "incidents", "people", "cases", "field", "sending"], "go:today"),
        (("document", "accompany"), ["today", "incidents", "people", "cases", "library", "sending"], "go:today"),
        (EVERY, ["today", "incidents", "people", "cases", "field", "sending"], "go:today"),
    ],
)
def test_the_places_of_most_roles_come_first_and_at_most_six(
    chosen: tuple[str, ...], places: list[str], target: str
) -> None:
    assert (list(roles.list_places(chosen)), roles.opens_with(chosen)) == (places, target)


def test_without_roles_the_rail_shows_every_place(qtbot: QtBot, program: Program) -> None:
    desk = opened(qtbot, program)
    assert tuple(on_rail(desk)) == NUMBERED and desk.window.place == "incidents"
    assert desk.window.rail is not None and desk.window.rail._more.isHidden()


def test_other_places_are_under_more_and_stay_once_opened(qtbot: QtBot, program: Program) -> None:
    desk = opened(qtbot, program, "carry")
    rail = desk.window.rail
    assert rail is not None and on_rail(desk) == ["today", "people", "network", "sending"]
    rail._more.setFocus()
    qtbot.keyClick(rail._more, Qt.Key.Key_Down)
    (menu,) = rail.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == ["Incidents", "Cases", "Field", "Library"]
    qtbot.keyClick(menu, Qt.Key.Key_L)
    assert menu.activeAction().text() == "Library"
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.place == "documents", timeout=5000)
    assert on_rail(desk) == ["today", "people", "network", "library", "sending"]
    assert not rail.isAncestorOf(QApplication.focusWidget() or rail)
    qtbot.keyClick(desk.window, "4", CONTROL)
    assert desk.window.place == "all-cases", "the keys of all places always work"
    desk.relook.emit({"theme": "dark"})
    assert program.desk is not None and program.desk is not desk
    assert on_rail(program.desk) == ["today", "people", "cases", "network", "library", "sending"]
    assert program.desk.window.place == "all-cases", "another look is no new opening"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("document", "incidents"),
        ("accompany", "checkins"),
        ("desk", "today"),
        ("carry", "inbox"),
        ("relay", "relays"),
    ],
)
def test_a_role_opens_its_page(qtbot: QtBot, program: Program, role: str, place: str) -> None:
    desk = opened(qtbot, program, role)
    qtbot.waitUntil(lambda: desk.window.place == place, timeout=10000)
    if role == "document":
        qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    elif role == "carry":
        qtbot.waitUntil(lambda: type(desk.window.full).__name__ == "StickView", timeout=10000)


@pytest.mark.parametrize("chosen", [(), ("carry",)])
def test_with_somebody_in_danger_every_role_opens_today(
    qtbot: QtBot, program: Program, chosen: tuple[str, ...]
) -> None:
    unlocked(qtbot, program)
    in_store(program, lambda vault: records.add(vault, "event", {"title": "Taken", "danger": "now"}))
    desk = again(qtbot, program, *chosen)
    qtbot.waitUntil(lambda: desk.window.place == "today", timeout=10000)
