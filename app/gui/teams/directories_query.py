"""The data of the page of organisations: root, desk, number, listed people, and problems of a directory."""

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards, directory_pages, organisations
from app.actions.contacts.directory_pages import OrganisationView, Person
from app.gui.style.dates import day
from app.gui.style.text import Text
from app.gui.widgets.page_values import Fact3
from app.store.contacts.organisations import OURS
from app.store.vault.open_vault import Vault


@frozen
class DirectoryPerson:
    """A person in a directory: their id and state; `may_add` offers to add them, `contact` can be removed."""

    key: str
    name: str
    said: str
    may_add: bool = False
    contact: str = ""


@frozen
class OrganisationCard:
    """One organisation: `state` is `ours`, `offered`, `followed` or `ended`; `twins` names conflicting directories."""

    key: str
    name: str
    state: str
    facts: tuple[Fact3, ...]
    people: tuple[DirectoryPerson, ...] = ()
    notes: tuple[str, ...] = ()
    twins: str = ""
    twins_seen: bool = False


@frozen
class OrganisationsPage:
    """Every known organisation; `is_desk` for this vault, and the contacts that its signed directory can list."""

    cards: tuple[OrganisationCard, ...] = ()
    is_desk: bool = False
    others: tuple[DirectoryPerson, ...] = ()


def page(vault: Vault, tr: Text) -> OrganisationsPage:
    """Return the page."""
    is_desk = contact_cards.my_card(vault).kind == crypto.DESK
    found = directory_pages.list_organisation_views(vault)
    offered = {one.card.id for one in organisations.list_offers(vault)}
    ours = next((one for one in found if one.known.state == OURS), None)
    listed = {person.id for person in ours.people} if ours else set()
    others = [
        DirectoryPerson(contact.record.id.hex(), contact.record.title, tr("Verified"))
        for contact in contact_cards.list_contacts(vault)
        if ours and contact.state == "verified" and contact.card.id not in listed
    ]
    return OrganisationsPage(tuple(_card(tr, one, offered) for one in found), is_desk, tuple(others))


def _card(tr: Text, one: OrganisationView, offered: set[bytes]) -> OrganisationCard:
    known = one.known
    people = tuple(_person(tr, person, person.id in offered, known.state == OURS) for person in one.people)
    twins = ""
    if one.twins:
        twins = tr(
            "There are two different directories with the number {n}. Another person might have the key of the "
            "desk. Ask the organisation in a way that you trust.", n=one.twins[-1].seq,
        )  # fmt: skip
    seen = bool(one.twins) and known.seen >= max(row.seq for row in one.twins)
    notes = tuple(tr.phrase(note) for note in one.notes)
    return OrganisationCard(known.id.hex(), known.name, known.state, _facts(tr, one), people, notes, twins, seen)


def _facts(tr: Text, one: OrganisationView) -> tuple[Fact3, ...]:
    digits = one.known.id.hex()
    root = " ".join(digits[at : at + 4] for at in range(0, 64, 4))
    facts = [(tr("Root"), root, tr("Compare this number with the number that the organisation gives on paper."))]
    if one.directory is not None:
        until = tr("Until {date}", date=day(tr, one.directory.expires))
        desk = tr("Signed by {name}, not verified", name=one.desk)
        if one.known.state == OURS:
            desk = tr("Signed here")
        elif one.desk_verified:
            desk = tr("Signed by {name}, verified", name=one.desk)
        facts.append((tr("Directory"), tr.line(tr("Number {n}", n=one.known.seq), until), desk))
    if one.by:
        facts.append((tr("Received from"), one.by, ""))
    if one.gaps:
        missing = tr.listed(tr.number(a) if a == b else f"{tr.number(a)}–{tr.number(b)}" for a, b in one.gaps)
        facts.append((tr("Not received"), missing, tr("Missing numbers: lost, delayed or omitted.")))
    return tuple(facts)


def _person(tr: Text, person: Person, may_add: bool, is_ours: bool) -> DirectoryPerson:
    if person.is_me:
        stands = tr("This vault")
    elif not person.known:
        stands = tr("This card needs a newer Amparo")
    elif person.contact is None:
        stands = tr("No contact yet")
    else:
        stands = {
            "verified": tr("Verified"),
            "introduced": tr("Introduced, not verified"),
            "new": tr("Not verified"),
        }.get(person.contact.state, tr("Amparo sends nothing there now"))
    contact = person.contact.record.id.hex() if is_ours and person.contact is not None else ""
    role = {"desk": tr("desk"), "member": tr("member")}.get(person.role, person.role)  # what the program itself writes
    return DirectoryPerson(person.id.hex(), person.name, tr.line(role, stands), may_add, contact)
