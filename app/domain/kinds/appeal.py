"""Instant action: one appeal, from the first message to the closing notice (Plan of Action, 8; domain.md C11).

An appeal is about an incident and goes to recipients in tiers. Each action towards a recipient, with its answer, is an
`intervention` of the appeal. Actions for a person are therefore in one list, not in two.
"""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Due, Group, Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS
from app.domain.kinds.gender import GENDER
from app.domain.moment import Way

APPEAL = Kind(
    name="appeal",
    number=46,
    prefix="UA",
    label="Instant action",
    plural="Instant actions",
    level=Level.C,
    icon="bolt", home=Home("cases", "complaints", 2), parts=("intervention",), steps=("instant",),
    due=(Due("valid_until", "state", ("closed",)),), people="victim",
    date="happened",
    title=("title",),
    columns=("title", "kind", "state", "happened"),
    own=(
        Field("title", "Title", minimal=True, level=Level.I,
              help="A few words without names; left empty, it is made of place and kind."),
        Field("number", "Number of the appeal", level=Level.I,
              help="The same for everybody; what follows it has the same one with a suffix."),
        Field("what", "What happened", Type.PROSE, required=True, minimal=True,
              help="Two or three sentences; no name that must not be said."),
        Field("happened", "When", Type.DATE, required=True, minimal=True, level=Level.I,
              help="Day and time; the clock runs from then."),
        Field("risk_now", "Danger now", Type.PROSE, minimal=True, help="What may happen in the next hours."),
        Field("asks", "What is asked", Type.CODES, "ask", required=True, minimal=True, level=Level.I,
              help="Of those who can stop it."),
        Field("area", "Where, as it is said", level=Level.I,
              help="Wide enough that it does not point at a house."),
        Field("kind", "What it is", Type.CODE, "appeal_kind", level=Level.I,
              help="New, further information, or the closing notice."),
        Field("state", "State", Type.CODE, "appeal_state", level=Level.R, help="From prepared to closed."),
        Field("consent", "What they agreed to", Type.CODE, "appeal_consent", level=Level.R,
              help="Of the texts; what is on record for each person may say less."),
        Field("rehearsal", "Rehearsal", Type.FLAG, level=Level.I, help="Yes: nothing is sent to anybody outside."),
        Field("background", "Background", Type.PROSE, level=Level.I, help="Two to six lines: what went before."),
        Field("work", "Their work", Type.PROSE, level=Level.I, help="What the person does for human rights."),
        Field("dont", "What not to do", Type.PROSE, level=Level.I, help="Such as: do not publish the name."),
        Field("valid_until", "Valid until", Type.DATE, way=Way.AHEAD, level=Level.I,
              help="After this day ask before you act."),
        Field("tier_minutes", "Minutes until the next tier", Type.WHOLE, level=Level.I, low=1, high=10080,
              help="If nobody has acknowledged by then, the next are offered."),
        Field("tier", "Tier that was asked", Type.WHOLE, level=Level.R, low=1, high=9,
              help="The first are those who can act within minutes."),
        Field("queued_at", "Asked for at", Type.DATE, level=Level.R,
              help="Day and time in UTC at which it was put in the outbox."),
        Field("took", "Seconds it took to write", Type.WHOLE, level=Level.R, low=0,
              help="From the key that began it until it was asked for."),
        Field("result", "Result", Type.PROSE, level=Level.I, help="What came of it, for the closing notice."),
        GENDER,
    ),
    roles=(
        Role("event", "Incident", ("event",), part=True, minimal=True, help=BELONGS),
        Role("victim", "Who is in danger", ("actor", "organisation"), many=True, minimal=True, level=Level.C,
             help="By alias; consent decides what is said."),
        Role("place", "Where", ("place",), minimal=True, help="Choose a place, or type the name of a new one."),
        Role("addressee", "Addressees", ("contact",), many=True, minimal=True,
             help="Those who can reach the one who can stop it."),
        Role("follows", "Follows", ("appeal",), help="The appeal that this one adds to, or closes."),
        Role("text", "Texts", ("document",), many=True, help="What was sent, as it was sent."),
    ),
    groups=(Group("title what happened risk_now asks victim place addressee"),
            Group("background work dont area", "Background", "document"),
            Group("state kind number consent rehearsal valid_until result", "State", "list"),
            Group("tier tier_minutes queued_at took", "Instant action", "bolt"),
            Group("event follows text", "Links", "forward"), Group("gender_factor", "Gender", "gender")),
)  # fmt: skip
