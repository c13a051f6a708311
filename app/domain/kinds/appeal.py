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
        Field("title", "Title", level=Level.I, help="A few words without names. Default: place and kind."),
        Field("number", "Number of the appeal", level=Level.I,
              help="All recipients have the same number. Later messages add a suffix to it."),
        Field("what", "What happened", Type.PROSE, required=True,
              help="Two or three sentences. Do not write names that must stay secret."),
        Field("happened", "When", Type.DATE, required=True, level=Level.I,
              help="Day and time. Amparo counts from this moment."),
        Field("risk_now", "Danger now", Type.PROSE, help="The danger in the next hours."),
        Field("asks", "Requests", Type.CODES, "ask", required=True, level=Level.I,
              help="Choose requests to people who can stop the danger."),
        Field("area", "Area", level=Level.I, help="Write a wide area that does not identify a house."),
        Field("kind", "Kind", Type.CODE, "appeal_kind", level=Level.I,
              help="New, further information, or the closing notice."),
        Field("state", "Status", Type.CODE, "appeal_state", level=Level.R,
              help="Choose the current state, from prepared to closed."),
        Field("consent", "Consent to the appeal", Type.CODE, "appeal_consent", level=Level.R,
              help="The consent for the texts. The consent record of each person can allow less."),
        Field("rehearsal", "Rehearsal", Type.FLAG, level=Level.I, help="Yes: Amparo sends nothing to people outside."),
        Field("background", "Background", Type.PROSE, level=Level.I, help="Two to six lines about earlier events."),
        Field("work", "Human rights work", Type.PROSE, level=Level.I,
              help="Describe the person's work for human rights."),
        Field("dont", "Actions to avoid", Type.PROSE, level=Level.I, help="Example: do not publish the name."),
        Field("valid_until", "Valid until", Type.DATE, way=Way.AHEAD, level=Level.I,
              help="After this day, people must ask you before they act."),
        Field("tier_minutes", "Minutes until the next tier", Type.WHOLE, level=Level.I, low=1, high=10080,
              help="If no one confirms in this time, Amparo shows the next tier."),
        Field("tier", "Tier asked", Type.WHOLE, level=Level.R, low=1, high=9,
              help="Tier 1: people who can act within minutes."),
        Field("queued_at", "Time of the request", Type.DATE, level=Level.R,
              help="Day and time in UTC when you put the appeal in the outbox."),
        Field("took", "Writing time in seconds", Type.WHOLE, level=Level.R, low=0,
              help="From the first key to the request."),
        Field("result", "Result", Type.PROSE, level=Level.I, help="The result, for the closing notice."),
        GENDER,
    ),
    roles=(
        Role("event", "Incident", ("event",), part=True, help=BELONGS),
        Role("victim", "People in danger", ("actor", "organisation"), many=True, level=Level.C,
             help="Use aliases. The consent decides which facts Amparo shares."),
        Role("place", "Place", ("place",), help="Choose a place, or type the name of a new one."),
        Role("addressee", "Recipients", ("contact",), many=True,
             help="Contacts who can reach the authority that can stop the danger."),
        Role("follows", "Previous appeal", ("appeal",), help="The appeal that this appeal adds to or closes."),
        Role("text", "Texts", ("document",), many=True, help="The texts as you sent them."),
    ),
    groups=(Group("title what happened risk_now asks victim place addressee"),
            Group("background work dont area", "Background", "document"),
            Group("state kind number consent rehearsal valid_until result", "Status", "list"),
            Group("tier tier_minutes queued_at took", "Instant action", "bolt"),
            Group("event follows text", "Links", "forward"), Group("gender_factor", "Gender", "gender")),
)  # fmt: skip
