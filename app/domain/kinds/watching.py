"""Check-ins: the plan, the escalation steps, the messages heard, and the log of the base.

Every time is the local time of the traveller, in the zone of the plan. Due and missed check-ins are computed from the
plan (`app.domain.checkin_status`), not stored, so a restart loses none.
"""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS
from app.domain.moment import Way

CHECKIN_PLAN = Kind(
    name="checkin_plan",
    number=26,
    prefix="CP",
    label="Check-in plan",
    plural="Check-in plans",
    level=Level.R,
    icon="clock", home=Home("field", "checkins"),
    parts=("escalation_step", "checkin"), steps=("board", "base-copy", "travel"),
    date="starts",
    title=("title",),
    columns=("title", "starts", "ends"),
    own=(
        Field("title", "Party", required=True, minimal=True, level=Level.I,
              help="What the base calls those who travel; no real names."),
        Field("starts", "From", Type.DATE, way=Way.EITHER, required=True, minimal=True, level=Level.C, at_most="ends",
              help="Day and time there; nothing is due before."),
        Field("ends", "Until", Type.DATE, way=Way.EITHER, required=True, minimal=True, level=Level.C,
              help="Day and time there; the last check-in is due then."),
        Field("every_minutes", "Every so many minutes", Type.WHOLE, minimal=True, low=5, high=10080,
              help="Leave it open where there are hours of the day."),
        Field("times", "At these hours", Type.TAGS, minimal=True,
              help="Such as 08:00, 13:00, 18:30: every day of the plan."),
        Field("grace_minutes", "Grace, in minutes", Type.WHOLE, minimal=True, low=0, high=1440,
              help="So long after it was due the ladder begins."),
        Field("time_zone", "Time zone of the traveller", minimal=True,
              help="Such as America/Bogota; left empty, that of this computer."),
        Field("channel", "By what", Type.CODE, "channel_kind", level=Level.C, minimal=True,
              help="How they call as a rule."),
        Field("number", "Number they call from", help="So that the base knows who calls."),
        Field("word_fine", "Word for: all is well", level=Level.V, minimal=True,
              help="Never on the sheet that travels; it leaves in no share."),
        Field("word_late", "Word for: late, but well", level=Level.V, minimal=True,
              help="Never on the sheet that travels; it leaves in no share."),
        Field("word_duress", "Word for: under duress", level=Level.V, minimal=True,
              help="Said in danger under force; it raises the alarm silently."),
        Field("called_off", "Called off at", Type.DATE, level=Level.C, help="From then on nothing is due."),
    ),
    roles=(
        Role("mission", "Mission", ("mission", "accompaniment"), part=True, minimal=True, help=BELONGS),
        Role("traveller", "Who travels", ("actor", "contact"), many=True, minimal=True, help="By their alias."),
        Role("monitor", "Who watches at the base", ("contact", "actor"), many=True, minimal=True,
             help="Who is called when it is missed."),
    ),
)  # fmt: skip

ESCALATION_STEP = Kind(
    name="escalation_step",
    number=27,
    prefix="ES",
    label="Step of the ladder",
    plural="Steps of the ladder",
    level=Level.R,
    icon="list",
    title=("kind", "who"),
    columns=("after_minutes", "kind", "what"),
    own=(
        Field("after_minutes", "Minutes after the grace", Type.WHOLE, required=True, minimal=True, low=0, high=20160,
              help="0: as soon as the grace is over."),
        Field("kind", "Kind of step", Type.CODE, "escalation", minimal=True, help="How far it goes."),
        Field("what", "What to do", Type.PROSE, minimal=True, help="Word for word what is said, and what is not."),
    ),
    roles=(
        Role("plan", "Plan", ("checkin_plan",), required=True, part=True, help=BELONGS),
        Role("who", "Whom to reach", ("contact",), minimal=True, help="Their channels are shown with the step."),
    ),
)  # fmt: skip

CHECKIN = Kind(
    name="checkin",
    number=28,
    prefix="CK",
    label="Check-in",
    plural="Check-ins",
    level=Level.R,
    icon="clock",
    date="at",
    title=("state", "at"),
    columns=("at", "state", "channel"),
    own=(
        Field("at", "Heard at", Type.DATE, required=True, minimal=True, level=Level.C, help="Day and time there."),
        Field("state", "What was heard", Type.CODE, "checkin_state", required=True, minimal=True, level=Level.C,
              help="Fine, late, arrived or under duress."),
        Field("channel", "By what", Type.CODE, "channel_kind", level=Level.C, minimal=True,
              help="How they were heard."),
        Field("text", "In their words", Type.PROSE, help="What they said; never the code word."),
        Field("position", "Where they are", help="As they say it."),
        Field("by", "Who took it", level=Level.C, help="By the name they are called at the base."),
        Field("said", "Seal of the code word",
              help="It says to the base alone which word was said; it is not written by hand."),
    ),
    roles=(Role("plan", "Plan", ("checkin_plan",), required=True, part=True, help=BELONGS),),
)  # fmt: skip

WATCH_ENTRY = Kind(
    name="watch_entry",
    number=29,
    prefix="WE",
    label="Entry of the watch",
    plural="Entries of the watch",
    level=Level.R,
    icon="list",
    date="at",
    title=("action", "by"),
    columns=("at", "action", "by"),
    append_only=True,
    own=(
        Field("at", "When", Type.DATE, required=True, minimal=True, level=Level.C, help="Day and time there."),
        Field("action", "What was done", Type.CODE, "watch_action", required=True, minimal=True, level=Level.C,
              help="A step, a change of the watch, or a note."),
        Field("by", "Done by", required=True, minimal=True, level=Level.C,
              help="By the name they are called at the base."),
        Field("due", "For the check-in due at", Type.DATE, way=Way.EITHER, level=Level.C, help="Day and time there."),
        Field("to", "Handed to", level=Level.C, help="Who has the watch now."),
        Field("text", "In words", Type.PROSE, help="Who was reached, and what they said."),
    ),
    roles=(
        Role("plan", "Plan", ("checkin_plan",), many=True, part=True, help=BELONGS),
        Role("step", "Step", ("escalation_step",), help="The step of the ladder that it was."),
    ),
)  # fmt: skip
