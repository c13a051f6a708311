"""Store teams: their members, their records, and the items of these that each member has.

The id of a change, a record or a link is an item (16 bytes; `gone` for a removed link). The SHA-256 of a file is an
item (32 bytes). A statement of a team about itself is an item (24 bytes: its id and a count). A member with an item
does not get it again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.domain import remaining_delay
from app.domain.record import Link
from app.store.mail import outbox, report_copies
from app.store.mail.outbox import Delivery

PROFILE = "team"
"""The profile of reports between members."""
ON, LEFT, REMOVED, ENDED = "on", "left", "removed", "ended"
"""States of a team here; except in the first, members get nothing and none of their data is accepted automatically."""
EDIT, READ = "edit", "read"
"""Roles: members whose changes the others accept, and members who only receive."""
MAYBE = 0
"""The delivery value of an item that was sent, was perhaps lost, and must be sent again."""
LOST = "it went once more in a later report"
"""The reason of a delivery to a member that was closed because a later one arrived and it did not."""
ANEW = 86_400
"""Seconds between two times that a member gets everything again: each is as large as the complete team."""
GONE = "no member any more"
"""The reason of a delivery that was closed because its recipient left or was removed."""


@frozen
class Team:
    """A standing share: `owner` (H("id", id_pk)) sets the members, with a rising count; `roots` are its records."""

    id: bytes
    name: str
    owner: bytes
    seq: int
    state: str
    roots: tuple[bytes, ...]
    members: Mapping[bytes, "TeamMember"]
    incarnation: bytes


@frozen
class TeamMember:
    """A member of a team; the owner and this vault are members too."""

    id: bytes
    name: str
    role: str


@frozen
class MemberItem:
    """An item that a member has or was sent: as removed or not, and its delivery if it might not have arrived."""

    gone: bool
    delivery: int | None


def list_teams(con: sqlcipher.Connection, state: str = "") -> list[Team]:
    """Return every team, or those in a state, by name."""
    rows = con.execute("SELECT id FROM team WHERE ? IN ('', state) ORDER BY name, id", (state,)).fetchall()
    return [team for (id_,) in rows if (team := get(con, bytes(id_))) is not None]


def get(con: sqlcipher.Connection, id_: bytes) -> Team | None:
    """Return a team, or None."""
    row = con.execute("SELECT name, owner, seq, state, incarnation FROM team WHERE id = ?", (id_,)).fetchone()
    if row is None:
        return None
    roots = con.execute("SELECT record FROM team_root WHERE team = ? ORDER BY record", (id_,))
    members = con.execute("SELECT id, name, role FROM team_member WHERE team = ? ORDER BY name, id", (id_,))
    people = {bytes(member): TeamMember(bytes(member), name, role) for member, name, role in members}
    owner, incarnation = bytes(row[1]), bytes(row[4])
    return Team(id_, row[0], owner, row[2], row[3], tuple(bytes(r) for (r,) in roots), people, incarnation)


def put(con: sqlcipher.Connection, team: Team) -> None:
    """Store a team as it is now; a team that is over covers nothing."""
    con.execute(
        "INSERT OR REPLACE INTO team VALUES (?, ?, ?, ?, ?, ?)",
        (team.id, team.name, team.owner, team.seq, team.state, team.incarnation),
    )
    con.execute("DELETE FROM team_member WHERE team = ?", (team.id,))
    con.executemany(
        "INSERT INTO team_member VALUES (?, ?, ?, ?)", [(team.id, m.id, m.name, m.role) for m in team.members.values()]
    )
    con.execute("DELETE FROM team_root WHERE team = ?", (team.id,))
    con.executemany("INSERT INTO team_root VALUES (?, ?)", [(team.id, root) for root in team.roots])
    if team.state != ON:
        con.execute("DELETE FROM team_record WHERE team = ?", (team.id,))


_BY_MEMBER = (("team_member", "id"), ("team_known", "member"), ("team_seen", "member"))


def follow(
    con: sqlcipher.Connection, before: Iterable[bytes], id_: bytes, me: bytes, now: int, random: Callable[[int], bytes]
) -> None:
    """Replace the ids `before` with a confirmed new identity, of a member or of ours, in every team.

    Their items count as before. The count of our teams rises, so that the others are told. In each of these teams that
    is active, a report is queued for members without one, also those who could not be reached until now.
    """
    for old in before:
        asked = "SELECT id FROM team WHERE owner = ?1 OR id IN (SELECT team FROM team_member WHERE id = ?1)"
        found = [bytes(row[0]) for row in con.execute(asked, (old,)).fetchall()]
        con.execute("UPDATE team SET owner = ? WHERE owner = ?", (id_, old))
        con.execute("UPDATE team_delivery SET member = ? WHERE member = ?", (id_, old))
        for table, column in _BY_MEMBER:  # if the owner was first, its version of the new member counts
            con.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (id_, old))
            con.execute(f"DELETE FROM {table} WHERE {column} = ?", (old,))
        for team in found:
            con.execute("UPDATE team SET seq = max(seq + 1, ?) WHERE id = ? AND owner = ?", (now, team, me))
            known = get(con, team)
            if known is not None and known.state == ON:
                queue_team_reports(con, known, me, now, random)


def resolve_current_id(con: sqlcipher.Connection, id_: bytes, me: bytes) -> bytes:
    """Return the present id of a person: ours, or a verified contact's, who had this one before; otherwise this one."""
    row = con.execute(
        "SELECT f.record, c.id, c.state FROM former f LEFT JOIN card c ON c.record = f.record WHERE f.id = ?", (id_,)
    ).fetchone()
    if row is None or (row[0] is not None and row[2] != "verified"):
        return id_
    return me if row[0] is None else bytes(row[1])


def is_member(con: sqlcipher.Connection, id_: bytes) -> bool:
    """Return True if a person is in any active team."""
    asked = "SELECT 1 FROM team_member m JOIN team t ON t.id = m.team WHERE m.id = ? AND t.state = 'on'"
    return con.execute(asked, (id_,)).fetchone() is not None


def list_covered_records(con: sqlcipher.Connection, team: bytes) -> set[bytes]:
    """Return the records that a team covers."""
    return {bytes(row[0]) for row in con.execute("SELECT record FROM team_record WHERE team = ?", (team,))}


def cover(con: sqlcipher.Connection, team: bytes, records: Iterable[bytes]) -> list[bytes]:
    """Store the records that a team covers now, and return the new ones; records archived here stay covered."""
    before, now = list_covered_records(con, team), set(records)
    aside = [id_ for id_ in before - now if con.execute(_ASIDE, (id_,)).fetchone()]
    gone = before - now - set(aside)
    con.executemany("DELETE FROM team_record WHERE team = ? AND record = ?", [(team, id_) for id_ in gone])
    con.executemany("INSERT INTO team_record VALUES (?, ?)", [(id_, team) for id_ in now - before])
    return sorted(now - before)


_ASIDE = "SELECT 1 FROM record WHERE id = ? AND removed = 1"


def list_member_items(con: sqlcipher.Connection, member: bytes) -> dict[bytes, MemberItem]:
    """Return all items that a member has or was sent."""
    rows = con.execute("SELECT item, gone, delivery FROM team_known WHERE member = ?", (member,))
    return {bytes(item): MemberItem(bool(gone), delivery) for item, gone, delivery in rows}


def has_item(con: sqlcipher.Connection, member: bytes, item: bytes) -> bool:
    """Return True if a member has an item or was sent it."""
    asked = (member, item)
    return con.execute("SELECT 1 FROM team_known WHERE member = ? AND item = ?", asked).fetchone() is not None


def list_received_items(con: sqlcipher.Connection, team: bytes) -> set[bytes]:
    """Return all items that came from members in a team: only the owner passes them on."""
    return {bytes(row[0]) for row in con.execute("SELECT item FROM team_known WHERE heard = ?", (team,))}


def bringers(con: sqlcipher.Connection, change: bytes) -> list[bytes]:
    """Return the members who sent a change."""
    rows = con.execute("SELECT member FROM team_known WHERE item = ? AND heard IS NOT NULL ORDER BY member", (change,))
    return [bytes(row[0]) for row in rows]


def note(
    con: sqlcipher.Connection, member: bytes, items: Mapping[bytes, bool], *, came: bytes | None = None,
    delivery: int | None = None,
) -> None:  # fmt: skip
    """Record that a member has these items (value: removed); they `came` from there in a team, or go there."""
    con.executemany(
        "INSERT INTO team_known VALUES (?, ?, ?, ?, ?) ON CONFLICT (member, item) DO UPDATE SET"
        " delivery = CASE WHEN excluded.delivery IS NULL OR excluded.gone > gone OR delivery = 0 THEN excluded.delivery"
        " ELSE delivery END, gone = max(gone, excluded.gone), heard = coalesce(excluded.heard, heard)",
        [(member, item, int(gone), came, delivery) for item, gone in items.items()],
    )


def passed_on(con: sqlcipher.Connection, owner: bytes, member: bytes) -> None:
    """Copy the owner's items to a new member: the owner passes them on, and lost ones are sent again."""
    con.execute(
        "INSERT OR IGNORE INTO team_known SELECT ?, item, gone, NULL, delivery FROM team_known WHERE member = ?",
        (member, owner),
    )


def forget(con: sqlcipher.Connection, member: bytes) -> None:
    """Delete the known items of a member: it restarted from a backup, and gets everything again."""
    con.execute("DELETE FROM team_known WHERE member = ?", (member,))


def queue_team_reports(
    con: sqlcipher.Connection, team: Team, me: bytes, now: int, random: Callable[[int], bytes]
) -> None:
    """Queue one report for every member who is a contact; it is written when it is encrypted."""
    for id_ in team.members:
        card = con.execute("SELECT record FROM card WHERE id = ?", (id_,)).fetchone()
        if id_ != me and card and not list_unwritten_deliveries(con, team.id, id_):
            wait(con, team.id, bytes(card[0]), id_, now, random(16))


def wait(
    con: sqlcipher.Connection, team: bytes, contact: bytes, member: bytes, now: int, report: bytes, body: bytes = b"",
    files: Sequence[tuple[bytes, str, str]] = (), file: bytes | None = None,
) -> int:  # fmt: skip
    """Queue a report to a member, to be written later or with its body; `file`: the evidence whose file it brings."""
    num = outbox.queue(con, report, contact, member, PROFILE, False, body or _nothing(), files, now)
    con.execute("INSERT INTO team_delivery VALUES (?, ?, ?, ?)", (num, team, member, file))
    return num


@cache
def _nothing() -> bytes:
    return crypto.ReportBody(PROFILE, ()).encode()


def touch(
    con: sqlcipher.Connection, touched: Iterable[bytes], me: bytes, now: int, random: Callable[[int], bytes]
) -> None:
    """Queue reports to the members of each team that covers one of the written records."""
    on = list_teams(con, ON)
    if not on:
        return
    rows = [con.execute("SELECT team FROM team_record WHERE record = ?", (id_,)).fetchall() for id_ in touched]
    teams = {bytes(team) for row in rows for (team,) in row}
    for team in on:
        if team.id in teams:
            queue_team_reports(con, team, me, now, random)


def list_deliveries_to(con: sqlcipher.Connection, team: bytes, member: bytes, where: str = "1") -> list[Delivery]:
    """Return the deliveries of a team to a member; `where` is a clause of ours."""
    chosen = "num IN (SELECT delivery FROM team_delivery WHERE team = ? AND member = ?)"
    return outbox.deliveries(con, f"{chosen} AND {where}", (team, member))


def is_rejected(con: sqlcipher.Connection, team: bytes, member: bytes) -> bool:
    """Return True if a member rejected a delivery of a team."""
    return bool(list_deliveries_to(con, team, member, "state = 'rejected'"))


_UNWRITTEN = "state = 'queued' AND manifest IS NULL AND num IN (SELECT delivery FROM team_delivery WHERE file IS NULL)"


def list_unwritten_deliveries(con: sqlcipher.Connection, team: bytes, member: bytes) -> list[Delivery]:
    """Return the queued deliveries for a member that are not written yet."""
    return list_deliveries_to(con, team, member, _UNWRITTEN)


def drop(con: sqlcipher.Connection, num: int) -> None:
    """Delete a delivery that never left, because it has no content."""
    unwrite(con, num)
    for table, column in (("attachment", "delivery"), ("team_delivery", "delivery"), ("delivery", "num")):
        con.execute(f"DELETE FROM {table} WHERE {column} = ?", (num,))


def unwrite(con: sqlcipher.Connection, num: int) -> None:
    """Count the items of an unsent delivery as not sent; the mark of a removed link counts as in `release_items`."""
    con.execute("DELETE FROM team_known WHERE delivery = ? AND gone = 0", (num,))
    release_items(con, num)


def release_items(con: sqlcipher.Connection, num: int) -> None:
    """Count the items of a delivery as not sent but perhaps arrived: the removal of a link is then still sent."""
    con.execute("UPDATE team_known SET gone = 0, delivery = ? WHERE delivery = ?", (MAYBE, num))


def close(con: sqlcipher.Connection, delivery: Delivery, now: int, why: str) -> None:
    """Close a delivery and delete its encrypted form; its items count as not sent."""
    outbox.set_state(con, delivery.num, "closed", now, why)
    report_copies.drop_sealed(con, delivery.num)
    release_items(con, delivery.num)


def list_lost_reports(con: sqlcipher.Connection, now: int, patience: int) -> list[tuple[bytes, Delivery]]:
    """Return each report of changes that left and counts as lost, with its team.

    It is lost if a later one to the same member has arrived, or if there is no answer for `patience` seconds. It is
    also lost if it was stopped because a record in it was destroyed. Files follow only their relay's own dates: they
    can take weeks.
    """
    rows = con.execute(
        "SELECT t.team, d.num FROM team_delivery t JOIN delivery d ON d.num = t.delivery WHERE t.file IS NULL AND ("
        " (d.state IN ('relayed', 'exported') AND (d.changed NOT BETWEEN ? AND ? OR EXISTS (SELECT 1"
        " FROM team_delivery u JOIN delivery e ON e.num = u.delivery WHERE u.team = t.team"
        " AND u.member = t.member AND u.file IS NULL AND e.num > d.num AND e.state IN ('delivered', 'accepted'))))"
        " OR (d.state = 'closed' AND EXISTS (SELECT 1 FROM team_known k WHERE k.delivery = d.num)"
        " AND d.reason = 'destroyed here'))",
        remaining_delay.pause_limits(now, patience),
    ).fetchall()
    return [(bytes(team), outbox.get(con, num)) for team, num in rows]


def on_the_way(con: sqlcipher.Connection, team: bytes, member: bytes) -> tuple[int, int]:
    """Return the number of changes and of files that left for a member, or wait encrypted, and have not arrived."""
    marks = ",".join(f"'{state}'" for state in outbox.OPEN)
    rows = con.execute(
        "SELECT coalesce(sum(length(k.item) = 16 AND EXISTS (SELECT 1 FROM change c WHERE c.id = k.item)), 0),"
        " coalesce(sum(length(k.item) = 32), 0) FROM team_delivery t JOIN delivery d ON d.num = t.delivery"
        " JOIN team_known k ON k.delivery = t.delivery AND k.member = t.member"
        f" WHERE t.team = ? AND t.member = ? AND d.state IN ({marks})",
        (team, member),
    ).fetchone()
    return int(rows[0]), int(rows[1])


def find_team_of(con: sqlcipher.Connection, delivery: int) -> bytes | None:
    """Return the team whose records a delivery contains, or None."""
    row = con.execute("SELECT team FROM team_delivery WHERE delivery = ?", (delivery,)).fetchone()
    return bytes(row[0]) if row else None


def list_served(con: sqlcipher.Connection, team: bytes) -> list[bytes]:
    """Return the members (key ids) with deliveries of a team."""
    rows = con.execute("SELECT DISTINCT member FROM team_delivery WHERE team = ?", (team,))
    return [bytes(member) for (member,) in rows]


def list_removed_links(con: sqlcipher.Connection, member: bytes) -> list[Link]:
    """Return the removed links that a member still has."""
    rows = con.execute(
        "SELECT l.id, l.source, l.role, l.target FROM team_known k JOIN link l ON l.id = k.item"
        " WHERE k.member = ? AND k.gone = 0 AND l.removed = 1",
        (member,),
    )
    return [Link(bytes(a), bytes(b), role, bytes(c), True) for a, b, role, c in rows]


def note_incarnation(con: sqlcipher.Connection, member: bytes, incarnation: bytes, now: int) -> bool:
    """Store the incarnation of a member's vault; return True if another was known, at most once in `ANEW` seconds.

    An earlier change is not stored: the member's next message after that time shows it again.
    """
    row = con.execute("SELECT incarnation, again FROM team_seen WHERE member = ?", (member,)).fetchone()
    if row is None:
        con.execute("INSERT INTO team_seen (member, incarnation) VALUES (?, ?)", (member, incarnation))
        return False
    if bytes(row[0]) == incarnation or remaining_delay.seconds_after(row[1], now, ANEW):
        return False
    con.execute("UPDATE team_seen SET incarnation = ?, again = ? WHERE member = ?", (incarnation, now, member))
    return True
