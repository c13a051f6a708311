"""Papers of evidence: the index, the list of witnesses by alias, never a real name (C19), and the custody sheet."""

from collections.abc import Sequence

from app.actions.kernel import view_rows
from app.actions.kernel.linked_closure import closure
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.release.custody_told import ToldLine
from app.domain.custody_gaps import ACTIONS, CAME, CLOCKS, GOOD, find_gaps
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable, Sign, filled_table
from app.domain.views import VIEWS
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

_HEADER = (Phrase("Number"), Phrase("Title"), Phrase("Date"), Phrase("Source"), Phrase("Relevance"),
           Phrase("Strength"), Phrase("SHA-256 of the original"))  # fmt: skip
_CUSTODY = (Phrase("Line"), Phrase("Action"), Phrase("Time (UTC)"), Phrase("By"), Phrase("With"), Phrase("Reason"),
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
    elif not rows and not leaving.profile.own:
        raise InputRefused("There is no evidence of it yet.", "Nothing was written.")
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


def make_source_list(leaving: OutgoingData) -> Sheet:
    """Return every source of the requested records, once for each topic."""
    rows = [row for told in leaving.of_kind("information") for row in _rows(leaving, told)]
    header = (
        Phrase("By alias"), Phrase("Source of knowledge"), Phrase("Subject"), Phrase("To be careful of"),
        Phrase("Protection measures"),
    )  # fmt: skip
    note = Phrase("This list contains no real names. The names password protects them.")
    title, of = Phrase("Witnesses by alias"), [root for root in leaving.roots if root.kind != "undertaking"]
    return Sheet(title, leaving.titles(of), (SheetTable(header, tuple(sorted(rows)), note),), leaving.mark)


def _rows(leaving: OutgoingData, told: Record) -> list[tuple[str, ...]]:
    about = leaving.titles(leaving.linked(told, "about"))
    return [
        (leaving.title(who), leaving.said(told, "connection"), about, _care(who), _measures(leaving, who))
        for who in leaving.linked(told, "source")
    ]


def _measures(leaving: OutgoingData, who: Record) -> str:
    """Return the measures that protect a source."""
    found = leaving.parts(who, "undertaking", "about")
    return leaving.join(leaving.said(one, "text") for one in found if one.fields.get("kind") == "protection")


def _list_measures(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the ids of the measures that protect the sources of some records."""
    _, links = closure(vault, [record_of(vault, one).id for one in handles])
    people = dict.fromkeys(link.target.hex() for link in links if link.role == "source")
    return [row.id.hex() for who in people for row in view_rows.find(vault, VIEWS["protection"], of=who)]


def _care(who: Record) -> str:
    care = [Phrase("protected person")] if who.fields.get("protected") else []
    return join_phrases(
        [*care, *([Phrase("of age group 0 to 17")] if who.fields.get("age_group") in ("0-11", "12-17") else [])]
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
    return [*blocks, Heading(Phrase("Gaps")), Items(gaps, first=1) if gaps else none]


def _table(leaving: OutgoingData, title: str, lines: Sequence[ToldLine]) -> list[Block]:
    rows = [
        (one.n, ACTIONS[one.action], leaving.when(one.at), one.by or (_WE if one.ours else _ANOTHER), one.other,
         one.reason, CLOCKS[one.clock])
        for one in lines
    ]  # fmt: skip
    return filled_table(title, _CUSTODY, rows)


def _grouped(digest: str) -> str:
    """Return a hash in groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


OUTPUTS = (
    Output("evidence-index", Phrase("Index of the evidence"),
           Phrase("Each piece with its number, what it shows and the hash of its original."),
           index, ("mission", "case", "event"), profiles=("internal", "network", *OUTSIDE, "court", "icc")),
    Output("witness-list", Phrase("Witness list"), Phrase("Sources by alias and subject, with people who need "
                                                          "special care."),
           make_source_list, ("event", "case", "mission"), profiles=("internal",), also=_list_measures),
    Output("custody-sheet", Phrase("Custody sheet"),
           Phrase("The hash of an item, each line of its custody, the gaps, and a line for signatures."),
           make_custody_sheet, ("evidence_item",), profiles=("internal", "network", *OUTSIDE, "court", "icc")),
)  # fmt: skip
"""The papers of this module."""
