"""Teams: who is in one, which records it covers, and what each member has of them, item by item.

An item is the id of a change, of a record or of a link (16 bytes; of a link that was removed, `gone`), the SHA-256 of
a file (32), or what a team says of itself (24: its id and a count). Whoever has an item is not sent it again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.domain import pause
from app.store import outbox
from app.store.outbox import Delivery

PROFILE = "team"
"""What the reports between members go under."""
ON, LEFT, REMOVED, ENDED = "on", "left", "removed", "ended"
"""States of a team here; but in the first nothing goes to its members and nothing of theirs is taken by itself."""
EDIT, READ = "edit", "read"
"""Roles: whose changes the others take, and who only gets them."""
MAYBE = 0
"""In place of a delivery: it was sent, got lost perhaps, and is to be sent again."""
LOST = "it went once more in a later report"
"""The reason of a delivery to a member that was given up because a later one arrived and it did not."""
ANEW = 86_400
"""Seconds between two times that a member is sent all anew: each is as much as the whole team."""
GONE = "no member any more"
"""The reason of a delivery that was closed because its addressee left or was removed."""


@frozen
class Team:
    """A standing share: `owner` (H("id", id_pk)) says who is in it, with a rising count; `roots` is what it covers."""

    id: bytes
    name: str
    owner: bytes
    seq: int
    state: str
    roots: tuple[bytes, ...]
    members: Mapping[bytes, "Member"]
    incarnation: bytes


@frozen
class Member:
    """Somebody in a team, the owner and ourselves among them."""

    id: bytes
    name: str
    role: str


@frozen
class Known:
    """That a member has or was sent an item: whether as removed, and in which delivery if it may not have arrived."""

    gone: bool
    delivery: int | None


def all_(con: sqlcipher.Connection, state: str = "") -> list[Team]:
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
    people = {bytes(member): Member(bytes(member), name, role) for member, name, role in members}
    owner, incarnation = bytes(row[1]), bytes(row[4])
    return Team(id_, row[0], owner, row[2], row[3], tuple(bytes(r) for (r,) in roots), people, incarnation)


def put(con: sqlcipher.Connection, team: Team) -> None:
    """Write a team as it is now; one that is over covers nothing."""
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
    """Somebody whose new identity was confirmed, or we ourselves, has the place of the ids `before` in every team.

    What they have counts as before. Of teams of ours the others are told, and something waits for who could not be
    sent to until now.
    """
    for old in before:
        asked = "SELECT id FROM team WHERE owner = ?1 OR id IN (SELECT team FROM team_member WHERE id = ?1)"
        found = [bytes(row[0]) for row in con.execute(asked, (old,)).fetchall()]
        con.execute("UPDATE team SET owner = ? WHERE owner = ?", (id_, old))
        con.execute("UPDATE team_delivery SET member = ? WHERE member = ?", (id_, old))
        for table, column in _BY_MEMBER:  # where the owner spoke first, what it says of the new one holds
            con.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (id_, old))
            con.execute(f"DELETE FROM {table} WHERE {column} = ?", (old,))
        for team in found:
            con.execute("UPDATE team SET seq = max(seq + 1, ?) WHERE id = ? AND owner = ?", (now, team, me))
            known = get(con, team)
            if known is not None and known.state == ON:
                due(con, known, me, now, random)


def present(con: sqlcipher.Connection, id_: bytes, me: bytes) -> bytes:
    """Return the id that somebody has now: ours, or a verified contact's, who had this one before; else this one."""
    row = con.execute(
        "SELECT f.record, c.id, c.state FROM former f LEFT JOIN card c ON c.record = f.record WHERE f.id = ?", (id_,)
    ).fetchone()
    if row is None or (row[0] is not None and row[2] != "verified"):
        return id_
    return me if row[0] is None else bytes(row[1])


def is_member(con: sqlcipher.Connection, id_: bytes) -> bool:
    """Return whether somebody is in any team that is on."""
    asked = "SELECT 1 FROM team_member m JOIN team t ON t.id = m.team WHERE m.id = ? AND t.state = 'on'"
    return con.execute(asked, (id_,)).fetchone() is not None


def covered(con: sqlcipher.Connection, team: bytes) -> set[bytes]:
    """Return the records that a team covers."""
    return {bytes(row[0]) for row in con.execute("SELECT record FROM team_record WHERE team = ?", (team,))}


def cover(con: sqlcipher.Connection, team: bytes, records: Iterable[bytes]) -> list[bytes]:
    """Note what a team covers now, and return what is new; what was put aside here stays covered."""
    before, now = covered(con, team), set(records)
    aside = [id_ for id_ in before - now if con.execute(_ASIDE, (id_,)).fetchone()]
    gone = before - now - set(aside)
    con.executemany("DELETE FROM team_record WHERE team = ? AND record = ?", [(team, id_) for id_ in gone])
    con.executemany("INSERT INTO team_record VALUES (?, ?)", [(id_, team) for id_ in now - before])
    return sorted(now - before)


_ASIDE = "SELECT 1 FROM record WHERE id = ? AND removed = 1"


def known(con: sqlcipher.Connection, member: bytes) -> dict[bytes, Known]:
    """Return all that a member has or was sent."""
    rows = con.execute("SELECT item, gone, delivery FROM team_known WHERE member = ?", (member,))
    return {bytes(item): Known(bool(gone), delivery) for item, gone, delivery in rows}


def has(con: sqlcipher.Connection, member: bytes, item: bytes) -> bool:
    """Return whether a member has an item or was sent it."""
    asked = (member, item)
    return con.execute("SELECT 1 FROM team_known WHERE member = ? AND item = ?", asked).fetchone() is not None


def heard(con: sqlcipher.Connection, team: bytes) -> set[bytes]:
    """Return all items that came from members in a team: the owner alone passes them on."""
    return {bytes(row[0]) for row in con.execute("SELECT item FROM team_known WHERE heard = ?", (team,))}


def bringers(con: sqlcipher.Connection, change: bytes) -> list[bytes]:
    """Return the members from whom a change came."""
    rows = con.execute("SELECT member FROM team_known WHERE item = ? AND heard IS NOT NULL ORDER BY member", (change,))
    return [bytes(row[0]) for row in rows]


def note(
    con: sqlcipher.Connection, member: bytes, items: Mapping[bytes, bool], *, came: bytes | None = None,
    delivery: int | None = None,
) -> None:  # fmt: skip
    """Note that a member has these items (each: whether as removed): they `came` from there in a team, or go there."""
    con.executemany(
        "INSERT INTO team_known VALUES (?, ?, ?, ?, ?) ON CONFLICT (member, item) DO UPDATE SET"
        " delivery = CASE WHEN excluded.delivery IS NULL OR excluded.gone > gone OR delivery = 0 THEN excluded.delivery"
        " ELSE delivery END, gone = max(gone, excluded.gone), heard = coalesce(excluded.heard, heard)",
        [(member, item, int(gone), came, delivery) for item, gone in items.items()],
    )


def passed_on(con: sqlcipher.Connection, owner: bytes, member: bytes) -> None:
    """A member is new: what its owner was sent until now it passes on to it, and what of that got lost goes anew."""
    con.execute(
        "INSERT OR IGNORE INTO team_known SELECT ?, item, gone, NULL, delivery FROM team_known WHERE member = ?",
        (member, owner),
    )


def forget(con: sqlcipher.Connection, member: bytes) -> None:
    """Forget what a member has: it began anew, from a backup, and gets all once more."""
    con.execute("DELETE FROM team_known WHERE member = ?", (member,))


def due(con: sqlcipher.Connection, team: Team, me: bytes, now: int, random: Callable[[int], bytes]) -> None:
    """Let something wait for every member who is a contact: one report, which is written when it is sealed."""
    for id_ in team.members:
        card = con.execute("SELECT record FROM card WHERE id = ?", (id_,)).fetchone()
        if id_ != me and card and not unwritten(con, team.id, id_):
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
    """Records were written: where a team covers one of them, something waits for its members."""
    on = all_(con, ON)
    if not on:
        return
    rows = [con.execute("SELECT team FROM team_record WHERE record = ?", (id_,)).fetchall() for id_ in touched]
    teams = {bytes(team) for row in rows for (team,) in row}
    for team in on:
        if team.id in teams:
            due(con, team, me, now, random)


def to(con: sqlcipher.Connection, team: bytes, member: bytes, where: str = "1") -> list[Delivery]:
    """Return the deliveries of a team to a member; `where` is a clause of ours."""
    chosen = "num IN (SELECT delivery FROM team_delivery WHERE team = ? AND member = ?)"
    return outbox.deliveries(con, f"{chosen} AND {where}", (team, member))


_UNWRITTEN = "state = 'queued' AND manifest IS NULL AND num IN (SELECT delivery FROM team_delivery WHERE file IS NULL)"


def unwritten(con: sqlcipher.Connection, team: bytes, member: bytes) -> list[Delivery]:
    """Return what waits for a member and is not written yet."""
    return to(con, team, member, _UNWRITTEN)


def drop(con: sqlcipher.Connection, num: int) -> None:
    """Delete a delivery that never left: there is nothing to say."""
    unwrite(con, num)
    for table, column in (("attachment", "delivery"), ("team_delivery", "delivery"), ("delivery", "num")):
        con.execute(f"DELETE FROM {table} WHERE {column} = ?", (num,))


def unwrite(con: sqlcipher.Connection, num: int) -> None:
    """Count what stands in a delivery that never left as not sent; of a link whose mark does, the link itself is."""
    con.execute("DELETE FROM team_known WHERE delivery = ? AND gone = 0", (num,))
    free(con, num)


def free(con: sqlcipher.Connection, num: int) -> None:
    """Count what goes in a delivery as not sent, but that it may have arrived: a link is taken back all the same."""
    con.execute("UPDATE team_known SET gone = 0, delivery = ? WHERE delivery = ?", (MAYBE, num))


def close(con: sqlcipher.Connection, delivery: Delivery, now: int, why: str) -> None:
    """Give up a delivery, and what was sealed of it; what goes in it counts as not sent."""
    outbox.set_state(con, delivery.num, "closed", now, why)
    con.execute("DELETE FROM sealed WHERE delivery = ?", (delivery.num,))
    free(con, delivery.num)


def lost(con: sqlcipher.Connection, now: int, patience: int) -> list[tuple[bytes, Delivery]]:
    """Return, with its team, each report of changes that left and counts as lost.

    A later one to the same member has arrived, or nothing was heard of it for `patience` seconds, or it was stopped
    because a record in it was destroyed. Files are left to their relay's own dates: they may take weeks.
    """
    rows = con.execute(
        "SELECT t.team, d.num FROM team_delivery t JOIN delivery d ON d.num = t.delivery WHERE t.file IS NULL AND ("
        " (d.state IN ('relayed', 'exported') AND (d.changed NOT BETWEEN ? AND ? OR EXISTS (SELECT 1"
        " FROM team_delivery u JOIN delivery e ON e.num = u.delivery WHERE u.team = t.team"
        " AND u.member = t.member AND u.file IS NULL AND e.num > d.num AND e.state IN ('delivered', 'accepted'))))"
        " OR (d.state = 'closed' AND EXISTS (SELECT 1 FROM team_known k WHERE k.delivery = d.num)"
        " AND d.reason = 'destroyed here'))",
        pause.lately(now, patience),
    ).fetchall()
    return [(bytes(team), outbox.get(con, num)) for team, num in rows]


def on_the_way(con: sqlcipher.Connection, team: bytes, member: bytes) -> tuple[int, int]:
    """Return how many changes and how many files left for a member, or wait sealed, and have not arrived."""
    marks = ",".join(f"'{state}'" for state in outbox.OPEN)
    rows = con.execute(
        "SELECT coalesce(sum(length(k.item) = 16 AND EXISTS (SELECT 1 FROM change c WHERE c.id = k.item)), 0),"
        " coalesce(sum(length(k.item) = 32), 0) FROM team_delivery t JOIN delivery d ON d.num = t.delivery"
        " JOIN team_known k ON k.delivery = t.delivery AND k.member = t.member"
        f" WHERE t.team = ? AND t.member = ? AND d.state IN ({marks})",
        (team, member),
    ).fetchone()
    return int(rows[0]), int(rows[1])


def seen(con: sqlcipher.Connection, member: bytes, incarnation: bytes, now: int) -> bool:
    """Note the incarnation of a member's vault; return whether another one was known, at most once in `ANEW` seconds.

    One that comes sooner is not noted: what the member says after that time brings it up again.
    """
    row = con.execute("SELECT incarnation, again FROM team_seen WHERE member = ?", (member,)).fetchone()
    if row is None:
        con.execute("INSERT INTO team_seen (member, incarnation) VALUES (?, ?)", (member, incarnation))
        return False
    if bytes(row[0]) == incarnation or pause.since(row[1], now, ANEW):
        return False
    con.execute("UPDATE team_seen SET incarnation = ?, again = ? WHERE member = ?", (incarnation, now, member))
    return True
