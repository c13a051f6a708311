"""Hostile public statements (papers.md 9)."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Group, Home, Kind, Role

STATEMENT = Kind(
    name="statement",
    number=60,
    prefix="HS",
    label="Hostile statement",
    plural="Hostile statements",
    level=Level.I,
    icon="sound", home=Home("cases", "complaints", 3), people="names",
    empty_title="No hostile statements yet",
    empty_text="Public words against defenders: speaker, day, medium, and the people whom they name.",
    date="date",
    title=("speaker", "office"),
    columns=("date", "medium", "reach", "retracted"),
    own=(
        Field("date", "Date", Type.DATE, required=True, help="The day of the statement."),
        Field("speaker", "Speaker", required=True, facet="perpetrator", help="The person or body that speaks."),
        Field("office", "Office of the speaker", facet="perpetrator", help="Example: governor of the province."),
        Field("medium", "Medium", Type.CODE, "statement_medium", help="Choose the place of the words."),
        Field("words", "Words", Type.PROSE, required=True, level=Level.C,
              help="The exact words, in the language of the speaker."),
        Field("text_open", "Summary for others", Type.PROSE, help="For readers outside, without names."),
        Field("link", "Link", level=Level.C, help="The address of the page, or the issue of the paper."),
        Field("reach", "Reach", level=Level.P, help="Examples: national radio, 40,000 followers."),
        Field("retracted", "Taken back on", Type.DATE, help="The day on which the speaker took the words back."),
        Field("legal_check", "Legal check of the name", Type.CODE, "legal_check",
              help="Choose if a lawyer allowed the name. Without it, no name leaves."),
    ),
    roles=(
        Role("names", "People and organisations named", ("actor", "organisation"), many=True,
             help="The statement leaves with their consent only."),
        Role("event", "Incidents", ("event",), many=True, help="Incidents after or before the statement."),
        Role("evidence", "Evidence", ("evidence_item",), many=True, level=Level.C, help="The recording or the page."),
    ),
    groups=(Group("date speaker office medium words names link retracted"),
            Group("text_open reach legal_check", "For others", "document"),
            Group("event evidence", "Links", "forward")),
)  # fmt: skip
