"""The one quiet look at the machine under a vault, and what a person said of it ("I know")."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import crypto
from app.actions.changed import Changed
from app.actions.db import Db
from app.machine import elsewhere, folder, linux
from app.machine.seen import Seen, good
from app.phrase import Phrase
from app.store.vault import Vault

_KNOWN = "machine_known"
"""Setting of the vault: the keys of findings that a person knows of, as JSON."""
_SEEN = "machine_seen"
"""Setting of the vault: the keys of what was worth a look the last time, as JSON."""


def look(vault_folder: Path, root: Path = Path("/"), platform: str = sys.platform) -> Sequence[Seen]:
    """Return what can be seen of the machine, without the passphrase and without a question; some milliseconds.

    Modes of our own files that are too wide are mended on the way. `root` is where /proc and /sys are looked for.
    """
    where = vault_folder.resolve()
    mended = folder.mend_modes(where) if where.exists() else 0
    found = []
    if platform == "linux":
        found += [linux.disk(root, where), linux.swap(root), linux.hibernation(root)]
    else:
        found.append(elsewhere.disk(where, platform=platform))
    accounts = linux.accounts(root) if platform == "linux" else []
    found += [folder.others(where, accounts), folder.synchronised(where), _locked()]
    if mended:
        said = Phrase("Files of the vault were open to others of this machine ({n}); they are not any more.", n=mended)
        found.append(good("modes", said))
    return found


def _locked() -> Seen:
    """Say whether the system lets keys be kept out of swap."""
    with crypto.Secret() as secret:
        if secret.locked:
            return good("locked", Phrase("Keys are kept in memory that is never swapped."))
    return Seen(
        "locked", "care", Phrase("The system does not let this program keep its keys out of swap."),
        Phrase("Keys may be written to the disk where memory runs short."),
        Phrase("Allow it some locked memory (RLIMIT_MEMLOCK), or encrypt the swap."),
    )  # fmt: skip


def remember(vault: Vault, found: Sequence[Seen]) -> None:
    """Keep which findings are worth a look, so that Now can say how many; written where that changed."""
    keys = json.dumps(sorted(row.key for row in found if row.state == "care")).encode()
    if (vault.get(_SEEN) or b"[]") != keys:
        vault.set(_SEEN, keys)


def worth_a_look(vault: Vault) -> int:
    """Return how many findings of the last look a person does not know of."""
    return len(set(json.loads(vault.get(_SEEN) or b"[]")) - known(vault))


def known_of(db: Db) -> frozenset[str]:
    """Return the same from another thread than the store's."""
    return db(known)  # type: ignore[return-value]


def known(vault: Vault) -> frozenset[str]:
    """Return the keys of the findings that a person knows of."""
    return frozenset(json.loads(vault.get(_KNOWN) or b"[]"))


def say_known(vault: Vault, key: str, yes: bool = True) -> Changed:
    """Remember that a person knows of a finding, or not any more: it is not counted as something to look at."""
    keys = known(vault) | {key} if yes else known(vault) - {key}
    vault.set(_KNOWN, json.dumps(sorted(keys)).encode())
    return Changed()
