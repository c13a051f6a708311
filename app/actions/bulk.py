"""Accepting many reports at once: what a desk does with a morning's mail of contacts it knows."""

from collections.abc import Callable, Iterable, Iterator

from attrs import field, mutable

from app.actions.inbox import Accepted, take_report
from app.errors import NotDeliveredYet, NotOpened
from app.store import inbox
from app.store.inbox import Arrived
from app.store.vault import Vault


@mutable
class Bulk:
    """What accepting many reports did, in numbers, and each report that was left in the inbox with the reason."""

    accepted: int = 0
    added: int = 0
    changed: int = 0
    conflicts: int = 0
    proposals: int = 0
    refused: int = 0
    left: list[tuple[bytes, str]] = field(factory=list)

    def count(self, done: Accepted) -> None:
        """Add what one report did."""
        self.accepted += 1
        self.added += len(done.added)
        self.changed += len(done.changed)
        self.conflicts += len(done.conflicts)
        self.proposals += len(done.proposals)
        self.refused += len(done.refused)


AT_ONCE = 50
"""Reports in one transaction: one wait for the disk, and no more than a second's work is undone by a kill."""


ALL = ((None, ""),)
"""All whom we know, under any profile."""


def accept_all(
    vault: Vault, which: Iterable[tuple[bytes | None, str]] = ALL, between: Callable[[], None] = lambda: None
) -> Iterator[tuple[Bulk, int]]:
    """Accept every report that waits of these contacts, each under the profile named with it; None and "" are any.

    Gives what was done so far and how many there are in all, after each transaction; whoever stops asking stops it,
    and what was accepted stays. Reports of senders who are no verified contact are never among them: each of those
    is looked at by itself. Each report does here what `accept` does; `between` two of them somebody else may be let go
    first, with the transaction open.
    """
    waiting = [row for contact, profile in which for row in inbox.of_verified(vault.con, contact, profile)]
    done = Bulk()
    for at in range(0, len(waiting), AT_ONCE):
        with vault.transaction():
            for sender, report in waiting[at : at + AT_ONCE]:
                for arrived in inbox.find(vault.con, report, sender):
                    _take(vault, arrived, done)
                between()
        yield done, len(waiting)


def _take(vault: Vault, arrived: Arrived, done: Bulk) -> None:
    if arrived.state != "delivered":  # decided by hand, or by a rule, since it was counted
        return
    try:
        done.count(take_report(vault, arrived)[0])
    except (NotOpened, NotDeliveredYet) as error:
        done.left.append((arrived.report, error.message))
