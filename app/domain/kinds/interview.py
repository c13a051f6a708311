"""An interview: the person by alias, the circumstances, the account, and the care after it (domain.md 5.4).

Every field has the level of a source's identity: the place and time of a talk can identify the source.
"""

from app.domain.fields import Field, Level, Type
from app.domain.kind import MORE, Due, Group, Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS
from app.domain.moment import Way

INTERVIEW = Kind(
    name="interview",
    number=47,
    prefix="IW",
    label="Interview",
    plural="Interviews",
    level=Level.R,
    icon="person", home=Home("field", "missions", 3), parts=("information",), steps=("consent",),
    due=(Due("recontact_on", "status", ("declined", "closed")),),
    date="date",
    title=("interviewee",),
    columns=("date", "status", "place_kind"),
    own=(
        Field("date", "When", Type.DATE, minimal=True, help="With the day and the time."),
        Field("status", "State", Type.CODE, "interview_status", minimal=True,
              help="Left open, it was held; closed means that nothing more is to be done."),
        Field("language", "Language", minimal=True, help="The one in which they spoke."),
        Field("place_kind", "Kind of place", Type.CODE, "place_kind", minimal=True,
              help="Such as a home, a road or a police post."),
        Field("private", "In private", Type.FLAG, minimal=True, help="Yes if nobody else could hear."),
        Field("narrative", "What they told", Type.PROSE, minimal=True,
              help="In the order in which it happened, and no real name in it."),
        Field("referral", "Referral offered", Type.FLAG, minimal=True,
              help="Yes if they were told who helps nearby: doctor, counsel, shelter."),
        Field("interviewer", "Interviewer", section=MORE, help="By alias or role."),
        Field("interpreter", "Interpreter", section=MORE, help="By alias or role; who chose them."),
        Field("prior", "Interviewed before", section=MORE, help="By whom and when; then ask only what is new."),
        Field("recording", "How it was recorded", Type.CODES, "interview_recording", section=MORE,
              help="Only as they agreed to."),
        Field("answers", "Answers to questions", Type.PROSE, section=MORE,
              help="A question and its answer on a line each."),
        Field("distress", "Signs of distress", Type.PROSE, section=MORE, help="What was seen, and what was done then."),
        Field("breaks", "Breaks", section=MORE, help="When, and why; also where it was stopped."),
        Field("credibility", "Notes on credibility", Type.PROSE, section=MORE,
              help="What speaks for it and what against, from other sources too."),
        Field("recontact", "How to reach them again", section=MORE,
              help="Which way, at which hours, through whom, or that they do not want it."),
        Field("recontact_on", "Contact them again on", Type.DATE, way=Way.AHEAD, section=MORE,
              help="On this day Now reminds you, until the state is closed."),
    ),
    roles=(
        Role("interviewee", "Who was interviewed", ("actor",), level=Level.R, minimal=True, stays_with=True,
             help="By alias, or a group; what they told leaves only where they may leave too."),
        Role("of", "Belongs to", ("mission", "case", "event"), many=True, part=True, minimal=True, help=BELONGS),
        Role("place", "Where", ("place",), level=Level.R, minimal=True,
             help="Choose a place, or type the name of a new one."),
    ),
    groups=(Group("interviewee date narrative place private language status referral"),
            Group("place_kind interviewer interpreter recording", "Who was there", "people"),
            Group("prior answers credibility", "Reliability", "verified"),
            Group("distress breaks recontact recontact_on", "Injury and care", "person"),
            Group("of", "Links", "forward")),
)  # fmt: skip
