"""Share a desk reader's answers with the other readers, so that a sender gets one answer and not several.

Give the members of a desk its keysets, mailbox seeds and a token, but never its identity key.
"""

import crypto
from app.actions.contacts import desk_reading, members
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import clock
from app.actions.mail.control.part import ManifestFields
from app.store.contacts import card_rows, cards, membership
from app.store.contacts.membership import DeskMember
from app.store.mail import inbox
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

MOST = 100
"""The maximum number of answers in one message."""


class Answers:
    """Key 66 of a control message: from the desk to each member, and from a member to the shared mailbox."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if another reader has not received our answers."""
        return bool(self._owed(vault, contact))

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return our answers, with the member token if we are a member (`Acks` adds the same token)."""
        id_, owed = contact.record.id, self._owed(vault, contact)
        if not owed:
            return ManifestFields()

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                membership.mark_sent(vault.con, id_, owed)

        said = tuple(crypto.DeskAnswer(one.sender, one.report, one.hash, one.status, one.reason) for one in owed)
        mine = desk_reading.read_served_desk(vault, id_)
        return ManifestFields({"answers": said, **({"member_token": mine.token} if mine else {})}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Read the answers of a member of this desk, or of the desk whose mail we read."""
        if desk_reading.read_served_desk(vault, contact) is not None:
            take(vault, contact, sender, manifest)
        elif manifest.member_token is not None and membership.member(vault.con, contact) is not None:
            take(vault, None, sender, manifest)
        return Outcome()

    def _owed(self, vault: Vault, contact: Contact) -> list[membership.StoredDeskAnswer]:
        id_ = contact.record.id
        mine, member = desk_reading.read_served_desk(vault, id_), membership.member(vault.con, id_)
        if mine is not None and not desk_reading.has_current_keys(vault, mine):
            return []
        if mine is not None:
            return membership.answers(vault.con, id_, id_, mine.since, MOST)
        return membership.answers(vault.con, None, id_, member.since, MOST) if member is not None else []


def store_overheard_answers(vault: Vault, desk: bytes, manifest: "crypto.Manifest") -> None:
    """Read another member's answers from the shared mailbox, inside a transaction."""
    token, sender = manifest.member_token, manifest.sender or b""
    mine = desk_reading.read_served_desk(vault, desk)
    if token is None or mine is None:
        return
    try:
        crypto.check_token(token, mine.token.desk, sender, 0, clock.read_witnessed_time(vault))
    except crypto.CryptoError:
        return
    take(vault, desk, crypto.hash_("id", sender), manifest)


def take(vault: Vault, desk: bytes | None, by: bytes, manifest: "crypto.Manifest") -> None:
    """Store answers that `by` gave in the name of a desk (None: our desk)."""
    for one in manifest.answers[:MOST]:
        reason = identity.make_printable(one.reason)[: inbox.MOST_REASON]
        answer = membership.StoredDeskAnswer(one.sender, one.report_id, one.manifest_hash, one.status, reason)
        membership.store_other_answer(vault.con, desk, answer, by)


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
