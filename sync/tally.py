"""What a round did, and who hears how far it is."""

from collections.abc import Callable

from attrs import field, mutable

from sync.errors import NotNow, SyncError, WrongCertificate

Heard = Callable[[bool, int, int], None]
"""Hears how far a round is: whether it sends or fetches, how many objects of how many."""


def unheard(sending: bool, done: int, total: int) -> None:
    """Hear nothing."""


@mutable
class Tally:
    """What a round did. `kept_aside` is (what, why); `failures` and `warnings` are sentences.

    `login_first`: at the address of a relay of ours something else answered, as where a network wants a log-in.
    `in_between`: somebody held the line to a relay. `ruled_out`: a person does not want relays visited there. `held`:
    the rules that keep something back, which are no failures.
    """

    sent: int = 0
    received: int = 0
    acknowledged: int = 0
    kept_aside: list[tuple[str, str]] = field(factory=list)
    failures: list[str] = field(factory=list)
    warnings: list[str] = field(factory=list)
    login_first: bool = False
    in_between: bool = False
    ruled_out: bool = False
    held: list[NotNow] = field(factory=list)

    def add(self, other: "Tally") -> None:
        """Count another round into this one."""
        self.sent += other.sent
        self.received += other.received
        self.acknowledged += other.acknowledged
        self.kept_aside += other.kept_aside
        self.failures += other.failures
        self.warnings += other.warnings
        self.login_first |= other.login_first
        self.in_between |= other.in_between
        self.ruled_out |= other.ruled_out
        self.held += other.held

    def failed(self, failure: SyncError) -> None:
        """Note what did not go."""
        self.failures.append(str(failure))
        self.in_between |= isinstance(failure, WrongCertificate)
