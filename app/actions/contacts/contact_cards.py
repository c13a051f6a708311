"""Manage cards and trust: our own card, the cards of others, safety numbers, and the right to receive.

Trust states: new, introduced, verified, changed (another key, or the same seq with other bytes: sending is blocked),
expired, revoked. Only a person's action raises a state.
"""

from collections.abc import Sequence

from attrs import evolve, frozen

import crypto
from app.actions.contacts import keysets
from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of, write_records
from app.domain.record import Record
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.contacts import card_rows, cards, statements
from app.store.mail import contact_merges, inbox, teams
from app.store.vault import identity
from app.store.vault import keysets as stored
from app.store.vault.open_vault import Vault

MOST_MAILBOXES = 8
"""The most mailboxes of one contact that are used: a hundred that do not answer would take hours of a sync."""
DOUBT = "doubt"
"""The mark of a contact that is `changed` because a person found another number; equal numbers end it."""
MOST_TAGGED = 8
"""The most mailboxes of one contact for which a USB stick has tags."""


@frozen
class Contact:
    """A contact that has a card: its record, its card, and its trust state."""

    record: Record
    card: "crypto.Card"
    state: str
    verified_at: int | None = None
    verified_how: str = ""
    level: str = ""
    introduced_by: str = ""
    """The name of the contact who introduced it, or of the organisation whose directory lists it."""
    earlier: tuple[str, ...] = ()
    """The names that it had here as a separate contact with an earlier key, before a message joined the two."""
    restored: int | None = None
    """The time since which it writes from an earlier copy of its vault (a backup or a copied folder)."""

    @property
    def routes(self) -> "dict[str, crypto.Mailbox]":
        """Return the mailboxes that are used, by the name of their route."""
        return {f"relay:{box.relay_pk.hex()}": box for box in reversed(self.card.mailboxes[:MOST_MAILBOXES])}

    @property
    def may_receive(self) -> bool:
        """Return True if Amparo can send to this contact."""
        return not self.record.removed and self.state in ("new", "introduced", "verified")

    @property
    def reader_names(self) -> tuple[str, ...]:
        """Return the names by which a person can have permitted a reader: the contact's name, and the agreed one."""
        return tuple(filter(None, (self.record.title, str(self.record.fields.get("listed_as", "")))))


_TO_CHOOSE = "to choose"
"""The stored level of a contact whose audience became several (`app.store.tables.added_tables.AUDIENCES`)."""


def usual_audience(contact: Contact, chosen: str = "") -> str:
    """Return the chosen audience, or that of a contact. Raises InputRefused if a person must choose one first."""
    if not chosen and contact.level == _TO_CHOOSE:
        raise InputRefused(
            Phrase("{title}: choose how much this contact sees first.", title=contact.record.title),
            "Nothing was queued. Choose national authorities, United Nations, regional bodies or embassies.",
        )
    return chosen or contact.level or "internal"


def my_card(vault: Vault) -> "crypto.Card":
    """Return our current card, with a new key if one is due."""
    keysets.keep_up(vault)
    return identity.card(vault)


def set_my_card(vault: Vault, name: str | None = None, desk: bool | None = None) -> "crypto.Card":
    """Set the name that others see and the mark of an organisation's desk; return the new card."""
    identity.set_card(vault, name, desk)
    return identity.card(vault)


def invite(vault: Vault) -> bytes:
    """Return the bytes of our invite for a QR code: key, hash of the card, and one relay that has the card."""
    card = identity.card(vault)
    return crypto.make_invite(card, card.mailboxes[0].url if card.mailboxes else "")


def read_card(data: bytes) -> "crypto.Card":
    """Return a verified card, or raise NotOpened; nothing is stored."""
    try:
        return crypto.read_card(data)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This card needs a newer Amparo.", "Nothing was added.") from newer
    except crypto.CryptoError as bad:
        if not crypto.is_card(data):
            raise NotOpened(
                "This file is not a contact card.",
                "Nothing was added. Choose a file that ends in .bin or .card, or a picture of its codes.",
            ) from bad
        raise NotOpened(
            "This card is damaged or false: its signature is not valid.",
            "Amparo added nothing. Ask for the card again.",
        ) from bad


def add(vault: Vault, data: bytes) -> tuple[Contact, Changed]:
    """Add a contact by its card, or renew the card of a known contact.

    A card with a lower seq is ignored. The same seq with other bytes marks the contact changed and blocks sending until
    a person adds a later card. Then the contact is new, and its number is compared again. Reports that came earlier
    from this key now belong to the contact.
    """
    card = read_card(data)
    if card.id in vault.ours:
        raise InputRefused("This is your own card.", "Give your card to other people. Add their cards here.")
    there = statements.contact_of(vault.con, card.id)
    if there is not None:
        known = of_record(vault, there[0])
        if there[1] != card.id:
            raise InputRefused(
                Phrase("{title} has a new key. This card has the old key.", title=known.record.title),
                "Nothing was changed. Ask for the new card.",
            )
        with write_records(vault) as writer:
            writer.set_removed(known.record, False)
            if renew(vault, card) == "newer" and known.state == "changed":
                cards.restart(vault.con, known.record.id)
        return of_record(vault, known.record.id), Changed(frozenset({"contact"}), (known.record.id,))
    earlier = statements.named_by(vault.con, card.id_pk)
    if earlier is not None and earlier[1] != "changed":
        return _take_next(vault, *earlier, card)
    with write_records(vault) as writer:
        name = identity.make_printable(card.name)[: identity.MOST_NAME] or card.id.hex()[:12]
        id_ = writer.create(vault.kinds["contact"], {"display_name": name})
        cards.add(vault.con, id_, card)
        inbox.adopt(vault.con, card.id, id_)
    return of_record(vault, id_), Changed(frozenset({"contact"}), (id_,))


def _take_next(vault: Vault, record: bytes, state: str, card: "crypto.Card") -> tuple[Contact, Changed]:
    """Accept the card of a key that a contact's current one named, before the message of the new key arrives.

    The rules are those for that message: a successor is never verified, and a revocation wins.
    """
    known = of_record(vault, record)
    if state == "revoked":
        raise InputRefused(
            Phrase("This key replaces a key of {title} that was ended.", title=known.record.title),
            "Amparo added nothing. A person whose key was ended needs a new vault.",
        )
    with write_records(vault) as writer:
        writer.set_removed(known.record, False)
        statements.follow(vault.con, record, card)
        inbox.adopt(vault.con, card.id, record)
        keysets.reseal(vault, {record: card})
    return of_record(vault, record), Changed(frozenset({"contact"}), (record,))


def renew(vault: Vault, card: "crypto.Card") -> str:
    """Accept a newer card of a known contact; return the result: newer, same, older, changed or unknown."""
    known = card_rows.find_card_by_id(vault.con, card.id)
    if known is None:
        return "unknown"
    if card.seq < known.seq or known.state == "revoked":
        return "older"
    if card.seq == known.seq:
        if card.file == known.file:
            return "same"
        with vault.transaction() as con:
            cards.fork(con, known.record)
        return "changed"
    with vault.transaction() as con:
        cards.renew(con, known.record, card)
        keysets.reseal(vault, {known.record: card})
    return "newer"


def title(vault: Vault, record: bytes) -> str:
    """Return the name of a contact, also of one that was removed."""
    return record_of(vault, record.hex()).title


def has_card(vault: Vault, record: bytes) -> bool:
    """Return True if a contact has a card; a contact without one is an entry of the address book."""
    return card_rows.has_card(vault.con, record)


def of_record(vault: Vault, record: bytes) -> Contact:
    """Return the contact of a record. Raises NotFound if the record has no card."""
    row = card_rows.find_contact(vault.con, record)
    found = record_of(vault, record.hex())
    if row is None and (other := contact_merges.merged_contact_of(vault.con, record)) is not None:
        now = record_of(vault, other.hex())
        raise NotFound(
            Phrase("{title} has a new key, and is now the contact {name} ({ref}).", title=found.title, name=now.title,
                   ref=now.ref),
            Phrase("Use {ref}.", ref=now.ref),
        )  # fmt: skip
    if row is None:
        raise NotFound(
            Phrase("{title} has no card, so you cannot send reports to them.", title=found.title),
            "Add it: amparo contact add CARD",
        )
    card = crypto.read_card(row.file, tried=True)
    state = row.state
    if state in ("new", "verified", "introduced") and card.expires < clock.read_witnessed_time(vault):
        state = "expired"
    earlier = contact_merges.names(vault.con, record)
    return Contact(
        found, card, state, row.verified_at, row.verified_how, row.level, row.introducer, earlier, row.restored
    )


def find_by_name(vault: Vault, handle: str) -> Contact:
    """Return the contact with this id, short code, key id (64 hex digits) or name that only one contact has."""
    text = handle.strip()
    known = card_rows.find_record_by_hex(vault.con, text.lower())
    if known is None:
        found = [contact for contact in list_contacts(vault) if contact.record.title == text]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise InputRefused(
                Phrase("{count} contacts are called {text}.", count=len(found), text=text),
                "Use the short code of one contact.",
            )
        return of_record(vault, record_of(vault, text).id)
    return of_record(vault, known)


def list_contacts(vault: Vault) -> list[Contact]:
    """Return every contact that has a card, newest first, without those that were removed."""
    return [of_record(vault, record) for record in card_rows.list_records(vault.con)]


def safety_number(vault: Vault, contact: Contact) -> Sequence[str]:
    """Return the twelve groups of five digits that both sides see."""
    return crypto.safety_number(vault.identity().public, contact.card.id_pk)


def verify(vault: Vault, handle: str, number: str, how: str = "compared") -> tuple[Contact, Changed]:
    """Mark a contact as verified if the number it read out equals ours.

    Otherwise, raises InputRefused and changes nothing. A contact that had an earlier identity key joins the teams of
    that key.
    """
    contact = find_by_name(vault, handle)
    digits = "".join(c for c in number if c.isdigit() and c.isascii())
    if digits != "".join(safety_number(vault, contact)):
        raise InputRefused(
            "The numbers do not match.",
            "Amparo changed nothing. Another person might read your reports. Compare again in person before "
            "you send a report.",
        )
    if contact.state == "revoked" or (contact.state == "changed" and contact.verified_how != DOUBT):
        raise InputRefused(
            Phrase("This contact is {state}.", state=Phrase(contact.state)),
            "Amparo changed nothing. Ask for a new card first.",
        )
    with vault.transaction() as con:
        cards.verify(con, contact.record.id, vault.now(), how)
        before = stored.list_former_ids(con, contact.record.id)
        teams.follow(con, before, contact.card.id, vault.author, vault.now(), vault.random)
    return of_record(vault, contact.record.id), Changed(frozenset({"contact"}), (contact.record.id,))


def doubt(vault: Vault, handle: str) -> Changed:
    """Record that the numbers differ, and block sending until a later card arrives or the numbers are equal."""
    contact = find_by_name(vault, handle)
    if contact.state != "revoked":
        with vault.transaction() as con:
            cards.doubt(con, contact.record.id, DOUBT)
    return Changed(frozenset({"contact"}), (contact.record.id,))


@frozen
class DeliveryAddress:
    """The keyset and the mailbox of a contact for a route; a USB stick has no mailbox."""

    contact: Contact
    keyset: "crypto.PublicKeyset"
    mailbox: "crypto.Mailbox | None"

    @property
    def relay_pk(self) -> bytes:
        """Return the relay's key (zeros for a USB stick)."""
        return self.mailbox.relay_pk if self.mailbox else bytes(32)


def read_delivery_address(vault: Vault, record: bytes, route: str) -> DeliveryAddress | None:
    """Return the address of a contact for a route, if it can receive and has a mailbox and a keyset for the route."""
    contact = of_record(vault, record)
    if not contact.may_receive:
        return None
    mailbox = None
    if route.startswith("relay:"):
        mailbox = contact.routes.get(route)
        if mailbox is None:
            return None
    keyset, _ = keysets.choose(vault, contact.card)
    return DeliveryAddress(contact, keyset, mailbox) if keyset else None


def for_couriers(address: DeliveryAddress, route: str) -> list[DeliveryAddress]:
    """Return an address for each mailbox that a courier can use; on a USB stick only, and encrypted again for each."""
    boxes = address.contact.card.mailboxes[:MOST_TAGGED] if route == "stick" else ()
    return [evolve(address, mailbox=box) for box in boxes]
