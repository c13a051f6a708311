"""Who can be asked for instant action: by whom they reach and where, how fast they act, and how they are reached now.

A contact with a card gets the sealed report; everybody else a text that a person sends, or a call that a person makes.
"""

import re
from collections.abc import Collection, Sequence

from attrs import frozen

from app.actions import contacts, records
from app.actions.contacts import Contact
from app.domain import reaching
from app.domain.appeal import tier_of
from app.domain.fold import fold
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.store.schema import sort_range
from app.store.search import Query
from app.store.vault import Vault

_ONLINE = frozenset({"messenger", "email", "email_pgp", "onion", "social"})
"""Kinds of channel that need the internet."""
_TEXTS = {
    "phone": "phone", "satellite_phone": "phone", "radio": "phone", "in_person": "phone", "sms": "message",
    "messenger": "message", "social": "message", "email": "email", "email_pgp": "email",
}  # fmt: skip
"""Which of the four texts a kind of channel takes; the others take the letter."""


@frozen
class Way:
    """One channel of a contact; `now` is whether it works at this moment as far as is known."""

    kind: str
    address: str
    text: str
    now: bool
    tested: str = ""


@frozen
class Addressee:
    """Somebody who can be asked: their tier, how near they are to what is asked, and each way to them, best first.

    `card` is there for those who get the sealed report. `near` counts what fits: reach, then place. `place` is the one
    of theirs that fits; `elsewhere`: they say where they can act, and it is not there. `seats`: as what they sit where.
    """

    contact: Record
    tier: int
    language: str
    near: int
    ways: tuple[Way, ...]
    card: Contact | None = None
    seats: tuple[str, ...] = ()
    place: str = ""
    elsewhere: bool = False

    @property
    def reach(self) -> frozenset[str]:
        """The codes of those whom they can reach."""
        return _reach(self.contact)

    @property
    def sealed(self) -> bool:
        """Whether the sealed report goes there."""
        return self.card is not None

    @property
    def way(self) -> Way | None:
        """The channel to use now, by hand; None where there is none."""
        return next(iter(self.ways), None)

    @property
    def text(self) -> str:
        """Which of the four texts is for them by hand."""
        return self.way.text if self.way else "letter"


def offered(
    vault: Vault, about: Record | None = None, reach: Collection[str] = (), area: str = "",
    connected: bool | None = None,
) -> list[Addressee]:  # fmt: skip
    """Return everybody who can be asked, the first tier first, and in each the nearest; `connected`: is there a net.

    `reach` are codes of those who must be reached. The place is that of what it is `about`, an appeal, an incident or
    the place itself, and the words of `area`, parted by commas.
    """
    places = [*_words(area), *(_places(vault, about) if about is not None else ())]
    cards = {contact.record.id: contact for contact in contacts.all_(vault)}
    channels, seats = _by_contact(vault, "channel", "contact"), _by_contact(vault, "seat", "holder")
    found = []
    for record in records.find(vault, Query("contact", limit=None)):
        parts = (channels.get(record.id, ()), seats.get(record.id, ()))
        one = _made(record, cards.get(record.id), connected, reach, places, *parts)
        if record.fields.get("reach") or record.fields.get("speed") or one.card is not None:
            found.append(one)
    return sorted(found, key=lambda one: (one.tier, -one.near, not one.sealed, one.contact.title))


def chosen(found: Sequence[Addressee], most: int) -> list[Addressee]:
    """Return whom to ask first: of those who can act there the fastest; where nobody can, the fastest of all."""
    there = [one for one in found if not one.elsewhere] or found
    first = min((one.tier for one in there), default=1)
    return [one for one in there if one.tier == first][:most]


def anybody_after(vault: Vault, tier: int, asked: Collection[bytes]) -> bool:
    """Return whether there is somebody in a later tier who was not asked; it is looked at with every look at Now."""
    rows = vault.con.execute(
        "SELECT r.id, json_extract(r.body, '$.speed') FROM record r LEFT JOIN card c ON c.record = r.id"
        " WHERE r.sort BETWEEN ? AND ? AND r.removed = 0 AND (c.record IS NOT NULL"
        " OR json_extract(r.body, '$.speed') IS NOT NULL OR json_extract(r.body, '$.reach') IS NOT NULL)",
        sort_range(KINDS["contact"].number),
    )
    return any(tier_of(speed) > tier and bytes(id_) not in asked for id_, speed in rows)


def of(vault: Vault, record: Record, card: Contact | None, connected: bool | None = None) -> Addressee:
    """Return one contact as an addressee."""
    parts = records.show(vault, record.id.hex()).parts
    channels = [part for role, part in parts if role == "contact" and part.kind == "channel"]
    seats = [part for role, part in parts if role == "holder" and part.kind == "seat"]
    return _made(record, card, connected, (), (), channels, seats)


def _by_contact(vault: Vault, kind: str, role: str) -> dict[bytes, list[Record]]:
    """Return the records of a kind by the contact they belong to: of thousands of contacts in one reading."""
    rows = vault.con.execute(
        "SELECT r.id, l.target FROM record r JOIN link l ON l.source = r.id WHERE r.sort BETWEEN ? AND ?"
        " AND r.removed = 0 AND l.role = ? AND l.removed = 0",
        (*sort_range(KINDS[kind].number), role),
    ).fetchall()
    made = {record.id: record for record in records.find(vault, Query(kind, limit=None))} if rows else {}
    found: dict[bytes, list[Record]] = {}
    for id_, target in rows:
        if (record := made.get(bytes(id_))) is not None:
            found.setdefault(bytes(target), []).append(record)
    return found


def _made(
    record: Record, card: Contact | None, connected: bool | None, reach: Collection[str], places: Sequence[str],
    channels: Sequence[Record], seats: Sequence[Record],
) -> Addressee:  # fmt: skip
    ways = sorted((_way(channel, connected) for channel in channels), key=lambda row: row[0])
    near = 2 * len(set(reach) & _reach(record))
    place = next((mine for mine in _where(record) if any(_same(mine, word) for word in places)), "")
    elsewhere = bool(places and not place and record.fields.get("reach_where"))
    sealed = card if card is not None and card.may_receive else None
    tier = tier_of(record.fields.get("speed"))
    return Addressee(
        record, tier, language_of(record), near + bool(place), tuple(way for _, way in ways), sealed,
        tuple(seat.title for seat in seats), place, elsewhere,
    )  # fmt: skip


def _way(channel: Record, connected: bool | None) -> tuple[tuple[int, ...], Way]:
    """Return a channel with what it is sorted by: works now, is for urgent matters, its order, its last test."""
    fields = channel.fields
    kind, tested = str(fields.get("kind", "")), str(fields.get("test_result", ""))
    now = reaching.works(fields) and not (connected is False and kind in _ONLINE)
    rank = (
        not now,
        not reaching.for_urgent(fields),
        reaching.order(fields),
        {"works": 0, "slow": 1, "": 2}.get(tested, 3),
    )
    return rank, Way(kind, str(fields.get("address", "")), _TEXTS.get(kind, "letter"), now, tested)


def _words(area: str) -> list[str]:
    return [part.strip() for part in re.split("[,،]", area) if part.strip()]


def _places(vault: Vault, about: Record) -> list[str]:
    """Return every word for where something is: its area, and of its place and its incident's the wider ones."""
    found = _words(str(about.fields.get("area", "")))
    links = records.show(vault, about.id.hex()).links
    near = [about, *(row for role, row in links if role == "place")]
    for event in (row for role, row in links if role == "event"):
        near += [row for role, row in records.show(vault, event.id.hex()).links if role == "place"]
    for place in (row for row in near if row.kind == "place"):
        found += [str(place.fields[name]) for name in ("name", "district", "province") if name in place.fields]
        if country := str(place.fields.get("country", "")):
            found += [country, *(vault.words["country"].label(country, language) for language in ("en", "ar"))]
    return [word for word in found if word]


def _reach(contact: Record) -> frozenset[str]:
    can = contact.fields.get("reach", [])
    return frozenset(map(str, can if isinstance(can, list) else ()))


def _where(contact: Record) -> list[str]:
    where = contact.fields.get("reach_where", [])
    named = [str(contact.fields[name]) for name in ("region", "country") if name in contact.fields]
    return [*map(str, where if isinstance(where, list) else ()), *named]


def _same(one: str, other: str) -> bool:
    return bool(fold(one).strip()) and fold(one).strip() == fold(other).strip()


_SPOKEN = {
    "ar": ("arabic", "العربية", "عربي", "عربية", "arabe", "árabe"),
    "en": ("english", "anglais", "inglés", "الإنجليزية", "إنجليزي"),
    "fr": ("french", "français", "francés", "الفرنسية", "فرنسي"),
    "es": ("spanish", "espagnol", "español", "castellano", "الإسبانية", "إسباني"),
}
_TAGS = {fold(word): language for language, words in _SPOKEN.items() for word in (language, *words)}


def language_of(contact: Record) -> str:
    """Return the language of ours in which somebody is written to: the first of theirs that there are texts in."""
    tags = contact.fields.get("languages", [])
    for tag in map(fold, map(str, tags if isinstance(tags, list) else ())):
        if found := _TAGS.get(tag.strip()) or _TAGS.get(tag.partition("-")[0].strip()):
            return found
    return "en"
