"""Read the chain of custody of evidence: its lines as plain values, and its gaps."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from attrs import evolve, frozen

import crypto
from app.actions.kernel.records import record_of
from app.actions.records import evidence
from app.actions.records.evidence import Item
from app.domain.custody_gaps import BAD, GOOD, NEWER, CustodyGap, CustodyLine, PieceHistory, find_gaps
from app.domain.moment import last_day
from app.domain.redact import PROFILES
from app.domain.release.copies import is_copy
from app.safe_text import PAGE, make_harmless
from app.store.records import custody, links, record_lists
from app.store.vault.open_vault import Vault
from crypto.custody import CustodyEntry, ShownLines, check_lines, find_signer, parse_shown

CODES: Final = re.compile(r"((recipe [0-9a-f]{16})( [a-z_]{1,40})*)?")
"""The reasons that the program writes: a recipe and codes. All others are the words of a person."""
STEPS: Final = ("minute", "day", "month", "quarter")
"""The times of a line for other readers."""


def coarsen(entry: CustodyEntry, step: str) -> CustodyEntry:
    """Return an entry for other readers: the time rounded down, and of the reason only the recipe."""
    recipe = CODES.fullmatch(entry.reason)
    return evolve(entry, at=_round(entry.at, step), reason=(recipe and recipe[2]) or "")


def _round(at: int, step: str) -> int:
    if step == "minute":
        return at - at % 60
    day = datetime.fromtimestamp(at, UTC).replace(hour=0, minute=0, second=0)
    if step != "day":
        day = day.replace(day=1, month=day.month if step == "month" else day.month - (day.month - 1) % 3)
    return int(day.timestamp())


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
        any(one.state == BAD for one in came),
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
    """The lines of one sender: the id of the signer, the entries, and their state (`custody_gaps.CAME`)."""

    signer: bytes
    entries: Sequence[CustodyEntry] = ()
    state: str = BAD

    @property
    def holds(self) -> bool:
        """Return True if the lines are as the signer signed them."""
        return self.state == GOOD


def list_came(vault: Vault, item: bytes) -> list[CameLines]:
    """Return the lines of an item that came with reports: the longest of each signer.

    Lines hold if the signature and each entry are good, and if no two reports of the signer tell of one entry
    differently, except for its time and reason for other readers.
    """
    found: dict[bytes, CameLines] = {}
    for data in custody.list_came(vault.con, item):
        signer = crypto.hash_("id", find_signer(data))
        try:
            one = CameLines(signer, check_lines(_parse_kept(data)), GOOD)
        except crypto.NeedsNewerApp:
            one = CameLines(signer, state=NEWER)
        except crypto.CryptoError:
            one = CameLines(signer)
        found[signer] = _join(found[signer], one) if signer in found else one
    return list(found.values())


def _parse_kept(data: bytes) -> ShownLines:
    """Return kept lines. Raises NeedsNewerApp for those of another version, which the vault took as they were."""
    try:
        return parse_shown(data)
    except crypto.Malformed:
        raise crypto.NeedsNewerApp from None


def say_reason(entry: CustodyEntry) -> str:
    """Return the reason of an entry as one harmless line: a sender can write any characters."""
    return make_harmless(entry.reason, PAGE, lines=False)


def _join(first: CameLines, second: CameLines) -> CameLines:
    """Return the longer of two with the worse state, which is bad if they do not agree."""
    told = {entry.n: entry for entry in first.entries}
    agree = all(_agree(told.get(entry.n, entry), entry) for entry in second.entries)
    longer = max(first, second, key=lambda one: len(one.entries))
    state = next(state for state in (BAD, NEWER, GOOD) if state in (first.state, second.state))
    return CameLines(first.signer, longer.entries, state if agree else BAD)


def _agree(one: CustodyEntry, other: CustodyEntry) -> bool:
    """Return True if these are the same, or one is the other as `coarsen` tells it."""
    pairs = [(full, told) for full, told in ((one, other), (other, one)) if CODES.fullmatch(full.reason)]
    return one == other or any(coarsen(full, step) == told for full, told in pairs for step in STEPS)
