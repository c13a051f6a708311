"""The mechanisms: those of the program, and those that the user loaded, which replace them.

A mechanism of the program is data that no lawyer has reviewed. A form that was begun keeps its version.
"""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from app.actions.kernel import own_data
from app.actions.kernel.external_files import write
from app.domain.record import Record
from app.domain.submissions.catalogue import Mechanism, read_mechanism
from app.errors import InputRefused
from app.phrase import Phrase
from app.start import resources
from app.store.vault.open_vault import Vault

_SETTING, _BEGUN = "mechanisms", "mechanisms_begun"


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Any]:
    files = sorted((Path(resources()) / "mechanisms").glob("*.json"))
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files}


Own = Callable[[str], Mapping[str, Any]]
"""Returns the data of the user under a setting."""


def _current(own: Own) -> Mapping[str, Any]:
    return {**_shipped(), **own(_SETTING)}


def list_mechanisms(vault: Vault) -> tuple[Mechanism, ...]:
    """Return the newest version of each mechanism."""
    return tuple(map(read_mechanism, _current(partial(own_data.read_own, vault)).values()))


def find_by_id(vault: Vault, id_: str, version: str = "") -> Mechanism:
    """Return a mechanism; one in a `version` that a form began with, if it is here. Raises InputRefused."""
    return read_mechanism(read_data(vault, id_, version))


def read_data(vault: Vault, id_: str, version: str = "") -> Mapping[str, Any]:
    """Return the data of a mechanism, as a file has it. Raises InputRefused."""
    return _read(partial(own_data.read_own, vault), id_, version)


def find_for(form: Record, own: Own) -> Mechanism:
    """Return the mechanism of a form, in the version that it began with if it is here. Raises InputRefused."""
    return read_mechanism(_read(own, str(form.fields.get("mechanism", "")), str(form.fields.get("version", ""))))


def _read(own: Own, id_: str, version: str) -> Mapping[str, Any]:
    known = _current(own)
    found: Mapping[str, Any] | None = own(_BEGUN).get(f"{id_}@{version}", known.get(id_))
    if found is None:
        named = ", ".join(known)
        raise InputRefused(Phrase("There is no mechanism {id}.", id=id_), Phrase("Mechanisms: {known}.", known=named))
    return found


def find_known(vault: Vault, id_: str) -> Mechanism | None:
    """Return the newest version of a mechanism, or None for a new one."""
    found = _current(partial(own_data.read_own, vault)).get(id_)
    return read_mechanism(found) if found else None


def is_shipped(mechanism: Mechanism) -> bool:
    """Return True for a mechanism of the program that no user changed."""
    return mechanism.id in _shipped() and read_mechanism(_shipped()[mechanism.id]) == mechanism


def keep_version(vault: Vault, id_: str) -> Mechanism:
    """Keep the newest version of a mechanism for a form that begins now. Raises InputRefused."""
    data = read_data(vault, id_)
    own_data.keep(vault, _BEGUN, f"{id_}@{data['version']}", data)
    return read_mechanism(data)


def read_file(vault: Vault, file: Path) -> tuple[Mapping[str, Any], Mechanism]:
    """Return the data of a JSON file and its mechanism; nothing is stored. Raises InputRefused."""
    data, found = own_data.load_file(
        file, read_mechanism, lambda why: Phrase("The mechanism cannot be read: {why}", why=why),
        "Nothing was stored. See: amparo submission mechanisms --help",
    )  # fmt: skip
    if found.id not in vault.words["mechanism"]:
        known = ", ".join(vault.words["mechanism"].codes)
        raise InputRefused(
            Phrase("A mechanism cannot be called {id}.", id=found.id), Phrase("Use: {known}.", known=known)
        )
    own = partial(own_data.read_own, vault)
    same = (own(_BEGUN).get(f"{found.id}@{found.version}"), _current(own).get(found.id, {}))
    if any(one and one != data and one["version"] == found.version for one in same):
        said = Phrase("Another form {id} has the version {version}.", id=found.id, version=found.version)
        raise InputRefused(said, "Nothing was stored. Write a new version into the file.")
    return data, found


def load_mechanism(vault: Vault, file: Path) -> Mechanism:
    """Store the mechanism of a JSON file, in place of the known one with its id. Raises InputRefused."""
    data, found = read_file(vault, file)
    own_data.keep(vault, _SETTING, found.id, data)
    return found


def drop_own(vault: Vault, id_: str) -> None:
    """Use the mechanism of the program again; forms that began keep theirs. Raises InputRefused without an own one."""
    if not is_own(vault, id_):
        raise InputRefused(Phrase("You did not load a form {id}.", id=id_), "Nothing was changed.")
    own_data.drop(vault, _SETTING, id_)


def is_own(vault: Vault, id_: str) -> bool:
    """Return True for a mechanism that the user loaded."""
    return id_ in own_data.read_own(vault, _SETTING)


def write_file(vault: Vault, id_: str, file: Path) -> None:
    """Write the data of a mechanism into a new JSON file, to edit it. It has no word of a record."""
    write(file, json.dumps(read_data(vault, id_), ensure_ascii=False, indent=1).encode())
