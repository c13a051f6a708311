"""What a newer directory means for contacts: who is listed no more gets nothing new, and a newer card is taken."""

import crypto
from app.actions import contacts
from app.actions.records import record_of, writing
from app.phrase import Phrase
from app.store import introductions, organisations, resealing, statements, tickets
from app.store.vault import Vault

DROPPED = Phrase("in the directory of their organisation no more")
"""The reason of a delivery that was dropped."""


def follow(vault: Vault, before: "crypto.Directory | None", now: "crypto.Directory") -> None:
    """Do what a newer directory says, inside a transaction: cards first, then whom it does not list any more."""
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
    """Send nothing that waits to somebody who left an organisation, inside a transaction; tickets of ours are void.

    A contact that stands on the organisation's word alone disappears. One whom a person verified stays: that was not
    the organisation's to give; what is sent there from now on is that person's own act. Nothing is done where another
    organisation that is followed lists them.
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
