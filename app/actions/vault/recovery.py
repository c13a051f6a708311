"""Make recovery shares, install and test them, open a vault with them, and explain errors in a share.

Making a set changes nothing, so that the shares can be printed or transferred first; `install` makes them valid. A
vault has one set at a time. An organisation can be a share holder, but only if the person names it. Two shares are
always needed, so one holder never opens a vault.
"""

from collections.abc import Sequence

from attrs import evolve, field, frozen

import crypto
from app.errors import CannotUnlock, InputRefused
from app.phrase import Phrase
from app.store.records import real_names
from app.store.upkeep import recovery
from app.store.upkeep.recovery import ShareSet
from app.store.vault import backup_key, identity, slots
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from app.store.vault.slots import Slot

LEAST, MOST = 2, 16
"""The minimum number of shares that open, and the maximum number of shares."""


@frozen
class NewShareSet:
    """A set that is in no vault yet; `shares` are 33 words each, in the order of the holders."""

    threshold: int
    holders: tuple[str, ...]
    shares: tuple[tuple[str, ...], ...] = field(repr=False)
    identifier: int
    secret: "crypto.Secret" = field(repr=False)


def draw(threshold: int, count: int, holders: Sequence[str] = (), random: "crypto.Random | None" = None) -> NewShareSet:
    """Make a set of `count` shares, `threshold` of them open a vault; no vault changes. `holders` can be fewer.

    Raises InputRefused if the numbers make no set, or for more holders than shares.
    """
    if not LEAST <= threshold <= count <= MOST:
        raise InputRefused(
            "Choose 2 to 16 shares, and how many of them open the vault (2 or more).", "Choose other numbers."
        )
    names = tuple(identity.make_printable(name)[: identity.MOST_NAME] for name in holders)
    if len(names) > count:
        raise InputRefused("There are more holders than shares.", "Name one holder for each share.")
    secret, shares = crypto.make_shares(threshold, count, *([random] if random else []))
    words = tuple(share.words for share in shares)
    return NewShareSet(threshold, names + ("",) * (count - len(names)), words, shares[0].identifier, secret)


def install(vault: Vault, way: UnlockSecret, drawn: NewShareSet) -> ShareSet:
    """Make a new set the one that opens this vault; `way` proves the present unlock method.

    Backups from now on open with these shares too. Shares of an earlier set no longer open this vault or its real
    names. They still open every older copy and backup: tell the person. Raises CannotUnlock for `way`, InputRefused
    if no slot is free.
    """
    with slots.open_header(vault, way) as (data, opened):
        i = recovery.slot(vault)
        if i is None and (i := slots.find_free_slot(vault, opened)) is None:
            raise InputRefused(
                "The vault has eight passwords already, the most possible.",
                "Nothing was changed. Remove a password first.",
            )
        kit = ShareSet(i, drawn.identifier, drawn.threshold, drawn.holders, None)
        recovery.keep(vault, kit)
        slot = Slot(i, crypto.RECOVERY, False, 0, "", vault.now())
        slots.write_slot(vault, data, opened, slot, crypto.SlotSecret(drawn.secret, how=crypto.RECOVERY))
    kit = evolve(kit, made=vault.now())
    with vault.transaction():
        backup_key.set_recovery(vault, drawn.secret)
        recovery.keep(vault, kit)
    real_names.drop_wrap(vault, crypto.RECOVERY)  # the shares of an earlier set no longer open the real names either
    return kit


def status(vault: Vault) -> ShareSet | None:
    """Return the present set; if `made` is None, its making was interrupted, and a new one is needed."""
    return recovery.kit(vault)


def drill(vault: Vault, shares: Sequence[str]) -> ShareSet:
    """Test on this computer that these shares open this vault; only the date of the test changes.

    Raises CannotUnlock if they do not, InputRefused if the vault has no set.
    """
    kit = recovery.kit(vault)
    if kit is None:
        raise InputRefused("This vault has no recovery shares.", "Make recovery shares first.")
    with combine_shares(shares) as secret, slots.open_header(vault, UnlockSecret(secret, how=crypto.RECOVERY)):
        kit = evolve(kit, drilled=vault.now())
    recovery.keep(vault, kit)
    return kit


@frozen
class ShareInfo:
    """The data in one share: its number in the set, the number of shares needed, and the id of the set."""

    number: int
    threshold: int
    identifier: int


def look(text: str, place: int = 1) -> ShareInfo:
    """Read the share at position `place`. Raises CannotUnlock with the error and its position."""
    share = _read(text, place)
    return ShareInfo(share.number, share.threshold, share.identifier)


def combine_shares(shares: Sequence[str]) -> "crypto.Secret":
    """Return the secret of these shares, each a text with 33 words; clear it when done.

    Raises CannotUnlock: a wrong word, a damaged share, a share of another set, a repeated one, or the number missing.
    """
    read = [_read(text, place) for place, text in enumerate(shares, 1)]
    try:
        return crypto.combine_shares(read)
    except crypto.ShareError as wrong:
        raise _said(wrong, 0) from wrong


def _read(text: str, place: int) -> "crypto.Share":
    try:
        return crypto.read_share(text)
    except crypto.ShareError as wrong:
        raise _said(wrong, place) from wrong


def _said(wrong: "crypto.ShareError", place: int) -> CannotUnlock:
    """Return the error for the share at `place`, or for all shares, as one sentence."""
    paper = Phrase("Compare the word with the paper. The vault is still locked.")
    if isinstance(wrong, crypto.WrongWord):
        near = (
            Phrase("Did you mean {words}? The vault is still locked.", words=", ".join(wrong.near))
            if wrong.near
            else paper
        )
        values = {"place": place, "at": wrong.place, "word": wrong.word}
        return CannotUnlock(
            Phrase("Share {place}, word {at}: “{word}” is not one of the words of a share.", **values), near
        )
    if isinstance(wrong, crypto.WrongLength):
        return CannotUnlock(
            Phrase("Share {place} has {count} words. A share has 33 words.", place=place, count=wrong.count), paper
        )
    if isinstance(wrong, crypto.ShareDamaged):
        return CannotUnlock(
            Phrase("Share {place} has a mistake in its words.", place=place),
            "One word is wrong, or two words are in the wrong order. Compare the words with the paper. The "
            "vault is still locked.",
        )
    if isinstance(wrong, crypto.ShareForeign):
        return CannotUnlock(
            Phrase("Another program made share {place}.", place=place),
            "Ask the holder for the right paper. The vault is still locked.",
        )
    if isinstance(wrong, crypto.ShareRepeated):
        return CannotUnlock(
            Phrase("You entered the same share twice: {first} and {place}.", place=wrong.place, first=wrong.first),
            "Each holder has a different share. Ask another holder. The vault is still locked.",
        )
    if isinstance(wrong, crypto.SharesMixed):
        places = ", ".join(map(str, wrong.places))
        return CannotUnlock(
            Phrase("These shares belong to different sets. Shares of another set: {places}.", places=places),
            "Only shares of the newest set open the vault. The vault is still locked.",
        )
    if isinstance(wrong, crypto.TooFewShares):
        return CannotUnlock(
            Phrase("You need more shares. Missing: {missing}.", missing=wrong.missing), "The vault is still locked."
        )
    return CannotUnlock(
        "These shares do not belong together. At least one share is false.",
        "Replace one share after the other by the share of another holder. The vault is still locked.",
    )
