"""What is said where the header and the database of a vault are not of one time, or nobody can tell."""

from app.phrase import Phrase
from app.store import inforce
from app.store.vault import Vault

OLDER = Phrase("An older copy of this vault's header or database was put back.")
OPENS = Phrase("A passphrase, key file or shares that you had ended may open it again.")
SAFE = Phrase("What you save is kept as always. Look whether your newest records are there.")
ROTATE = Phrase(
    "Make a new key for the whole vault: a new passphrase alone does not shut out a person who has the older copy."
)
REBUILT = Phrase(
    "The database was rebuilt after damage: whether an older header was put back before cannot be told any more. "
    "If somebody else had this disk, make a new key for the whole vault."
)


def is_older(vault: Vault) -> bool:
    """Return whether an older header or database was met at an opening, and the vault has had no new key since."""
    return inforce.doubt(vault) == inforce.OLDER


def warnings(vault: Vault) -> tuple[Phrase, ...]:
    """Return all that there is to say, for the command line and the check."""
    return (OLDER, OPENS, SAFE, ROTATE) if is_older(vault) else (REBUILT,) if inforce.doubt(vault) else ()
