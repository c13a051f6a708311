"""Texts for a vault with a header and a database of different ages, or of unknown age."""

from app.phrase import Phrase
from app.store.vault import inforce
from app.store.vault.open_vault import Vault

OLDER = Phrase("Someone replaced files of this vault by an older copy.")
OPENS = Phrase("Passwords, key files or shares that you ended earlier can open the vault again.")
SAFE = Phrase("You can continue to work. Check that your newest records are there.")
ROTATE = Phrase(
    "Make a new key for the whole vault. A new password is not enough: a person with the older copy can still open it."
)
REBUILT = Phrase(
    "Amparo repaired the database. It cannot see now if someone replaced files by an older copy before. If "
    "another person had this disk, make a new key for the whole vault."
)


def is_older(vault: Vault) -> bool:
    """Return True if an opening found an older header or database, and no key rotation followed."""
    return inforce.doubt(vault) == inforce.OLDER


def warnings(vault: Vault) -> tuple[Phrase, ...]:
    """Return all warnings, for the command line and the check."""
    return (OLDER, OPENS, SAFE, ROTATE) if is_older(vault) else (REBUILT,) if inforce.doubt(vault) else ()
