"""The vault on the disk: header, database connection, encrypted files, keys.

Rooms below: tables.

- Open or create a vault: `open_vault.open_`, `open_vault.create`. Test if a folder has one: `open_vault.exists`.
- Take an open vault as an argument: `open_vault.Vault`.
- Replace errors of SQLite and the file system by errors for people: `connection.translate_errors`.
- Undo only one part of a transaction after an error: `connection.part`.
- Read the header file: `header.read`. Open it with a `header.UnlockSecret`: `header.open_`. Get its costs:
  `header.costs`.
- List or keep unlock methods: `slots.list_slots`, `slots.keep`. Verify one again: `slots.open_header`.
- Get the path of an encrypted file: `blobs.blob_path`. Write one: `blobs.import_pieces`. Check one: `blobs.verify`.
- Get the card of this vault: `identity.card`. Clean a name for display: `identity.make_printable`.
- List or delete settings by the first part of their name: `settings.list_settings`, `settings.forget_mentions`.
- Read or change the settings file that needs no passphrase: `device_settings.read`, `device_settings.change`.
- Make file names durable: `durable.sync_folder`. Make the content of a file durable: `durable.sync_file`.
- Destroy a vault: `wipe.wipe`.
"""

__all__ = [
    "backup_key",
    "blobs",
    "connection",
    "copies",
    "device_settings",
    "durable",
    "header",
    "identity",
    "index",
    "inforce",
    "integrity",
    "keysets",
    "lockfile",
    "old_database",
    "open_vault",
    "quarantine",
    "settings",
    "slots",
    "snapshots",
    "wipe",
]
