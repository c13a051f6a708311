"""The current network, its rule and the withheld data, and other networks with a rule, for their page."""

from attrs import frozen

from app.actions.relays import network_policy, networks
from app.actions.relays.network_policy import Verdict
from app.actions.relays.networks import ALWAYS, ASK, ASKED, NEVER, TEXT, Network, NetworkRule
from app.gui.shell.foot import Fact
from app.gui.shell.routes import BlockedTraffic
from app.gui.style.dates import clock, relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.mail import outbox
from app.store.vault.open_vault import Vault

MB = 1_000_000
BUDGETS = (10, 50, 200, 1000)
"""The offered limits in megabytes a day."""


@frozen
class NetworksShown:
    """This network, and other networks with a rule. If no rule is possible, `rule` is None and `note` has the reason.

    `now` names the data that can be sent now. `paused` is empty without a pause. `used` is today's use of the limit.
    """

    here: RowView
    rule: NetworkRule | None
    note: str
    now: str
    system: str = ""
    used: str = ""
    paused: str = ""
    others: tuple[RowView, ...] = ()


def networks_view(vault: Vault, tr: Text, here: Network) -> NetworksShown:
    """Return the data of the page; `here` is the network that leads out now."""
    others = tuple(
        RowView(
            "network",
            way(tr, network),
            tr.line(network.name if network.way else "", in_words(tr, rule)),
            key=network.name,
        )
        for network, rule in networks.list_network_rules(vault)
        if network.name != here.name
    )
    kept = network_policy.read_pause_end(vault)
    paused = "" if kept is None else _until(tr, vault, kept)
    state = now_words(tr, vault, here)
    if not here.name:
        note = tr("Amparo cannot see which network this is. You cannot make a rule for it.")
        return NetworksShown(
            RowView("network", tr("This network"), ""), None, note, state, paused=paused, others=others
        )
    line = RowView("network", tr("This network"), tr.line(way(tr, here), "" if here.name == here.way else here.name))
    rule = networks.rule_of(vault, here)
    if here.vague:
        note = tr("Amparo does not know this network yet. Until then, the strictest rule applies.")
        return NetworksShown(line, None, tr.line(note, in_words(tr, rule)), state, paused=paused, others=others)
    used = (
        tr("{size} sent and received today.", size=tr.size(sum(network_policy.read_used_bytes(vault, here))))
        if rule.budget
        else ""
    )
    system = {
        None: tr("The system does not report if the connection is metered."),
        True: tr("The system says that it is metered."),
        False: tr("The system says that it is not metered."),
    }[here.metered]
    state = now_words(tr, vault, here, rule.mode)
    return NetworksShown(line, rule, means(tr, rule.mode), state, system, used, paused, others)


def rule_words(tr: Text) -> dict[str, str]:
    """Return the labels of network rules, in the order of strictness."""
    return {
        ALWAYS: tr("Everything"),
        TEXT: tr("Text only"),
        ASK: tr("Ask me first"),
        ASKED: tr("Only when I press “Connect now”"),
        NEVER: tr("Never"),
    }


def in_words(tr: Text, rule: NetworkRule) -> str:
    """Return a complete rule in few words."""
    return tr.line(
        rule_words(tr)[rule.mode],
        tr("metered") if rule.metered else "",
        hours_words(tr, rule.hours) if rule.hours else "",
        tr("{n} MB a day", n=rule.budget // MB) if rule.budget else "",
    )


def hours_words(tr: Text, hours: tuple[int, int]) -> str:
    """Return hours in their typed form."""
    return tr.digits("{:02}:{:02}-{:02}:{:02}".format(*divmod(hours[0], 60), *divmod(hours[1], 60)))


def means(tr: Text, mode: str) -> str:
    """Return the meaning of a rule, in a sentence."""
    return {
        ALWAYS: tr("Amparo connects every few minutes. On a connection that costs money, files wait."),
        TEXT: tr("Amparo sends reports and confirmations automatically. Files wait for another network."),
        ASK: tr("Before Amparo sends, it asks you and shows the amount of data."),
        ASKED: tr("Amparo connects only when you press “Connect now”. Use this if each megabyte costs money."),
        NEVER: tr("Amparo never connects on this network. You can use a USB stick."),
    }[mode]


def now_words(tr: Text, vault: Vault, here: Network, beside: str = "") -> str:
    """Return the data that is sent automatically now; empty if the shown rule (`beside`) says the same."""
    letters, files = (network_policy.decide_traffic(vault, here, False, length) for length in (0, 1))
    held = letters if letters.why is not None else files
    if beside and held.rule == beside:
        return ""
    return state(tr, vault, held).words if held.why is not None else tr("Amparo now sends text and files.")


def state(tr: Text, vault: Vault, held: Verdict) -> Fact:
    """Return the effect of a rule as a fact for the foot line."""
    at = _at(tr, held.until or 0, vault.now())
    long, short = {
        "sample": (tr("In the sample, everything stays on this computer"), tr("Sample")),
        "pause": (tr("Paused {until}", until=_until(tr, vault, held.until or 0)), tr("Paused")),
        NEVER: (tr("You chose that Amparo never connects on this network"), tr("Off on this network")),
        ASKED: (tr("On this network, Amparo connects only when you press “Connect now”"), tr("When I ask")),
        ASK: (tr("On this network, Amparo asks you first"), tr("Asks first")),
        "hours": (tr("Amparo connects on this network again at {at}", at=at), tr("Not now")),
        TEXT: (tr("On this network: text only"), tr("Text only")),
        "metered": (tr("On a metered network: text only"), tr("Text only")),
        "budget": (tr("You reached the data limit of this network for today"), tr("Limit reached")),
    }[held.rule]
    return Fact("go:relays", "pause", long, short)


def blocked_traffic(vault: Vault, tr: Text, here: Network) -> BlockedTraffic:
    """Return the data that the rule of a network holds back now."""
    letters, files = (network_policy.decide_traffic(vault, here, False, length) for length in (0, 1))
    nums = outbox.to_hand_over(vault.con) if letters.rule == ASK else []
    return BlockedTraffic(
        state(tr, vault, letters) if letters.why is not None else None,
        state(tr, vault, files) if files.why is not None else None,
        (len(nums), sum(outbox.sizes(vault.con, nums).values())) if nums else None,
    )


def _until(tr: Text, vault: Vault, until: int) -> str:
    """Return the end of a pause as text; 0: no end."""
    return tr("until {at}", at=_at(tr, until, vault.now())) if until else tr("until you continue")


def _at(tr: Text, seconds: int, now: int) -> str:
    """Return a future time: today's without its date."""
    time, words = clock(tr, seconds), relative_time(tr, seconds, now)
    return (
        time
        if words == relative_time(tr, now, now).replace(clock(tr, now), time)
        else tr("{date}, {time}", date=words, time=time)
    )


def way(tr: Text, network: Network) -> str:
    """Return the gateway of a network, by which a person can know it, otherwise its name."""
    gateway, _, interface = network.way.partition(" ")
    if interface:
        return tr("{interface}, by way of {gateway}", interface=interface, gateway=gateway)
    return network.way or network.name
