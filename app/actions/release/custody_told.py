"""Tell the chain of custody of an item to the reader of a paper.

Ourselves read names and all lines. A court reads the lines of the item with their reasons, and no name of a contact.
Other readers get only the lines that a report shows too: no reason except a recipe, no number of a line, no head of the
chain, and days instead of times.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from attrs import evolve, frozen

from app.actions.contacts import contact_cards
from app.actions.records import custody_lines, evidence
from app.actions.release import copy_records
from app.actions.release.custody_shown import may_show
from app.domain.custody_gaps import CHECKED, PieceHistory
from app.domain.record import Record
from app.domain.redact import Profile
from app.store.records import custody
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action, CustodyEntry


@frozen
class ToldLine:
    """One line as text, with the names of its action and of its clock. `at` is a moment in UTC.

    `ours` is True for our own line; `by` is then empty. `other` is the second item or person.
    """

    n: str
    action: str
    at: str
    ours: bool
    by: str
    other: str
    reason: str
    clock: str


@frozen
class ToldCustody:
    """The custody of an item: its lines, those of each sender, its facts, last check, and head of the chain.

    Only ourselves and a court get the head.
    """

    lines: Sequence[ToldLine]
    came: Sequence[tuple[str, str, Sequence[ToldLine]]]
    history: PieceHistory
    checked: str
    head: str


def tell(vault: Vault, profile: Profile, record: Record) -> ToldCustody:
    """Return the chain of custody of an item for the readers of a paper."""
    item, open_ = evidence.show(vault, record.id.hex()), profile.own or profile.originals
    history = custody_lines.read_history(vault, item)
    came = custody_lines.list_came(vault, record.id)
    entries = copy_records.list_hands(vault, item) if profile.own else item.custody
    if not open_:
        entries = _open_lines(item.record, entries, vault.ours)
        history = evolve(history, lines=[evolve(custody_lines.line_of(row), n=n) for n, row in enumerate(entries, 1)])
        came = [evolve(one, entries=_open_lines(item.record, one.entries, {one.signer})) for one in came]
    names = {one.card.id: one.record.title for one in contact_cards.list_contacts(vault)} if profile.own else {}
    theirs = [
        (names.get(one.signer, "") or (one.signer.hex()[:12] if profile.own else ""), one.state,
         _tell(vault, profile, record, one.entries, names))
        for one in came
    ]  # fmt: skip
    checks = [entry.at for entry in item.custody if entry.action.name.lower() == CHECKED]
    return ToldCustody(
        _tell(vault, profile, record, entries, names), theirs, history,
        _moment(checks[-1], open_) if checks else "", custody.head(vault.con).head.hex() if open_ else "",
    )  # fmt: skip


def _open_lines(record: Record, entries: Sequence[CustodyEntry], by: Collection[bytes]) -> list[CustodyEntry]:
    """Return the lines that a report would show to other readers, without the words of a person."""
    made, sha256 = (Action.COPIED, Action.REDACTED), bytes.fromhex(str(record.fields.get("sha256", "")))
    known = [line.other for line in entries if line.action in made and line.other is not None]
    told = [custody_lines.coarsen(line, "day") for line in entries]
    return [line for line in told if may_show(line, by, known, sha256)]


def _tell(
    vault: Vault, profile: Profile, record: Record, entries: Sequence[CustodyEntry], names: Mapping[bytes, str]
) -> list[ToldLine]:
    open_, rows = profile.own or profile.originals, []
    for n, entry in enumerate(entries, 1):
        near = entry.item if entry.item != record.id else entry.other
        found = store.load(vault.con, near) if near is not None and profile.own else None
        reason = custody_lines.say_reason(entry if open_ else custody_lines.coarsen(entry, "day"))
        rows.append(ToldLine(
            str(entry.n if open_ else n), entry.action.name.lower(), _moment(entry.at, open_),
            entry.actor in vault.ours, names.get(entry.actor, ""),
            " ".join((found.title, found.ref)) if found is not None else "", reason,
            entry.clock_state.name.lower(),
        ))  # fmt: skip
    return rows


def _moment(at: int, exact: bool) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M" if exact else "%Y-%m-%d")
