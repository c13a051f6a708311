"""What was answered to an appeal, as it may be told to those who get an update or the closing notice of it.

Whom we asked is ours: no name, no words and no day are given, only the answer, and of who gave it whom they can reach.
"""

from collections.abc import Collection

from app.actions import records
from app.actions.closure import withheld
from app.domain.record import Record
from app.domain.redact import INSTANT, PROFILES, marked_above
from app.store import records as store
from app.store.vault import Vault

_ORDER = ("acted", "promised", "reached", "declined")
"""Answers that are told, codes of `reached`; who was not reached has answered nothing."""
_UNTOLD = "V"
"""An answer that a person marked so is not told even as a number."""


def of(vault: Vault, appeal: Record) -> tuple[tuple[str, str], ...]:
    """Return the newest answer of each who was asked, by it or by what it follows, with a code of whom they can reach.

    That code is empty where they may not be spoken of: marked as more than an appeal may say, withdrawn, or not to be
    listed.
    """
    shown = records.show(vault, appeal.id.hex())
    first = next((row for role, row in shown.links if role == "follows"), appeal)
    parts = records.show(vault, first.id.hex()).parts
    asked = [first, *(row for role, row in parts if role == "follows" and row.kind == appeal.kind)]
    done: list[Record] = []
    for one in asked:
        rows = [row for role, row in records.show(vault, one.id.hex()).parts if role == "about"]
        done += sorted((row for row in rows if row.kind == "intervention"), key=lambda row: row.origin is None)
    newest = {id_: row for row in done for id_ in _who(vault, row) if row.fields.get("reached")}
    gone = withheld(vault)
    found = [
        (_reach(store.load(vault.con, id_), gone), str(row.fields["reached"]))
        for id_, row in newest.items() if row.fields.get("sensitivity") != _UNTOLD and row.id not in gone
    ]  # fmt: skip
    return tuple(sorted((one for one in found if one[1] in _ORDER), key=lambda one: (_ORDER.index(one[1]), one[0])))


def _who(vault: Vault, done: Record) -> list[bytes]:
    """Return who answered: it is their own record, or ours of what they said."""
    if done.origin is not None:
        return [done.origin]
    return [link.target for link in store.links_of(vault.con, done.id) if link.role == "addressee"]


def _reach(contact: Record | None, gone: Collection[bytes]) -> str:
    if contact is None or contact.removed or contact.id in gone or contact.fields.get("listing") == "no":
        return ""
    reach = contact.fields.get("reach")
    return str(reach[0]) if isinstance(reach, list) and reach and not marked_above(contact, PROFILES[INSTANT]) else ""
