"""Errors of this layer, named by the action that the caller must take.

    CryptoError
    ├── CannotOpen      wrong key, wrong passphrase, bad signature or damage: say only that it cannot be opened
    ├── NeedsNewerApp   made by a later version: keep the object, act on nothing, ask for an update
    ├── Malformed       bytes in another format than they claim: treat as damaged, quarantine
    ├── PassphraseInUse this passphrase opens the vault already: ask for another
    └── NeedsNewCard    the contact's keys have ended: ask for a new card

Wrong arguments from our own code (a key of the wrong length, an unknown label) raise ValueError: they are defects.
"""


class CryptoError(Exception):
    """The base class of all errors of this layer about bytes from outside."""


class CannotOpen(CryptoError):
    """An opening or a signature check failed. One type and ONE text, so that no reader becomes an oracle."""

    def __init__(self) -> None:
        super().__init__("cannot be opened")


class NeedsNewerApp(CryptoError):
    """A magic version, suite, flag or map key below 64 that this version does not know."""


class Malformed(CryptoError):
    """Bytes outside the format, found before or without any key. The text is for a log; the user sees "damaged"."""


class PassphraseInUse(CryptoError):
    """A new passphrase that already opens a slot. The error does not say which slot."""


class NeedsNewCard(CryptoError):
    """A card without a keyset that senders can still seal to."""
