"""The data of sealed packages that we carry for others: only a relay and sizes are known."""

from app.actions.rounds import courier
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.mail import anonymous_queue
from app.store.vault.open_vault import Vault


def count_anonymous_reports(vault: Vault) -> int:
    """Return the number of waiting anonymous reports: they need a separate USB stick."""
    return len(anonymous_queue.list_undelivered(vault.con))


def lines(vault: Vault, tr: Text) -> list[RowView]:
    """Return a line for each relay with carried packages; a relay that no one here knows has a hint in its line."""
    found = []
    for load in courier.loads(vault):
        count = tr("{n} parcel|{n} parcels", n=load.objects)
        much = tr.line(count, tr.size(load.size))
        if load.url:
            found.append(RowView("relays", load.url, tr.line(much, tr("goes with the next network"))))
        else:
            what = tr("Add it under Relays, or add the card of somebody who has a mailbox there.")
            title = tr("A relay that nobody here knows: {key}", key=load.relay.hex()[:16])
            found.append(RowView("relays", title, f"{much}. {what}", ink="amb"))
    return found
