"""The share dialog over any place: the preview and the sealing ask the same function."""

import shiboken6

from app.actions import sharing
from app.actions.sharing import Shared
from app.gui.desk import Desk
from app.gui.reads import people as reading
from app.gui.reads import sharing as effects
from app.gui.reads.preview import readings
from app.gui.shown import Addressee
from app.gui.views.share import ShareDialog


def open_share(desk: Desk, keys: list[str], title: str, to: str = "") -> None:
    """Ask who and how much, then put it in the outbox."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.addressees(vault, tr), lambda people: _open(desk, keys, title, people, to))


def _open(desk: Desk, keys: list[str], title: str, people: list[Addressee], to: str) -> None:
    tr = desk.look.tr
    if desk.window.dialog is not None:
        return
    dialog = ShareDialog(desk.look, desk.window, title, people, effects.audiences(tr))

    def asked(chosen: list[str], audience: str) -> None:
        count = len(chosen)
        desk.read(
            lambda vault: effects.effect(vault, tr, keys, audience, count),
            lambda effect: dialog.show_effect(effect) if shown(chosen, audience) else None,
        )

    def queue(chosen: list[str], audience: str) -> None:
        one_copy = dialog.one_copy
        dialog.leave()

        def queued(shared: Shared) -> None:
            names = tr.listed(contact.record.title for contact in shared.recipients)
            desk.say(tr("In the outbox for {names}. It goes with the next network or stick.", names=names))
            desk.refresh()
            desk.rounds.go()

        desk.ask(lambda vault: sharing.share(vault, keys, chosen, audience, one_copy=one_copy)[0], queued)

    names = {person.key: person.name for person in people}

    def previewed(chosen: list[str], audience: str) -> None:
        to = {key: names[key] for key in chosen}
        desk.read(
            lambda vault: readings(vault, tr, keys, audience, to),
            lambda found: dialog.show_preview(found) if shown(chosen, audience) else None,
        )

    def shown(chosen: list[str], audience: str) -> bool:
        return shiboken6.isValid(dialog) and (dialog.chosen(), dialog.audience) == (chosen, audience)

    dialog.asked.connect(asked)
    dialog.preview.connect(previewed)
    dialog.queue.connect(queue)
    if to:
        dialog.choose([to], "")
    dialog.open(dialog.first)
