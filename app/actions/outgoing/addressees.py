"""Read the recipients of a letter: the office, the title, and the listed name of a contact; nothing else."""

from attrs import frozen

from app.domain.record import Record
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

_ROLES = ("addressee", "authority")


@frozen
class Addressee:
    """One recipient of a letter: the lines of the address, and the words of the greeting if there are any."""

    lines: tuple[str, ...]
    greeting: str = ""


def read_addressees(vault: Vault, record: Record) -> tuple[Addressee, ...]:
    """Return the recipients of an action in its order; a contact only by the listed name."""
    links = store.links_of(vault.con, record.id)
    found = (store.load(vault.con, link.target) for link in links if link.role in _ROLES)
    read = (_read(vault, one) for one in found if one is not None and not one.removed)
    return tuple(one for one in read if one.lines)


def _read(vault: Vault, one: Record) -> Addressee:
    title, greeting = (str(one.fields.get(name) or "") for name in ("official_title", "salutation"))
    if one.kind != "contact":
        return Addressee(tuple(filter(None, (title, str(one.fields.get("name") or "")))), greeting)
    listed = str(one.fields.get("listed_as") or "") if one.fields.get("listing") in ("yes", "alias") else ""
    of = (link.target for link in store.links_of(vault.con, one.id) if link.role == "organisation")
    offices = (store.load(vault.con, id_) for id_ in of)
    office = next((str(row.fields.get("name") or "") for row in offices if row is not None and not row.removed), "")
    return Addressee(tuple(filter(None, (listed, title or str(one.fields.get("role") or ""), office))), greeting)
