"""Introduce a contact to others, and make a new identity of ours, over any place."""

from app.actions.contacts import identities, introductions
from app.actions.kernel.change_set import Changed
from app.gui.people import people_query as reading
from app.gui.people.identity_view import IntroduceView, NewIdentityView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.page_values import ShareTarget
from app.store.vault.open_vault import Vault


def open_introducing(desk: VaultSession, key: str, name: str) -> None:
    """Ask for the contacts to which the contact with this key is introduced."""
    tr = desk.look.tr

    def show(people: list[ShareTarget]) -> None:
        view = IntroduceView(desk.look, name, [one for one in people if one.key != key], back_button(desk))

        def introduce(to: list[str]) -> None:
            def over(_: Changed) -> None:
                desk.window.close_full()
                desk.tell(tr("The card of {name} goes at the next round, or by a stick.", name=name))

            desk.ask(lambda vault: introductions.introduce(vault, key, to), over)

        view.introduced.connect(introduce)
        desk.window.show_full(view)

    desk.read(lambda vault: reading.addressees(vault, tr), show)


def open_new_identity(desk: VaultSession) -> None:
    """Explain the effects of a new key, and make it if the person wants it."""
    tr = desk.look.tr
    view = NewIdentityView(desk.look, back_button(desk))

    def made(_: Changed) -> None:
        desk.past.forget()
        desk.window.close_full()
        desk.tell(tr("You have a new identity. Compare the safety number with every contact again."))

    def rotate(vault: Vault) -> Changed:
        return identities.rotate(vault)[1]

    view.made.connect(lambda: desk.ask(rotate, made))
    desk.window.show_full(view)
