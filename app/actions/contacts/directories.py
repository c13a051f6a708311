"""Sign the directory of this desk's organisation, with a new number at each change.

The encrypted directory is sent to its members until each one confirms it. No one else gets it, and the card of the desk
names only the organisation. A removed member gets no more messages, not even about the removal.
"""

from collections.abc import Sequence

import crypto
from app.actions.contacts import contact_cards, members, organisations
from app.actions.contacts.contact_cards import Contact
from app.actions.contacts.desk_reading import DAY
from app.actions.kernel.change_set import Changed
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.contacts import membership
from app.store.contacts import organisations as stored
from app.store.contacts.organisations import LEFT, OURS, Organisation
from app.store.vault import identity
from app.store.vault.open_vault import Vault

DAYS = 90
"""Days that a directory is valid: the default and the maximum."""
MOST_MEMBERS = 63
"""The most people in a directory in addition to the desk: an envelope has no more slots."""
LARGEST = 500_000
"""The most bytes of a directory that is signed here, so that it fits a manifest with all other content."""
JUMP = 1_000
"""Numbers to skip after a restore, because the numbers after the backup were used and must not be used twice."""
SLOTS = (8, 16, 32, 64)
OWN_ROLE = "desk"


def sign_for(vault: Vault, data: bytes, name: str) -> tuple[Organisation, Changed]:
    """Accept the root's delegation for this vault, set the name of the organisation, and sign a first directory.

    With a later delegation of the same root, the directories continue. Another organisation that this vault signed for
    is left. Raises NotOpened, and InputRefused if the delegation is for another desk, the organisation has no name, or
    too many organisations are known.
    """
    try:
        root, delegation = crypto.read_delegation_file(data)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This delegation needs a newer Amparo.", "Nothing was changed.") from newer
    except crypto.CryptoError as bad:
        raise NotOpened("This file is not a delegation, or it is damaged or false.", "Nothing was changed.") from bad
    if delegation.desk != vault.identity().public or contact_cards.my_card(vault).kind != crypto.DESK:
        raise InputRefused("The root did not sign for this desk.", "Nothing was changed.")
    id_ = crypto.hash_("id", root)
    known = stored.find(vault.con, id_)
    line = identity.make_printable(name)[: identity.MOST_NAME] or (known.name if known else "")
    if not line:
        raise InputRefused("An organisation needs a name.", "Nothing was changed.")
    with vault.transaction() as con:
        before = stored.read_own_organisation(con)
        if before is not None and before.id != id_:
            stored.set_state(con, before.id, LEFT)
        if known is None and stored.begin(con, root, line, OURS, None, vault.now()) is None:
            raise InputRefused("Too many organisations are known here.", "Nothing was changed.")
        stored.sign_for(con, id_, delegation.pack(), line)
        vault.set("organisation", id_)
        contact_cards.my_card(vault)
        _sign(vault)
    return _ours(vault), Changed(frozenset({"contact"}))


def add(vault: Vault, handles: Sequence[str], role: str = "member") -> tuple[list[Contact], Changed]:
    """List verified contacts, or change their role, in a new directory. Raises InputRefused and NotFound."""
    _ours(vault)
    line = organisations.role_of(role) or "member"
    found = [contact_cards.find_by_name(vault, handle) for handle in dict.fromkeys(handles)]
    for contact in found:
        if contact.state != "verified":
            raise InputRefused(
                Phrase(
                    "{title} is not verified, so the directory cannot introduce this card.", title=contact.record.title
                ),
                "Nothing was signed. Compare the numbers first.",
            )
    with vault.transaction() as con:
        for contact in found:
            stored.add(con, contact.record.id, line, vault.now())
        if len(stored.members(con)) > MOST_MEMBERS:
            raise InputRefused("A directory has at most 63 people and the desk.", "Nothing was signed.")
        _sign(vault)
    return found, Changed(frozenset({"contact"}))


def remove(vault: Vault, handle: str) -> tuple[Contact, Changed]:
    """Remove a contact from the directory by a new one, close its waiting mail, and end its reading for this desk.

    Raises NotFound if the directory does not list the contact.
    """
    _ours(vault)
    contact = contact_cards.find_by_name(vault, handle)
    if contact.record.id not in stored.members(vault.con):
        raise NotFound(
            Phrase("{title} is not in the directory.", title=contact.record.title),
            "See: amparo organisation list",
        )
    with vault.transaction() as con:
        if membership.member(con, contact.record.id) is not None:
            members.remove(vault, contact.record.ref)
        stored.remove(con, contact.record.id)
        directory = _sign(vault)
        organisations.drop(vault, contact.card.id, directory.id)
    return contact, Changed(frozenset({"contact", "delivery"}), (contact.record.id,))


def write(vault: Vault, days: int = DAYS, successor: bytes | None = None) -> "crypto.Directory":
    """Sign a new directory with the newest card of each member; `successor` is the public key of the next root.

    Raises InputRefused.
    """
    _ours(vault)
    if not 1 <= days <= DAYS:
        raise InputRefused("Choose 1 to 90 days for a directory.", "Nothing was signed.")
    with vault.transaction():
        return _sign(vault, days, successor)


def read_current_directory(vault: Vault) -> "crypto.Directory":
    """Return the directory that this desk signed last. Raises InputRefused."""
    known = _ours(vault)
    kept = stored.list_stored_directories(vault.con, known.id, known.seq)
    return crypto.read_directory(next(row.file for row in kept if row.file is not None))


def _ours(vault: Vault) -> Organisation:
    known = stored.read_own_organisation(vault.con)
    if known is None:
        raise InputRefused("This vault does not sign for an organisation.", "See: amparo organisation delegate")
    return known


def _sign(vault: Vault, days: int = DAYS, successor: bytes | None = None) -> "crypto.Directory":
    """Sign the next directory, inside a transaction, and make it the valid one; an earlier successor stays named.

    Suspended, revoked and removed contacts are left out.
    """
    con, known, now = vault.con, _ours(vault), vault.now()
    listed = [crypto.DirectoryMember(vault.identity().public, OWN_ROLE, contact_cards.my_card(vault).file)]
    people = [(contact_cards.of_record(vault, id_), role) for id_, role in stored.members(con).items()]
    for contact, role in sorted(people, key=lambda one: one[0].record.title.casefold()):
        if contact.state in ("verified", "expired") and not contact.record.removed:
            listed.append(crypto.DirectoryMember(contact.card.id_pk, role, contact.card.file))
    incarnation = vault.get("incarnation") or bytes(8)
    slots = max(known.slots, next(n for n in SLOTS if n >= len(listed)))
    before = read_current_directory(vault) if known.seq else None
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
            mailboxes=contact_cards.my_card(vault).mailboxes,
            successor=successor or (before.successor if before else None),
        )
    except crypto.CannotOpen as over:
        raise InputRefused("The root did not sign for this desk.", "Ask the holder of the root key.") from over
    if len(made.file) > LARGEST:
        raise InputRefused(
            "The cards of all people are too large for one directory. Remove some people.", "Nothing was signed."
        )
    stored.keep(con, known.id, made.seq, made.file, None, now)
    stored.put_in_force(con, known.id, made, known.name, None)
    stored.signed_by(con, known.id, incarnation, slots)
    return made
