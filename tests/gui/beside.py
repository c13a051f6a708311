"""Each held picture with ours at its right, at the same size and in the same way: `x.py pictures --beside FOLDER`."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.style.theme import Look
from tests.gui.components import components
from tests.gui.gallery import Gallery, looks, settle
from tests.gui.pictures import page_alone, rest

GAP = 16


class Held(NamedTuple):
    """What a held picture shows: a screen of the gallery, in which way, and whether the page alone is seen."""

    screen: str
    way: str = "light"
    page: bool = False


HELD = {
    "00-components-light": Held("00-components"),
    "00-components-dark": Held("00-components", "dark"),
    "01-first-start": Held("01-first-start"),
    "02-unlock": Held("02-unlock"),
    "03-now": Held("03-now"),
    "03b-now-dark": Held("03-now", "dark"),
    "04-incidents": Held("04-incidents"),
    "04b-incidents-dark": Held("04-incidents", "dark"),
    "04c-incidents-arabic": Held("04-incidents", "arabic"),
    "04d-incidents-200-list": Held("04-incidents", "200"),
    "04e-incidents-200-page": Held("04-incidents", "200", page=True),
    "04f-incidents-1024x600": Held("04-incidents", "1024x600"),
    "05-incident-entry": Held("05-incident-entry"),
    "06-contact-safety-number": Held("06-contact"),
    "07-share": Held("07-share"),
    "08-delivery": Held("08-delivery"),
    "10-evidence-custody": Held("15-evidence"),
    "11-who-did-what-matrix": Held("16-matrix"),
}
"""The name of a held picture, to what it shows. One that is not here has no screen yet."""


def write_beside(held: Path, folder: Path, only: str = "") -> tuple[list[Path], list[str]]:
    """Write a pair for every picture in `held` that has a screen; return the files, and the names of the others."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    found = [file for file in sorted(held.glob("*.png")) if only in file.stem]
    known = [file for file in found if file.stem in HELD]
    written = []
    for way in dict.fromkeys(HELD[file.stem].way for file in known):
        for file in (file for file in known if HELD[file.stem].way == way):
            _, gallery = next(looks(app, [way]))
            theirs = QImage(str(file))
            gallery.size = (theirs.width(), theirs.height())
            pair = _pair(theirs, _ours(gallery, HELD[file.stem]))
            pair.save(str(folder / file.name))
            written.append(folder / file.name)
    return written, [file.stem for file in found if file not in known]


def _ours(gallery: Gallery, held: Held) -> QImage:
    screens: dict[str, Callable[[], QWidget]] = gallery.screens()
    screens["00-components"] = lambda: _shown(gallery.look, gallery.size)
    widget = screens[held.screen]()
    rest(widget)
    ours = page_alone(widget) if held.page else widget.grab()
    assert ours is not None, f"{held.screen} is not one pane, so its page does not stand alone"
    widget.hide()
    widget.deleteLater()
    settle()
    return ours.toImage()


def _shown(look: Look, size: tuple[int, int]) -> QWidget:
    page = components(look)
    page.resize(*size)
    page.show()
    return page


def _pair(theirs: QImage, ours: QImage) -> QImage:
    pair = QImage(theirs.width() + GAP + ours.width(), max(theirs.height(), ours.height()), QImage.Format.Format_RGB32)
    pair.fill(Qt.GlobalColor.gray)
    painter = QPainter(pair)
    painter.drawImage(0, 0, theirs)
    painter.drawImage(theirs.width() + GAP, 0, ours)
    painter.end()
    return pair
