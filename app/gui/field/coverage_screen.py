"""Networks, matches of offers and requests, and the channels of a contact, over any place."""

from collections.abc import Callable

from app.actions.field import network_coverage
from app.gui.accompaniment.accompaniment_screen import leave_for
from app.gui.field import coverage_query as reading
from app.gui.field.coverage_query import ChannelsPage, Fits, NetworkPage
from app.gui.field.coverage_view import ChannelsView, MatchesView, NetworkView
from app.gui.papers.papers_screen import open_papers, open_whole
from app.gui.records.form_screen import Editing
from app.gui.shell.place import act_on_page, back_button
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault


def open_network(desk: VaultSession, editing: Editing, key: str) -> None:
    """Show the coverage of a network by its members, its bodies and its decisions."""
    tr = desk.look.tr

    def show(shown: NetworkPage) -> None:
        view = NetworkView(desk.look, shown, back_button(desk))
        view.opened.connect(editing.open_whole)
        view.person.connect(lambda person: leave_for(desk, person))
        view.papers.connect(lambda name: open_papers(desk, key) if name == "joint-action" else _alone(desk))
        view.directory.connect(lambda: desk.go("directory"))
        view.matches.connect(lambda: open_matches(desk))
        desk.window.show_full(view)

    desk.read(lambda vault: reading.network(vault, tr, key), show)


def _alone(desk: VaultSession) -> None:
    open_whole(desk, ("isolated",), desk.look.tr("Networks"))


def open_matches(desk: VaultSession) -> None:
    """Show the open offers that match open requests."""
    tr = desk.look.tr

    def show(shown: tuple[Fits, ...]) -> None:
        view = MatchesView(desk.look, shown, back_button(desk))

        def do(step: Callable[[Vault], object], said: str) -> None:
            act_on_page(desk, view, step, said, lambda: open_matches(desk))

        view.papers.connect(lambda: open_whole(desk, ("matches", "isolated"), tr("Networks")))
        view.together.connect(
            lambda offer, request: do(
                lambda vault: network_coverage.bring_together(vault, offer, request), tr("Saved. Both are matched.")
            )
        )
        view.apart.connect(
            lambda offer, request: do(
                lambda vault: network_coverage.keep_apart(vault, offer, request),
                tr("Saved. Amparo does not propose this pair again."),
            )
        )
        desk.window.show_full(view)

    desk.read(lambda vault: reading.matches(vault, tr), show)


def open_channels(desk: VaultSession, editing: Editing, key: str) -> None:
    """Show the channels of a contact in their order, and its consent to be listed."""
    tr = desk.look.tr

    def show(shown: ChannelsPage) -> None:
        view = ChannelsView(desk.look, shown, back_button(desk))

        def note(channel: str, result: str) -> None:
            number = next(str(row.number) for row in shown.channels if row.key == channel)
            act_on_page(desk, view, lambda vault: network_coverage.channel_tried(vault, key, number, result)[1],
                        tr("Saved with the date of today."), lambda: open_channels(desk, editing, key))  # fmt: skip

        view.tried.connect(note)
        view.edit.connect(editing.open_whole)
        view.new.connect(lambda: editing.new_part("channel", key))
        view.directory.connect(lambda: desk.go("directory"))
        desk.window.show_full(view)
        view.setFocus()

    desk.read(lambda vault: reading.channels(vault, tr, key), show)
