"""Show the page of one incident. Its first part is a sentence: who did what to whom."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.kind import Kinds
from app.gui.incidents.chain_view import ChainBlock
from app.gui.incidents.incident_query import IncidentPage
from app.gui.records.destroying_view import destroy_button
from app.gui.records.parts_view import Parts, kept_block
from app.gui.style.theme import Look
from app.gui.teams.teams_view import team_button
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, badges, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Prose, Sentence, column, rule
from app.gui.widgets.strip import Strip
from app.gui.withdrawals.withdrawing_view import withdraw_button


class IncidentView(ScrollPage):
    """The page of one incident."""

    edit = Signal(str)
    share = Signal(str)
    papers = Signal(str)
    evidence = Signal(str)
    remove = Signal(str)
    destroying = Signal(str)
    open_piece = Signal(str)
    open_part = Signal(str)
    write = Signal(str, str)
    """The kind of a new part, and the id of the incident."""
    differences = Signal(str)
    team = Signal(str)
    withdraw = Signal(str)
    led = Signal(str)
    """The key of another page about the incident."""

    def __init__(self, look: Look, kinds: Kinds, shown: IncidentPage, back: Button | None = None) -> None:
        super().__init__(look, 28)
        self.strip: Strip | None = None
        tr, key = look.tr, shown.key
        actions = [Button(look, word, "tool", icon, tip, act=partial(signal.emit, key)) for word, icon, tip, signal in (
            (tr("Edit"), "edit", tr("Edit  F2"), self.edit),
            (tr("Share…"), "share", tr("Share  Ctrl Shift S"), self.share),
            (tr("Papers…"), "files", tr("Reports and lists from this record, to print or save"), self.papers),
        )]  # fmt: skip
        header = PageHeader(look, shown.title, shown.second, actions, back)
        self.add(column(look, header, badges(look, shown.badges), gap=11) if shown.badges else header)
        if shown.danger:
            end, call = (partial(self.led.emit, f"{page}:{key}") for page in ("over", "instant"))
            over = Button(look, tr("The danger is over…"), "std", "shield-check", act=end)
            ask = Button(look, tr("Instant action…"), "std", "bolt", act=call)
            ground = "red" if any(ink == "red" for *_, ink in shown.badges) else "amber"
            self.add(box(look, ground, "alert", [(shown.danger, "")], ground[:3]), flow([over, ask]))
        if shown.differs:
            words = tr("Compare {n} different field|Compare {n} different fields", n=shown.differs)
            mark = Button(look, words, "quiet", "files", tr("Values from you and others, with names and times"))
            mark.clicked.connect(lambda _=False: self.differences.emit(key))
            self.add(flow([mark]))
        if shown.withdrawn:
            self.add(flow([withdraw_button(look, partial(self.withdraw.emit, key), shown.withdrawn)]))
        self._sentence = Sentence(look, list(shown.runs)) if shown.runs else None
        if self._sentence is not None:
            self.add(self._sentence)
        if shown.facts:
            self.add(rule(), Facts(look, shown.facts))
        if shown.prose:
            self.add(rule(), column(look, section(look, tr("What happened")), Prose(look, shown.prose)))
        self._evidence(shown)
        self.chain = ChainBlock(look, shown.chain)
        self.add(self.chain)
        offered = [*kinds["event"].parts, *(["detention"] if shown.arrest else [])]
        parts = Parts(look, [kinds[name] for name in offered], shown.parts)
        parts.opened.connect(self.open_part)
        parts.write.connect(lambda kind: self.write.emit(kind, key))
        self.add(parts, *kept_block(look, shown.kept))
        self._acts(key)
        self.close_column()
        self.read_whole(shown.title)

    def _acts(self, key: str) -> None:
        """Add the buttons of the steps that are rarely used."""
        look, tr = self.look, self.look.tr
        into, submit = partial(self.led.emit, f"into-case:{key}"), partial(self.led.emit, f"submit:{key}")
        case = Button(look, tr("Put into a case…"), "quiet", "folder", act=into)
        tip = tr("Begin a form of a UN or regional body")
        body = Button(look, tr("Submit to a body…"), "quiet", "send", tip, act=submit)
        remove = Button(look, tr("Remove"), "quiet", "trash", tr("Remove. Undo restores it"))
        remove.clicked.connect(lambda _=False: self.remove.emit(key))
        destroy = destroy_button(look, partial(self.destroying.emit, key))
        team = team_button(look, partial(self.team.emit, key))
        withdraw = withdraw_button(look, partial(self.withdraw.emit, key))
        self.add(flow([case, body, team, remove, withdraw, destroy]))

    @staticmethod
    def is_linking(page: QWidget | None, key: str) -> bool:
        """Return True if a page shows this incident and a person is writing a link on it."""
        return isinstance(page, IncidentView) and page.chain.linking and page.chain.shown.key == key

    def be_small(self, small: bool) -> None:
        """Resize the page, and with it the letters of the sentence."""
        super().be_small(small)
        if self._sentence is not None:
            self._sentence.setFont(self.look.font("sentence-small" if small else "sentence"))

    def _evidence(self, shown: IncidentPage) -> None:
        look, tr = self.look, self.look.tr
        title = tr("Evidence · {n}", n=len(shown.pieces)) if shown.pieces else tr("Evidence")
        add = Button(look, tr("Add files…"), "quiet", "clip", tr("Add evidence  Ctrl E"))
        add.clicked.connect(lambda _=False: self.evidence.emit(shown.key))
        parts: list[QWidget] = [section(look, title, shown.pieces_note)]
        if shown.pieces:
            self.strip = Strip(look, shown.pieces)
            self.strip.opened.connect(self.open_piece)
            parts.append(self.strip)
        parts.append(add)
        self.add(column(look, *parts, gap=8))
