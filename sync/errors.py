"""What can go wrong between two vaults, named by what the caller must do.

SyncError
├── NotDelivered    try again later: offline, relay down, time-out; what was queued stays queued
│   ├── LinkBroken         whether the relay heard us is not known: ask it again
│   ├── NoTor              Tor is wanted and does not answer: start it; no other way is taken by itself
│   ├── LoginFirst         what answers is not a relay at all, as in a network that wants a log-in first
│   ├── NotTheRelay        what answers cannot sign as the relay we know
│   └── WrongCertificate   somebody in between holds the connection
├── NotNow          a person's rule for this connection keeps it back; it goes by itself later
├── Refused         it will never go this way: quota, too large, address not allowed
│   └── TicketRefused      the mailbox does not take what paid for it: another ticket may do
├── Damaged         set this object aside, keep everything else
│   └── TwoStories         the relay signed a log that does not go on from the one it signed before
└── StorageFailed   the medium is full, read-only or failing; nothing of ours was lost
"""


class SyncError(Exception):
    """Root of everything a transport or a round may raise; the text is one sentence for a person.

    It is made of `template`, whose places `{name}` hold `values`, so that a window can say it in its own language.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.values = values


class NotDelivered(SyncError):
    """Nothing was lost and nothing arrived: try again later."""


class LinkBroken(NotDelivered):
    """The link failed, and whether the relay heard us is not known: ask it again."""


class NoTor(NotDelivered):
    """Tor does not answer, and this relay is reached through it or not at all; not a byte was sent."""


class LoginFirst(NotDelivered):
    """What answers is no relay at all; nothing but a random number was sent to it."""


class NotTheRelay(NotDelivered):
    """What answers is another relay, or only passes for one; nothing but a random number was sent to it."""


class WrongCertificate(NotDelivered):
    """The connection ends at a certificate that the relay did not sign for; nothing more is sent over it."""


class NotNow(SyncError):
    """A person's own rule keeps this from going over the connection there is now: nothing failed, and it goes later."""


class Refused(SyncError):
    """The other side will never take it like this; a person must choose another way."""


class TicketRefused(Refused):
    """The ticket is spent or not good, or one is needed; nothing was stored."""


class Damaged(SyncError):
    """`what` came is not what it claims to be, and `why`; it is put aside with its reason, which is the template."""

    def __init__(self, what: str, why: str, **values: object) -> None:
        super().__init__(why, **values)
        self.what = what
        self.why = str(self.args[0])

    def __str__(self) -> str:
        """Name the thing too."""
        return f"{self.what}: {self.why}"


class TwoStories(Damaged):
    """A mailbox's log is not the one that the relay showed before; `page` is what it signed now."""

    def __init__(self, page: bytes) -> None:
        super().__init__("the mailbox's log", "the relay shows another log than the one it signed before")
        self.page = page


class StorageFailed(SyncError):
    """The medium could not be written or read; what was on it before is whole."""
