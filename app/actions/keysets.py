"""Keysets over time: ours are turned over and destroyed, and of a contact's the one is chosen that its owner still has.

Nothing here is destroyed or given up by our own clock alone: `app.actions.clock` says which time is witnessed.
"""

from collections.abc import Mapping

import crypto
from app.actions import clock
from app.phrase import Phrase
from app.store import keysets, resealing
from app.store.keysets import EPOCH, LATE
from app.store.vault import Vault
from crypto.custody import ClockState

ENDED = "ended"
"""Why nothing can be sealed to a card: all its keys have ended, and its owner has destroyed them or soon will."""


def keep_up(vault: Vault) -> bool:
    """Make the keysets that are due and destroy those whose time is over; return whether any is new.

    With a clock known to be wrong none is made; what was made before that was known gets its true dates once the time
    is witnessed. It can be repeated at any time, and is, in every round.
    """
    made = False
    state = clock.state(vault)
    with vault.transaction() as con:
        if state is ClockState.WITNESSED:
            keysets.date_anew(con, vault.now())
        if state is not ClockState.WRONG and (made := keysets.make_due(con, vault.now(), vault.random)):
            con.execute(keysets.SPREAD)
    over = keysets.dead(vault.con, clock.witnessed(vault))
    if over:
        keysets.destroy(vault.con, over)
    return made


def choose(vault: Vault, card: "crypto.Card") -> "tuple[crypto.PublicKeyset | None, str]":
    """Return the keyset to seal to and why: "" the newest epoch, "late" as that has ended, "clock" as ours is in doubt.

    None and `ENDED` where all have ended at a witnessed time: a new card is to be asked for.
    """
    try:
        return crypto.choose_keyset(card, vault.now(), clock.is_wrong(vault))
    except crypto.NeedsNewCard:
        pass
    try:
        crypto.choose_keyset(card, clock.witnessed(vault), False)
    except crypto.NeedsNewCard:
        return None, ENDED
    return crypto.choose_keyset(card, vault.now(), True)  # our clock says so alone


def note(vault: Vault, card: "crypto.Card", title: str) -> str:
    """Return one sentence where it is not the newest epoch that is sealed to, else nothing."""
    why = choose(vault, card)[1]
    if why == "late":
        return Phrase(
            "{title}: the key of the month on this card has ended, so the key of the year is used: what you send could "
            "be opened for longer if their computer is taken. Ask for a new card.", title=title,
        )  # fmt: skip
    if why == "clock":
        return Phrase("{title}: the yearly key is used, since this machine's clock is in doubt.", title=title)
    if why == ENDED:
        return Phrase(
            "{title}: every key of this card has ended. What you send waits here until a new card comes: ask for it.",
            title=title,
        )
    return ""


def opens(vault: Vault, card: "crypto.Card", box_pk: bytes) -> bool:
    """Return whether what is sealed to this keyset still serves, by the newest card of its owner.

    Who restored a backup has none of the keysets from before, and says so by a card without them.
    """
    used = next((keyset for keyset in card.keysets if keyset.box_pk == box_pk), None)
    if used is None:
        return False
    chosen, why = choose(vault, card)
    return used.kind == LATE or chosen is None or why == "clock" or chosen.box_pk == box_pk


def reseal(vault: Vault, cards: "Mapping[bytes, crypto.Card]") -> None:
    """Seal again what is for these contacts, was not acknowledged, and is sealed to a keyset that has ended."""
    for contact, key in resealing.sealed_to(vault.con):
        if contact in cards and not opens(vault, cards[contact], key):
            with vault.transaction() as con:
                resealing.reseal(con, contact, key, vault.now())


def renews_at(vault: Vault) -> int:
    """Return when our card next gets a new key, in UTC seconds."""
    return keysets.next_at(vault.con, EPOCH)
