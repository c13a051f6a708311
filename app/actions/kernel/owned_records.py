"""Find the records that belong only to one record and are destroyed with it; the others are listed with an owner."""

from collections.abc import Collection

from app.store.contacts import card_rows
from app.store.records import links
from app.store.vault import settings
from app.store.vault.open_vault import Vault

HEIR = "joined:"
"""How a setting of the vault begins that names, for a record that was joined, the one it is one with."""
BEREFT = "bereft:"
WORDING = "wording:"
"""The beginning of the setting for an act that lost a destroyed victim, with the id of the act only."""


def find_owned_records(vault: Vault, root: bytes, linked: bool) -> tuple[set[bytes], dict[bytes, bytes]]:
    """Return the ids of a record and its own records, and by id the records that stay, each with another owner.

    Its own are records merged into it, and parts of no other record, removed or not. With `linked`, also the records
    that it and its parts name (people, places, organisations; no contacts), if no other record names them.
    """
    ids, todo = {root}, [root]
    while todo:
        near = _reached(vault, todo.pop(), linked) - ids
        ids |= near
        todo += near
    stays: dict[bytes, bytes] = {}
    while held := {id_: by for id_ in ids - {root} if (by := _held_by(vault, id_, ids))}:
        stays |= held
        ids -= held.keys()
    return ids, stays


def named_by(vault: Vault, ids: Collection[bytes]) -> list[bytes]:
    """Return the records outside of `ids` that link to a record in `ids` and lose the link."""
    found: dict[bytes, None] = {}
    for id_ in ids:
        found |= {row.id: None for row in links.list_incoming(vault.con, id_) if row.id not in ids}
    return list(found)


def _reached(vault: Vault, id_: bytes, linked: bool) -> set[bytes]:
    """Return the parts of a record, the records merged into it and, with `linked`, the other records that it names."""
    near = {bytes.fromhex(name.removeprefix(HEIR)) for name in settings.list_names(vault.con, HEIR, id_)}
    near |= {row.id for row in links.list_incoming(vault.con, id_) if _is_part(vault, row.kind, row.role)}
    if linked:
        near |= {row.id for row in links.list_outgoing(vault.con, id_) if not _is_part(vault, row.kind, row.role)}
        near = {other for other in near if not card_rows.has_card(vault.con, other)}
    return near


def _held_by(vault: Vault, id_: bytes, ids: Collection[bytes]) -> bytes | None:
    """Return a record outside of `ids` that a record belongs to; for a part of a record inside, links do not count."""
    out = links.list_outgoing(vault.con, id_)
    wholes = [row.id for row in out if _is_part(vault, row.kind, row.role)]
    if out and vault.kinds.numbered(out[0].kind).between and any(whole in ids for whole in wholes):
        return None  # a link between two records means nothing without one of them
    holders = wholes
    if not any(whole in ids for whole in wholes):
        near = links.list_incoming(vault.con, id_)
        holders = [*wholes, *(row.id for row in near if not vault.kinds.numbered(row.kind).registered)]
    return next((holder for holder in holders if holder not in ids), None)


def _is_part(vault: Vault, kind: int, role_name: str) -> bool:
    """Return True if a record that names another in this role is its part; a real name is a part of its person."""
    declared = vault.kinds.numbered(kind)
    role = declared.role(role_name)
    return role is not None and (role.part or declared.sealed)
