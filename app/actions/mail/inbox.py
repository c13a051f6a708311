"""Accept or refuse received reports; a report never changes an own record silently.

A record that is new here, or came from this contact before, takes the contact's changes. A record of ours takes only
the contact's own changes to a record we shared with it; the answer lists them. Every other change is a proposal that
waits for a decision. Links are accepted only from their records, and only to theirs or to those sent to them; equal
public demands are an exception (`demands.is_public_link`). An act that they add to an incident of ours is a new record
of theirs, listed in the answer. If a record was merged into another here (`app.actions.records.record_merges`), links
to it lead to the other too, and its changes are proposed there.
"""

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

import crypto
from app.actions.contacts import trustees
from app.actions.kernel import clock, report_copies, step_states
from app.actions.kernel import report as bodies
from app.actions.kernel.change_set import MAIL, Changed
from app.actions.kernel.records import write_records
from app.actions.kernel.report import ReceivedBody, ReportedRecord
from app.actions.mail import accept_undo, border_copies, notices, received_withdrawals, team_in, withdrawn_inbox
from app.actions.mail.accept_undo import Accepted as Accepted
from app.actions.mail.record_references import keep_references
from app.actions.mail.report_order import find_report, said_since
from app.actions.mail.stopped_deliveries import stop_limited
from app.actions.mail.team_in import TeamContext
from app.actions.records import differences
from app.actions.records.record_merges import heir
from app.actions.release import custody_shown
from app.domain import change as changes
from app.domain.change import Change, FieldEdit, Merged
from app.domain.kind import Kind
from app.domain.record import Link, Record
from app.domain.redact import PROFILES
from app.errors import InputRefused, NotDeliveredYet, NotOpened
from app.phrase import Phrase
from app.store.mail import destruction, inbox, inbox_list, shared_records
from app.store.mail.inbox import Arrived, InboxRow
from app.store.mail.outbox import BODY, MAX_BODY
from app.store.records import change_rows, custody, files, links, proposals
from app.store.records import record_rows as store
from app.store.records.proposals import Proposal
from app.store.records.record_rows import Writer
from app.store.vault import keysets
from app.store.vault.open_vault import Vault
from crypto.custody import Action


@frozen
class ReceivedReport:
    """A report as the inbox shows it: its sender and its content, read without accepting anything."""

    arrived: Arrived
    sender_name: str
    state_of_sender: str
    body: ReceivedBody | None
    missing: int
    doubtful: bool = False
    """True if the sender's key was revoked, and the report arrived here after the time until which the key was safe."""
    files: "tuple[crypto.Attachment, ...]" = ()
    """The files that the report lists, if it was read."""


def list_reports(
    vault: Vault, state: str = "", limit: int = -1, offset: int = 0, contact: bytes | None = None
) -> list[ReceivedReport]:
    """Return the received reports, of a state or of a contact, newest first: all, or `limit` after `offset`."""
    return [_came(head) for head in inbox.heads(vault.con, state, limit, offset, contact)]


def list_reviewed_reports(vault: Vault, limit: int, offset: int, states: Sequence[str]) -> list[ReceivedReport]:
    """Return the reports that a person reviews, newest first: all in some states, except those accepted from a team."""
    return [_came(head) for head in inbox_list.list_reports(vault.con, limit, offset, states)]


def count_undecided(vault: Vault, contact: bytes | None = None) -> int:
    """Return the number of complete reports that wait for a decision: all, or those of a contact."""
    return inbox.count(vault.con, "delivered", contact)


def _came(head: InboxRow) -> ReceivedReport:
    arrived = head.arrived
    name = Phrase("an anonymous sender") if arrived.anonymous else head.title or arrived.sender.hex()[:12]
    trust = "anonymous" if arrived.anonymous else head.state_of_sender or "unknown"
    return ReceivedReport(arrived, name, trust, None, head.missing, head.ended is not None and arrived.at >= head.ended)


def look(vault: Vault, handle: str) -> ReceivedReport:
    """Return one report with its content, without accepting anything."""
    arrived = find_report(vault, handle)
    manifest, body = _opened(vault, arrived)
    left = withdrawn_inbox.left_of(vault, body, arrived.contact)
    return evolve(_came(inbox.head(vault.con, arrived)), body=left, files=manifest.attachments)


def find(vault: Vault, handle: str) -> ReceivedReport:
    """Return one report without its content, which might be missing or unreadable."""
    return _came(inbox.head(vault.con, find_report(vault, handle)))


def body_of(vault: Vault, arrived: Arrived) -> ReceivedBody:
    """Return the content of a report. Raises NotDeliveredYet and NotOpened."""
    return _opened(vault, arrived)[1]


def _opened(vault: Vault, arrived: Arrived) -> "tuple[crypto.Manifest, ReceivedBody]":
    try:
        manifest = crypto.parse_manifest(inbox.manifest(vault.con, arrived))
        carried = _carried(vault, arrived, manifest)
        return manifest, bodies.read(carried, arrived.sender, arrived.report, vault.kinds, vault.words)
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This report needs a newer Amparo.", "The report is saved. Nothing was changed.") from newer
    except crypto.CryptoError as bad:
        raise NotOpened("The content of this report is damaged.", "The report is saved. Nothing was changed.") from bad


def _carried(vault: Vault, arrived: Arrived, manifest: "crypto.Manifest") -> "crypto.ReportBody":
    """Return the body in a manifest or in a separate file. Raises NotDeliveredYet, CryptoError."""
    if manifest.body_blob is None:
        return crypto.parse_body(manifest.body)
    blob = inbox.blob_of(vault.con, arrived.sender, arrived.report, BODY)
    file = files.by_id(vault, blob) if blob is not None else None
    if file is not None and file.size > MAX_BODY:
        raise crypto.Malformed("a body larger than 16 MiB")
    if file is None:
        raise NotDeliveredYet("The text of this report has not arrived yet.",
                              "Amparo asks for the rest each time it connects.")  # fmt: skip
    return crypto.read_body(files.reader(vault, file).read_at(0, file.size))


def profile_of(vault: Vault, arrived: Arrived, manifest: "crypto.Manifest") -> str:
    """Return the audience of a report; empty if its text is not here, cannot be read, or names an unknown audience."""
    try:
        profile = _carried(vault, arrived, manifest).profile
    except (NotDeliveredYet, NotOpened, crypto.CryptoError):
        return ""
    return profile if profile in PROFILES or profile == notices.PROFILE.name else ""


def accept(vault: Vault, handle: str) -> tuple[Accepted, Changed]:
    """Accept a report, or one proposal by its id. Accepting twice changes nothing.

    The report itself is kept: content that needed a newer app is added when a newer app accepts the report again.
    """
    proposal = differences.find_by_name(vault, handle)
    if proposal is not None:
        change, changed = differences.take(vault, proposal)
        return Accepted(proposal.report, changed=[change]), changed
    return take_report(vault, find_report(vault, handle), True)


def take_report(vault: Vault, arrived: Arrived, can_undo: bool = False) -> tuple[Accepted, Changed]:
    """Add a report's records and links, in one transaction or in the caller's; with `can_undo`, copy the rows before.

    Raises NotDeliveredYet if files are missing. Raises NotOpened if the content cannot be read, or is a damaged vault
    copy of another person. Then nothing was written.
    """
    if inbox.count_missing_files(vault.con, arrived.sender, arrived.report):
        raise NotDeliveredYet("Parts of this report have not arrived yet.",
                              "The parts that arrived are saved. The others arrive later.")  # fmt: skip
    manifest, body = _opened(vault, arrived)
    border_copies.hold(vault, body)
    done = Accepted(arrived.report)
    with write_records(vault) as writer:
        done.copy = accept_undo.copy_before(vault, arrived, body) if can_undo else None
        _Take(vault, writer, arrived, manifest, done).all(body)
        done.refused += received_withdrawals.taken_in(vault, done.added, arrived.contact or arrived.sender)
        if arrived.state != "accepted":
            inbox.decide(vault.con, arrived, "accepted", "")
        ids = {row.id for row in body.records if row.kind == "consent_record"}
        stop_limited(vault, ids | {link.source for link in body.links if link.role == "actor"})
        gone = [row for row in body.records if destruction.read_destruction_entry(vault, row.id)]
        report_copies.leave_out(vault, arrived, gone)
    done.copy = accept_undo.copy_after(vault, done.copy)
    return done, Changed(MAIL.union(r.kind for r in body.records), tuple(r.id for r in body.records))


def refuse(vault: Vault, handle: str, reason: str) -> Changed:
    """Refuse a report or a proposal; the sender of a report gets the reason, of 500 characters at most."""
    if len(reason) > inbox.MOST_REASON:
        said = Phrase("The reason is longer than {most} characters.", most=inbox.MOST_REASON)
        raise InputRefused(said, "Nothing was refused.")
    proposal = differences.find_by_name(vault, handle)
    with vault.transaction() as con:
        if proposal is not None:
            proposals.decide(con, differences.require_undecided(proposal).id, "refused")
            return Changed(frozenset({"proposal"}), (proposal.record,))
        arrived = find_report(vault, handle)
        if arrived.state == "accepted":
            raise InputRefused("This report was accepted already.", "You can remove its records one by one.")
        inbox.decide(con, arrived, "rejected", reason)
    return Changed(MAIL)


def _is_public(vault: Vault, link: Link) -> bool:
    from app.actions.casework import demands  # only for such a report

    return demands.is_public_link(vault, link)


class _Take:
    """The import of one report's records and links, inside the transaction of its acceptance; steps can be repeated."""

    def __init__(
        self, vault: Vault, writer: Writer, arrived: Arrived, manifest: "crypto.Manifest", done: Accepted
    ) -> None:
        self.vault, self.writer, self.arrived, self.done = vault, writer, arrived, done
        self.origin = arrived.contact or arrived.sender
        self.senders = {arrived.sender, *keysets.list_former_ids(vault.con, arrived.contact)}
        self.manifest = manifest
        self.files = {file.sha256 for file in manifest.attachments}
        self.joined = set[bytes]()  # a step can come before its link, and a case can lose a step
        self.team = TeamContext(vault, arrived, manifest)

    def all(self, body: ReceivedBody) -> None:
        """Add everything that is permitted, and list the rest in `done`."""
        rows = [carried for carried in body.records if not self.vault.kinds[carried.kind].alone]
        for carried in body.records:
            self.done.refused += [(carried.id, name, why) for name, why in carried.refused.items()]
            if self.vault.kinds[carried.kind].alone:
                self.alone(carried)
        self.team.shown(rows)
        late = [row for row in rows if self.team.on and store.load(self.vault.con, row.id) is not None]
        for carried in [row for row in rows if row not in late]:
            self.record(carried)
        for link in sorted(body.links, key=lambda link: not link.removed):  # removed first: new ones can replace them
            self.link(link)
        self.team.cover_anew()
        for carried in late:  # a team accepts known records that its links reach, also by new links
            self.record(carried)
        for carried in rows:
            if carried.kind == "evidence_item" and (self.team.on or carried.id in self.done.added):
                self.custody(carried)
        came = {row.id for row in rows}
        for moved in step_states.follow_accepted(self.vault, self.writer, came, self.joined, self._keeps_rules):
            self.done.note_state(*moved)
        self.team.note(rows, body.links)
        if not self.arrived.anonymous:
            keep_references(self.vault, self.writer, body, self.origin, self._knows)
            self.done.refused += custody_shown.keep(self.vault, body.custody, self.senders, self._is_theirs)
        self.done.refused += [(b"", kind, "needs a newer Amparo") for kind in body.newer]

    def alone(self, carried: ReportedRecord) -> None:
        takes = {team_in.KIND: self.team.take, notices.KIND: received_withdrawals.take}
        take = takes.get(carried.kind, trustees.take)
        why = differences.NOBODY if self.arrived.anonymous else take(self.vault, carried, self.origin)
        self.done.refused += [(carried.id, "", why)] if why else trustees.left_out(self.vault, carried, self.origin)
        self.done.added += [] if why else [carried.id]

    def record(self, carried: ReportedRecord) -> None:
        kind = self.vault.kinds[carried.kind]
        existing = store.load(self.vault.con, carried.id)
        fresh = [row for row in carried.changes if not self._is_here(row) and (row.fields or existing is None)]
        if existing is None and destruction.read_destruction_entry(self.vault, carried.id):
            self.done.refused.append((carried.id, "", Phrase("destroyed here")))
        elif existing is not None and self.arrived.anonymous and not self._is_theirs(existing):
            self.done.refused.append((carried.id, "", differences.NOBODY))
        elif existing is None:
            if self.writer.receive(kind, carried.id, self._not_mine(fresh), self.origin):
                self.done.added.append(carried.id)
        elif existing.kind != carried.kind:
            self.done.refused.append((carried.id, "", Phrase("is a {kind} in this vault", kind=existing.kind)))
        else:
            self._known(existing, fresh)

    def _known(self, existing: Record, fresh: Sequence[Change]) -> None:
        kind, id_ = self.vault.kinds[existing.kind], existing.id
        before = changes.merge_changes(kind, store.changes_of(self.vault.con, id_), self._first)
        theirs, proposed = self._parted(existing, fresh, before)
        if theirs:
            self.writer.receive(kind, id_, theirs, self.origin)
            self._tell(kind, id_, before)
        if heir_ := heir(self.vault, existing):
            proposed, existing = [*proposed, *theirs], heir_
            before = changes.merge_changes(kind, store.changes_of(self.vault.con, heir_.id), self._first)
        for change in proposed if not kind.append_only else ():
            self._propose(existing, change, before)

    def _is_here(self, change: Change) -> bool:
        """Return True if a change is known; a change with the id of another record's change is refused."""
        record = change_rows.find_changed_record(self.vault.con, change.id)
        if record not in (None, change.record):
            self.done.refused.append((change.record, "", "a change of it has the id of another record's"))
        return record is not None

    def _is_theirs(self, record: Record) -> bool:
        return record.origin == self.origin

    def _own(self, change: Change) -> bool:
        return change.author in self.vault.ours

    def _keeps_rules(self, record: Record) -> bool:
        return not self._is_theirs(record) and not self.team.covers(record.id)

    def _knows(self, record: Record) -> bool:
        return self._is_theirs(record) or self._sent(record) is not None

    def _sent(self, record: Record) -> int | None:
        """Return how a record was shared with this contact: 1 with its history, 0 as a copy; otherwise None."""
        return shared_records.find_history(self.vault.con, record.id, self.origin)

    def _first(self, change: Change) -> bool:
        return self._own(change) and not self.team.covers(change.record)

    def _not_mine(self, rows: Iterable[Change]) -> list[Change]:
        """Return the changes of a new record; a change that claims to be ours becomes its sender's."""
        return [row._replace(author=self.arrived.sender) if self._own(row) else row for row in rows]

    def _parted(self, existing: Record, fresh: Sequence[Change], before: Merged) -> tuple[list[Change], list[Change]]:
        """Split the new changes into those that can merge and those that are only proposed."""
        ours_shared = self._sent(existing) == 1
        theirs: list[Change] = []
        proposed: list[Change] = []
        for change in fresh:
            may = self._is_theirs(existing) or (ours_shared and change.author in self.senders)
            if self.team.covers(existing.id):
                may, change = True, self._not_mine([change])[0]
            step = self._as_step(existing, change, before) if change.stamp == 0 else change
            if step.fields:
                (theirs if may and not self._own(step) else proposed).append(step)
        return theirs, proposed

    def _as_step(self, existing: Record, snapshot: Change, before: Merged) -> Change:
        """Return a record sent without history as a change: its differences replace the sender's last values.

        In a record that is theirs, they replace everything except our own edits; in a record of ours, only their edits.
        """
        rows = store.changes_of(self.vault.con, snapshot.record)
        since = said_since(self.vault, self.arrived, self.manifest, rows) & snapshot.fields.keys()
        self.done.refused += [(snapshot.record, name, Phrase("a later report has it")) for name in sorted(since)]
        known = {c.id for c in rows if (not self._own(c) if self._is_theirs(existing) else c.author in self.senders)}
        edits = {
            name: FieldEdit(tuple(h for h in before.heads.get(name, ()) if h in known), edit.value)
            for name, edit in snapshot.fields.items()
            if before.values.get(name) != edit.value and name not in since
        }
        return snapshot._replace(fields=edits, stamp=int(self.vault.clock() * 1000))

    def _tell(self, kind: Kind, id_: bytes, before: Merged) -> None:
        after = changes.merge_changes(kind, store.changes_of(self.vault.con, id_), self._first)
        for name in sorted({*before.values, *after.values}):
            if before.values.get(name) != after.values.get(name):
                self.done.changed.append((id_, name, before.values.get(name), after.values.get(name)))
        self.done.conflicts += [(id_, name) for name in after.conflicts]

    def _propose(self, existing: Record, change: Change, before: Merged) -> None:
        for name, edit in change.fields.items():
            if before.values.get(name) == edit.value:
                continue
            proposal = Proposal(
                self.vault.random(16), existing.id, self.arrived.sender, self.arrived.report, name, edit.value,
                change.author, "open", self.vault.now(),
            )  # fmt: skip
            if proposals.add(self.vault.con, proposal):
                self.done.proposals.append(proposal)

    def link(self, link: Link) -> None:
        """Add a link of a record that is theirs, or list the reason for a refusal."""
        con = self.vault.con
        source, target = store.load(con, link.source), store.load(con, link.target)
        role = self.vault.kinds[source.kind].role(link.role) if source else None
        known = links.find_link(con, link.id)
        if source is None or target is None or role is None or target.kind not in role.to:
            if not link.removed:
                self._refuse(link, "the link names what is not here")
            elif known is None and self.team.on:  # the report that makes it can still arrive
                self.writer.put_link(link)
            return
        if known is not None and known._replace(removed=link.removed) != link:
            self._refuse(link, "it has the id of another link")
        elif known is not None and known.removed >= link.removed:
            return
        elif not (self._is_theirs(source) or self.team.covers(source.id) or _is_public(self.vault, link)):
            self._refuse(link, "a link of a record that is not theirs to change")
        elif not self._is_theirs(target) and self._sent(target) is None and not self.team.knows(target.id):
            self._refuse(link, "it points to a record that they were never sent")
        else:
            self.writer.put_link(link)
            self.joined |= {link.source, link.target} if link.removed else {link.source}
            if not link.removed and (one := heir(self.vault, target)):
                self.writer.link(source.id, link.role, one.id)
            if source.id not in self.done.added:
                titles = (target.title, None) if link.removed else (None, target.title)
                self.done.changed.append((source.id, link.role, *titles))

    def _refuse(self, link: Link, why: str) -> None:
        self.done.refused.append((link.source, link.role, why))

    def custody(self, carried: ReportedRecord) -> None:
        """Record the sender of a file in the chain of custody, if the file arrived with this report."""
        here = store.load(self.vault.con, carried.id)
        fields = carried.fields or (here.fields if here else {})
        sha256 = bytes.fromhex(str(fields.get("sha256", "")))
        if sha256 in self.files and files.by_hash(self.vault, sha256) is not None:
            by, at, state = self.arrived.sender, self.vault.now(), clock.state(self.vault)
            custody.append(self.vault.con, carried.id, Action.RECEIVED, by, sha256, at=at, clock_state=state)
