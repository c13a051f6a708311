"""List cases, interventions, documents and organisations, and show the page of one, derived from its kind."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.kind import Kind, Kinds
from app.domain.views import View
from app.gui.cases.cases_query import RecordPage
from app.gui.records.destroying_view import destroy_button
from app.gui.records.parts_view import LinkedRow, Parts, kept_block
from app.gui.style.theme import Look
from app.gui.teams.teams_view import team_button
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Badge, Empty, Facts, PageHeader, PlainRow, ScrollPage, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, Prose, column, rule
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.page_values import RowView

_INKS = {"red": "red", "amber": "amb"}
"""The ink on each ground of a box."""


def casework_list(
    look: Look, title: str, kinds: Sequence[Kind], views: Sequence[View], chips: Sequence[tuple[str, str]] = (),
    lines: int = 2,
) -> ListPane:  # fmt: skip
    """Return the empty list of a tab: its head is the number of records in words; kinds and lists have a chip each."""
    tr = look.tr
    chips = chips or [(kind.name, tr(kind.plural) if len(kinds) > 1 else tr("All")) for kind in kinds]
    chips = [*chips, *((view.name, tr(view.label)) for view in views)]
    chips = chips if len(chips) > 1 else []
    written = [kind for kind in kinds if not kind.registered]
    new = Button(look, tr("New"), "pri", "plus", tr("New record of this list  Ctrl N")) if written else None
    return ListPane(look, title, lines, tr("Search title, text, names"), chips, new, counted=True, exports=True)


def no_records(look: Look, kind: Kind, asked: str, view: View | None = None) -> Empty:
    """Return the text for an empty list: no records yet, or no result for `asked`."""
    tr = look.tr
    if asked:
        text = tr("No results for “{asked}”. Try fewer or different words.", asked=asked)
        return Empty(look, "search", tr("Nothing found"), text)
    if view is not None:
        return Empty(look, "folder", tr(view.label), tr(view.empty))
    return Empty(look, "folder", tr(kind.empty_title), tr(kind.empty_text))


class RecordView(ScrollPage):
    """The page of one record of any kind. `offers` are extra steps of its kind: key, word and icon."""

    edit = Signal(str)
    share = Signal(str)
    remove = Signal(str)
    destroying = Signal(str)
    who = Signal(str)
    team = Signal(str)
    opened = Signal(str)
    write = Signal(str, str)
    """The kind of a new part, and the id of its parent record."""
    offered = Signal(str, str)
    """The key of an offer, and the id of the record."""

    def __init__(
        self, look: Look, kinds: Kinds, shown: RecordPage, back: Button | None = None,
        offers: Sequence[tuple[str, str, str]] = (),
    ) -> None:  # fmt: skip
        super().__init__(look, 28)
        tr, key, kind = look.tr, shown.key, kinds[shown.kind]
        self.look, self._key = look, key
        self.can_edit = not (kind.append_only or kind.registered or (shown.keeps_danger and kind.name == "checkin"))
        actions = self._actions(kind, back is None and not shown.keeps_danger)
        self.add(PageHeader(look, shown.title, shown.second, actions, back))
        self.add(*self._checkins(*shown.checkins))
        if shown.acts:
            words = tr("Who did what to whom · {n} act|Who did what to whom · {n} acts", n=shown.acts)
            matrix = Button(look, words, "std", "list", act=lambda: self.who.emit(key))
            self.add(flow([matrix]))
        if steps := [Button(look, word, "std", icon, act=partial(self.offered.emit, step, key))
                     for step, word, icon in offers]:  # fmt: skip
            self.add(flow(steps))
        for said, ground in shown.lines.says:
            self.add(box(look, ground, "info" if ground == "box" else "alert", [(said, "")], _INKS.get(ground, "ink2")))
        if kind.kept_for:
            self.add(box(look, "box", "info", [(tr(kind.kept_for), "")]))
        for heading, rows in shown.lines.rows:
            head = Label(look, heading, "label", "ink2", wrap=True, head=True)
            self.add(*([column(look, head, *map(self._line, rows), gap=8), rule()] if rows else []))
        if shown.facts:
            self.add(Facts(look, shown.facts))
        for label, text in shown.texts:
            self.add(rule(), column(look, section(look, label), Prose(look, text)))
        parts = Parts(look, [kinds[name] for name in kind.parts], shown.parts)
        parts.opened.connect(self.opened)
        parts.write.connect(lambda kind: self.write.emit(kind, key))
        self.add(parts, *kept_block(look, shown.kept))
        kept = kind.registered and not kind.kept_for
        destroy = [] if kept else [destroy_button(look, partial(self.destroying.emit, key))]
        team = [team_button(look, partial(self.team.emit, key))] if shown.kind == "case" else []
        self.add(flow([*team, *destroy]))
        self.close_column()

    def _actions(self, kind: Kind, can_remove: bool) -> list[QWidget]:
        """Return the buttons of the head; none for a record that only the program writes, and that never leaves."""
        look, tr = self.look, self.look.tr
        if kind.registered:
            return []
        tools = (
            (tr("Edit"), "edit", tr("Edit  F2"), self.edit),
            (tr("Share…"), "share", tr("Share  Ctrl Shift S"), self.share),
            (tr("Remove"), "trash", tr("Remove. Undo restores it"), self.remove),
        )
        actions: list[QWidget] = [Button(look, word, "tool", icon, tip, act=partial(signal.emit, self._key))
                                  for word, icon, tip, signal in tools]  # fmt: skip
        if not self.can_edit:
            return actions[1:2]
        return actions if can_remove else actions[:-1]

    def _checkins(self, said: str, ground: str) -> list[QWidget]:
        """Return the state of the check-ins of a mission, and the button to the board."""
        if not said:
            return []
        look = self.look
        board = Button(look, look.tr("Show on the board"), "std", "clock")
        board.clicked.connect(lambda _=False: self.offered.emit("board", self._key))
        return [box(look, ground, "clock", [(said, "")], _INKS.get(ground, "ink2")), flow([board])]

    def _line(self, line: RowView) -> QWidget:
        """Return a computed row; one with a record opens its page, and one with a button is done by it."""
        if line.far:
            act = Button(self.look, line.far, "quiet", "plus", act=partial(self.offered.emit, line.key, self._key))
            plain_text.set_accessible_description(act, line.title)
            return PlainRow(self.look, line.icon, line.title, line.second, act, line.ink, line=False)
        if not line.key:
            far = Badge(self.look, *line.badge) if line.badge else None
            return PlainRow(self.look, line.icon, line.title, line.second, far, line.ink, line=False)
        row = LinkedRow(self.look, line)
        row.clicked.connect(lambda _=False: self.opened.emit(line.key))
        return row

    def keyed(self, name: str) -> bool:
        """Answer the keys of this page while it covers a place."""
        signal = {"edit": self.edit, "share": self.share}.get(name)
        if signal is not None:
            signal.emit(self._key)
        return signal is not None
