"""The readers of a copy and the answer about each person, with the reason why the copy could not leave beside each."""

from attrs import evolve
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.actions.release.working_copies import CopyOrder
from app.domain.release.copies import UNSEEN
from app.gui.studio.studio_query import Refusals, StudioPage
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import section
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import into_view
from app.gui.widgets.labels import Label, column, keep_place, strip_margins
from crypto.recipe import SourceKind


class _SteadyRow(Labelled):
    """A question that keeps the place of its error after the error ends: no answer below moves under the mouse."""

    def set_error(self, text: str) -> None:
        """Show an error, or hide it in its place."""
        held = "" if text or not self._above.isVisibleTo(self) else self._above.text()
        super().set_error(text)
        if held:
            keep_place(self._above)
            self._above.setText(held)

    def offer(self, ways: QWidget | None) -> None:
        """Show corrections, or hide them in their place."""
        if ways is None and self._ways is not None:
            keep_place(self._ways)
            self._ways.hide()
        else:
            super().offer(ways)


class CopyAnswers(QWidget):
    """The two questions. `changed` follows each answer, `consent` carries a person whose yes is missing."""

    changed = Signal()
    consent = Signal(str)

    def __init__(self, look: Look, shown: StudioPage) -> None:
        super().__init__()
        self.look, self._shown, tr = look, shown, look.tr
        self.readers = {key: Choice(look, name, box=True) for key, name in shown.readers}
        words = {"shows": tr("Can be seen"), "hides": tr("Hidden"), "absent": tr("Not in it"), "": tr("No answer")}
        options = [(role, words[role]) for role in ("hides", "shows", "absent", "")]
        self.people = {key: OneOf(look, options, "", name, chips=True) for key, name in shown.people}
        self._rows = {key: _SteadyRow(look, name, self.people[key]) for key, name in shown.people}
        for reader in self.readers.values():
            reader.toggled.connect(lambda _: self._answered())
        for person in self.people.values():
            person.chosen.connect(lambda _: self._answered())
        note = tr("Hidden needs a bar. Not in it: nobody can recognise this person here.")
        if shown.kind is SourceKind.SOUND:
            note = tr("Hidden needs silence or a beep. Not in it: nobody can recognise this person here.")
        none = tr("The record of this file names no people.")
        self._closed = Label(look, "", "second", "red", wrap=True)
        self._closed.hide()
        whole = strip_margins(QVBoxLayout(self), look.sp(14))
        rows = [flow([*self.readers.values()], look.sp(14), look.sp(6)), self._closed]
        said = Label(look, tr("Only these readers get the copy."), "second", "ink2", wrap=True)
        whole.addWidget(column(look, section(look, tr("Readers")), said, *rows, gap=8))
        said = Label(look, note if self.people else none, "second", "ink2", wrap=True)
        whole.addWidget(column(look, section(look, tr("People")), said, *self._rows.values(), gap=8))

    @property
    def chosen(self) -> list[str]:
        """Return the chosen readers."""
        return [key for key, one in self.readers.items() if one.isChecked()]

    def list_people(self, role: str) -> list[str]:
        """Return the people with an answer."""
        return [key for key, one in self.people.items() if one.value == role]

    def restore(self, order: CopyOrder) -> None:
        """Show earlier answers."""
        for key, reader in self.readers.items():
            reader.setChecked(key in order.audiences)
        for role, people in order.answers.items():
            for person in people:
                if person in self.people:
                    self.people[person].set_value(role)

    def _answered(self) -> None:
        """Take the reasons away that the new answers do not have."""
        if any(row.wrong for row in self._rows.values()) or self._closed.isVisibleTo(self):
            self.show_reasons()
        self.changed.emit()

    def show_refusals(self, refusals: Refusals) -> None:
        """Show the reasons of now: a person perhaps answered meanwhile."""
        self._shown = evolve(self._shown, refusals=refusals)
        self.show_reasons()

    def show_reasons(self) -> bool:
        """Show beside each answer why the copy could not leave, with the next step; return True without a reason."""
        tr, found = self.look.tr, self._shown.refusals
        closed = [found[name][""] for name in self.chosen if "" in found.get(name, {})]
        if closed:
            self._closed.setText(tr("{why} Choose other readers.", why=closed[0]))
            keep_place(self._closed)
        self._closed.setVisible(bool(closed))
        for key, row in self._rows.items():
            said, ways = self._find_reason(key) if self.chosen else ("", None)
            row.set_error(said)
            row.offer(ways)
            if ways is not None:
                ways.show()  # now, so that it can get the focus
        wrong = [self._closed.text() if closed else "", *(row.error for row in self._rows.values())]
        if any(wrong):
            plain_text.announce(self, next(filter(None, wrong)))
        return not any(wrong)

    def _find_reason(self, person: str) -> tuple[str, QWidget | None]:
        """Return the missing answer about a person, or the missing yes with a button that asks for it."""
        tr, answer = self.look.tr, self.people[person].value
        if not answer:
            return tr("Choose an answer for this person."), None
        found = [self._shown.refusals.get(name, {}).get(person, "") for name in self.chosen]
        missing = tr.listed(dict.fromkeys(filter(None, found)))
        if answer in UNSEEN or not missing:
            return "", None
        ask = Button(self.look, tr("Record the answer…"), "std", "check", small=True)
        ask.clicked.connect(lambda _=False: self.consent.emit(person))
        return tr("Consent is missing: {people}. Choose Hidden, or record the answer.", people=missing), flow([ask])

    def take_focus(self) -> None:
        """Give the keyboard to the first answer that is wrong."""
        for key, row in self._rows.items():
            if row.wrong:
                self.people[key].take_focus()
                into_view(row)
                return
        next(iter(self.readers.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        into_view(self)
