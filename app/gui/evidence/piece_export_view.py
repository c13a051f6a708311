"""Choose the readers of an export: the file that they get, and the last refusal with its next steps."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import box
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, fill, strip_margins
from app.gui.widgets.page_values import PiecePage

MOST_SEGMENTS = 4
"""More readers are chips."""


class ExportReaders(QWidget):
    """The readers. `copying` asks for the studio, `consent` carries a person whose yes is missing."""

    copying = Signal()
    consent = Signal(str)

    def __init__(self, look: Look, shown: PiecePage) -> None:
        super().__init__()
        audiences = shown.readers
        self._look, self._shown = look, shown
        chips = len(audiences) > MOST_SEGMENTS
        self.reader = OneOf(look, audiences, audiences[0][0], look.tr("Readers"), chips=chips)
        self._file = Label(look, "", "second", "ink2", wrap=True)
        self._refusal = strip_margins(QVBoxLayout(), look.sp(8))
        whole = strip_margins(QVBoxLayout(self), look.sp(8))
        whole.addWidget(Labelled(look, look.tr("Readers"), self.reader))
        whole.addWidget(self._file)
        whole.addLayout(self._refusal)
        self.reader.chosen.connect(lambda _: self._show_file())
        self._show_file()

    def _show_file(self) -> None:
        """Name the file of the chosen readers."""
        self._file.setText(self._shown.files.get(self.reader.value, ""))
        fill(self._refusal)

    def show_refusal(self, words: str, person: str = "") -> None:
        """Show why nothing was exported, until other readers are chosen. `person` has not said yes."""
        tr, steps = self._look.tr, list[QWidget]()
        if self._shown.copyable:
            again = tr("Make again with these bars") if self._shown.copied else tr("Make a copy that can leave")
            steps.append(copy := Button(self._look, again, "std", "files"))
            copy.clicked.connect(lambda _=False: self.copying.emit())
        if person:
            steps.append(ask := Button(self._look, tr("Record the answer…"), "std", "check"))
            ask.clicked.connect(lambda _=False: self.consent.emit(person))
        fill(self._refusal, box(self._look, "red", "alert", [(words, "")], "red"), *([flow(steps)] if steps else []))
        plain_text.announce(self, words)
        if steps:
            steps[0].setFocus(Qt.FocusReason.OtherFocusReason)
