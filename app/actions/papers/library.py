"""Papers of the library: the text of a document with its amendments, and recommendations by recipient."""

from collections.abc import Sequence

from app.actions.casework.library import sort_key
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.papers.declared import FieldFacts, FilePaper
from app.domain.casework.amendments import CHANGED, LEFT_OUT, mark_differences
from app.domain.record import Record
from app.domain.sheet import Block, SheetProse, filled_table
from app.phrase import Phrase

_MARKS = Phrase("Marks: [−left out−] [+new+]. A text without marks is that of the document.")


def _items(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the items under their headings, each amendment with its differences and its reason."""
    found = sorted(leaving.parts(root, "library_item", "document"), key=sort_key)
    if not found:
        return []
    blocks: list[Block] = [SheetProse(_MARKS)] if any("change" in one.fields for one in found) else []
    groups: dict[str, list[Record]] = {}
    for one in found:
        groups.setdefault(leaving.said(one, "path") or Phrase("Items"), []).append(one)
    kind = leaving.kinds["library_item"].fields
    head = [Phrase(kind["number"].label), Phrase(kind["text"].label), Phrase(kind["change"].label),
            Phrase(kind["reason"].label)]  # fmt: skip
    for heading, some in groups.items():
        rows = [[leaving.said(one, "number"), _say(leaving, one), leaving.said(one, "change"),
                 leaving.said(one, "reason")] for one in some]  # fmt: skip
        blocks += filled_table(heading, head, rows)
    return blocks


def _say(leaving: OutgoingData, one: Record) -> str:
    base, change = leaving.linked(one, "amends"), one.fields.get("change")
    if change not in (CHANGED, LEFT_OUT) or not base:
        return leaving.said(one, "text")
    return mark_differences(leaving.said(base[0], "text"), "" if change == LEFT_OUT else leaving.said(one, "text"))


OUTPUTS = (
    Output("library-text", Phrase("Text with its items"),
           Phrase("The items of a document by heading, with amendments and their reasons."),
           FilePaper(Phrase("Text and amendments"), (FieldFacts("kind date origin language adapts version"), _items)),
           ("document",), profiles=("internal", "network", *OUTSIDE, "public")),
)  # fmt: skip
