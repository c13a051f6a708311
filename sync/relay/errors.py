"""The one way a relay says no: a status the client acts on (see PROTOCOL.md), and the true offset where there is one.

Refusal   raised before anything was changed; a broken disk is OSError or sqlite3.Error and becomes 507
"""

BAD_SEGMENT = 460
"""Status of a segment whose bytes are not the ones announced; it was cut off again."""


class Refusal(Exception):
    """The request is refused with `status`; `offset` is where an upload really stands, in bytes."""

    def __init__(self, status: int, offset: int | None = None) -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.offset = offset
