"""Apply a newer directory to contacts: accept newer cards, and send nothing new to former members."""

import crypto
from app.actions import contacts
from app.actions.records import record_of, writing
from app.phrase import Phrase
from app.store import introductions, organisations, resealing, statements, tickets
from app.store.vault import Vault

DROPPED = Phrase("in the directory of their organisation no more")
"""The reason of a delivery that was dropped."""


def follow(vault: Vault, before: "crypto.Directory | None", now: "crypto.Directory") -> None:
    """Apply a newer directory, inside a transaction: first the cards, then the members that it no longer lists."""
    for card in now.cards:
        known = statements.contact_of(vault.con, card.id) if card is not None else None
        if card is not None and known is not None and known[1] == card.id:
            (seq,) = vault.con.execute("SELECT seq FROM card WHERE record = ?", (known[0],)).fetchone()
            if card.seq > seq:
                contacts.renew(vault, card)
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
    resealing.drop(vault.con, record, DROPPED, vault.now())
    tickets.void(vault.con, record)
    introductions.drop(vault.con, record)
    (by,) = vault.con.execute("SELECT introduced_by FROM card WHERE record = ?", (record,)).fetchone()
    if state == "introduced" and by is not None and bytes(by) == organisation:
        with writing(vault) as writer:
            writer.set_removed(record_of(vault, record.hex()), True)
