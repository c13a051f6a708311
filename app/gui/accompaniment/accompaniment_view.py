"""Show the page of an accompaniment, and the short form of an entry in its log."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.accompaniment.accompaniment_query import AccompanimentPage, LogForm, RosterDay
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Badge, PageHeader, PlainRow, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.date_edit import show_minute
from app.gui.widgets.edits import line_edit, prose_edit
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.grid import Grid
from app.gui.widgets.labels import WIDEST, Label, column
from app.gui.widgets.openrow import OpenRow, open_rows


class AccompanimentView(ScrollPage):
    """The page of an accompaniment.

    `opened` carries the id of a record, `week` the number of weeks (-1 or 1) by which the roster moves.
    """

    write = Signal()
    hand_over = Signal()
    papers = Signal()
    opened = Signal(str)
    week = Signal(int)

    def __init__(self, look: Look, shown: AccompanimentPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        self.rows: dict[str, OpenRow] = {}
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        write = Button(look, tr("Write an entry"), "pri", "edit")
        hand = Button(look, tr("Hand over…"), "std", "forward")
        papers = Button(look, tr("Papers…"), "std", "files")
        for button, signal in ((write, self.write), (hand, self.hand_over), (papers, self.papers)):
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
        self.first = write
        self.add(flow([write, hand, papers]))
        if shown.missing:
            self.add(self._missing(), widest=WIDEST)
        self.add(self._roster(), widest=WIDEST)
        self.add(self._risks(), widest=WIDEST)
        if shown.counted:
            self.add(self._counted(), widest=WIDEST)
        self.add(self._log(), widest=WIDEST)
        self.close_column()

    def _missing(self) -> QWidget:
        look, tr, shown = self.look, self.look.tr, self.shown
        head = tr("Active, with missing parts") if shown.late else tr("Missing before the start")
        rows = [PlainRow(look, "minus", "", text, line=text is not shown.missing[-1]) for text in shown.missing]
        return card(look, Label(look, head, "card"), *rows)

    def _roster(self) -> QWidget:
        look, tr, shown = self.look, self.look.tr, self.shown
        buttons = [Button(look, word, "std", act=partial(self.week.emit, weeks))
                   for word, weeks in ((tr("Week before"), -1), (tr("Week after"), 1))]  # fmt: skip
        rows = [_day(look, day, day is shown.roster[-1]) for day in shown.roster]
        none = Label(
            look,
            tr("The accompaniment has no day in this week, or its days are not known yet."),
            "second",
            "ink2",
            wrap=True,
        )
        return card(look, Label(look, tr("On duty"), "card"), *(rows or [none]), flow(buttons))

    def _risks(self) -> QWidget:
        look, tr, shown = self.look, self.look.tr, self.shown
        head = section(look, tr("Open risks"), tr.number(len(shown.risks)))
        if not shown.risks:
            none = Label(look, tr("No entries since the last handover."), "second", "ink2", wrap=True)
            return column(look, head, none, gap=4)
        return column(look, head, *open_rows(look, shown.risks, self.opened.emit, self.rows), gap=0)

    def _counted(self) -> QWidget:
        look, tr, shown = self.look, self.look.tr, self.shown
        grid = Grid(look, tr("Counts of the log"), (tr("Month"), *shown.kinds), shown.counted)
        return column(look, section(look, tr("Counts of the log")), grid, gap=6)

    def _log(self) -> QWidget:
        look, tr, shown = self.look, self.look.tr, self.shown
        name, icon, ink = ("box", "shield-check", "ink2") if shown.sound else ("amber", "shield-alert", "amb")
        parts: list[QWidget] = [section(look, tr("Daily log")), box(look, name, icon, [(shown.checked, "")], ink)]
        parts += open_rows(look, shown.log, self.opened.emit, self.rows)
        if shown.older:
            more = tr("The printed log has {n} older entry|The printed log has {n} older entries",
                      n=shown.older)  # fmt: skip
            parts.append(Label(look, more, "second", "ink2", wrap=True))
        return column(look, *parts, gap=6)


def _day(look: Look, day: RosterDay, last: bool) -> QWidget:
    badge = Badge(look, "alert", day.care, "amb") if day.care and look.factor <= 1.5 else None
    second = day.stands if badge is not None or not day.care else look.tr.line(day.stands, day.care)
    return PlainRow(look, "", day.day, second, badge, line=not last)


class LogView(ScrollPage):
    """The form of a log entry.

    `keep` carries the typed values, as `daily_log.write` takes them. `changed` is emitted at each change.
    """

    keep = Signal(dict)
    changed = Signal()

    def __init__(self, look: Look, shown: LogForm, back: Button, typed: dict[str, str]) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown, self.about = shown, shown.key
        self.drafted = not shown.handover  # the entry is saved as a draft, so its fields are not saved separately
        word = tr("Hand over") if shown.handover else tr("Write an entry")
        self.add(PageHeader(look, word, shown.title, back=back))
        self.kind = OneOf(look, shown.kinds, typed.get("kind", ""), tr("Kind of entry"), chips=True)
        self.counterpart = Picker(
            look, tr("Meeting with"), tr("Choose"), make_option_search(shown.counterparts), free=False
        )
        met = typed.get("counterpart", "")
        self.counterpart.set_value(met, dict(shown.counterparts).get(met, ""))
        self.place = Picker(look, tr("Place"), tr("Choose"), make_option_search(shown.places))
        where = typed.get("place", "")
        self.place.set_value(where, dict(shown.places).get(where, where))
        self.situation = prose_edit(look, tr("What happened"), typed.get("situation", ""), 4)
        self.level = OneOf(look, shown.levels, typed.get("risk_level", ""), tr("Level of risk"), chips=True)
        self.risks = prose_edit(look, tr("Open risks"), typed.get("open_risks", ""), 2)
        self.at = line_edit(look, tr("When"), text=show_minute(typed.get("at") or shown.at))
        self.author = line_edit(look, tr("Written by"), text=typed.get("author") or shown.author)
        self._met = Labelled(look, tr("Meeting with"), self.counterpart)
        counted = tr("The monthly package counts the entries of each kind.")
        self._what = Labelled(look, tr("Kind of entry"), self.kind, counted)
        self._when = Labelled(look, tr("When"), self.at, tr("Enter the day and the time."))
        self._fields()
        self._heed()

    def _fields(self) -> None:
        look, tr, shown = self.look, self.look.tr, self.shown
        if not shown.handover:
            self.add(self._what, self._met, widest=WIDEST)
        self.first = self.situation if shown.handover else self.kind
        happened = tr("Describe the events that you saw. Mark events that other people reported.")
        handed = tr("The people of the handover, and the first tasks.")
        self.add(Labelled(look, tr("What happened"), self.situation, handed if shown.handover else happened),
                 widest=WIDEST)  # fmt: skip
        if shown.handover:
            rows: list[QWidget] = [
                PlainRow(look, "alert", "", text, line=text is not shown.risks[-1]) for text in shown.risks
            ]
            none = Label(look, tr("No entries since the last handover."), "second", "ink2", wrap=True)
            head = Label(look, tr("Open risks for the next team"), "card")
            self.add(card(look, head, *(rows or [none])), widest=WIDEST)
        else:
            named = tr("Choose a place, or type the name of a new one.")
            self.add(Labelled(look, tr("Place"), self.place, named), widest=WIDEST)
            felt = tr("Choose the level that the companions feel.")
            self.add(Labelled(look, tr("Level of risk"), self.level, felt), widest=WIDEST)
            self.add(Labelled(look, tr("Open risks"), self.risks, tr("Write the facts that the next team must know.")),
                     widest=WIDEST)  # fmt: skip
            self.add(self._when, widest=WIDEST)
        self.add(Labelled(look, tr("Written by"), self.author), widest=WIDEST)
        save = Button(look, tr("Sign and save"), "pri", "check", tr("Sign and save  Ctrl S"), act=self.save)
        note = tr("Amparo signs the entry, and it cannot change. A later entry can correct it.")
        self.add(flow([save]), Label(look, note, "second", "ink2", wrap=True))
        self.close_column()

    def _heed(self) -> None:
        self._met.setVisible(self.kind.value == "meeting")
        self.kind.chosen.connect(lambda code: self._met.setVisible(code == "meeting"))
        chosen = (self.kind.chosen, self.level.chosen, self.counterpart.changed, self.place.changed)
        typed = (self.situation.textChanged, self.risks.textChanged, self.at.textChanged, self.author.textChanged)
        for signal in (*chosen, *typed):
            signal.connect(lambda *_: self.changed.emit())

    @property
    def values(self) -> dict[str, str]:
        """Return the typed values by the fields of an entry, without the empty ones."""
        told = {
            "kind": self.kind.value, "situation": self.situation.toPlainText().strip(), "risk_level": self.level.value,
            "counterpart": self.counterpart.value if self.kind.value == "meeting" else "",
            "place": self.place.value, "open_risks": self.risks.toPlainText().strip(), "at": self.at.text().strip(),
            "author": self.author.text().strip(),
        }  # fmt: skip
        return {name: value for name, value in told.items() if value}

    def save(self) -> None:
        """Ask for the entry to be saved; show an error if no kind is chosen."""
        if not self.shown.handover and not self.kind.value:
            self._what.set_error(self.look.tr("Choose the kind of entry."))
            self.kind.take_focus()
            return
        self.keep.emit(self.values)

    def refused(self, error: BaseException) -> None:
        """Show the error at the time field."""
        self._when.set_error(self.look.tr.phrase(str(error)))
        self.at.setFocus()
