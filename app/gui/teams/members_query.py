"""The data of the page of a desk and its members."""

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards, desk_reading, members
from app.gui.style.dates import day
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault


@frozen
class MemberLine:
    """A member, a contact who can become one, or a desk that we read for: the contact's key, name, state."""

    key: str
    name: str
    said: str


@frozen
class MembersPage:
    """The desk state of this vault, its members, possible members, and the desks that this vault reads for."""

    is_desk: bool
    members: tuple[MemberLine, ...] = ()
    others: tuple[MemberLine, ...] = ()
    desks: tuple[MemberLine, ...] = ()


def page(vault: Vault, tr: Text) -> MembersPage:
    """Return the page."""
    is_desk = contact_cards.my_card(vault).kind == crypto.DESK
    standings = members.list_members(vault)
    inside = {one.contact.record.id for one in standings}
    people = [
        MemberLine(row.record.id.hex(), row.record.title, tr("Verified"))
        for row in contact_cards.list_contacts(vault)
        if is_desk and row.state == "verified" and row.card.kind != crypto.DESK and row.record.id not in inside
    ]
    unread = members.list_unshared_mailboxes(vault)
    return MembersPage(is_desk, tuple(_member(tr, one, unread) for one in standings), tuple(people), _desks(vault, tr))


def _member(tr: Text, one: members.MemberStatus, unread: tuple[str, ...]) -> MemberLine:
    since = tr("Reads since {date}", date=day(tr, one.since))
    keys = tr("has the keys") if one.has_card else tr("has not received the keys yet")
    if one.contact.state != "verified":
        keys = tr("gets the next keys after you compare the numbers")
    apart = [
        tr("does not read reports from {url}, because this relay needs delivery tickets", url=url) for url in unread
    ]
    return MemberLine(one.contact.record.id.hex(), one.contact.record.title, tr.line(since, keys, *apart))


def _desks(vault: Vault, tr: Text) -> tuple[MemberLine, ...]:
    found = []
    for one in desk_reading.desks(vault):
        said = tr("Until {date}. Each new key makes this longer", date=day(tr, one.until))
        if not one.has_keys:
            said = tr("You do not have the newest keys. They have not arrived yet, or you are not a member any longer.")
        found.append(MemberLine(one.contact.hex(), one.name, said))
    return tuple(found)
