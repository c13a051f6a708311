"""Links between incidents: one record between two incidents, read from either side (HURIDOCS Chain of Events)."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Kind, Role

EVENT_LINK = Kind(
    name="event_link",
    number=16,
    prefix="EL",
    label="Link between incidents",
    plural="Links between incidents",
    level=Level.C,
    found="",
    title=("event", "relation", "other"),
    columns=("relation",),
    own=(
        Field(
            "relation",
            "How they hang together",
            Type.CODE,
            "chain",
            level=Level.I,
            required=True,
            minimal=True,
            help="As the first incident stands to the other: before it, its cause, a part of it.",
        ),
        Field("note", "Note", Type.PROSE, help="What shows that the two hang together."),
    ),
    roles=(
        Role(
            "event",
            "Incident",
            ("event",),
            required=True,
            part=True,
            minimal=True,
            help="The incident that this begins with.",
        ),
        Role(
            "other",
            "The other incident",
            ("event",),
            required=True,
            part=True,
            minimal=True,
            help="It goes along only where both incidents go.",
        ),
    ),
)
