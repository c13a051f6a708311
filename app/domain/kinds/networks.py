"""Networks and their representatives; offers and requests of support (domain.md C16, C33; Plan, 45-53)."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Due, Home, Kind, Role
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
    icon="people", home=Home("network", "networks"), parts=("membership", "body"), steps=("network", "tables"),
    title=("name",),
    columns=("name", "level", "area"),
    own=(
        Field("name", "Name", required=True, minimal=True, help="As it calls itself."),
        Field("level", "Level", Type.CODE, "network_level", minimal=True, help="How far it reaches."),
        Field("area", "Districts it should cover", Type.TAGS, minimal=True,
              help="Parted by commas; those without a member are shown as gaps."),
        Field("purpose", "Purpose", Type.PROSE, help="What it is for, and what its members promised each other."),
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
        Field("area", "Districts covered", Type.TAGS, level=Level.I, minimal=True,
              help="Where this member can act, parted by commas."),
        Field("role_level", "At which level", Type.CODE, "role_level", level=Level.I, minimal=True,
              help="Of the person who stands for it."),
        Field("agreement", "Agreement or joint action", Type.PROSE, help="What was agreed, with its date."),
        Field("date_start", "Since", Type.DATE, level=Level.I, minimal=True,
              at_most="date_end", help="The day it joined."),
        Field("date_end", "Until", Type.DATE, level=Level.I, help="The day it left."),
    ),
    roles=(
        Role("network", "Network", ("network",), required=True, part=True, minimal=True, help=BELONGS),
        Role("member", "Member", ("organisation", "actor", "contact"), required=True, minimal=True,
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
        Field("name", "Name", required=True, minimal=True,
              help="Such as steering committee, or delegates of a region."),
        Field("level", "Level", Type.CODE, "network_level", minimal=True, help="How far it reaches."),
        Field("task", "Task", Type.PROSE, help="What it decides, and how often it meets."),
    ),
    roles=(Role("network", "Network", ("network", "organisation"), part=True, minimal=True, help=BELONGS),),
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
        Field("role", "As what", required=True, minimal=True, help="Such as delegate, deputy or chair."),
        Field("region", "For which region", minimal=True, help="Whom the seat stands for."),
        Field("state", "State", Type.CODE, "seat_state", minimal=True, help="Provisional until it is ratified."),
        Field("date_start", "From", Type.DATE, way=Way.EITHER, minimal=True,
              at_most="date_end", help="The first day of the term."),
        Field("date_end", "Until", Type.DATE, way=Way.EITHER, minimal=True, help="The last day of the term."),
        Field("ratify_by", "To be ratified by", Type.DATE, way=Way.EITHER,
              help="A provisional seat past this day is shown in Now."),
        Field("sex", "Sex of the holder", Type.CODE, "sex",
              help="As they are counted in tables; leave it open if you do not know."),
    ),
    roles=(
        Role("body", "Body", ("body",), required=True, part=True, minimal=True, help=BELONGS),
        Role("holder", "Who holds it", ("actor", "contact", "organisation"), level=Level.C, minimal=True,
             help="By alias; leave it open if it is vacant."),
    ),
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
        Field("side", "Offer or request", Type.CODE, "offer_side", required=True, minimal=True, level=Level.I,
              help="Offers are matched with requests of the same kind."),
        Field("kind", "Kind of support", Type.CODES, "support_kind", required=True, minimal=True, level=Level.I,
              help="As many as fit."),
        Field("text", "In words", Type.PROSE, minimal=True, help="What exactly, and what not."),
        Field("area", "Districts or regions", Type.TAGS, level=Level.I, minimal=True,
              help="Where it is offered or needed; empty: anywhere."),
        Field("languages", "Languages", Type.TAGS, level=Level.I, minimal=True,
              help="In which it can be done; empty: any."),
        Field("capacity", "How many people", Type.WHOLE, level=Level.I, low=1,
              help="For how many there is room, or how many need it."),
        Field("urgent", "Urgent", Type.FLAG, level=Level.I, help="Yes if it is needed within days."),
        Field("date_start", "From", Type.DATE, way=Way.EITHER, level=Level.I,
              at_most="date_end", help="From which day."),
        Field("date_end", "Until", Type.DATE, way=Way.EITHER, level=Level.I, help="Until which day."),
        Field("status", "State", Type.CODE, "offer_status", level=Level.I, minimal=True,
              help="Open until it is met or closed."),
        GENDER,
    ),
    roles=(
        Role("by", "Who it is from", ("contact", "organisation", "actor"), minimal=True,
             help="Who offers it, or for whom it is asked."),
        Role("match", "Matched with", ("offer",), many=True, help="Set when the two have been brought together."),
        Role("refused", "Not with", ("offer",), many=True,
             help="One of the two has refused it; it is not proposed again."),
    ),
)  # fmt: skip
