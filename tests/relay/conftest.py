"""A relay on loopback and one who speaks to it by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.relay import live
from tests.relay.peer import Peer


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    with live.relay(tmp_path) as url:
        peer = Peer(url, tmp_path)
        yield peer
        peer.transport.close()
