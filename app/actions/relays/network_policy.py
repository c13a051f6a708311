"""Decide which data can be sent over the present connection; a refusal has a reason and an end.

Each rule is one function below, and `RULES` is their order. If a person starts a round (`asked`), the rules about
automatic rounds do not apply. A pause, `never`, text only and the daily budget always apply.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from threading import Lock

from attrs import frozen

from app.actions.kernel import sample_mark
from app.actions.relays import networks
from app.actions.relays.networks import ASK, ASKED, NEVER, TEXT, Network, NetworkRule
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.relays import traffic
from app.store.vault.open_vault import Vault
from sync.errors import NotNow

Permit = Callable[[Vault, int], None]
"""Raises NotNow if a message (0), or this number of bytes of a file, must not be sent now."""

METERED = "metered"
"""The rule that a metered connection carries text only."""
_PAUSE = "pause"
_LONGEST_PAUSE = 10_000
"""Hours."""


def allow_always(vault: Vault, length: int) -> None:
    """Allow everything, as for a USB stick."""


@frozen
class Verdict:
    """The decision about one object: allowed if `why` is None. `rule` refuses it, until `until` (UTC seconds)."""

    rule: str = ""
    why: Phrase | None = None
    until: int | None = None


@frozen
class _Question:
    """The question for the rules: the network, the person's request, a message (0) or bytes of a file; `used` today."""

    now: float
    network: Network
    rule: NetworkRule
    asked: bool
    length: int
    used: int
    pause: int | None


def _paused(q: _Question) -> Verdict | None:
    """Refuse during a pause: for some hours, or until a person ends it."""
    if q.pause is None:
        return None
    return Verdict("pause", Phrase("you paused the connection"), q.pause or None)


def _not_here(q: _Question) -> Verdict | None:
    """Refuse on a forbidden network, or an automatic round if only requested ones are allowed."""
    if q.rule.mode == NEVER:
        return Verdict(NEVER, networks.RULED_OUT)
    if q.rule.mode == ASKED and not q.asked:
        return Verdict(ASKED, Phrase("on this network, Amparo connects only when you ask"))
    return None


def _with_a_question(q: _Question) -> Verdict | None:
    """Refuse until the window has asked the person; it shows the queued mail and its size."""
    if q.rule.mode == ASK and not q.asked:
        return Verdict(ASK, Phrase("on this network, Amparo asks you first"))
    return None


def _hours(q: _Question) -> Verdict | None:
    """Allow automatic rounds only between two times of the day; midnight can be between them."""
    if q.rule.hours is None or q.asked:
        return None
    opens, closes = q.rule.hours
    local = datetime.fromtimestamp(q.now).astimezone()
    minute = local.hour * 60 + local.minute
    if opens <= minute < closes if opens < closes else (minute >= opens or minute < closes):
        return None
    day = local.date() + timedelta(days=minute >= opens)
    at = datetime.combine(day, time(opens // 60, opens % 60)).astimezone()
    return Verdict(
        "hours", Phrase("on this network, Amparo connects only at the hours that you chose"), int(at.timestamp())
    )


def _text(q: _Question) -> Verdict | None:
    """Refuse files: by a rule of this network, or because the connection is metered."""
    if q.length and q.rule.mode == TEXT:
        return Verdict(TEXT, Phrase("files wait: you chose that only text is sent over this network"))
    if q.length and is_metered(q.network, q.rule):
        return Verdict(METERED, Phrase("files wait: data costs money on this connection"))
    return None


def _budget(q: _Question) -> Verdict | None:
    """Limit the bytes in a day, both directions together; a new day begins at local midnight."""
    if q.rule.budget is None or q.used + q.length < q.rule.budget:
        return None
    if q.length >= q.rule.budget:  # a file is sent in pieces, so tomorrow is no better
        return Verdict("budget", Phrase("files wait: the data limit of this network for a day is too small for a file"))
    midnight = datetime.combine(_day(q.now) + timedelta(days=1), time()).astimezone()
    return Verdict("budget", Phrase("you reached the data limit of this network for today"), int(midnight.timestamp()))


RULES = (_paused, _not_here, _with_a_question, _hours, _text, _budget)


def decide_traffic(vault: Vault, network: Network, asked: bool, length: int = 0) -> Verdict:
    """Decide if a message, or `length` bytes of a file, can be sent over a network now.

    Until the network is identified, every rule that could be its rule applies. From a sample vault nothing is sent.
    """
    if sample_mark.is_sample(vault):
        return Verdict("sample", sample_mark.STAYS)
    now = vault.clock()
    used = sum(traffic.of_day(vault.con, network.name, _day(now).toordinal()))
    for rule in networks.rules_of(vault, network):
        question = _Question(now, network, rule, asked, length, used, read_pause_end(vault))
        for test in RULES:
            verdict = test(question)
            if verdict is not None:
                return verdict
    return Verdict()


def decide_nearby_session(vault: Vault, network: Network) -> Verdict:
    """Decide if a nearby session is allowed on a network: a person starts it, and its data stays in the network.

    So only the rules that forbid everything apply; cost and daily budget do not.
    """
    if sample_mark.is_sample(vault):
        return Verdict("sample", sample_mark.STAYS)
    for rule in networks.rules_of(vault, network):
        question = _Question(vault.clock(), network, rule, True, 0, 0, read_pause_end(vault))
        for test in (_paused, _not_here):
            verdict = test(question)
            if verdict is not None:
                return verdict
    return Verdict()


def is_metered(network: Network, rule: NetworkRule) -> bool:
    """Return True if a connection is metered, by the person's setting, else by the system's."""
    return bool(network.metered if rule.metered is None else rule.metered)


def read_pause_end(vault: Vault) -> int | None:
    """Return the end of the pause (UTC seconds, 0: until a person ends it); None if rounds run."""
    kept = vault.get(_PAUSE)
    until = int(kept) if kept else None
    return None if until and until <= vault.clock() else until


def pause(vault: Vault, hours: float | None) -> None:
    """Pause all rounds for some hours, or, with None, until `go_on`; InputRefused for no time or too long a one."""
    if hours is not None and not 0 < hours <= _LONGEST_PAUSE:
        raise InputRefused(
            Phrase("A pause has more than 0 and at most {most} hours.", most=_LONGEST_PAUSE), "Nothing was changed."
        )
    vault.set(_PAUSE, str(0 if hours is None else int(vault.clock() + hours * 3600)).encode())


def go_on(vault: Vault) -> None:
    """End the pause."""
    vault.forget(_PAUSE)


def read_used_bytes(vault: Vault, network: Network) -> tuple[int, int]:
    """Return the bytes sent and received over a network today; they are counted only if it has a budget."""
    return traffic.of_day(vault.con, network.name, _day(vault.clock()).toordinal())


class Gate:
    """The permission of one round, asked before each message and each piece of a file; counts the bytes.

    `network` returns the network at each call: a round can be long, and the computer can change networks.
    """

    def __init__(self, network: Callable[[], Network], asked: bool = True) -> None:
        self._network, self._asked = network, asked
        self._up = self._down = 0
        self._turn = Lock()

    def verdict(self, vault: Vault, length: int = 0) -> Verdict:
        """Store the bytes so far, and decide if more can be sent."""
        network = self._network()
        self._keep(vault, network)
        return decide_traffic(vault, network, self._asked, length)

    def __call__(self, vault: Vault, length: int) -> None:
        """Raise NotNow if the data must not be sent."""
        why = self.verdict(vault, length).why
        if why is not None:
            raise NotNow(why.template, **why.values)

    def moved(self, up: int, down: int) -> None:
        """Add bytes that were sent or received, on any thread."""
        with self._turn:
            self._up += up
            self._down += down

    def _keep(self, vault: Vault, network: Network) -> None:
        """Count for today, only if a budget exists: the vault must not record the places of a person."""
        with self._turn:
            up, down, self._up, self._down = self._up, self._down, 0, 0
        if (up or down) and any(rule.budget is not None for rule in networks.rules_of(vault, network)):
            with vault.transaction() as con:
                traffic.add(con, network.name, _day(vault.clock()).toordinal(), up, down)


def _day(now: float) -> date:
    """Return the local day."""
    return datetime.fromtimestamp(now).astimezone().date()
