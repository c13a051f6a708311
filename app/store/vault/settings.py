"""Find and delete the settings of a vault by the first part of their names; `Vault.get` takes a whole name."""

from sqlcipher3 import dbapi2 as sqlcipher

_BEGINS = "name BETWEEN ?1 AND ?1 || char(0x10FFFF)"


def list_settings(con: sqlcipher.Connection, prefix: str) -> list[tuple[str, bytes]]:
    """Return the names and values of the settings with this prefix, ordered by name."""
    rows = con.execute(f"SELECT name, value FROM meta WHERE {_BEGINS} ORDER BY name", (prefix,))
    return [(str(name), bytes(value)) for name, value in rows]


def list_names(con: sqlcipher.Connection, prefix: str, value: bytes) -> list[str]:
    """Return the names of the settings with this prefix and value, ordered by name."""
    rows = con.execute(f"SELECT name FROM meta WHERE {_BEGINS} AND value = ?2 ORDER BY name", (prefix, value))
    return [str(name) for (name,) in rows]


def forget_mentions(con: sqlcipher.Connection, prefix: str, id_: bytes) -> None:
    """Delete the settings with this prefix that have a record's id in their name, or as their value."""
    con.execute(f"DELETE FROM meta WHERE {_BEGINS} AND (instr(name, ?2) OR value = ?3)", (prefix, id_.hex(), id_))
