"""Send our key changes until our new card is confirmed, and pass on key revocations of others.

A revocation of another identity is passed on to our contacts only if the user of this vault published it.
"""

import crypto
from app.actions.contacts import identities
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.store.contacts import card_rows, cards, statements
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync.ports import Outcome


class Ends:
    """Key 24 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if a revocation must be passed on; a new key makes a new card, which is owed anyway."""
        return statements.pending_key_statements(vault.con, contact.record.id, vault.now())[1]

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return revocations, and our earlier keys for contacts that can know us by an earlier key."""
        id_ = contact.record.id
        ends, _ = statements.pending_key_statements(vault.con, id_, vault.now())
        owed = card_rows.is_statement_owed(vault.con, id_)
        unknown = cards.read_confirmed_seq(vault.con, id_) < identity.card(vault).seq
        said = (*ends, *(identities.chain(vault) if owed and unknown else ()))

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                statements.lie(vault.con, id_, ends)

        return ManifestFields({"revocations": said} if said else {}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Accept revocations that the identities themselves signed, from any contact."""
        return Outcome(aside=identities.hear(vault, manifest))
