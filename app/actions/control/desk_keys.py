"""What a desk hands its members: keysets, the seeds of shared mailboxes and a token, never its identity key."""

import crypto
from app.actions import members, serving
from app.actions.contacts import Contact
from app.actions.control.part import Saying
from app.store import cards, membership
from app.store.membership import Member
from app.store.vault import Vault
from sync.ports import Outcome


class DeskKeys:
    """Keys 17, 27 and 28 of a control message to a member, said again with our card until that is confirmed."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return whether a member was not handed what holds now."""
        member = self._member(vault, contact)
        return member is not None and member.told != members.handing(vault, contact).hash

    def _member(self, vault: Vault, contact: Contact) -> Member | None:
        """Return who is to be handed keys: one whose key was compared. Of a key that follows it nobody knows whose."""
        return membership.member(vault.con, contact.record.id) if contact.state == "verified" else None

    def say(self, vault: Vault, contact: Contact, route: str) -> Saying:
        """Hand a member what holds now."""
        id_, member = contact.record.id, self._member(vault, contact)
        if member is None:
            return Saying()
        handing = members.handing(vault, contact)
        if member.told == handing.hash and cards.known(vault.con, id_) >= members.seq(vault):
            return Saying()

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                membership.handed(vault.con, id_, handing.hash)

        fields = {"member_token": handing.token, "desk_keysets": handing.keysets}
        return Saying({**fields, "shared_mailboxes": handing.mailboxes}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Take what a desk hands us: of a verified one alone, for it makes us read what others wrote to it."""
        if not manifest.desk_keysets:
            return Outcome()
        state, file = vault.con.execute("SELECT state, file FROM card WHERE record = ?", (contact,)).fetchone()
        card = crypto.read_card(bytes(file))
        if card.kind == crypto.DESK and state != "verified":
            serving.hold(vault, contact, manifest)
        if card.kind != crypto.DESK or state != "verified":
            return Outcome(aside="keys of a desk that is not verified")
        return Outcome(aside=serving.take(vault, contact, card, manifest))
