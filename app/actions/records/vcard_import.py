"""Import vCards: each becomes a contact with its channels, by the same code as the rows of a table.

An import never lists a contact in our own directory; that consent is asked here again. A card with a known UID updates
its contact, but not the name of the contact on this computer.
"""

from app.actions.records.tables import Judged, find_imported_record
from app.domain.fields import Value
from app.domain.record import Record
from app.domain.search_normalisation import fold
from app.domain.vocabulary import Vocabularies
from app.exchange import mapping, vcard
from app.exchange.rows import Mapped
from app.exchange.table import Table, TableRow
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

OWN = "urn:uuid:"


def judge(vault: Vault, data: bytes) -> Judged:
    """Return the cards of a file as they would be imported. Raises InputRefused if the file is no vCard."""
    cards = vcard.read(data)
    rows = tuple(TableRow(number, (card.name,)) for number, card in enumerate(cards, 1))
    table = Table(("name",), rows)
    good = tuple(_mapped(vault, number, card) for number, card in enumerate(cards, 1))
    return Judged(table, mapping.parse_mapping(b"{}", vault.kinds, "contact"), good, ())


def _mapped(vault: Vault, number: int, card: vcard.VCard) -> Mapped:
    key, here = _key(vault, card.uid)
    values: dict[str, Value] = {} if here else {"display_name": " ".join(card.name.split())}
    country = _country(vault.words, card.country)
    notes = [card.note, card.country if card.country and not country else ""]
    said: dict[str, Value] = {
        "role": card.role, "region": card.region, "country": country, "languages": list(card.languages),
        "time_zone": card.time_zone, "notes": "\n".join(filter(None, notes)),
        **{name: list(row) for name, row in card.more.items()},
    }  # fmt: skip
    for name in ("speed", "hours"):
        said[name] = next(iter(card.more.get(name, ())), "")
    values |= {name: value for name, value in said.items() if value}
    if card.organisation:
        values |= {"organisation.id": _organisation(vault, card.organisation), "organisation.name": card.organisation}
    return Mapped(number, key, values, {"channel": [_channel(way) for way in card.ways]})


def _key(vault: Vault, uid: str) -> tuple[str | None, Record | None]:
    """Return the key of a card, and the contact that an earlier import made or this vault exported."""
    if not uid:
        return None, None
    if (here := find_imported_record(vault, vault.kinds["contact"], uid)) is None and uid.startswith(OWN):
        own = uid.removeprefix(OWN).replace("-", "")
        if (here := find_imported_record(vault, vault.kinds["contact"], own)) is not None:
            return own, here
    return uid, here


def _country(words: Vocabularies, said: str) -> str:
    """Return the code of a country from its code or name on a card; empty if unknown."""
    known = words["country"]
    return next((code for code in known.codes if fold(said) in (fold(code), fold(known.label(code, "en")))), "")


def _organisation(vault: Vault, name: str) -> str:
    """Return the id of the organisation with this name, or the key to create it once."""
    id_ = record_lists.find_by_name(vault.con, vault.kinds["organisation"].number, name)
    return id_.hex() if id_ else f"vcard:{name}"


def _channel(way: vcard.VCardChannel) -> dict[str, Value]:
    said: dict[str, Value] = {
        "kind": way.kind, "address": way.address.strip(), "order": way.order, "for": list(way.uses),
        "fingerprint": way.fingerprint,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}
