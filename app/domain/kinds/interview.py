"""An interview: the person by alias, the circumstances, the account, and the care after it (domain.md 5.4).

Every field has the level of a source's identity: the place and time of a talk can identify the source.
"""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Due, Group, Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS
from app.domain.moment import Way

INTERVIEW = Kind(
    name="interview",
    number=47,
    prefix="IW",
    label="Interview",
    plural="Interviews",
    level=Level.R,
    icon="person", facet="source", home=Home("field", "missions", 3), parts=("information",), steps=("consent",),
    due=(Due("recontact_on", "status", ("declined", "closed")),),
    date="date",
    title=("interviewee",),
    columns=("date", "status", "place_kind"),
    own=(
        Field("date", "When", Type.DATE, help="Enter the day and the time."),
        Field("status", "Status", Type.CODE, "interview_status",
              help="Default: held. Choose “closed” if no more work is needed."),
        Field("language", "Language", help="The language of the conversation."),
        Field("place_kind", "Kind of place", Type.CODE, "place_kind", help="Examples: a home, a road, a police post."),
        Field("private", "In private", Type.FLAG, help="Choose yes if no one else could hear."),
        Field("narrative", "Account", Type.PROSE, help="Write the events in their order. Do not write real names."),
        Field("referral", "Referral offered", Type.FLAG,
              help="Choose yes if you told them about local help: a doctor, a lawyer or shelter."),
        Field("interviewer", "Interviewer", help="Use an alias or a role."),
        Field("interpreter", "Interpreter", help="Use an alias or a role. Add the person who chose the interpreter."),
        Field("prior", "Interviewed before", help="Name the earlier interviewer and the date. Ask only new questions."),
        Field("recording", "Recording method", Type.CODES, "interview_recording",
              help="Use only a method that the person agreed to."),
        Field("answers", "Answers to questions", Type.PROSE, help="Write a question and its answer on each line."),
        Field("distress", "Signs of distress", Type.PROSE, help="The signs, and your response."),
        Field("breaks", "Breaks", help="The time and reason of each break, also of an early end."),
        Field("credibility", "Notes on credibility", Type.PROSE,
              help="Facts that support the account or speak against it, also from other sources."),
        Field("recontact", "How to reach them again",
              help="The method, the hours and the person to ask, or their wish for no contact."),
        Field("recontact_on", "Contact them again on", Type.DATE, way=Way.AHEAD,
              help="Today shows a reminder on this day, until the state is “closed”."),
    ),
    roles=(
        Role("interviewee", "Interviewed person", ("actor",), level=Level.R, stays_with=True,
             help="Use an alias, or choose a group. Without the person, Amparo does not send the account."),
        Role("of", "Belongs to", ("mission", "case", "event"), many=True, part=True, help=BELONGS),
        Role("place", "Place", ("place",), level=Level.R, help="Choose a place, or type the name of a new one."),
    ),
    groups=(Group("interviewee date narrative place private language status referral"),
            Group("place_kind interviewer interpreter recording", "Who was there", "people"),
            Group("prior answers credibility", "Reliability", "verified"),
            Group("distress breaks recontact recontact_on", "Injury and care", "person"),
            Group("of", "Links", "forward")),
)  # fmt: skip
