"""What others see of the program: a window of the size that it had, and no name that says what it is for."""

import ast
import gc
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.start import startup_settings
from app.gui.start.first_start_view import FirstStart
from app.gui.start.program import Program
from app.gui.widgets.browse import Browser
from tests.gui.hands import press
from tests.gui.running import discard, unlocked

ROOT = Path(__file__).parents[2]
ALLOWED = {
    "app/gui/start/run.py: AMPARO_VAULT",  # a variable of the process alone
    "app/gui/start/first_start_view.py: Amparo",  # a word on the first page
    "app/exchange/media/film_pack.py: AMPARO_FILM_PACK",  # a variable of the process alone
    "app/exchange/media/film_pack.py: amparo",  # the name in the folder of data, as of the vault
    "app/exchange/file_forms.py: Amparo",  # a word of a refusal
    "app/actions/papers/justice/detention.py: amparo",  # a kind of legal step
    "app/exchange/vcard.py: X-AMPARO-",  # fields inside of a file
    "app/store/upkeep/backup_archive.py: application/x-amparo-pack",  # a field of a sealed record
    "app/store/vault/connection.py: amparo_backup",  # a table of an encrypted database
}


@pytest.fixture
def later(qtbot: QtBot, folder: Path) -> Iterator[Program]:
    """The program started once more on the same vault, after the other one ended."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Program(app, folder)
    yield made
    made.work.close()
    gc.collect()


def test_the_window_has_the_size_in_which_it_was_left(
    qtbot: QtBot, program: Program, later: Program, folder: Path
) -> None:
    desk = unlocked(qtbot, program)
    desk.window.resize(740, 610)
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    assert json.loads((folder / "window.json").read_text())["size"] == [740, 610]
    later.before = startup_settings.read(folder)
    later.begin()
    assert later.window is not None
    assert (later.window.width(), later.window.height()) == (740, 610)


@pytest.mark.parametrize("kept", ["wide", [740], [740, "610"], [740, 610, 1], [True, 610], [0, 610], [740, 99_999], {}])
def test_a_size_that_no_window_can_have_is_the_usual_one(tmp_path: Path, kept: object) -> None:
    (tmp_path / "window.json").write_text(json.dumps({"size": kept}))
    assert startup_settings.read(tmp_path).size is None


def test_the_size_says_nothing_else(qtbot: QtBot, program: Program, folder: Path) -> None:
    """Neither where the window was, nor its page, nor when."""
    desk = unlocked(qtbot, program)
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    assert set(json.loads((folder / "window.json").read_text())) <= {"name", "language", "theme", "factor", "size"}


def test_the_first_window_has_the_neutral_name_and_a_stick_gets_a_folder_of_one(qtbot: QtBot, tmp_path: Path) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Program(app, tmp_path / "vault")
    made.begin()
    window = made.window
    assert isinstance(window, FirstStart)
    assert window.windowTitle() == app.applicationName() == "Field notes"
    (tmp_path / "stick" / "notes").mkdir(parents=True)
    press(window, "Begin")
    window.there.setChecked(True)
    press(window, "I wrote the words on paper")
    window.findChildren(Browser)[0].picked.emit(str(tmp_path / "stick"))
    assert window._stick == tmp_path / "stick" / "notes-2", "another's folder is left alone"
    made.work.close()
    discard()


def named(tree: ast.AST) -> Iterator[str]:
    """Yield what a module names: constants without a space, and what a window gets as its title."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value.strip():
            yield node.value
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("plain_text.title", "setWindowTitle")):
            yield ast.unparse(node)


def test_no_window_title_and_no_file_name_has_the_name_of_the_program() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name.strip()}"
        for room in ("gui", "actions", "exchange", "store", "device")
        for path in (ROOT / "app" / room).rglob("*.py")
        for name in named(ast.parse(path.read_text("utf-8")))
        if "amparo" in name.lower()
    }
    assert found == ALLOWED
