"""Offer recovery when there are records: one calm strip, dismissed permanently with one press."""

from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.vault import ways_query as reading


def offer_recovery(desk: VaultSession) -> None:
    """Offer recovery if there is none and the strip was not dismissed."""
    desk.ask(reading.offer_due, lambda due: _show(desk) if due else None)


def _show(desk: VaultSession) -> None:
    tr = desk.look.tr
    what = tr("If you forget the password, no one can open this vault.")
    text = tr(
        "People that you trust can help you to open it again. Each of them keeps a recovery share. This "
        "takes some minutes."
    )
    strip = Unfinished(desk.look, what, text, tr("Open recovery"), tr("Do not ask again"), "people")

    def go() -> None:
        from app.gui.vault.recovery_screen import open_recovery
        from app.gui.vault.ways_screen import open_ways

        desk.notice(None)
        open_ways(desk)
        open_recovery(desk)

    def away() -> None:
        desk.notice(None)
        desk.ask(reading.put_away, lambda _: None)

    strip.go_on.clicked.connect(lambda _=False: go())
    strip.away.clicked.connect(lambda _=False: away())
    desk.notice(strip)
