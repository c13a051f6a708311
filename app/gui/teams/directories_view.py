"""Show organisations: their directories, the people in them, and, at a desk, the directory that it signs."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.teams.confirmation import make_confirmation
from app.gui.teams.directories_query import DirectoryPerson, OrganisationCard, OrganisationsPage
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, Facts, PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit, secret_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column

LABELS = 110
"""Pixels of the column of labels at 100 %."""


class OrganisationsView(ScrollPage):
    """The page. `followed`, `left`, `saved` and `seen` carry an organisation's key, `added` a person's id.

    `listed` carries a contact's key and the typed role, `removed` a contact's key. `written` and `renewed` are about
    the
    directory that this desk signs, `made`, `signed` and `file` about root keys and files.
    """

    file = Signal()
    followed = Signal(str)
    left = Signal(str)
    added = Signal(str)
    saved = Signal(str)
    seen = Signal(str)
    made = Signal()
    signed = Signal()
    listed = Signal(str, str)
    removed = Signal(str)
    written = Signal()
    renewed = Signal()

    def __init__(self, look: Look, shown: OrganisationsPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        about = tr(
            "A list of the people of an organisation, signed by its desk. Amparo does not trust them until you decide."
        )
        take = Button(
            look, tr("Add a file…"), "std", "in", tr("A directory, a root key's statement, or the end of a root key")
        )
        take.clicked.connect(lambda _=False: self.file.emit())
        self.first = take
        self.add(PageHeader(look, tr("Organisations"), about, [take], back))
        if not shown.cards:
            text = tr("No directory yet. A verified desk can send you one, or you get a file on a USB stick.")
            self.add(card(look, Label(look, tr("No organisation"), "card"), _words(look, text)), widest=WIDEST)
        for one in shown.cards:
            self.add(self._card(one), widest=WIDEST)
        if shown.others:
            self.add(self._others(), widest=WIDEST)
        self.add(self._root(), widest=WIDEST)
        self.close_column()

    def _card(self, one: OrganisationCard) -> QWidget:
        look, tr = self.look, self.look.tr
        said = {
            "ours": tr("You sign its directory"),
            "offered": tr("Waiting for your answer"),
            "followed": tr("You follow it"),
            "ended": tr("Root key ended. Amparo offers nobody from this directory"),
        }[one.state]
        title = column(look, Label(look, one.name, "card", wrap=True), _words(look, said), gap=2)
        parts: list[QWidget] = [title, Facts(look, one.facts, LABELS)]
        parts += [Label(look, note, "second", "amb", wrap=True) for note in one.notes]
        if one.twins:
            parts += self._twins(one)
        parts += [self._person(person) for person in one.people]
        parts += self._acts(one)
        return card(look, *parts)

    def _twins(self, one: OrganisationCard) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        save = Button(look, tr("Save both…"), "std", "out", tr("Both directories of {name}, signed", name=one.name))
        save.clicked.connect(lambda _=False: self.saved.emit(one.key))
        acts: list[QWidget] = [save]
        if not one.twins_seen:
            seen = Button(
                look, tr("Hide this warning"), "std", "check", tr("Use the directory of {name} again", name=one.name)
            )
            seen.clicked.connect(lambda _=False: self.seen.emit(one.key))
            acts.append(seen)
        return [box(look, "amber", "shield-alert", [(one.twins, "")], "amb"), flow(acts)]

    def _person(self, person: DirectoryPerson) -> QWidget:
        look, tr = self.look, self.look.tr
        if person.may_add:
            add = Button(look, tr("Add"), "tool", "plus", tr("Add {name} as introduced", name=person.name))
            add.clicked.connect(lambda _=False: self.added.emit(person.key))
            return ActedRow(look, "person", person.name, person.said, [add])
        if person.contact:
            go = tr("Remove {name}", name=person.name)
            return self._asked(person, tr("Remove…"), go, lambda: self.removed.emit(person.contact))
        return ActedRow(look, "person", person.name, person.said, [])

    def _asked(self, person: DirectoryPerson, word: str, sure: str, end: Callable[[], None]) -> QWidget:
        """Return a row with a button that removes, and its confirmation below."""
        begin, line = make_confirmation(self.look, word, sure, end)
        return column(self.look, ActedRow(self.look, "person", person.name, person.said, [begin]), line, gap=8)

    def _acts(self, one: OrganisationCard) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        if one.state == "offered":
            yes = Button(
                look,
                tr("The root key is right"),
                "std",
                "shield-check",
                tr("Use the directory of {name}", name=one.name),
                act=lambda: self.followed.emit(one.key),
            )
            no = Button(look, tr("Do not add"), "quiet", tip=tr("Do not offer {name} any longer", name=one.name))
            no.clicked.connect(lambda _=False: self.left.emit(one.key))
            return [flow([yes, no])]
        acts: list[QWidget] = []
        if one.state == "ours":
            write = Button(look, tr("Write to a USB stick…"), "std", "out", act=self.written.emit)
            renew = Button(look, tr("Sign again"), "std", "again", tr("With the newest cards, for 90 days"))
            renew.clicked.connect(lambda _=False: self.renewed.emit())
            acts += [write, renew]
        sure = tr("Leave {name}. Your contacts stay", name=one.name)
        begin, line = make_confirmation(look, tr("Leave…"), sure, lambda: self.left.emit(one.key))
        return [flow([*acts, begin]), line]

    def _others(self) -> QWidget:
        look, tr = self.look, self.look.tr
        role = line_edit(look, tr("Role"), text=tr("member"))
        help_ = tr("All listed people see this text next to the name.")
        rows: list[QWidget] = []
        for one in self.shown.others:
            add = Button(
                look, tr("Add to directory"), "tool", "plus", tr("List {name} in the directory", name=one.name)
            )
            plain_text.set_accessible_name(add, tr("List {name} in the directory", name=one.name))
            add.clicked.connect(lambda _=False, key=one.key: self.listed.emit(key, role.text()))
            rows.append(ActedRow(look, "person", one.name, one.said, [add]))
        title = Label(look, tr("Verified contacts, not listed"), "card", wrap=True)
        return card(look, title, Labelled(look, tr("Role"), role, help_), *rows)

    def _root(self) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr(
            "A root key names the desk of an organisation and signs nothing else. It is on a USB stick with a "
            "separate password, never in a vault."
        )
        make = Button(look, tr("Make a root key…"), "std", "key", act=self.made.emit)
        make.setVisible(self.shown.is_desk)
        sign = Button(
            look,
            tr("Sign for a desk…"),
            "std",
            "edit",
            tr("You need the root key on a USB stick, and the card of the desk"),
            act=self.signed.emit,
        )
        return card(look, Label(look, tr("Root"), "card"), _words(look, text), flow([make, sign]))


class RootView(ScrollPage):
    """The passphrase of a root key, and the name of the organisation if it is needed. `done` carries name and
    passphrase.
    """

    done = Signal(str, str)

    def __init__(
        self, look: Look, title: str, text: str, act: str, back: Button, named: bool = False, words: int = 1
    ) -> None:
        """Build the page. `words` is 0 for no passphrase, 1 for that of an existing root key, 2 for a new one, typed
        twice.
        """
        super().__init__(look, 32)
        tr = look.tr
        self.add(PageHeader(look, title, text, back=back))
        self._named, self._count = named, words
        self.name, self.words, self.again = (
            line_edit(look, tr("Name of the organisation")),
            secret_edit(look, tr("Password of the root key")),
            secret_edit(look, tr("Repeat it")),
        )
        fields = (
            (self.name, tr("Name of the organisation"), "", named),
            (self.words, tr("Password of the root key"), tr("Six random words make a good password."), words > 0),
            (self.again, tr("Repeat it"), "", words > 1),
        )
        self._fields = []
        for edit, label, help_, shown in fields:
            field = Labelled(look, label, edit, help_)
            field.setVisible(shown)
            self._fields.append(field)
        self.wrong = Label(look, "", "second", "red", wrap=True)
        self.wrong.hide()
        self.button = Button(look, act, "pri", act=self._go)
        self.add(column(look, *self._fields, self.wrong, flow([self.button]), gap=16), widest=560)
        self.first = self.name if named else self.words
        self.close_column()

    def _go(self) -> None:
        tr, (name, words, again) = self.look.tr, self._fields
        name.set_error("" if self.name.text().strip() or not self._named else tr("Type the name first."))
        words.set_error("" if self.words.text().strip() or not self._count else tr("Type the password first."))
        same = self.words.text() == self.again.text() or self._count < 2
        again.set_error("" if same else tr("The two passwords differ."))
        typed = (self.name.text().strip() or not self._named) and (self.words.text().strip() or not self._count)
        if typed and same:
            self.button.setEnabled(False)
            self.wrong.hide()
            self.done.emit(self.name.text().strip(), self.words.text())

    def failed(self, text: str) -> None:
        """Show why nothing was done. The typed text stays."""
        self.button.setEnabled(True)
        self.wrong.setText(text)
        self.wrong.show()


def _words(look: Look, text: str) -> Label:
    return Label(look, text, "second", "ink2", wrap=True)
