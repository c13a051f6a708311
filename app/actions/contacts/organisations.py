"""Accept and compare the signed directories of organisations; offer their members as contacts, but trust no one.

A directory is valid if the root signed for its desk, and the desk for the directory. A person decides to follow that
root, and selects people as contacts. Directories with a number lower than the present one are refused. Two with one
number are both kept and shown, with their signatures: they show that two people sign.

Apply a newer directory to contacts: accept newer cards, and send nothing new to former members.
"""

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of, write_records
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.contacts import card_rows, cards, introductions, organisations, statements
from app.store.contacts.organisations import ENDED, FOLLOWED, LEFT, OFFERED, OURS, Kept, Organisation
from app.store.mail import reencryption
from app.store.relays import tickets
from app.store.vault import identity
from app.store.vault.open_vault import Vault

TWO = Phrase("two different directories with one number. Open the page of the organisation")
"""The reason for a directory if another one with its number is stored."""
MOST_ROLE = 80
"""The maximum number of characters of a role that are shown."""
DROPPED = Phrase("in the directory of their organisation no more")
"""The reason of a delivery that was dropped."""


@frozen
class ListedPerson:
    """A person in the directory of an organisation who is no contact here, or a new one."""

    card: "crypto.Card"
    role: str
    organisation: bytes
    name: str
    """The name of the organisation."""


@frozen
class DirectoryImport:
    """The result of an import: `offered`, `newer`, `same` or `fork`; with the organisation and the changes."""

    what: str
    organisation: Organisation
    changed: Changed


def kind_of(data: bytes) -> str:
    """Return the type of a file: `end` (of a root), `word` (of a root, for a desk), else `directory`."""
    return {b"AMPREV": "end", b"AMPDEL": "word"}.get(data[:6], "directory")


def read(data: bytes) -> "crypto.Directory":
    """Return a directory with valid signatures. Raises NotOpened."""
    try:
        return crypto.read_directory(data)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This directory needs a newer Amparo.", "Nothing was changed.") from newer
    except crypto.CryptoError as bad:
        raise NotOpened(
            "This file is not a directory, or it is damaged or false: its signatures are not valid.",
            "Nothing was changed. Ask for it again.",
        ) from bad


def take(vault: Vault, data: bytes, contact: bytes | None = None) -> DirectoryImport:
    """Import a directory from a file or from a contact (its record); its people are only offered.

    Raises NotOpened if it is damaged, revoked or signed by an expired desk; InputRefused if it is older than ours.
    """
    found = read(data)
    _holds_now(vault, found)
    with vault.transaction() as con:
        known = organisations.find(con, found.id)
        if known is None or known.state == LEFT:
            known = organisations.begin(con, found.root_pk, _name(found), OFFERED, contact, vault.now())
        if known is None:
            raise InputRefused("Too many organisations are known here.", "Nothing was changed.")
        before = read_newest_directory(vault, known)
        what = _compared(vault, known, before, found, contact)
        if what == "newer":
            what = _hold(vault, known, before, found, contact)
    if what == "older":  # it is stored: a different one with its number would show that two people sign
        raise InputRefused(
            Phrase(
                "You already have a newer directory: {new}. This file has the number {old}.",
                old=found.seq,
                new=known.seq,
            ),
            "Amparo does not use this directory. Another person could have delayed it, or replaced a new one "
            "by an old one.",
        )
    if what == "superseded":
        raise InputRefused(
            "Another desk signs for this organisation now. Amparo does not use this directory.", "Ask the organisation."
        )
    changed = Changed(frozenset({"contact", "delivery"} if what == "newer" else {"contact"}))
    return DirectoryImport(what, organisations.find(vault.con, found.id) or known, changed)


def _hold(
    vault: Vault,
    known: Organisation,
    before: "crypto.Directory | None",
    found: "crypto.Directory",
    contact: bytes | None,
) -> str:
    """Use a newer directory, inside a transaction; return `offered` if it is the first one, without a decision.

    If a different desk signed it, this vault no longer signs for the organisation.
    """
    organisations.put_in_force(vault.con, found.id, found, _name(found), contact)
    if known.state == OURS and crypto.hash_("id", found.delegation.desk) not in vault.ours:
        organisations.set_state(vault.con, known.id, FOLLOWED)
        vault.forget("organisation")
    if known.state in (FOLLOWED, OURS):
        apply_to_contacts(vault, before, found)
        return "newer"
    return "newer" if known.seq else "offered"


def _holds_now(vault: Vault, found: "crypto.Directory") -> None:
    """Raise NotOpened if the root or the desk was revoked, or the desk expired by a witnessed time."""
    desk = crypto.hash_("id", found.delegation.desk)
    for id_, said in (
        (found.id, Phrase("The root key of the organisation was ended. Amparo does not accept its directory.")),
        (desk, Phrase("The key of this desk was ended. Amparo does not accept its directory.")),
    ):
        if any(statement.successor is None for statement, _ in statements.list_key_statements(vault.con, [id_])):
            raise NotOpened(said, "Nothing was changed. Ask the organisation.")
    if found.delegation.not_after < clock.read_witnessed_time(vault):
        raise NotOpened(
            "The desk that signed this directory has no permission to sign any longer.",
            "Amparo changed nothing. The root key of the organisation must sign for the desk again.",
        )


def _compared(
    vault: Vault,
    known: Organisation,
    before: "crypto.Directory | None",
    found: "crypto.Directory",
    contact: bytes | None,
) -> str:
    """Store a received directory; return `newer`, `same`, `older`, `superseded`, or `fork` (two with one number)."""
    con, hash_ = vault.con, organisations.hash_of(found.file)
    earlier = before is not None and found.delegation.not_before < before.delegation.not_before
    if found.seq > known.seq and earlier:
        return "superseded"  # not stored: a replaced desk had no right to this number, so it makes no fork
    twins = {row.hash for row in organisations.list_stored_directories(con, known.id, found.seq)}
    is_new = organisations.keep(con, known.id, found.seq, found.file, contact, vault.now()) and hash_ not in twins
    if twins and is_new:
        return "fork"
    if found.seq == known.seq:
        return "same"
    if found.seq < known.seq:
        return "older"
    return "newer"


def hear(vault: Vault, contact: bytes, data: bytes) -> tuple[str, str]:
    """Import a contact's directory in a transaction; return the result as in `take`, and the reason of a refusal.

    Nothing new is offered from an unverified contact, and left or ended organisations are not offered again.
    """
    try:
        found = read(data)
    except NotOpened as bad:
        return "", bad.message
    known = organisations.find(vault.con, found.id)
    state = card_rows.find_state(vault.con, contact)
    if (known is None and state != "verified") or (known is not None and known.state in (LEFT, ENDED)):
        return "", ""
    if known is not None and organisations.hash_of(data) in [
        row.hash for row in organisations.list_stored_directories(vault.con, found.id)
    ]:
        return "same", ""  # messages can arrive in the wrong order: a stored directory is neither news nor an attack
    try:
        what = take(vault, data, contact).what
    except (InputRefused, NotOpened) as refused:
        return "", refused.message
    return what, TWO if what == "fork" else ""


def follow(vault: Vault, handle: str) -> Changed:
    """Follow an organisation, because a person confirmed its root: offer its people. Raises NotFound, InputRefused."""
    known = find_by_name(vault, handle)
    if known.state not in (OFFERED, LEFT) or known.seq == 0:
        raise InputRefused(
            Phrase("{name} is not waiting for an answer.", name=known.name), "See: amparo organisation list"
        )
    with vault.transaction() as con:
        organisations.set_state(con, known.id, FOLLOWED)
        for other in organisations.list_organisations(con):
            named_ = read_newest_directory(vault, other) if other.state == FOLLOWED else None
            if named_ is not None and named_.successor == known.root:
                organisations.set_state(con, other.id, LEFT)
                cards.hand_over(con, other.id, known.id)
    return Changed(frozenset({"contact"}))


def leave(vault: Vault, handle: str) -> Changed:
    """Stop following an organisation; contacts stay unchanged. Raises NotFound."""
    known = find_by_name(vault, handle)
    with vault.transaction() as con:
        organisations.set_state(con, known.id, LEFT)
        if known.state == OURS:
            vault.forget("organisation")
    return Changed(frozenset({"contact"}))


def end(vault: Vault, data: bytes) -> Changed:
    """End an organisation with its root's signed revocation: accept no more directories, offer no people.

    Raises NotOpened, and NotFound if no such root is known here.
    """
    try:
        statement = crypto.read_revocation(data)
    except crypto.CryptoError as bad:
        raise NotOpened("This file does not end a key, or it is damaged or false.", "Nothing was changed.") from bad
    known = organisations.find(vault.con, statements.id_of(statement))
    if known is None or statement.successor is not None:
        raise NotFound("No organisation here has this root.", "Nothing was changed.")
    with vault.transaction() as con:
        statements.keep(con, statement, vault.now())
        organisations.set_state(con, known.id, ENDED)
        if known.state == OURS:
            vault.forget("organisation")
    return Changed(frozenset({"contact"}))


# Listed people.
def list_offers(vault: Vault) -> list[ListedPerson]:
    """Return the listed people of followed organisations who are no contacts, or contacts in the state `new`.

    If an organisation has two directories with one number, no one is offered until a person has seen both.
    """
    trusted = {contact.card.id for contact in contact_cards.list_contacts(vault) if contact.state != "new"} | vault.ours
    found: dict[bytes, ListedPerson] = {}
    for known in organisations.list_organisations(vault.con):
        directory = read_newest_directory(vault, known)
        if known.state not in (FOLLOWED, OURS) or directory is None or organisations.disagree(vault.con, known):
            continue
        for one, card in zip(directory.members, directory.cards, strict=True):
            if card is not None and card.id not in trusted:
                found.setdefault(card.id, ListedPerson(card, role_of(one.role), known.id, known.name))
    return list(found.values())


def accept(vault: Vault, id_: str) -> tuple[Contact, Changed]:
    """Accept a listed person as a contact: introduced by the organisation, until the safety number is compared.

    Raises NotFound, InputRefused, NotOpened.
    """
    text = id_.strip().lower()
    found = [one for one in list_offers(vault) if len(text) >= 8 and one.card.id.hex().startswith(text)]
    if not found:
        raise NotFound("No organisation that you follow lists this key.", "See: amparo organisation people")
    one = found[0]
    with vault.transaction() as con:
        contact, changed = contact_cards.add(vault, one.card.file)
        cards.introduce(con, contact.record.id, one.organisation)
    return contact_cards.of_record(vault, contact.record.id), changed


def find_conflicting_directories(vault: Vault, known: Organisation) -> list[Kept]:
    """Return the directories with one number that contradict each other: the evidence that two people sign."""
    rows = organisations.list_stored_directories(vault.con, known.id)
    numbers = [row.seq for row in rows]
    return [row for row in rows if numbers.count(row.seq) > 1]


def news(vault: Vault) -> tuple[list[str], list[str]]:
    """Return the names of organisations that wait for a decision, and of those for which two people sign."""
    known = [one for one in organisations.list_organisations(vault.con) if one.state in (OFFERED, FOLLOWED, OURS)]
    waits = [one.name for one in known if one.state == OFFERED]
    return waits, [one.name for one in known if organisations.disagree(vault.con, one)]


def set_seen(vault: Vault, handle: str) -> Changed:
    """Note that a person saw two directories with one number: keep them, offer people again. Raises NotFound."""
    known = find_by_name(vault, handle)
    with vault.transaction() as con:
        organisations.set_seen(
            con, known.id, max((row.seq for row in find_conflicting_directories(vault, known)), default=0)
        )
    return Changed(frozenset({"contact"}))


def evidence(vault: Vault, handle: str) -> list[tuple[str, bytes]]:
    """Return the contradicting directories as files, each with a name; both are signed. Raises NotFound."""
    found = find_conflicting_directories(vault, find_by_name(vault, handle))
    return [(f"directory-{row.seq}-{row.hash.hex()[:8]}.bin", row.file) for row in found if row.file is not None]


def find_by_name(vault: Vault, handle: str) -> Organisation:
    """Return the organisation with this name or id (at least 8 digits). Raises NotFound, InputRefused."""
    text = handle.strip()
    known = organisations.list_organisations(vault.con)
    by_id = [one for one in known if len(text) >= 8 and one.id.hex().startswith(text.lower())]
    found = by_id or [one for one in known if one.name == text]
    if not found:
        raise NotFound(Phrase("There is no organisation {text}.", text=text), "See: amparo organisation list")
    if len(found) > 1:
        raise InputRefused(
            Phrase("{count} organisations are called {text}.", count=len(found), text=text), "Use its id."
        )
    return found[0]


def read_newest_directory(vault: Vault, known: Organisation) -> "crypto.Directory | None":
    """Return the valid directory; if two have its number, the first that arrived."""
    kept = organisations.list_stored_directories(vault.con, known.id, known.seq) if known.seq else []
    return next((crypto.read_directory(row.file) for row in kept if row.file is not None), None)


def _name(found: "crypto.Directory") -> str:
    return identity.make_printable(found.name)[: identity.MOST_NAME] or found.id.hex()[:12]


def person_name(card: "crypto.Card") -> str:
    """Return the name in a person's card, or the beginning of their id."""
    return identity.make_printable(card.name)[: identity.MOST_NAME] or card.id.hex()[:12]


def role_of(role: str) -> str:
    """Return a role for display: other people wrote it."""
    return identity.make_printable(role)[:MOST_ROLE]


def apply_to_contacts(vault: Vault, before: "crypto.Directory | None", now: "crypto.Directory") -> None:
    """Apply a newer directory, inside a transaction: first the cards, then the members that it no longer lists."""
    for card in now.cards:
        known = statements.contact_of(vault.con, card.id) if card is not None else None
        if card is not None and known is not None and known[1] == card.id:
            here = card_rows.find_card(vault.con, known[0])
            if here is not None and card.seq > here.seq:
                contact_cards.renew(vault, card)
    if before is not None:
        listed = {one.id_pk for one in now.members}
        for one in before.members:
            if one.id_pk not in listed:
                drop(vault, crypto.hash_("id", one.id_pk), now.id)


def drop(vault: Vault, id_: bytes, organisation: bytes) -> None:
    """Drop waiting mail to a person who left an organisation, inside a transaction; withdraw the tickets that we gave.

    A contact that is here only through the organisation is removed. A contact that a person verified stays: that trust
    did not come from the organisation, and later mail is the person's own act. Nothing is done if another organisation
    that we follow lists the person.
    """
    known = statements.contact_of(vault.con, id_)
    if known is None or organisations.lists(vault.con, id_) - {organisation}:
        return
    record, _, state = known
    reencryption.drop(vault.con, record, DROPPED, vault.now())
    tickets.withdraw_unspent(vault.con, record)
    introductions.drop(vault.con, record)
    card = card_rows.find_card(vault.con, record)
    if state == "introduced" and card is not None and card.introduced_by == organisation:
        with write_records(vault) as writer:
            writer.set_removed(record_of(vault, record.hex()), True)
