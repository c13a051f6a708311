"""Manage the unlock methods: several passphrases, each with or without a key file, changed with another method.

Each change proves the present unlock method again (`way`). So an unlocked window is not enough, and the remaining
method works: the method that was just used cannot be removed. The row is stored before the header. After a crash in
between, the list can show a method that opens nothing, but a working method is always listed.
"""

import os
from math import log2
from pathlib import Path

from attrs import evolve

import crypto
from app.actions.vault.lifecycle import require_different_passphrase, require_passphrase
from app.errors import InputRefused, NotFound, StorageFailed
from app.phrase import Phrase
from app.store.records import real_names
from app.store.upkeep import recovery
from app.store.vault import backup_key, identity, slots
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from app.store.vault.slots import Slot

LARGEST_KEYFILE = 64 << 20
"""Bytes of the largest file that is accepted as a key file."""
WEAK = 60
"""Bits of guessing below which Argon2id does not save a passphrase."""
MOST = 72
"""The maximum number of letters that are checked: a longer passphrase is not weaker."""


def list_unlock_methods(vault: Vault) -> list[Slot]:
    """Return every unlock method, oldest first; `vault.opened.slot` is the one that opened this vault."""
    return slots.list_slots(vault)


def add(vault: Vault, way: UnlockSecret, name: str, passphrase: str, keyfile: bytes | None = None) -> Slot:
    """Add a passphrase, with a key file if `keyfile` (its hash) is given; it must open no slot already.

    Raises InputRefused if all eight are taken, or if the passphrase is empty or in use; CannotUnlock for `way`.
    """
    require_passphrase(passphrase)
    called = clean_name(name)
    with slots.open_header(vault, way) as (data, opened):
        require_different_passphrase(passphrase, vault.folder)
        i = slots.find_free_slot(vault, opened)
        if i is None:
            raise InputRefused(
                "The vault has eight passwords already, the most possible.",
                "Nothing was changed. Remove a password first.",
            )
        slot = Slot(i, crypto.PASSPHRASE, keyfile is not None, 0, called, vault.now())
        with slots.passphrase(data, passphrase, keyfile) as secret:
            slots.write_slot(vault, data, opened, slot, secret)
    return slot


def remove(vault: Vault, way: UnlockSecret, i: int) -> Slot:
    """Remove an unlock method: its slot becomes random. It still opens older copies of the vault.

    Raises NotFound for an unknown number. Raises InputRefused for the method in use now, for the last passphrase, and
    for a passphrase if recovery shares opened the vault. So a passphrase always remains.
    """
    slot = _known(vault, i)
    with slots.open_header(vault, way) as (data, opened):
        others = [s for s in passphrases(vault) if s.i != i]
        if slot.how == crypto.PASSPHRASE and not others:
            raise InputRefused("You cannot remove the last password.", "Add another password first.")
        if opened.slot == i:
            raise InputRefused(
                "You cannot remove the password that you used to open the vault.",
                "Nothing was changed. To remove this password, open the vault with a different password.",
            )
        if slot.how == crypto.PASSPHRASE and opened.how == crypto.RECOVERY:
            raise InputRefused(
                "Recovery shares remove no password.",
                "Nothing was changed. Set a new password first. Then remove the old password.",
            )
        if slot.how == crypto.RECOVERY:  # before its row: after a crash in between, it is still listed for removal
            backup_key.drop_recovery(vault)
            real_names.drop_wrap(vault, crypto.RECOVERY)
        slots.empty_slot(vault, data, opened, i)
    if slot.how == crypto.RECOVERY:
        recovery.drop(vault)
    return slot


def change_passphrase(
    vault: Vault, way: UnlockSecret, new: str, *, i: int | None = None, keyfile: bytes | None = None
) -> Slot:  # fmt: skip
    """Change the passphrase of a method: the one that `way` opens, or `i`, or the only one if `way` is recovery.

    The key file of the method in use stays; a forgotten passphrase is replaced, with `keyfile`. If the old passphrase
    opens the backups too, the new one replaces it there. A copy of the old header still opens with the old one: tell
    the person.
    """
    require_passphrase(new)
    with slots.open_header(vault, way) as (data, opened):
        require_different_passphrase(new, vault.folder)
        own = opened.how == crypto.PASSPHRASE and i in (None, opened.slot)
        known = _known(vault, opened.slot if own else _forgotten(vault) if i is None else i)
        if known not in passphrases(vault):
            raise InputRefused("Set recovery and the erase password on their own pages.", "Nothing was changed.")
        kept = way.keyfile if own and opened.keyfile and keyfile is None else keyfile
        slot = evolve(known, keyfile=kept is not None)
        with slots.passphrase(data, new, kept, opened.flags if own else known.flags) as secret:
            slots.write_slot(vault, data, opened, slot, secret)
    if own and isinstance(way.secret, str) and backup_key.opens_with(vault, way.secret):
        backup_key.set_passphrase(vault, new)
    return slot


def keyfile(path: Path) -> bytes:
    """Return the hash of a key file for a slot: any file of 1 byte to 64 MiB. Raises NotFound, InputRefused."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_KEYFILE + 1)
    except OSError as error:
        raise NotFound(
            Phrase("The key file cannot be read ({text}).", text=error.strerror),
            "Is the USB stick connected? The vault is unchanged.",
        ) from error
    if not 0 < len(data) <= LARGEST_KEYFILE:
        raise InputRefused("A key file has 1 byte to 64 MiB.", "Nothing was changed. Choose another file.")
    return crypto.keyfile_hash(data)


def make_keyfile(path: Path, random: crypto.Random = os.urandom) -> bytes:
    """Write a new key file of 64 random bytes, readable only by its owner; return its hash.

    Raises InputRefused if a file has this name, StorageFailed if the disk refuses it.
    """
    data = random(64)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as there:
        raise InputRefused("There is a file of that name already.", "Nothing was changed.") from there
    except OSError as error:
        raise StorageFailed(
            Phrase("The key file could not be written ({text}).", text=error.strerror), "Nothing was changed."
        ) from error
    return crypto.keyfile_hash(data)


def clean_name(name: str) -> str:
    """Return the name of an unlock method as it is stored. Raises InputRefused if it is too long."""
    called = identity.make_printable(name)
    if len(called) > identity.MOST_NAME:
        raise InputRefused(
            Phrase("The name is longer than {most} characters.", most=identity.MOST_NAME), "Nothing was changed."
        )
    return called


def _known(vault: Vault, i: int) -> Slot:
    for slot in slots.list_slots(vault):
        if slot.i == i:
            return slot
    raise NotFound(Phrase("There is no password with the number {i}.", i=i), "See them with: amparo vault slots")


def _forgotten(vault: Vault) -> int:
    """Return the only passphrase; with several, the caller must choose the forgotten one."""
    known = passphrases(vault)
    if len(known) != 1:
        raise InputRefused(
            "There are several passwords. Choose the password to replace.",
            "Give its number, or add a new one. Nothing was changed.",
        )
    return known[0].i


def passphrases(vault: Vault) -> list[Slot]:
    """Return the unlock methods with a passphrase, without recovery and the wipe passphrase."""
    return [s for s in slots.list_slots(vault) if s.how == crypto.PASSPHRASE and not s.flags & crypto.WIPE]


def bits(text: str) -> int:
    """Return the bits of guessing that zxcvbn estimates; the first call takes some 100 ms to load its lists."""
    from zxcvbn import zxcvbn

    return int(log2(float(zxcvbn(text[:MOST])["guesses"]))) if text else 0
