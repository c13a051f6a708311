"""The USB sticks that a person named, to know them again: a name, a keyed hash of the serial, first and last use.

All of it is inside the vault. The key is random and in the vault too, so two vaults hash one stick differently, and no
serial number is stored. A stick with anonymous reports is never remembered.
"""

import hashlib
import json

from attrs import frozen

from app.store.vault import settings
from app.store.vault.identity import make_printable
from app.store.vault.open_vault import Vault

LONGEST_NAME = 40
_KEY, _STICK = "sticks_key", "stick_known:"


@frozen
class KnownStick:
    """A stick by the name that a person gave it; first and last use in UTC seconds."""

    name: str
    first: int
    last: int


def find_stick(vault: Vault, serial: str) -> KnownStick | None:
    """Return the stick with this serial number, if it has a name here."""
    kept = vault.get(_setting(vault, serial)) if serial and vault.get(_KEY) else None
    return KnownStick(**json.loads(kept)) if kept else None


def list_sticks(vault: Vault) -> list[KnownStick]:
    """Return the named sticks, the last used one first."""
    found = [KnownStick(**json.loads(kept)) for _, kept in settings.list_settings(vault.con, _STICK)]
    return sorted(found, key=lambda stick: -stick.last)


def remember(vault: Vault, serial: str, name: str = "") -> None:
    """Note the use of a stick now: one with a name, new or from before. Without a name or a serial nothing is kept."""
    before = find_stick(vault, serial)
    name = make_printable(name).strip()[:LONGEST_NAME] or (before.name if before else "")
    if not (serial and name):
        return
    if vault.get(_KEY) is None:
        vault.set(_KEY, vault.random(32))
    kept = {"name": name, "first": before.first if before else vault.now(), "last": vault.now()}
    vault.set(_setting(vault, serial), json.dumps(kept).encode())


def forget(vault: Vault, serial: str) -> None:
    """Forget a known stick."""
    if find_stick(vault, serial) is not None:
        vault.forget(_setting(vault, serial))


def _setting(vault: Vault, serial: str) -> str:
    return _STICK + hashlib.blake2b(serial.encode(), key=vault.get(_KEY) or b"", digest_size=16).hexdigest()
