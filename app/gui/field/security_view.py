"""Show a risk assessment with its scores, and the page of patterns in security incidents."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.accompaniment.accompaniment_query import PatternPage, RiskPage, ThreatLine
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, badges, card, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column
from app.gui.widgets.openrow import OpenRow, open_rows


class RiskView(ScrollPage):
    """The page. `edit` carries the id of a threat."""

    edit = Signal(str)
    add_threat = Signal()
    renew = Signal()
    papers = Signal()

    def __init__(self, look: Look, shown: RiskPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        add = Button(look, tr("Add a threat"), "pri", "plus")
        renew = Button(
            look, tr("New version"), "std", "again", tr("With the same threats, to compare with this version")
        )
        papers = Button(look, tr("Papers…"), "std", "files")
        for button, signal in ((add, self.add_threat), (renew, self.renew), (papers, self.papers)):
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
        self.first = add
        self.add(flow([add, renew, papers]))
        rule = tr(
            "Score: likelihood × impact × vulnerability / capacity. The score orders the rows, and never removes a row."
        )
        self.add(Label(look, rule, "second", "ink2", wrap=True), widest=WIDEST)
        if shown.earlier:
            held = tr("Compared with: {earlier}", earlier=shown.earlier)
            self.add(Label(look, held, "second", "ink2", wrap=True), widest=WIDEST)
        for threat in shown.threats:
            self.add(self._threat(threat), widest=WIDEST)
        if shown.gone:
            self.add(section(look, tr("No longer there")), widest=WIDEST)
            for threat in shown.gone:
                self.add(self._threat(threat), widest=WIDEST)
        if not shown.threats:
            text = tr("Enter the threats, their sources, their likelihood and their impact.")
            self.add(Empty(look, "alert", tr("No threat yet"), text))
        self.close_column()

    def _threat(self, threat: ThreatLine) -> QWidget:
        look, tr = self.look, self.look.tr
        marks = [("alert" if threat.tone == "amb" else "shield", threat.score, threat.tone)]
        marks += [("again", threat.move, "edge")] if threat.move else []
        parts: list[QWidget] = [Label(look, threat.title, "card", wrap=True), badges(look, marks)]
        parts += [Label(look, text, "body", wrap=True) for text in (threat.second,) if text]
        parts += [Label(look, text, "second", "ink2", wrap=True) for text in (threat.formula, threat.measure) if text]
        if threat.key:
            edit = Button(look, tr("Edit"), "std", "edit", act=lambda: self.edit.emit(threat.key))
            plain_text.set_accessible_description(edit, threat.title)
            parts.append(flow([edit]))
        return card(look, *parts, gap=8)


class PatternView(ScrollPage):
    """The page. `opened` carries the id of a security incident, `level` a level of areas."""

    opened = Signal(str)
    level = Signal(str)
    papers = Signal()

    def __init__(self, look: Look, shown: PatternPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.rows: dict[str, OpenRow] = {}
        papers = Button(look, tr("Papers…"), "tool", "files", act=self.papers.emit)
        self.first = papers
        self.add(PageHeader(look, shown.title, "", [papers], back))
        self.add(Label(look, shown.rule, "body", "ink2", wrap=True), widest=WIDEST)
        picker = Picker(look, tr("Level of areas"), "", make_option_search(shown.levels), free=False)
        picker.set_value(shown.level, dict(shown.levels)[shown.level])
        picker.changed.connect(lambda level: self.level.emit(level) if level else None)
        self.add(column(look, Label(look, tr("Level of areas"), "second", "ink2"), picker, gap=4), widest=WIDEST)
        for said, far, lines in shown.patterns:
            rows = open_rows(look, lines, self.opened.emit, self.rows)
            for row in rows:  # one record can be in several groups
                plain_text.set_accessible_description(row, tr.line(said, far))
            self.add(column(look, section(look, said, far), column(look, *rows, gap=0), gap=4), widest=WIDEST)
        if not shown.patterns:
            text = tr("Incidents with common features appear here and in Today.")
            self.add(Empty(look, "check", tr("No common features"), text))
        self.close_column()
