"""Undo the acceptance of a report: its records are as before, and the report waits in the Inbox again.

All rows of its records are copied in memory, before and after. The undo is possible while the rows after it are the
present ones. A receipt that no route has yet is withdrawn; one that was sent stays. The chain of custody keeps its
lines: the files did arrive.
"""

from collections.abc import Collection

from attrs import evolve, field, frozen, mutable

from app.actions.kernel.change_set import MAIL, Changed
from app.actions.kernel.report import ReceivedBody
from app.actions.records.record_merges import heir
from app.domain.fields import Value
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.store.mail import inbox, inbox_list, retractions, teams
from app.store.mail.inbox import Arrived
from app.store.records import record_rows, row_copies
from app.store.records.proposals import Proposal
from app.store.records.row_copies import Rows, RowWriter
from app.store.vault.open_vault import Vault

MOST = 500
"""Records of a report that can be undone: the copy of more would delay the acceptance."""


@frozen(eq=False)
class AcceptCopy:
    """The rows of the records of a report before and after its acceptance."""

    arrived: Arrived
    ids: Collection[bytes]
    before: Rows
    after: Rows


@mutable
class Accepted:
    """The result of accepting a report."""

    report: bytes
    added: list[bytes] = field(factory=list)
    changed: list[tuple[bytes, str, Value | None, Value | None]] = field(factory=list)
    conflicts: list[tuple[bytes, str]] = field(factory=list)
    proposals: list[Proposal] = field(factory=list)
    refused: list[tuple[bytes, str, str]] = field(factory=list)
    copy: AcceptCopy | None = None  # for the undo; None: it cannot be undone

    def note_state(self, id_: bytes, name: str, before: Value | None, after: Value | None, why: str) -> None:
        """Note a field that follows the steps: changed, or with a reason (`why`) refused."""
        first = [row[2] for row in self.changed if row[:2] == (id_, name)] or [before]
        self.changed = [row for row in self.changed if row[:2] != (id_, name)]
        if why:
            self.refused.append((id_, name, why))
        elif id_ not in self.added and first[0] != after:
            self.changed.append((id_, name, first[0], after))


def copy_before(vault: Vault, arrived: Arrived, body: ReceivedBody) -> AcceptCopy | None:
    """Return the rows of the records that a report can change, in the transaction of its acceptance.

    None for reports that change more than records: of a team, for a desk, with shares or withdrawals.
    """
    more = arrived.desk is not None or body.profile not in PROFILES or arrived.state == "accepted"
    withdrawn = arrived.contact is not None and retractions.any_of(vault.con, arrived.contact)
    if more or withdrawn or any(vault.kinds[row.kind].alone for row in body.records):
        return None
    ids = {row.id for row in body.records} | {id_ for link in body.links for id_ in (link.source, link.target)}
    here = [found for id_ in ids if (found := record_rows.load(vault.con, id_)) is not None]
    ids |= {whole for one in here for whole in record_rows.wholes_of(vault.con, one.id)}  # a step sets their state
    ids |= {after.id for one in here if (after := heir(vault, one)) is not None}
    rows = row_copies.copy_rows(vault.con, ids) if len(ids) <= MOST else {}
    return AcceptCopy(arrived, ids, rows, rows) if rows and not rows["team_record"] else None


def copy_after(vault: Vault, copy: AcceptCopy | None) -> AcceptCopy | None:
    """Return the copy with the rows after the acceptance."""
    if copy is None:
        return None
    after = row_copies.copy_rows(vault.con, copy.ids)
    return None if after["team_record"] else evolve(copy, after=after)


def can_undo(vault: Vault, copy: AcceptCopy | None) -> bool:
    """Return True if the report is accepted, and its records have their rows of then.

    The marks of newer links that a person removed do not count.
    """
    if copy is None:
        return False
    now = inbox.find(vault.con, copy.arrived.report, copy.arrived.sender)
    accepted = bool(now) and now[0].state == "accepted"
    rows = row_copies.copy_rows(vault.con, copy.ids)
    links = {row for row in rows["link"] if not row[-1] or row in copy.after["link"]}
    return accepted and {**rows, "link": links} == copy.after


def undo(vault: Vault, copy: AcceptCopy | None) -> Changed:
    """Put the rows back, and let the report wait again. Raises InputRefused if something was changed since."""
    with vault.transaction() as con:
        if copy is None or not can_undo(vault, copy):
            raise InputRefused(
                "Something was changed since this report was accepted.",
                "Nothing was undone. You can remove its records one by one.",
            )
        writer = RowWriter(con, vault.words, vault.author, int(vault.clock() * 1000), vault.random)
        writer.put_back(copy.ids, copy.after, copy.before)
        teams.touch(con, writer.finish(), vault.author, vault.now(), vault.random)
        inbox_list.reopen(con, copy.arrived)
    kinds = {vault.kinds.numbered(row[3]).name for rows in (copy.before, copy.after) for row in rows["record"]}
    return Changed(MAIL | kinds, tuple(copy.ids))
