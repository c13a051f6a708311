"""Find the possible recipients of an instant action, by reach, place, speed and channels.

A contact with a contact card gets the encrypted report. For all other contacts, a person sends a text or makes a call.
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import records
from app.actions.records.areas import WHERE, read_tree
from app.domain import channel_order
from app.domain.appeal import tier_of
from app.domain.record import Record
from app.domain.search_normalisation import fold
from app.store.contacts import card_rows
from app.store.records import links
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_ONLINE = frozenset({"messenger", "email", "email_pgp", "onion", "social"})
"""Kinds of channel that need the internet."""
_TEXTS = {
    "phone": "phone", "satellite_phone": "phone", "radio": "phone", "in_person": "phone", "sms": "message",
    "messenger": "message", "social": "message", "email": "email", "email_pgp": "email",
}  # fmt: skip
"""The appeal text for each kind of channel; all other kinds use the letter."""


@frozen
class ContactChannel:
    """One channel of a contact; `now` is True if the channel works now, as far as Amparo knows."""

    kind: str
    address: str
    text: str
    now: bool
    tested: str = ""


@frozen
class AppealRecipient:
    """A possible recipient: the tier, the number of matches, and the channels, best first.

    `card` is set if the recipient gets the encrypted report. `near` counts matches: two for each reach code, one for
    the place. `place` is their place that matches; `elsewhere`: they list places, and none matches. `seats` are seat
    titles.
    """

    contact: Record
    tier: int
    language: str
    near: int
    ways: tuple[ContactChannel, ...]
    card: Contact | None = None
    seats: tuple[str, ...] = ()
    place: str = ""
    elsewhere: bool = False
    card_state: str = ""
    """The state of a card that cannot receive."""

    @property
    def receives(self) -> bool:
        """Return True if the recipient can get the report, or a person knows a channel to them."""
        return self.sealed or self.way is not None

    @property
    def reach(self) -> frozenset[str]:
        """Return the codes of the people and bodies that the recipient can reach."""
        return _reach(self.contact)

    @property
    def sealed(self) -> bool:
        """Return True if the recipient gets the encrypted report."""
        return self.card is not None

    @property
    def way(self) -> ContactChannel | None:
        """Return the best channel for manual use, or None."""
        return next(iter(self.ways), None)

    @property
    def text(self) -> str:
        """Return the kind of appeal text for manual use."""
        return self.way.text if self.way else "letter"


def list_possible_recipients(
    vault: Vault, about: Record | None = None, reach: Collection[str] = (), area: str = "",
    connected: bool | None = None,
) -> list[AppealRecipient]:  # fmt: skip
    """Return all possible recipients, the first tier first, and in each tier the best matches first.

    `connected` is False without a network (None: unknown). `reach` holds codes of people who must be reached. The
    places are the comma-separated words of `area` and the place of `about`: an appeal, an incident or a place.
    """
    areas = read_tree(vault)
    places = areas.list_around([*_words(area), *(_places(vault, about) if about is not None else ())])
    here = partial(areas.reaches, around=places)
    cards = {contact.record.id: contact for contact in contact_cards.list_contacts(vault)}
    channels, seats = _by_contact(vault, "channel", "contact"), _by_contact(vault, "seat", "holder")
    found = []
    for record in records.find(vault, Query("contact", limit=None)):
        parts = (channels.get(record.id, ()), seats.get(record.id, ()))
        one = _made(record, cards.get(record.id), connected, reach, here if places else None, *parts)
        if record.fields.get("reach") or record.fields.get("speed") or one.card is not None:
            found.append(one)
    return sorted(found, key=lambda one: (one.tier, -one.near, not one.sealed, one.contact.title))


def choose_first_tier(found: Sequence[AppealRecipient], most: int) -> list[AppealRecipient]:
    """Return at most `most` recipients to ask first: the fastest tier that can act there, or the fastest of all.

    People who cannot receive are left out, if there are others.
    """
    able = [one for one in found if one.receives] or found
    there = [one for one in able if not one.elsewhere] or able
    first = min((one.tier for one in there), default=1)
    return [one for one in there if one.tier == first][:most]


def anybody_after(vault: Vault, tier: int, asked: Collection[bytes]) -> bool:
    """Return True if a later tier has a contact who was not asked; the Now page asks this at each refresh."""
    rows = card_rows.read_reachable(vault.con, vault.kinds["contact"].number)
    return any(tier_of(speed) > tier and id_ not in asked for id_, speed in rows)


def read_recipient(
    vault: Vault, record: Record, card: Contact | None, connected: bool | None = None
) -> AppealRecipient:
    """Return one contact as a possible recipient."""
    parts = records.show(vault, record.id.hex()).parts
    channels = [part for role, part in parts if role == "contact" and part.kind == "channel"]
    seats = [part for role, part in parts if role == "holder" and part.kind == "seat"]
    return _made(record, card, connected, (), None, channels, seats)


def _by_contact(vault: Vault, kind: str, role: str) -> dict[bytes, list[Record]]:
    """Return the records of a kind by their contact, for thousands of contacts in one pass."""
    rows = links.list_pairs(vault.con, vault.kinds[kind].number, role)
    made = {record.id: record for record in records.find(vault, Query(kind, limit=None))} if rows else {}
    found: dict[bytes, list[Record]] = {}
    for id_, target in reversed(rows):
        if (record := made.get(id_)) is not None:
            found.setdefault(target, []).append(record)
    return found


def _made(
    record: Record, card: Contact | None, connected: bool | None, reach: Collection[str],
    here: Callable[[str], bool] | None, channels: Sequence[Record], seats: Sequence[Record],
) -> AppealRecipient:  # fmt: skip
    ways = sorted((_way(channel, connected) for channel in channels), key=lambda row: row[0])
    near = 2 * len(set(reach) & _reach(record))
    place = next(filter(here, _where(record)), "") if here else ""
    elsewhere = bool(here and not place and record.fields.get("reach_where"))
    sealed = card if card is not None and card.may_receive else None
    tier = tier_of(record.fields.get("speed"))
    return AppealRecipient(
        record, tier, language_of(record), near + bool(place), tuple(way for _, way in ways), sealed,
        tuple(seat.title for seat in seats), place, elsewhere, card.state if card is not None and not sealed else "",
    )  # fmt: skip


def _way(channel: Record, connected: bool | None) -> tuple[tuple[int, ...], ContactChannel]:
    """Return a channel after its sort key: works now, is for urgent matters, own order, last test."""
    fields = channel.fields
    kind, tested = str(fields.get("kind", "")), str(fields.get("test_result", ""))
    now = channel_order.works(fields) and not (connected is False and kind in _ONLINE)
    rank = (
        not now,
        not channel_order.for_urgent(fields),
        channel_order.order(fields),
        {"works": 0, "slow": 1, "": 2}.get(tested, 3),
    )
    return rank, ContactChannel(kind, str(fields.get("address", "")), _TEXTS.get(kind, "letter"), now, tested)


def _words(area: str) -> list[str]:
    return [part.strip() for part in re.split("[,،]", area) if part.strip()]


def _places(vault: Vault, about: Record) -> list[str]:
    """Return all place words of a record: its area, and the names and wider areas of its and its incident's places."""
    found = _words(str(about.fields.get("area", "")))
    links = records.show(vault, about.id.hex()).links
    near = [about, *(row for role, row in links if role == "place")]
    for event in (row for role, row in links if role == "event"):
        near += [row for role, row in records.show(vault, event.id.hex()).links if role == "place"]
    for place in (row for row in near if row.kind == "place"):
        found += [str(place.fields[name]) for name in WHERE if name in place.fields]
    return [word for word in found if word]


def _reach(contact: Record) -> frozenset[str]:
    can = contact.fields.get("reach", [])
    return frozenset(map(str, can if isinstance(can, list) else ()))


def _where(contact: Record) -> list[str]:
    where = contact.fields.get("reach_where", [])
    named = [str(contact.fields[name]) for name in ("region", "country") if name in contact.fields]
    return [*map(str, where if isinstance(where, list) else ()), *named]


_SPOKEN = {
    "ar": ("arabic", "العربية", "عربي", "عربية", "arabe", "árabe"),
    "en": ("english", "anglais", "inglés", "الإنجليزية", "إنجليزي"),
    "fr": ("french", "français", "francés", "الفرنسية", "فرنسي"),
    "es": ("spanish", "espagnol", "español", "castellano", "الإسبانية", "إسباني"),
}
_TAGS = {fold(word): language for language, words in _SPOKEN.items() for word in (language, *words)}


def language_of(contact: Record) -> str:
    """Return the first of the contact's languages in which Amparo has texts (default: English)."""
    tags = contact.fields.get("languages", [])
    for tag in map(fold, map(str, tags if isinstance(tags, list) else ())):
        if found := _TAGS.get(tag.strip()) or _TAGS.get(tag.partition("-")[0].strip()):
            return found
    return "en"
