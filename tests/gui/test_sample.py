"""The first start offers a sample vault; its window says what it is, and destroys it at the end."""

import ast
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.actions.kernel import sample_mark
from app.actions.papers import paper_makers
from app.actions.relays.networks import Network
from app.gui.lock import idle
from app.gui.papers import papers_screen
from app.gui.shell.strip_view import SampleStrip, StayingFiles, saved_words
from app.gui.start.first_start_view import FirstStart
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Progress
from app.store.vault import open_vault as store
from tests.gui.hands import control, press, shows, take_path, words_on
from tests.gui.running import discard, in_store, unlocked
from tests.gui.stage import settle


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> tuple[Program, FirstStart]:
    """A program without a vault."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, tmp_path / "mine")
    program.begin()
    assert isinstance(program.window, FirstStart)
    return program, program.window


def test_the_first_start_opens_a_sample_on_now_and_destroys_it(
    qtbot: QtBot, first: tuple[Program, FirstStart], tmp_path: Path
) -> None:
    program, window = first
    assert window.around.text() == "Open the sample"
    qtbot.keyClick(window.around, Qt.Key.Key_Space)
    assert not window._pages.isEnabled() and window.findChildren(Progress)
    qtbot.waitUntil(lambda: program.desk is not None and program.window is program.desk.window, timeout=60000)
    desk = program.desk
    assert desk is not None
    assert desk.window.place == "today"
    (strip,) = desk.window.findChildren(SampleStrip)
    assert strip.isVisible() and strip.leave.isVisible()
    desk.rounds._saw(Network(leads_out=True), 0.0)
    qtbot.waitUntil(lambda: desk.rounds.network.short == "Sample", timeout=10000)
    folder = program.folder
    assert folder.parent == Path(tempfile.gettempdir()) and store.exists(folder)
    with qtbot.waitSignal(desk.left, timeout=10000):
        strip.leave.click()
    assert program.again and program.makes_own and program.folder == tmp_path / "mine"
    assert not store.exists(folder) and list(tmp_path.iterdir()) == []
    program.work.close()
    discard()


def test_a_program_after_a_sample_begins_with_the_page_for_an_own_vault(
    first: tuple[Program, FirstStart], tmp_path: Path
) -> None:
    program, window = first
    assert not shows(window, "I wrote the words on paper")
    program.begin(own=True)
    assert program.window is not None and shows(program.window, "I wrote the words on paper")
    here = control(program.window, "On this computer", QAbstractButton)
    assert f"In {tmp_path / 'mine'}." in here.accessibleDescription()
    said = words_on(program.window)
    assert any("You can change the password later in Safety & settings." in one for one in said)


def test_help_leads_from_an_own_vault_to_a_sample_and_back(qtbot: QtBot, program: Program) -> None:
    """The own vault is locked first: its process ends. The next one begins with the sample, which leads back."""
    desk = unlocked(qtbot, program)
    desk.routes.follow("help:sample")
    qtbot.waitUntil(lambda: shows(desk.window, "Lock and open the sample"), timeout=10000)
    with qtbot.waitSignal(desk.left, timeout=10000):
        press(desk.window, "Lock and open the sample")
    assert program.again and program.opens_sample and program.home is None
    app, own = QApplication.instance(), program.folder
    assert isinstance(app, QApplication)
    after = Program(app, own)
    after.begin(sample=True)
    qtbot.waitUntil(lambda: after.desk is not None and after.window is after.desk.window, timeout=60000)
    assert after.desk is not None and after.folder != own
    after.desk.routes.follow("help:sample")
    settle()
    assert not shows(after.desk.window, "Lock and open the sample"), "it is open"
    with qtbot.waitSignal(after.desk.left, timeout=10000):
        press(after.desk.window, "Back to my vault")
    assert after.again and not after.opens_sample and after.folder == own and store.exists(own)
    after.work.close()


def test_a_stopped_sample_leads_back_to_the_locked_own_vault(qtbot: QtBot, program: Program) -> None:
    program.begin(sample=True)
    assert program.window is not None
    (progress,) = program.window.findChildren(Progress)
    progress.stop.click()
    qtbot.waitUntil(lambda: isinstance(program.window, UnlockWindow), timeout=60000)
    assert program.home is None and (program.folder / "vault.hdr").exists()


@pytest.mark.parametrize("way", ["own", "close"])
def test_a_file_that_is_saved_out_of_a_sample_stays_and_is_named_before_the_end(
    qtbot: QtBot, program: Program, tmp_path: Path, way: str
) -> None:
    """Saving says it, the strip of every page says it, and leaving names the files; nothing of a person is deleted."""
    desk = unlocked(qtbot, program)
    desk.is_temporary = True  # as in the sample of a first start
    desk.window.show_strip(SampleStrip(desk.look, True))
    make = lambda vault: paper_makers.make(vault, "readiness", ())  # noqa: E731
    papers_screen.save(desk, tmp_path / "check.txt", make)
    stays = "This file stays when the sample vault is deleted."
    qtbot.waitUntil(lambda: any(said.endswith(stays) for said in words_on(desk.window)), timeout=10000)
    assert any("Saved files stay: " in said and "check.txt" in said for said in words_on(desk.window))
    if way == "own":
        desk.routes.leave(True)
    else:
        desk.window.key.emit("close")
    page = desk.window.full
    assert isinstance(page, StayingFiles) and {"check.txt", str(tmp_path)} <= set(words_on(page))
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.full is None
    desk.routes.leave(True)
    with qtbot.waitSignal(desk.left, timeout=10000):
        press(desk.window, "Delete the sample vault")
    assert (tmp_path / "check.txt").is_file()


def test_a_sample_saves_no_card_that_a_real_vault_could_take(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, sample_mark.mark)
    desk.routes.follow("settings:card")
    qtbot.waitUntil(lambda: shows(desk.window, "Save…"), timeout=10000)
    press(desk.window, "Save…")
    (tmp_path / "stick").mkdir()
    take_path(desk.window.full, tmp_path / "stick")
    stays = "In the sample, everything stays here."
    qtbot.waitUntil(lambda: any(stays in said for said in words_on(desk.window)), timeout=10000)
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_file_of_an_own_vault_is_not_named(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    assert saved_words(desk, "Saved.", tmp_path / "check.txt") == "Saved." and desk.past.outside == []


@pytest.mark.parametrize("temporary", [True, False])
def test_idle_time_destroys_no_sample(qtbot: QtBot, program: Program, temporary: bool) -> None:
    """It locks an own vault; a lock would destroy the sample of a person who went for a coffee."""
    desk = unlocked(qtbot, program)
    desk.is_temporary, left = temporary, list[bool]()
    desk.left.connect(left.append)
    desk.clock = lambda: idle.now() + 60 * desk.idle_minutes + 1
    desk._tick()
    assert desk._closed is not temporary
    if not temporary:
        qtbot.waitUntil(lambda: bool(left), timeout=10000)


@pytest.mark.parametrize("temporary", [True, False])
def test_who_writes_into_a_temporary_sample_is_told_that_it_is_destroyed(qtbot: QtBot, temporary: bool) -> None:
    strip = SampleStrip(Look(Text("en")), temporary)
    qtbot.addWidget(strip)
    said = " ".join(label.text() for label in strip.findChildren(QLabel))
    assert ("Amparo destroys this vault and your text when you close or lock it." in said) is temporary


def test_a_stop_brings_the_first_start_back(qtbot: QtBot, first: tuple[Program, FirstStart]) -> None:
    program, window = first
    window.around.click()
    (progress,) = window.findChildren(Progress)
    progress.stop.click()
    qtbot.waitUntil(lambda: window._pages.isEnabled(), timeout=60000)
    assert window.told.text().startswith("Stopped. The sample vault is removed.")
    assert program.home is None and program.desk is None
    program.work.close()
    discard()


def test_the_pictures_of_the_sample_fill_nothing_in() -> None:
    """What draws them names no invented value and no view of its own, and sets no text."""
    here = Path(__file__).parent
    assert not list(here.glob("invented*.py"))
    drawing = [*here.glob("gallery*.py"), *here.glob("sample_*.py"), here / "stage.py", here / "pictures.py"]
    for module in drawing:
        tree = ast.parse(module.read_text("utf-8"))
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not [name for name in names if "invented" in name or name.endswith("_values")]
        calls = [node.func.attr for node in ast.walk(tree)
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]  # fmt: skip
        assert not {name for name in calls if name in ("setText", "setPlainText", "set_value", "set_error", "failed")}
        assert not {name for name in calls if name.startswith("show_")}
        made = {node.func.id for node in ast.walk(tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        assert not {name for name in made if name.endswith(("View", "Page", "Row", "Card", "Shown", "Window"))}, module
