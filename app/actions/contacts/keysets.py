"""Renew and destroy our encryption keys over time, and choose the key that a contact still has.

Nothing here is destroyed or dropped only by our own clock: `app.actions.kernel.clock` says which time is witnessed.
"""

from collections.abc import Mapping

import crypto
from app.actions.kernel import clock
from app.phrase import Phrase
from app.store.contacts import cards
from app.store.mail import reencryption
from app.store.vault import keysets
from app.store.vault.keysets import EPOCH, LATE
from app.store.vault.open_vault import Vault
from crypto.custody import ClockState

ENDED = "ended"
"""The reason that nothing can be encrypted to a card: all its keys ended, and its owner destroys or destroyed them."""


def keep_up(vault: Vault) -> bool:
    """Create the keysets that are due and destroy those that ended; return True if any is new.

    With a clock known to be wrong, none is created. Keysets from the time before get their true dates when the time is
    witnessed. It can be repeated at any time, and runs in every sync.
    """
    made = False
    state = clock.state(vault)
    with vault.transaction() as con:
        if state is ClockState.WITNESSED:
            keysets.date_anew(con, vault.now())
        if state is not ClockState.WRONG and (made := keysets.make_due(con, vault.now(), vault.random)):
            cards.spread(con)
    over = keysets.list_expired(vault.con, clock.read_witnessed_time(vault))
    if over:
        keysets.destroy(vault.con, over)
    return made


def choose(vault: Vault, card: "crypto.Card") -> "tuple[crypto.PublicKeyset | None, str]":
    """Return the keyset to encrypt to and why: "" newest epoch, "late" if that ended, "clock" if ours is not trusted.

    None and `ENDED` if all have ended at a witnessed time: then a new card is needed.
    """
    try:
        return crypto.choose_keyset(card, vault.now(), clock.is_wrong(vault))
    except crypto.NeedsNewCard:
        pass
    try:
        crypto.choose_keyset(card, clock.read_witnessed_time(vault), False)
    except crypto.NeedsNewCard:
        return None, ENDED
    return crypto.choose_keyset(card, vault.now(), True)  # only our own clock says so


def note(vault: Vault, card: "crypto.Card", title: str) -> str:
    """Return one sentence if another keyset is used and not the newest epoch, otherwise an empty text."""
    why = choose(vault, card)[1]
    if why == "late":
        return Phrase(
            "{title}: the monthly key on this card has ended. Amparo uses the yearly key. If someone takes "
            "their computer, your messages stay readable for longer. Ask for a new card.", title=title,
        )  # fmt: skip
    if why == "clock":
        return Phrase(
            "{title}: Amparo uses the yearly key, because the clock of this computer can be wrong.", title=title
        )
    if why == ENDED:
        return Phrase(
            "{title}: all keys of this card have ended. Your messages wait here until a new card arrives. Ask "
            "for a new card.",
            title=title,
        )
    return ""


def opens(vault: Vault, card: "crypto.Card", box_pk: bytes) -> bool:
    """Return True if data encrypted to this keyset can still be used, by the newest card of its owner.

    An owner who restored a backup has none of the earlier keysets, and shows this by a card without them.
    """
    used = next((keyset for keyset in card.keysets if keyset.box_pk == box_pk), None)
    if used is None:
        return False
    chosen, why = choose(vault, card)
    return used.kind == LATE or chosen is None or why == "clock" or chosen.box_pk == box_pk


def reseal(vault: Vault, cards: "Mapping[bytes, crypto.Card]") -> None:
    """Encrypt again the unacknowledged mail to these contacts that uses a keyset that has ended."""
    for contact, key in reencryption.sealed_to(vault.con):
        if contact in cards and not opens(vault, cards[contact], key):
            with vault.transaction() as con:
                reencryption.reseal(con, contact, key, vault.now())


def renews_at(vault: Vault) -> int:
    """Return the time at which our card gets its next new key, in UTC seconds."""
    return keysets.next_at(vault.con, EPOCH)
