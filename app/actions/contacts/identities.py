"""Handle the end and the change of identity keys, from statements signed by the identity and sent by anyone.

A revocation always wins, at any time. A successor is never verified, because a thief can name one too. If there are
two, no one can tell which is the thief's, so nothing more is sent there.
"""

from collections.abc import Callable

import crypto
from app.actions.contacts import contact_cards, keysets
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.change_set import Changed
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.contacts import card_rows, cards, introductions, statements
from app.store.mail import contact_merges, inbox, reencryption, teams
from app.store.records import record_lists
from app.store.relays import tickets
from app.store.vault import identity
from app.store.vault import keysets as stored
from app.store.vault.open_vault import Vault
from crypto.revocation import REVOCATION

DROPPED = Phrase("key was ended")
"""The reason of a delivery that was dropped."""
MOST = 16
"""The most statements of one message that are read, and so the most steps from an identity to its successors."""


def my_revocation(vault: Vault) -> bytes:
    """Return the statement that ends this identity (216 bytes, always the same); anyone who has it can end it."""
    return crypto.revoke(vault.identity()).file


def read(data: bytes) -> "crypto.Revocation":
    """Return a statement after verification. Raises NotOpened."""
    try:
        return crypto.read_revocation(data)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This statement needs a newer Amparo.", "Nothing was changed.") from newer
    except crypto.CryptoError as bad:
        raise NotOpened(
            "This file does not end a key, or it is damaged or false.", Phrase("The file has {n} bytes.", n=REVOCATION)
        ) from bad


def parse_statement(data: bytes) -> bytes:
    """Return the bytes of a statement, which can be typed as the hex digits of the code on paper."""
    try:
        return bytes.fromhex(data.decode("ascii"))
    except ValueError:
        return data


def take(vault: Vault, data: bytes, pass_on: bool = False) -> tuple[Contact, Changed]:
    """End the identity of a contact by this statement; drop its waiting mail, and mark its reports as doubtful.

    With `pass_on`, all contacts that can receive get the statement from us, and learn that we knew of this key. Raises
    NotOpened, NotFound if no one here has that key, and InputRefused for our own key and for a key change.
    """
    statement = read(data)
    id_ = statements.id_of(statement)
    if id_ in vault.ours:
        raise InputRefused("This would end your own identity.", "Nothing was changed. Keep it with the recovery kit.")
    if statement.successor is not None:
        raise InputRefused(
            "This message announces a new key. It does not end a key.",
            "Nothing was changed. Add their new card instead.",
        )
    known = statements.contact_of(vault.con, id_)
    if known is None:
        raise NotFound("No contact of yours has or had this key.", "Nothing was changed.")
    with vault.transaction():
        store_statement(vault, statement)
        if pass_on:
            others = [contact.record.id for contact in contact_cards.list_contacts(vault) if contact.may_receive]
            statements.pass_on(vault.con, statement.file, others, vault.now())
    return contact_cards.of_record(vault, known[0]), Changed(frozenset({"contact", "delivery", "inbox"}), (known[0],))


def store_statement(vault: Vault, statement: "crypto.Revocation") -> None:
    """Store a signed statement about a contact's key and apply its effects. In a transaction."""
    id_ = statements.id_of(statement)
    if id_ in vault.ours:
        if statement.successor is None:
            statements.keep(vault.con, statement, vault.now())
        return
    known = statements.contact_of(vault.con, id_)
    if known is not None and statements.keep(vault.con, statement, vault.now()):
        _judge(vault, known[0], known[1])


def hear(vault: Vault, manifest: "crypto.Manifest") -> str:
    """Store every statement of a message, in a transaction; each is its own proof. Return the problem, or nothing."""
    for data in manifest.revocations[:MOST]:
        try:
            store_statement(vault, crypto.read_revocation(data))
        except crypto.CryptoError:
            return Phrase("a statement on a key that is damaged")
    return ""


def _judge(vault: Vault, contact: bytes, now_id: bytes) -> str:
    """Apply the statements of all ids of a contact, and return the result: revoked, changed or nothing."""
    said = statements.list_key_statements(vault.con, [now_id, *stored.list_former_ids(vault.con, contact)])
    ended = [statement.effective for statement, _ in said if statement.successor is None]
    if ended:
        cards.revoke(vault.con, contact, min(ended))
        reencryption.drop(vault.con, contact, DROPPED, vault.now())
        introductions.drop(vault.con, contact)
        tickets.withdraw_unspent(vault.con, contact)
        tickets.spend_no_more(vault.con, contact)
        return "revoked"
    named = {(statement.id_pk, statement.successor) for statement, _ in said}
    if len(named) > len({id_pk for id_pk, _ in named}):
        cards.dispute(vault.con, contact)
        tickets.withdraw_unspent(vault.con, contact)  # after the next comparison, the contact gets new tickets
        return "changed"
    return ""


def came_from(vault: Vault, manifest: "crypto.Manifest") -> None:
    """Accept the card of an unknown sender who is a contact's successor and says so. In a transaction.

    The chain of statements in the message leads from its sender back to a key here.
    """
    path, known = _led_back(manifest, lambda id_: statements.contact_of(vault.con, id_))
    if known is not None:
        _follow(vault, known, path, manifest)


def are_one(vault: Vault, contact: bytes, manifest: "crypto.Manifest") -> bool:
    """Merge the contacts to which a contact's chain of statements leads back; return True if there were any.

    This runs in a transaction. Someone gave out the card of a new key before its message arrived. Both keys signed
    that, so waiting mail goes to the later key, and a revocation by the earlier key ends both. Trust does not rise. A
    chain from or to a suspended key does nothing: from such a key, only a revocation counts.
    """
    now_id = crypto.hash_("id", manifest.sender or b"")
    card = card_rows.find_card(vault.con, contact)
    if card is None or card.id != now_id:
        return False  # signed with an earlier key

    def another(id_: bytes) -> tuple[bytes, bytes, str] | None:
        known = statements.contact_of(vault.con, id_)
        return known if known is not None and known[1] != now_id else None

    joined = False
    while (led := _led_back(manifest, another))[1] is not None and _join(vault, now_id, *led):
        joined = True
    return joined


def _led_back(
    manifest: "crypto.Manifest", known: "Callable[[bytes], tuple[bytes, bytes, str] | None]"
) -> "tuple[list[crypto.Revocation], tuple[bytes, bytes, str] | None]":
    """Return the steps from a message's sender back to the first id that is `known`, and the contact of that id."""
    said, path = [], []
    for data in manifest.revocations[:MOST]:
        try:
            said.append(crypto.read_revocation(data))
        except crypto.CryptoError:
            return [], None
    at = manifest.sender or b""
    while (step := next((s for s in said if s.successor == at and s not in path), None)) is not None:
        path.append(step)
        found = known(statements.id_of(step))
        if found is not None:
            return path, found
        at = step.id_pk
    return path, None


def _join(vault: Vault, now_id: bytes, path: "list[crypto.Revocation]", other: tuple[bytes, bytes, str] | None) -> bool:
    """Merge another contact into the one with the later key; return True if that was possible."""
    record, before, state = other or (b"", b"", "changed")
    doubted = _judge(vault, record, before) if statements.keep(vault.con, path[-1], vault.now()) else ""
    if "changed" in (doubted, state) or statements.id_of(path[-1]) != before:
        return False
    contact = _one_record(vault, now_id, record, state)
    for step in path[:-1]:
        statements.keep(vault.con, step, vault.now())
        statements.pass_over(vault.con, contact, statements.id_of(step), now_id)
    _judge(vault, contact, now_id)
    known = contact_cards.of_record(vault, contact)
    keysets.reseal(vault, {contact: known.card})
    if known.state == "verified":  # a person compared this very key
        earlier = stored.list_former_ids(vault.con, contact)
        teams.follow(vault.con, earlier, now_id, vault.author, vault.now(), vault.random)
    return True


def _one_record(vault: Vault, now_id: bytes, record: bytes, state: str) -> bytes:
    """Merge two contacts, and return the remaining record: the later one, except if only that one was removed."""
    contact = card_rows.read_record(vault.con, now_id)
    contact_merges.become(vault.con, record, contact, vault.now())
    if record_lists.list_present(vault.con, (record, contact)) != {record}:
        return contact
    contact_merges.keep_earlier_record(vault.con, record, contact, state)
    return record


def _follow(
    vault: Vault, known: tuple[bytes, bytes, str], path: "list[crypto.Revocation]", manifest: "crypto.Manifest"
) -> None:
    record, now_id, state = known
    doubted = _judge(vault, record, now_id) if statements.keep(vault.con, path[-1], vault.now()) else ""
    if doubted or state == "revoked" or statements.id_of(path[-1]) != now_id:
        return
    try:
        card = crypto.read_card(manifest.card or b"")
    except crypto.CryptoError:
        return
    if card.id_pk == manifest.sender:
        statements.follow(vault.con, record, card)
        for step in path[:-1]:
            statements.keep(vault.con, step, vault.now())
            statements.pass_over(vault.con, record, statements.id_of(step), card.id)
        inbox.adopt(vault.con, card.id, record)
        cards.record_received_card(vault.con, record, card.hash, True)
        keysets.reseal(vault, {record: card})


def rotate(vault: Vault) -> "tuple[crypto.Card, Changed]":
    """Change to a new identity key, named by the old one; every contact is told and compares the number again.

    Mail from the old key is still sent, and mail to it still opens. An earlier revocation, on paper or left with
    someone, ends us for everyone who knew the old key. For others, the new key needs a new revocation. Raises
    InputRefused if this identity was revoked.
    """
    if is_revoked(vault):
        raise InputRefused("This identity was ended: no one accepts a new key from it.", "Make a new vault.")
    identity.card(vault)
    old, seed = vault.identity(), vault.random(32)
    with vault.transaction() as con:
        statements.keep(con, crypto.revoke(old, 0, crypto.SigningKey(seed)), vault.now())
        vault.become(seed)
        teams.follow(con, stored.list_former_ids(con, None), vault.author, vault.author, vault.now(), vault.random)
        cards.spread(con)
        cards.owe_statements(con)
        card = identity.card(vault)
    return card, Changed(frozenset({"contact"}))


def is_revoked(vault: Vault) -> bool:
    """Return True if someone published the end of this identity, or of an earlier one of ours."""
    return any(
        statement.successor is None for statement, _ in statements.list_key_statements(vault.con, list(vault.ours))
    )


def chain(vault: Vault) -> tuple[bytes, ...]:
    """Return the statements that lead from our earlier keys to the current one, the oldest first."""
    said = statements.list_key_statements(vault.con, stored.list_former_ids(vault.con, None))
    return tuple(statement.file for statement, _ in said if statement.successor is not None)
