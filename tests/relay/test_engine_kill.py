"""The short form of the kill loop over a store of several processes; `x.py kill engine` runs the long one."""

from tests.relay.engine_kill import kill_engine
from tests.relay.engines import Engines


def test_what_was_signed_survives_whatever_is_killed(engine: Engines) -> None:
    counted = kill_engine(6, 14, engine)
    assert {"relays", "databases", "buckets"} < counted.keys()
    assert counted["signed"] > 6
