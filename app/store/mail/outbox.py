"""Store the outbox: deliveries (one report to one recipient), their files, and their encrypted form for each route.

States, in the words of crypto.md f: queued, sealed, exported, relayed, delivered, accepted, rejected, needs-reseal. The
manifest is stored until the recipient's own acknowledgement. Thus a retry after a kill at any point is the same report
under the same id.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import evolve, frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.store.mail import delivery_events, report_copies
from app.store.relays import file_routes

OPEN = ("queued", "sealed", "exported", "relayed", "needs-reseal")
"""States in which a delivery has not arrived."""
HELD = ("queued", "sealed", "needs-reseal")
"""States in which no relay or USB stick has the complete delivery."""
ANSWERED = ("delivered", "rejected", "accepted")
"""The answers of a recipient to a report; a refused one can still be accepted, never the reverse."""
STOPPED = "stopped here"
"""The reason of a delivery that its sender closed."""
BODY = -1
"""The number, among a report's files, of a body that is too large for its manifest (key 18)."""
MAX_BODY = 16 << 20
"""The size limit in bytes of a report body that a reader accepts (manifest key 18)."""
MARKS = ",".join(f"'{state}'" for state in OPEN)
OPEN_OR = f"state IN ({MARKS}) OR reason = ?"
"""The condition of deliveries that wait or ended for a reason."""


@frozen
class Delivery:
    """One report to one recipient; `body` is the report body's CBOR, frozen when the person shared it."""

    num: int
    report: bytes
    contact: bytes
    addressee: bytes
    profile: str
    urgent: bool
    body: bytes
    manifest: bytes | None
    state: str
    reason: str
    queued: int
    changed: int
    anonymous: bool = False

    @property
    def is_stopped(self) -> bool:
        """Return True if a person stopped it and can let it continue."""
        return self.state == "closed" and self.reason == STOPPED


@frozen
class Attached:
    """One file of a delivery: its blob, and once planned its wire form (key, object id, length, segment hashes)."""

    num: int
    blob: bytes
    name: str
    mime: str
    k_blob: bytes | None = None
    object_id: bytes | None = None
    length: int = 0
    segments: bytes = b""


_COLUMNS = "num, report, contact, addressee, profile, urgent, body, manifest, state, reason, queued, changed, anonymous"


def _delivery(row: Sequence[Any]) -> Delivery:
    num, report, contact, addressee, profile, urgent, body, manifest, state, reason, queued, changed, nameless = row
    return Delivery(
        int(num), bytes(report), bytes(contact), bytes(addressee), str(profile), bool(urgent), bytes(body),
        bytes(manifest) if manifest is not None else None, str(state), str(reason), int(queued), int(changed),
        bool(nameless),
    )  # fmt: skip


def queue(
    con: sqlcipher.Connection,
    report: bytes,
    contact: bytes,
    addressee: bytes,
    profile: str,
    urgent: bool,
    body: bytes,
    files: Iterable[tuple[bytes, str, str]],
    now: int,
    file_relays: int = 1,
    anonymous: bool = False,
) -> int:
    """Queue one report for one recipient, with its files (blob id, name, media type), not encrypted yet.

    The files go to `file_relays` of the recipient's relays. An `anonymous` delivery is excluded from all signed
    messages.
    """
    num = con.execute(
        "INSERT INTO delivery (report, contact, addressee, profile, urgent, body, state, queued, changed, carriers,"
        " anonymous) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?)",
        (report, contact, addressee, profile, int(urgent), body, now, now, file_relays, anonymous),
    ).lastrowid
    con.executemany(
        "INSERT INTO attachment (delivery, num, blob, name, mime) VALUES (?, ?, ?, ?, ?)",
        [(num, i, blob, name, mime) for i, (blob, name, mime) in enumerate(files)],
    )
    return int(num or 0)


def share_files(con: sqlcipher.Connection, report: bytes) -> None:
    """Let all recipients of a report share one encrypted form of its files; call before its first encryption."""
    con.execute("INSERT INTO one_copy VALUES (?)", (report,))


def shared_form(con: sqlcipher.Connection, report: bytes, file: Attached) -> Attached | None:
    """Return a file with its encrypted form for another recipient; None if each recipient gets a separate form."""
    row = con.execute(
        "SELECT a.k_blob, a.object_id, a.length, a.segments FROM one_copy o JOIN delivery d ON d.report = o.report"
        " JOIN attachment a ON a.delivery = d.num WHERE o.report = ? AND a.blob = ? AND a.k_blob IS NOT NULL LIMIT 1",
        (report, file.blob),
    ).fetchone()
    if row is None:
        return None
    return evolve(file, k_blob=bytes(row[0]), object_id=bytes(row[1]), length=int(row[2]), segments=bytes(row[3]))


def deliveries(con: sqlcipher.Connection, where: str = "1", values: Sequence[object] = ()) -> list[Delivery]:
    """Return deliveries, urgent first and then in queue order; `where` is a clause of ours, never of a person."""
    rows = con.execute(f"SELECT {_COLUMNS} FROM delivery WHERE {where} ORDER BY urgent DESC, num", list(values))
    return [_delivery(row) for row in rows]


def list_deliveries_to(con: sqlcipher.Connection, contact: bytes) -> list[Delivery]:
    """Return the deliveries to one contact, in queue order."""
    return sorted(deliveries(con, "contact = ?", (contact,)), key=lambda delivery: delivery.num)


def get(con: sqlcipher.Connection, num: int) -> Delivery:
    """Return one delivery."""
    return deliveries(con, "num = ?", (num,))[0]


def list_waiting_deliveries(
    con: sqlcipher.Connection, route: str, contacts: Sequence[bytes] | None = None, anonymous: bool = False
) -> list[Delivery]:
    """Return the signed or anonymous deliveries that have not arrived and are not on this route, or expired there."""
    found = deliveries(
        con,
        f"state IN ({MARKS}) AND anonymous = ? AND NOT EXISTS (SELECT 1 FROM sealed s WHERE s.delivery = delivery.num"
        " AND s.route = ? AND s.put IS NOT NULL)",
        (anonymous, route),
    )
    return [d for d in found if contacts is None or d.contact in contacts]


def list_urgent(con: sqlcipher.Connection) -> set[int]:
    """Return the urgent deliveries to hand over."""
    rows = con.execute(
        "SELECT num FROM delivery WHERE state IN ('queued', 'needs-reseal') AND urgent AND NOT anonymous"
    )
    return {int(row[0]) for row in rows}


def has_unheard_urgent(con: sqlcipher.Connection, since: int) -> bool:
    """Return True if an urgent delivery queued since `since` (UTC seconds) has no acknowledgement yet."""
    asked = f"SELECT 1 FROM delivery WHERE urgent AND state IN ({MARKS}) AND queued >= ? LIMIT 1"
    return con.execute(asked, (since,)).fetchone() is not None


def to_hand_over(con: sqlcipher.Connection) -> list[int]:
    """Return the deliveries that no relay or USB stick has completely."""
    marks = ",".join(f"'{state}'" for state in HELD)
    return [int(row[0]) for row in con.execute(f"SELECT num FROM delivery WHERE state IN ({marks}) AND NOT anonymous")]


def sizes(con: sqlcipher.Connection, nums: Iterable[int]) -> dict[int, int]:
    """Return the bytes of each of these deliveries, text and files."""
    said = (
        "SELECT length(d.body) + coalesce(sum(b.size), 0) FROM delivery d LEFT JOIN attachment a ON a.delivery = d.num"
    )
    query = f"{said} LEFT JOIN blob b ON b.id = a.blob WHERE d.num = ?"
    return {num: int(con.execute(query, (num,)).fetchone()[0]) for num in nums}


def list_attached_files(con: sqlcipher.Connection, num: int) -> list[Attached]:
    """Return the files of a delivery."""
    rows = con.execute(
        "SELECT num, blob, name, mime, k_blob, object_id, length, segments FROM attachment"
        " WHERE delivery = ? ORDER BY num",
        (num,),
    )
    return [Attached(n, bytes(b), name, mime, k and bytes(k), o and bytes(o), length or 0, bytes(s or b""))
            for n, b, name, mime, k, o, length, s in rows]  # fmt: skip


def count_unplanned_bytes(con: sqlcipher.Connection, nums: Iterable[int | None]) -> int:
    """Return the bytes of the files of these deliveries that have no wire form yet."""
    rows = [
        con.execute(
            "SELECT coalesce(sum(b.size), 0) FROM delivery d JOIN attachment a ON a.delivery = d.num"
            " JOIN blob b ON b.id = a.blob WHERE d.num = ? AND d.manifest IS NULL",
            (num,),
        ).fetchone()
        for num in nums
    ]
    return sum(int(row[0]) for row in rows)


def plan(con: sqlcipher.Connection, num: int, files: Iterable[Attached], manifest: bytes, manifest_hash: bytes) -> None:
    """Store the wire form of the files and the manifest that lists them; both are final from now on."""
    con.executemany(
        "UPDATE attachment SET k_blob = ?, object_id = ?, length = ?, segments = ? WHERE delivery = ? AND num = ?",
        [(f.k_blob, f.object_id, f.length, f.segments, num, f.num) for f in files],
    )
    con.execute("UPDATE delivery SET manifest = ?, manifest_hash = ? WHERE num = ?", (manifest, manifest_hash, num))


def read_sealed_message(con: sqlcipher.Connection, num: int, route: str) -> tuple[bytes, bytes] | None:
    """Return (envelope, object id) as encrypted for a route, or None if it must be encrypted first or again."""
    row = con.execute(
        "SELECT envelope, object_id FROM sealed WHERE delivery = ? AND route = ? AND box_pk != x''", (num, route)
    ).fetchone()
    return (bytes(row[0]), bytes(row[1])) if row else None


def keep_sealed(
    con: sqlcipher.Connection, num: int, route: str, envelope: bytes, object_id: bytes,
    keyset: "crypto.PublicKeyset", now: int,
) -> None:  # fmt: skip
    """Store the envelope for a route, and its keyset, until its arrival is known."""
    con.execute(
        "INSERT OR REPLACE INTO sealed (delivery, route, envelope, object_id, keyset_end, at, box_pk)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (num, route, envelope, object_id, keyset.not_after, now, keyset.box_pk),
    )
    set_state(con, num, "sealed", now, only_from=("queued", "needs-reseal"))


def record_placed_object(
    con: sqlcipher.Connection,
    num: int,
    route: str,
    object_id: bytes,
    receipt: bytes | None,
    expires: int | None,
    now: int,
) -> None:
    """Record that one object is durable on a route; the name of a USB stick route is `stick:<bundle id>`."""
    con.execute(
        "INSERT OR REPLACE INTO placed (delivery, route, object_id, at, receipt, expires) VALUES (?, ?, ?, ?, ?, ?)",
        (num, route, object_id, now, receipt, expires),
    )


def is_placed(con: sqlcipher.Connection, num: int, route: str, object_id: bytes) -> bool:
    """Return True if an object of a delivery is already durable on a route."""
    row = con.execute(
        "SELECT 1 FROM placed WHERE delivery = ? AND route = ? AND object_id = ?", (num, route, object_id)
    ).fetchone()
    return row is not None


def record_finished_route(con: sqlcipher.Connection, num: int, route: str, now: int) -> None:
    """Record that a route has all its objects of a delivery; a delivery that was stopped too late counts too.

    A delivery is relayed once its files, which another relay can carry, are also on a route. A delivery stays closed if
    it was closed for a withdrawal, or for an ended key or place of its recipient. Otherwise it would go elsewhere.
    """
    if con.execute(
        "SELECT 1 FROM delivery WHERE num = ? AND state = 'closed' AND reason != ?", (num, STOPPED)
    ).fetchone():
        return
    if route.startswith("stick"):
        set_state(con, num, "exported", now, only_from=(*HELD, "exported", "closed"))
        return
    con.execute("UPDATE sealed SET put = ? WHERE delivery = ? AND route = ?", (now, num, route))
    if file_routes.has_route_for_all(con, num):
        set_state(con, num, "relayed", now, only_from=(*HELD, "exported", "closed"))


def set_state(
    con: sqlcipher.Connection, num: int, state: str, now: int, reason: str = "", only_from: Sequence[str] = ()
) -> None:
    """Move a delivery to a state; `only_from` protects a later state."""
    marks = ",".join(f"'{s}'" for s in only_from)
    limit = f" AND state IN ({marks})" if marks else ""
    con.execute(
        f"UPDATE delivery SET state = ?, reason = ?, changed = ? WHERE num = ?{limit}",
        (state, reason, now, num),
    )


def stop(con: sqlcipher.Connection, report: bytes, now: int) -> list[int]:
    """Close the deliveries of a report that are not handed over, and return them; no data is deleted."""
    nums = [d.num for d in deliveries(con, "report = ?", (report,)) if d.state in HELD]
    for num in nums:
        set_state(con, num, "closed", now, STOPPED)
    return nums


def go_on(con: sqlcipher.Connection, report: bytes, now: int) -> int:
    """Queue the stopped deliveries of a report again; return their number."""
    found = [d for d in deliveries(con, "report = ?", (report,)) if d.is_stopped]
    for delivery in found:
        set_state(con, delivery.num, "queued", now)
    return len(found)


def has_left(con: sqlcipher.Connection, num: int) -> bool:
    """Return True if any object of a delivery is on a relay or USB stick."""
    return con.execute("SELECT 1 FROM placed WHERE delivery = ?", (num,)).fetchone() is not None


def process_acknowledgement(
    con: sqlcipher.Connection, report: bytes, addressee: bytes, manifest_hash: bytes, state: str, reason: str, now: int,
    anonymous: bool = False,
) -> bool | None:  # fmt: skip
    """Process a recipient's acknowledgement of exactly this manifest; delete keys and manifest.

    An acknowledgement of an `anonymous` delivery counts only if it came into the mailbox made for it. Return True if it
    is new, False if not, and None if no delivery of ours matches.
    """
    row = con.execute(
        "SELECT num, state FROM delivery WHERE report = ? AND addressee = ? AND manifest_hash = ? AND anonymous = ?",
        (report, addressee, manifest_hash, anonymous),
    ).fetchone()
    if row is None:
        return None
    num, before = row
    order = (*OPEN, *ANSWERED)
    if before in order and order.index(state) <= order.index(before):
        return False
    set_state(con, num, state, now, reason)
    report_copies.drop_encrypted(con, num)
    return True


def forget(con: sqlcipher.Connection, profile: str, body: bytes) -> None:
    """Replace all delivered bodies under a profile with this empty body, because they are no longer needed."""
    con.execute(
        f"UPDATE delivery SET body = ? WHERE profile = ? AND manifest IS NULL AND state NOT IN ({MARKS}, 'closed')",
        (body, profile),
    )


def resend_missing_objects(con: sqlcipher.Connection, report: bytes, addressee: bytes, now: int) -> None:
    """Let all objects of a delivery go again, because the recipient lacks some; old receipts are void."""
    for delivery in deliveries(con, "report = ? AND addressee = ? AND NOT anonymous", (report, addressee)):
        file_routes.drop_stale_carriers(con, delivery.num, now)
        delivery_events.move_missing(con, delivery.num, now)
        con.execute("DELETE FROM tagged WHERE delivery = ?", (delivery.num,))
        con.execute("UPDATE sealed SET put = NULL WHERE delivery = ?", (delivery.num,))


def expire(con: sqlcipher.Connection, now: int) -> None:
    """Queue again the objects that a relay no longer stores and no one acknowledged."""
    con.execute(
        "UPDATE sealed SET put = NULL WHERE put IS NOT NULL AND EXISTS (SELECT 1 FROM placed p"
        " WHERE p.delivery = sealed.delivery AND p.route = sealed.route AND p.expires < ?)",
        (now,),
    )
    con.execute(
        "UPDATE carrier SET reached = 0 WHERE EXISTS (SELECT 1 FROM placed p WHERE p.delivery = carrier.delivery"
        " AND p.route = carrier.route AND p.expires < ?)",
        (now,),
    )
    delivery_events.move_expired(con, now)


def list_undecided_reports(con: sqlcipher.Connection, contact: bytes, most: int = 1_000) -> list[bytes]:
    """Return the delivered reports to a contact without a final answer here, the newest first."""
    rows = con.execute(
        "SELECT report FROM delivery WHERE contact = ? AND state = 'delivered' AND NOT anonymous"
        " ORDER BY changed DESC, num DESC LIMIT ?",
        (contact, most),
    )
    return [bytes(row[0]) for row in rows]


def list_unacknowledged_reports(con: sqlcipher.Connection, contact: bytes, most: int = 100) -> list[bytes]:
    """Return the reports to a contact that have no answer yet."""
    rows = con.execute(
        f"SELECT report FROM delivery WHERE contact = ? AND state IN ({MARKS}) AND NOT anonymous ORDER BY num LIMIT ?",
        (contact, most),
    )
    return [bytes(row[0]) for row in rows]
