"""Show differences side by side: one card for each field, one column for each value with its author and time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label
from app.gui.widgets.page_values import DifferencesPage, Differing, VersionView

PARTS = 4
"""Rows of one value: author and time, the value, its state, its buttons."""


class DifferencesView(ScrollPage):
    """Nothing changes until a person decides.

    `decide` carries the field and its value from now on, `refuse` the field and the proposal, `another` the field.
    """

    decide = Signal(object, object)
    refuse = Signal(object, str)
    another = Signal(object)

    def __init__(self, look: Look, shown: DifferencesPage, back: Button | None = None) -> None:
        super().__init__(look, 32)
        tr = look.tr
        header = PageHeader(look, shown.title, shown.second, back=back)
        self.first = header.make_resting_place()
        self.add(header)
        for differing in shown.fields:
            self.add(self._card(differing))
        if not shown.fields:
            text = tr("If you and someone else change the same field, both values appear here.")
            self.add(Empty(look, "check", tr("No differences"), text))
        self.close_column()

    def _card(self, one: Differing) -> QWidget:
        look, tr = self.look, self.look.tr
        text = (
            tr(
                "Several people changed this field at the same time. Amparo saves all values until you choose "
                "one. The history keeps the others."
            )
            if one.conflict
            else tr("Another person wants to change your record. Nothing changes until you decide.")
        )
        more = []
        if one.together is not None:
            both = Button(
                look, tr("Keep all"), "quiet", "files", tr("Save all values in the field, one after the other")
            )
            both.clicked.connect(lambda _=False: self.decide.emit(one, one.together))
            more.append(both)
        write = Button(look, tr("Write a new value…"), "quiet", "edit", act=lambda: self.another.emit(one))
        named = tr("{record}: {field}", field=one.label, record=one.title)
        plain_text.set_accessible_description(write, named)
        title = Label(look, named, "strong", wrap=True)
        note = Label(look, text, "second", "ink2", wrap=True)
        return card(look, title, note, self._versions(one), flow([*more, write], look.sp(20)))

    def _versions(self, one: Differing) -> QWidget:
        """Return the values in columns: author and time, the value, its state, and its buttons."""
        look = self.look
        across = 2 if look.factor > 1.5 else 3
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(28))
        grid.setVerticalSpacing(look.sp(6))
        for column in range(min(across, len(one.versions))):
            grid.setColumnStretch(column, 1)
        for number, version in enumerate(one.versions):
            for row, part in enumerate(self._version(one, version, number == 0)):
                grid.addWidget(part, number // across * PARTS + row, number % across)
        return holder

    def _version(self, one: Differing, version: VersionView, first: bool) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        state = tr("Proposed") if version.key else tr("Shown now") if first else tr("Other value")
        take = Button(look, tr("Keep this") if first else tr("Use this"))
        plain_text.set_accessible_description(take, tr.line(one.label, version.by, version.words))
        take.clicked.connect(lambda _=False: self.decide.emit(one, version.value))
        buttons: list[QWidget] = [take]
        if version.key:
            no = Button(look, tr("Refuse"), "tool", act=lambda: self.refuse.emit(one, version.key))
            plain_text.set_accessible_description(no, take.accessibleDescription())
            buttons.append(no)
        return [
            Label(look, tr.line(version.by, version.at), "label", "ink2", wrap=True),
            Label(look, version.words or tr("Nothing"), "value", wrap=True),
            Label(look, state, "small", "ink3"),
            flow(buttons),
        ]
