"""List our mailboxes on relays, remove a relay, and set who can write to a mailbox.

A contact with our old card still sends to a removed relay. No report is lost: a sender keeps it until we confirm it.
After our new card arrives, the sender uses our other relays, or a USB stick.
"""

from collections.abc import Callable

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db, direct_db
from app.actions.relays import (
    mailbox_registration,
    network_policy,
    networks,
    quarantined_messages,
    relay_log_audit,
    relay_moves,
)
from app.actions.relays.relay_moves import Moving
from app.actions.rounds import exchange
from app.actions.rounds.relay_sessions import SyncTarget
from app.errors import InputRefused, NotDeliveredYet, NotFound
from app.phrase import Phrase
from app.store.contacts import membership
from app.store.mail import outbox
from app.store.relays import delivery_problems, known_relays, policies
from app.store.relays.delivery_problems import Hindrance
from app.store.relays.known_relays import KnownRelay
from app.store.relays.logs import RelayProof
from app.store.relays.quarantined_messages import Damage
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync import errors as trouble


@frozen
class RelayStatus:
    """The state of one of our relays; `known` is None until it answers for the first time.

    `contacts` also have a mailbox there, and `to_go` reports are queued for them. `moving`: we replace it by another
    relay. `proofs`: its signatures contradict each other. `aside`: quarantined data that it delivered and that no one
    has seen yet. `hindrance`: the reason why the last visit failed. `policy`: the senders that can write to our
    mailbox.
    """

    url: str
    known: KnownRelay | None
    contacts: tuple[str, ...] = ()
    to_go: int = 0
    moving: Moving | None = None
    proofs: tuple[RelayProof, ...] = ()
    policy: int = policies.OPEN
    aside: tuple[Damage, ...] = ()
    hindrance: Hindrance | None = None


@frozen
class GivenUp:
    """A relay that is no longer ours, with its last state; `known`: None before the first answer.

    `fetched`: a last round downloaded all its objects. `unconfirmed`: the number of sent reports without a
    confirmation, which could still arrive there. `last`: no other relay is left.
    """

    known: KnownRelay | None
    url: str
    code: str = ""
    fetched: bool = True
    unconfirmed: int = 0
    contacts: tuple[str, ...] = ()
    last: bool = False


def list_relays(vault: Vault) -> list[RelayStatus]:
    """Return our relays by address, then added relays that have not answered yet."""
    seen = delivery_problems.list_problems(vault.con)
    found, moves, signed, aside = (
        [],
        relay_moves.list_moves(vault),
        relay_log_audit.list_proofs(vault),
        quarantined_messages.list_unseen_damage(vault),
    )
    for known in known_relays.list_relays(vault.con):
        there = _there(vault, known.pk)
        route = f"relay:{known.pk.hex()}"
        to_go = len(outbox.list_waiting_deliveries(vault.con, route, list(there))) if there else 0
        found.append(RelayStatus(known.url, known, tuple(there.values()), to_go, moves.get(known.pk),
                              tuple(proof for proof in signed if proof.relay == known.pk),
                              policies.mailbox_policy(vault.con, known.pk),
                              tuple(damage for damage in aside if damage.relay == known.pk),
                              seen.get((route, delivery_problems.ANY))))  # fmt: skip
    wished = [(url, policies.wanted_policy(vault.con, url, b"")) for url, _ in known_relays.wishes(vault.con)]
    for url, policy in wished:
        why = seen.get((delivery_problems.WISH.format(url=url), delivery_problems.ANY))
        found.append(RelayStatus(url, None, policy=policy, hindrance=why))
    return found


def key_at(vault: Vault, address: str) -> bytes:
    """Return the key of our relay with this address, or of another relay with damages or proofs. Raises NotFound."""
    address = address.strip().rstrip("/")
    ours = [known.pk for known in known_relays.list_relays(vault.con) if known.url == address]
    aside = [damage.relay for damage in quarantined_messages.of_others(vault).get(address, ())]
    found = [*ours, *aside, *(proof.relay for proof in relay_log_audit.of_others(vault).get(address, ()))]
    if not found:
        raise NotFound(Phrase("No relay with the address {url} answered yet.", url=address), "See: amparo relay list")
    return found[0]


def _there(vault: Vault, pk: bytes) -> dict[bytes, str]:
    """Return the contacts that can receive reports and have a mailbox on a relay, by record."""
    return {
        contact.record.id: contact.record.title
        for contact in contact_cards.list_contacts(vault)
        if contact.may_receive and any(box.relay_pk == pk for box in contact.card.mailboxes)
    }


def give_up(
    vault: Vault,
    address: str,
    db: Db | None = None,
    anyway: bool = False,
    network: Callable[[], networks.Network] | None = None,
) -> GivenUp:
    """Remove a relay (its address, or its key in hex) after a last round with it, also from our card.

    Raises InputRefused, unless `anyway`, if that round downloaded not everything or confirmations can still arrive
    there. Receipts stay. Reports to contacts with a mailbox there still go there.
    """
    way = db or direct_db(vault)
    found = way(lambda v: _named(v, address))
    known = found.known
    if known is None:
        way(lambda v: known_relays.forget_wish(v.con, found.url))
        return found
    why = _last_round(vault, way, known, network)
    stands = way(lambda v: _stands(v, known, not why))
    open_ = [Phrase("Amparo could not receive the messages there ({why})", why=why)] if why else []
    if stands.unconfirmed:
        open_.append(Phrase("confirmations that might still arrive there: {n}", n=stands.unconfirmed))
    if open_ and not anyway:
        raise InputRefused(
            Phrase("The relay was not removed: {why}.", why=tuple(open_)),
            "The mailbox is still yours. To remove it anyway, add --anyway. Unconfirmed reports stay with "
            "their senders.",
        )

    def remove(v: Vault) -> None:
        with v.transaction() as con:
            known_relays.forget(con, known.pk)
            identity.card(v)

    way(remove)
    return stands


def _named(vault: Vault, address: str) -> GivenUp:
    wanted = address.strip().rstrip("/")
    for known in known_relays.list_relays(vault.con):
        if wanted in (known.url, known.pk.hex()):
            return GivenUp(known, known.url)
    for url, code in known_relays.wishes(vault.con):
        if wanted == url:
            return GivenUp(None, url, code)
    raise NotFound(Phrase("You have no relay {address}.", address=wanted), "See: amparo relay list")


def _last_round(vault: Vault, db: Db, known: KnownRelay, network: Callable[[], networks.Network] | None) -> str:
    """Download from a relay and upload to it; return the reason of a failure, or an empty text."""
    gate = network_policy.Gate(network or networks.NetworkMonitor())
    verdict = db(gate.verdict)
    if verdict.why:
        return verdict.why
    key = db(lambda v: identity.mailbox_key(v, known.pk, known.counter, known.seed))
    tally = exchange.visit(vault, db, SyncTarget(known.url, known.pk, known, key), True, gate)
    return tally.failures[0] if tally.failures else ""


def _stands(vault: Vault, known: KnownRelay, fetched: bool) -> GivenUp:
    open_ = [d for d in outbox.deliveries(vault.con) if d.state in outbox.OPEN and outbox.has_left(vault.con, d.num)]
    others = [row for row in known_relays.list_relays(vault.con) if row.pk != known.pk]
    now = next(
        (row for row in known_relays.list_relays(vault.con) if row.pk == known.pk), known
    )  # or a second request in parallel
    there = tuple(_there(vault, known.pk).values())
    return GivenUp(now, known.url, "", fetched, len(open_), there, not others)


def set_policy(
    vault: Vault,
    address: str,
    policy: int,
    db: Db | None = None,
    network: Callable[[], networks.Network] | None = None,
) -> Changed:
    """Set the policy for senders of one of our mailboxes, and put it into our card.

    Raises NotDeliveredYet, without any change, if the relay is not reachable now. Contacts need no new address: the
    next round makes tickets and sends them. A contact without tickets keeps its mail until they arrive, with the new
    card.
    """
    way = db or direct_db(vault)
    known = way(lambda v: _named(v, address)).known
    if known is not None and (known.shared or known.renew) and policy != policies.OPEN:
        raise InputRefused("The members of this desk read that mailbox, so it stays open.", "Nothing was changed.")
    if known is None:
        way(lambda v: policies.want(v.con, address.strip().rstrip("/"), policy))
        return Changed(frozenset({"relay"}))
    verdict = way(network_policy.Gate(network or networks.NetworkMonitor()).verdict)
    if verdict.why:
        raise NotDeliveredYet(
            Phrase("Amparo could not tell the relay: {why}.", why=verdict.why), "Nothing was changed."
        )
    key = way(lambda v: identity.mailbox_key(v, known.pk, known.counter, known.seed))
    transport = mailbox_registration.reach(vault, way, known.url, known.pk, key)
    try:
        transport.create_mailbox(policy=policy)
    except trouble.NotDelivered as offline:
        raise NotDeliveredYet(
            Phrase("The relay does not answer: {why}.", why=offline),
            "Permissions to write there are unchanged. Try again.",
        ) from offline
    except trouble.SyncError as refused:
        raise InputRefused(Phrase("The relay refused this: {why}.", why=refused), "Nothing was lost.") from refused
    finally:
        transport.close()

    def keep(v: Vault) -> None:
        with v.transaction() as con:
            policies.set_(con, known.pk, policy)
            if membership.members(con):  # a mailbox with tickets was not shared when members joined
                known_relays.want_shared(con, False)
            identity.card(v)

    way(keep)
    return Changed(frozenset({"relay"}))


def take_back(vault: Vault, gone: GivenUp) -> Changed:
    """Restore a relay that was just removed; its mailbox still exists on the relay."""
    with vault.transaction() as con:
        if gone.known is None:
            known_relays.want(con, gone.url, gone.code, vault.now())
        else:
            known_relays.restore(con, gone.known)
            identity.card(vault)
    return Changed(frozenset({"relay"}))
