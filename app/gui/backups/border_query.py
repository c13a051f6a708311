"""The data of border mode: its state, and the contacts who can keep the border copy meanwhile."""

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.field import border
from app.actions.field.border import CONTACT, BorderStatus
from app.actions.vault import lifecycle as actions
from app.gui.style.dates import relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import Fact3, Station
from app.store.mail.outbox import OPEN
from app.store.vault.open_vault import Vault


@frozen
class BorderPage:
    """The page: stations, facts of the border copy, and `may_wipe`.

    `begun`: a border copy was transferred; `waits`: a round with the relays can bring the proof. `contacts` are (record
    id in hex, name) of the verified ones; `warning` is the reason why the wipe is not allowed, or empty.
    """

    stations: tuple[Station, ...]
    facts: tuple[Fact3, ...]
    contacts: tuple[tuple[str, str], ...]
    begun: bool = False
    waits: bool = False
    may_wipe: bool = False
    warning: str = ""


def page(vault: Vault, tr: Text) -> BorderPage:
    """Return the state of border mode."""
    known = [c for c in contact_cards.list_contacts(vault) if c.state == "verified" and not c.record.removed]
    people = tuple((c.record.id.hex(), c.record.title) for c in known)
    now = border.read_status(vault)
    if now is None:
        size = actions.info(vault.folder).bytes
        return build_page(tr, None, ((tr("All data here"), tr.size(size), ""),), people)
    crossing = now.crossing
    facts = [
        (tr("With"), crossing.name, crossing.to if crossing.way != CONTACT else ""),
        (tr("Transferred"), relative_time(tr, crossing.made, vault.now()), tr.size(crossing.size)),
    ]
    if now.proven:
        how = tr("The other vault has all data. It confirmed this with its signature.")
        if crossing.way != CONTACT:
            how = tr("Amparo checked the copy on the USB stick and opened it with its password.")
        facts.append((tr("Proof"), relative_time(tr, now.proven, vault.now()), how))
    return build_page(tr, now, tuple(facts), people)


def build_page(
    tr: Text, now: BorderStatus | None, facts: tuple[Fact3, ...], people: tuple[tuple[str, str], ...]
) -> BorderPage:
    """Return the page of a state; `now` is None before a border copy was handed over."""
    stations = _stations(tr, now)
    if now is None:
        return BorderPage(stations, facts, people)
    waits = now.state in (*OPEN, "delivered")
    return BorderPage(stations, facts, people, True, waits, now.may_wipe, _warning(tr, now))


def _warning(tr: Text, now: BorderStatus) -> str:
    if now.changed:
        return tr("Records changed after the transfer. Transfer everything again before you erase.")
    if now.state == "rejected":
        return tr("The recipient refused the copy. Ask for the reason, then transfer the copy again.")
    if now.state == "closed":
        return tr("You stopped the transfer.")
    return ""


def _stations(tr: Text, now: BorderStatus | None) -> tuple[Station, ...]:
    """Return the four stations: transferred, proven, wiped here, restored there."""
    name = now.crossing.name if now else ""
    part = {"queued": 0.2, "sealed": 0.3, "exported": 0.5, "relayed": 0.5, "delivered": 0.8}
    holds = bool(now and now.proven and not now.changed)
    proof = 1.0 if holds else 0.0 if now is None or now.proven else part.get(now.state, 0.0)
    told = {
        "queued": tr("Waits to be sent"), "sealed": tr("Waits to be sent"), "exported": tr("On a USB stick"),
        "relayed": tr("Stored on a relay"), "delivered": tr("Arrived. They have not accepted it yet"),
    }  # fmt: skip
    waiting = tr("Arrived and tested")
    if now and not now.proven:
        waiting = told.get(now.state, waiting)
    return (
        Station("send", tr("Transferred"), name or tr("To a contact, or on a USB stick"), 1.0 if now else 0.0),
        Station("shield-check", tr("Proof"), waiting, proof),
        Station("minus", tr("Erased here"), tr("You cross the border without data"), 0.0),
        Station("again", tr("Restored after the border"), tr("With the password for the border"), 0.0),
    )
