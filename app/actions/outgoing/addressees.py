"""Read the recipients of a letter: the lines of the address, the greeting, and the numbers for a caller."""

from attrs import frozen

from app.domain.channel_order import PHONES, rank, works
from app.domain.record import Record, words_of
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.records.links import list_sources
from app.store.vault.open_vault import Vault

GREETINGS = (Phrase("Your Excellency"),)
"""Greetings that a paper says in its own language; each other one stays as somebody wrote it."""
_ROLES = ("addressee", "authority")
NO_NUMBER = Phrase("No number is known: find it before you call.")
NO_NAME = Phrase("the person on duty at the body that you ask (UN, embassy, regional body)")


@frozen
class Addressee:
    """One recipient of a letter: the lines of the address, and the words of the greeting if there are any.

    The `numbers`, best first, the hours and the languages are for the script of a caller only. `listed`: a body, or a
    contact who agreed to be listed.
    """

    lines: tuple[str, ...]
    greeting: str = ""
    numbers: tuple[str, ...] = ()
    hours: str = ""
    languages: str = ""
    listed: bool = True


def read_addressees(vault: Vault, record: Record) -> tuple[Addressee, ...]:
    """Return the recipients of an action in its order; a contact only by the listed name."""
    links = store.links_of(vault.con, record.id)
    found = (store.load(vault.con, link.target) for link in links if link.role in _ROLES)
    return tuple(read_addressee(vault, one) for one in found if one is not None and not one.removed)


def read_addressee(vault: Vault, one: Record) -> Addressee:
    """Return one recipient."""
    title, greeting = (str(one.fields.get(name) or "") for name in ("official_title", "salutation"))
    if one.kind != "contact":
        name = str(one.fields.get("name") or "")
        return Addressee(tuple(filter(None, (title, "" if name in title else name))), greeting)
    listed = str(one.fields.get("listed_as") or "") if one.fields.get("listing") in ("yes", "alias") else ""
    of = (link.target for link in store.links_of(vault.con, one.id) if link.role == "organisation")
    offices = (store.load(vault.con, id_) for id_ in of)
    office = next((str(row.fields.get("name") or "") for row in offices if row is not None and not row.removed), "")
    hours, spoken = (words_of(vault.kinds["contact"], name, one.fields.get(name, ""), vault.words)
                     for name in ("hours", "languages"))  # fmt: skip
    return Addressee(tuple(filter(None, (listed, title or str(one.fields.get("role") or ""), office))), greeting,
                     _numbers(vault, one), hours, spoken, one.fields.get("listing") == "yes")  # fmt: skip


def _numbers(vault: Vault, contact: Record) -> tuple[str, ...]:
    """Return the numbers of a contact that a caller can dial."""
    ids = list_sources(vault.con, contact.id, "contact", 20)
    found = (row.fields for id_ in ids if (row := store.load(vault.con, id_)) is not None and row.kind == "channel")
    dialled = sorted((one for one in found if one.get("kind") in PHONES and works(one)), key=rank)
    return tuple(str(one["address"]) for one in dialled if one.get("address"))
