"""A mission with its check-ins is written down, watched and printed with the network off, though a relay is waited for.

What waits for the relay goes when the network is back; until then it says why it waits, and nothing else is held up.
"""

import socket
from pathlib import Path

import pytest

from tests import offline as machines
from tests.flow.cast import Person, meet, relay
from tests.flow.test_checkins import minute


def test_without_a_network_no_name_is_looked_up_and_no_address_reached_but_this_machines_own(tmp_path: Path) -> None:
    with machines.offline() as asked:
        for go in (lambda: socket.getaddrinfo("localhost", 80), lambda: socket.create_connection(("127.0.0.1", 9))):
            with pytest.raises(OSError, match="Network is unreachable"):
                go()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram, pytest.raises(OSError, match="unreachable"):
            datagram.sendto(b"x", ("127.0.0.1", 9))
        with socket.socket(socket.AF_UNIX) as here:
            here.bind(str(tmp_path / "here"))
        assert [line.split()[0] for line in asked] == [
            "socket.getaddrinfo", "socket.getaddrinfo", "socket.sendto",
        ]  # fmt: skip
    assert socket.getaddrinfo("127.0.0.1", 80)


def field_day(base: Person, folder: Path) -> str:
    """Write down a mission, hear from it, find it again and print it; return its number."""
    mission = base.does("add", "mission", given={
        "title": "River", "mandate": "Asked by the committee", "leg": [{"from": {"name": "Ford"}}],
        "checkin_plan": [{"title": "Kestrel", "starts": minute(-90), "ends": minute(600), "every_minutes": 60,
                          "grace_minutes": 30, "escalation_step": [{"after_minutes": 0, "kind": "team"}]}],
    })["ref"]  # fmt: skip
    (party,) = base.does("board")["parties"]
    base.does("checkin", "heard", party["ref"], "--state", "fine", "--text", "at the ford")
    base.does("add", "finding", given={"mission": mission, "title": "The ford is mined"})
    photo = folder / "ford.jpg"
    photo.write_bytes(b"a photo of the ford")
    base.does("evidence", "add", str(photo), "--to", mission)
    assert base.does("search", "mined")["total"] == 1 and base.does("list", "mission")["total"] == 1
    for name, said in (("mission-report", "The ford is mined"), ("movement-sheet", "River"), ("checkin-log", "ford")):
        paper = folder / f"{name}.txt"
        base.does("output", "make", name, str(paper), mission)
        assert said in paper.read_text("utf-8")
    return str(mission)


def test_a_field_day_is_written_down_offline_and_goes_when_the_network_is_back(tmp_path: Path) -> None:
    base, desk = Person(tmp_path, "base").creates(), Person(tmp_path, "desk").creates()
    with relay(tmp_path / "relay") as url:
        for person in (base, desk):
            person.does("relay", "add", url)
        meet(base, desk)
        with machines.offline() as asked:
            mission = field_day(base, tmp_path)
            base.does("share", mission, "--to", "desk")
            assert asked == [], "nothing of it needs a network"
            code, said = base.tries("sync")
            assert code != 0 or said["failures"], said
            assert asked and base.states() == ["queued"]
            assert base.does("outbox")["reports"][0]["why"]
            stick = tmp_path / "stick"
            stick.mkdir()
            base.does("bundle", "write", str(stick))
        base.does("sync")
        assert base.states() == ["relayed"]
        assert desk.does("sync")["received"] == 1
        assert len(desk.accepts_all()) == 1 and desk.does("list", "mission")["total"] == 1
