"""The seizure drill: inspect a relay's place like a person who seized the computer.

`TELLS` has a sentence for every table and file, and a test compares it with a used relay. Other files in the folder are
listed, because a person put them there and they can reveal more. Nothing is changed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

from sync.relay.desk import opened
from sync.relay.engine.place import Engine

TELLS: Mapping[str, str] = {
    "mailbox": "the public key and a name for each mailbox, made for this relay alone, and what lies in it in bytes and"
    " objects: how many people or groups use the relay, not who",
    "log": "a line for each object that came or was fetched, kept after the object is gone: mailbox, padded size, hour,"
    " and a hash of the ticket that paid for it. Who watches for long may guess from hours who answers whom",
    "upload": "what is half uploaded: mailbox, padded size, and the second of its last bytes",
    "quota": "mailboxes whose invite gave them a size of their own",
    "invite": "hashes of invites that nobody used yet, and until when they are good: not whom they were given to",
    "door": "mailboxes that want tickets, or have a front desk: that somebody there was bothered, or is careful",
    "ticket": "hashes of one-time tickets by mailbox, with class, end, and when one was first used. Not whom one was"
    " given to: owners register hundreds at a time, in any order",
    "paid": "which objects one ticket paid for: they are one message with its files",
    "shared": "mailboxes that several read: an organisation's desk, likely",
    "followed": "mailboxes whose owner went on to another one, not to which",
    "swept": "when what was too old was deleted last",
    "relay.key": "the relay's own two keys: who has them can pass for the relay, and learn from a delivery's tag, also"
    " one that was recorded on a courier's stick, the mailbox and the object it is for. They open no report",
    "relay.pem": "the certificate and its key: who has them can stand in the line as the relay. What went over it"
    " before stays closed (TLS 1.3)",
    "objects": "sealed objects in padded sizes that nobody has fetched yet. The relay has no key to any of them",
}
"""The information in each table, and in each file of the folder, for a person who holds the disk."""

NOWHERE: Sequence[str] = (
    "a name, an e-mail address, a telephone number or an account of anybody",
    "an address on the net: neither of who sends nor of who fetches",
    "who sent an object, and whether two of them came from one sender",
    "a key or a passphrase that opens an object",
    "which invite made which mailbox",
    "a log of requests",
)
"""Information that a relay never stores; the tests search for it."""

_DATABASE = ("relay.db", "relay.db-wal", "relay.db-shm")


@frozen
class Found:
    """One kind of stored thing: the number of such things, and the information in them."""

    what: str
    count: int
    tells: str


@frozen
class Seized:
    """The contents of a relay's place, and the files there that the relay did not make."""

    found: tuple[Found, ...]
    strange: tuple[str, ...]


def look(place: Path | Engine) -> Seized:
    """Inspect a relay's place; `Refused` if no relay was ever started there."""
    with opened(place) as db:
        tables = [name for name in TELLS if "." not in name and name != "objects"]
        counts = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608
        counts["objects"] = db.execute("SELECT count(*) FROM live").fetchone()[0]
    folder = place.keys if isinstance(place, Engine) else place
    counts |= {name: int((folder / name).is_file()) for name in TELLS if "." in name}
    known = {*TELLS, *_DATABASE}
    strange = sorted(path.name for path in folder.iterdir() if path.name not in known)
    return Seized(tuple(Found(name, int(counts[name]), TELLS[name]) for name in TELLS), tuple(strange))
