"""Pages of session notes: none yet, closed, the notes about one person, and the copy for a clinician."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.gui.style.theme import Look
from app.gui.vault.session_notes_query import NoteCard, NotesPage
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, PlainRow, ScrollPage, box, card
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label

LABELS = 140
"""Pixels of the column of labels at 100 %."""
ENDING = ".sealed"
"""The ending of the file for a clinician."""


def keys_button(look: Look, go: Callable[[], None]) -> Button:
    """Return the button to the page of the keys."""
    button = Button(
        look, look.tr("Keys of the notes…"), "std", "key", look.tr("Passwords, recovery shares and erasing")
    )
    button.clicked.connect(lambda _=False: go())
    return button


class ClosedNotesView(ScrollPage):
    """The page of closed or missing notes. `unlock` carries the password, and the field is then empty."""

    unlock = Signal(str)
    set_up = Signal()
    keys = Signal()

    def __init__(self, look: Look, shown: NotesPage, back: Button) -> None:
        super().__init__(look, 32)
        self.guide = "session-notes"
        tr = look.tr
        text = tr("Session notes are in a separate vault. Only their own password opens them.")
        self.add(PageHeader(look, tr("Session notes about {alias}", alias=shown.alias), text, back=back))
        self.words = line_edit(look, tr("Password of the session notes"), tall=True)
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.words.returnPressed.connect(self._go)
        self.field = Labelled(look, tr("Password of the session notes"), self.words, tr("Not the vault password."))
        self.button = Button(look, tr("Open the notes"), "pri", "vault", act=self._go)
        if shown.there:
            self.add(self.field, flow([self.button, keys_button(look, self.keys.emit)]), widest=WIDEST)
            self.first: QWidget = self.words
        else:
            self.first = self._offer()
        self.close_column()

    def _offer(self) -> QWidget:
        look, tr = self.look, self.look.tr
        button = Button(look, tr("Set them up…"), "pri", "vault", act=self.set_up.emit)
        lines = (
            tr("For a psychologist or social worker. No search, table, report or paper contains a note."),
            tr("A backup of your vault contains the notes sealed. They need their own password there too."),
            tr("If you lose this password and have no recovery shares, no one can read the notes again."),
        )
        self.add(card(look, *(Label(look, line, "body", "ink2", wrap=True) for line in lines), flow([button])),
                 widest=WIDEST)  # fmt: skip
        return button

    def failed(self, said: str) -> None:
        """Show why it did not open."""
        self.field.set_error(said)
        self.button.setEnabled(True)
        self.words.setFocus()

    def _go(self) -> None:
        typed = self.words.text()
        if typed.strip() and self.button.isEnabled():
            self.words.clear()
            self.field.set_error("")
            self.button.setEnabled(False)
            self.unlock.emit(typed)


class NotesView(ScrollPage):
    """The notes about one person while they are open. `edit` carries a note, or an empty text for a new one."""

    edit = Signal(str)
    hand = Signal(str)
    take = Signal()
    closed = Signal()
    keys = Signal()

    def __init__(self, look: Look, shown: NotesPage, back: Button) -> None:
        super().__init__(look, 32)
        self.guide = "session-notes"
        tr, notes = look.tr, shown.notes or ()
        word = tr("Continue writing") if shown.begun else tr("New session note")
        new = Button(look, word, "pri", "plus", tr("New session note  Ctrl N"))
        new.clicked.connect(lambda _=False: self.edit.emit(""))
        close = Button(look, tr("Close the notes"), "tool", "lock", act=self.closed.emit)
        text = tr.line(tr("{n} note|{n} notes", n=len(notes)),
                       tr("{n} draft|{n} drafts", n=shown.drafts) if shown.drafts else "")  # fmt: skip
        title = tr("Session notes about {alias}", alias=shown.alias)
        self.add(PageHeader(look, title, text, [close, new], back))
        self.add(box(look, "green", "lock", [(tr("They close when you leave this page, and after ten minutes."), "")]))
        for note in notes:
            self.add(self._note(note))
        if not notes:
            said = tr("The first session note stays here. It has the ID of the person, without a name.")
            self.add(PlainRow(look, "edit", tr("No session notes yet"), said))
        take = Button(look, tr("Open a sealed note…"), "std", "key", tr("A note that a colleague handed to you"))
        take.clicked.connect(lambda _=False: self.take.emit())
        self.add(flow([take, keys_button(look, self.keys.emit)]))
        self.first: QWidget = new
        self.close_column()

    def keyed(self, name: str) -> bool:
        """Answer the key for a new note."""
        if name == "new":
            self.edit.emit("")
        return name == "new"

    def _note(self, note: NoteCard) -> QWidget:
        look, tr = self.look, self.look.tr
        edit = Button(look, tr("Edit"), "std", "edit", small=True, act=lambda: self.edit.emit(note.key))
        hand = Button(look, tr("Hand over…"), "std", "send", tr("A sealed file for the clinician"), small=True)
        hand.clicked.connect(lambda _=False: self.hand.emit(note.key))
        for button in (edit, hand):
            plain_text.set_accessible_description(button, note.title)
        return card(look, Label(look, note.title, "card"), Facts(look, note.facts, LABELS), flow([edit, hand]))


class HandView(ScrollPage):
    """The copy of one note for one clinician. `go` carries the contact and the folder."""

    go = Signal(str, str)

    def __init__(
        self, look: Look, title: str, alias: str, people: Sequence[tuple[str, str]], start: Path, back: Button
    ) -> None:
        super().__init__(look, 32)
        self.guide = "session-notes"
        tr = look.tr
        text = tr("A sealed file of the note of {day}. Only one clinician can open it.", day=title)
        self.add(PageHeader(look, tr("Hand over a note about {alias}", alias=alias), text, back=back))
        self.first: QWidget = back
        if people:
            self._choose(people, start)
        else:
            needs = tr(
                "Name a verified contact as the doctor or therapist in an open support plan of {alias}.", alias=alias
            )
            yes = tr("Record a yes of {alias} to a referral to services.", alias=alias)
            lines = [(tr("No one can get this note yet."), "who"), (f" {needs} {yes}", "")]
            self.add(box(look, "amber", "alert", lines, "amb"), widest=WIDEST)
        self.close_column()

    def _choose(self, people: Sequence[tuple[str, str]], start: Path) -> None:
        look, tr = self.look, self.look.tr
        self.ticks = {key: Choice(look, name) for key, name in people}
        self.sure = Choice(look, tr("Yes, this person can read, keep and pass on this note."), box=True)
        self.browser = Browser(look, tr("Folder"), start, tr("Write the sealed file"))
        self.browser.list.setFixedHeight(look.px(128))
        self.browser.setEnabled(False)
        for tick in (*self.ticks.values(), self.sure):
            tick.toggled.connect(lambda _: self.browser.setEnabled(bool(self._chosen()) and self.sure.isChecked()))
        self.browser.picked.connect(lambda folder: self.go.emit(self._chosen(), folder))
        self.add(*self.ticks.values(), self.sure, self.browser, widest=WIDEST)
        self.first = next(iter(self.ticks.values()))

    def _chosen(self) -> str:
        return next((key for key, tick in self.ticks.items() if tick.isChecked()), "")


class TakeView(ScrollPage):
    """The choice of a sealed file. `go` carries it."""

    go = Signal(str)

    def __init__(self, look: Look, alias: str, start: Path, back: Button) -> None:
        super().__init__(look, 32)
        self.guide = "session-notes"
        tr = look.tr
        text = tr("Amparo saves the note in the file about {alias}, with the name of the sender.", alias=alias)
        self.add(PageHeader(look, tr("Open a sealed note"), text, back=back))
        self.browser = Browser(look, tr("File"), start, tr("Open this file"), files=(ENDING,))
        self.browser.picked.connect(self.go)
        self.add(self.browser, widest=WIDEST)
        self.first: QWidget = self.browser
        self.close_column()
