"""The inbox: a person accepts or refuses what came, and nothing of it touches an own record silently.

A record that is new here, or that came from this contact before, takes the contact's changes. A record of our own
takes only the changes that the contact itself made to a record we shared with it, and the answer names each of
them; everything else, above all a change that claims to be ours, is a proposal that waits for a decision.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, field, frozen, mutable

import crypto
from app.actions import report as bodies
from app.actions.changed import Changed
from app.actions.records import record_of, writing
from app.actions.report import Body, Carried
from app.domain import change as changes
from app.domain.change import Change, Edit, Merged
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.record import Link, Record
from app.errors import InputRefused, NotDeliveredYet, NotFound, NotOpened
from app.store import custody, files, inbox, proposals
from app.store import records as store
from app.store.inbox import Arrived
from app.store.outbox import BODY
from app.store.proposals import Proposal
from app.store.records import Writer
from app.store.vault import Vault
from crypto.custody import Action, ClockState


@mutable
class Accepted:
    """What accepting a report did."""

    report: bytes
    added: list[bytes] = field(factory=list)
    changed: list[tuple[bytes, str, Value | None, Value | None]] = field(factory=list)
    conflicts: list[tuple[bytes, str]] = field(factory=list)
    proposals: list[Proposal] = field(factory=list)
    refused: list[tuple[bytes, str, str]] = field(factory=list)


@frozen
class Came:
    """A report as the inbox shows it: who from, and what is in it, read without accepting anything."""

    arrived: Arrived
    sender_name: str
    state_of_sender: str
    body: Body | None
    missing: int


def all_(vault: Vault) -> list[Came]:
    """Return every report that came, newest first."""
    return [_came(vault, arrived) for arrived in inbox.all_(vault.con)]


def _came(vault: Vault, arrived: Arrived) -> Came:
    name, state = arrived.sender.hex()[:12], "unknown"
    if arrived.contact is not None:
        row = vault.con.execute("SELECT state FROM card WHERE record = ?", (arrived.contact,)).fetchone()
        record = store.load(vault.con, arrived.contact)
        name, state = (record.title if record else name), (row[0] if row else state)
    (missing,) = vault.con.execute(
        "SELECT count(*) FROM expected WHERE sender = ? AND report = ? AND blob IS NULL",
        (arrived.sender, arrived.report),
    ).fetchone()
    return Came(arrived, name, state, None, missing)


def look(vault: Vault, handle: str) -> Came:
    """Return one report with its body read, still without accepting anything."""
    arrived = _named(vault, handle)
    return evolve(_came(vault, arrived), body=_body(vault, arrived))


def _named(vault: Vault, handle: str) -> Arrived:
    text = handle.strip().lower().replace("-", "")
    found = [row for row in inbox.all_(vault.con) if len(text) >= 8 and row.report.hex().startswith(text)]
    if len(found) != 1:
        raise NotFound(f"There is no report {handle} in the inbox.", "See: amparo inbox")
    return found[0]


def _body(vault: Vault, arrived: Arrived) -> Body:
    manifest = crypto.parse_manifest(arrived.manifest)
    try:
        if manifest.body_blob is None:
            body = crypto.parse_body(manifest.body)
        else:
            blob = inbox.blob_of(vault.con, arrived.sender, arrived.report, BODY)
            file = files.by_id(vault, blob) if blob is not None else None
            if file is None:
                raise NotDeliveredYet("The text of this report has not arrived yet.", "It is asked for at every round.")
            body = crypto.read_body(files.reader(vault, file).read_at(0, file.size))
        return bodies.read(body, arrived.sender, arrived.report, vault.words)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This report needs a newer Amparo.", "It is kept; nothing was changed.") from newer
    except crypto.CryptoError as bad:
        raise NotOpened("This report's content is not well formed.", "It is kept; nothing was changed.") from bad


def accept(vault: Vault, handle: str) -> tuple[Accepted, Changed]:
    """Accept a report, or one proposal by its id. Accepting twice changes nothing."""
    proposal = _proposal(vault, handle)
    if proposal is not None:
        return _take_proposal(vault, _undecided(proposal))
    arrived = _named(vault, handle)
    if arrived.state == "incomplete":
        raise NotDeliveredYet(
            "Not all of this report has arrived.", "What is here is kept; the rest comes at a later round."
        )
    body = _body(vault, arrived)
    done = Accepted(arrived.report)
    if arrived.state != "accepted":
        with writing(vault) as writer:
            _Take(vault, writer, arrived, done).all(body)
            inbox.decide(vault.con, arrived, "accepted", "")
    return done, Changed(frozenset(r.kind for r in body.records), tuple(r.id for r in body.records))


def refuse(vault: Vault, handle: str, reason: str) -> Changed:
    """Refuse a report or a proposal; the sender of a report hears the reason."""
    proposal = _proposal(vault, handle)
    with vault.transaction() as con:
        if proposal is not None:
            proposals.decide(con, _undecided(proposal).id, "refused")
            return Changed(frozenset({"proposal"}), (proposal.record,))
        arrived = _named(vault, handle)
        if arrived.state == "accepted":
            raise InputRefused("This report was accepted already.", "Its records can be removed one by one.")
        inbox.decide(con, arrived, "rejected", reason)
    return Changed(frozenset({"arrived"}), ())


def _proposal(vault: Vault, handle: str) -> Proposal | None:
    text = handle.strip().lower().replace("-", "")
    if len(text) != 32 or set(text) - set("0123456789abcdef"):
        return None
    return proposals.find(vault.con, bytes.fromhex(text))


def _undecided(proposal: Proposal) -> Proposal:
    if proposal.state != "open":
        raise InputRefused(
            f"This proposal was {proposal.state} already.", "Nothing was changed; the record can be edited."
        )
    return proposal


def _take_proposal(vault: Vault, proposal: Proposal) -> tuple[Accepted, Changed]:
    """A proposal that is accepted becomes our own edit: the person decided it."""
    record = record_of(vault, proposal.record.hex())
    done = Accepted(proposal.report)
    with writing(vault) as writer:
        values = {} if proposal.value is None else {proposal.field: proposal.value}
        writer.edit(record, values, [proposal.field])
        proposals.decide(vault.con, proposal.id, "accepted")
    done.changed.append((record.id, proposal.field, record.fields.get(proposal.field), proposal.value))
    return done, Changed(frozenset({record.kind}), (record.id,))


class _Take:
    """Takes one report's records and links, inside the transaction of its acceptance."""

    def __init__(self, vault: Vault, writer: Writer, arrived: Arrived, done: Accepted) -> None:
        self.vault, self.writer, self.arrived, self.done = vault, writer, arrived, done
        self.origin = arrived.contact or arrived.sender
        self.open: set[bytes] = set()

    def all(self, body: Body) -> None:
        """Take everything; what may not be taken is named in `done`."""
        for carried in body.records:
            self.done.refused += [(carried.id, name, why) for name, why in carried.refused.items()]
            self.record(carried)
        for link in body.links:
            self.link(link)
        for carried in body.records:
            if carried.kind == "evidence_item" and carried.id in self.done.added:
                self.custody(carried)
        self.done.refused += [(b"", kind, "needs a newer app") for kind in body.newer]

    def record(self, carried: Carried) -> None:
        existing = store.load(self.vault.con, carried.id)
        kind = KINDS[carried.kind]
        if existing is None:
            self.writer.receive(kind, carried.id, self._not_mine(carried.changes), self.origin)
            self.done.added.append(carried.id)
            self.open.add(carried.id)
            return
        if existing.kind != carried.kind:
            self.done.refused.append((carried.id, "", f"is a {existing.kind} here"))
            return
        before = changes.merge(store.changes_of(self.vault.con, carried.id), self._own)
        theirs, proposed = self._parted(existing, carried, before)
        if theirs:
            self.writer.receive(kind, carried.id, theirs, self.origin)
            self._tell(carried.id, before)
        for change in proposed:
            self._propose(existing, change, before)

    def _own(self, change: Change) -> bool:
        return change.author == self.vault.author

    def _not_mine(self, rows: Iterable[Change]) -> list[Change]:
        """A record that is new here cannot hold changes of ours: one that says so is taken as its sender's."""
        return [evolve(row, author=self.arrived.sender) if self._own(row) else row for row in rows]

    def _parted(self, existing: Record, carried: Carried, before: Merged) -> tuple[list[Change], list[Change]]:
        """Part the changes that are new here into those that may merge and those that are only proposed."""
        con = self.vault.con
        shared = con.execute(
            "SELECT 1 FROM shared WHERE record = ? AND contact = ?", (existing.id, self.origin)
        ).fetchone()
        if existing.origin == self.origin or shared:
            self.open.add(existing.id)
        theirs: list[Change] = []
        proposed: list[Change] = []
        for change in carried.changes:
            if con.execute("SELECT 1 FROM change WHERE id = ?", (change.id,)).fetchone():
                continue
            may = existing.origin == self.origin or (shared and change.author == self.arrived.sender)
            if change.stamp == 0:
                change = self._as_step(change, before)
            if change.fields:
                (theirs if may and not self._own(change) else proposed).append(change)
        return theirs, proposed

    def _as_step(self, snapshot: Change, before: Merged) -> Change:
        """A record sent without history: what differs from here replaces what its sender said last."""
        known = {c.id for c in store.changes_of(self.vault.con, snapshot.record) if c.author == self.arrived.sender}
        edits = {
            name: Edit(tuple(h for h in before.heads.get(name, ()) if h in known), edit.value)
            for name, edit in snapshot.fields.items()
            if before.values.get(name) != edit.value
        }
        return evolve(snapshot, fields=edits, stamp=int(self.vault.clock() * 1000))

    def _tell(self, id_: bytes, before: Merged) -> None:
        after = changes.merge(store.changes_of(self.vault.con, id_), self._own)
        for name in sorted({*before.values, *after.values}):
            if before.values.get(name) != after.values.get(name):
                self.done.changed.append((id_, name, before.values.get(name), after.values.get(name)))
        self.done.conflicts += [(id_, name) for name in after.conflicts]

    def _propose(self, existing: Record, change: Change, before: Merged) -> None:
        for name, edit in change.fields.items():
            if before.values.get(name) == edit.value:
                continue
            id_ = crypto.hash_("id", self.arrived.report, change.id, name.encode())[:16]
            proposal = Proposal(
                id_, existing.id, self.arrived.sender, self.arrived.report, name, edit.value, change.author, "open",
                self.vault.now(),
            )  # fmt: skip
            proposals.add(self.vault.con, proposal)
            self.done.proposals.append(proposal)

    def link(self, link: Link) -> None:
        """Take a link between records that are here, where its record is one this contact may change."""
        con = self.vault.con
        source, target = store.load(con, link.source), store.load(con, link.target)
        role = KINDS[source.kind].role(link.role) if source else None
        if source is None or target is None or role is None or target.kind not in role.to:
            self.done.refused.append((link.source, link.role, "the link names what is not here"))
            return
        row = con.execute("SELECT removed FROM link WHERE id = ?", (link.id,)).fetchone()
        if row is not None and bool(row[0]) >= link.removed:
            return
        if link.source in self.open:
            self.writer.put_link(link)
        else:
            self.done.refused.append((link.source, link.role, "a link of a record that is not theirs to change"))

    def custody(self, carried: Carried) -> None:
        sha256 = carried.fields.get("sha256")
        if isinstance(sha256, str) and files.by_hash(self.vault, bytes.fromhex(sha256)) is not None:
            custody.append(
                self.vault.con, carried.id, Action.RECEIVED, self.arrived.sender, bytes.fromhex(sha256),
                at=self.vault.now(), clock_state=ClockState.NOT_WITNESSED,
            )  # fmt: skip


def waiting(vault: Vault, record: bytes | None = None) -> Sequence[Proposal]:
    """Return the proposals that wait for a decision."""
    return proposals.open_(vault.con, record)


def conflicts(vault: Vault) -> Mapping[bytes, list[str]]:
    """Return every record with fields in conflict."""
    found: dict[bytes, list[str]] = {}
    for record, name in vault.con.execute("SELECT record, field FROM conflict ORDER BY record, field"):
        found.setdefault(bytes(record), []).append(name)
    return found
