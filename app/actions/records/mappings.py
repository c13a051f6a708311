"""Store import mappings under a name, and offer them again for a file with the same header."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.vault import settings
from app.store.vault.open_vault import Vault

_NAME = "mapping:{name}"
"""Setting of the vault."""


@frozen
class SavedMapping:
    """A stored mapping: the header of its table, and the content of its file."""

    name: str
    header: tuple[str, ...]
    mapping: Mapping[str, Any]

    @property
    def file(self) -> bytes:
        """The mapping file, in the format of the command line."""
        return json.dumps(self.mapping, ensure_ascii=False, indent=1).encode()


def keep(vault: Vault, name: str, header: Sequence[str], mapping: Mapping[str, Any]) -> SavedMapping:
    """Store a mapping under a name; replace the older mapping with that name. Raises InputRefused without a name."""
    kept = SavedMapping(name.strip(), tuple(header), mapping)
    if not kept.name:
        raise InputRefused("A mapping needs a name.", "Nothing was stored.")
    vault.set(_NAME.format(name=kept.name), json.dumps([kept.header, mapping], ensure_ascii=False).encode())
    return kept


def list_mappings(vault: Vault) -> list[SavedMapping]:
    """Return every stored mapping, by name."""
    first = _NAME.format(name="")
    rows = settings.list_settings(vault.con, first)
    read = [(name[len(first) :], *json.loads(value)) for name, value in rows]
    return [SavedMapping(name, tuple(header), mapping) for name, header, mapping in read]


def find_by_name(vault: Vault, name: str) -> SavedMapping:
    """Return the mapping of that name. Raises NotFound."""
    for kept in list_mappings(vault):
        if kept.name == name.strip():
            return kept
    raise NotFound(Phrase("There is no saved mapping {name}.", name=name), "See: amparo mapping list")


def drop(vault: Vault, name: str) -> SavedMapping:
    """Delete a stored mapping and return it. Raises NotFound."""
    kept = find_by_name(vault, name)
    vault.forget(_NAME.format(name=kept.name))
    return kept
