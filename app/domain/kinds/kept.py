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
        Field("words", "Words of the share", level=Level.V, required=True),
        Field("number", "Its number", Type.WHOLE, level=Level.V, required=True, low=1, high=16),
        Field("needed", "How many are needed", Type.WHOLE, level=Level.V, required=True, low=2, high=16),
        Field("of", "How many there are", Type.WHOLE, level=Level.V, required=True, low=2, high=16),
        Field("made", "When it was made", Type.DATE, level=Level.V, required=True),
        Field("revocation", "What ends the sender's key", level=Level.V),
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
        Field("says", "What it says", level=Level.V, required=True),
        Field("name", "Name", level=Level.V),
        Field("count", "Count of its statement", Type.WHOLE, level=Level.V),
        Field("members", "Its members", Type.ROWS, level=Level.V),
        Field("covers", "What it covers", Type.TAGS, level=Level.V),
        Field("also", "Who gets this too", Type.TAGS, level=Level.V),
    ),
)

RETRACTION = Kind(
    name="retraction",
    number=19,
    prefix="RT",
    label="Retraction",
    plural="Retractions",
    level=Level.V,
    sealed=True,
    alone=True,
    own=(
        Field("says", "What it says", level=Level.V, required=True),
        Field("reason", "Why", level=Level.V),
        Field("ask", "What is asked", level=Level.V),
        Field("records", "Which records", Type.TAGS, level=Level.V),
        Field("text", "In words", Type.PROSE, level=Level.V),
        Field("did", "What was done", Type.ROWS, level=Level.V),
        Field("count", "Number of its answer", Type.WHOLE, level=Level.V, low=1, high=1_000_000_000),
        Field("passed", "To how many others it was passed on", Type.WHOLE, level=Level.V, low=0, high=1_000_000),
    ),
)
