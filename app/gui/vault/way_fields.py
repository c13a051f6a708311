"""Fields of an unlock method: the passphrase and key file that were typed, and the choice of a key file."""

from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import frozen

import crypto
from app.actions.vault import recovery, session_vault, unlock_methods
from app.errors import AppError
from app.gui.shell.page_stack import choose
from app.gui.shell.vault_session import VaultSession
from app.gui.style.text import Text
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.ways_query import NewPassphrase
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault

GUIDE = "ways-in"
KEY_FILE = "picture.bin"
"""The name of a new key file: a dull name."""


@frozen
class KeyRing:
    """The keys that a page changes: those of the vault, or those of its open session `notes`."""

    notes: bool = False

    def find(self, vault: Vault) -> Vault:
        """Return the vault with these keys. Raises CannotUnlock for closed session notes."""
        return session_vault.require(vault) if self.notes else vault

    def ask_for(self, tr: Text) -> str:
        """Return the label of the current password; empty for the usual one."""
        return tr("Password of the session notes") if self.notes else ""

    def name(self, tr: Text, text: str) -> str:
        """Return the line below a title, with the name of the notes."""
        return tr.line(tr("Session notes"), text) if self.notes else text


VAULT = KeyRing()


def way_of(passphrase: str, key_file: str) -> UnlockSecret:
    """Return a way in as it was typed; reads the key file, so it is for the store's thread."""
    return UnlockSecret(passphrase, unlock_methods.keyfile(Path(key_file)) if key_file else None)


def error_text(desk: VaultSession, error: BaseException) -> str:
    """Return the text of an error for its place; the foot line shows an error that the program does not expect."""
    if not isinstance(error, AppError):
        desk.failed(error)
    return desk.look.tr.error(error, desk.look.tr("Amparo made an error. Your saved records are safe."))


def ask_key_file(desk: VaultSession, done: Callable[[str], None]) -> None:
    """Ask for the key file that goes with a passphrase; `done` gets its path."""
    tr = desk.look.tr
    text = tr("Amparo reads the file once and does not remember it.")
    choose(desk, tr("Choose the key file"), text, tr("Use this file"), done, GUIDE, ())


def browse(desk: VaultSession, view: PassphraseView, what: str) -> None:
    """Choose a key file for the page, or the folder of one that is made."""
    tr = desk.look.tr
    if what == "proof":
        ask_key_file(desk, view.proof.set_key_file)
    elif what == "file":
        text = tr("Choose a file that you never change. A person who finds it cannot see that it is a key.")
        choose(desk, tr("Choose a key file"), text, tr("Use this file"), view.set_key_file, GUIDE, ())
    else:
        text = tr("Amparo writes a small random file there. A USB stick that you take with you is a good place.")
        take = tr("Make it in this folder")
        done = lambda folder: view.set_key_file(str(Path(folder) / KEY_FILE))  # noqa: E731
        choose(desk, tr("Make a key file"), text, take, done, GUIDE)


def set_by_shares(vault: Vault, shares: Sequence[str], new: NewPassphrase) -> None:
    """Replace the forgotten passphrase if there is only one; if there are several, add a new one."""
    key_file = key_file_of(new)
    with recovery.combine_shares(shares) as secret:
        way = UnlockSecret(secret, how=crypto.RECOVERY)
        if len(unlock_methods.passphrases(vault)) == 1:
            unlock_methods.change_passphrase(vault, way, new.passphrase, keyfile=key_file)
        else:
            unlock_methods.add(vault, way, new.name, new.passphrase, key_file)


def key_file_of(new: NewPassphrase) -> bytes | None:
    """Return the hash of the chosen key file, after making a new one; for the store's thread."""
    make = unlock_methods.make_keyfile if new.make_file else unlock_methods.keyfile
    return make(Path(new.key_file)) if new.key_file else None
