"""Relays' receipts for what a contact has not acknowledged: it can hold them against the logs it was shown."""

import crypto
from app.actions import proofs
from app.actions.contacts import Contact
from app.actions.control.part import Saying
from app.store import receipts
from app.store.vault import Vault
from sync.ports import Outcome

PATIENCE = 86_400
"""Seconds that an acknowledgement may take before the receipt is told."""
AGAIN = 7 * 86_400
"""Seconds after which it is told once more: what told it may have been dropped too."""
MOST = 32
"""Receipts in one message: it stays in the smallest size of envelopes."""


class Receipts:
    """Key 29 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return whether a contact has kept silent about what a relay says it stored for it."""
        return bool(self._owed(vault, contact, route))

    def say(self, vault: Vault, contact: Contact, route: str) -> Saying:
        """Say the receipts of other ways than this one: a relay that drops would drop this too."""
        owed = self._owed(vault, contact, route)

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                receipts.told(vault.con, owed, vault.now())

        return Saying({"receipts": tuple(owed)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Compare a contact's receipts with our logs, now or once they have gone on."""
        proofs.told(vault, contact, manifest.receipts[:MOST])
        return Outcome()

    def _owed(self, vault: Vault, contact: Contact, route: str) -> list[bytes]:
        own = route if len(contact.routes) > 1 else ""
        now = vault.now()
        return receipts.owed(vault.con, contact.record.id, own, PATIENCE, AGAIN, now, MOST)
