"""The source key sheet: which real name stands behind which alias, for those of one incident or case (C19).

It is the one paper with real names. It is held apart from everything that names an alias: by itself it says who the
aliases are and nothing of what they told. Each name on it is a line in the log of the second lock.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.actions import second
from app.actions.closure import closure
from app.actions.records import record_of
from app.domain.record import Record
from app.domain.sheet import Sheet, Table
from app.errors import NotFound
from app.phrase import Phrase
from app.store.vault import Vault

if TYPE_CHECKING:
    import crypto


def people(vault: Vault, handles: Sequence[str]) -> list[Record]:
    """Return everybody who is linked with these records and has a real name behind the second lock."""
    records, _ = closure(vault, [record_of(vault, handle).id for handle in handles])
    return [record for record in records if record.kind == "actor" and second.held(vault, record.id)]


def made(vault: Vault, key: "crypto.Secret", handles: Sequence[str], why: str = "") -> Sheet:
    """Return the sheet of everybody who is linked with these records; NotFound where nobody's real name is held."""
    rows = []
    for person in people(vault, handles):
        for one in second.show(vault, key, person.id.hex(), why):
            real = str(one.fields.get("real_name", ""))
            rows.append((one.alias, real, str(one.fields.get("birth_date", ""))))
    if not rows:
        raise NotFound("No real name of anybody here is held.", "Nothing was written.")
    header = (Phrase("By alias"), Phrase("Real name"), Phrase("Date of birth"))
    note = Phrase("Keep it apart from every paper that says what they told. Each name here stands in the log.")
    return Sheet(Phrase("Key to the aliases"), "", (Table(header, tuple(sorted(rows)), note),), note, "key")
