"""Send team data to its members: each report is written just before encryption, with all data that a member lacks.

A save only marks a report as waiting (`app.store.mail.teams.touch`). Before a round, each waiting report is written:
select the team's records again, and send all data that this member lacks and was not sent. Lost data is sent again in
a later report, so the order and the number of deliveries do not matter.

The author of a change sends it to every member who is a contact, and lists them (`also`). The owner passes it on to
members whom the author does not reach. So each member gets everything once.
"""

from collections.abc import Callable, Mapping, Sequence

from attrs import define, evolve, field, frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import report
from app.actions.kernel.linked_closure import closure, list_withheld_records
from app.actions.kernel.records import write_records
from app.domain import change as changes
from app.domain import report_values
from app.domain.fields import Value
from app.domain.record import Link, Record
from app.domain.redact import Selection, select
from app.domain.release.audiences import AUDIENCES
from app.domain.release.consents import ReleasePaper
from app.store.mail import report_copies, shared_records, teams
from app.store.mail.outbox import Delivery
from app.store.mail.teams import MemberItem, Team
from app.store.records import change_rows, custody, files, proposals
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action, ClockState

PROFILE = evolve(AUDIENCES["internal"], name=teams.PROFILE, label="Team", help="What a team has in common")
"""All data except the real names. People, rules and contact levels cannot choose this profile."""
_PAPER = ReleasePaper(PROFILE, 0)
KIND = "team"
MOST = 600_000
"""The approximate bytes of changes in one report: a large case starts with several, each useful on its own."""
PATIENCE = 30 * 86_400
"""Seconds until a sent report without an answer is sent again."""


def prepare(vault: Vault, reachable: Callable[[bytes], bool]) -> None:
    """Write waiting reports for members that the present route can reach, each by its contact's record."""
    if not teams.list_teams(vault.con):
        return
    with vault.transaction() as con:
        for id_, delivery in teams.list_lost_reports(con, vault.now(), PATIENCE):
            team = teams.get(con, id_)
            teams.close(con, delivery, vault.now(), teams.LOST)
            if team is not None and team.state == teams.ON and delivery.addressee in team.members:
                teams.queue_team_reports(con, team, vault.author, vault.now(), vault.random)
        for team in teams.list_teams(con, teams.ON):
            _prepare(vault, _as_restored(vault, team), reachable)


def _as_restored(vault: Vault, team: Team) -> Team:
    """After a restore from a backup, mark it: the others send us earlier data, and we send data they could lack."""
    now = vault.get("incarnation") or bytes(8)
    if team.incarnation == now:
        return team
    fresh = evolve(team, incarnation=now)
    teams.put(vault.con, fresh)
    for id_ in team.members:
        teams.forget(vault.con, id_)
    teams.queue_team_reports(vault.con, fresh, vault.author, vault.now(), vault.random)
    return fresh


def _prepare(vault: Vault, team: Team, reachable: Callable[[bytes], bool]) -> None:
    waiting = {id_: row for id_ in team.members if (row := teams.list_unwritten_deliveries(vault.con, team.id, id_))}
    waiting = {
        id_: row
        for id_, row in waiting.items()
        if id_ in list_reachable_members(vault, team) and reachable(row[0].contact)
    }
    if not waiting:
        return
    whole = cover(vault, team)
    for id_, rows in waiting.items():
        for delivery in rows:
            teams.unwrite(vault.con, delivery.num)
        for extra in rows[1:]:
            teams.drop(vault.con, extra.num)
        if not _refused(vault, team, id_):
            _write(vault, _Lack(vault, team, id_, whole), rows[0])


def _refused(vault: Vault, team: Team, member: bytes) -> bool:
    """Return True if a member refused the team: it gets no more reports until it accepts."""
    return teams.is_rejected(vault.con, team.id, member)


def cover(vault: Vault, team: Team) -> Selection:
    """Store the records that a team covers now; return their outgoing data. New conflicts show the later version."""
    records, links = closure(vault, team.roots)
    fresh = teams.cover(vault.con, team.id, [record.id for record in records])
    torn = [record for record in records if record.id in fresh and record.conflicts]
    if torn:
        with write_records(vault) as writer:
            for record in torn:
                kind, known = vault.kinds[record.kind], store.changes_of(vault.con, record.id)
                preferred = proposals.preference_rule(vault.con, vault.ours)
                writer.settle(record, changes.merge_changes(kind, known, preferred))
    return select(vault.kinds, records, links, (), _PAPER, list_withheld_records(vault))


def count_unwritten_changes(vault: Vault, team: Team, member: bytes) -> int:
    """Return the number of changes for a member that are not in a report yet."""
    if not teams.list_unwritten_deliveries(vault.con, team.id, member):
        return 0
    records, links = closure(vault, team.roots)
    lack = _Lack(vault, team, member, select(vault.kinds, records, links, (), _PAPER, list_withheld_records(vault)))
    return sum(lack.wants(row.id) for record in records for row in store.changes_of(vault.con, record.id))


@frozen
class TeamReportContent:
    """The content of one report to a member."""

    records: "Sequence[crypto.Copied]"
    changes: "Sequence[crypto.BodyChange]"
    links: Sequence[Link]
    items: Mapping[bytes, bool]
    more: bool


@define
class _ReportPiece:
    """A part that is still being filled."""

    records: "dict[bytes, crypto.Copied]" = field(factory=dict)
    changes: "list[crypto.BodyChange]" = field(factory=list)
    links: list[Link] = field(factory=list)
    items: dict[bytes, bool] = field(factory=dict)
    size: int = 0


class _Lack:
    """The data that a member of a team lacks, as far as we know."""

    def __init__(self, vault: Vault, team: Team, member: bytes, whole: Selection) -> None:
        self.vault, self.team, self.member, self.whole = vault, team, member, whole
        self.known: dict[bytes, MemberItem] = teams.list_member_items(vault.con, member)
        self.may_write = team.members[vault.author].role == teams.EDIT or team.owner == vault.author
        passes_on = team.owner == vault.author
        self._others = set[bytes]() if passes_on else teams.list_received_items(vault.con, team.id)

    def wants(self, item: bytes) -> bool:
        """Return True if an item must be sent: not there, not on its way, and ours to send."""
        known = self.known.get(item)
        return self.may_write and (known is None or known.delivery == teams.MAYBE) and item not in self._others

    def next(self) -> TeamReportContent:
        """Return the next part, of about `MOST` bytes at most."""
        piece = _ReportPiece()
        for record in self.whole.records:
            if piece.size >= MOST:
                break
            self._record(piece, record)
        more = piece.size >= MOST
        if not more:
            self._links(piece)
        return TeamReportContent(tuple(piece.records.values()), piece.changes, piece.links, piece.items, more)

    def _record(self, piece: _ReportPiece, record: Record) -> None:
        kind = self.vault.kinds[record.kind]
        for change in store.changes_of(self.vault.con, record.id):
            if self.wants(change.id) and (row := report.change_out(kind, change)):
                piece.changes.append(row)
                piece.items[change.id] = False
                piece.size += len(change_rows.edits_to_json(change.fields)) + 100
                piece.records[record.id] = _stub(record)
        if self.wants(record.id):
            piece.records[record.id] = _stub(record)
            piece.items[record.id] = False
            piece.size += 60

    def _links(self, piece: _ReportPiece) -> None:
        here = {record.id: record for record in self.whole.records}
        links = [link for link in self.whole.links if self.wants(link.id)]
        links += self._unlinked()
        for link in links:
            piece.links.append(link)
            piece.items[link.id] = link.removed
            for id_ in (link.source, link.target):  # reports overtake each other: a link needs its records
                if id_ in here and not self._is_there(id_):
                    piece.records.setdefault(id_, _stub(here[id_]))

    def _unlinked(self) -> list[Link]:
        """Return removed links that a member still has."""
        if not self.may_write:
            return []
        links = teams.list_removed_links(self.vault.con, self.member)
        ours = teams.list_covered_records(self.vault.con, self.team.id)
        return [link for link in links if link.source in ours or link.target in ours]

    def _is_there(self, id_: bytes) -> bool:
        known = self.known.get(id_)
        return known is not None and known.delivery is None

    def files(self) -> list[tuple[Record, bytes, bytes]]:
        """Return (evidence item, blob, SHA-256) of each original that a member lacks."""
        found = []
        for item in self.whole.files:
            sha256 = bytes.fromhex(str(item.fields["sha256"]))
            stored = files.by_hash(self.vault, sha256)
            if stored is not None and self.wants(sha256):
                found.append((item, stored.blob_id, sha256))
        return found

    def statement(self) -> tuple[bytes, "crypto.Copied"]:
        """Return our statement about the team, with the id of this statement."""
        team, me = self.team, self.vault.author
        also = [id_.hex() for id_ in list_reachable_members(self.vault, team) if id_ != self.member]
        said: dict[str, Value] = {"says": "changes", "also": list(also)}
        item = team.id + team.incarnation
        if team.owner == me:
            item = team.id + team.seq.to_bytes(8, "big")
            said |= says_of(team)
        kept = {name: value for name, value in said.items() if value not in ("", [])}
        return item, crypto.Copied(team.id, KIND, report_values.export_fields(self.vault.kinds[KIND], kept))


def says_of(team: Team) -> dict[str, Value]:
    """Return an owner's statement: the members with their roles, and the covered records."""
    return {
        "says": "team", "name": team.name, "count": team.seq, "covers": [root.hex() for root in team.roots],
        "members": [[m.id.hex(), f"{m.role} {m.name}"] for m in team.members.values()],
    }  # fmt: skip


def list_reachable_members(vault: Vault, team: Team) -> list[bytes]:
    """Return the members whose numbers we compared: we send to them directly."""
    found = [row.card.id for row in contact_cards.list_contacts(vault) if row.may_receive and row.state == "verified"]
    return [id_ for id_ in found if id_ in team.members and id_ != vault.author]


def _stub(record: Record) -> "crypto.Copied":
    """Return a record without values: its changes contain them."""
    return crypto.Copied(record.id, record.kind, {})


def _write(vault: Vault, lack: _Lack, first: Delivery) -> None:
    """Write all data that a member lacks: changes in reports of limited size, then one report for each file."""
    item, said = lack.statement()
    delivery: Delivery | None = first
    told = item in lack.known
    while delivery is not None:
        part = lack.next()
        if told and not part.items:
            teams.drop(vault.con, delivery.num)
            break
        told = True
        _fill(vault, lack, delivery, part, {**part.items, item: False}, said)
        delivery = _another(vault, lack, delivery) if part.more else None
    for evidence, blob, sha256 in lack.files():
        _file(vault, lack, first, evidence, blob, sha256, said)


def _another(vault: Vault, lack: _Lack, first: Delivery) -> Delivery:
    num = teams.wait(vault.con, lack.team.id, first.contact, lack.member, vault.now(), vault.random(16))
    return next(d for d in teams.list_unwritten_deliveries(vault.con, lack.team.id, lack.member) if d.num == num)


def _fill(
    vault: Vault,
    lack: _Lack,
    delivery: Delivery,
    part: TeamReportContent,
    items: Mapping[bytes, bool],
    said: "crypto.Copied",
) -> None:
    num = delivery.num
    report_copies.set_body(vault.con, num, _body(part, said))
    teams.note(vault.con, lack.member, items, delivery=num)
    if lack.member == lack.team.owner:  # the owner passes it on to members whom we do not reach
        for id_ in lack.team.members.keys() - {vault.author, lack.member, *list_reachable_members(vault, lack.team)}:
            teams.note(vault.con, id_, part.items, delivery=num)
    lack.known |= {item: MemberItem(gone, num) for item, gone in items.items()}
    history = lack.team.members[lack.member].role == teams.EDIT
    sent = [record.record_id for record in part.records]
    shared_records.note_shared(vault.con, sent, delivery.contact, history)


def _body(part: TeamReportContent, said: "crypto.Copied") -> bytes:
    links = tuple(crypto.BodyLink(k.id, k.source, k.role, k.target, k.removed) for k in part.links)
    return crypto.ReportBody(teams.PROFILE, (said, *part.records), tuple(part.changes), links).encode()


def _file(
    vault: Vault, lack: _Lack, first: Delivery, item: Record, blob: bytes, sha256: bytes, said: "crypto.Copied"
) -> None:
    """Queue one file with its record's history, so that it is useful without other reports."""
    rows = [report.change_out(vault.kinds[item.kind], row) for row in store.changes_of(vault.con, item.id)]
    part = TeamReportContent((_stub(item),), [row for row in rows if row], (), {sha256: False}, False)
    named = [(blob, str(item.fields.get("title", "")), str(item.fields.get("mime", "")))]
    num = teams.wait(
        vault.con, lack.team.id, first.contact, lack.member, vault.now(), vault.random(16), _body(part, said), named,
        item.id,
    )  # fmt: skip
    teams.note(vault.con, lack.member, part.items, delivery=num)
    lack.known[sha256] = MemberItem(False, num)
    custody.append(
        vault.con, item.id, Action.SHARED, vault.author, sha256, other=first.contact, at=vault.now(),
        clock_state=ClockState.NOT_WITNESSED,
    )  # fmt: skip
