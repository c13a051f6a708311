"""Make the alias list: the real name for each alias, for the people of one incident or case (C19).

This paper has real names and nothing else. People must keep it apart from every paper with an alias: it shows only the
names, not what their owners told. Each name on it is an entry in the log of the names password.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.actions.kernel.linked_closure import closure
from app.actions.kernel.records import record_of
from app.actions.vault import real_names
from app.domain.record import Record
from app.domain.sheet import Sheet, SheetTable
from app.errors import NotFound
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    import crypto


def people(vault: Vault, handles: Sequence[str]) -> list[Record]:
    """Return everyone who is linked with these records and has a real name behind the names password."""
    records, _ = closure(vault, [record_of(vault, handle).id for handle in handles])
    return [record for record in records if record.kind == "actor" and real_names.count_real_names(vault, record.id)]


def make_alias_list(vault: Vault, key: "crypto.Secret", handles: Sequence[str], why: str = "") -> Sheet:
    """Return the alias list of everyone who is linked with these records. Raises NotFound if no real name is stored."""
    rows = []
    for person in people(vault, handles):
        for one in real_names.show(vault, key, person.id.hex(), why):
            real = str(one.fields.get("real_name", ""))
            rows.append((one.alias, real, str(one.fields.get("birth_date", ""))))
    if not rows:
        raise NotFound("This vault has no real names of these people.", "Nothing was written.")
    header = (Phrase("By alias"), Phrase("Real name"), Phrase("Date of birth"))
    note = Phrase("Store it away from all papers with their statements. The log lists each name on it.")
    return Sheet(Phrase("Alias list"), "", (SheetTable(header, tuple(sorted(rows)), note),), note, "key")
