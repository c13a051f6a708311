"""Backup, restore, rotation and repair of a complete vault.

Rooms below: all others.

- Make or update a backup: `backup.make` with a `backup.BackupInput`.
- List the backups of a vault: `backup.list_backups`. Test if it changed: `vault_marks.compute_marks`.
- Open a backup or restore it: `restore.open_backup`, `restore.restore`.
- Write a backup as one file, or unpack it: `backup_archive.write`, `backup_archive.unpack`.
- Copy the sealed session notes into a backup and out of it: `notes_copy.pack`, `notes_copy.unpack`.
- Give a vault a new key: `rotation.rotate`.
- Copy the readable rows of a damaged database: `salvage.rebuild_database`. Restore the others: `salvage.repair`.
- Get or keep the state of the recovery shares: `recovery.kit`, `recovery.keep`.
- Test if a vault can be stored on a disk: `probe.missing_features`.
"""

__all__ = [
    "backup",
    "backup_archive",
    "blob_copy",
    "notes_copy",
    "probe",
    "recovery",
    "restore",
    "rotation",
    "salvage",
    "vault_marks",
]
