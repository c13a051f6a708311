"""Items of documents, amendments, notes that stay until a person opens them, and session notes in their own vault."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Group, Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS
from app.domain.moment import Way

LIBRARY_ITEM = Kind(
    name="library_item",
    number=68,
    prefix="LI",
    label="Item of a document",
    plural="Items",
    level=Level.I,
    icon="list", home=Home("library", "documents", 2), order="number", parts=("note",), steps=("amend",),
    empty_title="No items yet",
    empty_text="Numbered paragraphs, recommendations and demands of documents. Begin with the Plan of Action of 1998.",
    title=("number", "text"),
    columns=("number", "change", "kind", "addressee", "theme"),
    own=(
        Field("number", "Number", level=Level.P, required=True,
              help="The number in the document. Example: 32a for a new item after 32."),
        Field("path", "Headings", Type.TAGS, level=Level.P,
              help="The headings above it, the widest first."),
        Field("kind", "Kind of item", Type.CODE, "item_kind", level=Level.P,
              help="Examples: a recommendation, a task."),
        Field("addressee", "Addressed to", Type.CODES, "addressee_type", level=Level.P,
              help="Choose the States, bodies or groups that must act."),
        Field("theme", "Themes", Type.CODES, "theme", level=Level.P, help="Choose one or more, for a search by theme."),
        Field("text", "Text", Type.PROSE, level=Level.P, required=True, facet="open",
              help="The exact text. Readers of the document know it, so write no names."),
        Field("change", "Amendment", Type.CODE, "amendment", level=Level.P,
              help="For an amendment: the difference from the item of the first text."),
        Field("reason", "Reason for the amendment", Type.PROSE, level=Level.C, help="The reason, for your own region."),
        Field("sha256", "SHA-256 of the item", Type.HASH, level=Level.P,
              help="Amparo computes it. It can show later that no one changed the item."),
    ),
    roles=(
        Role("document", "Document", ("document",), required=True, part=True, help=BELONGS),
        Role("amends", "Amends", ("library_item",), help="The item of the first text."),
    ),
    groups=(Group("number kind addressee theme text document"),
            Group("amends change reason", "Amendment", "edit")),
    filled=("path", "sha256"),
)  # fmt: skip

NOTE = Kind(
    name="note",
    number=69,
    prefix="NT",
    label="Note",
    plural="Notes",
    level=Level.C,
    icon="edit", home=Home("library", "documents", 3), shared_if="shareable", parts=("note",), begins_now=True,
    empty_title="No notes yet",
    empty_text="Lessons and open questions. A note stays in this vault until you mark it as shareable.",
    date="date",
    title=("title",),
    columns=("title", "shareable", "theme", "date"),
    own=(
        Field("date", "Date", Type.DATE, required=True, level=Level.P, help="The day of the note."),
        Field("title", "Title", level=Level.I, required=True, help="A few words without names."),
        Field("text", "Note", Type.PROSE, required=True, help="The lesson, question or answer."),
        Field("text_open", "For other eyes", Type.PROSE, level=Level.P, help="The same without names and places."),
        Field("shareable", "Shareable", Type.FLAG, level=Level.P,
              help="Without it, the note stays in this vault: no report, paper or table has it."),
        Field("author", "Author", level=Level.I, help="A pseudonym, because readers of a shared note see it."),
        Field("theme", "Themes", Type.CODES, "theme", level=Level.P, help="Choose one or more."),
    ),
    roles=(
        Role("about", "About",
             ("library_item", "document", "event", "case", "mission", "context", "undertaking"), many=True,
             help="The record that the note is about. If you share that record, the note stays here."),
        Role("reply_to", "Reply to", ("note",), help="The note that this one answers."),
    ),
    groups=(Group("date title text about shareable author theme"), Group("text_open reply_to", "For others", "eye")),
)  # fmt: skip

SESSION_NOTE = Kind(
    name="session_note",
    number=73,
    prefix="SN",
    label="Session note",
    plural="Session notes",
    level=Level.V,
    icon="lock", own_vault=True, begins_now=True,
    date="date",
    title=("kind",),
    columns=("date", "kind", "next_on"),
    own=(
        Field("date", "Date", Type.DATE, required=True, help="The day of the session."),
        Field("kind", "Kind of session", Type.CODE, "session_kind", help="Examples: a first talk, a crisis talk."),
        Field("text", "Session note", Type.PROSE, required=True,
              help="Only people with the password of the session notes can read it."),
        Field("next_on", "Next session", Type.DATE, way=Way.AHEAD,
              help="The day of the next session. Today and calendars do not show it."),
        Field("referral", "Referral", Type.PROSE, help="A doctor or service for the person, and the reason."),
        Field("person", "Person", required=True, help="Amparo writes the ID of the person, without a name."),
        Field("handed", "Handed over", Type.ROWS, help="Amparo writes the recipient and the time of each copy."),
    ),
    filled=("person", "handed"),
)  # fmt: skip
