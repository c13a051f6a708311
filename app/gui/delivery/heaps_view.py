"""Accept many reports together: list senders and profiles, and accept their reports now or on arrival."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from app.gui.delivery.heaps_query import Heaps
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.listpane import ListPane


class HeapsView(ScrollPage):
    """The page. Each signal carries the keys of the selected rows."""

    accept = Signal(object)
    as_they_come = Signal(object)
    wait = Signal(object)

    def __init__(self, look: Look, shown: Heaps, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self._accept = Button(look, tr("Accept these"), "pri", "checks")
        self._rule = Button(look, tr("As they come"), "std", "again", tr("From now on, these are accepted on arrival"))
        self._wait = Button(look, tr("Let them wait"), "tool", tip=tr("From now on, these wait for a person again"))
        for button, signal in (
            (self._accept, self.accept), (self._rule, self.as_they_come), (self._wait, self.wait),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self.taken))
        second = tr("Take several with Shift and the arrows, or all with Ctrl A.")
        if shown.others:
            second += " " + tr(
                "{n} report of others is looked at by itself.|{n} reports of others are looked at one by one.",
                n=shown.others,
            )
        actions = [self._wait, self._rule, self._accept]
        self.add(PageHeader(look, tr("Accept by sender"), second, actions, back))
        self.pane = ListPane(look, tr("Senders you verified"), 2, several=True)
        self.pane.taken.connect(self._fit)
        self.body.addWidget(self.pane, 1)
        self.first = self.pane.view
        self.show_heaps(shown)

    @property
    def taken(self) -> list[str]:
        """Return the keys of the selected rows."""
        return [row.key for row in self.pane.rows_taken]

    def show_heaps(self, shown: Heaps) -> None:
        """Show the rows again."""
        look, tr = self.look, self.look.tr
        empty = Empty(look, "inbox", tr("Nothing waits"), tr("What verified contacts send you stands here, by sender."))
        self.pane.show_rows(shown.rows, tr("{n} report waits|{n} reports wait", n=shown.verified), empty)
        if shown.rows and not self.pane.current:
            self.pane.view.setCurrentIndex(self.pane.model.index(0))
        self._fit()

    def _fit(self) -> None:
        """Enable the actions that are possible for the selected rows."""
        rows: Sequence[object] = [row.far for row in self.pane.rows_taken]
        for button, offered in (
            (self._accept, bool(rows)), (self._rule, None in rows), (self._wait, any(rows)),
        ):  # fmt: skip
            button.setEnabled(offered)
