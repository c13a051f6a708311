"""Check the security of this computer, and store the findings that a person marked as known ("I know")."""

import json
import sys
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

import crypto
from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db
from app.device import findings, linux
from app.device.findings import DeviceFinding, good_finding, unknown_finding
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

_KNOWN = "machine_known"
"""Setting of the vault: the keys of the findings that a person knows, as JSON."""
_SEEN = "machine_seen"
"""Setting of the vault: the keys of the findings with state "care" of the last check, as JSON."""


def look(vault_folder: Path, root: Path = Path("/"), platform: str = sys.platform) -> Sequence[DeviceFinding]:
    """Return the security findings of this computer, without passphrase or question; takes tenths of a second.

    Also restrict the modes of vault files that are too open. `root` is the folder that contains /proc and /sys.
    """
    where = vault_folder.resolve()
    mended = findings.mend_modes(where) if where.exists() else 0
    found = []
    if platform == "linux":
        found += [linux.disk(root, where), linux.swap(root), linux.hibernation(root)]
    else:
        found.append(findings.disk(where, platform=platform))
    accounts = linux.accounts(root) if platform == "linux" else []
    found += [
        findings.check_folder_access(where, accounts),
        findings.check_synchronised_folder(where),
        _locked(),
        _reader(),
    ]
    if mended:
        said = Phrase("Other users of this computer could read {n} files of the vault. Amparo closed this.", n=mended)
        found.append(good_finding("modes", said))
    return found


def _locked() -> DeviceFinding:
    """Return a finding that says if the system keeps the keys out of swap."""
    with crypto.Secret() as secret:
        if secret.locked:
            return good_finding("locked", Phrase("The system does not write the keys of the vault to the disk."))
    return DeviceFinding(
        "locked", "care", Phrase("The system can write the keys of the vault to the disk."),
        Phrase("This happens when the computer has too little free memory."),
        Phrase("Allow it some locked memory (RLIMIT_MEMLOCK), or encrypt the swap."),
    )  # fmt: skip


LAYERS: Mapping[str, str] = {
    "namespace": Phrase("a separate empty network (namespaces)"),
    "no_new_privs": Phrase("a ban on new rights (no_new_privs)"),
    "landlock": Phrase("a ban on files and folders (Landlock)"),
    "limits": Phrase("a ban on new files, connections and processes (limits)"),
    "memory": Phrase("a limit on memory (limits)"),
    "seccomp": Phrase("a short list of allowed system calls (seccomp)"),
}
"""A description of each layer (`app.exchange.layers`) that confines the process that reads files from others."""


def _reader() -> DeviceFinding:
    from app.exchange.sandbox_client import layers_here  # not before a list is shown

    try:
        return reader(layers_here())
    except OSError as error:
        said = Phrase("The process that reads files from others cannot be started ({text}).", text=error)
        return unknown_finding("reader", said, Phrase("Close other programs, then try again."))


def reader(held: Set[str], platform: str = sys.platform) -> DeviceFinding:
    """Return a finding about the layers that confine the process that reads files, and about missing ones."""
    from app.exchange.layers import missing_layers

    there = tuple(words for name, words in LAYERS.items() if name in held)
    missing = tuple(words for name, words in LAYERS.items() if name not in held)
    means = Phrase("Protected by: {there}. Missing here: {missing}.", there=there, missing=missing)
    if not missing:
        means = Phrase("Protected by: {there}.", there=there)
    elif not there:
        means = Phrase("Missing here: {missing}.", missing=missing)
    if platform != "linux":
        said = Phrase("This computer cannot open files from other people safely.")
        step = Phrase("Open files from unknown people on a computer with Linux.")
    elif missing_layers(held, platform):
        said = Phrase("Amparo does not open files from other people here: this computer cannot open them safely.")
        step = Phrase("Use Linux on a 64-bit PC or ARM computer, without a tool that forbids seccomp.")
    else:
        said = Phrase(
            "A separate process reads files from other people. It cannot open other files, send data or start programs."
        )
        return DeviceFinding("reader", "good", said, means)
    return DeviceFinding("reader", "care", said, means, step)


def remember(vault: Vault, found: Sequence[DeviceFinding]) -> None:
    """Store the findings that need attention, so that Now can count them; write only after a change."""
    keys = json.dumps(sorted(row.key for row in found if row.state == "care")).encode()
    if (vault.get(_SEEN) or b"[]") != keys:
        vault.set(_SEEN, keys)


def count_unreviewed_findings(vault: Vault) -> int:
    """Return the number of findings of the last check that the person does not know."""
    return len(set(json.loads(vault.get(_SEEN) or b"[]")) - list_known_findings(vault))


def was_checked(vault: Vault) -> bool:
    """Return True if this vault has the findings of a check."""
    return vault.get(_SEEN) is not None


def known_of(db: Db) -> frozenset[str]:
    """Return the result of `list_known_findings`; call it on threads that do not own the store."""
    return db(list_known_findings)


def list_known_findings(vault: Vault) -> frozenset[str]:
    """Return the keys of the findings that a person knows."""
    return frozenset(json.loads(vault.get(_KNOWN) or b"[]"))


def say_known(vault: Vault, key: str, yes: bool = True) -> Changed:
    """Mark a finding as known, or remove the mark; a known finding does not need attention."""
    keys = list_known_findings(vault) | {key} if yes else list_known_findings(vault) - {key}
    vault.set(_KNOWN, json.dumps(sorted(keys)).encode())
    return Changed(frozenset({"machine"}))
