"""Errors between two vaults, named by the action that the caller must take.

SyncError
├── NotDelivered    try again later: offline, relay down, time-out; queued objects stay queued
│   ├── LinkBroken         unknown if the relay received the request: ask again
│   ├── NoTor              Tor is required and does not answer: start it; no other way is used automatically
│   ├── LoginFirst         the answer is not from a relay, as in a network with a sign-in page
│   ├── NotTheRelay        the server cannot sign as the relay that we know
│   └── WrongCertificate   someone between us and the relay holds the connection
├── NotNow          a person's rule for this connection holds the object; it goes automatically later
├── Refused         never possible this way: quota, too large, address not allowed
│   └── TicketRefused      the mailbox does not accept the payment: try another ticket
├── Damaged         quarantine this object, keep everything else
│   └── TwoStories         the relay signed a log that contradicts the one it signed before
└── StorageFailed   the medium is full, read-only or failing; nothing of ours was lost
"""


class SyncError(Exception):
    """The base class of all errors of transports and rounds; the text is one sentence for a person.

    The text is made of `template`, whose placeholders `{name}` take `values`, so that a window can translate it.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.values = values


class NotDelivered(SyncError):
    """Nothing was lost and nothing arrived: try again later."""


class LinkBroken(NotDelivered):
    """The link failed. It is unknown if the relay received the request: ask again."""


class NoTor(NotDelivered):
    """Tor does not answer, and this relay must be reached through it; not a byte was sent."""


class LoginFirst(NotDelivered):
    """The answer is not from a relay. Only a random number was sent."""


class NotTheRelay(NotDelivered):
    """The answer is from another relay, or a false one. Only a random number was sent."""


class WrongCertificate(NotDelivered):
    """The connection has a certificate that the relay did not sign. Nothing more is sent over it."""


class NotNow(SyncError):
    """A person's own rule forbids the current connection for this object. Nothing failed, and it goes later."""


class Refused(SyncError):
    """The other side will never accept this object in this way; a person must choose another way."""


class TicketRefused(Refused):
    """The ticket is spent or not valid, or one is needed; nothing was stored."""


class Damaged(SyncError):
    """`what` arrived and is not what it claims to be; `why` is the template. It is quarantined with this reason."""

    def __init__(self, what: str, why: str, **values: object) -> None:
        super().__init__(why, **values)
        self.what = what
        self.why = str(self.args[0])

    def __str__(self) -> str:
        """Return the name and the reason."""
        return f"{self.what}: {self.why}"


class LogConflict(Damaged):
    """A mailbox's log contradicts the one that the relay showed before; `page` is the newly signed part."""

    def __init__(self, page: bytes) -> None:
        super().__init__("the mailbox's log", "the relay shows another log than the one it signed before")
        self.page = page


class MediumFailed(SyncError):
    """The medium could not be written or read; its earlier content is undamaged."""
