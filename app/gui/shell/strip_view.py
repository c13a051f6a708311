"""Show a strip with one message, for example an unsaved draft, and two buttons.

The strip of a sample vault also names the files that a person saved: they stay when the vault is deleted.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, PlainRow, ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Elided, Icon, Label, column

if TYPE_CHECKING:
    from app.gui.shell.session_calls import SessionCalls


MOST_NAMED = 3
"""Saved files that the strip of a sample vault names."""


class Unfinished(QFrame):
    """The strip. `go_on` opens the draft again, `away` deletes it, which can be undone."""

    def __init__(self, look: Look, what: str, kept: str, go_on: str = "", away: str = "", icon: str = "edit") -> None:
        super().__init__()
        self.setObjectName("box")
        tr = look.tr
        self.go_on = Button(look, go_on or tr("Continue writing"), "std", icon)
        self.away = Button(look, away or tr("Close draft"), "tool")
        for button in (self.go_on, self.away):
            plain_text.set_accessible_description(button, what)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Elided(look, what, "value"))
        words.addWidget(Label(look, kept, "second", "ink2", wrap=True))
        row = QHBoxLayout(self) if look.factor <= 1.5 else QVBoxLayout(self)
        row.setContentsMargins(look.sp(18), look.sp(12), look.sp(18), look.sp(12))
        row.setSpacing(look.sp(12))
        if look.factor <= 1.5:
            row.addWidget(Icon(look, icon, 18))
        row.addLayout(words, 1)
        row.addWidget(flow([self.away, self.go_on]))


class OpenStrip(QFrame):
    """At the foot of every page while the lock is open; `away` closes it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("amber")
        self._look = look
        self._words = Label(look, "", "second", "amb", wrap=True)
        self.away = Button(look, look.tr("Close now"), "std", small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.sp(18), look.sp(6), look.sp(18), look.sp(6))
        row.setSpacing(look.sp(12))
        row.addWidget(Icon(look, "vault", 18, "amb"))
        row.addWidget(self._words, 1)
        row.addWidget(self.away)

    def show_minutes(self, minutes: int) -> None:
        """Say in how many minutes it closes."""
        tr = self._look.tr
        said = tr("Real names open for {n} minute.|Real names open for {n} minutes.", n=minutes)
        if said != self._words.text():
            self._words.setText(said)
            plain_text.set_accessible_description(self.away, said)


class SampleStrip(QFrame):
    """At the foot of every page of a sample vault; `leave` ends one that is `temporary`, and leads to an own vault."""

    def __init__(self, look: Look, temporary: bool, files: Sequence[Path] = (), has_own: bool = False) -> None:
        super().__init__()
        self.setObjectName("box")
        self._look, self._said = look, look.tr("Sample vault: all people are invented. Amparo sends nothing.")
        if temporary:
            self._said += " " + look.tr("Amparo destroys this vault and your text when you close or lock it.")
        leave = look.tr("Back to my vault") if has_own else look.tr("Make my own vault")
        self.leave = Button(look, leave, "std", small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.sp(18), look.sp(6), look.sp(18), look.sp(6))
        row.setSpacing(look.sp(12))
        row.addWidget(Icon(look, "eye", 18))
        self._words = Label(look, "", "second", "ink2", wrap=True)
        row.addWidget(self._words, 1)
        row.addWidget(self.leave)
        self.leave.setVisible(temporary)
        self.show_files(files)

    def show_files(self, files: Sequence[Path]) -> None:
        """Name the files that stay: the first ones, and the number of the others."""
        tr, said = self._look.tr, self._said
        names, more = [file.name for file in files[:MOST_NAMED]], len(files) - MOST_NAMED
        if more > 0:
            names.append(tr("{n} more|{n} more", n=more))
        if names:
            said += " " + tr("Saved files stay: {names}.", names=tr.listed(names))
        self._words.setText(said)
        plain_text.set_accessible_description(self.leave, said)


def saved_words(desk: "SessionCalls", said: str, *files: Path) -> str:
    """Return the text after files were saved outside of the vault. A temporary sample vault remembers and names them.

    They are not deleted: they belong to the person.
    """
    if not desk.is_temporary:
        return said
    desk.past.outside += files
    for strip in desk.window.findChildren(SampleStrip):
        strip.show_files(desk.past.outside)
    tr = desk.look.tr
    several = len(files) > 1
    stays = tr("These files stay when the sample vault is deleted.") if several else ""
    return f"{said} {stays or tr('This file stays when the sample vault is deleted.')}"


class StayingFiles(ScrollPage):
    """The page before a sample vault is deleted: the files that stay, each with its folder. `go` deletes the vault."""

    def __init__(self, look: Look, files: Sequence[Path], back: Button, go: Callable[[], None]) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.go = Button(look, tr("Delete the sample vault"), "std", "trash", act=go)
        said = tr("Amparo deletes the sample vault, but not your files. Delete them yourself if you do not need them.")
        self.add(PageHeader(look, tr("These files stay on this computer"), said, [self.go], back))
        rows = [PlainRow(look, "files", file.name, str(file.parent), line=file is not files[-1]) for file in files]
        self.add(column(look, *rows, gap=9))
        self.first = back  # never an act that deletes
        self.close_column()


def leave_vault(desk: "SessionCalls", again: bool, back: Callable[[], Button]) -> None:
    """Leave a vault; before a sample vault with saved files is deleted, name them. Another press leaves."""
    if desk.past.outside and desk.is_temporary and not isinstance(desk.window.full, StayingFiles):
        view = StayingFiles(desk.look, desk.past.outside, back(), lambda: desk.leave(again))
        desk.window.show_over(view)
    else:
        desk.leave(again)
