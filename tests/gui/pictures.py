"""Pictures of every screen, to look at and to hold against the design: `x.py pictures [PART]`."""

import argparse
import os
import time
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.gui.shell.garbage_collection import Collecting
from app.gui.shell.window import Window
from app.gui.widgets.split import Split
from tests.gui.gallery import WAYS, looks, settle
from tests.gui.sample_stage import SAMPLE


def write_pictures(folder: Path, ways: list[str] | None = None, only: str = "") -> list[Path]:
    """Write one picture of every screen in every way into `folder` and return the files."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, gallery in looks(app, ways or list(WAYS)):
        for screen, make in gallery.screens().items():
            if only and only not in screen:
                continue
            widget = make()
            rest(widget)
            grabbed = {f"{screen}-{name}.png": widget.grab()}
            if name == "200" and (page := page_alone(widget)) is not None:
                grabbed[f"{screen}-{name}-page.png"] = page
            for file, pixmap in grabbed.items():
                pixmap.save(str(folder / file))
                written.append(folder / file)
            widget.hide()
            widget.deleteLater()
            settle()
    SAMPLE.close()
    return written


def rest(widget: QWidget) -> None:
    """Let it come to rest, without the ring of the keyboard except in a field."""
    focus = QApplication.focusWidget()
    if focus is not None and not isinstance(focus, QLineEdit):
        focus.clearFocus()
    settle()


def page_alone(window: QWidget) -> QPixmap | None:
    """Return the page as it is seen where there is one pane; None where nothing else is behind what was seen."""
    splits = [split for split in window.findChildren(Split) if split.one_pane]
    if not isinstance(window, Window) or not splits or window.full is not None or window.dialog is not None:
        return None
    splits[0].go_to_page()
    rest(window)
    return window.grab()


def main() -> None:
    """Write all of them, or those with PART in their names; with --beside, held pictures with ours at their right."""
    parser = argparse.ArgumentParser(prog="x.py pictures", description=main.__doc__)
    parser.add_argument("part", nargs="?", default="", help="only those that have this in their names")
    parser.add_argument("--beside", type=Path, metavar="FOLDER", help="a folder with held pictures")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["TZ"] = "America/Bogota"  # where the story of the sample is told
    time.tzset()
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # the offscreen plugin says what it cannot do
    app = QApplication([])
    Collecting(app)  # as in the program: another thread that collects a timer of a window crashes Qt
    absent: list[str] = []
    if asked.beside is None:
        written = write_pictures(Path("pictures"), only=asked.part)
    else:
        from tests.gui.beside import write_beside  # stands on this module

        written, absent = write_beside(asked.beside, Path("pictures/beside"), asked.part)
    print(*written, sep="\n")
    if absent:
        print("no screen here yet:", ", ".join(absent))


if __name__ == "__main__":
    main()
