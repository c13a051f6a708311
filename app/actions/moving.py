"""Moving to another relay: the new one stands in our card beside the old, which is read until it is not needed.

A contact knows the new relay once something of it came by it. The old one is given up when all contacts do and it was
read to its end, or when a date has passed; until then nobody writes to where nobody reads.
"""

from collections.abc import Callable, Collection

from attrs import frozen

from app.actions import clock, contacts, networks, registering
from app.actions.changed import Changed
from app.actions.db import Db, direct
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store import identity, moves, policies, relays
from app.store.moves import Move
from app.store.vault import Vault

DAYS = 30
"""Days after which the old relay is given up, unless told otherwise."""
DAY = 86_400


@frozen
class Moving:
    """How far a move is: `know` of `of` contacts know the new relay, which is `made` once it has a mailbox of ours.

    `opens`: that one, which was ours before, is open, and the old one is not.
    """

    move: Move
    made: bool
    know: int
    of: int
    opens: bool = False


def move(
    vault: Vault,
    old: str,
    url: str,
    db: Db | None = None,
    invite: str = "",
    network: Callable[[], networks.Network] | None = None,
    days: int = DAYS,
) -> Moving:
    """Begin to move from one of our relays (its address or its key) to another, with the code of an `invite`.

    A new mailbox is entered by the policy of the old one. Raises NotFound where the old one is not ours. Where the new
    one is not reached now, NotDeliveredYet: the move stays begun, and goes on as soon as it answers.
    """
    way = db or direct(vault)
    url = url.strip().rstrip("/")
    begun = way(lambda v: _begin(v, old, url, days))
    if not way(lambda v: any(row.url == url for row in relays.all_(v.con))):
        try:
            policy = way(lambda v: policies.of(v.con, begun.old))
            registering.add(vault, url, way, invite, network, policy or None)
        except InputRefused:
            way(lambda v: moves.end(v.con, begun.old))
            raise
    return way(lambda v: _stands(v, begun))


def _begin(vault: Vault, old: str, url: str, days: int) -> Move:
    wanted = old.strip().rstrip("/")
    known = next((row for row in relays.all_(vault.con) if wanted in (row.url, row.pk.hex())), None)
    if known is None:
        raise NotFound(Phrase("You have no relay {address}.", address=wanted), "See: amparo relay list")
    if known.url == url:
        raise InputRefused("Both are the same relay.", "Nothing was changed. Name the one you move to.")
    begun = Move(known.pk, url, vault.now(), vault.now() + days * DAY)
    with vault.transaction() as con:
        moves.begin(con, begun)
    return begun


def all_(vault: Vault) -> dict[bytes, Moving]:
    """Return the moves that are not over, by the key of the old relay."""
    return {begun.old: _stands(vault, begun) for begun in moves.all_(vault.con)}


def _stands(vault: Vault, begun: Move) -> Moving:
    new = next((row.pk for row in relays.all_(vault.con) if row.url == begun.url), None)
    those = [contact.record.id for contact in contacts.all_(vault) if contact.may_receive]
    know = sum(moves.knows(vault.con, id_, new) for id_ in those) if new else 0
    there = policies.wanted(vault.con, begun.url, new or b"")
    opens = there == policies.OPEN != policies.of(vault.con, begun.old)
    return Moving(begun, new is not None, know, len(those), opens)


def finish(vault: Vault, answered: Collection[str]) -> None:
    """Give up old relays that are not needed any more, after a round in which these routes gave all they had."""
    for old, at in all_(vault).items():
        drained = at.know == at.of and f"relay:{old.hex()}" in answered
        late = at.move.until < vault.now() and not clock.is_wrong(vault)
        if at.made and (drained or late):
            with vault.transaction() as con:
                relays.forget(con, old)
                identity.card(vault)


def stay(vault: Vault, old: bytes) -> Changed:
    """Take a move back: both relays are ours."""
    with vault.transaction() as con:
        moves.end(con, old)
    return Changed()
