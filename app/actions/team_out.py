"""What goes to the members of a team: written when it is sealed, so that it carries all that a member has not.

A save only lets a report wait (`app.store.teams.touch`). Before a round each one that waits is written: the team's
records are selected anew, and of them everything goes that this member neither has nor was sent. It goes again in a
later report where it got lost, so that no order and no number of deliveries matters.

Whoever brings something into a team sends it to every member who is a contact, and says so (`also`); the owner passes
on to the others what came from somebody who does not reach them. So each member gets each thing once.
"""

from collections.abc import Callable, Mapping, Sequence

from attrs import define, evolve, field, frozen

import crypto
from app.actions import contacts, report
from app.actions.closure import closure, withheld
from app.actions.records import writing
from app.domain import carried
from app.domain import change as changes
from app.domain.fields import Level, Value
from app.domain.kinds import KINDS
from app.domain.record import Link, Record
from app.domain.redact import Profile, Selection, select
from app.store import custody, files, proposals, teams
from app.store import records as store
from app.store.outbox import Delivery
from app.store.teams import Known, Team
from app.store.vault import Vault
from crypto.custody import Action, ClockState

PROFILE = Profile(teams.PROFILE, "Team", "What a team has in common", Level.R, originals=True, history=True)
"""Everything but the second lock. It is not among those a person, a rule or a contact's level may name."""
KIND = "team"
MOST = 600_000
"""Bytes of changes in one report, about: the first of a large case goes in several, each useful by itself."""
PATIENCE = 30 * 86_400
"""Seconds after which what left and was never answered goes once more."""


def prepare(vault: Vault, reachable: Callable[[bytes], bool]) -> None:
    """Write what waits for members that can be reached, each by its contact's record, on the way that is taken now."""
    if not teams.all_(vault.con):
        return
    with vault.transaction() as con:
        for id_, delivery in teams.lost(con, vault.now(), PATIENCE):
            team = teams.get(con, id_)
            teams.close(con, delivery, vault.now(), teams.LOST)
            if team is not None and team.state == teams.ON and delivery.addressee in team.members:
                teams.due(con, team, vault.author, vault.now(), vault.random)
        for team in teams.all_(con, teams.ON):
            _prepare(vault, _as_restored(vault, team), reachable)


def _as_restored(vault: Vault, team: Team) -> Team:
    """A vault that came out of a backup says so: the others send it what it had, and it sends what they may lack."""
    now = vault.get("incarnation") or bytes(8)
    if team.incarnation == now:
        return team
    fresh = evolve(team, incarnation=now)
    teams.put(vault.con, fresh)
    for id_ in team.members:
        teams.forget(vault.con, id_)
    teams.due(vault.con, fresh, vault.author, vault.now(), vault.random)
    return fresh


def _prepare(vault: Vault, team: Team, reachable: Callable[[bytes], bool]) -> None:
    waiting = {id_: row for id_ in team.members if (row := teams.unwritten(vault.con, team.id, id_))}
    waiting = {id_: row for id_, row in waiting.items() if id_ in reached(vault, team) and reachable(row[0].contact)}
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
    """Return whether a member refused the team: nothing more goes there until it accepts after all."""
    return bool(teams.to(vault.con, team.id, member, "state = 'rejected'"))


def cover(vault: Vault, team: Team) -> Selection:
    """Note which records a team covers now and return what of them leaves; their versions are shown as to everyone."""
    records, links = closure(vault, team.roots)
    fresh = teams.cover(vault.con, team.id, [record.id for record in records])
    torn = [record for record in records if record.id in fresh and record.conflicts]
    if torn:
        with writing(vault) as writer:
            for record in torn:
                known = store.changes_of(vault.con, record.id)
                writer.settle(
                    record, changes.settled(KINDS[record.kind], known, proposals.preferring(vault.con, vault.ours))
                )
    return select(records, links, (), PROFILE, withheld(vault))


def unwritten(vault: Vault, team: Team, member: bytes) -> int:
    """Return how many changes wait for a member that are not in a report yet."""
    if not teams.unwritten(vault.con, team.id, member):
        return 0
    records, links = closure(vault, team.roots)
    lack = _Lack(vault, team, member, select(records, links, (), PROFILE, withheld(vault)))
    return sum(lack.wants(row.id) for record in records for row in store.changes_of(vault.con, record.id))


@frozen
class Part:
    """What one report to a member brings."""

    records: "Sequence[crypto.Copied]"
    changes: "Sequence[crypto.Change]"
    links: Sequence[Link]
    items: Mapping[bytes, bool]
    more: bool


@define
class _Piece:
    """A part while it is gathered."""

    records: "dict[bytes, crypto.Copied]" = field(factory=dict)
    changes: "list[crypto.Change]" = field(factory=list)
    links: list[Link] = field(factory=list)
    items: dict[bytes, bool] = field(factory=dict)
    size: int = 0


class _Lack:
    """What a member of a team has not, as far as we know."""

    def __init__(self, vault: Vault, team: Team, member: bytes, whole: Selection) -> None:
        self.vault, self.team, self.member, self.whole = vault, team, member, whole
        self.known: dict[bytes, Known] = teams.known(vault.con, member)
        self.may_write = team.members[vault.author].role == teams.EDIT or team.owner == vault.author
        passes_on = team.owner == vault.author
        self._others = set[bytes]() if passes_on else teams.heard(vault.con, team.id)

    def wants(self, item: bytes) -> bool:
        """Return whether an item is to be sent: not there, not on its way, and ours to send."""
        known = self.known.get(item)
        return self.may_write and (known is None or known.delivery == teams.MAYBE) and item not in self._others

    def next(self) -> Part:
        """Return the next part, at most about `MOST` bytes of it."""
        piece = _Piece()
        for record in self.whole.records:
            if piece.size >= MOST:
                break
            self._record(piece, record)
        more = piece.size >= MOST
        if not more:
            self._links(piece)
        return Part(tuple(piece.records.values()), piece.changes, piece.links, piece.items, more)

    def _record(self, piece: _Piece, record: Record) -> None:
        kind = KINDS[record.kind]
        for change in store.changes_of(self.vault.con, record.id):
            if self.wants(change.id) and (row := report.change_out(kind, change, PROFILE)):
                piece.changes.append(row)
                piece.items[change.id] = False
                piece.size += len(store.edits_to_json(change.fields)) + 100
                piece.records[record.id] = _stub(record)
        if self.wants(record.id):
            piece.records[record.id] = _stub(record)
            piece.items[record.id] = False
            piece.size += 60

    def _links(self, piece: _Piece) -> None:
        here = {record.id: record for record in self.whole.records}
        links = [link for link in self.whole.links if self.wants(link.id)]
        links += self._unlinked()
        for link in links:
            piece.links.append(link)
            piece.items[link.id] = link.removed
            for id_ in (link.source, link.target):  # reports overtake each other: a link never comes before its ends
                if id_ in here and not self._is_there(id_):
                    piece.records.setdefault(id_, _stub(here[id_]))

    def _unlinked(self) -> list[Link]:
        """Return the marks of links that a member has and that were removed."""
        if not self.may_write:
            return []
        rows = self.vault.con.execute(
            "SELECT l.id, l.source, l.role, l.target FROM team_known k JOIN link l ON l.id = k.item"
            " WHERE k.member = ? AND k.gone = 0 AND l.removed = 1",
            (self.member,),
        ).fetchall()
        ours = teams.covered(self.vault.con, self.team.id)
        links = [Link(bytes(a), bytes(b), role, bytes(c), True) for a, b, role, c in rows]
        return [link for link in links if link.source in ours or link.target in ours]

    def _is_there(self, id_: bytes) -> bool:
        known = self.known.get(id_)
        return known is not None and known.delivery is None

    def files(self) -> list[tuple[Record, bytes, bytes]]:
        """Return (piece of evidence, blob, SHA-256) of each original that a member lacks."""
        found = []
        for item in self.whole.files:
            sha256 = bytes.fromhex(str(item.fields["sha256"]))
            stored = files.by_hash(self.vault, sha256)
            if stored is not None and self.wants(sha256):
                found.append((item, stored.blob_id, sha256))
        return found

    def statement(self) -> tuple[bytes, "crypto.Copied"]:
        """Return what we say of the team, with the item it is known by."""
        team, me = self.team, self.vault.author
        also = [id_.hex() for id_ in reached(self.vault, team) if id_ != self.member]
        said: dict[str, Value] = {"says": "changes", "also": list(also)}
        item = team.id + team.incarnation
        if team.owner == me:
            item = team.id + team.seq.to_bytes(8, "big")
            said |= says_of(team)
        kept = {name: value for name, value in said.items() if value not in ("", [])}
        return item, crypto.Copied(team.id, KIND, carried.out(KINDS[KIND], kept))


def says_of(team: Team) -> dict[str, Value]:
    """Return an owner's statement: who is in the team, in which role, and what it covers."""
    return {
        "says": "team", "name": team.name, "count": team.seq, "covers": [root.hex() for root in team.roots],
        "members": [[m.id.hex(), f"{m.role} {m.name}"] for m in team.members.values()],
    }  # fmt: skip


def reached(vault: Vault, team: Team) -> list[bytes]:
    """Return the members that we send to ourselves: those whose numbers were compared."""
    found = [row.card.id for row in contacts.all_(vault) if row.may_receive and row.state == "verified"]
    return [id_ for id_ in found if id_ in team.members and id_ != vault.author]


def _stub(record: Record) -> "crypto.Copied":
    """Return a record without values: they are in its changes."""
    return crypto.Copied(record.id, record.kind, {})


def _write(vault: Vault, lack: _Lack, first: Delivery) -> None:
    """Write all that a member lacks: changes in reports of some size, then each file in one of its own."""
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
    return next(d for d in teams.unwritten(vault.con, lack.team.id, lack.member) if d.num == num)


def _fill(
    vault: Vault, lack: _Lack, delivery: Delivery, part: Part, items: Mapping[bytes, bool], said: "crypto.Copied"
) -> None:
    num = delivery.num
    vault.con.execute("UPDATE delivery SET body = ? WHERE num = ?", (_body(part, said), num))
    teams.note(vault.con, lack.member, items, delivery=num)
    if lack.member == lack.team.owner:  # who passes it on to those whom we do not reach
        for id_ in lack.team.members.keys() - {vault.author, lack.member, *reached(vault, lack.team)}:
            teams.note(vault.con, id_, part.items, delivery=num)
    lack.known |= {item: Known(gone, num) for item, gone in items.items()}
    history = lack.team.members[lack.member].role == teams.EDIT
    vault.con.executemany(
        "INSERT INTO shared VALUES (?, ?, ?)"
        " ON CONFLICT (record, contact) DO UPDATE SET history = max(history, excluded.history)",
        [(record.record_id, delivery.contact, history) for record in part.records],
    )


def _body(part: Part, said: "crypto.Copied") -> bytes:
    links = tuple(crypto.Link(k.id, k.source, k.role, k.target, k.removed) for k in part.links)
    return crypto.ReportBody(teams.PROFILE, (said, *part.records), tuple(part.changes), links).encode()


def _file(
    vault: Vault, lack: _Lack, first: Delivery, item: Record, blob: bytes, sha256: bytes, said: "crypto.Copied"
) -> None:
    """Queue one file, with its record's history: it is of use whatever else has come."""
    rows = [report.change_out(KINDS[item.kind], row, PROFILE) for row in store.changes_of(vault.con, item.id)]
    part = Part((_stub(item),), [row for row in rows if row], (), {sha256: False}, False)
    named = [(blob, str(item.fields.get("title", "")), str(item.fields.get("mime", "")))]
    num = teams.wait(
        vault.con, lack.team.id, first.contact, lack.member, vault.now(), vault.random(16), _body(part, said), named,
        item.id,
    )  # fmt: skip
    teams.note(vault.con, lack.member, part.items, delivery=num)
    lack.known[sha256] = Known(False, num)
    custody.append(
        vault.con, item.id, Action.SHARED, vault.author, sha256, other=first.contact, at=vault.now(),
        clock_state=ClockState.NOT_WITNESSED,
    )  # fmt: skip
