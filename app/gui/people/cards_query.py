"""The data of Contacts' cards: our own card, then each contact with validity, ways and last exchange."""

from collections.abc import Mapping

import crypto
from app.actions.contacts import contact_cards, keysets
from app.actions.contacts.contact_cards import Contact
from app.domain.search_normalisation import fold
from app.gui.people.people_view import initials, trust_badge
from app.gui.style.dates import day, relative_time
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.page_values import Fact3, RowList, Trust
from app.gui.widgets.rows import Row
from app.store.mail import inbox_list
from app.store.vault import identity
from app.store.vault.open_vault import Vault

MINE = "mine"
"""Key of the row of our card."""


def listing(vault: Vault, look: Look, text: str, chip: str) -> RowList:
    """Return the contacts with a card, those that need care first; `care` returns only those."""
    tr, last, wanted = look.tr, inbox_list.list_last_exchanges(vault.con), fold(text).split()
    found = [
        (not needs_care(vault, one), fold(one.record.title), one)
        for one in contact_cards.list_contacts(vault)
        if not one.record.removed and all(word in fold(one.record.title) for word in wanted)
    ]
    found.sort(key=lambda row: row[:2])
    rows = [_row(vault, look, one, last) for fine, _, one in found if chip != "care" or not fine]
    count = tr("{n} contact|{n} contacts", n=len(found))
    if care := sum(not fine for fine, _, _ in found):
        count = tr("{contacts}. {n} card needs action|{contacts}. {n} cards need action", contacts=count, n=care)
    mine = [_mine(vault, look)] if chip != "care" and not wanted else []
    return RowList((*mine, *rows), count)


def needs_care(vault: Vault, one: Contact) -> bool:
    """Return True if the card expired, its key changed, the numbers were never compared, or no key is left."""
    return one.state != "verified" or keysets.choose(vault, one.card)[1] == keysets.ENDED


def _row(vault: Vault, look: Look, one: Contact, last: Mapping[bytes, int]) -> Row:
    tr, (icon, word, _) = look.tr, trust_badge(look, Trust(one.state))
    at, name = last.get(one.record.id), one.record.title
    said = tr("No exchange yet")
    if at is not None:
        said = tr("Last exchange {at}", at=relative_time(tr, at, vault.now()))
    valid = tr("Valid until {day}", day=_until(tr, one.card)) if one.may_receive else ""
    second = tr.line(valid, ways(tr, one))
    return Row(one.record.id.hex(), name, "", second, ((icon, word), ("", said)), initials=initials(name))


def ways(tr: Text, one: Contact) -> str:
    """Return the ways to reach a contact."""
    if not one.may_receive:
        return tr("No way to send")
    if not one.routes:
        return tr("USB stick only")
    return tr("{n} relay, USB stick|{n} relays, USB stick", n=len(one.routes))


def _until(tr: Text, card: "crypto.Card") -> str:
    return day(tr, max(keyset.not_after for keyset in card.keysets))


def _mine(vault: Vault, look: Look) -> Row:
    card = identity.card(vault)
    second = look.tr.line(card.name, look.tr("Valid until {day}", day=_until(look.tr, card)))
    return Row(MINE, look.tr("My card"), "", second, (("person", look.tr("Others get this card")),))


def my_card(vault: Vault, tr: Text) -> list[Fact3]:
    """Return the facts of our card."""
    card = identity.card(vault)
    relays = tr("{n} relay|{n} relays", n=len(card.mailboxes)) if card.mailboxes else tr("No relay: by USB stick")
    return [
        (tr("Name that others see"), card.name, ""), (tr("Valid until"), _until(tr, card), ""),
        (tr("Your contact can reach you"), relays, ""),
    ]  # fmt: skip
