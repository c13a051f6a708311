"""Show the page of filters: the current filters and the saved searches."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from app.actions.records.incident_assignments import Names
from app.actions.records.searches import Search, Where
from app.domain.kind import Kind
from app.domain.search_normalisation import fold
from app.domain.vocabulary import Vocabularies
from app.gui.incidents.filters_query import CODED, date_of
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, PlainRow, ScrollPage, card
from app.gui.widgets.buttons import Button, IconButton, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Option, Picker
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label

NOBODY = "\0"
"""The value for an empty name while the page is open. No real name has it."""
WIDEST = 560
"""Pixels of a field at 100 %."""
WIDE = 760
"""Width of the saved searches in pixels at 100 %, because they are sentences."""


class FiltersView(ScrollPage):
    """`wanted` carries the filters to show, `keep` those to save, `again` and `forget` a saved search."""

    wanted = Signal(object)
    keep = Signal(object)
    again = Signal(object)
    forget = Signal(object)

    def __init__(
        self, look: Look, kind: Kind, words: Vocabularies, where: Where, saved: Sequence[tuple[Search, str]],
        back: Button, names: Names, today: date,
    ) -> None:  # fmt: skip
        super().__init__(look, 32)
        tr, self._kind, self._today = look.tr, kind, today
        self._values: dict[str, Callable[[], str]] = {}
        self._dates: dict[str, Labelled] = {}
        keep = Button(look, tr("Save this search"), "tool", act=lambda: self._tell(self.keep))
        show = Button(look, tr("Show results"), "pri", "check", act=lambda: self._tell(self.wanted))
        self.add(PageHeader(look, tr("Filter"), tr("The list shows incidents that match all filters. Empty "
                                                   "filters have no effect."),
                            [keep, show], back))  # fmt: skip
        self._given, given = where, dict(where)
        for name in CODED:
            self._coded(words, name, given.get(name, ""))
        self._assigned(names, given.get("assigned"))
        self._danger(given.get("danger", ""))
        for name, word in (("since", tr("Since")), ("until", tr("Until"))):
            self._date(name, word, given.get(name, ""), show)
        if saved:
            kept = card(look, Label(look, tr("Saved searches"), "card"), *(self._saved(*one) for one in saved))
            self.add(kept, widest=WIDE)
        self.close_column()

    def _assigned(self, names: Names, given: str | None) -> None:
        tr, label = self.look.tr, self.look.tr(self._kind.fields["assigned"].label)
        options = [(NOBODY, tr("Nobody")), *((name, name) for name in names.all)]
        if names.me:
            options[1] = (names.me, tr("Me, {name}", name=names.me))
        picker = Picker(
            self.look,
            label,
            tr("All"),
            lambda typed: [one for one in options if fold(typed) in fold(one[1])],
            free=False,
        )
        if given is not None:
            picker.set_value(given or NOBODY, dict(options).get(given or NOBODY, given))
        self._values["assigned"] = lambda: picker.value
        self._field(label, picker)

    def _danger(self, value: str) -> None:
        tr = self.look.tr
        options = [("", tr("All")), ("now", tr("Someone in danger")), ("perhaps", tr("Maybe"))]
        danger = OneOf(self.look, options, value, tr("Danger"))
        self._values["danger"] = lambda: danger.value
        self._field(tr("Danger"), danger)

    def _date(self, name: str, word: str, value: str, show: Button) -> None:
        tr = self.look.tr
        edit = line_edit(self.look, word, tr("A day, month or year"), moment_words(tr, value) if value else "")
        edit.returnPressed.connect(show.click)
        self._dates[name], self._values[name] = self._field(word, edit), edit.text

    def _field(self, label: str, control: QWidget) -> Labelled:
        field = Labelled(self.look, label, control)
        self.add(field, widest=WIDEST)
        return field

    def _coded(self, words: Vocabularies, name: str, code: str) -> None:
        tr, field = self.look.tr, self._kind.fields[name]
        vocabulary = words[field.scheme]

        def offered(typed: str) -> list[Option]:
            codes = vocabulary.find(typed, tr.language) if typed.strip() else list(vocabulary.codes)
            return [(one, vocabulary.label(one, tr.language)) for one in codes]

        picker = Picker(self.look, tr(field.label), tr("All"), offered, free=False)
        picker.set_value(code, vocabulary.label(code, tr.language) if code else "")
        self._values[name] = lambda: picker.value
        self._field(tr(field.label), picker)

    def _saved(self, search: Search, words: str) -> QWidget:
        look, tr = self.look, self.look.tr
        again = Button(look, tr("Show"), "quiet", act=lambda: self.again.emit(search))
        plain_text.set_accessible_description(again, words)
        forget = IconButton(look, "close", tr("Delete {search}", search=words))
        forget.clicked.connect(lambda _=False: self.forget.emit(search))
        return PlainRow(look, "search", words, far=flow([again, forget]))

    @property
    def where(self) -> Where:
        """Return the current filters, also those without a field on this page.

        An invalid date gets an error below its field and is not included.
        """
        tr, found = self.look.tr, [pair for pair in self._given if pair[0] not in self._values]
        for name, value in self._values.items():
            kept = value().strip()
            if name in self._dates and kept:
                kept = date_of(tr, kept, self._today)
                self._dates[name].set_error(
                    "" if kept else tr("This is not a day, a month or a year. Examples: 12/4, 2026-04, 2026.")
                )
            if kept:
                found.append((name, "" if kept == NOBODY else kept))
        return tuple(found)

    def _tell(self, signal: SignalInstance) -> None:
        """Emit the current filters if every date is valid."""
        where = self.where
        if not any(field.wrong for field in self._dates.values()):
            signal.emit(where)
