"""Early warning: areas with their levels, rules and observations; an alert with its contact tree."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.gui.style.theme import Look
from app.gui.warning.warning_query import AreaCard, SeenRow, TreePage, TreeRow, WarningPage
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, Badge, Empty, Facts, PageHeader, PlainRow, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column
from app.gui.widgets.matrix import MatrixModel, MatrixTable
from app.gui.widgets.openrow import open_rows
from app.gui.widgets.page_values import RowView

WIDEST = 860
"""Pixels of a card at 100 %."""


def _across(look: Look, fields: Sequence[QWidget]) -> QWidget:
    """Return the fields in rows of three, or one below the other if the text is large."""
    box, across = QWidget(), 3 if look.factor <= 1.5 else 1
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look.sp(12))
    grid.setVerticalSpacing(look.sp(10))
    for number, field in enumerate(fields):
        grid.addWidget(field, number // across, number % across)
    for column_ in range(across):
        grid.setColumnStretch(column_, 1)
    return box


class WarningView(ScrollPage):
    """The page. `raised` carries an area, `tree` and `opened` a record, `promoted` an observation.

    `noted` carries text, indicator, place, value, source and reliability of a new observation.
    """

    raised = Signal(str)
    tree = Signal(str)
    opened = Signal(str)
    promoted = Signal(str)
    noted = Signal(dict)
    map = Signal()
    watch = Signal()

    def __init__(self, look: Look, shown: WarningPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        map_ = Button(look, tr("Map"), "std", "place", act=self.map.emit)
        watch = Button(look, tr("New indicator"), "std", "plus", act=self.watch.emit)
        self.add(PageHeader(look, shown.title, shown.second, [map_, watch], back))
        calls = [area for area in shown.areas if area.rises and not area.alert]
        blocks = [
            *map(self._area, calls),
            self._note(),
            *(self._area(area) for area in shown.areas if area not in calls),
        ]
        self.add(*blocks, widest=WIDEST)
        if not shown.areas:
            text = tr("Write an indicator with its rule. The level of each area then appears here.")
            self.add(Empty(look, "shield", tr("No indicators yet"), text))
        alerts = open_rows(look, shown.alerts, self.tree.emit)
        if alerts:
            self.add(column(look, section(look, tr("Active alerts")), column(look, *alerts, gap=0), gap=4),
                     widest=WIDEST)  # fmt: skip
        if shown.seen:
            rows = [self._seen(row) for row in shown.seen]
            self.add(column(look, section(look, tr("Seen last")), *rows, gap=8), widest=WIDEST)
        if shown.months.rows:
            self.add(self._months(), widest=WIDEST)
        self.close_column()

    def _rule(self, line: RowView, area: str) -> QWidget:
        show = Button(self.look, self.look.tr("Show"), "tool", "eye", act=lambda: self.opened.emit(line.key))
        row = ActedRow(self.look, line.icon, line.title, line.second, [show])
        plain_text.set_accessible_description(
            show, self.look.tr.line(line.title, area)
        )  # one indicator watches several areas
        return row

    def _area(self, area: AreaCard) -> QWidget:
        look, tr = self.look, self.look.tr
        title = PlainRow(look, "", area.name, far=Badge(look, *area.level), line=False)
        rows = [self._rule(line, area.name) for line in area.rules]
        acts: list[QWidget] = []
        if area.alert:
            running = Button(look, tr("Alert: {title}", title=area.alert_title), "std", "shield-alert")
            running.clicked.connect(lambda _=False: self.tree.emit(area.alert))
            acts.append(running)
        elif area.rises:
            raise_ = Button(look, tr("Raise an alert"), "pri", "shield-alert", act=lambda: self.raised.emit(area.area))
            plain_text.set_accessible_description(raise_, area.name)
            acts.append(raise_)
        return card(look, title, *rows, *([flow(acts)] if acts else []), gap=8)

    def _seen(self, row: SeenRow) -> QWidget:
        look, tr = self.look, self.look.tr
        show = Button(look, tr("Show"), "tool", "eye", act=lambda: self.opened.emit(row.line.key))
        acts: list[QWidget] = [show]
        if row.event:
            acts.insert(0, Badge(look, "check", tr("saved as an incident"), "neutral"))
        else:
            promote = Button(look, tr("Make an incident from it"), "tool", "document")
            promote.clicked.connect(lambda _=False: self.promoted.emit(row.line.key))
            acts.insert(0, promote)
        made = ActedRow(look, row.line.icon, row.line.title, row.line.second, acts)
        for act in acts:  # the same text can be observed often
            plain_text.set_accessible_description(act, tr.line(row.line.title, row.line.second))
        return made

    def _note(self) -> QWidget:
        """Return the quick entry: one sentence and its details. Enter saves it."""
        look, tr, shown = self.look, self.look.tr, self.shown
        self.text = line_edit(look, tr("Observation"))
        self.text.returnPressed.connect(self._save)
        self.indicator = Picker(look, tr("Indicator"), tr("None"), make_option_search(shown.indicators), free=False)
        if len(shown.indicators) == 1:
            self.indicator.set_value(*shown.indicators[0])
        self.place = Picker(look, tr("Place"), tr("Not recorded"), make_option_search(shown.places))
        self.value = line_edit(look, tr("Value"))
        self.value.returnPressed.connect(self._save)
        self.source = Picker(look, tr("Origin"), tr("Not recorded"), make_option_search(shown.sources), free=False)
        self.trust = Picker(look, tr("Reliability"), tr("Not recorded"), make_option_search(shown.trust), free=False)
        self._pickers = (self.indicator, self.place, self.source, self.trust)
        kind = "pri" if not any(area.rises for area in shown.areas) else "std"
        save = Button(look, tr("Save observation"), kind, "check",
                      tr("Or press Enter in the first field"), act=self._save)  # fmt: skip
        self.first = self.text
        self.what = Labelled(look, tr("Observation"), self.text, tr("One sentence, without names."))
        known = [
            Labelled(look, tr("Indicator"), self.indicator), Labelled(look, tr("Place"), self.place),
            Labelled(look, tr("Value"), self.value), Labelled(look, tr("Origin"), self.source),
            Labelled(look, tr("Reliability"), self.trust),
        ]  # fmt: skip
        return card(look, Label(look, tr("Record an observation"), "card"), self.what, _across(look, known),
                    flow([save]))  # fmt: skip

    def _save(self) -> None:
        if not self.text.text().strip():
            self.what.set_error(self.look.tr("Describe the observation in one sentence."))
            return
        self.noted.emit({
            "text": self.text.text().strip(), "indicator": self.indicator.value, "place": self.place.value,
            "value": self.value.text().strip(), "source": self.source.value, "reliability": self.trust.value,
        })  # fmt: skip

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Return the content of the quick entry: for each field its value and its text."""
        texts = [(edit.text(), "") for edit in (self.text, self.value)]
        return [*texts, *((one.value, one.words) for one in self._pickers)]

    def take(self, typed: Sequence[tuple[str, str]]) -> None:
        """Restore the content of the quick entry."""
        for edit, (text, _) in zip((self.text, self.value), typed, strict=False):
            edit.setText(text)
        for picker, (value, words) in zip(self._pickers, typed[2:], strict=True):
            picker.set_value(value, words)

    def noted_it(self) -> None:
        """Clear the text and the value, so that the next entry keeps indicator and place."""
        self.text.clear()
        self.value.clear()

    def _months(self) -> QWidget:
        look, tr, months = self.look, self.look.tr, self.shown.months
        model = MatrixModel(
            months.rows, months.columns, months.numbers, months.totals, (tr("Area / month"), tr("All")),
            lambda area, month, n: tr("{area}, {month}: {n} observation|{area}, {month}: {n} observations",
                                      area=area, month=month, n=n),
        )  # fmt: skip
        self.table = MatrixTable(look, model, tr("Observations by area and month"), bars=True)
        rule = tr("Each observation counts once, by its day. Observations from unreliable sources count too.")
        words = Label(look, rule, "small", "ink3", wrap=True)
        return column(look, section(look, tr("Observations by area and month")), words, self.table, gap=10)


class TreeView(ScrollPage):
    """The page of an alert.

    `tried` carries a contact and True if they were reached, `opened` a contact without a working channel.
    """

    send = Signal()
    test = Signal()
    end = Signal()
    edit = Signal()
    tried = Signal(str, bool)
    opened = Signal(str)

    def __init__(self, look: Look, shown: TreePage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        edit = Button(look, tr("Edit"), "tool", "edit", act=self.edit.emit)
        self.add(PageHeader(look, shown.title, shown.second, [edit], back))
        if shown.facts:
            self.add(Facts(look, shown.facts), widest=WIDEST)
        if not shown.ended:
            self.add(self._acts(), widest=WIDEST)
        title = tr("{n} person in the contact tree|{n} people in the contact tree", n=len(shown.members))
        rows = [self._member(row) for row in shown.members]
        if not rows:
            text = tr("Nobody can act there. Open a contact, and enter the area of action and a channel.")
            rows = [box(look, "amber", "alert", [(text, "")], "amb")]
        self.add(column(look, section(look, title), *rows, gap=8), widest=WIDEST)
        if shown.gaps:
            told = Label(look, tr("Can act there, but has no working channel."), "second", "ink2", wrap=True)
            gaps = [self._gap(row) for row in shown.gaps]
            self.add(column(look, section(look, tr("Gaps")), told, *gaps, gap=8), widest=WIDEST)
        self.close_column()

    def _acts(self) -> QWidget:
        """Return the buttons of the tree. The alert needs one confirmation."""
        look, tr, shown = self.look, self.look.tr, self.shown
        test, end = Button(look, tr("Send a test"), "std", "send"), Button(look, tr("Danger is over"), "std", "check")
        test.setEnabled(bool(shown.members))
        test.clicked.connect(lambda _=False: self.test.emit())
        end.clicked.connect(lambda _=False: self.end.emit())
        send = Button(look, tr("Send the alert…"), "pri", "shield-alert", act=lambda: ask())
        send.setVisible(not shown.sent and bool(shown.sealed))
        n = shown.sealed
        text = tr("Amparo sends the alert encrypted to {n} person, before all other reports. You cannot recall "
                  "it.|Amparo sends the alert encrypted to {n} people, before all other reports. You cannot "
                  "recall it.", n=n)  # fmt: skip
        sure = Button(look, tr("Send it now"), "red", "send", act=self.send.emit)
        asked = card(look, Label(look, text, "body", wrap=True), flow([sure]))
        asked.hide()

        def ask() -> None:
            asked.show()
            sure.setFocus()

        self.first = send if send.isVisibleTo(self) else test
        sent = [Badge(look, "checks", tr("sent"), "acc")] if shown.sent else []
        return column(look, flow([*sent, send, test, end]), asked, gap=10)

    def _member(self, row: TreeRow) -> QWidget:
        look, tr = self.look, self.look.tr
        acts: list[QWidget] = [Badge(look, *row.answer)] if row.answer else []
        if row.by_hand:
            ways = (tr("Reached"), "check", True), (tr("Not reached"), "close", False)
            acts += [Button(look, word, "std", icon, act=partial(self.tried.emit, row.key, reached))
                     for word, icon, reached in ways]  # fmt: skip
        return ActedRow(look, "person", row.name, row.second, acts)

    def _gap(self, row: TreeRow) -> QWidget:
        show = Button(self.look, self.look.tr("Show"), "tool", "eye", act=lambda: self.opened.emit(row.key))
        return ActedRow(self.look, "person", row.name, row.second, [show])
