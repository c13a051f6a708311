"""The list of witnesses by alias: their source and topic, and protection; never a real name (C19)."""

from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import Output
from app.domain.record import Record
from app.domain.sheet import Sheet, SheetTable
from app.phrase import Phrase


def make_source_list(leaving: OutgoingData) -> Sheet:
    """Return every source of the requested records, once for each topic."""
    rows = [row for told in leaving.of_kind("information") for row in _rows(leaving, told)]
    header = (Phrase("By alias"), Phrase("Source of knowledge"), Phrase("Subject"), Phrase("To be careful of"))
    note = Phrase("This list contains no real names. The names password protects them.")
    title = Phrase("Witnesses by alias")
    return Sheet(title, leaving.titles(leaving.roots), (SheetTable(header, tuple(sorted(rows)), note),), leaving.mark)


def _rows(leaving: OutgoingData, told: Record) -> list[tuple[str, ...]]:
    about = leaving.titles(leaving.linked(told, "about"))
    return [
        (leaving.title(who), leaving.said(told, "connection"), about, _care(who))
        for who in leaving.linked(told, "source")
    ]


def _care(who: Record) -> str:
    care = [Phrase("protected person")] if who.fields.get("protected") else []
    return join_phrases(
        [*care, *([Phrase("of age group 0 to 17")] if who.fields.get("age_group") in ("0-11", "12-17") else [])]
    )


OUTPUTS = (
    Output("witness-list", Phrase("Witness list"), Phrase("Sources by alias and subject, with people who need "
                                                          "special care."),
           make_source_list, ("event", "case", "mission"), profiles=("internal",)),
)  # fmt: skip
