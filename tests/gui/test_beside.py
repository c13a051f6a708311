"""A held picture and ours stand in one picture, at the same size; what has no screen is named."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.style.tokens import DARK, LIGHT
from tests.gui.beside import GAP, HELD, write_beside
from tests.gui.gallery import WAYS, Gallery, looks


def test_a_pair_is_written_for_each_that_has_a_screen(qtbot: QtBot, tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.mkdir()
    for name, size in (("02-unlock", (700, 500)), ("00-components-dark", (1280, 620)), ("99-invented", (64, 64))):
        image = QImage(*size, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.magenta)
        image.save(str(held / f"{name}.png"))
    written, absent = write_beside(held, tmp_path / "pairs")
    assert sorted(file.name for file in written) == ["00-components-dark.png", "02-unlock.png"]
    assert absent == ["99-invented"]
    for name, (wide, high), ground in (
        ("02-unlock", (700, 500), LIGHT["pane"]),
        ("00-components-dark", (1280, 620), DARK["page"]),
    ):
        pair = QImage(str(tmp_path / "pairs" / f"{name}.png"))
        assert (pair.width(), pair.height()) == (2 * wide + GAP, high)
        assert pair.pixelColor(3, 3) == QColor(Qt.GlobalColor.magenta)
        assert pair.pixelColor(wide + GAP + 3, 3).name() == QColor(ground).name()
    assert [file.name for file in write_beside(held, tmp_path / "pairs", "unlock")[0]] == ["02-unlock.png"]


def test_every_screen_that_is_declared_is_there(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    gallery: Gallery = next(looks(app, ["light"]))[1]
    assert {held.screen for held in HELD.values()} - gallery.screens().keys() == {"00-components"}
    assert {held.way for held in HELD.values()} <= WAYS.keys()
