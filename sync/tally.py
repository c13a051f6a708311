"""What a round did, and who hears how far it is."""

from collections.abc import Callable

from attrs import field, mutable

from sync.errors import NotNow, NoTor, NotTheRelay, SyncError, TicketRefused, WrongCertificate

Heard = Callable[[bool, int, int], None]
"""Hears how far a round is: whether it sends or fetches, how many objects of how many."""


def unheard(sending: bool, done: int, total: int) -> None:
    """Hear nothing."""


@mutable
class Tally:
    """What a round did. `kept_aside` is (what, why); `failures` and `warnings` are sentences.

    `carried` counts what was put on relays for others, `receipts` those that a courier brought back to us.
    `login_first`: at the address of a relay of ours something else answered, as where a network wants a log-in.
    `in_between`: somebody held the line to a relay. `ruled_out`: a person does not want relays visited there. `no_tor`:
    Tor is wanted and did not answer, so nothing was sent. `held`: what rules keep back, which is no failure.
    `refused`: which item of the outbox did not go, and why; None for all of them.
    `lacking`: what no ticket was left for, which is said too.
    `visited` counts relays, and `silent` has the reason of each that did not answer as the one we know.
    `others_wait`: mail for other mailboxes of a relay waits for its turn, and something went.
    """

    sent: int = 0
    received: int = 0
    acknowledged: int = 0
    carried: int = 0
    receipts: int = 0
    kept_aside: list[tuple[str, str]] = field(factory=list)
    failures: list[str] = field(factory=list)
    warnings: list[str] = field(factory=list)
    login_first: bool = False
    in_between: bool = False
    ruled_out: bool = False
    no_tor: bool = False
    others_wait: bool = False
    held: list[NotNow] = field(factory=list)
    refused: list[tuple[object, SyncError]] = field(factory=list)
    lacking: list[TicketRefused] = field(factory=list)
    visited: int = 0
    silent: list[SyncError] = field(factory=list)

    @property
    def answered(self) -> int:
        """How many relays answered."""
        return self.visited - len(self.silent)

    @property
    def impostor(self) -> bool:
        """Whether something else answered in the place of a relay."""
        return any(isinstance(why, NotTheRelay) for why in self.silent)

    def add(self, other: "Tally") -> None:
        """Count another round into this one."""
        self.sent += other.sent
        self.received += other.received
        self.acknowledged += other.acknowledged
        self.carried += other.carried
        self.receipts += other.receipts
        self.kept_aside += other.kept_aside
        self.failures += other.failures
        self.warnings += other.warnings
        self.login_first |= other.login_first
        self.in_between |= other.in_between
        self.ruled_out |= other.ruled_out
        self.no_tor |= other.no_tor
        self.others_wait |= other.others_wait
        self.held += other.held
        self.refused += other.refused
        self.lacking += other.lacking
        self.visited += other.visited
        self.silent += other.silent

    def failed(self, failure: SyncError, item: object = None) -> None:
        """Note what did not go: an `item` of the outbox, or all that is left.

        That a ticket is lacking is no failure of a relay, and only said.
        """
        if isinstance(failure, TicketRefused):
            self.lacking.append(failure)
        else:
            self.failures.append(str(failure))
        self.refused.append((item, failure))
        self.in_between |= isinstance(failure, WrongCertificate)
        self.no_tor |= isinstance(failure, NoTor)
