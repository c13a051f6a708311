"""Summarise the answers to an appeal for readers of an update or of the closing notice.

The contacts whom we asked stay private. A reader gets no name, text or day, only the answer and a code of the people
whom the contact can reach.
"""

from collections.abc import Collection

from app.actions.kernel import records
from app.actions.kernel.linked_closure import list_withheld_records
from app.domain.record import Record
from app.domain.redact import INSTANT, PROFILES, marked_above
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

_ORDER = ("acted", "promised", "reached", "declined")
"""Codes of `reached` that are shared, in order; only a contact who was reached has answered."""
_UNTOLD = "V"
"""The sensitivity of an answer that is not shared, even as a number."""


def summarise_answers(vault: Vault, appeal: Record) -> tuple[tuple[str, str], ...]:
    """Return the newest answer of each contact who was asked, with a code of the people they can reach.

    The first appeal and its updates count. The code is empty for a contact that is withdrawn, must not be listed, or is
    too sensitive for an appeal.
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
    gone = list_withheld_records(vault)
    found = [
        (_reach(vault, store.load(vault.con, id_), gone), str(row.fields["reached"]))
        for id_, row in newest.items() if row.fields.get("sensitivity") != _UNTOLD and row.id not in gone
    ]  # fmt: skip
    return tuple(sorted((one for one in found if one[1] in _ORDER), key=lambda one: (_ORDER.index(one[1]), one[0])))


def _who(vault: Vault, done: Record) -> list[bytes]:
    """Return the contacts who answered: the origin of a received record, or the recipients of a record that we made."""
    if done.origin is not None:
        return [done.origin]
    return [link.target for link in store.links_of(vault.con, done.id) if link.role == "addressee"]


def _reach(vault: Vault, contact: Record | None, gone: Collection[bytes]) -> str:
    if contact is None or contact.removed or contact.id in gone or contact.fields.get("listing") == "no":
        return ""
    reach = contact.fields.get("reach")
    if marked_above(vault.kinds["contact"], contact, PROFILES[INSTANT]):
        return ""
    return str(reach[0]) if isinstance(reach, list) and reach else ""
