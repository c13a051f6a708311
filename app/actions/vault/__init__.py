"""Unlocking, passphrases, recovery, backups, checks and wiping of a vault.

Rooms below: kernel.

- Create a vault or describe one that is locked: `lifecycle.create`, `lifecycle.info`.
- Try a passphrase, with a longer wait after each wrong one: `unlock_attempts.Tries`.
- List, add or remove passphrases: `unlock_methods.list_unlock_methods`, `unlock_methods.add`, `unlock_methods.remove`.
  Change one: `unlock_methods.change_passphrase`.
- Read a key file: `unlock_methods.keyfile`. Estimate how hard a passphrase is to guess: `unlock_methods.bits`.
- Make a backup or restore one: `backups.back_up`, `backups.restore`. Get the state of backups: `backups.state`.
- Make recovery shares and save them: `recovery.draw`, `recovery.install`. Test them: `recovery.drill`.
- Check every page and file: `integrity_check.check`.
- Read or save a real name behind the second passphrase: `real_names.show`, `real_names.save`.
- Replace the key of the vault: `rotation.rotate`.
- Make, open, close or erase the vault of the session notes: `session_vault.create`, `session_vault.open_`,
  `session_vault.close`, `session_vault.erase`. Get the open one: `session_vault.require`.
- Set up how the vault is wiped, or end a wipe: `wipe_settings.plan`, `wipe_settings.finish`.
- Inspect the security of this computer: `machine.look`.
- Add the film pack to a small program, remove it, or get its state: `film_packs`.
"""

__all__ = [
    "alias_list",
    "backups",
    "film_packs",
    "integrity_check",
    "lifecycle",
    "machine",
    "put_back",
    "real_names",
    "recovery",
    "rotation",
    "session_vault",
    "unlock_attempts",
    "unlock_methods",
    "wipe_settings",
]
