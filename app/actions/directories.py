"""The directory that this desk signs for its organisation: who stands in it, and a new number at each change.

It goes to whom it lists, sealed, until each says that it came; nobody else gets it, and the card of the desk names the
organisation alone. Who is removed is told nothing more, and neither is the change.
"""

from collections.abc import Sequence

import crypto
from app.actions import contacts, gone, members, organisations
from app.actions.changed import Changed
from app.actions.contacts import Contact
from app.actions.serving import DAY
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store import identity, membership
from app.store import organisations as stored
from app.store.organisations import LEFT, OURS, Organisation
from app.store.vault import Vault

DAYS = 90
"""Days that a directory holds unless told, and at most."""
MOST_MEMBERS = 63
"""People in it besides the desk: an envelope has no more slots."""
LARGEST = 500_000
"""Bytes of a directory that is signed here: with all else that a message may say it fits its manifest."""
JUMP = 1_000
"""Numbers left out after a restore: those from after the backup were given, and are not given twice."""
SLOTS = (8, 16, 32, 64)
OWN_ROLE = "desk"


def sign_for(vault: Vault, data: bytes, name: str) -> tuple[Organisation, Changed]:
    """Take the root's word that this vault speaks for it, from now on under that name, and sign a first directory.

    With a later delegation of the same root it goes on; another organisation that this vault signed for is left.
    Raises NotOpened, and InputRefused where the word is for another desk, or the organisation has no name.
    """
    try:
        root, delegation = crypto.read_delegation_file(data)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This delegation needs a newer Amparo.", "Nothing was changed.") from newer
    except crypto.CryptoError as bad:
        raise NotOpened("This is no delegation, or it is damaged or forged.", "Nothing was changed.") from bad
    if delegation.desk != vault.identity().public or contacts.my_card(vault).kind != crypto.DESK:
        raise InputRefused("The root did not sign for this desk.", "Nothing was changed.")
    id_ = crypto.hash_("id", root)
    known = stored.find(vault.con, id_)
    line = identity.printable(name)[: identity.MOST_NAME] or (known.name if known else "")
    if not line:
        raise InputRefused("An organisation needs a name.", "Nothing was changed.")
    with vault.transaction() as con:
        before = stored.ours(con)
        if before is not None and before.id != id_:
            stored.set_state(con, before.id, LEFT)
        if known is None and stored.begin(con, root, line, OURS, None, vault.now()) is None:
            raise InputRefused("Too many organisations are known here.", "Nothing was changed.")
        stored.sign_for(con, id_, delegation.pack(), line)
        vault.set("organisation", id_)
        contacts.my_card(vault)
        _sign(vault)
    return _ours(vault), Changed(frozenset({"contact"}))


def add(vault: Vault, handles: Sequence[str], role: str = "member") -> tuple[list[Contact], Changed]:
    """List verified contacts, or give them another role, in a new directory. Raises InputRefused, NotFound."""
    _ours(vault)
    line = organisations.role_of(role) or "member"
    found = [contacts.named(vault, handle) for handle in dict.fromkeys(handles)]
    for contact in found:
        if contact.state != "verified":
            raise InputRefused(
                Phrase(
                    "{title} is not verified, so the directory cannot vouch for this card.", title=contact.record.title
                ),
                "Nothing was signed. Compare the safety number first.",
            )
    with vault.transaction() as con:
        for contact in found:
            stored.add(con, contact.record.id, line, vault.now())
        if len(stored.members(con)) > MOST_MEMBERS:
            raise InputRefused("A directory lists at most 63 people besides the desk.", "Nothing was signed.")
        _sign(vault)
    return found, Changed(frozenset({"contact"}))


def remove(vault: Vault, handle: str) -> tuple[Contact, Changed]:
    """List a contact no more, in a new directory; what waits for it is closed, and it reads for this desk no more.

    Raises NotFound where it does not stand in the directory.
    """
    _ours(vault)
    contact = contacts.named(vault, handle)
    if contact.record.id not in stored.members(vault.con):
        raise NotFound(
            Phrase("{title} does not stand in the directory.", title=contact.record.title),
            "See: amparo organisation list",
        )
    with vault.transaction() as con:
        if membership.member(con, contact.record.id) is not None:
            members.remove(vault, contact.record.ref)
        stored.remove(con, contact.record.id)
        directory = _sign(vault)
        gone.drop(vault, contact.card.id, directory.id)
    return contact, Changed(frozenset({"contact", "delivery"}), (contact.record.id,))


def write(vault: Vault, days: int = DAYS, successor: bytes | None = None) -> "crypto.Directory":
    """Sign a new directory with everybody's newest card; `successor` is the root (its public key) that follows ours.

    Raises InputRefused.
    """
    _ours(vault)
    if not 1 <= days <= DAYS:
        raise InputRefused("A directory holds for 1 to 90 days.", "Nothing was signed.")
    with vault.transaction():
        return _sign(vault, days, successor)


def current(vault: Vault) -> "crypto.Directory":
    """Return the directory that this desk signed last. Raises InputRefused."""
    known = _ours(vault)
    kept = stored.kept(vault.con, known.id, known.seq)
    return crypto.read_directory(next(row.file for row in kept if row.file is not None))


def _ours(vault: Vault) -> Organisation:
    known = stored.ours(vault.con)
    if known is None:
        raise InputRefused("This vault does not sign for an organisation.", "See: amparo organisation delegate")
    return known


def _sign(vault: Vault, days: int = DAYS, successor: bytes | None = None) -> "crypto.Directory":
    """Sign the next directory, inside a transaction, and let it hold here. A successor that was named stays named.

    Who is doubted or revoked meanwhile is left out.
    """
    con, known, now = vault.con, _ours(vault), vault.now()
    listed = [crypto.Listed(vault.identity().public, OWN_ROLE, contacts.my_card(vault).file)]
    people = [(contacts.of_record(vault, id_), role) for id_, role in stored.members(con).items()]
    for contact, role in sorted(people, key=lambda one: one[0].record.title.casefold()):
        if contact.state in ("verified", "expired") and not contact.record.removed:
            listed.append(crypto.Listed(contact.card.id_pk, role, contact.card.file))
    incarnation = vault.get("incarnation") or bytes(8)
    slots = max(known.slots, next(n for n in SLOTS if n >= len(listed)))
    before = current(vault) if known.seq else None
    try:
        made = crypto.make_directory(
            vault.identity(),
            known.root,
            crypto.read_delegation(known.root, known.delegation or b""),
            name=known.name,
            seq=known.seq + 1 + (JUMP if known.incarnation not in (None, incarnation) else 0),
            issued=now,
            expires=now + days * DAY,
            n_slots=slots,
            members=listed,
            mailboxes=contacts.my_card(vault).mailboxes,
            successor=successor or (before.successor if before else None),
        )
    except crypto.CannotOpen as over:
        raise InputRefused("The root did not sign for this desk.", "Ask whoever keeps the root.") from over
    if len(made.file) > LARGEST:
        raise InputRefused("The cards of all are too large for one directory.", "Nothing was signed.")
    stored.keep(con, known.id, made.seq, made.file, None, now)
    stored.holds(con, known.id, made, known.name, None)
    stored.signed_by(con, known.id, incarnation, slots)
    return made
