"""Who puts and fetches at a relay all the while: `python -m tests.relay.honest` says of each round how long it took.

It is our own client, and connects anew in each round: who is not let in any more is told here.
"""

import json
import os
import sys
import time
from collections.abc import Iterator

from attrs import frozen

from crypto.relay import SigningKey, read_invite_code
from sync.client import RelayTransport
from sync.errors import SyncError
from sync.maillog import LogPosition
from tests.relay import live

SIZE = 21_363
"""Bytes of an envelope of the second size."""

PAUSE = 0.1
"""Seconds between two rounds."""


@frozen
class Round:
    """When a round began (monotonic), the seconds that it took to put and to fetch, and what went wrong."""

    began: float
    put: float
    fetch: float
    wrong: str = ""


def rounds(url: str, invite: str, shared: SigningKey) -> Iterator[Round]:
    """Put an object into a mailbox of ours, fetch it, and look into the shared mailbox, without end."""
    relay_pk, code = read_invite_code(invite)
    positions: dict[bytes, LogPosition] = {}
    mine = live.key(relay_pk, 9_999)

    def to(key: SigningKey, **more: bool) -> RelayTransport:
        return RelayTransport(url, relay_pk, key, position=positions.get(key.public), **more)  # type: ignore[arg-type]

    maker = to(mine)
    maker.create_mailbox(code)
    maker.close()
    while True:
        began = time.monotonic()
        me, desk = to(mine), to(shared, shared=True)
        data, put, wrong = os.urandom(SIZE), began, ""
        try:
            described = me.descriptor()
            me.put(live.of(data, me.mid, relay_pk, described.seal_pk))
            put = time.monotonic()
            came = list(me.arrivals())
            assert data in [arrival.read(0, arrival.length) for arrival in came], "what was put is not there"
            me.settle(came)
            assert list(desk.arrivals()) == []
            for one, key in ((me, mine), (desk, shared)):
                positions[key.public] = one.position()
        except (SyncError, AssertionError) as error:
            wrong = f"{type(error).__name__}: {error}"
        finally:
            me.close()
            desk.close()
        yield Round(began, put - began, time.monotonic() - put, wrong)
        time.sleep(PAUSE)


def main() -> None:
    """Say each round in a line."""
    print("here", flush=True)
    url, invite, shared = json.loads(sys.stdin.readline())
    for done in rounds(url, invite, SigningKey(bytes.fromhex(shared))):
        print(json.dumps([done.began, done.put, done.fetch, done.wrong]), flush=True)


if __name__ == "__main__":
    main()
