"""Control messages: protocol data that two vaults exchange.

Each other module is one part of the message. A part writes its data, records the delivery and reads the data of a
contact. A message has every part that owes the contact something.

- Ask if a contact is owed a message: `is_message_due`.
- Write the message: `write`. Call the returned `Told` in a transaction after the upload.
- Read a message of a contact: `hear`. Read one of a member in the name of a desk: `hear_for`.
- Read a message to a desk that this vault reads for: `overhear`.
- Name the states of a report in an acknowledgement: `acks.STATES`.
- Add a part: write a class with the methods of `part.Part` and add it to `PARTS`.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from attrs import evolve

import crypto
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control import desk_parts, relay_parts
from app.actions.mail.control.acks import Acks
from app.actions.mail.control.card_parts import Ends, Introduced, NewRelay, OurCard
from app.actions.mail.control.desk_parts import Answers, DeskKeys
from app.actions.mail.control.directories import Directories
from app.actions.mail.control.part import ControlPart, ManifestFields
from app.actions.mail.control.relay_parts import LogPages, Receipts, TicketsPart
from app.actions.mail.report_manifests import CONTROL, hour, next_seq
from app.store.mail import inbox
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

__all__ = ["Told", "acks", "hear", "hear_for", "is_message_due", "overhear", "write"]

PARTS: Sequence[ControlPart] = (
    Ends(),
    Acks(),
    NewRelay(),
    OurCard(),
    DeskKeys(),
    Answers(),
    Introduced(),
    Directories(),
    Receipts(),
    LogPages(),
    TicketsPart(),
)
"""The order in which received parts are read."""

Told = Callable[[Vault, str], None]


def is_message_due(vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
    """Return True if this vault owes a contact a control message on this route."""
    return any(part.due(vault, contact, route, with_mail) for part in PARTS)


def write(vault: Vault, contact: Contact, route: str) -> tuple[Told, bytes]:
    """Write a control message; return a callback for its delivery, and its manifest.

    Call the callback inside a transaction, after the message is on a route. Each part fits a manifest when no other
    part is in it. A part that does not fit after the earlier parts is left for the next message.
    """
    seq, sayings = next_seq(vault, contact.record.id), [part.say(vault, contact, route) for part in PARTS]
    try:
        manifest = _manifest(vault, contact, seq, sayings)
    except ValueError:
        said, sayings = sayings, []
        for saying in said:
            with suppress(ValueError):
                manifest = _manifest(vault, contact, seq, [*sayings, saying])
                sayings.append(saying)

    def told(vault: Vault, route: str) -> None:
        for saying in sayings:
            saying.lies(vault, route)

    return told, manifest


def _manifest(vault: Vault, contact: Contact, seq: int, sayings: Sequence[ManifestFields]) -> bytes:
    return crypto.Manifest(
        kind=CONTROL,
        report_id=vault.random(16),
        to=contact.card.id,
        created=hour(vault),
        sender=vault.identity().public,
        incarnation=vault.get("incarnation") or bytes(8),
        seq=seq,
        **{name: value for saying in sayings for name, value in saying.fields.items()},
    ).encode()


def hear_for(vault: Vault, desk: bytes, id_: bytes, manifest: "crypto.Manifest") -> Outcome:
    """Read a member's message for a desk that is our contact: only its acknowledgements of our reports."""
    return Acks().hear(vault, desk, id_, evolve(manifest, unacknowledged=(), acks_seen=(), references=()))


def overhear(vault: Vault, desk: bytes, contact: bytes | None, sender: bytes, manifest: "crypto.Manifest") -> None:
    """Read a message to a desk whose mail we read, from a member or from our contact. Call in a transaction."""
    desk_parts.store_overheard_answers(vault, desk, manifest)
    relay_parts.compare_overheard_pages(vault, contact, sender, manifest)
    if contact is not None:
        for report in manifest.unacknowledged:
            inbox.repeat_answer_on_request(vault.con, sender, report)
        inbox.mark_confirmed(vault.con, contact, manifest.acks_seen)


def hear(vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
    """Read all parts of a contact's message, in a transaction; return the reason of the last part that failed."""
    outcomes = [part.hear(vault, contact, sender, manifest) for part in PARTS]
    aside = next((outcome.aside for outcome in reversed(outcomes) if outcome.aside), "")
    return Outcome(acknowledged=sum(outcome.acknowledged for outcome in outcomes), aside=aside)
