"""Evidence items and consent records."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Kind, Role

_HOLDERS = ("event", "act", "actor", "information", "document", "intervention", "case")

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
        Field("title", "Title", level=Level.C),
        Field("kind", "Kind of evidence", Type.CODE, "evidence_kind", level=Level.C),
        Field("file_name", "Name of the original file", level=Level.R),
        Field("sha256", "SHA-256 of the original", Type.HASH, level=Level.C, indexed=True),
        Field("size", "Size in bytes", Type.WHOLE, level=Level.C, low=0),
        Field("mime", "Media type", level=Level.C),
        Field("collected_on", "Collected on", Type.DATE, level=Level.C),
        Field("collected_how", "How it was collected", level=Level.R),
        Field("authenticity_notes", "Notes on authenticity", Type.PROSE),
        Field("claim_match", "Does it show what is claimed", Type.CODE, "claim_match", level=Level.C),
        Field("strength", "Strength", Type.CODE, "strength", level=Level.C),
    ),
    roles=(
        Role("of", "Belongs to", _HOLDERS, many=True, part=True),
        Role("collected_by", "Collected by", ("actor",), level=Level.R),
        Role("collected_at", "Collected at", ("place",), level=Level.R),
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
        Field("purpose", "For what", Type.CODES, "consent_purpose", required=True, minimal=True),
        Field("state", "Answer", Type.CODE, "consent_state", required=True, minimal=True),
        Field("identity_form", "May be named as", help="Named, by alias, or not at all."),
        Field("audience", "Who may see it", Type.TAGS),
        Field("how", "How it was given", Type.CODE, "consent_how"),
        Field("language", "In which language"),
        Field("explained", "What was explained", Type.PROSE),
        Field("given_on", "Given on", Type.DATE),
        Field("given_to", "Given to"),
        Field("review_on", "Ask again on", Type.DATE),
        Field("withdrawn_on", "Withdrawn on", Type.DATE),
    ),
    roles=(
        Role("actor", "Who agreed", ("actor",), part=True),
        Role("event", "About which incident", ("event",), part=True),
    ),
)
