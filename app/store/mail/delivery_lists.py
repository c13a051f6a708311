"""List the deliveries of one report, of one contact, or without a sender: urgent first, then in queue order."""

from collections.abc import Iterator

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.mail.outbox import Delivery, deliveries, get


def list_of_report(con: sqlcipher.Connection, report: bytes, contact: bytes | None = None) -> list[Delivery]:
    """Return the deliveries of a report, to one contact or to all."""
    return deliveries(con, "report = ?1 AND (?2 IS NULL OR contact = ?2)", (report, contact))


def list_to_contact(con: sqlcipher.Connection, contact: bytes) -> list[Delivery]:
    """Return the deliveries to a contact."""
    return deliveries(con, "contact = ?", (contact,))


def list_queued_since(con: sqlcipher.Connection, contact: bytes, profile: str, since: int) -> list[Delivery]:
    """Return the deliveries to a contact under a profile that were queued at this time (UTC seconds) or later."""
    return deliveries(con, "contact = ? AND profile = ? AND queued >= ?", (contact, profile, since))


def list_anonymous(con: sqlcipher.Connection) -> list[Delivery]:
    """Return the anonymous deliveries."""
    return deliveries(con, "anonymous = 1")


def iterate_encrypted(con: sqlcipher.Connection) -> Iterator[Delivery]:
    """Yield the signed deliveries that were ever encrypted, one at a time: their bodies can need much memory."""
    rows = con.execute("SELECT num FROM delivery WHERE anonymous = 0 AND manifest_hash IS NOT NULL ORDER BY num")
    yield from (get(con, num) for (num,) in rows.fetchall())
