"""Papers of the directory: by region, as vCards, contacts for urgent action, and keys (Plan of Action, 52).

Each is made for one audience and includes the people who agreed to that (`domain.listing`), with their chosen channels.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from uuid import UUID

from attrs import frozen

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import SHEET_FORMS, Output
from app.domain import channel_order, listing
from app.domain.record import Record
from app.domain.redact import listed_for
from app.domain.sheet import Block, Heading, Items, Sheet, SheetTable
from app.exchange import vcard
from app.phrase import Phrase
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

SPEEDS = ("minutes", "same_day", "days", "routine")
"""The codes of reaction speed, fastest first."""


@frozen
class DirectoryEntry:
    """A person in the directory: the contact, the agreed name, their organisation, channels in order."""

    contact: Record
    name: str
    organisation: str
    region: str
    channels: tuple[Record, ...]

    def best(self, use: str) -> Record | None:
        """Return the first working channel for a use, else one without a stated use (never for urgent action)."""
        works = [channel for channel in self.channels if channel_order.works(channel.fields)]
        fitting = [channel for channel in works if use in uses(channel)]
        open_ = [channel for channel in works if not uses(channel) and use != "urgent"]
        return next(iter(fitting or open_), None)


def uses(channel: Record) -> list[str]:
    """Return the uses of a channel, as codes."""
    given = channel.fields.get("for")
    return [str(code) for code in given] if isinstance(given, list) else []


def list_people(vault: Vault) -> list[str]:
    """Return the ids of people who agreed to any listing; the audience decides which of them are included."""
    return [
        record.id.hex()
        for record in record_lists.list_kind(vault.con, vault.kinds["contact"].number)
        if record.fields.get("listing") in ("yes", "alias")
    ]


def audiences(vault: Vault) -> tuple[str, ...]:
    """Return the possible audiences of a directory."""
    return listing.audiences(record_lists.list_kind(vault.con, vault.kinds["contact"].number))


def stands_in(vault: Vault, contact: Record) -> list[str]:
    """Return the audiences whose directory includes a contact: those it agreed to, if nothing else withholds it."""
    said = listing.audiences([contact])
    return [word for word in said if OutgoingData(vault, [contact.id.hex()], listed_for(word)).roots]


def entries(leaving: OutgoingData) -> list[DirectoryEntry]:
    """Return the entries by region, then by name."""
    found = []
    for contact in leaving.roots:
        channels = sorted(leaving.parts(contact, "channel"), key=lambda row: channel_order.order(row.fields))
        region = leaving.said(contact, "region") or leaving.said(contact, "country")
        organisation = leaving.titles(leaving.linked(contact, "organisation"))
        name = str(contact.fields.get("listed_as", "")) or Phrase("Name not agreed")
        found.append(DirectoryEntry(contact, name, organisation, region, tuple(channels)))
    return sorted(found, key=lambda entry: (not entry.region, entry.region, entry.name, entry.contact.ref))


def _said(leaving: OutgoingData, channel: Record | None) -> str:
    if channel is None:
        return ""
    return f"{leaving.said(channel, 'kind')}: {channel.fields['address']}" if "address" in channel.fields else ""


def sheet(leaving: OutgoingData) -> Sheet:
    """Return the directory: a table for each region."""
    header = (
        Phrase("Name"), Phrase("Organisation"), Phrase("Role"), Phrase("Languages"), Phrase("Hours of contact"),
        Phrase("Everyday matters"), Phrase("Distributing information"), Phrase("Urgent action"),
        Phrase("Possible help"),
    )  # fmt: skip
    blocks: list[Block] = []
    for region, rows in groupby(entries(leaving), lambda entry: entry.region):
        table = tuple(
            (entry.name, entry.organisation, *(leaving.said(entry.contact, name) for name in ("role", "languages")),
             _hours(leaving, entry), *(_said(leaving, entry.best(use)) for use in ("routine", "information", "urgent")),
             leaving.said(entry.contact, "can_do"))
            for entry in rows
        )  # fmt: skip
        blocks += [Heading(region or Phrase("Region not said")), SheetTable(header, table)]
    return _sheet(leaving, Phrase("Directory"), [*blocks, *missing_channel_blocks(leaving)])


def _hours(leaving: OutgoingData, entry: DirectoryEntry) -> str:
    zone = leaving.said(entry.contact, "time_zone")
    return " ".join(filter(None, (leaving.said(entry.contact, "hours"), f"({zone})" if zone else "")))


def missing_channel_blocks(leaving: OutgoingData) -> list[Block]:
    """Return a list of people without a working channel or without one for urgent action; it can be empty."""
    rows = []
    for entry in entries(leaving):
        if not any(channel_order.works(channel.fields) for channel in entry.channels):
            rows.append(Phrase("{name}: no channel that works", name=entry.name))
        elif entry.best("urgent") is None:
            rows.append(Phrase("{name}: none for urgent action", name=entry.name))
    return [Heading(Phrase("Missing")), Items(tuple(rows))] if rows else []


def make_urgent_sheet(leaving: OutgoingData) -> Sheet:
    """Return the urgent-action sheet: people who can press authorities, the fastest first."""
    header = (
        Phrase("Speed"),
        Phrase("Place"),
        Phrase("Name"),
        Phrase("Channel"),
        Phrase("Languages"),
        Phrase("Hours of contact"),
    )
    found = [(entry, channel) for entry in entries(leaving) if (channel := entry.best("urgent")) is not None]
    found.sort(key=lambda row: _speed(row[0]))
    by_reach: dict[str, list[tuple[DirectoryEntry, Record]]] = {}
    for entry, channel in found:
        given = entry.contact.fields.get("reach")
        for code in given if isinstance(given, list) else [""]:
            by_reach.setdefault(str(code), []).append((entry, channel))
    known = leaving.words["addressee_reach"]
    blocks: list[Block] = []
    for code in [*(code for code in known.codes if code in by_reach), *([""] if "" in by_reach else [])]:
        rows = tuple(
            (leaving.said(entry.contact, "speed"), leaving.said(entry.contact, "reach_where") or entry.region,
             entry.name, _said(leaving, channel), leaving.said(entry.contact, "languages"), _hours(leaving, entry))
            for entry, channel in by_reach[code]
        )  # fmt: skip
        heading = known.label(code, leaving.language) if code else Phrase("Others")
        blocks += [Heading(heading), SheetTable(header, rows)]
    return _sheet(leaving, Phrase("Urgent action"), [*blocks, *missing_channel_blocks(leaving)])


def _speed(entry: DirectoryEntry) -> int:
    speed = entry.contact.fields.get("speed")
    return SPEEDS.index(str(speed)) if speed in SPEEDS else len(SPEEDS)


def keys(leaving: OutgoingData) -> Sheet:
    """Return the key list: the fingerprints of each listed channel and of each contact card."""
    header = (Phrase("Name"), Phrase("Channel"), Phrase("Fingerprint of the key"))
    rows: list[tuple[str, ...]] = []
    for entry in entries(leaving):
        if card := leaving.card(entry.contact):
            rows.append((entry.name, Phrase("Card"), card))
        rows += [(entry.name, _said(leaving, channel), str(channel.fields["fingerprint"]))
                 for channel in entry.channels if "fingerprint" in channel.fields]  # fmt: skip
    note = Phrase("Compare each aloud with the person before you trust it.")
    return _sheet(leaving, Phrase("Key list"), [SheetTable(header, tuple(rows), note)])


def cards(leaving: OutgoingData) -> str:
    """Return the directory as vCards."""
    return vcard.write(card_of(leaving, entry) for entry in entries(leaving))


def card_of(leaving: OutgoingData, entry: DirectoryEntry) -> vcard.VCard:
    """Return an entry as a vCard; its UID is that of the record, so that a newer edition replaces it."""
    said = entry.contact.fields
    more = {name: _strings(said.get(name)) for name in ("can_do", "reach", "reach_where", "speed", "hours")}
    ways = tuple(
        vcard.VCardChannel(str(row.fields.get("kind", "")), str(row.fields.get("address", "")),
                  int(str(row.fields.get("order", 0))), tuple(uses(row)), str(row.fields.get("fingerprint", "")))
        for row in entry.channels
    )  # fmt: skip
    return vcard.VCard(
        str(said.get("listed_as", "")) or entry.contact.ref, UUID(bytes=entry.contact.id).urn, entry.organisation,
        str(said.get("role", "")), str(said.get("region", "")), str(said.get("country", "")),
        _strings(said.get("languages")), str(said.get("time_zone", "")), "", ways,
        {name: row for name, row in more.items() if row},
    )  # fmt: skip


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(str, value))
    return (str(value),) if value else ()


def _sheet(leaving: OutgoingData, title: str, blocks: Sequence[Block]) -> Sheet:
    day = leaving.when(leaving.today.isoformat())
    return Sheet(title, Phrase("As of {day}", day=day), tuple(blocks), leaving.mark, "directory")


def _paper(name: str, label: str, help_: str, build: Callable[[OutgoingData], Sheet | str], *forms: str) -> Output:
    return Output(name, label, help_, build, forms=forms or SHEET_FORMS, profiles=(), roots=list_people,
                  audiences=audiences)  # fmt: skip


OUTPUTS = (
    _paper("directory", Phrase("Directory"), Phrase("People who agreed to this list, by region."),
           sheet),
    _paper("directory-cards", Phrase("Directory as vCards"), Phrase("The same for an address book."), cards, "vcf"),
    _paper("urgent-action-sheet", Phrase("Urgent-action sheet"), Phrase("People who can press authorities, the "
                                                                        "fastest first."),
           make_urgent_sheet),
    _paper("key-list", Phrase("Key list"),
           Phrase("The fingerprints of those in the directory, to be compared aloud."), keys),
)  # fmt: skip
