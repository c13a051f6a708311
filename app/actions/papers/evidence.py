"""The index of the evidence of some records: description, source, findings and hash of each item."""

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OUTSIDE, Output
from app.domain.record import Record
from app.domain.sheet import Block, Sheet, SheetProse, SheetTable
from app.phrase import Phrase

_HEADER = (Phrase("Number"), Phrase("Title"), Phrase("Date"), Phrase("Source"), Phrase("Relevance"),
           Phrase("Strength"), Phrase("SHA-256 of the original"))  # fmt: skip


def shown_by(leaving: OutgoingData) -> dict[bytes, list[str]]:
    """Return the numbers of the findings that use each evidence item, by its id."""
    shows: dict[bytes, list[str]] = {}
    for finding in leaving.of_kind("finding"):
        for item in leaving.linked(finding, "evidence"):
            shows.setdefault(item.id, []).append(finding.ref)
    return shows


def index(leaving: OutgoingData) -> Sheet:
    """Return every evidence item of the requested records, each once, and the number of withheld items."""
    findings = shown_by(leaving)
    items = sorted(leaving.of_kind("evidence_item"), key=leaving.entered)
    rows = tuple(_row(leaving, item, findings.get(item.id, [])) for item in items)
    used = [at for at in range(len(_HEADER)) if any(row[at] for row in rows)]
    kept = tuple(tuple(row[at] for at in used) for row in rows)
    blocks: list[Block] = [SheetTable(tuple(_HEADER[at] for at in used), kept)] if rows else []
    if n := leaving.staying("evidence_item"):
        blocks.append(SheetProse(Phrase("Pieces of evidence that are kept and not shown here: {n}.", n=n)))
    elif not rows:
        blocks.append(SheetProse(Phrase("There is no evidence of it yet.")))
    return Sheet(Phrase("Index of the evidence"), leaving.titles(leaving.roots), tuple(blocks), leaving.mark, "index")


def _row(leaving: OutgoingData, item: Record, findings: list[str]) -> tuple[str, ...]:
    """Return one row, with the numbers of the findings and of the records that the item belongs to."""
    whom = [leaving.title(who) for who in leaving.linked(item, "collected_by")]
    whom += [told.ref for told in leaving.parts(item, "information")]
    of = [whole.ref for whole in leaving.linked(item, "of") if whole not in leaving.roots]
    return (
        item.ref, leaving.said(item, "title"), leaving.said(item, "collected_on"), ", ".join(whom),
        ", ".join([*findings, *of]), leaving.said(item, "strength"), leaving.said(item, "sha256"),
    )  # fmt: skip


OUTPUTS = (
    Output("evidence-index", Phrase("Index of the evidence"),
           Phrase("Each piece with its number, what it shows and the hash of its original."),
           index, ("mission", "case", "event"), profiles=("internal", "network", *OUTSIDE, "court", "icc")),
)  # fmt: skip
"""The papers of this module."""
