"""Reports that have not arrived and hold what is withdrawn: they are stopped, and what is left of them goes anew.

What was never sealed is the same report with less in it. What was sealed may have left, and a report never changes: it
is closed, and a new one that names it (manifest key 16) carries the rest. What lies on a relay or stick already stays
there; who takes it gets the notice too.
"""

from collections.abc import Collection, Sequence

import crypto
from app.actions.mailed import Doomed
from app.store import apart, files, outbox, retractions, teams
from app.store.outbox import Delivery
from app.store.vault import Vault

WITHDRAWN = "withdrawn here"
"""The reason of a delivery that was stopped because something in it was withdrawn."""


def holding(vault: Vault, records: Collection[bytes], contact: bytes) -> list[Delivery]:
    """Return the deliveries to a contact that hold one of these records, whatever became of them."""
    return [row for row in outbox.deliveries(vault.con, "contact = ?", (contact,)) if holds(row, records)]


def holds(delivery: Delivery, records: Collection[bytes]) -> bool:
    """Return whether a delivery holds one of these records."""
    return Doomed(frozenset(records), ()).in_(delivery.body)


def may_have(vault: Vault, records: Collection[bytes], contact: bytes) -> bool:
    """Return whether anything that holds these records may have left for a contact: it was sealed at least once."""
    held = holding(vault, records, contact)
    rows = [
        vault.con.execute("SELECT manifest_hash FROM delivery WHERE num = ?", (row.num,)).fetchone() for row in held
    ]
    return not held or any(hash_ is not None for (hash_,) in rows)


def stop(vault: Vault, records: Collection[bytes], contact: bytes) -> int:
    """Take these records out of what has not arrived at a contact; return how many reports held some. In a transaction.

    What waits in a team is written anew by itself; what a person stopped stays here for good.
    """
    for delivery in holding(vault, records, contact):
        if delivery.is_stopped:
            _close(vault, delivery)
    held = [row for row in holding(vault, records, contact) if row.state in outbox.OPEN]
    for delivery in held:
        team = vault.con.execute("SELECT team FROM team_delivery WHERE delivery = ?", (delivery.num,)).fetchone()
        if team is not None:
            teams.close(vault.con, delivery, vault.now(), WITHDRAWN)
            known = teams.get(vault.con, bytes(team[0]))
            if known is not None and known.state == teams.ON:
                teams.due(vault.con, known, vault.author, vault.now(), vault.random)
        else:
            _without(vault, records, delivery)
    return len(held)


def nameless(vault: Vault, records: Collection[bytes]) -> tuple[list[Delivery], int]:
    """Return the anonymous deliveries that hold one of these records and have not arrived, and how many may have left.

    Each record stands in them under an id of its own.
    """
    held = [row for row in outbox.deliveries(vault.con, "anonymous = 1") if apart.holds(vault.con, row.num, records)]
    left = vault.con.execute("SELECT num FROM delivery WHERE anonymous = 1 AND manifest_hash IS NOT NULL").fetchall()
    return [row for row in held if row.state in outbox.OPEN or row.is_stopped], len(
        {row.num for row in held} & {num for (num,) in left}
    )


def stop_nameless(vault: Vault, records: Collection[bytes]) -> None:
    """Stop what would go without a name and holds one of these records. In a transaction.

    Nothing goes in its place by itself: a second one with the rest would stand beside the first, if that had left.
    """
    for delivery in nameless(vault, records)[0]:
        _close(vault, delivery)


def _close(vault: Vault, delivery: Delivery) -> None:
    outbox.set_state(vault.con, delivery.num, "closed", vault.now(), WITHDRAWN)
    vault.con.execute("DELETE FROM sealed WHERE delivery = ?", (delivery.num,))


def _without(vault: Vault, records: Collection[bytes], delivery: Delivery) -> None:
    con, num = vault.con, delivery.num
    body = crypto.read_body(delivery.body)
    gone = {row.fields.get("sha256") for row in body.records if row.record_id in records}
    left = Doomed(frozenset(records), ()).left_of(body)
    gone -= {row.fields.get("sha256") for row in left.records}
    stays = []
    for row in outbox.attached(con, num):
        blob = files.by_id(vault, row.blob)
        if row.num != outbox.BODY and blob is not None and blob.sha256.hex() not in gone:
            stays.append((row.blob, row.name, row.mime))
    hash_, carriers = con.execute("SELECT manifest_hash, carriers FROM delivery WHERE num = ?", (num,)).fetchone()
    if hash_ is None:
        _anew(vault, num, left.encode(), stays)
    if hash_ is not None or not left.records:
        _close(vault, delivery)
    if hash_ is not None and left.records:
        report = vault.random(16)
        retractions.replace(con, report, (delivery.report,))
        outbox.queue(
            con, report, delivery.contact, delivery.addressee, delivery.profile, delivery.urgent, left.encode(), stays,
            vault.now(), carriers,
        )  # fmt: skip


def _anew(vault: Vault, num: int, body: bytes, stays: Sequence[tuple[bytes, str, str]]) -> None:
    """Put less into a delivery that was never sealed. Its row stays: a round may be about to seal it."""
    vault.con.execute("UPDATE delivery SET body = ? WHERE num = ?", (body, num))
    vault.con.execute("DELETE FROM attachment WHERE delivery = ?", (num,))
    vault.con.executemany(
        "INSERT INTO attachment (delivery, num, blob, name, mime) VALUES (?, ?, ?, ?, ?)",
        [(num, i, blob, name, mime) for i, (blob, name, mime) in enumerate(stays)],
    )
