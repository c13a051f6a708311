"""The page of the reports between us and one contact, over any place."""

from app.gui.delivery import between_query as reading
from app.gui.delivery.between_view import BetweenView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.page_values import BetweenPage


def open_between(desk: VaultSession, key: str) -> None:
    """Open it for the contact with this key."""
    tr, here = desk.look.tr, desk.rounds.leads_out

    def show(shown: BetweenPage) -> None:
        view = BetweenView(desk.look, shown, back_button(desk))

        def go(lead: str) -> None:
            desk.window.close_full()
            desk.routes.follow(lead)

        view.opened.connect(go)
        desk.window.show_full(view)
        desk.watch(view, lambda: desk.read(lambda vault: reading.page(vault, tr, key, here), view.show_parts))

    desk.read(lambda vault: reading.page(vault, tr, key, here), show)
