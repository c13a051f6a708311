"""Make a paper from records: choose it and its audience, and preview it, with a warning that it leaves the vault."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from attrs import evolve
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.actions.outgoing.wording import KeptWording, PaperText
from app.domain.direction import isolate
from app.domain.frame import FramedSheet
from app.domain.sheet import Block, FormQuestion, Heading, Items, SheetFacts, SheetProse, SheetTable, Sign
from app.gui.papers.papers_query import RELEASE, PaperChoice, PaperShown, PapersPage, PaperWish, SensitivePart
from app.gui.style.theme import Look
from app.gui.widgets import blocks, plain_text
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.grid import Grid
from app.gui.widgets.labels import WIDEST, Label, column, fill, level_legend
from app.gui.widgets.labels import Prose as Running
from app.gui.widgets.overlay import Veil

FEW = 4
"""Maximum number of audiences in one row. A directory can have more."""
WIDE = 1100
"""Width in pixels at 100 % of a paper with a table."""
MOST_TEXTS = 40
"""Maximum number of texts whose wording the window asks for; a paper of the whole vault can have thousands."""


class PapersView(blocks.ScrollPage):
    """The page. `asked` carries the choice (`PaperWish`), `go` the chosen folder, `confirm` a `SensitivePart`,
    `reword` the texts of people (`PaperText`).

    `consent` carries the id of a person whose yes is missing, `heads` asks for a letterhead.
    `stale` announces that the real names were opened or closed.
    """

    asked = Signal(object)
    go = Signal(str)
    confirm = Signal(object)
    consent = Signal(str)
    heads = Signal()
    reword = Signal(object)
    lacks = Signal(str)
    """The field or role that the record lacks."""
    stale = Signal()

    def __init__(self, look: Look, shown: PapersPage, start: Path, back: Button | None, title: str) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self._shown = shown
        self.reference = ""
        self._confirmed: tuple[tuple[str, str], ...] = ()
        self._wording: tuple[KeptWording, ...] = ()
        self._texts: tuple[PaperText, ...] = ()
        self.add(blocks.PageHeader(look, title, shown.title, back=back))
        words = tr("A saved file is outside the vault. Everyone with the disk can read it.")
        self.add(blocks.box(look, "amber", "alert", [(words, "who")], "amb"), widest=WIDEST)
        search = make_option_search([(paper.key, paper.name) for paper in shown.papers])
        self.paper = Picker(look, tr("Paper"), tr("Not chosen"), search, free=False)
        self.paper.changed.connect(lambda _: self._turn())
        self._help = Label(look, "", "second", "ink2", wrap=True)
        self._audience_at = column(look)
        self._language_at = column(look)
        self._head_at = column(look)
        self.offer_letterheads(shown.letterheads)
        said = tr("People who agreed to be named")
        self.names = OneOf(look, [("", tr("Aliases")), ("names", tr("Real names"))], "", said)
        self.names.chosen.connect(lambda _: self._ask())
        self._names_row = Labelled(look, said, self.names)
        self._names_row.hide()
        self.embargo = line_edit(look, tr("Embargo until (UTC)"), "2026-12-01 09:00")
        self.embargo.editingFinished.connect(self._ask)
        self._embargo_row = Labelled(look, tr("Embargo until (UTC)"), self.embargo)
        self.headline = line_edit(look, tr("Headline"))
        self.headline.editingFinished.connect(self._ask)
        self._headline_row = Labelled(look, tr("Headline"), self.headline)
        self._form_at = column(look)
        self.reword_button = Button(look, tr("Wording of the texts…"), icon="edit")
        self.reword_button.clicked.connect(lambda _=False: self.reword.emit(self._texts))
        self.add(column(look, Labelled(look, tr("Paper"), self.paper), self._help, self._audience_at, self._language_at,
                        self._head_at, self._headline_row, self._embargo_row, self._names_row,
                        flow([self.reword_button]), gap=10),
                 widest=WIDEST)  # fmt: skip
        self._seen = column(look)
        self.add(self._seen, widest=WIDEST)
        self._add_file(start)
        self.first = self.paper
        first = shown.papers[0]
        self.paper.set_value(first.key, first.name)
        self._turn()
        self.close_column()

    def _add_file(self, start: Path) -> None:
        look, tr = self.look, self.look.tr
        self.name = line_edit(look, tr("Name of the file"))
        self.browser = Browser(look, tr("Folder"), start, tr("Save into this folder"), act=self.go)
        self.browser.list.setFixedHeight(look.px(128))
        self.add(column(look, self._form_at, Labelled(look, tr("Name of the file"), self.name), self.browser, gap=10),
                 widest=WIDEST)  # fmt: skip

    @property
    def chosen(self) -> PaperChoice:
        """Return the chosen paper."""
        return next(paper for paper in self._shown.papers if paper.key == self.paper.value)

    @property
    def wish(self) -> PaperWish:
        """Return the choice."""
        return PaperWish(self.paper.value, self.audience.value, self.language.value, int(self.letterhead.value),
                         bool(self.names.value), self._confirmed, self.embargo.text().strip(),
                         self._wording, self.headline.text().strip())  # fmt: skip

    def offer_letterheads(self, names: Sequence[str], chosen: int = 0) -> None:
        """Offer the letterheads of the vault if there are any; `chosen` is the number of one, or 0."""
        look, tr = self.look, self.look.tr
        heads = [("0", tr("Without letterhead")), *((str(n), name) for n, name in enumerate(names, 1))]
        self.letterhead = OneOf(look, heads, str(chosen), tr("Letterhead"), chips=len(heads) > FEW)
        self.letterhead.chosen.connect(lambda _: self._ask())
        fill(self._head_at.layout(), *([Labelled(look, tr("Letterhead"), self.letterhead)] if names else []))
        self._head_at.setVisible(bool(names))

    def set_named(self, named: bool) -> None:
        """Choose real names or aliases, and ask for the paper again; names leave the screen immediately."""
        if bool(self.names.value) is not named:
            fill(self._seen.layout())
            self.names.set_value("names" if named else "")
            self._ask()

    def confirm_part(self, part: SensitivePart) -> None:
        """Put a sensitive part into the paper for this audience."""
        self._confirmed = (*self._confirmed, (part.key, part.part))
        self._ask()

    def take_wording(self, wording: tuple[KeptWording, ...]) -> None:
        """Use a wording for this paper in this language."""
        typed = {one.key: one.words for one in wording}
        self._texts = tuple(evolve(one, words=typed.get(one.key, one.words)) for one in self._texts)
        self._wording = wording
        self._ask()

    def _turn(self) -> None:
        """Offer the audiences, languages and formats of the chosen paper, and ask for its content."""
        look, tr, paper = self.look, self.look.tr, self.chosen
        self._help.setText(paper.help)
        many = len(paper.audiences) > FEW
        self.audience = OneOf(look, list(paper.audiences), paper.audiences[0][0], tr("How much they see"), chips=many)
        self.audience.chosen.connect(lambda _: self._other_audience())
        fill(self._audience_at.layout(), Labelled(look, tr("How much they see"), self.audience))
        known = dict(paper.languages)
        self.language = OneOf(
            look, list(paper.languages), tr.language if tr.language in known else next(iter(known)), tr("Language")
        )
        self.language.chosen.connect(lambda _: self.take_wording(()))
        fill(self._language_at.layout(), Labelled(look, tr("Language"), self.language))
        self.form = OneOf(look, [(form, form.upper()) for form in paper.forms], paper.forms[0], tr("Format"))
        fill(self._form_at.layout(), Labelled(look, tr("Format"), self.form))
        self.embargo.clear()
        self._wording = self._texts = ()
        self._headline_row.setVisible(paper.key == RELEASE)
        self._embargo_row.setVisible([key for key, _ in paper.audiences] == ["public"])
        self._other_audience()

    def _other_audience(self) -> None:
        """Ask for the paper without confirmations and real names: they are for one audience of one paper."""
        self._confirmed = ()
        self.names.set_value("")
        self._ask()

    def _ask(self) -> None:
        self.asked.emit(self.wish)

    def show_paper(self, shown: PaperShown) -> None:
        """Show the paper as it would be saved."""
        self.reference = shown.reference
        look, tr = self.look, self.look.tr
        self.browser.setEnabled(not shown.refused)
        self._names_row.setVisible(shown.agreed > 0)
        self._texts = self._texts if shown.refused else shown.texts  # a refused wording can be written again
        self.reword_button.setVisible(0 < len(self._texts) <= MOST_TEXTS)
        if shown.refused:
            why = blocks.box(look, "amber", "info", [(shown.refused, "")], "amb")
            fill(self._seen.layout(), why, *self._lack(shown), *consent_buttons(look, shown.to_ask, self.consent.emit))
            return
        if isinstance(shown.content, FramedSheet):
            wide = any(isinstance(one, SheetTable) for one in shown.content.blocks)
            self._seen.setMaximumWidth(look.px(WIDE if wide else WIDEST))
            paper = draw_paper(look, shown.content)
            if not self.name.isModified():
                self.name.setText(shown.content.name)
        else:
            paper = blocks.card(look, Running(look, shown.content))
            if not self.name.isModified():
                self.name.setText("sheet")
        warned: list[QWidget] = [self._unsigned()] if shown.unsigned else []
        warned += [blocks.box(look, "amber", "alert", [(warning, "")], "amb") for warning in shown.warnings]
        warned += self._lack(shown)
        told: list[QWidget] = [self._sensitive(part) for part in shown.to_confirm]
        if shown.held_count:
            title = tr("{n} part is not included|{n} parts are not included", n=shown.held_count)
            said = "\n".join(tr.line(what, why) for what, why in shown.held)
            legend = Label(look, level_legend(tr, [said]), "second", "ink2", wrap=True)
            asks = consent_buttons(look, shown.to_ask, self.consent.emit)
            told.append(column(look, blocks.section(look, title), legend, Running(look, said), *asks))
        fill(self._seen.layout(), *warned, paper, *told)

    def _lack(self, shown: PaperShown) -> list[QWidget]:
        """Return the button that fills in what the record lacks for this paper."""
        button = Button(self.look, self.look.tr("Fill in…"), "std", "edit", act=lambda: self.lacks.emit(shown.fill_in))
        return [flow([button])] if shown.fill_in else []

    def _unsigned(self) -> QWidget:
        """Return the note about a letter without a letterhead, with the button to write one if there is none."""
        look, tr, none = self.look, self.look.tr, self._head_at.isHidden()
        said = tr("No letterhead: the receiver cannot answer. Choose one above.")
        if none:
            said = tr("No letterhead: the receiver cannot answer. Add one in Settings.")
        button = Button(look, tr("Add a letterhead…"), "std", "plus", act=self.heads.emit)
        note = blocks.box(look, "amber", "alert", [(said, "")], "amb")
        return column(look, note, *([flow([button])] if none else []))

    def _sensitive(self, part: SensitivePart) -> QWidget:
        look, tr = self.look, self.look.tr
        said = tr("{part} of “{record}” is not included.", part=part.words, record=part.record)
        button = Button(look, tr("Include it…"), act=lambda: self.confirm.emit(part))
        plain_text.set_accessible_description(button, said)
        return column(look, blocks.box(look, "amber", "alert", [(said, "")], "amb"), flow([button]))


def consent_buttons(look: Look, people: Sequence[tuple[str, str]], ask: Callable[[str], object]) -> list[QWidget]:
    """Return a button for each person whose yes is missing; `ask` gets the id of the person."""
    buttons = [Button(look, look.tr("Record the answer of {name}…", name=name), "std", "plus") for _, name in people]
    for button, (key, _) in zip(buttons, people, strict=True):
        button.clicked.connect(lambda _=False, key=key: ask(key))
    return [flow([*buttons])] if buttons else []


class SecondConfirmation(Veil):
    """The question before a sensitive part leaves; `sure` is emitted when the person confirms it."""

    sure = Signal()

    def __init__(self, look: Look, window: QWidget, part: SensitivePart, audience: str) -> None:
        tr = look.tr
        asked = tr("Reader: {reader}. Include this part only if the person agreed to it.", reader=audience)
        super().__init__(look, window, tr("{part} of “{record}”", part=part.words, record=part.record), asked, 620)
        self.later = Button(look, tr("Not now"), tip=tr("Esc"), act=self.leave)
        yes = Button(look, tr("Include it for: {reader}", reader=audience), "danger", act=self._go)
        self.content.addWidget(flow([self.later, yes]))

    def _go(self) -> None:
        self.leave()
        self.sure.emit()


def draw_paper(look: Look, sheet: FramedSheet) -> QWidget:
    """Return a paper for a reader: letterhead, title, reference, blocks, and last line."""
    say = partial(isolate, rtl=sheet.rtl)
    heads = [Label(look, "\n".join(map(say, lines)), "second", ink, wrap=True)
             for lines, ink in ((sheet.issuer, "ink2"), (sheet.addressee, "ink")) if lines]  # fmt: skip
    rows = [*heads, Label(look, say(sheet.title), "card", wrap=True),
            Label(look, say(sheet.second), "second", "ink3", wrap=True)]  # fmt: skip
    parts = [_block(look, block, say) for block in (*([SheetFacts(sheet.facts)] if sheet.facts else []), *sheet.blocks)]
    return blocks.card(look, *rows, *parts, Label(look, say(sheet.apart or sheet.foot), "second", "ink3", wrap=True))


def _block(look: Look, block: Block, say: Callable[[str], str]) -> QWidget:
    if isinstance(block, Heading):
        return blocks.section(look, say(block.text))
    if isinstance(block, SheetProse) and block.strong:
        return blocks.box(look, "amber", "alert", [(say(block.text), "")], "amb")
    if isinstance(block, SheetProse):
        return Running(look, say(block.text))
    if isinstance(block, SheetFacts):
        return blocks.Facts(look, tuple((say(label), say(text), "") for label, text in block.rows))
    if isinstance(block, Items):
        rows = (f"{look.tr.number(n)}. {say(row)}" if block.first else f"– {say(row)}"
                for n, row in enumerate(block.rows, block.first))  # fmt: skip
        return Running(look, "\n".join(rows))
    if isinstance(block, FormQuestion):
        return Running(look, "\n".join(map(say, filter(None, (block.question, block.answer, block.limit)))))
    if isinstance(block, Sign):
        return Running(look, "\n".join(f"\u2026\u2026\u2026\n{say(name)}" for name in block.names))
    grid = Grid(look, look.tr("Table"), [say(cell) for cell in block.header],
                [[say(cell) for cell in row] for row in block.rows])  # fmt: skip
    grid.resizeColumnsToContents()
    return column(look, grid, Label(look, say(block.note), "second", "ink3", wrap=True)) if block.note else grid
