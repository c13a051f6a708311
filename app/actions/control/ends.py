"""Statements on identities: that ours has another key now, until our new card is confirmed; and what others say.

Of what others say, an end goes on to our contacts only where a person here published it.
"""

import crypto
from app.actions import identities
from app.actions.contacts import Contact
from app.actions.control.part import Saying
from app.store import cards, identity, statements
from app.store.vault import Vault
from sync.ports import Outcome


class Ends:
    """Key 24 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return whether an end is to be passed on; a new key of ours makes a new card, and that is owed anyway."""
        return statements.owed(vault.con, contact.record.id, vault.now())[1]

    def say(self, vault: Vault, contact: Contact, route: str) -> Saying:
        """Pass ends on, and say which keys we had before to those who may know us by one of them."""
        id_ = contact.record.id
        ends, _ = statements.owed(vault.con, id_, vault.now())
        (owed,) = vault.con.execute("SELECT statement_owed FROM card WHERE record = ?", (id_,)).fetchone()
        unknown = cards.known(vault.con, id_) < identity.card(vault).seq
        said = (*ends, *(identities.chain(vault) if owed and unknown else ()))

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                statements.lie(vault.con, id_, ends)

        return Saying({"revocations": said} if said else {}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Take what identities signed of their end, whoever brings it."""
        return Outcome(aside=identities.hear(vault, manifest))
