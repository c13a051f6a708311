"""Read the records of check-ins for the board: the active plans, and all records of each plan.

A plan is active until some days after its end, and until the travellers reported at its end. Most plans of a vault
ended long ago. They are excluded in SQL, so that the board, which is read each minute, loads only the plans that it
shows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.domain.record import Record
from app.store.records.proposals import covers
from app.store.records.record_rows import load_rows
from app.store.tables.schema import SAYS_MORE, sort_range
from app.store.vault.connection import VaultConnection

_AT_ONCE = 900
_ACTIVE = """
SELECT p.sort FROM record p WHERE p.sort BETWEEN ? AND ? AND p.removed = 0 AND (
  json_extract(p.body, '$.ends') >= substr(?, 1, length(json_extract(p.body, '$.ends')))
  OR coalesce(json_extract(p.body, '$.called_off'), json_extract(p.body, '$.ends')) = json_extract(p.body, '$.ends')
     AND NOT EXISTS (
       SELECT 1 FROM link l JOIN record c ON c.id = l.source WHERE l.target = p.id AND l.role = 'plan' AND l.removed = 0
       AND c.kind = {checkin} AND c.removed = 0 AND (json_extract(c.body, '$.state') IN ('arrived', 'cancelled')
         OR json_extract(c.body, '$.at') >= json_extract(p.body, '$.ends')))
  OR p.id IN (
    SELECT l.target FROM link l WHERE l.role = 'plan' AND l.removed = 0 AND l.source IN (
      SELECT id FROM record INDEXED BY checkin_says_more WHERE kind = {checkin} AND removed = 0 AND {says_more}))
) ORDER BY p.sort
"""


def list_active_plans(con: VaultConnection, since: str) -> list[Record]:
    """Return the plans that end after a local minute, and older ones without an end report or with a code word."""
    low, high = sort_range(con.kinds["checkin_plan"].number)
    sql = _ACTIVE.format(checkin=con.kinds["checkin"].number, says_more=SAYS_MORE)
    return load_rows(con, [row[0] for row in con.execute(sql, (low, high, since)).fetchall()])


def parts(con: VaultConnection, since: Mapping[bytes, str]) -> Mapping[bytes, Sequence[Record]]:
    """Return the steps, the entries and the check-ins of each plan, the check-ins from its given local minute on.

    Of older check-ins it returns the newest, which answers all earlier due times. It also returns each one that says
    more than "all well".
    """
    to_plans = [kind for kind in con.kinds.values() for role in kind.roles if "checkin_plan" in role.to]
    others = [kind.number for kind in to_plans if kind.name != "checkin"]
    found = list_linked_records(con, since, "plan", others)
    ids, rows, checkin = list(since), list[tuple[bytes, int]](), con.kinds["checkin"].number
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        calls = con.execute(
            "SELECT l.target, r.sort, json_extract(r.body, '$.at') AS heard, json_extract(r.body, '$.state') NOT IN"
            " ('fine', 'late') OR json_extract(r.body, '$.said') IS NOT NULL"
            " FROM link l JOIN record r ON r.id = l.source"
            f" WHERE l.target IN ({','.join('?' * len(some))}) AND l.role = 'plan' AND l.removed = 0"
            f" AND r.removed = 0 AND r.kind = {checkin} ORDER BY l.target, heard DESC",
            some,
        )
        rows += _worth(calls, since)
    sorts = sorted({sort for _, sort in rows})
    by_sort = dict(zip(sorts, load_rows(con, sorts), strict=True))
    heard: dict[bytes, list[Record]] = {id_: [] for id_ in ids}
    for plan, sort in rows:
        heard[plan].append(by_sort[sort])
    return {id_: [*found[id_], *heard[id_]] for id_ in ids}


def _worth(calls: Iterable[tuple[bytes, int, str, bool]], since: Mapping[bytes, str]) -> Iterator[tuple[bytes, int]]:
    """Yield the check-ins that the board needs, from those of each plan, newest first."""
    older = set[bytes]()
    for plan, sort, at, says_more in calls:
        if at >= since[plan] or says_more or plan not in older:
            yield bytes(plan), sort
        if at < since[plan]:
            older.add(bytes(plan))


def last_heard(con: VaultConnection, plans: Iterable[bytes]) -> Mapping[bytes, tuple[str, bool]]:
    """Return the time of the last check-in of each plan with entries, and True if the plan needs a full evaluation.

    That is so for a code word, an arrival or a similar state, the end of an alarm, or no check-in at all.
    """
    ids, found = list(plans), dict[bytes, tuple[str, bool]]()
    checkin, entry = con.kinds["checkin"].number, con.kinds["watch_entry"].number
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        rows = con.execute(
            f"SELECT l.target, max(CASE r.kind WHEN {checkin} THEN json_extract(r.body, '$.at') END), max(CASE r.kind"
            f" WHEN {checkin} THEN json_extract(r.body, '$.state') NOT IN ('fine', 'late')"
            " OR json_extract(r.body, '$.said') IS NOT NULL ELSE json_extract(r.body, '$.action') = 'stood_down' END)"
            f" FROM link l JOIN record r ON r.id = l.source WHERE l.target IN ({','.join('?' * len(some))})"
            f" AND l.role = 'plan' AND l.removed = 0 AND r.removed = 0 AND r.kind IN ({checkin}, {entry})"
            " GROUP BY l.target",
            some,
        ).fetchall()
        found |= {bytes(plan): (str(last or ""), bool(more) or not last) for plan, last, more in rows}
    return found


def list_linked_records(
    con: VaultConnection, wholes: Iterable[bytes], role: str, kinds: Sequence[int]
) -> Mapping[bytes, Sequence[Record]]:
    """Return the records of these kinds (by number) that link to each record in a role, ordered by date."""
    ids, rows = list(wholes), list[tuple[bytes, int]]()
    among = ",".join(map(str, kinds))
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        rows += con.execute(
            f"SELECT l.target, r.sort FROM link l JOIN record r ON r.id = l.source WHERE l.target IN"
            f" ({','.join('?' * len(some))}) AND l.role = ? AND l.removed = 0 AND r.removed = 0 AND r.kind IN ({among})"
            " ORDER BY r.sort",
            (*some, role),
        ).fetchall()
    sorts = sorted({sort for _, sort in rows})
    loaded = dict(zip(sorts, load_rows(con, sorts), strict=True))
    found: dict[bytes, list[Record]] = {id_: [] for id_ in ids}
    for target, sort in rows:
        found[bytes(target)].append(loaded[sort])
    return found


def turns(con: VaultConnection, most: int = 200) -> list[Record]:
    """Return the newest entries for the start, handover or end of a duty shift, the newest last."""
    rows = con.execute(
        "SELECT sort FROM record WHERE sort BETWEEN ? AND ? AND removed = 0"
        " AND json_extract(body, '$.action') IN ('took', 'gave', 'left') ORDER BY sort DESC LIMIT ?",
        (*sort_range(con.kinds["watch_entry"].number), most),
    ).fetchall()
    return load_rows(con, [row[0] for row in reversed(rows)])


def in_teams(con: VaultConnection, plans: Iterable[bytes]) -> list[bytes]:
    """Return the plans that a team covers."""
    return [id_ for id_ in plans if covers(con, id_)]
