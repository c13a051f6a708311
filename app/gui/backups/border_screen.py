"""Border mode over any place: the border copy, its confirmation, and the wipe at its end."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app import start
from app.actions.field import border
from app.gui.backups import border_query as reading
from app.gui.backups.border_query import BorderPage
from app.gui.backups.border_view import STICK, BorderView
from app.gui.shell.place import back_button
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told

Draw = Callable[[], Sequence[str]]


def open_border(desk: VaultSession, draw: Draw = start.draw_words) -> None:
    """Open the page."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.page(vault, tr), lambda shown: _show(desk, shown, draw))


def _show(desk: VaultSession, shown: BorderPage, draw: Draw) -> None:
    back = back_button(desk)
    view = BorderView(desk.look, shown, back, draw, Path.home())
    view.hand.connect(lambda way, to, words: _hand(desk, view, draw, (way, to, words)))
    view.visit.connect(desk.rounds.go)
    view.again.connect(lambda: _give_up(desk, draw, False))
    view.give_up.connect(lambda: _give_up(desk, draw, True))
    view.wipe.connect(lambda: _wipe(desk))
    desk.window.show_full(view)
    if shown.begun:
        desk.watch(view, lambda: _again(desk, view, shown, draw))


def _again(desk: VaultSession, view: BorderView, shown: BorderPage, draw: Draw) -> None:
    """Show the page again if its data changed."""
    tr = desk.look.tr

    def show(now: BorderPage) -> None:
        if now != shown and desk.window.full is view:
            _show(desk, now, draw)

    desk.read(lambda vault: reading.page(vault, tr), show)


def _hand(desk: VaultSession, view: BorderView, draw: Draw, asked: tuple[str, str, str]) -> None:
    way, to, words = asked
    tr = desk.look.tr
    title = tr("Everything of mine, to keep until I restore it")
    view.show_busy(True)

    def step(vault: Vault, told: "Told") -> None:
        if way == STICK:
            border.hand_to_stick(vault, Path(to), words, told)
        else:
            border.hand_to_contact(vault, to, words, title, told)

    def task(_: Vault, __: "Db", told: "Told") -> None:
        desk.long_step(lambda vault: step(vault, told))

    def done(_: None) -> None:
        said = tr("All data is transferred.")
        desk.tell(saved_words(desk, said, Path(to)) if way == STICK else said)
        if desk.window.full is view:
            open_border(desk, draw)
        if way != STICK:
            desk.rounds.go()

    def failed(error: BaseException) -> None:
        view.show_busy(False)
        desk.failed(error)

    desk.at_length(tr("Transferring all data"), tr("Stopped. Amparo transferred nothing."), task, done, failed)


def _give_up(desk: VaultSession, draw: Draw, away: bool) -> None:
    """End border mode; the border copy stays. `away` leaves the page, otherwise it opens again."""

    def done(_: object) -> None:
        if away:
            desk.window.close_full()
            desk.tell(desk.look.tr("Border is off. The copy that you transferred stays there."))
        else:
            open_border(desk, draw)

    desk.ask(border.give_up, done)


def _wipe(desk: VaultSession) -> None:
    """Begin the wipe, with its seconds to cancel, if the proof is still valid."""

    def proven(_: object) -> None:
        from app.gui.vault.wiping_screen import wiper_of

        wiper_of(desk).begin()

    def failed(error: BaseException) -> None:
        desk.refresh()
        desk.failed(error)

    desk.ask(border.require_proof, proven, failed)
