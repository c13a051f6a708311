"""What can go wrong in this layer, named by what the caller must do.

    CryptoError
    ├── CannotOpen      wrong key, wrong passphrase, bad signature or damage: say that it cannot be opened, nothing more
    ├── NeedsNewerApp   made by a later version: keep the object, act on nothing, ask for an update
    ├── Malformed       bytes that are not what they claim to be: treat as damaged, keep aside
    ├── PassphraseInUse this passphrase opens the vault already: ask for another
    └── NeedsNewCard    the contact's keys have ended: ask for a new card

Wrong arguments from our own code (a key of the wrong length, an unknown label) are ValueError: a defect, not an event.
"""


class CryptoError(Exception):
    """Root of everything this layer raises about bytes from outside."""


class CannotOpen(CryptoError):
    """An opening or a signature check failed. One type and ONE text, so that no reader becomes an oracle."""

    def __init__(self) -> None:
        super().__init__("cannot be opened")


class NeedsNewerApp(CryptoError):
    """A magic version, suite, flag or map key below 64 that this version does not know."""


class Malformed(CryptoError):
    """Bytes outside the format, found before or without any key. The text is for a log, the user is told "damaged"."""


class PassphraseInUse(CryptoError):
    """A passphrase that is to be set opens a slot already. Which one is not said."""


class NeedsNewCard(CryptoError):
    """No keyset of this card may be sealed to any more."""
