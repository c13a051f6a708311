"""Show all settings on one page. Each change applies and is stored immediately, and can be undone."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.gui.style.text import LANGUAGES
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled, line_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column
from app.gui.widgets.page_values import SettingsPage

SIZES = (1.0, 1.25, 1.5, 2.0)
MINUTES = (2, 5, 10, 20)
WIDEST = 760
"""Pixels of a card at 100 %."""


class SettingsView(ScrollPage):
    """The page. `looks` carries the name and value of a window setting; `controls` has the controls by name."""

    looks = Signal(str, object)
    idle = Signal(int)
    relays = Signal()
    leaving = Signal()

    def __init__(self, look: Look, shown: SettingsPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("Every change is kept at once. Ctrl Z takes it back.")
        self.add(PageHeader(look, tr("Settings"), text, back=back))
        self.controls: dict[str, QWidget] = {}
        self.add(self._window(shown), self._locking(shown), self._relays(), widest=WIDEST)
        self.close_column()
        self.first = self.controls["language"]

    def _one_of(self, key: str, word: str, options: list[tuple[str, str]], value: str) -> QWidget:
        control = OneOf(self.look, options, value, word)
        control.chosen.connect(lambda chosen: self._chose(key, chosen))
        self.controls[key] = control
        return column(self.look, section(self.look, word), control)

    def _chose(self, key: str, value: str) -> None:
        if key == "idle":
            self.idle.emit(int(value))
        else:
            self.looks.emit(key, float(value) if key == "factor" else value)

    def _window(self, shown: SettingsPage) -> QWidget:
        look, tr = self.look, self.look.tr
        words = (tr("100 %"), tr("125 %"), tr("150 %"), tr("200 %"))
        sizes = [(str(size), word) for size, word in zip(SIZES, words, strict=True)]
        themes = [("light", tr("Light")), ("dark", tr("Dark"))]
        return card(
            look, Label(look, tr("Window"), "card"),
            self._one_of("language", tr("Language"), list(LANGUAGES.items()), shown.language),
            self._one_of("theme", tr("Colours"), themes, shown.theme),
            self._one_of("factor", tr("Text size"), sizes, str(float(shown.factor))), gap=14,
        )  # fmt: skip

    def _locking(self, shown: SettingsPage) -> QWidget:
        look, tr = self.look, self.look.tr
        minutes = [(str(n), tr("{n} minute|{n} minutes", n=n)) for n in MINUTES]
        label = tr("Name on the locked window")
        name = line_edit(look, label, text=shown.name)
        name.editingFinished.connect(lambda: self._named(name, shown.name))
        self.controls["name"] = name
        note = tr("Whoever looks at this computer sees it before unlocking. A neutral name says nothing about you.")
        field = Labelled(look, label, name, note)
        idle = self._one_of("idle", tr("Locks after"), minutes, str(shown.idle_minutes))
        more = Button(look, tr("Leaving at once…"), "std", "lock")
        more.clicked.connect(lambda _=False: self.leaving.emit())
        self.controls["leaving"] = more
        leaves = column(look, Label(look, shown.leaves, "second", "ink2", wrap=True), flow([more]), gap=10)
        return card(look, Label(look, tr("Locking"), "card"), idle, leaves, field, gap=14)

    def _named(self, edit: QLineEdit, before: str) -> None:
        name = edit.text().strip()
        if name and name != before:
            self.looks.emit("name", name)

    def _relays(self) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr("Who keeps parcels for you until you fetch them, and on which networks relays are visited.")
        relays = Button(look, tr("Relays and networks…"), "std", "relays")
        relays.clicked.connect(lambda _=False: self.relays.emit())
        self.controls["relays"] = relays
        note = Label(look, text, "second", "ink2", wrap=True)
        return card(look, Label(look, tr("Relays"), "card"), note, flow([relays]))

    def typing(self) -> bool:
        """Return True if a person is typing here."""
        return any(edit.hasFocus() and edit.isModified() for edit in self.findChildren(QLineEdit))
