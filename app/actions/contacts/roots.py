"""Make and use an organisation's root key: encrypted in a file with a separate passphrase, also as shares.

No vault stores it, and it is kept away from this computer. It signs which desk speaks for the organisation, usually
for a year, and at the start its own revocation. A later delegation replaces an earlier one.
"""

from collections.abc import Sequence

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.desk_reading import DAY
from app.actions.vault import recovery
from app.errors import CannotUnlock, InputRefused, NotOpened
from app.store.vault import header
from app.store.vault.open_vault import Vault

YEAR_DAYS = 365
MOST_DAYS = 3 * YEAR_DAYS
SOME_SHARES = (3, 5)
"""The default shares of a root: any three of five."""


@frozen
class NewRootKey:
    """A new root: its file, its revocation, its shares (empty if not requested), and its id."""

    file: bytes
    revocation: bytes
    shares: Sequence[str]
    id: bytes


def make(vault_header: bytes, passphrase: str, shares: tuple[int, int] | None = None) -> NewRootKey:
    """Make a root, encrypted with the costs of the vault's header; `shares` is (threshold, count).

    Touches no vault: Argon2id runs here. Raises InputRefused for an empty passphrase or invalid shares.
    """
    try:
        crypto.normalise(passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused("The password of the root is empty.", "Six random words make a good password.") from nothing
    threshold, count = shares or (2, 2)
    if not 2 <= threshold <= count <= 16:
        raise InputRefused("Choose 2 to 16 shares, and a number of at least 2 that open the key.", "Nothing was made.")
    m_kib, t, _ = header.costs(vault_header)
    seed, drawn = crypto.make_shares(threshold, count)
    with seed:
        root = crypto.SigningKey(bytes(seed.buffer))
        file = crypto.seal_root(seed, passphrase, m_kib, t)
        written = [" ".join(share.words) for share in drawn] if shares else []
        return NewRootKey(file, crypto.revoke(root).file, written, crypto.hash_("id", root.public))


def id_of(file: bytes) -> bytes:
    """Return the id in a root's file. Raises NotOpened."""
    return crypto.hash_("id", public_of(file))


def public_of(file: bytes) -> bytes:
    """Return the public key in a root's file. Raises NotOpened."""
    try:
        return crypto.root_of(file)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This root needs a newer Amparo.", "Nothing was changed.") from newer
    except crypto.CryptoError as bad:
        raise NotOpened("This is not the file of a root.", "Nothing was changed.") from bad


def open_root_key(file: bytes, passphrase: str) -> "crypto.SigningKey":
    """Return the root's key. Argon2id runs here; touches no vault. Raises NotOpened, CannotUnlock."""
    id_of(file)
    try:
        crypto.normalise(passphrase)
        with crypto.open_root(file, passphrase) as seed:
            return crypto.SigningKey(bytes(seed.buffer))
    except crypto.CryptoError:
        raise CannotUnlock(
            "That is not the password of the root key.", "Nothing was signed. Check each word."
        ) from None


def of_shares(shares: Sequence[str]) -> "crypto.SigningKey":
    """Return the root's key from its shares. Raises CannotUnlock."""
    with recovery.combine_shares(shares) as seed:
        return crypto.SigningKey(bytes(seed.buffer))


def delegate(vault: Vault, root: "crypto.SigningKey", card: bytes | None = None, days: int = YEAR_DAYS) -> bytes:
    """Sign that a desk (its `card`, default: this vault) speaks for the root; return a file of 152 bytes.

    Raises InputRefused if the card is not a desk's or the time is too long, NotOpened for a damaged card.
    """
    desk = contact_cards.read_card(card) if card is not None else contact_cards.my_card(vault)
    if desk.kind != crypto.DESK:
        raise InputRefused(
            "This card is not an organisation's desk's.", "Nothing was signed. See: amparo card show --desk"
        )
    if not 1 <= days <= MOST_DAYS:
        raise InputRefused("Choose 1 day to 3 years for a desk.", "Nothing was signed.")
    now = vault.now()
    return crypto.delegation_file(root.public, crypto.delegate(root, desk.id_pk, now, now + days * DAY))
