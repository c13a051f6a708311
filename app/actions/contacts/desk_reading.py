"""Read mail for a desk with its keys and mailboxes, answer in its name, and tell its other readers about answers.

All readers of a desk share its mailboxes, so the reader who answers says so in a shared mailbox.
"""

from collections.abc import Sequence

from attrs import frozen

import crypto
from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.errors import NotFound, NotOpened
from app.store.contacts import card_rows, membership, statements
from app.store.contacts.membership import Serving
from app.store.mail import handled_objects, inbox
from app.store.mail.inbox import Arrived
from app.store.records import record_lists
from app.store.relays import known_relays
from app.store.relays.known_relays import KnownRelay
from app.store.vault import identity, keysets
from app.store.vault.open_vault import Vault

DAY = 86_400
READ_ON = 180 * DAY
"""Seconds that a replaced mailbox is still read: as long as a sender can encrypt to an old card."""
LEAST_WAIT, MOST_WAIT = 3_600, inbox.LONGEST_LEFT
"""Seconds that a member leaves the acknowledgement of a report to the desk, or to a faster member."""
WAITS = "keys of the desk are missing"
"""The note on mail in a desk's mailbox that did not open; it is tried again when the desk sends new keys."""
NEW_KEYS = "desk_keys_came"
"""The setting that marks new keys of a desk since the last begin of a round or of reading a USB stick."""
HELD = "desk_hands_"
"""The setting, with the contact in hex, that holds the keys from a desk before it was verified."""
MOST_KEYSETS, MOST_MAILBOXES = 16, 8
"""The maximum number of keysets and mailboxes that are read from one message: a desk has no more."""


@frozen
class ServedDesk:
    """A desk whose mail this vault reads: its contact's name, and the time when its token ends, in UTC seconds."""

    contact: bytes
    name: str
    since: int
    until: int
    has_keys: bool
    """True if the keys in its newest card are here; if not, we wait for new ones, or our membership has ended."""


def desks(vault: Vault) -> list[ServedDesk]:
    """Return the desks whose mail this vault reads."""
    held = {keyset.public.box_pk for keyset in membership.keysets(vault.con)}
    found = []
    for one in membership.servings(vault.con):
        title, file = card_rows.read_desk(vault.con, one.desk)
        newest = {keyset.box_pk for keyset in crypto.read_card(file).keysets}
        found.append(ServedDesk(one.desk, title, one.since, one.token.not_after, newest <= held))
    return found


def leave(vault: Vault, contact: bytes) -> Changed:
    """Stop reading for a desk; received reports stay. Raises NotFound."""
    if all(one.desk != contact for one in membership.servings(vault.con)):
        raise NotFound("This vault does not read reports for that desk.", "Nothing was changed.")
    membership.leave(vault.con, contact)
    return Changed(frozenset({"contact"}), (contact,))


def desk_of(vault: Vault, to: bytes) -> bytes | None:
    """Return the desk (its contact) with this id if we read its mail and its token has not ended."""
    known = statements.contact_of(vault.con, to)
    rows = membership.servings(vault.con) if known else []
    holds = [one.desk for one in rows if one.token.not_after >= clock.read_witnessed_time(vault)]
    return known[0] if known and known[0] in holds else None


def read_served_desk(vault: Vault, contact: bytes) -> Serving | None:
    """Return the membership data from a contact that is a desk."""
    return next((one for one in membership.servings(vault.con) if one.desk == contact), None)


def speaks_for(vault: Vault, contact: bytes) -> Serving | None:
    """Return the desk in whose name a contact is answered now: a desk gets its own name, others one after another.

    A message has room for one token. If the receiver would refuse it, the answer waits for a new token.
    """
    mine = read_served_desk(vault, contact)
    rows = (
        [mine]
        if mine
        else [read_served_desk(vault, desk) for desk in inbox.desks_owed(vault.con, contact, vault.now())]
    )
    return next((one for one in rows if one is not None and has_current_keys(vault, one)), None)


def has_current_keys(vault: Vault, serving: Serving) -> bool:
    """Return True if a reader with the desk's newest card, as known here, accepts our token with our present key."""
    card, now = crypto.read_card(card_rows.read_file(vault.con, serving.desk)), clock.read_witnessed_time(vault)
    try:
        me = vault.identity().public
        crypto.check_token(serving.token, card.id_pk, me, valid_from(card.keysets, now), now)
    except crypto.CryptoError:
        return False
    return True


def list_opening_keysets(vault: Vault) -> "list[crypto.PrivateKeyset]":
    """Return every keyset that opens mail here: our own, then those of the desks whose mail we read."""
    return [*keysets.list_keysets(vault.con), *membership.keysets(vault.con)]


def take(vault: Vault, contact: bytes, card: "crypto.Card", manifest: "crypto.Manifest") -> str:
    """Accept the keys from a desk for its member, inside a transaction; return the reason of a refusal, or nothing."""
    token = manifest.member_token
    if token is None:
        return ""
    try:
        me = identity.key_of(vault, token.member).public
        crypto.check_token(token, card.id_pk, me, 0, clock.read_witnessed_time(vault))
    except (crypto.CryptoError, NotOpened):  # or it is for another member
        return "the word of a desk that we read for it is damaged or forged"
    before = read_served_desk(vault, contact)
    membership.serve(vault.con, contact, token, vault.now())
    if before is not None and before.token != token:
        inbox.unsay(vault.con, contact)
    new = membership.keep_keysets(vault.con, contact, manifest.desk_keysets[:MOST_KEYSETS])
    boxes = {box.relay_pk: box for box in card.mailboxes}
    found = []
    for shared in manifest.shared_mailboxes[:MOST_MAILBOXES]:
        box = boxes.get(shared.relay_pk)
        if box is None or shared.counter >= 1 << 32:
            continue
        mid = crypto.mailbox_id(crypto.mailbox_key(shared.seed, shared.relay_pk, shared.counter).public)
        if box.mid == mid:
            found.append(_box(box, shared))
    known_relays.read_for(vault.con, contact, found, vault.now() + READ_ON)
    if new:
        known_relays.read_again(vault.con, contact)
        vault.set(NEW_KEYS, b"")
    return ""


def hold(vault: Vault, contact: bytes, manifest: "crypto.Manifest") -> None:
    """Store the keys from an unverified desk until it is verified, inside a transaction: they are sent only once."""
    vault.set(HELD + contact.hex(), manifest.encode())


def _take_held(vault: Vault) -> None:
    for row in card_rows.list_verified_with_setting(vault.con, HELD):
        vault.forget(row.name)
        take(vault, row.record, crypto.read_card(row.file), crypto.parse_manifest(row.value))


def _box(box: "crypto.Mailbox", shared: "crypto.SharedMailbox") -> KnownRelay:
    return KnownRelay(
        box.relay_pk, box.url, box.seal_pk, shared.counter, box.mid, None, None, 0, 0, shared.seed, True, False, False
    )


def check_desk_token(vault: Vault, manifest: "crypto.Manifest") -> tuple[bytes, bytes] | None:
    """Return the desk (contact, id) in whose name a message speaks, if its token is valid by a witnessed time.

    A token from before the desk's last change of its yearly key is refused too: its member could have been removed.
    """
    token = manifest.member_token
    if token is None or manifest.sender is None:
        return None
    known = statements.contact_of(vault.con, crypto.hash_("id", token.desk))
    if known is None or known[2] not in ("new", "introduced", "verified"):
        return None
    card, now = crypto.read_card(card_rows.read_file(vault.con, known[0])), clock.read_witnessed_time(vault)
    try:
        crypto.check_token(token, card.id_pk, manifest.sender, valid_from(card.keysets, now), now)
    except crypto.CryptoError:
        return None
    return known[0], known[1]


def valid_from(sets: "Sequence[crypto.PublicKeyset] | Sequence[crypto.PrivateKeyset]", now: int) -> int:
    """Return the start of validity for tokens of a desk with these keysets: the start of its present yearly key."""
    return max((one.not_before for one in sets if one.kind == crypto.LATE and one.not_before <= now), default=0)


def read_other_decision(vault: Vault, arrived: Arrived) -> tuple[str, bool] | None:
    """Return the other reader who decided about a report to a desk (name, or "" if unknown), and True if accepted."""
    found = membership.read_other_decision(vault.con, arrived.sender, arrived.report)
    if found is None:
        return None
    known = statements.contact_of(vault.con, found[0])
    title = record_lists.find_title(vault.con, known[0]) if known else None
    return title or "", found[1]


def answers_from(vault: Vault) -> int:
    """Draw the time when a member's acknowledgement of a report to the desk is due, in UTC seconds."""
    share = int.from_bytes(vault.random(4), "big") / 2**32
    return vault.now() + LEAST_WAIT + int(share * (MOST_WAIT - LEAST_WAIT))


def begin_round(vault: Vault) -> None:
    """Prepare a round or reading a USB stick, outside of any transaction: read unopened mail again with new keys.

    First accept stored keys from desks that are verified now. Then destroy expired desk keysets, by a witnessed time.
    """
    with vault.transaction() as con:
        _take_held(vault)
        if known_relays.rewind(con) or vault.get(NEW_KEYS) is not None:
            handled_objects.forget_outcomes(con, (WAITS, "not for this vault"))
            vault.forget(NEW_KEYS)
    over = membership.list_expired_keys(vault.con, clock.read_witnessed_time(vault))
    if over:
        membership.destroy(vault.con, over)
