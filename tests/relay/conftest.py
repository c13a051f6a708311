"""A relay on loopback and one who speaks to it by hand; engines where they are installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.relay.engine.place import Engine
from tests.relay import engines, live
from tests.relay.engines import Engines
from tests.relay.peer import Peer


@pytest.fixture(scope="session")
def engine() -> Iterator[Engines]:
    """A PostgreSQL and an S3 that run as another user."""
    if lacking := engines.missing():
        pytest.skip(f"not installed: {lacking} (python3 x.py kill engine installs them)")
    with engines.running() as both:
        yield both


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Engine:
    """Where a relay keeps everything: a folder, or what `both_stores` says."""
    if getattr(request, "param", "folder") == "folder":
        return tmp_path
    both: Engines = request.getfixturevalue("engine")
    return both.fresh(tmp_path)


@pytest.fixture
def peer(place: Path | Engine, tmp_path: Path) -> Iterator[Peer]:
    with live.relay(place) as url:
        peer = Peer(url, tmp_path)
        yield peer
        peer.transport.close()
