"""Statements on identities: that ours has another key now, until our new card is confirmed; and what others say."""

import crypto
from app.actions import identities
from app.actions.contacts import Contact
from app.actions.control.part import Saying
from app.store import cards, identity
from app.store.vault import Vault
from sync.ports import Outcome


class Ends:
    """Key 24 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return False: a new key makes a new card, and that is owed."""
        return False

    def say(self, vault: Vault, contact: Contact, route: str) -> Saying:
        """Say which keys we had before to those who may know us by one of them."""
        id_ = contact.record.id
        (owed,) = vault.con.execute("SELECT statement_owed FROM card WHERE record = ?", (id_,)).fetchone()
        unknown = cards.known(vault.con, id_) < identity.card(vault).seq
        return Saying({"revocations": identities.chain(vault)} if owed and unknown else {})

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Take what identities signed of their end, whoever brings it."""
        return Outcome(aside=identities.hear(vault, manifest))
