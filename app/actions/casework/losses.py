"""The losses of a record, and of the records below it: lines, totals, and totals of each group."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.record_context import Around, Inside
from app.domain.act_counts import people
from app.domain.casework.losses import LossLine, LossTotals, add_losses, group
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

GROUPS = ("household", "item", "harm")
"""The properties by which losses are grouped."""
_BELOW: Mapping[str, tuple[tuple[str, str], ...]] = {
    "case": (("event", "case"),), "event": (("act", "event"),), "actor": (("actor", "community"),),
    "context": (("event", "in_context"), ("context", "parent")),
}  # fmt: skip
"""The kinds and roles of the records whose losses count with those of a record."""


@frozen
class LossReading:
    """The losses of a record: lines in the order of entry, their totals, and the totals of each group by its key."""

    record: Record
    lines: Sequence[Record]
    totals: LossTotals
    groups: Mapping[str, LossTotals]
    households: Mapping[str, Record]
    """By id in hex."""


def list_below(around: Around, record: Record) -> Iterator[Record]:
    """Yield a record and the records below it, each once."""
    seen, todo = set[bytes](), [record]
    while todo:
        one = todo.pop(0)
        if one.id not in seen:
            seen.add(one.id)
            yield one
            todo += [part for kind, role in _BELOW.get(one.kind, ()) for part in around.parts(one, kind, role)]


def list_losses(around: Around, record: Record) -> list[Record]:
    """Return the losses of a record and of the records below it, each once."""
    wholes = list_below(around, record)
    found = {part.id: part for one in wholes for part in around.parts(one, "loss", "household" * (one.kind == "actor"))}
    return sorted(found.values(), key=around.entered)


def make_line(one: Record, households: Iterable[Record], same: bool) -> LossLine:
    """Return a loss as a line of the totals."""
    who = next(iter(households), None)
    fields = {**one.fields, "same_as": True} if same else one.fields
    if who is None:
        return LossLine(fields)
    sized = not {"kind", "size_min", "size_max"}.isdisjoint(who.fields)
    return LossLine(fields, who.id, people(who) if sized else (1, None))  # a family is rarely one person


def read_lines(around: Around, found: Iterable[Record]) -> list[LossLine]:
    """Return losses as lines of the totals."""
    return [make_line(one, around.linked(one, "household"), bool(around.linked(one, "same_as"))) for one in found]


def read(vault: Vault, handle: str, by: str = "") -> LossReading:
    """Return the losses of a case, an incident, an act, a context, a household or a community. Raises InputRefused."""
    record, around = records.record_of(vault, handle), Inside(vault)
    if record.kind not in (*_BELOW, "act"):
        raise InputRefused(Phrase("{ref} has no losses.", ref=record.ref), "Choose a case, an incident or a household.")
    found = list_losses(around, record)
    lines = read_lines(around, found)
    homes = {who.id.hex(): who for one in found for who in around.linked(one, "household")}

    def key(line: LossLine) -> str:
        return (line.household or b"").hex() if by == "household" else str(line.fields.get(by, ""))

    groups = {name: add_losses(some) for name, some in group(lines, key).items()} if by else {}
    return LossReading(record, found, add_losses(lines), groups, homes)
