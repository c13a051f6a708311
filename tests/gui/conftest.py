"""A vault with one incident and one contact, and the program that opens it."""

import gc
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.gui.shell.garbage_collection import Collecting
from app.gui.start.program import Program
from app.gui.widgets.spoken_roles import tell_roles
from tests.gui.running import WORDS, discard
from tests.gui.sample_stage import SAMPLE
from tests.vaults import create


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two vaults to copy: one with an incident and a contact, and the contact's."""
    base = tmp_path_factory.mktemp("made")
    with closing(create(base / "a", WORDS, time.time)) as vault, closing(create(base / "b", WORDS, time.time)) as other:
        contact_cards.set_my_card(other, "Heron")
        contact_cards.add(vault, contact_cards.my_card(other).file)
        records.add(
            vault,
            "event",
            {"date_start": "2026-04-12", "description": "The truck left by the river road.",
             "place": {"name": "Tres Ceibas"},
             "act": [{"violation_text": "arrested", "victim": {"alias": "Marula"}}]},
        )  # fmt: skip
    return base


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A vault with one incident and one contact; the contact's lies beside it."""
    for name in ("a", "b"):
        shutil.copytree(made / name, tmp_path / name)
    return tmp_path / "a"


@pytest.fixture
def program(qtbot: QtBot, folder: Path) -> Iterator[Program]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    gc.collect()  # what earlier tests left is not to be frozen; from now on as in the running program
    collecting = Collecting()
    made = Program(app, folder)
    made.begin()
    yield made
    if made.desk is not None:
        going, left = list[bool](), list[bool]()
        made.desk.going.connect(going.append)  # not if the test had locked it
        made.desk.left.connect(left.append)
        made.desk.leave(False)
        qtbot.waitUntil(lambda: len(left) >= len(going), timeout=10000)
    made.work.close()
    collecting.deleteLater()
    discard()


@pytest.fixture(scope="session", autouse=True)
def roles_are_told() -> None:
    """Tell the roles of widgets, as the running program does."""
    tell_roles()


@pytest.fixture(scope="session", autouse=True)
def sample_closes() -> Iterator[None]:
    """Close the sample vault of the pictures at the end."""
    yield
    SAMPLE.close()
