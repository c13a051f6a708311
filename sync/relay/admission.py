"""Check deliveries against the policy of a mailbox and its tickets: pure rules, the same in every store.

403: not permitted by the policy: no ticket, or one that is unknown, withdrawn, expired or of another class.
409: the ticket was spent on another delivery: another envelope, too much, or more than 30 days ago.
413: the object is larger than its class.
"""

from collections.abc import Sequence

from attrs import frozen

from crypto.relay import CLASS_BYTES, ENVELOPE_LENGTHS
from sync.relay.errors import Refusal
from sync.relay.storage import DAY, MailboxDelivery

OPEN, TICKETS, FRONT_DESK = 0, 1, 2
"""Policies of a mailbox."""

BLOBS_MOST = 256
"""Blobs that one ticket pays in addition to its envelope."""

GOOD_FOR = 30 * DAY
"""Seconds from a ticket's first use in which it pays."""

LONGEST = 400 * DAY
"""Maximum seconds until a ticket expires; a spent one is remembered until then."""


@frozen
class Ticket:
    """A registered ticket; `first` is the hour of its first use."""

    size_class: int
    expires: int
    first: int | None


def check_door(policy: int, wanted: MailboxDelivery) -> None:
    """Refuse a delivery that the policy does not permit, or that is larger than its class.

    The caller checks the proof of work.
    """
    paid_by = TICKETS if wanted.by_ticket else FRONT_DESK if wanted.size_class else OPEN
    if paid_by not in {OPEN: (OPEN,), TICKETS: (TICKETS,), FRONT_DESK: (TICKETS, FRONT_DESK)}[policy]:
        raise Refusal(403)
    if wanted.size_class and wanted.length > CLASS_BYTES[wanted.size_class]:
        raise Refusal(413)


def check_ticket(ticket: Ticket | None, paid: Sequence[tuple[bytes, int]], wanted: MailboxDelivery, now: int) -> bool:
    """Return True if this object is new to its ticket, which pays it; `paid` are (object_id, length) of all before."""
    if ticket is None or ticket.size_class != wanted.size_class or ticket.expires <= now:
        raise Refusal(403)
    if ticket.first is not None and now > ticket.first + GOOD_FOR:
        raise Refusal(409)
    if any(name == wanted.object_id for name, _ in paid):
        return False
    lengths = [length for _, length in paid] + [wanted.length]
    envelopes = sum(length in ENVELOPE_LENGTHS for length in lengths)
    too_many = envelopes > 1 or len(lengths) - envelopes > BLOBS_MOST
    if too_many or sum(lengths) > CLASS_BYTES[wanted.size_class]:
        raise Refusal(409)
    return True
