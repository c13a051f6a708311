"""Our relays and the networks with a rule, as they are shown."""

from attrs import frozen

from app.actions import mailboxes
from app.actions.mailboxes import Standing
from app.actions.networks import Network
from app.gui.dates import when
from app.gui.reads import networks
from app.gui.reads.networks import NetworksShown
from app.gui.shown import Fact3
from app.gui.text import Text
from app.store import policies
from app.store.relays import KnownRelay
from app.store.vault import Vault

MOST_NAMES = 8
"""Contacts of a relay that are named; the others are counted."""


@frozen
class RelayCard:
    """One relay: its address, which is its key too, and what is known of it. `known`: it answered before.

    `policy` says who may write to our mailbox there, and `means` what that is.
    """

    url: str
    known: bool
    facts: tuple[Fact3, ...]
    policy: str = ""
    means: str = ""


@frozen
class RelaysPage:
    """Our relays, and what may go over which network."""

    relays: tuple[RelayCard, ...]
    networks: NetworksShown


def page(vault: Vault, tr: Text, here: Network) -> RelaysPage:
    """Return how the relays stand, and the rules of networks; `here` is the one that leads out now."""
    return RelaysPage(tuple(_relay(vault, tr, at) for at in mailboxes.all_(vault)), networks.shown(vault, tr, here))


def policy_words(tr: Text) -> dict[str, str]:
    """Return who may write to a mailbox, by the number of its policy, the most open first."""
    return {
        str(policies.OPEN): tr("Anyone with my card"),
        str(policies.TICKETS): tr("Only with a ticket"),
        str(policies.FRONT_DESK): tr("Ticket or front desk"),
    }


def policy_means(tr: Text, policy: int) -> str:
    """Return what a policy is, and when to choose it."""
    return {
        policies.OPEN: tr("Whoever comes by your card can write. Choose tickets where somebody fills the mailbox."),
        policies.TICKETS: tr(
            "Your contacts are given tickets by themselves, with your next messages. The relay does not learn whose"
            " ticket is spent; you do."
        ),
        policies.FRONT_DESK: tr(
            "Contacts have tickets. Who has none can leave a small message: their computer works some ten seconds for"
            " each."
        ),
    }[policy]


def _relay(vault: Vault, tr: Text, at: Standing) -> RelayCard:
    if at.known is None:
        said = tr("None yet. It is tried again at every round.")
        return RelayCard(at.url, False, ((tr("Last answer"), said, ""),))
    names = tr.listed(at.contacts[:MOST_NAMES])
    more = len(at.contacts) - MOST_NAMES
    there = tr("{names} and {n} more", names=names, n=more) if more > 0 else names
    reports = tr("{n} report waits to go there|{n} reports wait to go there", n=at.to_go)
    return RelayCard(
        at.url,
        True,
        (
            (tr("Last answer"), *_answer(vault, tr, at.known)),
            (tr("Contacts there"), there or tr("None that you know of"), ""),
            (tr("Waits"), reports if at.to_go else tr("Nothing waits"), ""),
        ),
        str(at.policy),
        policy_means(tr, at.policy),
    )


def _answer(vault: Vault, tr: Text, known: KnownRelay) -> tuple[str, str]:
    """Return when a relay answered last, and when it is tried again if it did not since."""
    now = vault.now()
    said = when(tr, known.last_ok, now) if known.last_ok else tr("Not visited yet")
    if not known.attempts:
        return said, ""
    tried = tr("No answer {n} time since|No answer {n} times since", n=known.attempts)
    return said, tr.line(tried, tr("tried again {at}", at=when(tr, max(known.not_before, now), now)))
