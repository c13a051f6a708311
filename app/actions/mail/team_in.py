"""Accept data from the members of a team, and limit their changes of records here.

A person joins a team by accepting a report of its owner. From then on, members' reports are accepted automatically: new
records, and changes of records that the team covers, but of no others. Only the owner's statements decide the members,
each with a higher count than the one before. Removed members and members who can only read have no rights here.
"""

from collections.abc import Iterable, Sequence

from attrs import evolve

import crypto
from app.actions.kernel.report import ReportedRecord
from app.actions.mail import team_out
from app.domain.record import Link
from app.phrase import Phrase
from app.store.mail import inbox, outbox, shared_records, teams
from app.store.mail.inbox import Arrived
from app.store.mail.teams import Team, TeamMember
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

KIND = team_out.KIND
_OVER = {"removed": teams.REMOVED, "ended": teams.ENDED}
"""The owner's final message, to one member or to all, and the new state of the team here."""
MOST_MEMBERS = 200
"""The maximum number of members of one team that are read."""


def may_take(vault: Vault, arrived: Arrived, records: Iterable[ReportedRecord]) -> bool:
    """Return True if a report is accepted automatically: its sender is a member of a team that is active here."""
    said = next((row for row in records if row.kind == KIND), None)
    team = teams.get(vault.con, said.id) if said is not None else None
    return team is not None and team.state == teams.ON and arrived.sender in team.members


def notice(vault: Vault, sender: bytes, incarnation: bytes) -> None:
    """Send a member everything again if its vault was restored from a backup, because it lacks later data."""
    con = vault.con
    if not teams.is_member(con, sender) or not teams.note_incarnation(con, sender, incarnation, vault.now()):
        return
    for team in teams.list_teams(con, teams.ON):
        if sender in team.members:
            for id_ in team.members if sender == team.owner else (sender,):  # the owner could lack the rest
                teams.forget(con, id_)
            teams.queue_team_reports(con, team, vault.author, vault.now(), vault.random)


class TeamContext:
    """The team of one report during its acceptance; without a team, no record is covered."""

    def __init__(self, vault: Vault, arrived: Arrived, manifest: "crypto.Manifest") -> None:
        self.vault, self.arrived, self.manifest = vault, arrived, manifest
        self.team: Team | None = None
        self._also: list[bytes] = []
        self._covered: set[bytes] = set()
        self._shown: set[bytes] = set()

    @property
    def on(self) -> bool:
        """Return True if the report came in a team, from a member whose changes the team accepts."""
        return self.team is not None

    def take(self, vault: Vault, carried: ReportedRecord, sender: bytes) -> str:
        """Process a report's statement about its team; return the reason of a refusal, or nothing."""
        con, known = vault.con, teams.get(vault.con, carried.id)
        if known is None or known.state != teams.ON:
            known, why = self._join(carried, known)
        elif carried.fields.get("says") in ("left", *_OVER):
            return self._over(known, carried)
        else:
            why = self._renew(known, carried)
        if known is None or why:
            return why
        team = teams.get(con, carried.id)
        member = team.members.get(self.arrived.sender) if team and team.state == teams.ON else None
        if team is None or member is None:
            return ""
        if member.role == teams.EDIT or member.id == team.owner:
            self.team = team
            self._also = [
                teams.resolve_current_id(con, id_, vault.author) for id_ in _ids(carried.fields.get("also"), 32)
            ]
            self.cover_anew()
        return ""

    def _join(self, carried: ReportedRecord, known: Team | None) -> tuple[Team | None, str]:
        """Join a team that a person accepted, if the statement names us and covers no record that is only ours."""
        con, me = self.vault.con, self.vault.author
        team = _stated(self.vault, carried, self.arrived.sender, self.vault.get("incarnation") or bytes(8))
        if team is None or (known is not None and (known.owner != team.owner or known.seq > team.seq)):
            return None, Phrase("is from a team that is not known here, or that has ended")
        if me not in team.members:
            return None, Phrase("does not name this vault as a member")
        if not all(self._may_cover(root) for root in team.roots):
            return None, Phrase("contains a record that they never received")
        teams.put(con, team)
        for id_ in team.members:
            teams.note(con, id_, {team.id + team.incarnation: False})
        return team, ""

    def _renew(self, known: Team, carried: ReportedRecord) -> str:
        """Accept the owner's newer statement; other members' statements do not count."""
        team = _stated(self.vault, carried, self.arrived.sender, known.incarnation)
        if team is None or team.owner != known.owner or team.seq <= known.seq:
            return ""
        if not set(team.roots) <= set(known.roots):  # it would add records that the owner only got once, in part
            return Phrase("contains more records than you accepted")
        if self.vault.author not in team.members:
            team = evolve(known, seq=team.seq, state=teams.REMOVED)
        change(self.vault, team)
        return ""

    def _over(self, team: Team, carried: ReportedRecord) -> str:
        """End a membership: a member left, or the owner ended it for us or for all. Data that is here stays."""
        sender, count = self.arrived.sender, carried.fields.get("count")
        owner = sender == team.owner
        if owner and carried.fields["says"] in _OVER and isinstance(count, int) and count > team.seq:
            change(self.vault, evolve(team, seq=count, state=_OVER[str(carried.fields["says"])]))
        elif not owner and carried.fields["says"] == "left" and sender in team.members:
            members = {id_: member for id_, member in team.members.items() if id_ != sender}
            change(self.vault, evolve(team, members=members))
        return ""

    def _may_cover(self, root: bytes) -> bool:
        """Return True if a team can cover a record: it is new here, or its owner sent or got it."""
        record = store.load(self.vault.con, root)
        contact = self.arrived.contact or self.arrived.sender
        sent = shared_records.find_history(self.vault.con, root, contact)
        return record is None or record.origin == contact or sent is not None

    def cover_anew(self) -> None:
        """Compute the records that the team covers now."""
        if self.team is not None:
            team_out.cover(self.vault, self.team)
            self._covered = teams.list_covered_records(self.vault.con, self.team.id)

    def shown(self, records: Iterable[ReportedRecord]) -> None:
        """Note the records that the sender also has: it sent one of their changes, whose ids no one can guess."""
        if self.team is not None:
            for row in records:
                here = {change.id for change in store.changes_of(self.vault.con, row.id)}
                if any(change.id in here for change in row.changes):
                    self._shown.add(row.id)

    def covers(self, record: bytes) -> bool:
        """Return True if the sender can change a record."""
        return record in self._covered

    def knows(self, record: bytes) -> bool:
        """Return True if the sender can link to a record: the team covers it, or the sender has it."""
        return (
            self.covers(record) or record in self._shown or teams.has_item(self.vault.con, self.arrived.sender, record)
        )

    def note(self, records: Sequence[ReportedRecord], links: Iterable[Link]) -> None:
        """Note that the sender has all data of the report, and the members who get it directly from the sender."""
        if self.team is None:
            return
        inbox.name_profile(self.vault.con, self.arrived, teams.PROFILE)
        items = {change.id: False for row in records for change in row.changes if change.stamp}
        items |= {row.id: False for row in records}
        items |= {file.sha256: False for file in self.manifest.attachments}
        linked = {link.id: link.removed for link in links}
        teams.note(self.vault.con, self.arrived.sender, items | linked, came=self.team.id)
        owner = self.team.owner == self.vault.author  # only the owner passes on; but everyone can remove a link
        for id_ in self._also:
            if id_ in self.team.members:
                teams.note(self.vault.con, id_, items | linked if owner else linked)
        if owner and self.manifest.attachments:  # a file is no change, so no report would wait automatically
            teams.queue_team_reports(self.vault.con, self.team, self.vault.author, self.vault.now(), self.vault.random)


def change(vault: Vault, team: Team) -> None:
    """Store the present state of a team: close reports to former members, notify and serve the members.

    Reports that are encrypted for relays and USB sticks, but not written yet, are closed too. If we are its owner,
    the count of our statement increases, also after a restore from an old backup.
    """
    con, known = vault.con, teams.get(vault.con, team.id)
    ours = team.owner == vault.author
    team = evolve(team, seq=max(team.seq + 1, vault.now())) if ours else team
    for member in teams.list_served(con, team.id):
        if team.state != teams.ON or member not in team.members:
            _serve_no_more(vault, team, member)
    teams.put(con, team)
    fresh = team.members.keys() - (known.members.keys() if known else set())
    for id_ in fresh if not ours else ():
        teams.passed_on(con, team.owner, id_)
    if team.state == teams.ON and (ours or fresh):
        teams.queue_team_reports(con, team, vault.author, vault.now(), vault.random)


def _serve_no_more(vault: Vault, team: Team, member: bytes) -> None:
    for delivery in teams.list_deliveries_to(vault.con, team.id, member):
        if delivery.state in outbox.OPEN or delivery.is_stopped:
            teams.close(vault.con, delivery, vault.now(), teams.GONE)
    shared_records.end_history(vault.con, team.id, member)


def _stated(vault: Vault, carried: ReportedRecord, owner: bytes, incarnation: bytes) -> Team | None:
    """Return the team from its owner's statement, or None if it is invalid.

    If the owner uses a member's earlier id, because they have not compared numbers, our present id of that member is
    used.
    """
    fields = carried.fields
    rows = fields.get("members", [])
    count = fields.get("count")
    if carried.refused or fields.get("says") != "team" or not isinstance(rows, list) or not isinstance(count, int):
        return None
    members = {}
    for row in rows[:MOST_MEMBERS]:
        pair = list(row) if isinstance(row, list) else ["", ""]
        (member,) = _ids(pair[:1], 32) or [b""]
        role, _, name = str(pair[-1]).partition(" ")
        if member and role in (teams.EDIT, teams.READ):
            member = teams.resolve_current_id(vault.con, member, vault.author)
            members[member] = TeamMember(member, name, role)
    roots = tuple(_ids(fields.get("covers"), 16))
    return Team(carried.id, str(fields.get("name", "")), owner, count, teams.ON, roots, members, incarnation)


def _ids(rows: object, size: int) -> list[bytes]:
    """Return the ids in a list of hex texts; ignore other texts."""
    found = []
    for row in rows if isinstance(rows, list) else []:
        text = str(row)
        if len(text) == 2 * size and not set(text) - set("0123456789abcdef"):
            found.append(bytes.fromhex(text))
    return found
