"""The share dialog over any place: it shows the exact data that is encrypted."""

import shiboken6

from app.actions.mail import anonymous, sharing
from app.actions.mail.sharing import Shared
from app.errors import AppError
from app.gui.delivery import share_query as effects
from app.gui.delivery.share_query import readings
from app.gui.delivery.share_view import ShareDialog
from app.gui.people import people_query as reading
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.page_values import ShareTarget
from app.store.vault.open_vault import Vault


def open_share(desk: VaultSession, keys: list[str], title: str, to: str = "") -> None:
    """Ask for recipients and audience, then queue the report in the outbox."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.addressees(vault, tr), lambda people: _open(desk, keys, title, people, to))


def _open(desk: VaultSession, keys: list[str], title: str, people: list[ShareTarget], to: str) -> None:
    tr = desk.look.tr
    if desk.window.dialog is not None:
        return
    dialog = ShareDialog(desk.look, desk.window, title, people, effects.audiences(tr))

    def asked(chosen: list[str], audience: str) -> None:
        nobodys, originals = dialog.anonymous, dialog.originals
        desk.read(
            lambda vault: effects.effect(vault, tr, keys, audience, chosen, nobodys, originals),
            lambda effect: dialog.show_effect(effect) if shown(chosen, audience, nobodys, originals) else None,
        )

    def previewed(chosen: list[str], audience: str) -> None:
        nobodys, originals = dialog.anonymous, dialog.originals
        desk.read(
            lambda vault: readings(vault, tr, keys, audience, chosen, nobodys, originals),
            lambda found: dialog.show_preview(found) if shown(chosen, audience, nobodys, originals) else None,
        )

    def shown(*asked: object) -> bool:
        if not shiboken6.isValid(dialog):
            return False
        return (dialog.chosen(), dialog.audience, dialog.anonymous, dialog.originals) == asked

    dialog.asked.connect(asked)
    dialog.preview.connect(previewed)
    dialog.queue.connect(lambda chosen, audience: _queue(desk, dialog, keys, chosen, audience))
    if to:
        dialog.choose([to], "")
    dialog.open(dialog.first)


def _queue(desk: VaultSession, dialog: ShareDialog, keys: list[str], chosen: list[str], audience: str) -> None:
    """Queue the shown data in the outbox; if it changed meanwhile, queue nothing and show it again."""
    tr = desk.look.tr
    one_copy, nobodys, originals, reply = dialog.one_copy, dialog.anonymous, dialog.originals, dialog.reply
    relays, digest = dialog.file_relays, dialog.digest

    def share(vault: Vault) -> list[Shared]:
        if nobodys:
            return anonymous.share(vault, keys, chosen, audience, originals=originals, reply=reply, shown=digest)[0]
        done, _ = sharing.share(vault, keys, chosen, audience, one_copy=one_copy, file_relays=relays, shown=digest)
        return [done]

    def queued(shared: list[Shared]) -> None:
        if shiboken6.isValid(dialog):
            dialog.leave()
        names = tr.listed(contact.record.title for one in shared for contact in one.recipients)
        if nobodys:
            desk.say(tr("In the outbox for {names}. It goes by itself at a time of its own.", names=names))
        else:
            desk.say(tr("In the outbox for {names}. It goes with the next network or stick.", names=names))
        desk.refresh()
        if not nobodys:
            desk.rounds.go()

    def refused(error: BaseException) -> None:
        desk.failed(error)
        if isinstance(error, AppError) and shiboken6.isValid(dialog):
            dialog.again(tr.phrase(error.message))

    desk.ask(share, queued, refused)
