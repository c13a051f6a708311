"""The tab Detention: the people in detention on a day, those whom nobody has seen, and all detentions."""

from datetime import date

from app.actions.detention import disappearance, register
from app.domain.moment import Way, first_day
from app.gui.cases import detention_query as reading
from app.gui.cases.cases_screen import Casework
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.fields import Labelled


class Detained(Casework):
    """The list as of a day; the page of a detention has its time line."""

    lines = 3

    def __init__(self, desk: VaultSession, editing: Editing, title: str, tab: str) -> None:
        super().__init__(desk, editing, title, tab)
        self._chip, self._today = reading.HELD, date.fromtimestamp(0)
        desk.read(register.read_day, self._add_day)

    def _list_chips(self) -> list[tuple[str, str]]:
        tr = self._look.tr
        return [(reading.HELD, tr("In detention")), (reading.UNSEEN, tr("Not seen for a month")),
                (reading.EVERY, tr("All"))]  # fmt: skip

    def _add_day(self, today: date) -> None:
        """Add the field of the day above the rows."""
        look, tr = self._look, self._look.tr
        self._today = today
        self.day = DateEdit(look, tr("As of"), "", tr("today"), today, Way.PAST)
        field = Labelled(look, tr("As of"), self.day)
        field.note(self.day.meaning)
        self.day.understood.connect(lambda said: self._take_day(field, said))
        self.pane.add_control(field)
        self._read_rows()

    def _take_day(self, field: Labelled, said: str) -> None:
        """Show the meaning of the text, and read the rows of that day; without a day, keep them and show the error."""
        field.note(said)
        field.set_error(self.day.wrong)
        if not self.day.wrong:
            self._read_rows()

    @property
    def _on(self) -> date:
        """The chosen day; today for a text that is no day."""
        day = None if self.day.wrong else first_day(self.day.value)
        return date.fromordinal(day) if day else self._today

    def _read_rows(self) -> None:
        if self._chip == reading.EVERY:
            super()._read_rows()
        elif self._today.year > 1970:
            tr, day, chip, text = self._look.tr, self._on, self._chip, self._text
            self._question.ask(lambda vault: reading.listing(vault, tr, day, chip, text), self._list, self.pane)

    def reveal(self, key: str, group: str) -> None:
        """Show a detention on request of another place; one that is not in the list is in the list of all."""
        if self._text:
            self._filter(self._chip)
        if key and self.pane.chips is not None and key not in [row.key for row in self.pane.model.rows]:
            self.pane.chips.set_value(reading.EVERY)
            self._filter(reading.EVERY)
        super().reveal(key, group)

    def _filter(self, kind: str) -> None:
        self._chip = kind
        self._shown, self._row = "", ""
        self._clear_search()
        self._read_rows()

    def _empty(self) -> Empty:
        tr = self._look.tr
        if self._chip == reading.EVERY or self._text:
            return super()._empty()
        text = tr("Change the day, choose All, or add a detention.")
        return Empty(self._look, "lock", tr("Nobody is here on this day"), text)


def record_disappearance(desk: VaultSession, key: str) -> None:
    """Record the disappearance of a detention as an act; Undo removes it."""
    said = desk.look.tr("Saved as an act of an incident, and linked. Open the incident to add the search and the fate.")
    desk.act(lambda vault: disappearance.record(vault, key)[1], said, lambda vault: disappearance.take_back(vault, key))
