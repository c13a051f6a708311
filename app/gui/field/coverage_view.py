"""Show the page of a network, the page of offers that match requests, and the page of a contact's channels."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.gui.field.coverage_query import ChannelsPage, Fits, NetworkPage, Tried
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ActedRow, Facts, PageHeader, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, fill
from app.gui.widgets.openrow import linked_row, open_rows
from app.gui.widgets.page_values import RowView

WIDEST = 760
"""Pixels of a card at 100 %."""
MOST = 12
"""Maximum number of shown defenders, or partners, of one section."""
ALL = "all"
"""The value for all kinds of partners."""


class NetworkView(ScrollPage):
    """The page of a network. `opened` carries the id of a row's record, `person` that of a defender.

    `directory` and `matches` ask for pages, `papers` for a paper by its name.
    """

    opened = Signal(str)
    person = Signal(str)
    papers = Signal(str)
    directory = Signal()
    matches = Signal()

    def __init__(self, look: Look, shown: NetworkPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        book = Button(look, tr("Directory…"), "std", "book", tr("People who agreed to be listed, for one level"))
        book.clicked.connect(lambda _=False: self.directory.emit())
        fits = Button(look, tr("Matches…"), "std", "people", tr("Offers of support that match requests"))
        fits.clicked.connect(lambda _=False: self.matches.emit())
        self.first = book
        self.add(PageHeader(look, shown.title, shown.second, (), back))
        self.add(flow([book, fits]))
        if shown.gaps:
            self.add(box(look, "amber", "alert", [(shown.gaps, "")], "amb"), widest=WIDEST)
        none = tr("Select Edit and enter the districts that the network must cover.")
        self._rows(tr("Districts"), shown.districts, none)
        self._rows(tr("Members"), shown.members, tr("No member yet. Add memberships on the page of the network."))
        self._rows(tr("By hour"), shown.hours, tr("No hours on duty yet. Add them to the contacts of the members."))
        self._rows(tr("By place"), shown.places, tr("No access to places yet. Add it to the memberships."))
        self._people(tr("Defenders with nobody near"), shown.alone,
                     tr("No member of a network can act in their region, or the region is not known."))  # fmt: skip
        self._people(tr("Defenders from abroad"), shown.abroad, "")
        for body in shown.bodies:
            self._rows(body.name, body.seats, tr("No seat yet."))
        if shown.decisions:
            self._rows(tr("Decisions"), shown.decisions, "")
        self._joint()
        if shown.levels:
            head = Label(look, tr("Women and men by level"), "card")
            note = Label(look, tr("The percentage is of women among women and men."), "second", "ink2", wrap=True)
            self.add(card(look, head, Facts(look, shown.levels, 140), note), widest=WIDEST)
        self.close_column()

    def _rows(self, title: str, lines: Sequence[RowView], none: str) -> None:
        look = self.look
        rows = [linked_row(look, line, self.opened.emit) for line in lines]
        if not rows:
            rows = [Label(look, none, "second", "ink2", wrap=True)]
        head = section(look, title, look.tr.number(len(lines)))
        gap, first = (0, 4) if any(line.key for line in lines) else (8, 10)  # a row that opens has its own margins
        self.add(column(look, head, column(look, *rows, gap=gap), gap=first), widest=WIDEST)

    def _people(self, title: str, lines: Sequence[RowView], note: str) -> None:
        """Show defenders, each with a link to their page."""
        if lines:
            told = [Label(self.look, note, "second", "ink2", wrap=True)] if note else []
            head = section(self.look, title, self.look.tr.number(len(lines)))
            self.add(column(self.look, head, *told, self._led(lines, "isolated"), gap=4), widest=WIDEST)

    def _led(self, lines: Sequence[RowView], paper: str) -> QWidget:
        """Return the first rows, each with a link to its page.

        If there are more rows, add a button for the complete paper.
        """
        rows: list[QWidget] = list(open_rows(self.look, lines[:MOST], self.person.emit))
        if len(lines) > MOST:
            all_ = Button(self.look, self.look.tr("Print all matches…"), "quiet", "files")
            all_.clicked.connect(lambda _=False: self.papers.emit(paper))
            rows.append(flow([all_]))
        return column(self.look, *rows, gap=0)

    def _joint(self) -> None:
        """Show joint agreements and actions. If there are several kinds of partners, the person can choose one."""
        look, tr, joint = self.look, self.look.tr, self.shown.joint
        if not joint:
            return
        rows = column(look)
        words = {one.kind: one.word for one in joint}
        kinds = sorted(words, key=lambda kind: (not kind, words[kind]))
        title = tr("Joint action")
        self.partners = OneOf(look, [(ALL, tr("All")), *((kind, words[kind]) for kind in kinds)], ALL,
                              tr("Kind of partner"), chips=True)  # fmt: skip

        def show(kind: str) -> None:
            lines = [one.line for one in joint if kind in (ALL, one.kind)]
            fill(rows.layout(), self._led(lines, "joint-action"))

        self.partners.chosen.connect(show)
        self.partners.setVisible(len(kinds) > 1)
        show(ALL)
        self.add(column(look, section(look, title, tr.number(len(joint))), self.partners, rows, gap=6), widest=WIDEST)


class MatchesView(ScrollPage):
    """The page of offers that match requests. `together` and `apart` carry the ids of an offer and a request."""

    together = Signal(str, str)
    apart = Signal(str, str)
    papers = Signal()

    def __init__(self, look: Look, shown: Sequence[Fits], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        about = tr("Kind, place, language and time must match. Amparo never proposes closed, past or refused offers.")
        papers = Button(look, tr("Papers…"), "tool", "files", tr("This list, isolated defenders and those from abroad"))
        papers.clicked.connect(lambda _=False: self.papers.emit())
        self.add(PageHeader(look, tr("Offers that match requests"), about, [papers], back))
        rows: list[QWidget] = [self._row(fits, fits is shown[-1]) for fits in shown]
        if not rows:
            text = tr("No open offer matches an open request now.")
            rows = [Label(look, text, "body", "ink2", wrap=True)]
        self.first = self.first or papers
        self.add(card(look, *rows), widest=WIDEST)
        self.close_column()

    def _row(self, fits: Fits, last: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        both = Button(
            look,
            tr("Match"),
            "tool",
            "check",
            tr("Marks both as matched. Amparo does not propose them again"),
        )
        both.clicked.connect(lambda _=False: self.together.emit(fits.offer, fits.request))
        no = Button(
            look,
            tr("Refused"),
            "tool",
            "close",
            tr("Amparo does not propose this pair again. It proposes other pairs."),
        )
        no.clicked.connect(lambda _=False: self.apart.emit(fits.offer, fits.request))
        self.first = self.first or both
        second = tr.line(tr("urgent"), fits.second) if fits.urgent else fits.second
        return ActedRow(look, "people", fits.title, second, [both, no], line=not last)


RESULTS = {"works": "check", "slow": "clock", "fails": "close"}
"""The results of a channel test with their icons, in the order of the keys 1 to 3."""


class ChannelsView(ScrollPage):
    """The page of a contact's channels, two keys for each test: the number of the channel, then 1, 2 or 3.

    `tried` carries a channel's id and a code of `RESULTS`, `edit` the id of a channel or of the contact.
    """

    tried = Signal(str, str)
    edit = Signal(str)
    new = Signal()
    directory = Signal()

    def __init__(self, look: Look, shown: ChannelsPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown, self._at = shown, 0
        self.tests: dict[str, dict[str, Button]] = {}
        self.add(PageHeader(look, tr("Channels"), shown.name, (), back))
        if shown.lacks:
            self.add(box(look, "amber", "alert", [(shown.lacks, "")], "amb"), widest=WIDEST)
        keys = tr(
            "Keys: press the number of the channel. Then press 1 if it works, 2 if it works with delay, 3 if it fails."
        )
        rows: list[QWidget] = [self._row(channel) for channel in shown.channels]
        new = Button(look, tr("Add a channel…"), "std", "plus", act=self.new.emit)
        if rows:
            rows.append(Label(look, keys, "small", "ink3", wrap=True))
        self.first = self.first or new
        self.add(card(look, Label(look, tr("Save test result"), "card"), *rows, flow([new])), widest=WIDEST)
        change = Button(look, tr("Change…"), "std", "edit", tr("Consent and all other data of the person"))
        change.clicked.connect(lambda _=False: self.edit.emit(shown.key))
        book = Button(look, tr("Directory…"), "std", "book", tr("People who agreed to be listed, for one level"))
        book.clicked.connect(lambda _=False: self.directory.emit())
        said = Label(look, shown.listing, "body", "ink2", wrap=True)
        self.add(
            card(look, Label(look, tr("Listing in the directory"), "card"), said, flow([change, book])), widest=WIDEST
        )
        self.close_column()

    def _row(self, channel: Tried) -> QWidget:
        look, tr = self.look, self.look.tr
        words = {"works": tr("Works"), "slow": tr("With delay"), "fails": tr("Fails")}
        acts: list[QWidget] = []
        self.tests[channel.key] = {}
        for code, icon in RESULTS.items():
            button = Button(look, words[code], "tool", icon, tr("Test result now: {result}", result=words[code]))
            button.clicked.connect(lambda _=False, code=code: self.tried.emit(channel.key, code))
            self.tests[channel.key][code] = button
            acts.append(button)
        edit = Button(look, tr("Edit"), "tool", "edit", act=lambda: self.edit.emit(channel.key))
        self.first = self.first or acts[0]
        return ActedRow(look, "network", channel.title, channel.second, [*acts, edit])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select a channel by its number, then emit its test result at the next digit."""
        text = event.text()
        number = int(text) if text.isdecimal() else 0
        if self._at and 1 <= number <= len(RESULTS):
            channel, self._at = self.shown.channels[self._at - 1], 0
            self.tried.emit(channel.key, list(RESULTS)[number - 1])
        elif 1 <= number <= len(self.shown.channels):
            self._at = number
            self.tests[self.shown.channels[number - 1].key]["works"].setFocus()
        else:
            self._at = 0
            super().keyPressEvent(event)
