"""Remove parts of received reports and queued deliveries, and find the reports that can contain them."""

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlcipher

ReportId = tuple[bytes, bytes]
"""The sender of a received report, and its id."""


def list_received(con: sqlcipher.Connection) -> list[ReportId]:
    """Return every received report."""
    return _ids(con, "arrived")


def list_received_from(con: sqlcipher.Connection, contact: bytes) -> list[ReportId]:
    """Return the received reports of a contact, under any of its keys."""
    return _ids(con, "arrived WHERE contact IS ?", contact)


def list_received_from_others(con: sqlcipher.Connection, contact: bytes) -> list[ReportId]:
    """Return the received reports of all senders but a contact."""
    return _ids(con, "arrived WHERE contact IS NOT ?", contact)


def list_waiting_for_file(con: sqlcipher.Connection, blob: bytes) -> list[ReportId]:
    """Return the received reports that have a file, each once."""
    return list(dict.fromkeys(_ids(con, "expected WHERE blob = ?", blob)))


def set_manifest(con: sqlcipher.Connection, report: ReportId, manifest: bytes) -> None:
    """Replace the manifest of a received report."""
    con.execute("UPDATE arrived SET manifest = ? WHERE sender = ? AND report = ?", (manifest, *report))


def drop_expected(con: sqlcipher.Connection, report: ReportId, num: int) -> None:
    """Delete the row of a file of a received report."""
    con.execute("DELETE FROM expected WHERE sender = ? AND report = ? AND num = ?", (*report, num))


def replace_expected(con: sqlcipher.Connection, report: ReportId, num: int, blob: bytes) -> None:
    """Replace a file of a received report."""
    con.execute("UPDATE expected SET blob = ? WHERE sender = ? AND report = ? AND num = ?", (blob, *report, num))


def list_deliveries(con: sqlcipher.Connection) -> list[int]:
    """Return the number of every delivery, the first one first."""
    return [int(num) for (num,) in con.execute("SELECT num FROM delivery ORDER BY num")]


def set_body(con: sqlcipher.Connection, delivery: int, body: bytes) -> None:
    """Replace the body of a delivery that was not encrypted yet."""
    con.execute("UPDATE delivery SET body = ? WHERE num = ?", (body, delivery))


def add_body_file(con: sqlcipher.Connection, delivery: int, num: int, blob: bytes) -> None:
    """Add the body of a delivery as one more of its files, if it is not there yet."""
    con.execute(
        "INSERT OR IGNORE INTO attachment (delivery, num, blob, name, mime) VALUES (?, ?, ?, '', '')",
        (delivery, num, blob),
    )


def replace_attachments(con: sqlcipher.Connection, delivery: int, files: Sequence[tuple[bytes, str, str]]) -> None:
    """Replace the files of a delivery; each is a blob, a name and a media type."""
    con.execute("DELETE FROM attachment WHERE delivery = ?", (delivery,))
    con.executemany(
        "INSERT INTO attachment (delivery, num, blob, name, mime) VALUES (?, ?, ?, ?, ?)",
        [(delivery, num, blob, name, mime) for num, (blob, name, mime) in enumerate(files)],
    )


def drop_attachment(con: sqlcipher.Connection, delivery: int, num: int) -> None:
    """Delete one file of a delivery."""
    con.execute("DELETE FROM attachment WHERE delivery = ? AND num = ?", (delivery, num))


def drop_sealed(con: sqlcipher.Connection, delivery: int) -> None:
    """Delete the encrypted envelopes of a delivery."""
    con.execute("DELETE FROM sealed WHERE delivery = ?", (delivery,))


def drop_encrypted(con: sqlcipher.Connection, delivery: int) -> None:
    """Delete the encrypted envelopes of a delivery, its manifest, and the keys of its files."""
    drop_sealed(con, delivery)
    con.execute("UPDATE attachment SET k_blob = NULL WHERE delivery = ?", (delivery,))
    con.execute("UPDATE delivery SET manifest = NULL WHERE num = ?", (delivery,))


def is_encrypted(con: sqlcipher.Connection, delivery: int) -> bool:
    """Return True if a delivery was ever encrypted, so that it can have left."""
    return con.execute("SELECT manifest_hash FROM delivery WHERE num = ?", (delivery,)).fetchone()[0] is not None


def find_carriers(con: sqlcipher.Connection, delivery: int) -> int:
    """Return the number of relays that carry each file of a delivery."""
    return int(con.execute("SELECT carriers FROM delivery WHERE num = ?", (delivery,)).fetchone()[0])


def _ids(con: sqlcipher.Connection, where: str, *values: object) -> list[ReportId]:
    rows = con.execute(f"SELECT sender, report FROM {where}", values)
    return [(bytes(sender), bytes(report)) for sender, report in rows]
