"""Manage the members of this desk: verified contacts who read its mail and answer in its name.

Each member has a separate identity key. Members get the desk's private keysets, the seeds of its shared mailboxes and
a token, again after each rotation, but never its identity key. A removed member gets no later key of the desk.
"""

import hashlib

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.contacts.desk_reading import DAY, valid_from
from app.actions.kernel.change_set import Changed
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.contacts import cards, membership
from app.store.mail import reencryption
from app.store.relays import known_relays, policies
from app.store.vault import identity
from app.store.vault import keysets as stored
from app.store.vault.open_vault import Vault

TOKEN = 90 * DAY
"""Seconds of validity of a member token; each new key renews it, so every month."""
HOUR = 3_600
REMOVED = Phrase("no member of the desk any more")
"""The reason of a delivery that was dropped."""


@frozen
class MemberStatus:
    """A member: `has_keys` is True if the desk's present keys are sent to it, `has_card` if they arrived."""

    contact: Contact
    since: int
    has_keys: bool
    has_card: bool


def list_members(vault: Vault) -> list[MemberStatus]:
    """Return the members, the oldest membership first."""
    found = []
    for one in membership.members(vault.con):
        contact = contact_cards.of_record(vault, one.contact)
        known = cards.read_confirmed_seq(vault.con, one.contact)
        handed = one.told == prepare_handover(vault, contact).hash
        found.append(MemberStatus(contact, one.since, handed, handed and known >= contact_cards.my_card(vault).seq))
    return found


def list_unshared_mailboxes(vault: Vault) -> tuple[str, ...]:
    """Return our mailboxes that members do not read: a mailbox that asks for tickets is not shared."""
    return tuple(
        one.url
        for one in known_relays.list_relays(vault.con)
        if policies.mailbox_policy(vault.con, one.pk) != policies.OPEN
    )


def add(vault: Vault, handle: str) -> tuple[Contact, Changed]:
    """Make a verified contact a member: it gets the keys with the next round, and reads later reports.

    The first member makes our mailboxes shared ones. Raises InputRefused if this vault is no desk, or if the contact
    is not verified or is a desk.
    """
    contact = contact_cards.find_by_name(vault, handle)
    if contact_cards.my_card(vault).kind != crypto.DESK:
        raise InputRefused("This vault is not an organisation's desk.", "Make it one first: amparo card show --desk")
    if contact.state != "verified" or contact.card.kind == crypto.DESK:
        raise InputRefused(
            Phrase("{title} is not a verified person.", title=contact.record.title),
            "Compare the numbers first: a member reads every report to the desk.",
        )
    with vault.transaction() as con:
        cards.spread(con)
        membership.add(con, contact.record.id, vault.now())
        known_relays.want_shared(con, False)
    return contact, _changed(contact)


def remove(vault: Vault, handle: str) -> tuple[Contact, Changed]:
    """Remove a member: make new keys, new mailboxes and a new card for all others immediately.

    Reports that wait here for the removed member are closed. Raises NotFound if the contact is not a member.
    """
    contact = contact_cards.find_by_name(vault, handle)
    if membership.member(vault.con, contact.record.id) is None:
        raise NotFound(Phrase("{title} is no member.", title=contact.record.title), "See: amparo desk members list")
    with vault.transaction() as con:
        membership.remove(con, contact.record.id)
        cards.spread(con)
        for kind in stored.SPANS:
            stored.add(con, kind, vault.now(), vault.random)
        known_relays.want_shared(con, True)
        reencryption.drop(con, contact.record.id, REMOVED, vault.now())
        contact_cards.my_card(vault)
    return contact, _changed(contact)


def seq(vault: Vault) -> int:
    """Return the number of our present card."""
    return identity.card(vault).seq


def _changed(contact: Contact) -> Changed:
    return Changed(frozenset({"contact", "delivery"}), (contact.record.id,))


@frozen
class Handing:
    """The keys for a member; if the hash changes, the member must get them again."""

    token: "crypto.MemberToken"
    keysets: "tuple[crypto.PrivateKeyset, ...]"
    mailboxes: "tuple[crypto.SharedMailbox, ...]"
    late: bytes

    @property
    def hash(self) -> bytes:
        """Return the hash of all parts except the token's times, and of the yearly key for their encryption.

        A member who restored a backup has another yearly key, and none of the earlier desk keys.
        """
        boxes = [box.relay_pk + box.seed + box.counter.to_bytes(4, "big") for box in self.mailboxes]
        keys = [one.public.box_pk + one.not_before.to_bytes(8, "big") for one in self.keysets]
        return hashlib.sha256(b"".join([self.token.desk, self.token.member, self.late, *keys, *boxes])).digest()


def prepare_handover(vault: Vault, contact: Contact) -> Handing:
    """Return the present keysets and shared mailboxes for a member."""
    now = vault.now()
    shown = {one.box_key for one in stored.list_card_keysets(vault.con)}
    sets = [
        one for one in stored.list_keysets(vault.con) if one.box_key in shown or one.not_before <= now < one.not_after
    ]
    since = max(now // HOUR * HOUR, valid_from(sets, now))
    token = crypto.make_token(vault.identity(), contact.card.id_pk, since, now + TOKEN)
    boxes = [
        crypto.SharedMailbox(known.pk, known.seed, known.counter)
        for known in known_relays.list_relays(vault.con)
        if known.shared and known.seed and not known.renew
    ]
    late = next((one.box_pk for one in contact.card.keysets if one.kind == crypto.LATE), b"")
    return Handing(token, tuple(sets), tuple(boxes), late)
