"""Pictures of every screen with invented data, to look at and to hold against the design: `x.py pictures`."""

import os
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.gui.widgets.split import Split
from app.gui.window import Window
from tests.gui.gallery import WAYS, looks, settle


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
            file = folder / f"{screen}-{name}.png"
            _rest(widget)
            widget.grab().save(str(file))
            written.append(file)
            if name == "200" and isinstance(widget, Window):
                written += _page_alone(widget, folder / f"{screen}-{name}-page.png")
            widget.hide()
            widget.deleteLater()
            settle()
    return written


def _rest(widget: QWidget) -> None:
    focus = QApplication.focusWidget()
    if focus is not None and not isinstance(focus, QLineEdit):
        focus.clearFocus()
    settle()


def _page_alone(window: Window, file: Path) -> list[Path]:
    splits = [split for split in window.findChildren(Split) if split.one_pane]
    if not splits or window.full is not None or window.dialog is not None:
        return []
    splits[0].go_to_page()
    _rest(window)
    window.grab().save(str(file))
    return [file]


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # the offscreen plugin says what it cannot do
    for picture in write_pictures(Path("pictures")):
        print(picture)
