"""The mark of a sample vault: a setting in its database. Nothing leaves a sample vault.

Each action that sends asks here. A backup of a sample has the mark too.
"""

from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

_MARK = "sample"
STAYS = Phrase("in the sample, everything stays on this computer")
"""The reason that a refused round gives."""


def mark(vault: Vault) -> None:
    """Make this vault a sample; this has no way back."""
    vault.set(_MARK, b"\1")


def is_sample(vault: Vault) -> bool:
    """Return True if the people and records of this vault are invented."""
    return vault.get(_MARK) is not None


def refuse_sending(vault: Vault) -> None:
    """Raise InputRefused if this vault is a sample."""
    if is_sample(vault):
        raise InputRefused("In the sample, everything stays here.", "Nothing was sent. Make your own vault to send.")
