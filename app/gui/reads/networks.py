"""The network there is now, what may go over it and why not, and other networks with a rule, as they are shown."""

from attrs import frozen

from app.actions import networks, permits
from app.actions.networks import ALWAYS, ASK, ASKED, NEVER, TEXT, Network, Rule
from app.actions.permits import Verdict
from app.gui.dates import clock, when
from app.gui.routes import Held
from app.gui.shown import Line
from app.gui.text import Text
from app.gui.widgets.foot import Fact
from app.store import outbox
from app.store.vault import Vault

MB = 1_000_000
BUDGETS = (10, 50, 200, 1000)
"""Megabytes in a day that are offered."""


@frozen
class NetworksShown:
    """This network with its rule (None where none can be made, and `note` says why), and the others with one.

    `now` says what goes over it now; `paused` is empty where nothing is; `used` is what went today, of a budget.
    """

    here: Line
    rule: Rule | None
    note: str
    now: str
    system: str = ""
    used: str = ""
    paused: str = ""
    others: tuple[Line, ...] = ()


def shown(vault: Vault, tr: Text, here: Network) -> NetworksShown:
    """Return it; `here` is the network that leads out now."""
    others = tuple(
        Line(
            "network",
            way(tr, network),
            tr.line(network.name if network.way else "", in_words(tr, rule)),
            key=network.name,
        )
        for network, rule in networks.ruled(vault)
        if network.name != here.name
    )
    kept = permits.paused(vault)
    paused = "" if kept is None else _until(tr, vault, kept)
    state = now_words(tr, vault, here)
    if not here.name:
        note = tr("This computer does not tell which network this is, so it can have no rule.")
        return NetworksShown(Line("network", tr("This network"), ""), None, note, state, paused=paused, others=others)
    line = Line("network", tr("This network"), tr.line(way(tr, here), "" if here.name == here.way else here.name))
    rule = networks.rule_of(vault, here)
    if here.vague:
        note = tr("Which network this is, is not known yet. Until then the strictest rule that it may have holds.")
        return NetworksShown(line, None, tr.line(note, in_words(tr, rule)), state, paused=paused, others=others)
    used = tr("{size} went today.", size=tr.size(sum(permits.used(vault, here)))) if rule.budget else ""
    system = {
        None: tr("Whether it is metered, the system does not say."),
        True: tr("The system says that it is metered."),
        False: tr("The system says that it is not metered."),
    }[here.metered]
    state = now_words(tr, vault, here, rule.mode)
    return NetworksShown(line, rule, means(tr, rule.mode), state, system, used, paused, others)


def rule_words(tr: Text) -> dict[str, str]:
    """Return the rules of networks in words, in the order of strictness."""
    return {
        ALWAYS: tr("Everything"),
        TEXT: tr("Text only"),
        ASK: tr("Ask me first"),
        ASKED: tr("Only when I ask"),
        NEVER: tr("Never"),
    }


def in_words(tr: Text, rule: Rule) -> str:
    """Return a whole rule in few words."""
    return tr.line(
        rule_words(tr)[rule.mode],
        tr("metered") if rule.metered else "",
        hours_words(tr, rule.hours) if rule.hours else "",
        tr("{n} MB a day", n=rule.budget // MB) if rule.budget else "",
    )


def hours_words(tr: Text, hours: tuple[int, int]) -> str:
    """Return hours as they are typed."""
    return tr.digits("{:02}:{:02}-{:02}:{:02}".format(*divmod(hours[0], 60), *divmod(hours[1], 60)))


def means(tr: Text, mode: str) -> str:
    """Return what a rule means, in a sentence."""
    return {
        ALWAYS: tr("Relays are visited by themselves, every few minutes. Over a metered connection files wait."),
        TEXT: tr("Reports and confirmations go by themselves. Files wait for another network."),
        ASK: tr("When something waits, you are asked first, and told how much it is."),
        ASKED: tr("Relays are visited only when you say so: for a connection that costs by the megabyte."),
        NEVER: tr("No relay is visited or added here. A stick works everywhere."),
    }[mode]


def now_words(tr: Text, vault: Vault, here: Network, beside: str = "") -> str:
    """Return what goes over a network now, by itself; nothing where the rule that stands `beside` says so already."""
    letters, files = (permits.may(vault, here, False, length) for length in (0, 1))
    held = letters if letters.why is not None else files
    if beside and held.rule == beside:
        return ""
    return state(tr, vault, held).words if held.why is not None else tr("Now text and files go.")


def state(tr: Text, vault: Vault, held: Verdict) -> Fact:
    """Return what a rule keeps back, as the foot line says it."""
    at = _at(tr, held.until or 0, vault.now())
    long, short = {
        "pause": (tr("Paused {until}", until=_until(tr, vault, held.until or 0)), tr("Paused")),
        NEVER: (tr("Relays are not visited on this network, as you said"), tr("Not here")),
        ASKED: (tr("Relays are visited here only when you say so"), tr("When I ask")),
        ASK: (tr("On this network you are asked first"), tr("Asks first")),
        "hours": (tr("Relays are visited here again at {at}", at=at), tr("Not now")),
        TEXT: (tr("On this network: text only"), tr("Text only")),
        "metered": (tr("On a metered network: text only"), tr("Text only")),
        "budget": (tr("What this network may carry today is used up"), tr("Used up")),
    }[held.rule]
    return Fact("network", "pause", long, short)


def held(vault: Vault, tr: Text, here: Network) -> Held:
    """Return what is kept back on a network now."""
    letters, files = (permits.may(vault, here, False, length) for length in (0, 1))
    nums = outbox.to_hand_over(vault.con) if letters.rule == ASK else []
    return Held(
        state(tr, vault, letters) if letters.why is not None else None,
        state(tr, vault, files) if files.why is not None else None,
        (len(nums), sum(outbox.sizes(vault.con, nums).values())) if nums else None,
    )


def _until(tr: Text, vault: Vault, until: int) -> str:
    """Return until when, in words; 0: until a person says."""
    return tr("until {at}", at=_at(tr, until, vault.now())) if until else tr("until you say so")


def _at(tr: Text, seconds: int, now: int) -> str:
    """Return a time to come: today's without its date."""
    time, words = clock(tr, seconds), when(tr, seconds, now)
    return (
        time
        if words == when(tr, now, now).replace(clock(tr, now), time)
        else tr("{date}, {time}", date=words, time=time)
    )


def way(tr: Text, network: Network) -> str:
    """Return where a network leads out, which a person may know it by; else its name."""
    gateway, _, interface = network.way.partition(" ")
    if interface:
        return tr("{interface}, by way of {gateway}", interface=interface, gateway=gateway)
    return network.way or network.name
