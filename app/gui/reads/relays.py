"""Our relays and the networks with a rule, as they are shown."""

from attrs import frozen

from app.actions import mailboxes, networks
from app.actions.mailboxes import Standing
from app.actions.networks import Network
from app.gui.dates import when
from app.gui.shown import Fact3, Line
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
    """Our relays, this network (`rule` is empty where none can be made, and `note` says why), others with a rule."""

    relays: tuple[RelayCard, ...]
    here: Line
    rule: str
    note: str
    others: tuple[Line, ...] = ()


def page(vault: Vault, tr: Text, here: Network) -> RelaysPage:
    """Return how the relays stand, and the rules of networks; `here` is the one that leads out now."""
    relays = tuple(_relay(vault, tr, at) for at in mailboxes.all_(vault))
    words = rule_words(tr)
    others = tuple(
        Line("network", _way(tr, network), tr.line(network.name if network.way else "", words[rule]), key=network.name)
        for network, rule in networks.ruled(vault)
        if network.name != here.name
    )
    if not here.name:
        note = tr("This computer does not tell which network this is, so it can have no rule.")
        return RelaysPage(relays, Line("network", tr("This network"), ""), "", note, others)
    line = Line("network", tr("This network"), tr.line(_way(tr, here), "" if here.name == here.way else here.name))
    rule = networks.rule_of(vault, here)
    if here.vague:
        note = tr("Which network this is, is not known yet. Until then the strictest rule that it may have holds.")
        return RelaysPage(relays, line, "", tr.line(note, words[rule]), others)
    return RelaysPage(relays, line, rule, _means(tr, rule), others)


def rule_words(tr: Text) -> dict[str, str]:
    """Return the rules of networks in words, in the order of strictness."""
    return {networks.ALWAYS: tr("Always"), networks.ASKED: tr("Only when I ask"), networks.NEVER: tr("Never")}


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


def _means(tr: Text, rule: str) -> str:
    return {
        networks.ALWAYS: tr("Relays are visited by themselves, every few minutes."),
        networks.ASKED: tr("Relays are visited only when you say so: for a connection that costs by the megabyte."),
        networks.NEVER: tr("No relay is visited or added here. A stick works everywhere."),
    }[rule]


def _way(tr: Text, network: Network) -> str:
    """Return where a network leads out, which a person may know it by; else its name."""
    gateway, _, interface = network.way.partition(" ")
    if interface:
        return tr("{interface}, by way of {gateway}", interface=interface, gateway=gateway)
    return network.way or network.name


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
