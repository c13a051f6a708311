"""Our card: every control message carries it as it is now, and a new one is reason enough for a message."""

import crypto
from app.actions import contacts
from app.actions.contacts import Contact
from app.actions.control.part import Saying
from app.store import identity
from app.store.vault import Vault
from sync.ports import Outcome


class OurCard:
    """Key 22 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return whether a contact that was sent our card, or gets mail from us now, has not been sent this one."""
        (sent,) = vault.con.execute("SELECT our_seq_sent FROM card WHERE record = ?", (contact.record.id,)).fetchone()
        mine = identity.card(vault).seq
        return bool((with_mail and (route.startswith("stick") or sent < mine)) or 0 < sent < mine)

    def say(self, vault: Vault, contact: Contact, route: str) -> Saying:
        """Say our card."""
        card = identity.card(vault)

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                vault.con.execute(
                    "UPDATE card SET our_seq_sent = max(our_seq_sent, ?) WHERE record = ?",
                    (card.seq, contact.record.id),
                )

        return Saying({"card": card.file}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Take a contact's newer card; another's is none of this contact's business."""
        if manifest.card is None:
            return Outcome()
        try:
            card = crypto.read_card(manifest.card)
        except crypto.CryptoError:
            return Outcome(aside="a contact's new card is damaged")
        if card.id == sender:
            contacts.renew(vault, card)
        return Outcome()
