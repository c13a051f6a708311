"""Items of documents: numbered paragraphs, recommendations and demands, and amendments of them (casework.md 1.4)."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Group, Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS

LIBRARY_ITEM = Kind(
    name="library_item",
    number=68,
    prefix="LI",
    label="Item of a document",
    plural="Items",
    level=Level.I,
    icon="list", home=Home("library", "documents", 2), order="number",
    empty_title="No items yet",
    empty_text="Numbered paragraphs, recommendations and demands of documents. Begin with the Plan of Action of 1998.",
    title=("number", "text"),
    columns=("number", "kind", "addressee", "theme"),
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
    groups=(Group("number kind addressee theme path text document"),
            Group("amends change reason", "Amendment", "edit")),
    filled=("sha256",),
)  # fmt: skip
