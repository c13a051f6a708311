"""The next page of a mailbox's log at 1,000,000 objects against the same at 1,000, over HTTP, signed both ways.

Both relays run at once and are asked by turns. Their logs are written by the relay's own ledger; the shelf behind them
is empty, since a page reads none of it.
"""

import json
import os
import random
import sqlite3
import statistics
import time
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from crypto.relay import NO_TICKET, PAGE_ENTRIES, delivery, mailbox_id, ticket_hash
from sync.relay.keys import load_keys
from sync.relay.mailbox_tables import SCHEMA, Ledger, ObjectLocation
from sync.relay.storage import Limits, MailboxDelivery
from tests.bench.relays import relay
from tests.relay import live
from tests.relay.peer import Peer

SIZES = (1_000, 1_000_000)
GOAL = 1.1
_AT_ONCE = 10_000


def run(sizes: tuple[int, int] = SIZES, asked: int = 2_000) -> dict[str, object]:
    """Ask each relay for `asked` pages from drawn places; the medians are compared."""
    with TemporaryDirectory(dir="/var/tmp", prefix="amparo-bench-") as name, ExitStack() as stack:
        peers = []
        for size in sizes:
            folder = Path(name) / str(size)
            _fill(folder, size)
            peers.append((Peer(stack.enter_context(relay(folder)), folder), size))
        dice = random.Random(1)
        spent = [[_page(peer, dice.randrange(size - PAGE_ENTRIES)) for peer, size in peers] for _ in range(asked)]
    few, many = (statistics.median(column) for column in zip(*spent[asked // 10 :], strict=True))
    return {
        "what": f"next page at {sizes[1]:,} objects, ms",
        "ours": round(many * 1e3, 3),
        "theirs": round(few * 1e3, 3),
        "reference": f"at {sizes[0]:,}",
        "ratio": round(many / few, 3),
        "goal": GOAL,
        "met": many <= few * GOAL,
    }


def _page(peer: Peer, after: int) -> float:
    target = f"/v1/m/{peer.transport.mid.hex()}/log?after={after}"
    proof = peer.proof("GET", target)
    begun = time.perf_counter()
    status, _, body = peer.ask("GET", target, headers=proof)
    spent = time.perf_counter() - begun
    assert (status, len(body)) == (200, 8192)
    return spent


def _fill(folder: Path, count: int) -> None:
    """Make a relay's folder whose one mailbox holds `count` objects of a byte."""
    folder.mkdir()
    pk = load_keys(folder).signing.public
    key = live.key(pk)
    mid, spent, now = mailbox_id(key.public), ticket_hash(pk, mailbox_id(key.public), NO_TICKET), int(time.time())
    with closing(sqlite3.connect(folder / "relay.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript(SCHEMA)
        ledger = Ledger(db, Limits(mailbox_objects=count + 1))
        for first in range(0, count, _AT_ONCE):
            db.execute("BEGIN")
            if not first:
                ledger.make_mailbox(mid, key.public, None, 0, now)
            for number in range(first, min(first + _AT_ONCE, count)):
                name = os.urandom(32)
                wanted = MailboxDelivery(delivery(mid, name, NO_TICKET), mid, spent, name, 1)
                ledger.log_stored(wanted, now // 3600 * 3600, ObjectLocation(1, small=number * 4096))
            ledger.settle()
            db.execute("COMMIT")


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
