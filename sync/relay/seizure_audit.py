"""The seizure drill: inspect a relay's place like a person who seized the computer.

`TELLS` has a sentence for every table and file, and a test compares it with a used relay. Other files in the folder are
listed, because a person put them there and they can reveal more. Nothing is changed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

from sync.relay.engine.place import Engine
from sync.relay.operator_commands import open_tables

TELLS: Mapping[str, str] = {
    "mailbox": "public key and name of each mailbox, only for this relay, with its bytes and objects. They show how"
    " many people or groups use the relay, not their names",
    "log": "one line for each upload and download, also after the deletion: mailbox, padded size, hour, and a hash of"
    " the ticket. A long observation might show who answers whom",
    "upload": "unfinished uploads: mailbox, padded size, and the second of the last bytes",
    "quota": "mailboxes with a separate size from their invite",
    "invite": "hashes of unused invites and their end, without the people who have them",
    "door": "mailboxes that require tickets or a proof of work. Their owners had trouble or are careful",
    "ticket": "hashes of tickets by mailbox, with class, end, and first use, without their holders. Owners register"
    " hundreds together, in any order",
    "paid": "objects that one ticket paid for: one message with its files",
    "shared": "mailboxes with several readers, probably desks of organisations",
    "followed": "mailboxes whose owner moved to another mailbox, without its name",
    "swept": "time of the last deletion of old data",
    "relay.key": "the two keys of the relay. A holder can pretend to be the relay. They can read the mailbox and object"
    " in a delivery tag, also in a recorded tag from a USB stick. The keys open no report",
    "relay.pem": "certificate and its key. A holder can be in the connection as the relay. Earlier traffic stays closed"
    " (TLS 1.3)",
    "objects": "sealed objects in padded sizes that no one downloaded yet. The relay has no key for them",
}
"""The information in each table, and in each file of the folder, for a person who holds the disk."""

NOWHERE: Sequence[str] = (
    "a name, an e-mail address, a telephone number or an account of a person",
    "a network address of a sender or a reader",
    "the sender of an object, or a link between two objects of one sender",
    "a key or a passphrase that opens an object",
    "the mailbox of an invite",
    "a log of requests",
)
"""Information that a relay never stores; the tests search for it."""

_DATABASE = ("relay.db", "relay.db-wal", "relay.db-shm")


@frozen
class SeizureFinding:
    """One kind of stored thing: the number of such things, and the information in them."""

    what: str
    count: int
    tells: str


@frozen
class Seized:
    """The contents of a relay's place, and the files there that the relay did not make."""

    found: tuple[SeizureFinding, ...]
    strange: tuple[str, ...]


def look(place: Path | Engine) -> Seized:
    """Inspect a relay's place; `Refused` if no relay was ever started there."""
    with open_tables(place) as db:
        tables = [name for name in TELLS if "." not in name and name != "objects"]
        counts = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608
        counts["objects"] = db.execute("SELECT count(*) FROM live").fetchone()[0]
    folder = place.keys if isinstance(place, Engine) else place
    counts |= {name: int((folder / name).is_file()) for name in TELLS if "." in name}
    known = {*TELLS, *_DATABASE}
    strange = sorted(path.name for path in folder.iterdir() if path.name not in known)
    return Seized(tuple(SeizureFinding(name, int(counts[name]), TELLS[name]) for name in TELLS), tuple(strange))
