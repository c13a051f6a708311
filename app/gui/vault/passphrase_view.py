"""Add or change a passphrase: six generated words that are typed back, or own words, with or without a key file."""

from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.actions.vault.unlock_methods import WEAK
from app.gui.style.theme import Look
from app.gui.vault.ways_query import NewPassphrase, PassphraseRequest
from app.gui.widgets.blocks import PageHeader, ScrollPage
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit, secret_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, strip_margins
from app.gui.widgets.words import GeneratedPassphrase, TypedBack

WIDEST = 640
"""Pixels of the page at 100 %."""
PAUSE = 250
"""Milliseconds after the last key until the strength of the words is shown."""


class PassphraseView(ScrollPage):
    """The page. `done` carries the new unlock method, `judge` the typed words to rate, `browse` asks for a file.

    `browse` carries the purpose: `proof`, `file` (any file) or `make` (a folder for a new one).
    """

    done = Signal(object)
    judge = Signal(str)
    browse = Signal(str)

    def __init__(
        self, look: Look, asked: PassphraseRequest, draw: Callable[[], Sequence[str]], back: Button | None = None
    ) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self._draw, self._asked, self._words = draw, asked, list(draw())
        self._file = ""
        self.add(PageHeader(look, asked.title, asked.text, back=back))
        self.name = line_edit(look, tr("Name of this password"))
        named = Labelled(
            look, tr("Name of this password"), self.name, tr("Only you see the name, in the list of passwords.")
        )
        if not asked.named:
            named.hide()  # to show it before it has a parent opens a window
        drawn = ("drawn", tr("Six random words")), ("own", tr("My own words"))
        self.kind = OneOf(look, drawn, "drawn", tr("Choose a password"), act=self._turn)
        self._parts = (self._shown(), self._typed(), self._own())
        self.proof = PassphraseProof(look, asked.proof)
        self.proof.browse.connect(lambda: self.browse.emit("proof"))
        if not asked.proven:
            self.proof.hide()
        self.wrong = Label(look, "", "second", "red", wrap=True)
        self.wrong.hide()
        self.button = Button(look, asked.act, "pri", act=self._go)
        self._end = column(look, self._key_file(), self.proof, self.wrong, flow([self.button]), gap=16)
        self.add(named, self.kind, column(look, *self._parts, gap=0), self._end, widest=WIDEST)
        self.first = self.name if asked.named else self.written
        self._show_part(0)
        self.close_column()
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(lambda: self.judge.emit(self.own.text()))

    # The words.

    def _shown(self) -> QWidget:
        look, tr = self.look, self.look.tr
        self._drawn = GeneratedPassphrase(look, self._words)
        again = Button(look, tr("Generate a new password"), "quiet", "again", act=self._other)
        self.written = Button(look, tr("I wrote the words on paper"), "pri", act=self._type_back)
        text = Label(
            look,
            tr("Write the words on paper now. Use a different paper from your other passwords."),
            "body",
            "ink2",
            wrap=True,
        )
        return column(look, text, self._drawn, flow([again, self.written]), gap=12)

    def _typed(self) -> QWidget:
        look, tr = self.look, self.look.tr
        self.back = TypedBack(look)
        self.back.entered.connect(self.proof_next)
        show = Button(look, tr("Show the password again"), "quiet", "back", act=lambda: self._show_part(0))
        text = Label(
            look,
            tr("Type the password from your paper, to check the paper. Then Amparo makes the vault."),
            "body",
            "ink2",
            wrap=True,
        )
        title = Label(look, tr("Type your password"), "card", wrap=True)
        return column(look, column(look, title, text), self.back, flow([show]), gap=12)

    def _own(self) -> QWidget:
        look, tr = self.look, self.look.tr
        self.own = secret_edit(look, tr("Your new password"))
        self.own.textEdited.connect(lambda _: self._pause.start(PAUSE))
        help_ = tr("Several words that do not belong together. Nothing from a song, a book or your life.")
        self._own_field = Labelled(look, tr("Your new password"), self.own, help_)
        self.again = secret_edit(look, tr("Repeat it"))
        self._again_field = Labelled(look, tr("Repeat it"), self.again)
        self._strength = Label(look, "", "second", "ink2", wrap=True)
        return column(look, self._own_field, self._strength, self._again_field, gap=12)

    def show_strength(self, bits: int) -> None:
        """Show how strong the own words are, unless the page closed during the calculation."""
        if not shiboken6.isValid(self.own):
            return
        tr = self.look.tr
        if bits < WEAK:
            said = tr("Weak: a person with a copy of the vault could guess this password. Random words are safer.")
        else:
            said = tr("This password looks strong. Amparo cannot be sure.")
        self._strength.setText(said if self.own.text() else "")
        self._strength.setProperty("ink", "amb" if bits < WEAK else "ink2")
        self._strength.style().unpolish(self._strength)
        self._strength.style().polish(self._strength)

    def _turn(self, kind: str) -> None:
        self._show_part(2 if kind == "own" else 0)

    def _show_part(self, part: int) -> None:
        for i, widget in enumerate(self._parts):
            widget.setVisible(i == part)
        self._end.setVisible(part != 0)

    def _other(self) -> None:
        self._words = list(self._draw())
        self._drawn.show_words(self._words)

    def _type_back(self) -> None:
        self._show_part(1)
        self.back.take_focus()

    def proof_next(self) -> None:
        """Move the focus after the last word."""
        if self.back.fits(self._words):
            (self.proof.edit if self._asked.proven else self.button).setFocus(Qt.FocusReason.TabFocusReason)

    # The key file.

    def _key_file(self) -> QWidget:
        look, tr = self.look, self.look.tr
        offered = [("", tr("No key file")), ("file", tr("Choose a file…")), ("make", tr("Make one…"))]
        if self._asked.key:
            offered[0] = ("", tr("Keep the current password"))
        self.with_file = OneOf(look, offered, "", tr("Key file"), act=self._want_file)
        help_ = tr(
            "You then need this file and the password. If you lose or change the file, this password opens nothing."
        )
        self._file_said = Label(look, "", "second", "ink2", wrap=True)
        self._file_said.hide()
        return column(look, Labelled(look, tr("Key file"), self.with_file, help_), self._file_said)

    def _want_file(self, how: str) -> None:
        self.set_key_file("")
        if how:
            self.with_file.set_value(how)
            self.browse.emit(how)

    def set_key_file(self, path: str) -> None:
        """Use this file, or this folder if a key file is made."""
        self._file = path
        if not path:
            self.with_file.set_value("")
        self._file_said.setText(self.look.tr("Key file: {name}", name=Path(path).name))
        self._file_said.setVisible(bool(path))

    # The end.

    def _go(self) -> None:
        passphrase = self._decided()
        if self.with_file.value and not self._file:
            self.set_key_file("")  # the person chose no file
        if passphrase and (not self._asked.proven or self.proof.complete()):
            self.button.setEnabled(False)
            self.wrong.hide()
            way = NewPassphrase(
                self._asked.key, self.name.text().strip(), passphrase, self._file, self.with_file.value == "make"
            )
            self.done.emit(way)

    def _decided(self) -> str:
        """Return the passphrase. If it is not valid, show the error and return an empty text."""
        tr = self.look.tr
        if self.kind.value != "own":
            return " ".join(self._words) if self.back.fits(self._words) else ""
        self._own_field.set_error("" if self.own.text().strip() else tr("Type the password first."))
        same = self.own.text() == self.again.text()
        self._again_field.set_error("" if same else tr("The two passwords differ."))
        return self.own.text() if self.own.text().strip() and same else ""

    def failed(self, text: str) -> None:
        """Show why nothing was changed. The typed text stays."""
        self.button.setEnabled(True)
        self.wrong.setText(text)
        self.wrong.show()


class PassphraseProof(QWidget):
    """The current passphrase, and its key file if it has one; `browse` asks for a file."""

    browse = Signal()

    def __init__(self, look: Look, label: str = "") -> None:
        """Build the fields, with another label for the password if that is given."""
        super().__init__()
        tr = look.tr
        self._look, self.key_file, label = look, "", label or tr("Your current password")
        self.edit = secret_edit(look, label)
        help_ = tr("Amparo asks for it, so that no other person at your open computer can do this.")
        self.field = Labelled(look, label, self.edit, help_)
        self._file = Button(look, tr("With a key file…"), "tool", "key", act=self.browse.emit)
        layout = strip_margins(QVBoxLayout(self), look.sp(6))
        layout.addWidget(self.field)
        layout.addWidget(flow([self._file]))

    @property
    def passphrase(self) -> str:
        """Return the typed passphrase."""
        return self.edit.text()

    def set_key_file(self, path: str) -> None:
        """Use this key file."""
        self.key_file = path
        self._file.set_words(self._look.tr("Key file: {name}", name=Path(path).name))

    def complete(self) -> bool:
        """Return True if a passphrase was typed. If not, show an error."""
        if self.passphrase.strip():
            return True
        self.wrong(self._look.tr("Type the current password first."))
        return False

    def wrong(self, text: str) -> None:
        """Show why it was refused, and move the focus to the field."""
        self.field.set_error(text)
        self.edit.setFocus()
