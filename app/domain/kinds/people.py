"""People and how to reach them: actor, contact, channel; the identity vault is declared and locked."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Kind, Role

ACTOR = Kind(
    name="actor",
    number=6,
    prefix="PE",
    label="Person or group",
    plural="People",
    level=Level.C,
    title=("alias",),
    columns=("alias", "kind", "occupational_status"),
    own=(
        Field(
            "alias",
            "Alias",
            required=True,
            minimal=True,
            help="The name everyone sees here. Real names wait for the second lock.",
        ),
        Field("kind", "Person, group or other", Type.CODE, "actor_kind", level=Level.I, indexed=True),
        Field(
            "occupational_status",
            "Defender, journalist, unionist",
            Type.CODES,
            "occupational_status",
            level=Level.I,
            minimal=True,
        ),
        Field("defender_field", "Field of work", Type.CODES, "defender_field", level=Level.I),
        Field("defender_role", "Role in the work", Type.CODES, "defender_role"),
        Field("organisation_text", "Organisation or group"),
        Field("sex", "Sex", Type.CODE, "sex", level=Level.I, minimal=True, indexed=True),
        Field("gender_self", "Gender, in their own words"),
        Field("age_group", "Age group", Type.CODE, "age_group", level=Level.I, minimal=True),
        Field("birth_year", "Year of birth", Type.WHOLE, level=Level.R, low=1850, high=2100),
        Field("languages", "Languages", Type.TAGS, level=Level.I),
        Field("region", "Region", level=Level.I),
        Field("citizenship", "Citizenship", Type.CODES, "country"),
        Field("size_min", "Number of people, at least", Type.WHOLE, level=Level.I, low=1),
        Field("size_max", "Number of people, at most", Type.WHOLE, level=Level.I, low=1),
        Field("description", "Description", Type.PROSE),
        Field("protected", "Protected person", Type.FLAG, level=Level.I),
        Field("deceased", "Died", Type.DATE, level=Level.I),
        Field("foreign_defender", "Defender from abroad", Type.FLAG, level=Level.I),
    ),
)

IDENTITY_VAULT = Kind(
    name="identity_vault",
    number=7,
    prefix="RN",
    label="Real name",
    plural="Real names",
    level=Level.V,
    sealed=True,
    own=(
        Field("real_name", "Real name", level=Level.V),
        Field("other_names", "Other names", Type.TAGS, level=Level.V),
        Field("birth_date", "Date of birth", Type.DATE, level=Level.V),
        Field("id_documents", "Identity documents", Type.PROSE, level=Level.V),
        Field("address", "Address", Type.PROSE, level=Level.V),
        Field("phone", "Telephone", level=Level.V),
    ),
    roles=(Role("actor", "Person", ("actor",), required=True),),
)

CONTACT = Kind(
    name="contact",
    number=8,
    prefix="CO",
    label="Contact",
    plural="Contacts",
    level=Level.C,
    title=("display_name",),
    columns=("display_name", "role"),
    own=(
        Field("display_name", "Name to show", required=True, minimal=True),
        Field("role", "Role", level=Level.I),
        Field("country", "Country", Type.CODE, "country", level=Level.I),
        Field("region", "Region", level=Level.I),
        Field("languages", "Languages", Type.TAGS, level=Level.I),
        Field("can_do", "What they can do", Type.TAGS, level=Level.I),
        Field("hours", "When they can be reached", level=Level.I),
        Field("verified_on", "Last checked on", Type.DATE, level=Level.I),
        Field("notes", "Notes", Type.PROSE, level=Level.R),
    ),
    roles=(Role("actor", "Person", ("actor",)),),
)

CHANNEL = Kind(
    name="channel",
    number=9,
    prefix="CH",
    label="Channel",
    plural="Channels",
    level=Level.R,
    title=("kind", "address"),
    columns=("kind", "address", "order"),
    own=(
        Field("kind", "Kind of channel", Type.CODE, "channel_kind", required=True),
        Field("address", "Number or address", required=True),
        Field("order", "Order to try in", Type.WHOLE, low=1, high=99),
        Field("for", "Use it for", Type.TAGS),
        Field("fingerprint", "Fingerprint of its key"),
        Field("last_test", "Last tried on", Type.DATE),
        Field("test_result", "Result of the test"),
        Field("risk_note", "What to be careful of", Type.PROSE),
    ),
    roles=(Role("contact", "Contact", ("contact",), required=True, part=True),),
)
