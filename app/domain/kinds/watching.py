"""Check-ins: the plan, the escalation steps, the messages heard, and the log of the base.

Every time is the local time of the traveller, in the zone of the plan. Due and missed check-ins are computed from the
plan (`app.domain.checkin_status`), not stored, so a restart loses none.
"""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Group, Home, Kind, Role
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
        Field("title", "Travel group", required=True, level=Level.I,
              help="A short name for the group. Do not use real names."),
        Field("starts", "From", Type.DATE, way=Way.EITHER, required=True, level=Level.C, at_most="ends",
              help="Local day and time. No check-in is due before this time."),
        Field("ends", "Until", Type.DATE, way=Way.EITHER, required=True, level=Level.C,
              help="Local day and time of the last check-in."),
        Field("every_minutes", "Minutes between check-ins", Type.WHOLE, low=5, high=10080,
              help="Leave it empty if you enter fixed hours."),
        Field("times", "Fixed hours", Type.TAGS, help="Example: 08:00, 13:00, 18:30, on each day of the plan."),
        Field("grace_minutes", "Waiting time in minutes", Type.WHOLE, low=0, high=1440,
              help="Minutes between a missed check-in and the first step."),
        Field("time_zone", "Time zone of the traveller",
              help="Example: America/Bogota. Default: the time zone of this computer."),
        Field("channel", "Channel", Type.CODE, "channel_kind", level=Level.C, help="The usual channel of the group."),
        Field("number", "Number they call from", help="The watcher can recognise the caller by this number."),
        Field("word_fine", "Code word: all is well", level=Level.V,
              help="The sheet for travellers never shows it. Amparo never shares it."),
        Field("word_late", "Code word: late, but well", level=Level.V,
              help="The sheet for travellers never shows it. Amparo never shares it."),
        Field("word_duress", "Danger word", level=Level.V,
              help="The traveller says it when someone forces them. Amparo raises a silent alarm."),
        Field("called_off", "Cancelled at", Type.DATE, level=Level.C, help="After this time no check-in is due."),
    ),
    roles=(
        Role("mission", "Mission", ("mission", "accompaniment"), part=True, help=BELONGS),
        Role("traveller", "Travellers", ("actor", "contact"), many=True, help="Use aliases."),
        Role("monitor", "Watchers", ("contact", "actor"), many=True,
             help="The people to call after a missed check-in."),
    ),
    groups=(Group("title traveller starts ends every_minutes times grace_minutes monitor"),
            Group("word_fine word_late word_duress", "Code words", "key"),
            Group("channel number time_zone", "How they call", "sound"), Group("mission called_off", "More", "list")),
)  # fmt: skip

ESCALATION_STEP = Kind(
    name="escalation_step",
    number=27,
    prefix="ES",
    label="Step",
    plural="Steps",
    level=Level.R,
    icon="list",
    title=("kind", "who"),
    columns=("after_minutes", "kind", "what"),
    own=(
        Field("after_minutes", "Minutes after the waiting time", Type.WHOLE, required=True, low=0,
              high=20160, help="0: immediately after the waiting time."),
        Field("kind", "Kind of step", Type.CODE, "escalation", help="Choose the kind of action."),
        Field("what", "What to do", Type.PROSE, help="The exact words to say, and the facts to keep secret."),
    ),
    roles=(
        Role("plan", "Plan", ("checkin_plan",), required=True, part=True, help=BELONGS),
        Role("who", "Person to reach", ("contact",),
             help="Amparo shows the channels of this contact with the step."),
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
        Field("at", "Time of the check-in", Type.DATE, required=True, level=Level.C, help="Local day and time."),
        Field("state", "Status", Type.CODE, "checkin_state", required=True, level=Level.C,
              help="Fine, late, arrived or under duress."),
        Field("channel", "Channel", Type.CODE, "channel_kind", level=Level.C, help="The channel of this check-in."),
        Field("text", "In their words", Type.PROSE, help="Write their message, but never the code word."),
        Field("position", "Position", help="The position that they report."),
        Field("by", "Received by", level=Level.C, help="Use the name that the team uses."),
        Field("said", "Encrypted code word",
              help="Amparo fills this. Only the watchers can find the code word from it."),
    ),
    roles=(Role("plan", "Plan", ("checkin_plan",), required=True, part=True, help=BELONGS),),
    filled=("said",),
)  # fmt: skip

WATCH_ENTRY = Kind(
    name="watch_entry",
    number=29,
    prefix="WE",
    label="Check-in log entry",
    plural="Check-in log entries",
    level=Level.R,
    icon="list",
    date="at",
    title=("action", "by"),
    columns=("at", "action", "by"),
    append_only=True,
    own=(
        Field("at", "When", Type.DATE, required=True, level=Level.C, help="Local day and time."),
        Field("action", "What was done", Type.CODE, "watch_action", required=True, level=Level.C,
              help="A step, a change of watcher, or a note."),
        Field("by", "Done by", required=True, level=Level.C, help="Use the name that the team uses."),
        Field("due", "For the check-in due at", Type.DATE, way=Way.EITHER, level=Level.C, help="Local day and time."),
        Field("to", "Handed to", level=Level.C, help="The person who watches now."),
        Field("text", "Note", Type.PROSE, help="The person reached, and the answer."),
    ),
    roles=(
        Role("plan", "Plan", ("checkin_plan",), many=True, part=True, help=BELONGS),
        Role("step", "Step", ("escalation_step",), help="The step of this entry."),
    ),
)  # fmt: skip
