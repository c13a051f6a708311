"""Introduce contacts: a verified contact sends another's card, and a person here decides to accept it.

An accepted contact is `introduced`, with the name of the contact who introduced it. Only a comparison of its number
makes it verified.
"""

from collections.abc import Sequence

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.contacts import cards, introductions
from app.store.vault.open_vault import Vault


@frozen
class Introduction:
    """A card that a verified contact (its record, its name) introduces; `at` is its arrival, in UTC seconds."""

    card: "crypto.Card"
    contact: bytes
    by: str
    at: int


def introduce(vault: Vault, handle: str, to: Sequence[str]) -> Changed:
    """Send the card of a contact to others, as an introduction.

    Raises InputRefused unless the introduced contact is verified, and for a recipient to whom Amparo cannot send.
    """
    known = contact_cards.find_by_name(vault, handle)
    if known.state != "verified":
        raise InputRefused(
            Phrase("{title} is not verified, so you cannot introduce this card.", title=known.record.title),
            "Nothing was sent. Compare the numbers first.",
        )
    others = [contact_cards.find_by_name(vault, one) for one in dict.fromkeys(to)]
    for other in others:
        if not other.may_receive or other.record.id == known.record.id:
            raise InputRefused(
                Phrase("You cannot introduce this card to {title}.", title=other.record.title), "Nothing was sent."
            )
    with vault.transaction() as con:
        for other in others:
            introductions.vouch(con, other.record.id, known.card)
    return Changed(frozenset({"contact"}), (known.record.id,))


def list_introductions(vault: Vault) -> list[Introduction]:
    """Return the introductions that wait for a decision: unknown cards, and contacts that are `new`."""
    trusted = {contact.card.id for contact in contact_cards.list_contacts(vault) if contact.state != "new"}
    return [
        Introduction(card, by, record_of(vault, by.hex()).title, at)
        for card, by, at in introductions.list_introductions(vault.con)
        if card.id not in trusted
    ]


def accept(vault: Vault, id_: str) -> tuple[Contact, Changed]:
    """Add an introduced contact, with the name of the introducer. Raises NotFound, InputRefused and NotOpened."""
    one = _one(vault, id_)
    with vault.transaction() as con:
        contact, changed = contact_cards.add(vault, one.card.file)
        cards.introduce(con, contact.record.id, one.contact)
        introductions.forget(con, one.card.id)
    return contact_cards.of_record(vault, contact.record.id), changed


def decline(vault: Vault, id_: str) -> Changed:
    """Forget an introduction. Raises NotFound."""
    one = _one(vault, id_)
    with vault.transaction() as con:
        introductions.forget(con, one.card.id)
    return Changed(frozenset({"contact"}))


def _one(vault: Vault, id_: str) -> Introduction:
    text = id_.strip().lower()
    found = [one for one in list_introductions(vault) if len(text) >= 8 and one.card.id.hex().startswith(text)]
    if not found:
        raise NotFound("No verified contact introduced this key.", "See: amparo contact introductions")
    return found[0]
