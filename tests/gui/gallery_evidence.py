"""The screens of evidence and of its studio, in the sample vault."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.actions.records import evidence
from app.gui.evidence.film_view import FilmViewer
from app.gui.evidence.marks_view import MarkList
from app.gui.evidence.viewer_view import PagesViewer, PictureViewer, ViewerFrame
from app.gui.shell.vault_session import VaultSession
from app.gui.studio.film_stage import FilmStage
from app.gui.studio.film_studio_view import FilmStudioView
from app.gui.studio.studio_checked_view import CopyCheckView
from app.gui.studio.studio_view import StudioView
from tests.exchange.media_files import make_film
from tests.exchange.office import pdf
from tests.exchange.planted_films import planted_file
from tests.gui.gallery_steps import (
    Go,
    at,
    click,
    key,
    steps,
    type_into,
    wait,
)
from tests.gui.sample_stage import SAMPLE

ARREST = ("event", "Arrest, Tres Ceibas")


def original(title: str, kind: type[ViewerFrame]) -> Go:
    """Open the page of a piece, and wait until its original is shown; this is a line in its chain of custody."""

    def go(desk: VaultSession) -> None:
        SAMPLE.spoil()
        desk.routes.follow("evidence:" + SAMPLE.find("evidence_item", title))
        _wait_for(desk, kind)

    return go


def _wait_for(desk: VaultSession, kind: type[ViewerFrame], page: type[QWidget] = QWidget) -> None:
    """Wait until a page shows an original, or a finished copy."""
    for _ in range(2000):
        QTest.qWait(5)
        full = desk.window.full
        views = full.findChildren(kind) if isinstance(full, page) else []
        if views and views[0].is_drawn:
            return
    raise TimeoutError(kind.__name__)


def added(name: str, make: Callable[[], bytes], kind: type[ViewerFrame]) -> Go:
    """Add a file to the arrest, and open its page."""

    def go(desk: VaultSession) -> None:
        SAMPLE.add_file(name, make(), SAMPLE.find(*ARREST))
        original(name.split(".")[0], kind)(desk)

    return go


def _mark(desk: VaultSession) -> None:
    """Mark two times of a sound or film."""
    (film,) = desk.window.findChildren(FilmViewer)
    for ms, note in ((400.0, SAMPLE.said("Marula")), (1400.0, "")):
        film.bar.sought.emit(ms, True)
        film.acted.emit("mark")
        (marks,) = desk.window.findChildren(MarkList)
        type_into(marks.note, note)
        QTest.keyClick(marks.note, Qt.Key.Key_Return)
    SAMPLE.rest()


def _draw(desk: VaultSession) -> None:
    """Draw two boxes in the studio by keys."""
    view = desk.window.full
    assert isinstance(view, StudioView)
    view.changed.disconnect()  # no draft: the next picture begins without a bar
    for sideways in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        QTest.keyClick(view.canvas, Qt.Key.Key_Insert)
        for _ in range(14):
            QTest.keyClick(view.canvas, sideways)


def _choose_network(desk: VaultSession) -> None:
    """Choose the readers and the hidden people of a copy; the rail has a word of the same name."""
    view = desk.window.full
    assert isinstance(view, StudioView)
    people = view.answers.people.values()
    for choice in (view.answers.readers["network"], *(one.findChildren(QAbstractButton)[0] for one in people)):
        choice.click()


def _film_studio(desk: VaultSession) -> None:
    """Take an invented film in, and open the studio with a bar over time and a part with a tone."""
    path = Path(tempfile.mkdtemp(prefix="amparo-film-")) / "bridge.mp4"
    path.write_bytes(planted_file("Mp4")[0])
    event = SAMPLE.find(*ARREST)
    key = SAMPLE.ask(lambda vault: evidence.add(vault, path, event)[0].id.hex())
    desk.routes.follow(f"studio:{key}")
    _change_film(desk)


def _wait_for_copy(desk: VaultSession) -> None:
    """Wait until a finished copy can be played."""
    _wait_for(desk, FilmViewer, CopyCheckView)


def _change_film(desk: VaultSession) -> None:
    """Change a film or a sound in its studio by keys: a bar, if it has a picture, and a part."""
    _wait_for(desk, FilmStage)
    SAMPLE.spoil()
    view = desk.window.full
    assert isinstance(view, FilmStudioView)
    (stage,) = view.findChildren(FilmStage)
    if stage.frame is not None:
        stage.bar.sought.emit(1900, True)
        SAMPLE.rest(200)
        QTest.keyClick(view.canvas, Qt.Key.Key_Insert)
        for _ in range(8):
            QTest.keyClick(view.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    for ms, sign in ((700, "["), (1900, "]")):
        stage.bar.sought.emit(ms, True)
        SAMPLE.rest(200)
        QTest.keyClicks(stage, sign)
    QTest.keyClick(stage, Qt.Key.Key_Return)


STUDIO = steps(at("studio:", "evidence_item", "Pump house"), wait(1000), _draw)
FINISHED = steps(STUDIO, _choose_network, click("Check and save…"), wait(2500))
PAGES: Mapping[str, Go] = {
    "15-evidence": original("Pump house", PictureViewer),
    "15b-evidence-pages": original("Medical note", PagesViewer),
    "15c-evidence-many-pages": added("ledger.pdf", lambda: pdf(*map(str, range(1, 31))), PagesViewer),
    "15d-evidence-sound": steps(original("Account of Wren", FilmViewer), _mark),
    "15e-evidence-film": steps(added("gate.mp4", lambda: make_film(2, size=(640, 360)), FilmViewer), _mark),
    "15f-studio": STUDIO,
    "15g-studio-mosaic": steps(STUDIO, click("Mosaic"), click("Crop"), key(Qt.Key.Key_N)),
    "15h-finished-copy": FINISHED,
    "15j-studio-pdf": steps(at("studio:", "evidence_item", "Medical note"), wait(1500), _draw),
}
"""How each screen is reached, by the name of its picture."""
WRITES: Mapping[str, Go] = {
    "15k-studio-film": _film_studio,
    "15m-studio-sound": steps(
        at("studio:", "evidence_item", "Account of Wren"), lambda _: SAMPLE.spoil(), _change_film
    ),
    "15n-finished-film": steps(_film_studio, _choose_network, click("Check and save…"), _wait_for_copy),
    "15i-original-and-copies": steps(FINISHED, click("Save the copy"), wait(2500)),
}
"""Those that write into the vault."""
