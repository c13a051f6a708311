"""Give the members of a desk its keysets, mailbox seeds and a token, but never its identity key."""

import crypto
from app.actions.contacts import desk_reading, members
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.store.contacts import card_rows, cards, membership
from app.store.contacts.membership import DeskMember
from app.store.vault.open_vault import Vault
from sync.ports import Outcome


class DeskKeys:
    """Keys 17, 27 and 28 of a control message to a member. They are sent with our card until it is confirmed."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if a member has not received the present keys."""
        member = self._member(vault, contact)
        return member is not None and member.told != members.prepare_handover(vault, contact).hash

    def _member(self, vault: Vault, contact: Contact) -> DeskMember | None:
        """Return the member if its key was compared; no one can know who made a key that replaces it."""
        return membership.member(vault.con, contact.record.id) if contact.state == "verified" else None

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return the present keys for a member."""
        id_, member = contact.record.id, self._member(vault, contact)
        if member is None:
            return ManifestFields()
        handing = members.prepare_handover(vault, contact)
        if member.told == handing.hash and cards.read_confirmed_seq(vault.con, id_) >= members.seq(vault):
            return ManifestFields()

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                membership.store_handed_hash(vault.con, id_, handing.hash)

        fields = {"member_token": handing.token, "desk_keysets": handing.keysets}
        return ManifestFields({**fields, "shared_mailboxes": handing.mailboxes}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Accept the keys of a verified desk only: they make us read the reports of other people to it."""
        if not manifest.desk_keysets:
            return Outcome()
        state = card_rows.find_state(vault.con, contact)
        card = crypto.read_card(card_rows.read_file(vault.con, contact))
        if card.kind == crypto.DESK and state != "verified":
            desk_reading.hold(vault, contact, manifest)
        if card.kind != crypto.DESK or state != "verified":
            return Outcome(aside="keys of a desk that is not verified")
        return Outcome(aside=desk_reading.take(vault, contact, card, manifest))
