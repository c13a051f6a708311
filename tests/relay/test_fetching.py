"""Fetching: the key of the mailbox that is named gets the object, whoever else has the same bytes; nobody else does."""

import http.client
import time
from collections.abc import Sequence
from contextlib import closing
from statistics import median

from crypto.relay import SigningKey
from sync.client import RelayTransport
from sync.errors import Damaged
from tests.relay import live
from tests.relay.engines import both_stores
from tests.relay.peer import Peer

HOLDERS = 24
STRANGER = SigningKey(b"s" * 32)


def fill(peer: Peer, data: bytes, holders: int) -> list[RelayTransport]:
    """Put the same bytes into so many mailboxes of one relay."""
    readers = []
    for counter in range(holders):
        reader = RelayTransport(f"http://{peer.host}", peer.pk, live.key(peer.pk, counter))
        reader.create_mailbox()
        reader.put(live.of(data, reader.mid, peer.pk, reader.descriptor().seal_pk))
        readers.append(reader)
    return readers


def target(mid: bytes, name: bytes) -> str:
    """Return what is asked for."""
    return f"/v1/m/{mid.hex()}/o/{name.hex()}"


@both_stores
def test_an_object_is_fetched_from_each_of_many_mailboxes_that_hold_it(peer: Peer) -> None:
    """Who has the bytes can put them into as many mailboxes as he likes; no other mailbox may lose them by that."""
    data, lost = live.whole(live.parcel(peer.transport, 100)), 0
    for reader in fill(peer, data, HOLDERS):
        (arrival,) = reader.arrivals()
        try:
            assert arrival.read(0, 100) == data
        except Damaged:
            lost += 1
        reader.close()
    assert lost == 0


@both_stores
def test_nobody_but_its_owner_learns_whether_an_object_is_there(peer: Peer) -> None:
    """An unknown mailbox, object or key gives the same answer; a key opens its own mailbox and no other."""
    item = live.parcel(peer.transport, 100)
    peer.transport.put(item)
    here, owner = peer.transport.mid, peer.key
    (other,) = fill(peer, b"of another mailbox", 2)[1:]
    theirs = live.of(b"of another mailbox", other.mid, peer.pk, item.seal_pk)
    other.close()
    said = []
    for key, mid, name in (
        (STRANGER, here, item.object_id),
        (STRANGER, here, bytes(32)),
        (STRANGER, bytes(32), item.object_id),
        (owner, bytes(32), item.object_id),
        (owner, here, bytes(32)),
        (owner, other.mid, theirs.object_id),
        (owner, other.mid, item.object_id),
    ):
        peer.key = key
        asked = target(mid, name)
        bad = peer.proof("GET", asked, Amparo_Time=1)
        said.append([peer.ask("GET", asked, headers=headers) for headers in ({}, peer.proof("GET", asked), bad)])
    assert all(one == said[0] for one in said)
    assert [status for status, _, _ in said[0]] == [401, 404, 401]
    asked = target(here, item.object_id)
    assert peer.ask("GET", asked, headers=peer.proof("GET", asked))[2] == live.whole(item)


def slower(peer: Peer, targets: Sequence[str], batches: int = 15, size: int = 10) -> list[float]:
    """Return how many times longer than the first each target takes to be refused.

    In a batch the targets take turns, so that a busy machine is as busy for each; of the batches' ratios of medians it
    is the median.
    """
    ratios = []
    with closing(http.client.HTTPConnection(peer.host, timeout=10)) as line:
        for _ in range(batches):
            spent: list[list[float]] = [[] for _ in targets]
            for _ in range(size):
                for asked, took in zip(targets, spent, strict=True):
                    headers = peer.proof("GET", asked)
                    line.connect()  # a refusal ends the connection
                    begun = time.perf_counter()
                    line.request("GET", asked, headers=headers)
                    answer = line.getresponse()
                    assert (answer.status, answer.read()) == (404, b"")
                    took.append(time.perf_counter() - begun)
                    line.close()
            ratios.append([median(took) / median(spent[0]) for took in spent])
    return [median(column) for column in zip(*ratios, strict=True)]


@both_stores
def test_a_refusal_takes_no_longer_for_who_holds_an_object(peer: Peer) -> None:
    """By the time of an answer, who has a file could find out in how many mailboxes of a relay it lies."""
    data = live.whole(live.parcel(peer.transport, 100))
    readers = fill(peer, data, HOLDERS)
    mid, name = readers[0].mid, live.of(data, readers[0].mid, peer.pk, readers[0].descriptor().seal_pk).object_id
    for reader in readers:
        reader.close()
    peer.key = STRANGER
    _, held, nowhere = slower(peer, (target(mid, bytes(32)), target(mid, name), target(bytes(32), name)))
    assert 1 / 1.5 < held < 1.5
    assert 1 / 1.5 < nowhere < 1.5
