"""Read the chain of custody of evidence: its lines as plain values, and its gaps."""

from collections.abc import Iterator, Sequence

from attrs import frozen

import crypto
from app.actions.kernel.records import record_of
from app.actions.records import evidence
from app.actions.records.evidence import Item
from app.domain.custody_gaps import CustodyGap, CustodyLine, PieceHistory, find_gaps
from app.domain.moment import last_day
from app.domain.redact import PROFILES
from app.domain.release.copies import is_copy
from app.store.records import custody, links, record_lists
from app.store.vault.open_vault import Vault
from crypto.custody import CustodyEntry, check_lines, parse_shown


def line_of(entry: CustodyEntry) -> CustodyLine:
    """Return an entry as a plain value."""
    return CustodyLine(entry.n, entry.action.name.lower(), entry.at, entry.clock_state.name.lower(), entry.reason)


def read_history(vault: Vault, item: Item) -> PieceHistory:
    """Return the facts of one item that its gaps follow from."""
    collectors = links.list_targets(vault.con, item.record.id, "collected_by")
    came = list_came(vault, item.record.id)
    earlier = [entry.at for one in came if one.holds for entry in one.entries]
    return PieceHistory(
        tuple(map(line_of, item.custody)), vault.now(), last_day(item.record.fields.get("collected_on")),
        bool(collectors), min(earlier, default=0), is_copy(item.record), item.file is not None,
        not custody.is_linked(vault.con, item.record.id),
        not all(one.holds for one in came),
    )  # fmt: skip


def list_gaps(vault: Vault, item: Item) -> list[CustodyGap]:
    """Return the gaps of one item, the gravest first."""
    return find_gaps(read_history(vault, item), [*PROFILES])


def iterate_gaps(vault: Vault, handles: list[str]) -> Iterator[tuple[Item, list[CustodyGap]]]:
    """Yield these items, or all items of the vault, each with its gaps; items without a gap are left out."""
    found = [record_of(vault, handle).id for handle in handles]
    for id_ in found or record_lists.list_ids(vault.con, vault.kinds["evidence_item"].number):
        item = evidence.show(vault, id_.hex())
        if gaps := list_gaps(vault, item):
            yield item, gaps


@frozen
class CameLines:
    """The lines of one sender: the id of the signer, the entries, and False if they do not hold."""

    signer: bytes
    entries: Sequence[CustodyEntry] = ()
    holds: bool = False


def list_came(vault: Vault, item: bytes) -> list[CameLines]:
    """Return the lines of an item that came with reports: the longest of each signer.

    Lines hold if the signature and each link are good, and if no two reports of the signer tell of one entry
    differently.
    """
    found: dict[bytes, CameLines] = {}
    for data in custody.list_came(vault.con, item):
        shown = parse_shown(data)
        signer = crypto.hash_("id", shown.signer)
        try:
            one = CameLines(signer, check_lines(shown), True)
        except crypto.CryptoError:
            one = CameLines(signer)
        found[signer] = _join(found[signer], one) if signer in found else one
    return list(found.values())


def _join(first: CameLines, second: CameLines) -> CameLines:
    """Return the longer of two, which holds if both hold and agree."""
    told = {entry.n: entry for entry in first.entries}
    agree = all(told.get(entry.n, entry) == entry for entry in second.entries)
    longer = max(first, second, key=lambda one: len(one.entries))
    return CameLines(first.signer, longer.entries, first.holds and second.holds and agree)
