"""Operator commands for a relay, also while it runs: make an invite, and count its contents.

There are no other commands: no list of mailboxes, no addresses, no times of any person.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from crypto.relay import invite_code
from sync.errors import Refused
from sync.relay.closed_folder import want_open
from sync.relay.engine.place import Engine
from sync.relay.keys import KEYS, load_keys
from sync.relay.mailbox_tables import SCHEMA, MailboxConnection, invite_hash
from sync.relay.storage import DAY

GOOD_FOR = 14
"""Days until an invite expires, by default."""


@frozen
class Numbers:
    """Numbers of a relay: counts, and bytes. `fullest` is the most in one mailbox, `free` the bytes left on the disk.

    `free` is None for a database and a bucket: their operators must look at the free space there.
    """

    mailboxes: int
    objects: int
    bytes: int
    fullest: int
    uploads: int
    invites: int
    free: int | None


def _keys(data: Path | Engine) -> Path:
    return data.keys if isinstance(data, Engine) else data


@contextmanager
def open_tables(data: Path | Engine) -> Iterator[MailboxConnection]:
    """Open a relay's tables, also while it runs; `Refused` if no relay was ever started there."""
    folder = _keys(data)
    if not (folder / KEYS).is_file():
        raise Refused("no relay was ever started in {folder}", folder=folder)
    if isinstance(data, Engine):
        from sync.relay.engine import database  # a relay on a folder has nothing of it, and loads nothing

        with database.open_store(data.database, load_keys(folder).signing.public) as db:
            yield db
        return
    connection = sqlite3.connect(data / "relay.db", isolation_level=None)
    try:
        want_open(connection)
        connection.executescript(SCHEMA)
        yield connection
    finally:
        connection.close()


def make_invite(
    data: Path | Engine,
    days: int = GOOD_FOR,
    mailbox_bytes: int | None = None,
    objects: int | None = None,
    *,
    clock: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
) -> str:
    """Return a new invite code: it makes one mailbox, once, within `days`, with a separate quota if given.

    The code is never on the disk; the relay stores a hash until it is used or too old.
    """
    invite = random(16)
    with open_tables(data) as db:
        values = (invite_hash(invite), int(clock()) + days * DAY, mailbox_bytes, objects)
        db.execute("INSERT INTO invite VALUES (?, ?, ?, ?)", values)
    return invite_code(load_keys(_keys(data)).signing.public, invite)


def numbers(data: Path | Engine, clock: Callable[[], float] = time.time) -> Numbers:
    """Count the contents of a relay; with a bucket, also check that it can be written (`ConnectionError`)."""
    with open_tables(data) as db:
        sql = (
            "SELECT count(*), coalesce(sum(objects), 0), coalesce(sum(bytes), 0), coalesce(max(bytes), 0) FROM mailbox"
        )
        mailboxes, objects, size, fullest = db.execute(sql).fetchone()
        (uploads,) = db.execute("SELECT count(*) FROM upload").fetchone()
        (invites,) = db.execute("SELECT count(*) FROM invite WHERE expires > ?", (int(clock()),)).fetchone()
    if isinstance(data, Engine):
        from sync.relay.engine.objects import Objects

        Objects(data.objects).want_writable()
        free = None
    else:
        free = shutil.disk_usage(data).free
    return Numbers(mailboxes, int(objects), int(size), fullest, uploads, invites, free)
