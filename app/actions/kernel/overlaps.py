"""Find records that certainly overlap another one of the same whole, as their kind excludes it (`Kind.apart`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.domain.date_text import moment_phrase
from app.domain.intervals import Interval, Sure, chain, find_overlaps, make_interval
from app.domain.kind import Apart, Kind
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault


def keep_apart(
    vault: Vault, ids: Iterable[bytes], refusal: Callable[[Kind, Mapping[str, str], str], InputRefused]
) -> None:
    """Raise `refusal` if one of these records certainly overlaps another one, and its kind excludes that.

    An overlap that is only possible is kept: the dates are not exact.
    """
    for record in filter(None, (store.load(vault.con, id_) for id_ in ids)):
        kind = vault.kinds[record.kind]
        if kind.apart and (other := _find_certain(vault, kind, kind.apart, record.id)):
            raise refusal(kind, {kind.apart.start: _say(kind.apart, other)}, "")


def _find_certain(vault: Vault, kind: Kind, apart: Apart, id_: bytes) -> Record | None:
    for whole in links.list_targets(vault.con, id_, apart.role):
        near = (store.load(vault.con, one) for one in links.list_parts(vault.con, whole, kind.number, apart.role))
        rows = make_spans(apart, [one for one in near if one is not None and not one.removed])
        mine = [row for row in rows if row.what.id == id_]
        for other, sure in (found for row in mine for found in find_overlaps(row, [one for one in rows if one != row])):
            if sure is Sure.CERTAIN:
                return other.what
    return None


def make_spans(apart: Apart, records: Sequence[Record]) -> tuple[Interval[Record], ...]:
    """Return the times of records of one whole, in the order of their starts."""
    rows = [make_interval(one.fields.get(apart.start), one.fields.get(apart.end), one) for one in records]
    return chain(rows) if apart.chained else tuple(rows)


def _say(apart: Apart, other: Record) -> str:
    start, end = (moment_phrase(str(other.fields.get(name, ""))) for name in (apart.start, apart.end))
    values = {"ref": other.ref, "title": other.title, "start": start, "end": end}
    if end:
        return Phrase("Overlap with {ref}, {title}, {start} to {end}. Change the dates here or there.", **values)
    return Phrase("Overlap with {ref}, {title}, since {start}. Write the end of {ref} first.", **values)
