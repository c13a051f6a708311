"""Rotate the key of the vault: a person with a copy of the old header and an old passphrase reads nothing new.

    name the new database in the old one -> copy it under the new key, durable -> write the header -> remove the old one

The header is the switch: a slot names its database, so that exactly one pair of the two fits at every moment. Each of
the two databases names the other, and after a crash only that other one is removed (`superseded`). The originals stay
as they are: their keys are rows of the database.
"""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from attrs import frozen

import crypto
from app.errors import InputRefused, NotOpened, StorageFailed
from app.store.records import real_names
from app.store.upkeep import recovery
from app.store.vault import backup_key, durable, header, inforce, integrity, old_database, slots
from app.store.vault.connection import connect, open_keyed, translate_errors
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

_PAGES = 2048
"""The number of pages copied between two progress reports to `told`."""


@frozen(eq=False)
class NewUnlockMethod:
    """An unlock method after the rotation: the secret, and the name that a person gave it."""

    secret: "crypto.SlotSecret"
    name: str = ""


def rotate(
    vault: Vault,
    data: bytes,
    opened: "crypto.OpenedVault",
    ways: Sequence[NewUnlockMethod],
    told: Told = ignore_progress,
) -> list[slots.Slot]:
    """Give the vault a new key and a new database, opened only by `ways`; return their slots.

    `data` is the present header, `opened` its opened form; `told` receives the progress in pages and can stop the work.
    Until the header is written, everything stays as it was after any error. Raises InputRefused for no way or more ways
    than slots, StorageFailed, NotOpened if the database is damaged, Stopped.
    """
    ours = [opened.slot, *(i for i in range(16) if opened.mask >> i & 1 and i != opened.slot)]
    if not 0 < len(ways) <= len(ours):
        raise InputRefused("A vault has one to eight passwords.", "Nothing was changed.")
    placed = dict(zip(ours, ways, strict=False))
    written, new = crypto.rotate_header(data, opened, {i: way.secret for i, way in placed.items()}, random=vault.random)
    path = _path(vault, new.db_id)
    kept = [_row(i, way, vault.now()) for i, way in sorted(placed.items())]
    with new.vmk:
        key = crypto.database_key(new.vmk, new.db_id)
    vault.set(old_database.TO, new.db_id)
    try:
        _copy(vault, path, key, told)
        _settle(vault, path, key, written, kept)
    except BaseException:
        key.clear()
        old_database.remove(vault)
        raise
    _switch(vault, written)
    vault.move_to(path, key, new)
    old_database.remove(vault)
    return kept


def _switch(vault: Vault, written: bytes) -> None:
    """Write the header. If it is not sure that the old one is valid, close the vault: nothing is saved or removed."""
    try:
        header.rewrite(vault.folder / "vault.hdr", written)
    except BaseException as error:
        if isinstance(error, StorageFailed) and not isinstance(error, header.Uncertain):
            old_database.remove(vault)
        else:
            vault.close()
        raise


def _path(vault: Vault, db_id: bytes) -> Path:
    return vault.folder / "db" / db_id.hex()


def _row(i: int, way: NewUnlockMethod, now: int) -> slots.Slot:
    secret = way.secret
    return slots.Slot(i, secret.how, secret.keyfile is not None, secret.flags, way.name, now)


def _copy(vault: Vault, path: Path, key: "crypto.Secret", told: Told) -> None:
    """Copy every page under the new key, and verify the copy."""
    with translate_errors(), closing(open_keyed(path, bytes(key.buffer))) as target:
        target.execute("PRAGMA synchronous = FULL")
        vault.con.backup(target, pages=_PAGES, progress=lambda _, left, total: told(total - left, total))
    with translate_errors(), closing(connect(path, bytes(key.buffer))) as copied:
        if integrity.damage(copied):
            raise NotOpened("The database is damaged.", "Nothing was changed. Run: amparo vault check")


def _settle(vault: Vault, path: Path, key: "crypto.Secret", written: bytes, kept: Sequence[slots.Slot]) -> None:
    """Write the new vault's settings and slots into the copy, and make it and its name durable."""
    with translate_errors():
        con = connect(path, bytes(key.buffer))
        with closing(Vault(vault.folder, con, None, vault.words, vault.clock, vault.random)) as copied:
            with copied.transaction():
                copied.forget(old_database.TO)
                copied.set(old_database.FROM, bytes.fromhex(vault.database[0].name))
                inforce.note(copied, written, vault.opened.mask)
                backup_key.give_up(copied)  # a reader of an old copy has it
                recovery.drop(copied)
                for slot in slots.list_slots(copied):
                    slots.drop(copied, slot.i)
                for slot in kept:
                    slots.keep(copied, slot)
            real_names.drop_wrap(copied, crypto.RECOVERY)  # the earlier shares open nothing here
            con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        durable.sync_file(path)
        durable.sync_folder(path.parent)
