"""The desk and its members, over any place: add and remove members, and leave desks that we read for."""

from collections.abc import Callable

from app.actions.contacts import contact_cards, desk_reading, members
from app.actions.kernel.change_set import Changed
from app.gui.shell.place import act_on_page, back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.teams import members_query as reading
from app.gui.teams.members_query import MembersPage
from app.gui.teams.members_view import MembersView
from app.store.vault.open_vault import Vault


def open_members(desk: VaultSession) -> None:
    """Show the members of this desk, and the desks that we read for."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: MembersPage) -> None:
    tr = desk.look.tr
    back = back_button(desk)
    view = MembersView(desk.look, shown, back)

    def do(step: Callable[[Vault], Changed], said: str) -> None:
        act_on_page(desk, view, step, said, lambda: open_members(desk))

    def make(vault: Vault) -> Changed:
        contact_cards.set_my_card(vault, desk=True)
        return Changed(frozenset({"contact"}))

    view.made.connect(lambda: do(make, tr("Your card is the card of a desk now.")))
    view.taken.connect(
        lambda key: do(
            lambda vault: members.add(vault, key)[1],
            tr("Amparo sends the keys at the next connection, or by USB stick."),
        )
    )
    view.removed.connect(
        lambda key: do(
            lambda vault: members.remove(vault, key)[1],
            tr("There are new keys. Connect now, so that all members get them."),
        )
    )
    view.left.connect(
        lambda key: do(
            lambda vault: desk_reading.leave(vault, bytes.fromhex(key)),
            tr("You do not read reports for that desk now."),
        )
    )
    desk.window.show_full(view)
