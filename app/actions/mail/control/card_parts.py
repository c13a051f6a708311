"""Send cards and key changes: our own card, cards that we introduce, a new relay of ours, and revocations.

Each is sent until the contact confirms it. A revocation of another identity is passed on to our contacts only if the
user of this vault published it.
"""

import crypto
from app.actions.contacts import contact_cards, identities
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.domain import remaining_delay
from app.store.contacts import card_rows, cards, introductions, statements
from app.store.relays import moves
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

AT_ONCE = 20
"""The maximum number of cards in one message, some 60 kB."""
AGAIN = 3 * 86_400
"""Seconds until a contact that has not written to the new relay is notified again."""


class OurCard:
    """Keys 22 and 64 of a control message: a card, and the hashes of received cards."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if we owe a contact our card, or the confirmation of its new card."""
        id_, mine = contact.record.id, identity.card(vault).seq
        owes = any(due == cards.DUE for _, due in cards.pending_card_confirmations(vault.con, id_))
        return owes or cards.is_due(vault.con, id_, mine, with_mail, route.startswith("stick"), vault.now())

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return our card if the contact has not confirmed it, and the hashes of received cards."""
        id_, card = contact.record.id, identity.card(vault)
        unknown = cards.read_confirmed_seq(vault.con, id_) < card.seq
        seen = [hash_ for hash_, _ in cards.pending_card_confirmations(vault.con, id_)]

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                cards.mark_confirmations_sent(vault.con, id_, seen)
                if unknown:
                    cards.mark_sent(vault.con, id_, card.seq, vault.now())

        return ManifestFields({"card": card.file if unknown else None, "cards_seen": tuple(seen)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Accept a contact's newer card and its confirmation of ours; ignore the card of a third person."""
        mine = identity.card(vault)
        if mine.hash in manifest.cards_seen:
            cards.mark_confirmed(vault.con, contact, mine.seq)
        if manifest.card is None:
            return Outcome()
        try:
            card = crypto.read_card(manifest.card)
        except crypto.CryptoError:
            return Outcome(aside="a contact's new card is damaged")
        if card.id == sender:
            cards.record_received_card(vault.con, contact, card.hash, contact_cards.renew(vault, card) == "newer")
        return Outcome()


class Introduced:
    """Key 65 of a control message; key 64 confirms."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if an introduction is due."""
        return bool(introductions.pending_introductions(vault.con, contact.record.id, vault.now(), 1))

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return some of the cards that we introduce."""
        id_ = contact.record.id
        files = introductions.pending_introductions(vault.con, id_, vault.now(), AT_ONCE)

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                introductions.lie(vault.con, id_, files, vault.now())

        return ManifestFields({"introductions": tuple(files)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Store a verified contact's introductions; those of others are not confirmed, so they are sent again later."""
        introductions.mark_confirmed(vault.con, contact, manifest.cards_seen)
        if card_rows.find_state(vault.con, contact) != "verified":
            return Outcome()
        for file in manifest.introductions[:AT_ONCE]:
            try:
                card = crypto.read_card(file)
            except crypto.CryptoError:
                return Outcome(aside="a card that a contact introduces is damaged")
            if card.id not in vault.ours and introductions.keep(vault.con, contact, card, vault.now()):
                cards.record_received_card(vault.con, contact, card.hash, True)
        return Outcome()


class NewRelay:
    """Make sure that key 22, our card, is sent and read during a move; this part has no key."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if a contact must learn our new relay, or see that we know its new relay."""
        return moves.owes_greeting(vault.con, contact.record.id, route) or bool(_to_tell(vault, contact))

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return no fields: the card is enough."""
        told, id_ = _to_tell(vault, contact), contact.record.id

        def lies(vault: Vault, route: str) -> None:
            moves.mark_message_sent(vault.con, id_, route)
            if route != "stick":
                for relay in told:
                    moves.mark_card_sent(vault.con, id_, relay, vault.now())

        return ManifestFields(lies=lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Note the new mailboxes in a contact's newer card, to which we must write; the card is accepted later."""
        if manifest.card is None:
            return Outcome()
        try:
            card = crypto.read_card(manifest.card)
        except crypto.CryptoError:
            return Outcome()
        before = contact_cards.of_record(vault, contact)
        if card.id == sender and card.seq > before.card.seq:
            for route in Contact(before.record, card, before.state).routes:
                if route not in before.routes:
                    moves.owe_greeting(vault.con, contact, route)
        return Outcome()


def _to_tell(vault: Vault, contact: Contact) -> list[bytes]:
    """Return our new relays that a contact does not know and was not notified about recently."""
    con, id_, now = vault.con, contact.record.id, vault.now()
    return [
        relay
        for relay in moves.targets(con)
        if not moves.has_written_to(con, id_, relay)
        and not remaining_delay.seconds_after(moves.told_at(con, id_, relay), now, AGAIN)
    ]


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
