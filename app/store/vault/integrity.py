"""Check that every page of the database is as it was written, and that tables and indexes are in order."""

from sqlcipher3 import dbapi2 as sqlcipher


def damage(con: sqlcipher.Connection) -> list[str]:
    """Return the damage, as texts of SQLCipher and SQLite; empty if the database is undamaged.

    Each page has a MAC. If one does not fit, the tables are not checked: they could not be read. The MACs cover only
    the database file. Pages that a power cut tore are intact in the log next to it, so the log is written back first.
    """
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = [str(text) for (text,) in con.execute("PRAGMA cipher_integrity_check")]
    if found:
        return found
    try:
        return [str(text) for (text,) in con.execute("PRAGMA integrity_check") if text != "ok"]
    except sqlcipher.OperationalError:
        raise  # an error of the disk
    except sqlcipher.DatabaseError as error:
        return [str(error)]
