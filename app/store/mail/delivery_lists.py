"""List the deliveries of one report, of one contact, or without a sender: urgent first, then in queue order."""

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.mail.outbox import Delivery, deliveries


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
