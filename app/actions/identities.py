"""How identities end and follow each other: statements that the identity itself signed, heard from anyone.

A revocation always wins, whenever it comes. A successor is never verified: a thief can name one too, and of two nobody
can tell which is the thief's, so nothing more is sent there.
"""

from collections.abc import Callable

import crypto
from app.actions import contacts, keysets
from app.actions.changed import Changed
from app.actions.contacts import Contact
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store import became, cards, identity, inbox, introductions, resealing, statements, teams, tickets
from app.store import keysets as stored
from app.store.vault import Vault
from crypto.revocation import REVOCATION

DROPPED = Phrase("their key was revoked")
"""The reason of a delivery that was dropped."""
MOST = 16
"""Statements of one message that are read: so many steps lead from an identity to its successors."""


def my_revocation(vault: Vault) -> bytes:
    """Return the statement that ends this identity, 216 bytes, always the same: whoever holds it can end it."""
    return crypto.revoke(vault.identity()).file


def read(data: bytes) -> "crypto.Revocation":
    """Return a statement that verifies. Raises NotOpened."""
    try:
        return crypto.read_revocation(data)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This statement needs a newer Amparo.", "Nothing was changed.") from newer
    except crypto.CryptoError as bad:
        raise NotOpened(
            "This is no revocation, or it is damaged or forged.", Phrase("It has {n} bytes.", n=REVOCATION)
        ) from bad


def typed(data: bytes) -> bytes:
    """Return a statement as it was written: its bytes, or their hex digits as the code on paper reads."""
    try:
        return bytes.fromhex(data.decode("ascii"))
    except ValueError:
        return data


def take(vault: Vault, data: bytes, pass_on: bool = False) -> tuple[Contact, Changed]:
    """End the identity of a contact as this statement says; what waits for it is dropped, what came is doubtful.

    `pass_on`: all whom we can send to hear of it from us, and so that we knew of this key.

    Raises NotOpened, NotFound where nobody here has that key, InputRefused for our own and for a rotation.
    """
    statement = read(data)
    id_ = statements.id_of(statement)
    if id_ in vault.ours:
        raise InputRefused("This would end your own identity.", "Nothing was changed. Keep it with the recovery kit.")
    if statement.successor is not None:
        raise InputRefused(
            "This says that another key follows, and ends nothing.", "Nothing was changed. Add their new card instead."
        )
    known = statements.contact_of(vault.con, id_)
    if known is None:
        raise NotFound("None of your contacts has this key, or had it.", "Nothing was changed.")
    with vault.transaction():
        heard(vault, statement)
        if pass_on:
            others = [contact.record.id for contact in contacts.all_(vault) if contact.may_receive]
            statements.pass_on(vault.con, statement.file, others, vault.now())
    return contacts.of_record(vault, known[0]), Changed(frozenset({"contact", "delivery", "inbox"}), (known[0],))


def heard(vault: Vault, statement: "crypto.Revocation") -> None:
    """Keep what a contact's identity signed of its end, and do what follows from it. In a transaction."""
    id_ = statements.id_of(statement)
    if id_ in vault.ours:
        if statement.successor is None:
            statements.keep(vault.con, statement, vault.now())
        return
    known = statements.contact_of(vault.con, id_)
    if known is not None and statements.keep(vault.con, statement, vault.now()):
        _judge(vault, known[0], known[1])


def hear(vault: Vault, manifest: "crypto.Manifest") -> str:
    """Take every statement of a message, in a transaction; each is its own proof. Return what could not be read."""
    for data in manifest.revocations[:MOST]:
        try:
            heard(vault, crypto.read_revocation(data))
        except crypto.CryptoError:
            return Phrase("a statement on a key that is damaged")
    return ""


def _judge(vault: Vault, contact: bytes, now_id: bytes) -> str:
    """Return what the statements of all ids of a contact come to: revoked, changed or nothing; and make it so."""
    said = statements.of(vault.con, [now_id, *stored.former(vault.con, contact)])
    ended = [statement.effective for statement, _ in said if statement.successor is None]
    if ended:
        vault.con.execute(
            "UPDATE card SET state = 'revoked', ended = min(coalesce(ended, ?1), ?1) WHERE record = ?2",
            (min(ended), contact),
        )
        resealing.drop(vault.con, contact, DROPPED, vault.now())
        introductions.drop(vault.con, contact)
        tickets.void(vault.con, contact)
        tickets.spend_no_more(vault.con, contact)
        return "revoked"
    named = {(statement.id_pk, statement.successor) for statement, _ in said}
    if len(named) > len({id_pk for id_pk, _ in named}):
        vault.con.execute("UPDATE card SET state = 'changed', verified_at = NULL WHERE record = ?", (contact,))
        tickets.void(vault.con, contact)  # who is compared anew is given new ones
        return "changed"
    return ""


def came_from(vault: Vault, manifest: "crypto.Manifest") -> None:
    """A message of somebody unknown: where it is a contact's successor, and says so, take its card. In a transaction.

    The chain of statements in the message leads from its sender back to a key that is known here.
    """
    path, known = _led_back(manifest, lambda id_: statements.contact_of(vault.con, id_))
    if known is not None:
        _follow(vault, known, path, manifest)


def are_one(vault: Vault, contact: bytes, manifest: "crypto.Manifest") -> bool:
    """A message of a contact: whom its chain leads back to is the same person. In a transaction; return whether any is.

    Somebody gave out the card of a new key by hand before word of it came. Both keys signed that, so what waits goes to
    the later one, and of an end that the earlier one signed both end; nobody is trusted more than before. Nothing is
    done by a chain from or to a key that is in doubt: of that one's word only an end counts.
    """
    now_id = crypto.hash_("id", manifest.sender or b"")
    if vault.con.execute("SELECT 1 FROM card WHERE record = ? AND id = ?", (contact, now_id)).fetchone() is None:
        return False  # signed with a key from before its present one

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
    """Return the steps back from a message's sender to the first id that is `known`, and who that is."""
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
    """Make another contact one with the one who has the key that followed; return whether it could be."""
    record, before, state = other or (b"", b"", "changed")
    doubted = _judge(vault, record, before) if statements.keep(vault.con, path[-1], vault.now()) else ""
    if "changed" in (doubted, state) or statements.id_of(path[-1]) != before:
        return False
    contact = _one_record(vault, now_id, record, state)
    for step in path[:-1]:
        statements.keep(vault.con, step, vault.now())
        statements.pass_over(vault.con, contact, statements.id_of(step), now_id)
    _judge(vault, contact, now_id)
    known = contacts.of_record(vault, contact)
    keysets.reseal(vault, {contact: known.card})
    if known.state == "verified":  # a person compared this very key
        earlier = stored.former(vault.con, contact)
        teams.follow(vault.con, earlier, now_id, vault.author, vault.now(), vault.random)
    return True


def _one_record(vault: Vault, now_id: bytes, record: bytes, state: str) -> bytes:
    """Make one contact of two, and return its record: the later one's, but where only that one was put aside."""
    (contact,) = vault.con.execute("SELECT record FROM card WHERE id = ?", (now_id,)).fetchone()
    became.become(vault.con, record, bytes(contact), vault.now())
    asked = "SELECT 1 FROM record a, record b WHERE a.id = ? AND b.id = ? AND a.removed = 0 AND b.removed = 1"
    if vault.con.execute(asked, (record, contact)).fetchone() is None:
        return bytes(contact)
    became.instead(vault.con, record, bytes(contact), "introduced" if state == "verified" else state)
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
        statements.follow(vault.con, record, card, "introduced" if state == "verified" else state)
        for step in path[:-1]:
            statements.keep(vault.con, step, vault.now())
            statements.pass_over(vault.con, record, statements.id_of(step), card.id)
        inbox.adopt(vault.con, card.id, record)
        cards.came(vault.con, record, card.hash, True)
        keysets.reseal(vault, {record: card})


def rotate(vault: Vault) -> "tuple[crypto.Card, Changed]":
    """Take a new identity key: the old one names it, everyone is told, and compares the safety number again.

    What was written under the old key still goes, and mail to it still opens. A revocation from before, on paper or
    left with somebody, ends us for all who knew the old key; for others the new one needs another. Raises InputRefused
    where this identity was revoked.
    """
    if revoked(vault):
        raise InputRefused("This identity was revoked: nobody takes its successor.", "Make a new vault.")
    identity.card(vault)
    old, seed = vault.identity(), vault.random(32)
    with vault.transaction() as con:
        statements.keep(con, crypto.revoke(old, 0, crypto.SigningKey(seed)), vault.now())
        vault.become(seed)
        teams.follow(con, stored.former(con, None), vault.author, vault.author, vault.now(), vault.random)
        con.execute(stored.SPREAD)
        con.execute("UPDATE card SET statement_owed = 1")
        card = identity.card(vault)
    return card, Changed(frozenset({"contact"}))


def revoked(vault: Vault) -> bool:
    """Return whether somebody published the end of this identity, or of one we had."""
    return any(statement.successor is None for statement, _ in statements.of(vault.con, list(vault.ours)))


def chain(vault: Vault) -> tuple[bytes, ...]:
    """Return the statements that lead from our earlier keys to the present one, the oldest first."""
    said = statements.of(vault.con, stored.former(vault.con, None))
    return tuple(statement.file for statement, _ in said if statement.successor is not None)
