"""Show the page of the names password, and the two steps that set it up: generated words, then the words typed back."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.real_names.real_names_query import FoundName, OpeningLogRow, SecondPage
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, PlainRow, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column, fill, strip_margins
from app.gui.widgets.words import GeneratedPassphrase, TypedBack

MINUTES = (2, 5, 15, 30)
"""The choices for the automatic lock of real names, in minutes."""


class SecondView(ScrollPage):
    """The page: open or close real names, search, set the time until they close, change the password, read the log."""

    open = Signal()
    close_lock = Signal()
    set_up = Signal()
    passphrase = Signal()
    minutes = Signal(int)
    searched = Signal(str)
    person = Signal(str)
    key_sheet = Signal()
    stale = Signal()
    """Emitted when the real names are opened or closed: the page must be read again."""

    def __init__(self, look: Look, shown: SecondPage, is_open: bool, back: Button) -> None:
        super().__init__(look, 32)
        self.guide = "second-lock"
        tr = look.tr
        text = tr("Real names have a separate password. All other places show the alias.")
        self.add(PageHeader(look, tr("Names password"), text, back=back))
        if not shown.set_up:
            self.add(self._none(), widest=WIDEST)
        else:
            self.add(self._state(is_open), widest=WIDEST)
            if is_open:
                self.add(self._search(), self._key_sheet(), widest=WIDEST)
            self.add(self._settings(shown, is_open), self._log(shown.lines), widest=WIDEST)
        self.close_column()

    def _none(self) -> QWidget:
        look, tr = self.look, self.look.tr
        button = Button(look, tr("Set it up…"), "pri", "vault", act=self.set_up.emit)
        lines = (
            tr("A person who opens your vault sees only aliases, unless they also know the names password."),
            tr("Real names are never in a list, a search, a table or a report."),
        )
        words = [Label(look, line, "body", "ink2", wrap=True) for line in lines]
        self.first = button
        return card(look, Label(look, tr("There is no names password yet"), "card"), *words, flow([button]))

    def _state(self, is_open: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        if is_open:
            button = Button(look, tr("Close now"), "std", "lock", act=self.close_lock.emit)
            title, text = tr("Open"), tr("Real names are shown on the pages of people, until it closes.")
        else:
            button = Button(look, tr("Open…"), "pri", "vault", act=self.open.emit)
            title, text = tr("Closed"), tr("Open the real names to see, write or search them.")
        self.first = button
        return card(look, Label(look, title, "card"), Label(look, text, "second", "ink2", wrap=True), flow([button]))

    def _search(self) -> QWidget:
        look, tr = self.look, self.look.tr
        self.asked = line_edit(look, tr("Real name"))
        self.asked.returnPressed.connect(lambda: self.searched.emit(self.asked.text()))
        go = Button(look, tr("Search"), "std", "search", act=lambda: self.searched.emit(self.asked.text()))
        explained = tr(
            "The log records that you searched and the people that you found. It does not record "
            "the words of your search."
        )
        self._found = QWidget()
        self._rows = strip_margins(QVBoxLayout(self._found))
        self._found.hide()
        field = Labelled(look, tr("Real name"), self.asked, explained)
        return card(look, Label(look, tr("Search by real name"), "card"), field, flow([go]), self._found)

    def show_found(self, found: Sequence[FoundName]) -> None:
        """Show the search results below the field."""
        look, tr = self.look, self.look.tr
        fill(self._rows)
        for one in found:
            last = one is found[-1]
            button = Button(look, tr("Page of the person"), "std", "forward", small=True)
            plain_text.set_accessible_description(button, one.alias)
            button.clicked.connect(lambda _=False, key=one.key: self.person.emit(key))
            self._rows.addWidget(PlainRow(look, "person", one.alias, one.names, button, line=not last))
        if not found:
            self._rows.addWidget(Label(look, tr("No real name matches your search."), "second", "ink2", wrap=True))
        self._found.show()

    def _key_sheet(self) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr("A list of aliases and real names, on paper or in a file. Store it in a separate place.")
        make = Button(look, tr("Make list…"), "std", "out", act=self.key_sheet.emit)
        plain_text.set_accessible_description(make, tr("Alias list"))
        words = Label(look, text, "second", "ink2", wrap=True)
        return card(look, Label(look, tr("Alias list"), "card"), words, flow([make]))

    def _settings(self, shown: SecondPage, is_open: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        name = tr("Close automatically after")
        options = [(str(n), tr("{n} min", n=n)) for n in MINUTES]
        self.after = OneOf(look, options, str(shown.minutes), name, act=lambda chosen: self.minutes.emit(int(chosen)))
        change = Button(look, tr("Change the names password…"), "std", "key", act=self.passphrase.emit)
        change.setEnabled(is_open)
        note = Label(look, tr("Open the real names first to change this password."), "small", "ink3", wrap=True)
        note.setVisible(not is_open)
        return card(look, Labelled(look, name, self.after), column(look, flow([change]), note))

    def _log(self, lines: Sequence[OpeningLogRow]) -> QWidget:
        look, tr = self.look, self.look.tr
        rows = [PlainRow(look, "", line.what, tr.line(line.at, line.why), line=line is not lines[-1]) for line in lines]
        return card(look, section(look, tr("Log"), tr("You cannot change or delete these entries")), *rows)


class WordsTexts(NamedTuple):
    """The texts of the page with six words: its title, its text, its warning, and its last button."""

    title: str
    text: str
    warning: str
    make: str


def names_words(tr: Text, change: bool) -> WordsTexts:
    """Return the texts for the names password."""
    return WordsTexts(
        tr("Your new names password") if change else tr("Your names password"),
        tr(
            "Write this password on paper, away from the vault password. Without this paper, you cannot open "
            "the real names."
        ),
        tr("If you lose this password, no one can open the real names again."),
        tr("Change the password") if change else tr("Set up the names password"),
    )


def notes_words(tr: Text) -> WordsTexts:
    """Return the texts for the password of the session notes."""
    return WordsTexts(
        tr("Password of the session notes"),
        tr("Write this password on paper, away from the vault password."),
        tr("If you lose this password and have no recovery shares, no one can read the notes again."),
        tr("Set up the session notes"),
    )


class SecondWordsView(ScrollPage):
    """Six words to write on paper and type back. `done` carries the passphrase."""

    done = Signal(str)

    def __init__(self, look: Look, draw: Callable[[], list[str]], said: WordsTexts, back: Button) -> None:
        super().__init__(look, 32)
        self.guide = "second-lock"
        tr = look.tr
        self._draw, self._words = draw, draw()
        self.add(PageHeader(look, said.title, said.text, back=back))
        self._drawn = GeneratedPassphrase(look, self._words)
        again = Button(look, tr("Generate a new password"), "quiet", "again", act=self._other)
        onward = Button(look, tr("I wrote the words on paper"), "pri", act=lambda: self._go(True))
        care = box(look, "amber", "alert", [(said.warning, "")], "amb")
        self._one = column(look, self._drawn, care, flow([again, onward], look.sp(12), look.sp(8)), gap=14)
        self._back = TypedBack(look)
        self._back.entered.connect(self._check)
        shown = Button(look, tr("Show the password again"), "quiet", "back", act=lambda: self._go(False))
        self._make = Button(look, said.make, "pri", "vault", act=self._check)
        typed = Label(look, tr("Type the password from your paper, to check it."), "body", "ink2", wrap=True)
        self._said = Label(look, "", "second", "red", wrap=True)
        self._two = column(
            look, typed, self._back, self._said, flow([shown, self._make], look.sp(12), look.sp(8)), gap=14
        )
        self.add(self._one, self._two, widest=WIDEST)
        self.close_column()
        self._two.hide()
        self.first = onward

    def failed(self, said: str) -> None:
        """Show why nothing was done."""
        self._said.setText(said)
        self._make.setEnabled(True)

    def _other(self) -> None:
        self._words = self._draw()
        self._drawn.show_words(self._words)

    def _go(self, on: bool) -> None:
        self._one.setVisible(not on)
        self._two.setVisible(on)
        if on:
            self._back.take_focus()

    def _check(self) -> None:
        if self._make.isEnabled() and self._back.fits(self._words):
            self._make.setEnabled(False)
            self._said.setText("")
            self.done.emit(" ".join(self._words))
