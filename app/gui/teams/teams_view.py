"""Show a team: its members and their sync state, making a team, leaving it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.teams.teams_query import MemberRow, TeamCard, TeamPage
from app.gui.widgets.blocks import ActedRow, PageHeader, PlainRow, ScrollPage, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column


class TeamView(ScrollPage):
    """The page. `role` carries a team, a card's id and `edit`, `read` or nothing; `make` a name and the role of each
    member.
    """

    make = Signal(str, dict)
    role = Signal(str, str, str)
    leave = Signal(str)

    def __init__(self, look: Look, shown: TeamPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        self.roles: dict[str, str] = {}
        self.choices: dict[str, OneOf] = {}
        self.add(PageHeader(look, tr("Team"), shown.title, back=back))
        about = tr(
            "All vaults of a team get this record with its parts and links, and all later changes. Amparo does "
            "not share real names."
        )
        self.add(Label(look, about, "body", "ink2", wrap=True), widest=WIDEST)
        for team in shown.teams:
            self.add(self._team(team), widest=WIDEST)
        if not shown.teams:
            self.add(self._new(), widest=WIDEST)
        self.close_column()

    def _team(self, team: TeamCard) -> QWidget:
        look, tr = self.look, self.look.tr
        rows: list[QWidget] = []
        for member in team.members:
            fixed = not team.ours or member is team.members[0]
            rows.append(PlainRow(look, "person", member.name, member.said) if fixed else self._chosen(member, team))
        if team.ours and team.others:
            rows.append(section(look, tr("Verified contacts who are not in the team")))
            rows += [self._chosen(other, team) for other in team.others]
        end = tr("End the team…") if team.ours else tr("Leave…")
        leave = Button(look, end, "std", "close", act=lambda: ask())
        text = tr("The sync ends. Each member keeps their data.")
        sure = Button(look, tr("End it for all") if team.ours else tr("Leave the team"), "std", "check")
        sure.clicked.connect(lambda _=False: self.leave.emit(team.key))
        asked = column(look, Label(look, text, "second", "ink2", wrap=True), flow([sure]), gap=8)
        asked.hide()

        def ask() -> None:
            asked.show()
            sure.setFocus()

        self.first = self.first or leave
        return card(look, Label(look, team.name, "card"), *rows, flow([leave]), asked)

    def _chosen(self, member: MemberRow, team: TeamCard | None) -> QWidget:
        """Return a row with the role of a person. In an existing team, a change applies immediately."""
        look, tr = self.look, self.look.tr
        options = [("", tr("Not in the team")), ("read", tr("Only reads")), ("edit", tr("Reads and changes"))]
        choice = OneOf(look, options, member.role, member.name)
        self.choices[member.key] = choice
        self.first = self.first or choice
        if team is None:
            choice.chosen.connect(lambda role: self.roles.update({member.key: role}))
        else:
            choice.chosen.connect(lambda role: self.role.emit(team.key, member.key, role))
        return ActedRow(look, "person", member.name, member.said, [choice])

    def _new(self) -> QWidget:
        look, tr = self.look, self.look.tr
        title = Label(look, tr("There is no team yet"), "card")
        if not self.shown.contacts:
            text = tr("A team has verified contacts only. Compare the numbers with a contact first.")
            return card(look, title, Label(look, text, "body", "ink2", wrap=True))
        self.name = line_edit(look, tr("Name of the team"))
        self.name.setText(self.shown.title)
        self.first = self.name
        rows = [self._chosen(row, None) for row in self.shown.contacts]
        go = Button(look, tr("Make the team"), "pri", "check", act=lambda: self.make.emit(self.name.text(), self.roles))
        note = Label(look, tr("A member must accept first. Then they get all records."), "second", "ink2", wrap=True)
        return card(look, title, Labelled(look, tr("Name of the team"), self.name), *rows, note, flow([go]))


def team_button(look: Look, act: Callable[[], object]) -> Button:
    """Return the quiet button that opens this page, for the end of another page."""
    return Button(look, look.tr("Team…"), "quiet", "people", look.tr("Share all changes with other vaults"), act=act)
