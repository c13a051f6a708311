"""What comes from the members of a team, and how far each may change what is here.

A team is joined by accepting a report of its owner. From then on what members send is taken as it comes: new records,
and changes of records that the team covers, never of others. Who is in it only its owner says, each statement with a
higher count than the one before; somebody who was removed, or may only read, is somebody like any other.
"""

from collections.abc import Iterable, Sequence

from attrs import evolve

import crypto
from app.actions import team_out
from app.actions.report import Carried
from app.domain.record import Link
from app.phrase import Phrase
from app.store import inbox, outbox, teams
from app.store import records as store
from app.store.inbox import Arrived
from app.store.teams import Member, Team
from app.store.vault import Vault

KIND = team_out.KIND
_OVER = {"removed": teams.REMOVED, "ended": teams.ENDED}
"""What an owner says last, to one or to all, and what the team is here from then on."""
MOST_MEMBERS = 200
"""Members of one team, as a reader takes it."""


def may_take(vault: Vault, arrived: Arrived, records: Iterable[Carried]) -> bool:
    """Return whether a report is taken as it comes: it is from a member of a team that is on here."""
    said = next((row for row in records if row.kind == KIND), None)
    team = teams.get(vault.con, said.id) if said is not None else None
    return team is not None and team.state == teams.ON and arrived.sender in team.members


def notice(vault: Vault, sender: bytes, incarnation: bytes) -> None:
    """A member's vault that came out of a backup lacks what it had since: it is sent all once more."""
    con = vault.con
    if not teams.is_member(con, sender) or not teams.seen(con, sender, incarnation, vault.now()):
        return
    for team in teams.all_(con, teams.ON):
        if sender in team.members:
            for id_ in team.members if sender == team.owner else (sender,):  # the owner may not have passed on the rest
                teams.forget(con, id_)
            teams.due(con, team, vault.author, vault.now(), vault.random)


class Standing:
    """The team in which one report came, while it is taken; without one nothing is covered."""

    def __init__(self, vault: Vault, arrived: Arrived, manifest: "crypto.Manifest") -> None:
        self.vault, self.arrived, self.manifest = vault, arrived, manifest
        self.team: Team | None = None
        self._also: list[bytes] = []
        self._covered: set[bytes] = set()
        self._shown: set[bytes] = set()

    @property
    def on(self) -> bool:
        """Whether the report came in a team, from somebody whose changes it takes."""
        return self.team is not None

    def take(self, vault: Vault, carried: Carried, sender: bytes) -> str:
        """Take what a report says of its team; return why it is refused, or nothing."""
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
            self._also = [teams.present(con, id_, vault.author) for id_ in _ids(carried.fields.get("also"), 32)]
            self.cover_anew()
        return ""

    def _join(self, carried: Carried, known: Team | None) -> tuple[Team | None, str]:
        """A person accepted a team: it is on here, where its statement names us and covers nothing of ours alone."""
        con, me = self.vault.con, self.vault.author
        team = _stated(self.vault, carried, self.arrived.sender, self.vault.get("incarnation") or bytes(8))
        if team is None or (known is not None and (known.owner != team.owner or known.seq > team.seq)):
            return None, Phrase("is of a team that is not known here, or over")
        if me not in team.members:
            return None, Phrase("does not name this vault as a member")
        if not all(self._may_cover(root) for root in team.roots):
            return None, Phrase("covers a record that they were never sent")
        teams.put(con, team)
        for id_ in team.members:
            teams.note(con, id_, {team.id + team.incarnation: False})
        return team, ""

    def _renew(self, known: Team, carried: Carried) -> str:
        """Take the owner's newer statement; nobody else's counts."""
        team = _stated(self.vault, carried, self.arrived.sender, known.incarnation)
        if team is None or team.owner != known.owner or team.seq <= known.seq:
            return ""
        if not set(team.roots) <= set(known.roots):  # it would draw in what was sent once, in part, to them alone
            return Phrase("covers more than what was accepted here")
        if self.vault.author not in team.members:
            team = evolve(known, seq=team.seq, state=teams.REMOVED)
        change(self.vault, team)
        return ""

    def _over(self, team: Team, carried: Carried) -> str:
        """Somebody left, or the owner ended it for us or for all: nothing more goes, what is here stays."""
        sender, count = self.arrived.sender, carried.fields.get("count")
        owner = sender == team.owner
        if owner and carried.fields["says"] in _OVER and isinstance(count, int) and count > team.seq:
            change(self.vault, evolve(team, seq=count, state=_OVER[str(carried.fields["says"])]))
        elif not owner and carried.fields["says"] == "left" and sender in team.members:
            members = {id_: member for id_, member in team.members.items() if id_ != sender}
            change(self.vault, evolve(team, members=members))
        return ""

    def _may_cover(self, root: bytes) -> bool:
        """Return whether a team may cover a record: it is new here, or its owner was sent it, or sent it."""
        record = store.load(self.vault.con, root)
        contact = self.arrived.contact or self.arrived.sender
        asked = (root, contact)
        sent = self.vault.con.execute("SELECT 1 FROM shared WHERE record = ? AND contact = ?", asked).fetchone()
        return record is None or record.origin == contact or sent is not None

    def cover_anew(self) -> None:
        """Find out what the team covers now."""
        if self.team is not None:
            team_out.cover(self.vault, self.team)
            self._covered = teams.covered(self.vault.con, self.team.id)

    def shown(self, records: Iterable[Carried]) -> None:
        """Note which records that are here the sender has too: it shows a change of each, whose id nobody guesses."""
        if self.team is not None:
            for row in records:
                here = {change.id for change in store.changes_of(self.vault.con, row.id)}
                if any(change.id in here for change in row.changes):
                    self._shown.add(row.id)

    def covers(self, record: bytes) -> bool:
        """Return whether the sender may change a record."""
        return record in self._covered

    def knows(self, record: bytes) -> bool:
        """Return whether the sender may link to a record: the team covers it, or the sender has it."""
        return self.covers(record) or record in self._shown or teams.has(self.vault.con, self.arrived.sender, record)

    def note(self, records: Sequence[Carried], links: Iterable[Link]) -> None:
        """Note that the sender has all that the report brought, and who else gets it from there."""
        if self.team is None:
            return
        inbox.name_profile(self.vault.con, self.arrived, teams.PROFILE)
        items = {change.id: False for row in records for change in row.changes if change.stamp}
        items |= {row.id: False for row in records}
        items |= {file.sha256: False for file in self.manifest.attachments}
        linked = {link.id: link.removed for link in links}
        teams.note(self.vault.con, self.arrived.sender, items | linked, came=self.team.id)
        owner = self.team.owner == self.vault.author  # who alone passes on; but a link may be taken back by everyone
        for id_ in self._also:
            if id_ in self.team.members:
                teams.note(self.vault.con, id_, items | linked if owner else linked)
        if owner and self.manifest.attachments:  # a file is no change, which would have something wait by itself
            teams.due(self.vault.con, self.team, self.vault.author, self.vault.now(), self.vault.random)


def change(vault: Vault, team: Team) -> None:
    """Write a team as it is now: close what waits for whoever is in it no more, tell and serve those who are.

    What was sealed for relays and sticks that are not written yet is closed too. Where we are its owner, its statement
    counts one up, also after the vault came out of an old backup.
    """
    con, known = vault.con, teams.get(vault.con, team.id)
    ours = team.owner == vault.author
    team = evolve(team, seq=max(team.seq + 1, vault.now())) if ours else team
    for (member,) in con.execute("SELECT DISTINCT member FROM team_delivery WHERE team = ?", (team.id,)).fetchall():
        if team.state != teams.ON or bytes(member) not in team.members:
            _serve_no_more(vault, team, bytes(member))
    teams.put(con, team)
    fresh = team.members.keys() - (known.members.keys() if known else set())
    for id_ in fresh if not ours else ():
        teams.passed_on(con, team.owner, id_)
    if team.state == teams.ON and (ours or fresh):
        teams.due(con, team, vault.author, vault.now(), vault.random)


def _serve_no_more(vault: Vault, team: Team, member: bytes) -> None:
    for delivery in teams.to(vault.con, team.id, member):
        if delivery.state in outbox.OPEN or delivery.is_stopped:
            teams.close(vault.con, delivery, vault.now(), teams.GONE)
    vault.con.execute(
        "UPDATE shared SET history = 0 WHERE contact = (SELECT record FROM card WHERE id = ?)"
        " AND record IN (SELECT record FROM team_record WHERE team = ?)",
        (member, team.id),
    )


def _stated(vault: Vault, carried: Carried, owner: bytes, incarnation: bytes) -> Team | None:
    """Return the team as its owner states it, or None where that is no statement.

    Whom it names by an id of before, as it has not compared numbers yet, is here under the present one if we did.
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
            member = teams.present(vault.con, member, vault.author)
            members[member] = Member(member, name, role)
    roots = tuple(_ids(fields.get("covers"), 16))
    return Team(carried.id, str(fields.get("name", "")), owner, count, teams.ON, roots, members, incarnation)


def _ids(rows: object, size: int) -> list[bytes]:
    """Return the ids that a list of hex texts holds; what is none is left out."""
    found = []
    for row in rows if isinstance(rows, list) else []:
        text = str(row)
        if len(text) == 2 * size and not set(text) - set("0123456789abcdef"):
            found.append(bytes.fromhex(text))
    return found
