"""Create our mailbox on a relay, and connect to relays."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attrs import evolve

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.desk_reading import READ_ON
from app.actions.kernel import sample_mark
from app.actions.kernel.db import Db, direct_db
from app.actions.relays import network_policy, networks, tor
from app.errors import InputRefused, NotDeliveredYet
from app.phrase import Phrase
from app.store.contacts import membership
from app.store.relays import known_relays, policies
from app.store.relays.known_relays import KnownRelay
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync import errors as trouble
from sync.maillog import LogPosition

if TYPE_CHECKING:
    from sync.client import Issued, RelayTransport


def add(
    vault: Vault,
    url: str,
    db: Db | None = None,
    invite: str = "",
    network: Callable[[], networks.Network] | None = None,
    policy: int | None = None,
) -> KnownRelay:
    """Create our mailbox on a relay and put it into our card; over TLS with an `invite`, the code of its operator.

    `policy` controls who can write to it (`app.store.relays.policies`); None keeps it, which is open for a new one.
    Without a connection, or on a forbidden network, the wish is stored and tried again at every round. Then raises
    NotDeliveredYet.
    """
    way = db or direct_db(vault)
    url, code = url.rstrip("/"), "".join(invite.split())
    if code:
        _read(code)

    def want(v: Vault) -> None:
        with v.transaction() as con:
            known_relays.want(con, url, code, v.now())
            if policy is not None:
                policies.want(con, url, policy)

    way(want)
    where = (network or networks.NetworkMonitor())()
    verdict = way(lambda v: network_policy.decide_traffic(v, where, True))
    if verdict.why:
        raise NotDeliveredYet(
            Phrase("Amparo could not reach the relay: {why}.", why=verdict.why),
            "Saved. Amparo tries again at the next connection.",
        )
    try:
        return register(vault, way, url, code)
    except (trouble.LoginFirst, trouble.WrongCertificate, trouble.NoTor) as other:
        raise NotDeliveredYet(
            Phrase("Amparo could not reach the relay: {why}.", why=other),
            "Saved. Amparo tries again at the next connection.",
        ) from other
    except trouble.NotDelivered as offline:
        raise NotDeliveredYet(
            Phrase("The relay does not answer: {why}.", why=offline),
            "Saved. Amparo tries again at the next connection.",
        ) from offline
    except trouble.SyncError as refused:
        way(lambda v: known_relays.forget_wish(v.con, url))
        raise InputRefused(
            Phrase("Amparo cannot use this relay: {why}.", why=refused), "Nothing was added."
        ) from refused


def _read(code: str) -> tuple[bytes, bytes]:
    """Return the relay's key and the invite in a code."""
    try:
        return crypto.read_invite_code(code)
    except crypto.Malformed as error:
        raise InputRefused(
            "This is not an invite code, or one letter is wrong.", "Nothing was added. Check each letter of the code."
        ) from error


def register(vault: Vault, db: Db, url: str, code: str) -> KnownRelay:
    """Create our mailbox on a relay: the network on the caller's thread, the store on its own.

    The relay's key is known from the invite or from before; without TLS, the relay that answers is accepted. Raises
    Refused if our card or an invite could not name the relay, or if no one would read mail there.
    """
    if len(url.encode()) > crypto.URL_MAX:
        raise trouble.Refused("the address is too long for a card")
    invited, invite = _read(code) if code else (None, bytes(16))
    if invited is None and url.startswith("https:"):
        invited = next((row.pk for row in _ours(db) if row.url == url), None)
    first = reach(vault, db, url, invited)
    descriptor = first.descriptor()
    first.close()
    pk, there = descriptor.relay_pk, {row.pk for row in _ours(db)}
    if pk not in there and len(there) >= contact_cards.MOST_MAILBOXES:
        raise trouble.Refused("a card can have at most eight relays. Remove a relay first")
    key = db(lambda v: identity.mailbox_key(v, pk))
    policy = db(lambda v: policies.wanted_policy(v.con, url, pk))
    ours = reach(vault, db, url, pk, key)
    ours.create_mailbox(invite, policy)
    ours.close()

    def keep(v: Vault) -> KnownRelay:
        with v.transaction():
            known_relays.keep(v.con, url, pk, descriptor.seal_pk, crypto.mailbox_id(key.public))
            policies.mark_sent(v.con, url, pk, policy)
            if membership.members(v.con):
                known_relays.want_shared(v.con, False)
            identity.card(v)
        return next(row for row in known_relays.list_relays(v.con) if row.pk == pk)

    return db(keep)


def follow(vault: Vault, db: Db, known: KnownRelay, around_tor: bool, reach_: Callable[..., "RelayTransport"]) -> None:
    """Replace a shared mailbox by a new one, and put it into our card: removed readers cannot read the new one.

    The new seed is stored before the request, so that a repeated request after a lost connection uses the same one.
    """
    old = db(lambda v: identity.mailbox_key(v, known.pk, known.counter, known.seed))
    seed = db(lambda v: known_relays.next_seed(v.con, known, v.random))
    new = crypto.mailbox_key(seed, known.pk, known.counter + 1)
    transport = reach_(vault, db, known.url, known.pk, old, None, around_tor)
    try:
        transport.follow(new)
    finally:
        transport.close()

    def keep(v: Vault) -> None:
        with v.transaction() as con:
            known_relays.replace_mailbox(con, known, seed, crypto.mailbox_id(new.public), v.now() + READ_ON)
            identity.card(v)

    db(keep)


def reach(
    vault: Vault,
    db: Db,
    url: str,
    relay_pk: bytes | None = None,
    key: "crypto.SigningKey | None" = None,
    position: LogPosition | None = None,
    around_tor: bool = False,
    moved: Callable[[int, int], None] | None = None,
    *,
    through_tor: bool = False,
    issued: "Issued | None" = None,
    **settings: Any,
) -> "RelayTransport":
    """Return the transport to a relay; the HTTP code is loaded with the first one, not with the window.

    `around_tor`: a person agreed to reach it without Tor this time, if that is possible. `moved` gets the bytes sent
    and received, `issued` the tickets that were spent in our mailbox. `through_tor`: reach it this time only through
    Tor. `settings` are for tests. Raises InputRefused in a sample vault.
    """
    from sync.client import RelayTransport, none_issued

    db(sample_mark.refuse_sending)
    way = db(tor.way)
    return RelayTransport(
        url,
        relay_pk,
        key,
        position=position,
        clock=vault.clock,
        random=vault.random,
        tor=evolve(way, always=through_tor or (way.always and not around_tor)),
        moved=moved,
        issued=issued or none_issued,
        **settings,
    )


def _ours(db: Db) -> list[KnownRelay]:
    return db(lambda v: known_relays.list_relays(v.con))
