"""What may go over the connection there is now: one function says it, and if not, why and until when.

Each rule is one function below, and `RULES` is their order. A person's word for a round (`asked`) sets aside those that
are about rounds by themselves; what a pause, `never`, text only and a day's budget keep back waits all the same.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from threading import Lock

from attrs import frozen

from app.actions import networks
from app.actions.networks import ASK, ASKED, NEVER, TEXT, Network, Rule
from app.errors import InputRefused
from app.phrase import Phrase
from app.store import traffic
from app.store.vault import Vault
from sync.errors import NotNow

Permit = Callable[[Vault, int], None]
"""Raises NotNow where a letter (0), or so many bytes of a file, are not to go now."""

METERED = "metered"
"""The rule that a metered connection carries text alone."""
_PAUSE = "pause"
_LONGEST_PAUSE = 10_000
"""Hours."""


def always(vault: Vault, length: int) -> None:
    """Let everything go, as onto a stick."""


@frozen
class Verdict:
    """Whether something may go: yes where `why` is None. `rule` names what keeps it back, `until` is UTC seconds."""

    rule: str = ""
    why: Phrase | None = None
    until: int | None = None


@frozen
class _Question:
    """What is asked: over which network, by whose word, a letter (0) or so many bytes of a file; `used` today."""

    now: float
    network: Network
    rule: Rule
    asked: bool
    length: int
    used: int
    pause: int | None


def _paused(q: _Question) -> Verdict | None:
    """A person said: for some hours, or until I say."""
    if q.pause is None:
        return None
    return Verdict("pause", Phrase("the rounds are paused, as you said"), q.pause or None)


def _not_here(q: _Question) -> Verdict | None:
    """Never here, or only rounds that a person asks for."""
    if q.rule.mode == NEVER:
        return Verdict(NEVER, networks.RULED_OUT)
    if q.rule.mode == ASKED and not q.asked:
        return Verdict(ASKED, Phrase("relays are visited here only when you say so"))
    return None


def _with_a_question(q: _Question) -> Verdict | None:
    """The window asks first, with what waits and its size."""
    if q.rule.mode == ASK and not q.asked:
        return Verdict(ASK, Phrase("on this network you are asked first, as you said"))
    return None


def _hours(q: _Question) -> Verdict | None:
    """Rounds by themselves only between two times of the day, which may have midnight between them."""
    if q.rule.hours is None or q.asked:
        return None
    opens, closes = q.rule.hours
    local = datetime.fromtimestamp(q.now).astimezone()
    minute = local.hour * 60 + local.minute
    if opens <= minute < closes if opens < closes else (minute >= opens or minute < closes):
        return None
    day = local.date() + timedelta(days=minute >= opens)
    at = datetime.combine(day, time(opens // 60, opens % 60)).astimezone()
    return Verdict("hours", Phrase("relays are visited here at certain hours only, as you said"), int(at.timestamp()))


def _text(q: _Question) -> Verdict | None:
    """Letters alone: a person said so of this network, or the connection is metered."""
    if q.length and q.rule.mode == TEXT:
        return Verdict(TEXT, Phrase("files wait: over this network goes text only, as you said"))
    if q.length and is_metered(q.network, q.rule):
        return Verdict(METERED, Phrase("files wait: this connection is metered"))
    return None


def _budget(q: _Question) -> Verdict | None:
    """So many bytes in a day, both ways together; a new day begins at midnight here."""
    if q.rule.budget is None or q.used + q.length < q.rule.budget:
        return None
    if q.length >= q.rule.budget:  # a file goes in pieces, so tomorrow is no better
        return Verdict("budget", Phrase("files wait: a day of this network is less than a piece of one"))
    midnight = datetime.combine(_day(q.now) + timedelta(days=1), time()).astimezone()
    return Verdict("budget", Phrase("what this network may carry today is used up"), int(midnight.timestamp()))


RULES = (_paused, _not_here, _with_a_question, _hours, _text, _budget)


def may(vault: Vault, network: Network, asked: bool, length: int = 0) -> Verdict:
    """Return whether a letter, or `length` bytes of a file, may go over a network now.

    Where it is not known yet which network it is, every rule that may be its own holds.
    """
    now = vault.clock()
    used = sum(traffic.of_day(vault.con, network.name, _day(now).toordinal()))
    for rule in networks.rules_of(vault, network):
        question = _Question(now, network, rule, asked, length, used, paused(vault))
        for test in RULES:
            verdict = test(question)
            if verdict is not None:
                return verdict
    return Verdict()


def beside(vault: Vault, network: Network) -> Verdict:
    """Return whether a door may be opened or walked through on a network: a person asks for it, and nothing leaves it.

    So of the rules those hold that forbid everything; what a connection costs or carries in a day is not touched.
    """
    for rule in networks.rules_of(vault, network):
        question = _Question(vault.clock(), network, rule, True, 0, 0, paused(vault))
        for test in (_paused, _not_here):
            verdict = test(question)
            if verdict is not None:
                return verdict
    return Verdict()


def is_metered(network: Network, rule: Rule) -> bool:
    """Return whether a connection is metered: as a person says, else as the system does."""
    return bool(network.metered if rule.metered is None else rule.metered)


def paused(vault: Vault) -> int | None:
    """Return until when the rounds are paused (UTC seconds, 0: until a person says), None where they are not."""
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


def used(vault: Vault, network: Network) -> tuple[int, int]:
    """Return the bytes that went up and came down over a network today, where it has a budget."""
    return traffic.of_day(vault.con, network.name, _day(vault.clock()).toordinal())


class Gate:
    """What one round may do, asked before each letter and each piece of a file; it counts what went by.

    `network` says each time which network it is: a round may take long, and the computer elsewhere.
    """

    def __init__(self, network: Callable[[], Network], asked: bool = True) -> None:
        self._network, self._asked = network, asked
        self._up = self._down = 0
        self._turn = Lock()

    def verdict(self, vault: Vault, length: int = 0) -> Verdict:
        """Keep what went by so far, and return whether more may go."""
        network = self._network()
        self._keep(vault, network)
        return may(vault, network, self._asked, length)

    def __call__(self, vault: Vault, length: int) -> None:
        """Raise NotNow where it may not."""
        why = self.verdict(vault, length).why
        if why is not None:
            raise NotNow(why.template, **why.values)

    def moved(self, up: int, down: int) -> None:
        """Hear that so many bytes went up or came down, on any thread."""
        with self._turn:
            self._up += up
            self._down += down

    def _keep(self, vault: Vault, network: Network) -> None:
        """Count for today; only where there is a budget: the vault is no diary of where somebody was."""
        with self._turn:
            up, down, self._up, self._down = self._up, self._down, 0, 0
        if (up or down) and any(rule.budget is not None for rule in networks.rules_of(vault, network)):
            with vault.transaction() as con:
                traffic.add(con, network.name, _day(vault.clock()).toordinal(), up, down)


def _day(now: float) -> date:
    """Return the day here."""
    return datetime.fromtimestamp(now).astimezone().date()
