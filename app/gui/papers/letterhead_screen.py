"""The letterheads of the vault, over any page: Safety & settings and the papers lead here."""

from collections.abc import Callable

from app.actions.outgoing import letterheads
from app.domain.frame import Letterhead
from app.gui.papers.letterhead_view import LetterheadView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession


def open_letterhead(desk: VaultSession, done: Callable[[], None] = lambda: None) -> None:
    """Show the letterheads; `done` is called when one is saved."""

    def show(view: LetterheadView) -> None:
        def kept(_: int) -> None:
            if desk.window.full is view:
                desk.window.close_full()
            desk.tell(desk.look.tr("Saved. You choose the letterhead for each paper."))
            done()

        def keep(number: int, head: Letterhead) -> None:
            desk.ask(lambda vault: letterheads.put_letterhead(vault, head, number), kept)

        view.kept.connect(keep)
        desk.window.show_over(view)

    desk.read(letterheads.list_letterheads, lambda heads: show(LetterheadView(desk.look, heads, back_button(desk))))
