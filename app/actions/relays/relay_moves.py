"""Move to another relay: our card lists both relays, and the old one is read until it is not needed.

A contact knows the new relay after its first message through it. The old relay is removed after all contacts know the
new one and we read the old one to its end, or after a date. Until then contacts always write to a mailbox that is read.
"""

from collections.abc import Callable, Collection

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db, direct_db
from app.actions.relays import mailbox_registration, networks
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.relays import known_relays, moves, policies
from app.store.relays.moves import RelayMove
from app.store.vault import identity
from app.store.vault.open_vault import Vault

DAYS = 30
"""Days until the old relay is removed, by default."""
DAY = 86_400


@frozen
class Moving:
    """The progress of a move: `know` of `of` contacts know the new relay; `made`: we have a mailbox there.

    `opens`: the new relay was ours before and has an open mailbox, while the old mailbox is not open.
    """

    move: RelayMove
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
    """Begin to move from a relay of ours (its address or key) to another, with the code of an `invite`.

    A new mailbox gets the policy of the old one. Raises NotFound if the old one is not ours. If the new relay cannot
    be reached now, raises NotDeliveredYet: the move stays begun, and continues when the relay answers.
    """
    way = db or direct_db(vault)
    url = url.strip().rstrip("/")
    begun = way(lambda v: _begin(v, old, url, days))
    if not way(lambda v: any(row.url == url for row in known_relays.list_relays(v.con))):
        try:
            policy = way(lambda v: policies.mailbox_policy(v.con, begun.old))
            mailbox_registration.add(vault, url, way, invite, network, policy or None)
        except InputRefused:
            way(lambda v: moves.end(v.con, begun.old))
            raise
    return way(lambda v: _stands(v, begun))


def _begin(vault: Vault, old: str, url: str, days: int) -> RelayMove:
    wanted = old.strip().rstrip("/")
    known = next((row for row in known_relays.list_relays(vault.con) if wanted in (row.url, row.pk.hex())), None)
    if known is None:
        raise NotFound(Phrase("You have no relay {address}.", address=wanted), "See: amparo relay list")
    if known.url == url:
        raise InputRefused(
            "The two addresses belong to the same relay.",
            "Nothing was changed. Enter the address of a different relay.",
        )
    begun = RelayMove(known.pk, url, vault.now(), vault.now() + days * DAY)
    with vault.transaction() as con:
        moves.begin(con, begun)
    return begun


def list_moves(vault: Vault) -> dict[bytes, Moving]:
    """Return the unfinished moves, by the key of the old relay."""
    return {begun.old: _stands(vault, begun) for begun in moves.list_moves(vault.con)}


def _stands(vault: Vault, begun: RelayMove) -> Moving:
    new = next((row.pk for row in known_relays.list_relays(vault.con) if row.url == begun.url), None)
    those = [contact.record.id for contact in contact_cards.list_contacts(vault) if contact.may_receive]
    know = sum(moves.has_written_to(vault.con, id_, new) for id_ in those) if new else 0
    there = policies.wanted_policy(vault.con, begun.url, new or b"")
    opens = there == policies.OPEN != policies.mailbox_policy(vault.con, begun.old)
    return Moving(begun, new is not None, know, len(those), opens)


def finish(vault: Vault, answered: Collection[str]) -> None:
    """Remove old relays that are not needed, after a round in which these routes delivered all objects."""
    for old, at in list_moves(vault).items():
        drained = at.know == at.of and f"relay:{old.hex()}" in answered
        late = at.move.until < vault.now() and not clock.is_wrong(vault)
        if at.made and (drained or late):
            with vault.transaction() as con:
                known_relays.forget(con, old)
                identity.card(vault)


def stay(vault: Vault, old: bytes) -> Changed:
    """Cancel a move: both relays stay ours."""
    with vault.transaction() as con:
        moves.end(con, old)
    return Changed(frozenset({"relay"}))
