"""Show a strip with one message, for example an unsaved draft, and two buttons."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Elided, Icon, Label


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
    """At the foot of every page of a sample vault; `leave` ends one that is `temporary`."""

    def __init__(self, look: Look, temporary: bool) -> None:
        super().__init__()
        self.setObjectName("box")
        said = look.tr("Sample vault: all people are invented. Amparo sends nothing.")
        if temporary:
            said += " " + look.tr("This text is not saved. Amparo destroys it when the window closes or locks.")
        self.leave = Button(look, look.tr("Make my own vault"), "std", small=True)
        plain_text.set_accessible_description(self.leave, said)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.sp(18), look.sp(6), look.sp(18), look.sp(6))
        row.setSpacing(look.sp(12))
        row.addWidget(Icon(look, "eye", 18))
        row.addWidget(Label(look, said, "second", "ink2", wrap=True), 1)
        row.addWidget(self.leave)
        self.leave.setVisible(temporary)
