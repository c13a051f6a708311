"""The basis of a record: sources of information (HURIDOCS), evidence items, and consent records."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Kind, Role

INFORMATION = Kind(
    name="information",
    number=4,
    prefix="SO",
    label="Source",
    plural="Sources",
    level=Level.R,
    date="date_of_material",
    title=("source", "connection"),
    columns=("connection", "independence", "reliability", "stance"),
    own=(
        Field(
            "connection",
            "How the source knows",
            Type.CODE,
            "source_connection",
            minimal=True,
            help="Saw it, lived it, or heard of it from others.",
        ),
        Field(
            "material",
            "Kind of material",
            Type.CODES,
            "source_material",
            level=Level.C,
            help="What you have of it: a talk, a letter, a film.",
        ),
        Field("date_of_material", "Date of the material", Type.DATE, help="When it was said, written or recorded."),
        Field(
            "reliability",
            "Reliability",
            Type.CODE,
            "reliability",
            level=Level.C,
            help="How often this source has been right.",
        ),
        Field(
            "independence",
            "Independence",
            Type.CODE,
            "independence",
            level=Level.C,
            help="Whether it knows of it by itself, or from another source here.",
        ),
        Field(
            "independence_group",
            "Origin it shares",
            help="Sources with the same words here have one origin, and count as one.",
        ),
        Field(
            "stance",
            "What it says of the claim",
            Type.CODE,
            "stance",
            level=Level.C,
            help="Whether it supports what is claimed or speaks against it.",
        ),
        Field(
            "quote", "What the source says", Type.PROSE, help="In the very words of the source, where you have them."
        ),
    ),
    roles=(
        Role(
            "about",
            "About",
            ("event", "act", "actor", "involvement", "organisation", "mission", "finding"),
            required=True,
            part=True,
            help="What this belongs to; it goes wherever that goes.",
        ),
        Role(
            "source",
            "Who told",
            ("actor", "organisation"),
            level=Level.R,
            minimal=True,
            help="By alias; the name of a source leaves only for those who see everything.",
        ),
        Role("evidence", "Evidence", ("evidence_item",), many=True, help="What this source gave or showed."),
        Role("document", "Documents", ("document",), many=True, help="Papers in which it is written."),
        Role("interview", "Interview", ("interview",), level=Level.R, help="The interview in which it was told."),
    ),
)

_HOLDERS = (
    "event", "act", "actor", "information", "document", "intervention", "case", "mission", "meeting", "accompaniment",
    "log_entry", "security_incident", "observation", "interview",
)  # fmt: skip

EVIDENCE_ITEM = Kind(
    name="evidence_item",
    number=10,
    prefix="EV",
    label="Evidence",
    plural="Evidence",
    level=Level.R,
    date="collected_on",
    title=("title",),
    columns=("title", "kind", "size"),
    own=(
        Field("title", "Title", level=Level.C, help="A few words without names."),
        Field(
            "kind",
            "Kind of evidence",
            Type.CODE,
            "evidence_kind",
            level=Level.C,
            help="Such as a photo, a sound or a paper.",
        ),
        Field(
            "file_name", "Name of the original file", level=Level.R, help="As it was called on the disk it came from."
        ),
        Field(
            "sha256",
            "SHA-256 of the original",
            Type.HASH,
            level=Level.C,
            indexed=True,
            help="Taken as it came in; it shows later that nothing was changed.",
        ),
        Field("size", "Size in bytes", Type.WHOLE, level=Level.C, low=0, help="Taken as it came in."),
        Field("mime", "Media type", level=Level.C, help="What kind of file it says it is."),
        Field("collected_on", "Collected on", Type.DATE, level=Level.C, help="When it was made or handed over."),
        Field(
            "collected_how",
            "How it was collected",
            level=Level.R,
            help="Who gave it, in which way, and what was promised.",
        ),
        Field(
            "authenticity_notes",
            "Notes on authenticity",
            Type.PROSE,
            help="What speaks for it being real, and what against.",
        ),
        Field(
            "claim_match",
            "Does it show what is claimed",
            Type.CODE,
            "claim_match",
            level=Level.C,
            help="Whether what is seen or heard is what is said of it.",
        ),
        Field(
            "strength", "Strength", Type.CODE, "strength", level=Level.C, help="How much it would weigh before a court."
        ),
    ),
    roles=(
        Role(
            "of", "Belongs to", _HOLDERS, many=True, part=True, help="What this belongs to; it goes wherever that goes."
        ),
        Role(
            "collected_by", "Collected by", ("actor",), level=Level.R, help="Who took it or handed it over, by alias."
        ),
        Role("collected_at", "Collected at", ("place",), level=Level.R, help="Where it was taken or handed over."),
    ),
)

CONSENT_RECORD = Kind(
    name="consent_record",
    number=11,
    prefix="CN",
    label="Consent",
    plural="Consents",
    level=Level.R,
    date="given_on",
    title=("actor", "purpose", "state"),
    columns=("purpose", "state", "given_on"),
    own=(
        Field(
            "purpose",
            "For what",
            Type.CODES,
            "consent_purpose",
            required=True,
            minimal=True,
            help="Each purpose that was asked about.",
        ),
        Field(
            "state",
            "Answer",
            Type.CODE,
            "consent_state",
            required=True,
            minimal=True,
            help="As it was given; silence is not a yes.",
        ),
        Field("identity_form", "May be named as", help="Named, by alias, or not at all."),
        Field("audience", "Who may see it", Type.TAGS, help="As the person named them; nobody else."),
        Field("how", "How it was given", Type.CODE, "consent_how", help="Spoken, written or recorded."),
        Field("language", "In which language", help="The language in which it was explained."),
        Field(
            "explained", "What was explained", Type.PROSE, help="What you said of the risks and of who will read it."
        ),
        Field("given_on", "Given on", Type.DATE, help="The day the person answered."),
        Field("given_to", "Given to", help="Who asked, by alias."),
        Field("review_on", "Ask again on", Type.DATE, ahead=True, help="A date on which Now reminds you to ask again."),
        Field("withdrawn_on", "Withdrawn on", Type.DATE, help="From this day nothing more may be shared."),
    ),
    roles=(
        Role("actor", "Who agreed", ("actor",), part=True, help="What this belongs to; it goes wherever that goes."),
        Role(
            "event",
            "About which incident",
            ("event",),
            part=True,
            help="What this belongs to; it goes wherever that goes.",
        ),
    ),
)
