"""What belongs to a record alone, and so goes where it is destroyed; the rest is told with what it also belongs to."""

from collections.abc import Collection

from app.domain.kinds import BY_NUMBER
from app.store.vault import Vault

HEIR = "joined:"
"""How a setting of the vault begins that names, for a record that was joined, the one it is one with."""

_OUT = (
    "SELECT l.role, l.target, s.kind FROM link l JOIN record s ON s.id = l.source JOIN record t ON t.id = l.target"
    " WHERE l.source = ? AND l.removed = 0"
)
_IN = (
    "SELECT l.role, l.source, s.kind FROM link l JOIN record s ON s.id = l.source WHERE l.target = ? AND l.removed = 0"
)


def of(vault: Vault, root: bytes, linked: bool) -> tuple[set[bytes], dict[bytes, bytes]]:
    """Return the ids of a record and of all that is its alone, and by id what stays, with what it also belongs to.

    Its alone are what was joined to it, and parts that are a part of nothing else, put aside or not. With `linked` also
    what it and its parts name (people, places, organisations; no contacts), where nothing else names that.
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
    """Return the records outside of `ids` that name one of them and lose the link."""
    found: dict[bytes, None] = {}
    for id_ in ids:
        found |= {bytes(source): None for _, source, _ in vault.con.execute(_IN, (id_,)) if bytes(source) not in ids}
    return list(found)


def _reached(vault: Vault, id_: bytes, linked: bool) -> set[bytes]:
    """Return the parts of a record, what was joined to it and, with `linked`, what it names without being its part."""
    joined = vault.con.execute("SELECT name FROM meta WHERE name LIKE ? AND value = ?", (f"{HEIR}%", id_))
    near = {bytes.fromhex(name.removeprefix(HEIR)) for (name,) in joined}
    near |= {bytes(source) for role, source, kind in vault.con.execute(_IN, (id_,)) if _is_part(kind, role)}
    if linked:
        near |= {bytes(target) for role, target, kind in vault.con.execute(_OUT, (id_,)) if not _is_part(kind, role)}
        near = {other for other in near if not _is_contact(vault, other)}
    return near


def _held_by(vault: Vault, id_: bytes, ids: Collection[bytes]) -> bytes | None:
    """Return what outside of `ids` a record belongs to; a part of something inside is not held by being named."""
    out = vault.con.execute(_OUT, (id_,)).fetchall()
    wholes = [bytes(target) for role, target, kind in out if _is_part(kind, role)]
    if out and BY_NUMBER[out[0][2]].between and any(whole in ids for whole in wholes):
        return None  # it stands between two, and says nothing without one of them
    holders = wholes
    if not any(whole in ids for whole in wholes):
        holders = [*wholes, *(bytes(source) for _, source, _ in vault.con.execute(_IN, (id_,)))]
    return next((holder for holder in holders if holder not in ids), None)


def _is_part(kind: int, role_name: str) -> bool:
    """Return whether a record that names another in this role is a part of it; a real name is one of its person."""
    role = BY_NUMBER[kind].role(role_name)
    return role is not None and (role.part or BY_NUMBER[kind].sealed)


def _is_contact(vault: Vault, id_: bytes) -> bool:
    return vault.con.execute("SELECT 1 FROM card WHERE record = ?", (id_,)).fetchone() is not None
