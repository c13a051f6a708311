"""A vault with one incident and one contact, and the program that opens it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import start
from app.actions import contacts, records
from app.actions import vault as vaults
from app.gui.program import Program
from tests.gui.running import WORDS, discard


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with one incident and one contact."""
    words = start.vocabularies()
    vault = vaults.create(tmp_path / "a", WORDS, words, kdf_mib=64)
    other = vaults.create(tmp_path / "b", WORDS, words, kdf_mib=64, name="Heron")
    contacts.add(vault, contacts.my_card(other).file)
    other.close()
    records.add(
        vault,
        "event",
        {"date_start": "2026-04-12", "description": "The truck left by the river road.",
         "place": {"name": "Tres Ceibas"},
         "act": [{"violation_text": "arrested", "victim": {"alias": "Marula"}}]},
    )  # fmt: skip
    vault.close()
    return tmp_path / "a"


@pytest.fixture
def program(qtbot: QtBot, folder: Path) -> Iterator[Program]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Program(app, folder)
    made.begin()
    yield made
    if made.desk is not None and not made.desk._leaving:
        with qtbot.waitSignal(made.desk.left, timeout=10000):
            made.desk.leave(False)
    made.work.close()
    discard()
