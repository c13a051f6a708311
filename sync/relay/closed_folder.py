"""Close a relay's folder permanently after a migration: its database refuses every change from then on.

Triggers do this, so that a relay that still runs on it is bound by them with its next transaction.
"""

import sqlite3

from sync.errors import Refused
from sync.relay.mailbox_tables import TABLES


def close_folder(db: sqlite3.Connection) -> None:
    """Refuse every later write to this database, durably; reading still works. Doing it again changes nothing."""
    db.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        for change in ("INSERT", "UPDATE", "DELETE"):
            trigger = f"CREATE TRIGGER IF NOT EXISTS moved_{table}_{change} BEFORE {change} ON {table}"
            db.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, 'this relay has moved'); END")
    db.execute("COMMIT")


def want_open(db: sqlite3.Connection) -> None:
    """Refuse a folder that was closed: its contents are not the current state of the relay."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'moved_log_INSERT'").fetchone():
        raise Refused("this relay has moved into a database; start it there, with the same keys")
