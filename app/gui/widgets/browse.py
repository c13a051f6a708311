"""Choose a folder or a file without Qt's dialog, which would write the visited folder into the user's configuration.

Amparo stores nothing: the widget shows a path field and the content of its folder.
"""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import into_view
from app.gui.widgets.labels import strip_margins

MOST = 500
"""Maximum number of shown entries of one folder."""


def drives() -> list[Path]:
    """Return the home folder and the connected drives, from the usual mount points of the system."""
    roots = [Path.home()]
    user = Path.home().name
    for base in (Path("/media") / user, Path("/run/media") / user, Path("/Volumes")):
        if base.is_dir():
            roots += sorted(path for path in base.iterdir() if path.is_dir())
    if os.name == "nt":
        roots += [Path(f"{letter}:\\") for letter in "DEFGHIJ" if Path(f"{letter}:\\").exists()]
    return roots


class Browser(QFrame):
    """A path, its folders (and its files, if `files` is given), a button up, and the places to start from.

    If files are asked for, a folder can be taken only with `either`.
    """

    picked = Signal(str)
    takes_on_enter = False
    """True: Enter in the path takes a folder, like the button. Otherwise it only shows the folder."""

    def __init__(
        self, look: Look, label: str, start: Path, action: str, files: Sequence[str] | None = None, *,
        either: bool = False, act: Callable[[str], object] | SignalInstance | None = None,
    ) -> None:  # fmt: skip
        """Build the browser. `act` gets the taken path."""
        super().__init__()
        if act is not None:
            self.picked.connect(act)
        tr = look.tr
        self._look, self._files, self._either = look, files, either
        self.path = line_edit(look, label, text=str(start))
        self._field = Labelled(look, label, self.path)
        up = Button(look, tr("Up"), icon="back", act=lambda: self.go(Path(self.path.text()).parent))
        self.list = QListView()
        self.list.setObjectName("boxed")
        self._model = QStringListModel()
        self.list.setModel(self._model)
        self.list.setFont(look.font("body"))
        plain_text.set_accessible_name(self.list, label)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setMinimumHeight(look.px(120))
        self.list.installEventFilter(self)
        for widget in (self.list, self.path):
            widget.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a path is left to right in every language
        self.list.activated.connect(lambda index: self._open(index.row()))
        self.list.clicked.connect(lambda index: self._open(index.row()))
        self.take = Button(look, action, "pri")
        self.take.clicked.connect(self._take)
        self.path.returnPressed.connect(self._entered)
        layout = strip_margins(QVBoxLayout(self), look.sp(10))
        layout.addWidget(self._field)
        places = [self._place(path) for path in drives()]
        layout.addWidget(flow([up, *places], look.sp(6), look.sp(6)))
        layout.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.take)
        layout.addLayout(row)
        self._rows: list[Path] = []
        self.go(start)

    def take_focus(self) -> None:
        """Move the focus to the list, or to the path if the folder is empty; scroll the page there."""
        if self._rows:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self._model.index(0))
        else:
            self.path.setFocus(Qt.FocusReason.ShortcutFocusReason)
        for part in (self.list, self.take, self):
            QTimer.singleShot(0, part, partial(into_view, part))  # after its layout

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Write a path that begins in the list into the field: the list only finds names."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text() in ("/", "~", "\\"):
            self.path.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.path.setText(event.text())
            return True
        return super().eventFilter(watched, event)

    def refused(self, why: str) -> None:
        """Show why the choice was refused. The path stays."""
        self._field.set_error(why)

    def _place(self, path: Path) -> Button:
        home = path == Path.home()
        name = self._look.tr("Home") if home else path.name or str(path)
        return Button(self._look, name, "tool", "folder" if home else "stick", act=lambda: self.go(path))

    def go(self, folder: Path) -> None:
        """Show the content of a folder. If it is not readable, show an error and stay."""
        try:
            if folder.is_file():
                self.path.setText(str(folder))
                return
            with os.scandir(folder) as entries:
                seen = [entry for entry in entries if not entry.name.startswith(".") and self._fits(entry)]
        except OSError:
            self._field.set_error(self._look.tr("Amparo cannot read this folder. Choose another folder."))
            return
        self._field.set_error("")
        seen.sort(key=lambda entry: (not entry.is_dir(), entry.name.casefold()))
        self._rows = [Path(entry.path) for entry in seen[:MOST]]
        plain_text.items(self._model, (row.name + ("/" if row.is_dir() else "") for row in self._rows))
        self.path.setText(str(folder))

    def _entered(self) -> None:
        """On Enter in the path, take the file with this full path, or take or show the folder."""
        path = Path(self.path.text()).expanduser()
        if path.is_dir() if self.takes_on_enter else self._files is not None and path.is_file():
            self._take()
        else:
            self.go(path)

    def _fits(self, entry: "os.DirEntry[str]") -> bool:
        if entry.is_dir():
            return True
        return self._files is not None and (not self._files or Path(entry.name).suffix.lower() in self._files)

    def _open(self, row: int) -> None:
        self.go(self._rows[row])
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        path = Path(self.path.text()).expanduser()
        if self._files is None or self._either or path.is_file():
            self.picked.emit(str(path))
        else:
            self._field.set_error(self._look.tr("Choose a file in this folder."))
