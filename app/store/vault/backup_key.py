"""Store the key of this vault's backups in the vault's database, with the header of every backup.

The header has its own salt, key and database id, and up to two slots: a passphrase and the recovery secret. The key is
here, so each slot can be written when its secret is available (a passphrase is typed, shares are made). Every later
backup needs no typed secret. A person who opens the vault, or one backup, can thus open the other backups.
"""

from attrs import evolve, frozen

import crypto
from app.store.vault import header
from app.store.vault.open_vault import Vault


@frozen(eq=False)
class BackupKey:
    """A backup key. `header`: the 64 KiB file of each backup under it; `passphrase` and `recovery`: slots, or None."""

    opened: "crypto.OpenedVault"
    header: bytes
    passphrase: int | None = None
    recovery: int | None = None

    @property
    def opens(self) -> bool:
        """Return True if a passphrase or a recovery secret opens a backup under this key."""
        return self.passphrase is not None or self.recovery is not None


def read_backup_key(vault: Vault) -> BackupKey | None:
    """Return the key for new backups, or None before it is made."""
    row = vault.con.execute(
        "SELECT db_id, vmk, mask, header, passphrase, recovery FROM backup_key WHERE length(vmk) > 0"
    ).fetchone()
    if row is None:
        return None
    db_id, vmk, mask, copy, passphrase, recovery = row
    data = bytes(copy) * 2
    slot = next(i for i in range(16) if mask >> i & 1)
    opened = crypto.OpenedVault(crypto.Secret.of(bytes(vmk)), bytes(db_id), mask, slot, header.sequence(data))
    return BackupKey(opened, data, passphrase, recovery)


def list_backup_names(vault: Vault) -> set[str]:
    """Return the database names of all backups of this vault, including those under discarded keys."""
    return {bytes(row[0]).hex() for row in vault.con.execute("SELECT db_id FROM backup_key")}


def set_passphrase(vault: Vault, passphrase: str) -> BackupKey:
    """Let this passphrase open the backups instead of the earlier one; the next backup includes the change.

    Runs Argon2id with the costs of the vault's own header. Raises crypto.Malformed if the passphrase is empty,
    PassphraseInUse.
    """
    key = read_backup_key(vault) or _new(vault)
    m_kib, passes, salt = header.costs(key.header)
    with crypto.derive(passphrase, salt, m_kib, passes) as r:
        return key if _opens(key, r, crypto.PASSPHRASE) else _with(vault, key, crypto.SlotSecret(r))


def set_recovery(vault: Vault, secret: "crypto.Secret") -> BackupKey:
    """Let a recovery secret open the backups instead of the earlier one: call it when shares are made."""
    key = read_backup_key(vault) or _new(vault)
    if _opens(key, secret, crypto.RECOVERY):
        return key
    return _with(vault, key, crypto.SlotSecret(secret, how=crypto.RECOVERY))


def drop_recovery(vault: Vault) -> None:
    """Let no recovery secret open later backups: its slot was removed from the vault."""
    key = read_backup_key(vault)
    if key is not None and key.recovery is not None:
        data = crypto.without_slot(key.header, key.opened, key.recovery, random=vault.random)
        _keep(vault, evolve(key, header=data, recovery=None))


def opens_with(vault: Vault, passphrase: str) -> bool:
    """Return True if this passphrase opens the backups; runs Argon2id."""
    key = read_backup_key(vault)
    if key is None or key.passphrase is None:
        return False
    m_kib, passes, salt = header.costs(key.header)
    with crypto.derive(passphrase, salt, m_kib, passes) as r:
        return _opens(key, r, crypto.PASSPHRASE)


def give_up(vault: Vault) -> None:
    """Discard the key, so that the next backup gets a new one: for a person who had to renew the vault's own key.

    Amparo still knows that backups under the old key belong to this vault; a new backup in the same folder replaces
    them.
    """
    with vault.transaction() as con:
        con.execute("UPDATE backup_key SET vmk = x'', header = x'', passphrase = NULL, recovery = NULL")


def _new(vault: Vault) -> BackupKey:
    """Make a key that nothing opens yet, with the same Argon2id costs as the vault's own."""
    m_kib, passes, _ = header.costs(header.read(vault.folder / "vault.hdr"))
    with crypto.Secret.of(vault.random(32)) as nobody:
        data, opened = crypto.new_header(nobody, vault.random(16), m_kib, passes, random=vault.random)
    return BackupKey(opened, crypto.without_slot(data, opened, opened.slot, random=vault.random))


def _with(vault: Vault, key: BackupKey, secret: "crypto.SlotSecret") -> BackupKey:
    """Write the secret's slot and store the key."""
    recovery = secret.how == crypto.RECOVERY
    mine, other = (key.recovery, key.passphrase) if recovery else (key.passphrase, key.recovery)
    slot = next(i for i in range(16) if key.opened.mask >> i & 1 and i != other) if mine is None else mine
    data = crypto.with_slot(key.header, key.opened, slot, secret, random=vault.random)
    return _keep(
        vault, evolve(key, header=data, passphrase=other if recovery else slot, recovery=slot if recovery else other)
    )


def _keep(vault: Vault, key: BackupKey) -> BackupKey:
    row = (
        key.opened.db_id, bytes(key.opened.vmk.buffer), key.opened.mask, key.header[: len(key.header) // 2],
        key.passphrase, key.recovery, vault.now(),
    )  # fmt: skip
    with vault.transaction() as con:
        con.execute("INSERT OR REPLACE INTO backup_key VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return key


def _opens(key: BackupKey, r: "crypto.Secret", how: int) -> bool:
    try:
        crypto.open_header(key.header, r, how=how).vmk.clear()
    except crypto.CannotOpen:
        return False
    return True
