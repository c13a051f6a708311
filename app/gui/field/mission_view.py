"""Show the plan of a mission: missing parts, route, team, meetings, interviews, findings and promises."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.kind import Kinds
from app.gui.field.mission_values import LatePage, LegLine, MissionPlan
from app.gui.field.waydays import WayDays
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ActedRow, Empty, PageHeader, PlainRow, ScrollPage, card, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, rule
from app.gui.widgets.openrow import OpenRow, open_rows
from app.gui.widgets.page_values import RowView

WIDEST = 760
"""Pixels of a card at 100 %."""


class MissionView(ScrollPage):
    """The page. `opened` carries the id of a part, `write` the kind of a new one, `noted` a leg and its end."""

    opened = Signal(str)
    write = Signal(str)
    noted = Signal(str, str)
    approve = Signal()
    papers = Signal()

    def __init__(self, look: Look, kinds: Kinds, shown: MissionPlan, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown, self._kinds = shown, kinds
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        papers = Button(look, tr("Papers…"), "std", "files")
        papers.clicked.connect(lambda _=False: self.papers.emit())
        self.first = papers
        if shown.approved:
            self.add(flow([papers]))
        else:
            self.add(self._before(papers), widest=WIDEST)
        way = section(look, tr("The way"), tr("Hatched: nobody can call. Shaded: dark.") if shown.days else "")
        parts: list[QWidget] = [way, *([WayDays(look, shown.days, shown.said)] if shown.days else [])]
        for leg in shown.legs:
            parts += self._leg(leg)
        self.add(column(look, *parts, flow([self._add("leg")]), gap=10))
        for title, kind, lines in (
            (tr("Team"), "participant", shown.team), (tr("Meetings"), "meeting", shown.meetings),
            (tr("Interviews"), "interview", shown.interviews),
            (tr("Findings and what they stand on"), "finding", shown.findings),
            (tr("Promises, tasks and recommendations"), "undertaking", shown.undertakings),
        ):  # fmt: skip
            self.add(rule(), column(look, section(look, title), *self._rows(lines), flow([self._add(kind)]), gap=6))
        self.close_column()

    def _before(self, papers: Button) -> QWidget:
        """Return the list of parts that are missing before the approval. The list blocks nothing."""
        look, tr = self.look, self.look.tr
        approve = Button(look, tr("Approve the mission"), "pri", "check")
        approve.clicked.connect(lambda _=False: self.approve.emit())
        self.first = approve
        title = tr("{n} thing is missing|{n} things are missing", n=len(self.shown.missing))
        if not self.shown.missing:
            title = tr("Nothing is missing")
        rows = [PlainRow(look, "unverified", words, line=False) for words in self.shown.missing]
        note = Label(look, tr("It can be approved all the same; the decision is yours."), "second", "ink2", wrap=True)
        told = [note] if self.shown.missing else []
        return card(look, Label(look, title, "card"), *rows, *told, flow([papers, approve]))

    def _leg(self, leg: LegLine) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        acts: list[Button] = []
        if leg.next:
            word = tr("Left now") if leg.next == "depart" else tr("Arrived now")
            note = Button(look, word, "std", "clock")
            note.clicked.connect(lambda _=False: self.noted.emit(leg.key, leg.next))
            acts.append(note)
        edit = Button(look, tr("Edit"), "quiet", "edit")
        edit.clicked.connect(lambda _=False: self.opened.emit(leg.key))
        row = ActedRow(look, "route", leg.title, leg.second, [*acts, edit], line=not leg.doubts)
        return [row, *(PlainRow(look, "alert", "", why, ink="amb") for why in leg.doubts)]

    def _rows(self, lines: Sequence[RowView]) -> list[OpenRow]:
        return open_rows(self.look, lines, self.opened.emit)

    def _add(self, kind: str) -> Button:
        tr = self.look.tr
        add = Button(self.look, tr("Add: {kind}", kind=tr(self._kinds[kind].label)), "quiet", "plus")
        add.clicked.connect(lambda _=False: self.write.emit(kind))
        return add


class LateView(ScrollPage):
    """The late and due items. `opened` carries the key of a row, `papers` asks for a paper of the items."""

    opened = Signal(str)
    papers = Signal()

    def __init__(self, look: Look, shown: LatePage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        n = shown.count
        second = tr("{n} promise or answer is late|{n} promises or answers are late", n=n) if n else ""
        parts = (
            (tr("Late"), shown.late),
            (tr("Due today and tomorrow"), shown.due),
            (tr("Sent to the UN"), shown.sent),
        )
        papers = Button(look, tr("Papers…"), "tool", "files")
        papers.clicked.connect(lambda _=False: self.papers.emit())
        some = any(lines for _, lines in parts)
        self.add(PageHeader(look, tr("Promises and answers"), second, [papers] if some else (), back))
        if some:
            self.first = papers
        else:
            text = tr("What was promised or asked, and has a day until when, is listed here once that day is past.")
            self.add(Empty(look, "clock", tr("Nothing is late"), text))
        for title, lines in parts:
            if lines:
                self.add(column(look, section(look, title), *open_rows(look, lines, self.opened.emit), gap=6))
        self.close_column()
