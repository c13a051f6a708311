"""The teams on a case or an incident, over any place: made, changed and left."""

from collections.abc import Callable

from app.actions.kernel.change_set import Changed
from app.actions.mail import teams
from app.gui.shell.place import act_on_page, back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.teams import teams_query as reading
from app.gui.teams.teams_query import TeamPage
from app.gui.teams.teams_view import TeamView
from app.store.vault.open_vault import Vault


def open_team(desk: VaultSession, key: str) -> None:
    """Show the teams on a record."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: TeamPage) -> None:
    tr = desk.look.tr
    back = back_button(desk)
    view = TeamView(desk.look, shown, back)

    def do(step: Callable[[Vault], Changed], said: str) -> None:
        act_on_page(desk, view, step, said, lambda: open_team(desk, shown.key))

    def make(name: str, roles: dict[str, str]) -> None:
        def made(vault: Vault) -> Changed:
            to, reading_ = ([key for key, role in roles.items() if role == wanted] for wanted in ("edit", "read"))
            return teams.make(vault, [shown.key], name, to, reading_)[1]

        do(made, tr("The team is ready. Amparo invites its members at the next connection, or by USB stick."))

    def change(team: str, who: str, role: str) -> None:
        def changed(vault: Vault) -> Changed:
            if not role:
                return teams.remove(vault, team, who)[1]
            return teams.add(vault, team, who, reading=role == "read")[1]

        said = tr("Valid from the next connection.") if role else tr("Amparo sends no more there.")
        do(changed, said)

    view.make.connect(make)
    view.role.connect(change)
    ended = tr("The team has ended in this vault.")
    view.leave.connect(lambda team: do(lambda vault: teams.leave(vault, team)[1], ended))
    desk.window.show_full(view)
