"""Networks and their representatives; offers and requests of support (domain.md C16, C33; Plan, 45-53)."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Due, Group, Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS
from app.domain.kinds.gender import GENDER
from app.domain.moment import Way

NETWORK = Kind(
    name="network",
    number=41,
    prefix="NW",
    label="Network",
    plural="Networks",
    level=Level.I,
    icon="people", home=Home("network", "networks"), parts=("membership", "body"),
    steps=("network", "tables", "demands"),
    title=("name",),
    columns=("name", "level", "area"),
    own=(
        Field("name", "Name", required=True, help="The name that the network uses."),
        Field("level", "Level", Type.CODE, "network_level", help="Choose the area that it covers."),
        Field("area", "Districts it should cover", Type.TAGS,
              help="Amparo shows districts without a member as gaps."),
        Field("purpose", "Purpose", Type.PROSE, help="The aim of the network, and the promises of its members."),
    ),
)  # fmt: skip

MEMBERSHIP = Kind(
    name="membership",
    number=42,
    prefix="MB",
    label="Membership",
    plural="Memberships",
    level=Level.C,
    icon="people",
    date="date_start",
    title=("member", "network"),
    columns=("role_level", "date_start", "date_end"),
    own=(
        Field("area", "Districts covered", Type.TAGS, level=Level.I,
              help="Districts of this member."),
        Field("access", "Places that they can enter", Type.CODES, "place_kind", facet="security",
              help="Kinds of place where they let this member in. Choose one or more."),
        Field("role_level", "Level in the organisation", Type.CODE, "role_level", level=Level.I,
              help="Choose the level of the person who represents the member."),
        Field("agreement", "Agreement or joint action", Type.PROSE, help="The agreement and its date."),
        Field("date_start", "Since", Type.DATE, level=Level.I,
              at_most="date_end", help="The first day of the membership."),
        Field("date_end", "Until", Type.DATE, level=Level.I, help="The last day of the membership."),
    ),
    roles=(
        Role("network", "Network", ("network",), required=True, part=True, help=BELONGS),
        Role("member", "Member", ("organisation", "actor", "contact"), required=True,
             help="An organisation, a person or a contact."),
    ),
)  # fmt: skip

BODY = Kind(
    name="body",
    number=43,
    prefix="BO",
    label="Body",
    plural="Bodies",
    level=Level.I,
    icon="people", home=Home("network", "networks", 2), parts=("seat", "meeting", "undertaking"),
    title=("name",),
    columns=("name", "level"),
    own=(
        Field("name", "Name", required=True, help="Examples: steering committee, delegates of a region."),
        Field("level", "Level", Type.CODE, "network_level", help="Choose the area that it covers."),
        Field("task", "Task", Type.PROSE, help="The decisions of the body, and the number of its meetings."),
    ),
    roles=(Role("network", "Network", ("network", "organisation"), part=True, help=BELONGS),),
)  # fmt: skip

SEAT = Kind(
    name="seat",
    number=44,
    prefix="SE",
    label="Seat",
    plural="Seats",
    level=Level.I,
    icon="people", due=(Due("ratify_by", "state", ("ratified", "ended")), Due("date_end", "state", ("ended",))),
    date="date_start",
    title=("role", "holder", "body"),
    columns=("role", "state", "date_start", "date_end"),
    own=(
        Field("role", "Role", required=True, help="Examples: delegate, deputy, chair."),
        Field("region", "Region", help="The people that the seat represents."),
        Field("state", "Status", Type.CODE, "seat_state", help="Provisional until it is ratified."),
        Field("date_start", "From", Type.DATE, way=Way.EITHER, at_most="date_end", help="The first day of the term."),
        Field("date_end", "Until", Type.DATE, way=Way.EITHER, help="The last day of the term."),
        Field("ratify_by", "Ratification deadline", Type.DATE, way=Way.EITHER,
              help="After this day, Today shows a provisional seat."),
        Field("sex", "Sex of the holder", Type.CODE, "sex",
              help="The sex for statistics. Leave it empty if you do not know."),
    ),
    roles=(
        Role("body", "Body", ("body",), required=True, part=True, help=BELONGS),
        Role("holder", "Holder", ("actor", "contact", "organisation"), level=Level.C,
             help="Use an alias. Leave it empty if the seat is vacant."),
    ),
    groups=(Group("role holder body region state date_start date_end ratify_by"), Group("sex", "Gender", "gender")),
)  # fmt: skip

OFFER = Kind(
    name="offer",
    number=45,
    prefix="OF",
    label="Offer or request",
    plural="Offers and requests",
    level=Level.C,
    icon="people", home=Home("network", "support"),
    steps=("matches",), due=(Due("date_end", "status", ("met", "closed")),),
    date="date_start",
    title=("side", "kind", "by"),
    columns=("side", "kind", "status"),
    own=(
        Field("side", "Offer or request", Type.CODE, "offer_side", required=True, level=Level.I,
              help="Amparo matches offers with requests of the same kind."),
        Field("kind", "Kind of support", Type.CODES, "support_kind", required=True, level=Level.I,
              help="Choose one or more."),
        Field("text", "Description", Type.PROSE, help="The details and the limits of the support."),
        Field("area", "Districts or regions", Type.TAGS, level=Level.I,
              help="The area of the offer or request. Default: any area."),
        Field("languages", "Languages", Type.TAGS, level=Level.I,
              help="The languages of the support. Default: any language."),
        Field("capacity", "Number of people", Type.WHOLE, level=Level.I, low=1,
              help="The number of people that you can help, or that need help."),
        Field("family", "Takes families", Type.FLAG, level=Level.I, help="Choose yes if it takes families."),
        Field("covers", "Costs that are covered", Type.CODES, "support_kind", level=Level.I,
              help="What the host or the programme pays."),
        Field("conditions", "Conditions", Type.PROSE, help="Rules of the place or of the programme."),
        Field("urgent", "Urgent", Type.FLAG, level=Level.I, help="Choose yes if the need is within days."),
        Field("date_start", "From", Type.DATE, way=Way.EITHER, level=Level.I,
              at_most="date_end", help="The first day."),
        Field("date_end", "Until", Type.DATE, way=Way.EITHER, level=Level.I, help="The last day."),
        Field("status", "Status", Type.CODE, "offer_status", level=Level.I, help="Open until it is met or closed."),
        GENDER,
    ),
    roles=(
        Role("by", "Made by", ("contact", "organisation", "actor"),
             help="The person or organisation that offers or needs the support."),
        Role("match", "Matched with", ("offer",), many=True, help="Amparo fills this when you match the two."),
        Role("refused", "Refused with", ("offer",), many=True,
             help="One side refused the match. Amparo does not propose it again."),
    ),
    groups=(Group("side kind text by area status date_start date_end"),
            Group("urgent capacity languages family covers conditions", "More", "list"),
            Group("match refused", "Matches", "people"),
            Group("gender_factor", "Gender", "gender")),
)  # fmt: skip
