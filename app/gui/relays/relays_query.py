"""The data of the page of our relays and the networks with a rule."""

from collections.abc import Sequence

from attrs import frozen

from app.actions.kernel.records import record_of
from app.actions.relays import quarantined_messages, relay_log_audit
from app.actions.relays.networks import Network
from app.actions.relays.relay_moves import Moving
from app.actions.rounds import mailboxes
from app.actions.rounds.mailboxes import RelayStatus
from app.gui.relays import networks_query
from app.gui.relays.networks_query import NetworksShown
from app.gui.style.dates import relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import Fact3
from app.store.relays import delivery_problems, policies
from app.store.relays.delivery_problems import Hindrance
from app.store.relays.known_relays import KnownRelay
from app.store.relays.logs import DROP, RelayProof
from app.store.relays.quarantined_messages import Damage
from app.store.vault.open_vault import Vault

MOST_NAMES = 8
"""Contacts of a relay that are listed by name; the others are counted."""


@frozen
class RelayCard:
    """One relay: its address, which is also its key, and its facts. `known`: it answered before.

    `moving`: we leave it for another. `proof` describes signed data of the relay that cannot be true; `seen`: a person
    was shown that. `aside` describes data from it that was quarantined, until a person has seen it. `policy` says who
    can write to our mailbox there, and `means` explains it.
    """

    url: str
    known: bool
    facts: tuple[Fact3, ...]
    moving: bool = False
    proof: str = ""
    seen: bool = False
    policy: str = ""
    means: str = ""
    ours: bool = True
    """True if we have a mailbox there; otherwise we had one, or a desk that we read for has one."""
    aside: str = ""

    @property
    def guarded(self) -> bool:
        """True if senders need a ticket there, or a proof of work."""
        return self.policy not in ("", str(policies.OPEN))


@frozen
class RelaysPage:
    """Our relays, and the rules of networks."""

    relays: tuple[RelayCard, ...]
    networks: NetworksShown


def page(vault: Vault, tr: Text, here: Network) -> RelaysPage:
    """Return the state of the relays, and the rules of networks; `here` is the one that leads out now."""
    ours = [_relay(vault, tr, at) for at in mailboxes.list_relays(vault)]
    signed, aside = relay_log_audit.of_others(vault), quarantined_messages.of_others(vault)
    others = [_of_a_desk(vault, tr, url, signed.get(url, ()), aside.get(url, ())) for url in {**signed, **aside}]
    return RelaysPage((*ours, *others), networks_query.networks_view(vault, tr, here))


def policy_words(tr: Text) -> dict[str, str]:
    """Return the labels of mailbox policies, by their numbers, the most open first."""
    return {
        str(policies.OPEN): tr("Anyone with my card"),
        str(policies.TICKETS): tr("Only with a ticket"),
        str(policies.FRONT_DESK): tr("Ticket or calculation"),
    }


def policy_means(tr: Text, policy: int) -> str:
    """Return the meaning of a policy, and when to choose it."""
    return {
        policies.OPEN: tr("Everyone who has your card can write. Choose tickets if someone fills the mailbox."),
        policies.TICKETS: tr(
            "Amparo sends tickets to your contacts with your next messages. When a ticket is used, you see "
            "whose it is. The relay does not."
        ),
        policies.FRONT_DESK: tr(
            "Contacts have tickets. People without tickets can leave a small message: their computer "
            "calculates about ten seconds for each."
        ),
    }[policy]


def _relay(vault: Vault, tr: Text, at: RelayStatus) -> RelayCard:
    if at.known is None:
        said = tr("No answer yet. Amparo tries again each time it connects.")
        return RelayCard(at.url, False, ((tr("Last answer"), said, ""), *_why(tr, at.hindrance)))
    names = tr.listed(at.contacts[:MOST_NAMES])
    more = len(at.contacts) - MOST_NAMES
    there = tr("{names} and {n} more", names=names, n=more) if more > 0 else names
    reports = tr("{n} report waits for this relay|{n} reports wait for this relay", n=at.to_go)
    return RelayCard(
        at.url,
        True,
        (
            (tr("Last answer"), *_answer(vault, tr, at.known)),
            *_why(tr, at.hindrance),
            (tr("Contacts there"), there or tr("No known contacts"), ""),
            (tr("Waiting"), reports if at.to_go else tr("Nothing is waiting"), ""),
            *([(tr("Moving"), *_moving(vault, tr, at.moving))] if at.moving else []),
        ),
        at.moving is not None,
        _proof(vault, tr, at.proofs),
        all(proof.seen for proof in at.proofs),
        str(at.policy),
        policy_means(tr, at.policy),
        aside=_aside(vault, tr, at.aside),
    )


def _of_a_desk(vault: Vault, tr: Text, url: str, found: Sequence[RelayProof], aside: Sequence[Damage]) -> RelayCard:
    """Return a relay that is not ours, shown because of signed data that cannot be true, or of quarantined data."""
    whose = (
        tr("Mailbox"),
        tr("This mailbox belongs to your desk, or was yours before"),
        tr("If the relay belongs to a desk, tell the desk."),
    )
    seen = all(proof.seen for proof in found)
    proof, kept = _proof(vault, tr, found), _aside(vault, tr, aside)
    return RelayCard(url, True, (whose,), proof=proof, seen=seen, ours=False, aside=kept)


def _moving(vault: Vault, tr: Text, at: Moving) -> tuple[str, str]:
    """Return the progress of a move, and its target and end."""
    to = tr("Moving to {url}. Amparo also reads this relay until all contacts know the new one, at the latest "
            "until {at}.",
            url=at.move.url, at=relative_time(tr, at.move.until, vault.now()))  # fmt: skip
    if not at.made:
        return tr("The new relay has not answered yet. Amparo tries again each time it connects."), to
    return tr("{know} of {of} contacts know the new one", know=at.know, of=at.of), to


def _proof(vault: Vault, tr: Text, found: Sequence[RelayProof]) -> str:
    """Return the newest proof against a relay as text, and the number of others."""
    if not found:
        return ""
    newest = found[-1]
    at = relative_time(tr, newest.at, vault.now())
    if newest.kind == DROP:
        of = record_of(vault, newest.contact.hex()).title if newest.contact else ""
        said = tr(
            "The relay signed that it stored a package from {name} for you. Later it signed a list of your "
            "mailbox without this package. Found {at}.", name=of, at=at,
        )  # fmt: skip
    else:
        said = tr("The relay signed two lists of your mailbox that contradict each other. Found {at}.", at=at)
    more = len(found) - 1
    return said + (" " + tr("{n} more warning of this kind.|{n} more warnings of this kind.", n=more) if more else "")


def _aside(vault: Vault, tr: Text, found: Sequence[Damage]) -> str:
    """Return the quarantined data of a relay: the number of packages for each reason."""
    said = []
    for why in dict.fromkeys(damage.why for damage in found):
        same = [damage.at for damage in found if damage.why == why]
        at = relative_time(tr, max(same), vault.now())
        said.append(
            tr(
                "{n} package not read, last {at}: {why}.|{n} packages not read, last {at}: {why}.",
                n=len(same), at=at, why=tr.phrase(why),
            )
        )  # fmt: skip
    return " ".join(said)


def _why(tr: Text, found: Hindrance | None) -> list[Fact3]:
    """Return the reason why the last visit to a relay failed, with the safe state and the next step."""
    if found is None:
        return []
    todo = tr("No data is lost: Amparo tries again automatically. A USB stick works without this relay.")
    if found.why == delivery_problems.NOT_THE_RELAY:
        todo = tr(
            "Amparo sent nothing there. Ask the operator of the relay through a different channel. A USB "
            "stick works without the relay."
        )
    return [(tr("Problem"), tr.phrase(found.why), todo)]


def _answer(vault: Vault, tr: Text, known: KnownRelay) -> tuple[str, str]:
    """Return the last answer time of a relay, and the next try if it did not answer since."""
    now = vault.now()
    said = relative_time(tr, known.last_ok, now) if known.last_ok else tr("Not connected yet")
    if not known.attempts:
        return said, ""
    tried = tr("No answer, {n} try|No answer, {n} tries", n=known.attempts)
    return said, tr.line(tried, tr("next try {at}", at=relative_time(tr, max(known.not_before, now), now)))
