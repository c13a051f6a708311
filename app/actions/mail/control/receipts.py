"""Send relay receipts to a contact that did not acknowledge; it compares them with its relay logs."""

import crypto
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.actions.relays import relay_log_audit
from app.store.mail import receipts
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

PATIENCE = 86_400
"""Seconds without an acknowledgement until the receipt is sent."""
AGAIN = 7 * 86_400
"""Seconds until a receipt is sent again: a relay could have dropped the first message too."""
MOST = 32
"""The maximum number of receipts in one message: the message stays in the smallest size of envelopes."""


class Receipts:
    """Key 29 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if a contact did not acknowledge an object that a relay says it stored."""
        return bool(self._owed(vault, contact, route))

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return the receipts of all other routes: a relay that drops messages would drop this one too."""
        owed = self._owed(vault, contact, route)

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                receipts.mark_sent(vault.con, owed, vault.now())

        return ManifestFields({"receipts": tuple(owed)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Compare a contact's receipts with our relay logs, now or after the logs have grown."""
        relay_log_audit.store_reported_receipts(vault, contact, manifest.receipts[:MOST])
        return Outcome()

    def _owed(self, vault: Vault, contact: Contact, route: str) -> list[bytes]:
        own = route if len(contact.routes) > 1 else ""
        now = vault.now()
        return receipts.pending_receipts(vault.con, contact.record.id, own, PATIENCE, AGAIN, now, MOST)
