"""Apply a newer directory to contacts: accept newer cards, and send nothing new to former members."""

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel.records import record_of, write_records
from app.phrase import Phrase
from app.store.contacts import card_rows, introductions, organisations, statements
from app.store.mail import reencryption
from app.store.relays import tickets
from app.store.vault.open_vault import Vault

DROPPED = Phrase("in the directory of their organisation no more")
"""The reason of a delivery that was dropped."""


def follow(vault: Vault, before: "crypto.Directory | None", now: "crypto.Directory") -> None:
    """Apply a newer directory, inside a transaction: first the cards, then the members that it no longer lists."""
    for card in now.cards:
        known = statements.contact_of(vault.con, card.id) if card is not None else None
        if card is not None and known is not None and known[1] == card.id:
            here = card_rows.find_card(vault.con, known[0])
            if here is not None and card.seq > here.seq:
                contact_cards.renew(vault, card)
    if before is not None:
        listed = {one.id_pk for one in now.members}
        for one in before.members:
            if one.id_pk not in listed:
                drop(vault, crypto.hash_("id", one.id_pk), now.id)


def drop(vault: Vault, id_: bytes, organisation: bytes) -> None:
    """Drop waiting mail to a person who left an organisation, inside a transaction; withdraw the tickets that we gave.

    A contact that is here only through the organisation is removed. A contact that a person verified stays: that trust
    did not come from the organisation, and later mail is the person's own act. Nothing is done if another organisation
    that we follow lists the person.
    """
    known = statements.contact_of(vault.con, id_)
    if known is None or organisations.lists(vault.con, id_) - {organisation}:
        return
    record, _, state = known
    reencryption.drop(vault.con, record, DROPPED, vault.now())
    tickets.withdraw_unspent(vault.con, record)
    introductions.drop(vault.con, record)
    card = card_rows.find_card(vault.con, record)
    if state == "introduced" and card is not None and card.introduced_by == organisation:
        with write_records(vault) as writer:
            writer.set_removed(record_of(vault, record.hex()), True)
