"""Unlocking, passphrases, recovery, backups, checks and wiping of a vault.

Rooms below: kernel.

- Create a vault or describe one that is locked: `lifecycle.create`, `lifecycle.info`.
- Try a passphrase, with a longer wait after each wrong one: `opening.Tries`.
- List, add or remove passphrases: `slots.listed`, `slots.add`, `slots.remove`. Change one: `slots.change_passphrase`.
- Read a key file: `slots.keyfile`. Estimate how hard a passphrase is to guess: `strength.bits`.
- Make a backup or restore one: `backups.back_up`, `backups.restore`. Get the state of backups: `backups.state`.
- Make recovery shares and save them: `recovery.draw`, `recovery.install`. Test them: `recovery.drill`.
- Check every page and file: `checking.check`.
- Read or save a real name behind the second passphrase: `second.show`, `second.save`.
- Replace the key of the vault: `rotation.rotate`.
- Set up how the vault is wiped, or end a wipe: `wiping.plan`, `wiping.finish`.
- Inspect the security of this computer: `machine.look`.
"""

__all__ = [
    "alias_list",
    "backups",
    "integrity_check",
    "lifecycle",
    "machine",
    "opening",
    "passphrase_strength",
    "put_back",
    "real_names",
    "recovery",
    "rotation",
    "unlock_methods",
    "wiping",
]
