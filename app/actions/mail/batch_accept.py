"""Accept many reports in one step, for example a desk's morning mail from known contacts."""

from collections.abc import Callable, Iterable, Iterator

from attrs import field, mutable

from app.actions.mail.inbox import Accepted, take_report
from app.errors import NotDeliveredYet, NotOpened
from app.store.mail import inbox
from app.store.mail.inbox import Arrived
from app.store.vault.open_vault import Vault


@mutable
class Bulk:
    """The counts after many reports were accepted, and each report that stayed in the inbox with the reason."""

    accepted: int = 0
    added: int = 0
    changed: int = 0
    conflicts: int = 0
    proposals: int = 0
    refused: int = 0
    left: list[tuple[bytes, str]] = field(factory=list)

    def count(self, done: Accepted) -> None:
        """Add the counts of one report."""
        self.accepted += 1
        self.added += len(done.added)
        self.changed += len(done.changed)
        self.conflicts += len(done.conflicts)
        self.proposals += len(done.proposals)
        self.refused += len(done.refused)


AT_ONCE = 50
"""Reports in one transaction: one wait for the disk, and a kill undoes at most a second's work."""


ALL = ((None, ""),)
"""All verified contacts, with any audience."""


def accept_batch(
    vault: Vault, which: Iterable[tuple[bytes | None, str]] = ALL, between: Callable[[], None] = lambda: None
) -> Iterator[tuple[Bulk, int]]:
    """Accept every waiting report of these contacts with the audience listed for each; None and "" match any.

    Yields the result so far and the total after each transaction; if the caller stops, the accepted reports stay.
    Reports of unverified senders are never included, because a person reviews each one. Each report is handled as in
    `accept`. `between` runs after each report, with the transaction open, to let other work run first.
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
    if arrived.state != "delivered":  # a person or a rule decided on it after the count
        return
    try:
        done.count(take_report(vault, arrived)[0])
    except (NotOpened, NotDeliveredYet) as error:
        done.left.append((arrived.report, error.message))
