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
        Field("relation", "Relation", Type.CODE, "chain", level=Level.I, required=True,
              help="Choose the relation of the first incident to the other: earlier, cause or part."),
        Field("note", "Note", Type.PROSE, help="The facts that show the relation."),
    ),
    roles=(
        Role("event", "Incident", ("event",), required=True, part=True, help="The first incident."),
        Role("other", "The other incident", ("event",), required=True, part=True,
             help="Amparo shares the link only together with both incidents."),
    ),
)  # fmt: skip
