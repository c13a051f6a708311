"""The custody sheet of evidence: hashes, every line, gaps, the newest check, and a line for signatures."""

from collections.abc import Sequence

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.release.custody_told import ToldLine
from app.domain.custody_gaps import ACTIONS, CAME, CLOCKS, GOOD, find_gaps
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, Sign, filled_table
from app.phrase import Phrase

_HEADER = (Phrase("Line"), Phrase("Action"), Phrase("Time (UTC)"), Phrase("By"), Phrase("With"), Phrase("Reason"),
           Phrase("Clock"))  # fmt: skip
_FACTS = ("kind", "copy_kind", "collected_on", "collected_at", "collected_by", "collected_how", "mime", "size")
_WE, _ANOTHER = Phrase("We"), Phrase("Another person")
_HOW = Phrase(
    "To check a file, compute its SHA-256 and compare it with this sheet. In the folder of exported files, the command "
    "sha256sum -c SHA256SUMS does this."
)
_LIMIT = Phrase(
    "The chain shows changes after the file arrived here. It proves nothing about the time before, and its owner can "
    "write another chain."
)


def make_custody_sheet(leaving: OutgoingData) -> Sheet:
    """Return the custody of each requested item."""
    blocks = [block for item in leaving.roots for block in _blocks(leaving, item)]
    end: tuple[Block, ...] = (SheetProse(_HOW), SheetProse(_LIMIT), Sign((Phrase("Name, date and signature"),)))
    titles = leaving.titles(leaving.roots)
    return Sheet(Phrase("Custody sheet"), titles, (*blocks, *end), leaving.mark, "custody")


def _blocks(leaving: OutgoingData, item: Record) -> list[Block]:
    told = leaving.custody(leaving.profile, item)
    facts = [
        (Phrase("Number"), leaving.code(item)), *leaving.facts(item, *_FACTS),
        (Phrase("SHA-256"), _grouped(leaving.said(item, "sha256"))),
        (Phrase("Newest check"), leaving.when(told.checked) if told.checked else Phrase("Not checked yet")),
        (Phrase("Head of the chain"), _grouped(told.head)),
    ]  # fmt: skip
    blocks: list[Block] = [Heading(leaving.title(item))] if len(leaving.roots) > 1 else []
    blocks.append(SheetFacts(tuple((label, text) for label, text in facts if text)))
    blocks += _table(leaving, Phrase("Chain of custody"), told.lines)
    for whose, state, lines in told.came:
        title = Phrase("Lines from {name}", name=whose) if whose else Phrase("Lines from the sender")
        blocks += [*_table(leaving, title, lines), SheetProse(CAME[state], strong=state != GOOD)]
    gaps = tuple(
        Phrase("{gap} {step}", gap=gap.says, step=gap.step) for gap in find_gaps(told.history, [*PROFILES])
    )  # fmt: skip
    none = SheetProse(Phrase("Amparo found no gap."))
    return [*blocks, Heading(Phrase("Gaps")), Items(gaps, numbered=True) if gaps else none]


def _table(leaving: OutgoingData, title: str, lines: Sequence[ToldLine]) -> list[Block]:
    rows = [
        (one.n, ACTIONS[one.action], leaving.when(one.at), one.by or (_WE if one.ours else _ANOTHER), one.other,
         one.reason, CLOCKS[one.clock])
        for one in lines
    ]  # fmt: skip
    return filled_table(title, _HEADER, rows)


def _grouped(digest: str) -> str:
    """Return a hash in groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


OUTPUTS = (
    Output("custody-sheet", Phrase("Custody sheet"),
           Phrase("The hash of an item, each line of its custody, the gaps, and a line for signatures."),
           make_custody_sheet, ("evidence_item",), profiles=("internal", "network", *OUTSIDE, "court", "icc")),
)  # fmt: skip
"""The papers of this module."""
