"""Shares that we keep for others: shown to be given back, saved as a PDF, or removed.

The page also uses a key revocation that a person left with their share.
"""

from collections.abc import Sequence

from app.actions.contacts import trustees
from app.actions.kernel.change_set import MAIL, PageData
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.vault import ways_query as reading
from app.gui.vault.kept_view import EndingView, GiveBackView, KeptView
from app.gui.vault.kit import code
from app.gui.vault.recovery_screen import print_papers
from app.gui.vault.ways_query import KeptShareView

SHOWS = PageData(("contact",), MAIL | {"kept_share"})
"""The data of the page."""


def open_kept(desk: VaultSession) -> None:
    """Open the page."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.list_kept_shares(vault, tr), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: Sequence[KeptShareView]) -> None:
    view = _view(desk, shown)
    desk.window.show_over(view)


def _view(desk: VaultSession, shown: Sequence[KeptShareView]) -> KeptView:
    tr, by_key = desk.look.tr, {share.key: share for share in shown}
    view = KeptView(desk.look, shown, back_button(desk))

    def again(now: Sequence[KeptShareView]) -> None:
        if desk.window.full is view:
            desk.window.show_full(_view(desk, now))

    view.give.connect(lambda key: _give(desk, by_key[key]))
    view.remove.connect(lambda key: _remove(desk, key))
    view.end.connect(lambda key: _end(desk, by_key[key]))
    desk.watch(view, lambda: desk.ask(lambda vault: reading.list_kept_shares(vault, tr), again), SHOWS)
    return view


def _remove(desk: VaultSession, key: str) -> None:
    said = desk.look.tr("You deleted the share.")
    desk.act(lambda vault: trustees.remove(vault, key), said, lambda vault: trustees.bring_back(vault, key))


def _give(desk: VaultSession, share: KeptShareView) -> None:
    view = GiveBackView(desk.look, share, code(share.paper.words), back_button(desk))

    def print_() -> None:
        print_papers(desk, [share.paper], lambda _: None)

    view.print_.connect(print_)
    desk.window.show_over(view)


def _end(desk: VaultSession, share: KeptShareView) -> None:
    view = EndingView(desk.look, share, back_button(desk))

    def end(pass_on: bool) -> None:
        desk.window.close_full()
        said = desk.look.tr("The key of {name} has ended.", name=share.whose)
        desk.act(lambda vault: trustees.end(vault, share.key, pass_on)[1], said)

    view.ended.connect(end)
    desk.window.show_over(view)
