"""Every (key, nonce) that is used, counted with its plaintext: x.py kill nonces [CHUNKS [SEED]], 1,000,000.

Three quarters of the chunks are files on their way out under few keys, with every accident that an outbox may have:
changed by a byte, cut, under another padding rule, begun again, resumed anywhere. The rest is the product at work: two
vaults, files taken in, sealed for a keyset and for its successor, sent and fetched over lines that break, fields under
the second lock. One slot of a header is rewritten for each thousand chunks.
"""

import hashlib
import os
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crypto.counted import COUNT  # isort: split

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import sharing
from app.actions.records import evidence
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.store.vault import identity, keysets
from crypto.blob import SEGMENT, BlobPlan
from crypto.header import new_header
from crypto.padding import padded_length
from crypto.real_names import seal_field
from crypto.secret import Secret
from crypto.slots import SlotSecret, with_slot, without_slot
from sync.errors import NotDelivered
from sync.exchange import run_sync
from sync.ports import Arrival, Parcel
from tests.actions.pairs import Pair, pair_at
from tests.memory_transport import MemoryTransport

LARGEST = 4 << 20
"""Bytes of the largest file."""
PHOTOS = 4
"""Photographs that two vaults share before there are two others."""
MOST_ROUNDS = 400
"""Rounds in which what breaks one time in four must have arrived and be answered."""
PADDINGS = (padded_length, lambda n: max(n, 16_383), lambda n: -(-(n + 1) // SEGMENT) * SEGMENT)
"""Today's rule, and what another version's might be."""


def outgoing(dice: random.Random, key: bytes) -> None:
    """Plan a file and its changed versions under one key, and send each with breaks."""
    file = dice.randbytes(int(2 ** dice.uniform(0, LARGEST.bit_length() - 1)))
    at = dice.randrange(len(file))
    changed = file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]
    for version in (file, changed, file[:at], file + bytes(dice.randrange(1, 99))):
        digest = hashlib.sha256(version).digest()
        for padding in PADDINGS:
            BlobPlan(key, len(version), digest, padding).segment_hashes(lambda at, n, v=version: v[at : at + n])  # type: ignore[misc]
            for _ in range(2):  # begun again in another life
                plan = BlobPlan(key, len(version), digest, padding)
                where = dice.randrange(plan.length)
                while where < plan.length:
                    where += len(plan.read(where, dice.randrange(1, SEGMENT), lambda at, n, v=version: v[at : at + n]))  # type: ignore[misc]


class Broken(MemoryTransport):
    """A box on a line that breaks one time in four, wherever it is."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self._dice = dice

    def put(self, parcel: Parcel) -> bytes | None:
        """Take an object, or a part of it and nothing."""
        if self._dice.random() < 0.25:
            parcel.read(self._dice.randrange(parcel.length), SEGMENT)
            raise NotDelivered("the line broke")
        return super().put(parcel)

    def arrivals(self):  # type: ignore[no-untyped-def]
        """Give what is there; reading it may break."""
        for arrival in super().arrivals():
            yield Arrival(arrival.object_id, arrival.length, lambda at, n, a=arrival: self._read(a, at, n))  # type: ignore[misc]

    def _read(self, arrival: Arrival, at: int, n: int) -> bytes:
        if self._dice.random() < 0.25:
            raise NotDelivered("the line broke")
        return arrival.read(at, n)


def product(dice: random.Random, folder: Path) -> None:
    """Let Ana share photographs with Ben, who has new keys before each has come, until all are there and answered."""
    with pair_at(folder) as pair:
        box = Broken(dice)
        for number in range(PHOTOS):
            photo = folder / f"{number}.jpg"
            photo.write_bytes(dice.randbytes(dice.randrange(1, LARGEST)))
            event, _ = records.add(pair.ana, "event", {"title": f"photo {number}"})
            evidence.add(pair.ana, photo, event.ref)
            report = sharing.share(pair.ana, [event.ref], [pair.ben_here.ref])[0].report
            _round(pair, box)
            pair.clock.now += 86_400
            keysets.renew(pair.ben.con, pair.ben.now(), pair.ben.random)
            contact_cards.add(pair.ana, identity.card(pair.ben).file)
            for _ in range(MOST_ROUNDS):
                if _state(pair, report) == "delivered":
                    break
                _round(pair, box)
            else:
                raise AssertionError(f"a photograph is not delivered after {MOST_ROUNDS} rounds")


def _round(pair: Pair, box: MemoryTransport) -> None:
    for vault in (pair.ana, pair.ben):
        run_sync(Outgoing(direct_db(vault), vault), Incoming(direct_db(vault), vault), box)


def _state(pair: Pair, report: bytes) -> str:
    (state,) = pair.ana.con.execute("SELECT state FROM delivery WHERE report = ?", (report,)).fetchone()
    return str(state)


class Header:
    """A header whose slots are written again and again."""

    def __init__(self) -> None:
        self._data, self._opened = new_header(Secret.of(os.urandom(32)), os.urandom(16), 65_536, 3)
        self._secret = SlotSecret(Secret.of(os.urandom(32)))
        self._slots = [i for i in range(16) if self._opened.mask >> i & 1 and i != self._opened.slot]
        self.writes = 0

    def rewrite(self, dice: random.Random) -> None:
        """Write the same secret into a slot, and take it out again."""
        i = dice.choice(self._slots)
        self._data = without_slot(with_slot(self._data, self._opened, i, self._secret), self._opened, i)
        self.writes += 1


def nonces(chunks: int, seed: int = 0) -> dict[str, int]:
    """Seal until so many chunks were counted; AssertionError where a key and nonce met two plaintexts."""
    dice = random.Random(seed)
    keys, field_key, header = [dice.randbytes(32) for _ in range(4)], Secret.of(dice.randbytes(32)), Header()
    ours = pairs = 0
    with TemporaryDirectory(prefix="amparo-nonces-") as name:
        while COUNT.sealed < chunks or header.writes < chunks // 1_000:
            before = COUNT.sealed
            if ours * 4 <= COUNT.sealed:
                product(dice, Path(name) / str(pairs))
                pairs += 1
                seal_field(field_key, bytes(16), "narrative", str(COUNT.sealed))
                ours += COUNT.sealed - before
            else:
                outgoing(dice, dice.choice(keys))
            while header.writes * 1_000 < COUNT.sealed:
                header.rewrite(dice)
    found = {"chunks": COUNT.sealed, "pairs": COUNT.pairs, "sealed again": COUNT.again, "in the product": ours}
    assert not COUNT.broken, f"{COUNT.broken} pairs of key and nonce with two plaintexts: {found}"
    return {**found, "slot rewrites": header.writes, "two plaintexts": COUNT.broken}


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    began = time.monotonic()
    counted = nonces(words[0] if words else 1_000_000, words[1] if len(words) > 1 else 0)
    print(f"nonces: {counted} in {time.monotonic() - began:.0f} s", flush=True)
