"""The short form of the kill loop; `x.py kill` runs the long one."""

from tests.relay.kill import kill_loop


def test_what_was_signed_survives_ten_kills() -> None:
    counted = kill_loop(10)
    assert counted["kills"] == 10
    assert counted["signed"] > 10
