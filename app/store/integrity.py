"""Whether every page of the database is as it was written, and every table and index in order."""

from sqlcipher3 import dbapi2 as sqlcipher


def damage(con: sqlcipher.Connection) -> list[str]:
    """Return what is wrong, in SQLCipher's and SQLite's own words; nothing where all is whole.

    Each page carries a MAC. Where one does not fit, the tables are not looked at: they could not be read.
    """
    found = [str(text) for (text,) in con.execute("PRAGMA cipher_integrity_check")]
    if found:
        return found
    try:
        return [str(text) for (text,) in con.execute("PRAGMA integrity_check") if text != "ok"]
    except sqlcipher.DatabaseError as error:
        return [str(error)]
