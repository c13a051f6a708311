"""Describe an organisation for its page: its root, its desk, its members, and problems of its directory."""

from collections.abc import Sequence
from itertools import pairwise

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.contacts.organisations import find_conflicting_directories, person_name, read_newest_directory, role_of
from app.actions.kernel import clock
from app.phrase import Phrase
from app.store.contacts import organisations
from app.store.contacts.organisations import FOLLOWED, LEFT, OFFERED, OURS, Kept, Organisation
from app.store.vault.open_vault import Vault


@frozen
class Person:
    """A person in a directory: `contact` if they are one, `is_me` for this vault, `name` from their own card."""

    id: bytes
    name: str
    role: str
    contact: Contact | None = None
    is_me: bool = False
    known: bool = True
    """False if the card needs a newer app."""


@frozen
class OrganisationView:
    """An organisation as its page shows it."""

    known: Organisation
    directory: "crypto.Directory | None"
    by: str
    """The contact who brought its directory; empty for a file."""
    desk: str
    """The name of the desk that signed it."""
    desk_verified: bool
    people: Sequence[Person]
    twins: Sequence[Kept]
    """Directories with one number that disagree."""
    gaps: Sequence[tuple[int, int]]
    """Ranges of missing numbers (first, last) between two directories that arrived here."""
    notes: Sequence[Phrase]


def list_organisation_views(vault: Vault) -> list[OrganisationView]:
    """Return the pages of all organisations that were not left."""
    return [page(vault, known) for known in organisations.list_organisations(vault.con) if known.state != LEFT]


def page(vault: Vault, known: Organisation) -> OrganisationView:
    """Return the page of one organisation."""
    directory = read_newest_directory(vault, known)
    by = contact_cards.title(vault, known.contact) if known.contact else ""
    here = {contact.card.id: contact for contact in contact_cards.list_contacts(vault)}
    people = []
    for one, card in zip(directory.members, directory.cards, strict=True) if directory else ():
        id_ = crypto.hash_("id", one.id_pk)
        name = person_name(card) if card else id_.hex()[:12]
        people.append(Person(id_, name, role_of(one.role), here.get(id_), id_ in vault.ours, card is not None))
    desk_id = crypto.hash_("id", directory.delegation.desk) if directory else b""
    desk = next((one.name for one in people if one.id == desk_id), desk_id.hex()[:12])
    verified = desk_id in vault.ours or (desk_id in here and here[desk_id].state == "verified")
    notes = _notes(vault, known, directory) if directory else ()
    return OrganisationView(
        known,
        directory,
        by,
        desk,
        verified,
        people,
        find_conflicting_directories(vault, known),
        gaps(vault, known),
        notes,
    )


def _notes(vault: Vault, known: Organisation, directory: "crypto.Directory") -> list[Phrase]:
    """Return warnings about the valid directory, which still works."""
    notes, now = [], clock.read_witnessed_time(vault)
    if directory.expires < now:
        notes.append(Phrase("The directory is too old: ask the desk for a new one. It still works."))
    if directory.delegation.not_after < now:
        notes.append(Phrase("The desk can no longer sign. The root must sign for the desk again."))
    if directory.successor:
        notes.append(Phrase("The directory names a different root that will replace this root."))
    followed = [one for one in organisations.list_organisations(vault.con) if one.state in (FOLLOWED, OURS)]
    if known.state == OFFERED:
        for other in followed:
            theirs = read_newest_directory(vault, other)
            if theirs is not None and theirs.successor == known.root:
                notes.append(Phrase("{name} says that this root key replaces its own.", name=other.name))
    return notes


def gaps(vault: Vault, known: Organisation) -> list[tuple[int, int]]:
    """Return the ranges of missing numbers (first, last) between two directories that arrived here."""
    numbers = sorted({row.seq for row in organisations.list_stored_directories(vault.con, known.id)})
    return [(a + 1, b - 1) for a, b in pairwise(numbers) if b - a > 1]
