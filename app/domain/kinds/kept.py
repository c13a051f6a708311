"""Kinds that fill a report (`alone`) and have their own storage; they are not records here."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Kind

RECOVERY_SHARE = Kind(
    name="recovery_share",
    number=17,
    prefix="RS",
    label="Recovery share",
    plural="Recovery shares",
    level=Level.V,
    sealed=True,
    alone=True,
    own=(
        Field("words", "Share text", level=Level.V, required=True),
        Field("number", "Share number", Type.WHOLE, level=Level.V, required=True, low=1, high=16),
        Field("needed", "Shares needed", Type.WHOLE, level=Level.V, required=True, low=2, high=16),
        Field("of", "Shares in total", Type.WHOLE, level=Level.V, required=True, low=2, high=16),
        Field("made", "Date of the share", Type.DATE, level=Level.V, required=True),
        Field("revocation", "Key revocation of the sender", level=Level.V),
    ),
)

TEAM = Kind(
    name="team",
    number=18,
    prefix="TM",
    label="Team",
    plural="Teams",
    level=Level.V,
    sealed=True,
    alone=True,
    own=(
        Field("says", "Statement", level=Level.V, required=True),
        Field("name", "Name", level=Level.V),
        Field("count", "Number of the statement", Type.WHOLE, level=Level.V),
        Field("members", "Members", Type.ROWS, level=Level.V),
        Field("covers", "Records covered", Type.TAGS, level=Level.V),
        Field("also", "Other recipients", Type.TAGS, level=Level.V),
    ),
)

RETRACTION = Kind(
    name="retraction",
    number=19,
    prefix="RT",
    label="Withdrawal notice",
    plural="Withdrawal notices",
    level=Level.V,
    sealed=True,
    alone=True,
    own=(
        Field("says", "Statement", level=Level.V, required=True),
        Field("reason", "Reason", level=Level.V),
        Field("ask", "Requests", level=Level.V),
        Field("records", "Records", Type.TAGS, level=Level.V),
        Field("text", "Text", Type.PROSE, level=Level.V),
        Field("did", "What was done", Type.ROWS, level=Level.V),
        Field("count", "Number of the answer", Type.WHOLE, level=Level.V, low=1, high=1_000_000_000),
        Field("passed", "Number of further recipients", Type.WHOLE, level=Level.V, low=0, high=1_000_000),
    ),
)
