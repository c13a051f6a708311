"""The vault's life: create, open, look at from outside, check, change the passphrase, lock."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

import crypto
from app.actions import backups
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused, NotFound, NotOpened, VaultBusy
from app.phrase import Phrase
from app.store import custody, files, header, identity, lockfile
from app.store import vault as store
from app.store.blobs import collect, verify
from app.store.vault import Vault, translated
from sync.ports import Told, untold


def create(
    folder: Path, passphrase: str, words: Vocabularies, *, kdf_mib: int | None = None, name: str = "",
    clock: Callable[[], float] = time.time, random: Callable[[int], bytes] = os.urandom,
) -> Vault:  # fmt: skip
    """Make a vault and open it. Raises InputRefused where there is one already or nothing was typed."""
    _typed(passphrase)
    vault = store.create(folder, passphrase, words, kdf_mib=kdf_mib, clock=clock, random=random)
    if name:
        identity.set_card(vault, name, None)
    return vault


def _typed(passphrase: str) -> None:
    """Raise InputRefused where nothing was typed, or what was typed is no text."""
    try:
        crypto.normalise(passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused(
            "The passphrase is empty.", "Nothing was changed. Six words, drawn by chance, are a good one."
        ) from nothing


def fingerprint(vault: Vault) -> str:
    """Return this vault's id, H("id", id_pk), in hex: for the directory and for exports, never to compare by voice."""
    return vault.author.hex()


@frozen
class Outside:
    """What anyone can see of a vault without its passphrase."""

    folder: str
    kdf_mib: int
    passes: int
    files: int
    bytes: int
    open_by: int | None


def info(folder: Path) -> Outside:
    """Return what a vault shows without its passphrase."""
    if not store.exists(folder):
        raise NotFound(
            Phrase("There is no vault in {folder}.", folder=folder),
            "Check the folder, or make one with: amparo vault create",
        )
    m_kib, passes, _ = header.costs(header.read(folder / "vault.hdr"))
    with translated():
        found = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in found)
    return Outside(str(folder), m_kib // 1024, passes, len(found), size, lockfile.holder(folder / "lock"))


@frozen
class Health:
    """What a check found: `damaged` names each thing that is not as it was written."""

    pages: bool
    records: int
    blobs: int
    custody_entries: int
    damaged: tuple[str, ...]
    warnings: tuple[str, ...]


def check(vault: Vault, told: Told = untold) -> Health:
    """Verify every page, every blob and the custody chain; only what a crash left behind a day ago is removed.

    `told` hears of files.
    """
    damaged: list[str] = []
    with translated():
        pages = [row[0] for row in vault.con.execute("PRAGMA cipher_integrity_check")]
        shape = [row[0] for row in vault.con.execute("PRAGMA integrity_check")]
    damaged += [Phrase("database page: {text}", text=text) for text in pages]
    damaged += [Phrase("database: {text}", text=text) for text in shape if text != "ok"]
    rows = files.all_(vault)
    for done, stored in enumerate(rows):
        told(done, len(rows))
        try:
            verify(vault.folder, stored)
        except NotOpened as bad:
            damaged.append(Phrase("file {name}: {why}", name=stored.sha256.hex()[:16], why=bad))
    files.sweep(vault)
    collect(vault.folder, {stored.blob_id for stored in rows}, vault.clock())
    try:
        custody.verify(vault.con)
    except NotOpened as broken:
        damaged.append(broken.message)
    (records,) = vault.con.execute("SELECT count(*) FROM record").fetchone()
    (entries,) = vault.con.execute("SELECT count(*) FROM custody").fetchone()
    older = Phrase("An older header was put back: an old passphrase may open this vault.")
    warnings = (older,) if store.older_header(vault) else ()
    return Health(not pages and shape == ["ok"], records, len(rows), entries, tuple(damaged), warnings)


def change_passphrase(vault: Vault, old: str, new: str) -> None:
    """Give the vault another passphrase, and its backups where they had the same.

    Whoever copied the old header can still open that copy: say so.
    """
    _typed(new)
    data = header.change_passphrase(vault.folder / "vault.hdr", old, new, vault.random)
    vault.set("header_seq", header.sequence(data).to_bytes(8, "big"))
    backups.follow(vault, old, new)


def lock(folder: Path, wait: float = 15.0) -> bool:
    """End the process that has the vault open, cleanly, and wait until it is gone; return whether there was one."""
    if not store.exists(folder):
        raise NotFound(Phrase("There is no vault in {folder}.", folder=folder), "Check the folder.")
    pid = lockfile.holder(folder / "lock")
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + wait
    while lockfile.holder(folder / "lock") is not None:
        if time.monotonic() > deadline:
            raise VaultBusy("The other process has not left yet.", "It may be writing; try again.")
        time.sleep(0.02)
    return True
