"""The key of this vault's backups, kept in its database: one header, copied to each of them.

It has its own salt, key and database id, and up to two slots: a passphrase and the recovery secret. The key is here,
so either slot can be written when its secret is at hand (a passphrase is typed, shares are made), and every backup
after that needs nothing typed. Who opens the vault, or one backup of it, can thus open the others.
"""

from attrs import evolve, frozen

import crypto
from app.store import header
from app.store.vault import Vault


@frozen(eq=False)
class BackupKey:
    """`header` is the 64 KiB file of every backup under this key; `passphrase` and `recovery` are slots, or None."""

    opened: "crypto.OpenedVault"
    header: bytes
    passphrase: int | None = None
    recovery: int | None = None

    @property
    def opens(self) -> bool:
        """Whether anything opens a backup under this key."""
        return self.passphrase is not None or self.recovery is not None


def kept(vault: Vault) -> BackupKey | None:
    """Return the key of the backups made from now on, or None where there is none yet."""
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


def known(vault: Vault) -> set[str]:
    """Return the database names of all backups of this vault, those under keys given up included."""
    return {bytes(row[0]).hex() for row in vault.con.execute("SELECT db_id FROM backup_key")}


def set_passphrase(vault: Vault, passphrase: str) -> BackupKey:
    """Let this passphrase open the backups, in place of the one before; a backup takes it over when it is made next.

    Runs Argon2id as the vault's own header has it. Raises crypto.Malformed where nothing was typed, PassphraseInUse.
    """
    key = kept(vault) or _new(vault)
    m_kib, passes, salt = header.costs(key.header)
    with crypto.derive(passphrase, salt, m_kib, passes) as r:
        return key if _opens(key, r, crypto.PASSPHRASE) else _with(vault, key, crypto.SlotSecret(r))


def set_recovery(vault: Vault, secret: "crypto.Secret") -> BackupKey:
    """Let a recovery secret open the backups, in place of the one before: call it where shares are made."""
    key = kept(vault) or _new(vault)
    if _opens(key, secret, crypto.RECOVERY):
        return key
    return _with(vault, key, crypto.SlotSecret(secret, how=crypto.RECOVERY))


def opens_with(vault: Vault, passphrase: str) -> bool:
    """Return whether this passphrase opens the backups; runs Argon2id."""
    key = kept(vault)
    if key is None or key.passphrase is None:
        return False
    m_kib, passes, salt = header.costs(key.header)
    with crypto.derive(passphrase, salt, m_kib, passes) as r:
        return _opens(key, r, crypto.PASSPHRASE)


def give_up(vault: Vault) -> None:
    """Forget the key, so that the next backup takes a new one: for who had to make the vault's own key anew.

    Backups under the old key are still known as this vault's, and a new one in the same folder takes their place.
    """
    with vault.transaction() as con:
        con.execute("UPDATE backup_key SET vmk = x'', header = x'', passphrase = NULL, recovery = NULL")


def _new(vault: Vault) -> BackupKey:
    """Make a key that nothing opens yet, as slow to guess at as the vault's own."""
    m_kib, passes, _ = header.costs(header.read(vault.folder / "vault.hdr"))
    with crypto.Secret.of(vault.random(32)) as nobody:
        data, opened = crypto.new_header(nobody, vault.random(16), m_kib, passes, random=vault.random)
    return BackupKey(opened, crypto.without_slot(data, opened, opened.slot, random=vault.random))


def _with(vault: Vault, key: BackupKey, secret: "crypto.SlotSecret") -> BackupKey:
    """Write the secret's slot and keep the key."""
    recovery = secret.how == crypto.RECOVERY
    mine, other = (key.recovery, key.passphrase) if recovery else (key.passphrase, key.recovery)
    slot = next(i for i in range(16) if key.opened.mask >> i & 1 and i != other) if mine is None else mine
    data = crypto.with_slot(key.header, key.opened, slot, secret, random=vault.random)
    after = evolve(key, header=data, passphrase=other if recovery else slot, recovery=slot if recovery else other)
    row = (
        key.opened.db_id, bytes(key.opened.vmk.buffer), key.opened.mask, data[: len(data) // 2], after.passphrase,
        after.recovery, vault.now(),
    )  # fmt: skip
    with vault.transaction() as con:
        con.execute("INSERT OR REPLACE INTO backup_key VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return after


def _opens(key: BackupKey, r: "crypto.Secret", how: int) -> bool:
    try:
        crypto.open_header(key.header, r, how=how).vmk.clear()
    except crypto.CannotOpen:
        return False
    return True
