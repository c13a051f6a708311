"""The result of a round, and the receiver of its progress."""

from collections.abc import Callable

from attrs import field, mutable

from sync.errors import NotNow, NoTor, NotTheRelay, SyncError, TicketRefused, WrongCertificate

Heard = Callable[[bool, int, int], None]
"""Receives the progress of a round: True for sending, the objects done, and their total."""


def discard_progress(sending: bool, done: int, total: int) -> None:
    """Ignore the progress."""


@mutable
class Tally:
    """The result of a round. `kept_aside` is (what, why); `failures` and `warnings` are sentences.

    `handled` counts the objects of any sort that came. `carried` counts objects uploaded to relays for others,
    `receipts` those that a courier brought to us.
    `login_first`: another server answered at a relay's address, as in a network with a sign-in page.
    `in_between`: someone held the line to a relay. `ruled_out`: a person does not want relays visited there. `no_tor`:
    Tor is required and did not answer, so nothing was sent. `held`: items that rules hold back; these are no failures.
    `refused`: an item of the outbox that did not go, and the reason; None for all items.
    `lacking`: items without a ticket left, which are reported too.
    `visited` counts relays, and `silent` has the reason of each that did not answer as the relay that we know.
    `others_wait`: mail for other mailboxes of a relay waits for its turn, and something went.
    """

    sent: int = 0
    received: int = 0
    acknowledged: int = 0
    handled: int = 0
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
        """The number of relays that answered."""
        return self.visited - len(self.silent)

    @property
    def impostor(self) -> bool:
        """True if another server answered instead of a relay."""
        return any(isinstance(why, NotTheRelay) for why in self.silent)

    def add(self, other: "Tally") -> None:
        """Add the result of another round to this one."""
        self.sent += other.sent
        self.received += other.received
        self.acknowledged += other.acknowledged
        self.handled += other.handled
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
        """Note a failure: of an `item` of the outbox, or of all remaining items.

        A missing ticket is not a failure of a relay, and is only reported.
        """
        if isinstance(failure, TicketRefused):
            self.lacking.append(failure)
        else:
            self.failures.append(str(failure))
        self.refused.append((item, failure))
        self.in_between |= isinstance(failure, WrongCertificate)
        self.no_tor |= isinstance(failure, NoTor)
