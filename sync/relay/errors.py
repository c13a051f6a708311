"""The refusal of a relay: a status for the client (see PROTOCOL.md), and the true offset if there is one.

Refusal is raised before any change; a broken disk is OSError or sqlite3.Error and becomes 507.
"""

BAD_SEGMENT = 460
"""Status of a segment whose bytes are not the announced ones; the relay cut it off again."""


class Refusal(Exception):
    """The request is refused with `status`; `offset` is the true offset of an upload, in bytes."""

    def __init__(self, status: int, offset: int | None = None) -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.offset = offset
