"""The seizure drill: everything that lies in a relay is named with what it tells, and the page says the same."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.cli.main import main
from app.domain.record import Record
from sync.errors import Refused
from sync.relay.operator_commands import make_invite
from sync.relay.seizure_audit import NOWHERE, TELLS, look
from tests.actions.pairs import Pair, pair_at
from tests.relay import live

PAGE = Path(__file__).parents[2] / "docs" / "relay-seized.md"
SAID = "The convoy left Tres Ceibas by the river road"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


@pytest.fixture
def data(pair: Pair, tmp_path: Path) -> Iterator[Path]:
    """A relay at which a report with a photograph waits for Ben; it stopped."""
    data, photo = tmp_path / "relay", tmp_path / "gate-of-the-barracks.jpg"
    photo.write_bytes(SAID.encode() * 4000)
    with live.relay(data, clock=pair.clock) as url:
        mailbox_registration.add(pair.ben, url)
        contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)
        sharing.share(pair.ana, [_event(pair, photo).ref], [pair.ben_here.ref], "internal")
        assert exchange.sync(pair.ana).sent >= 1
        make_invite(data, clock=pair.clock)
    yield data


def _event(pair: Pair, photo: Path) -> Record:
    record, _ = records.add(pair.ana, "event", {"title": SAID, "description": SAID})
    evidence.add(pair.ana, photo, record.ref)
    return record


def test_everything_that_lies_there_is_named_with_what_it_tells(data: Path) -> None:
    with closing(sqlite3.connect(data / "relay.db")) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {name for name in TELLS if "." not in name and name != "objects"}
    seized = look(data)
    counts = {one.what: one.count for one in seized.found}
    assert (counts["mailbox"], counts["objects"], counts["log"]) == (1, 3, 3) and counts["invite"] == 1
    assert counts["relay.key"] == 1 and seized.strange == ()
    (data / "users.txt").write_text("Ana")
    assert look(data).strange == ("users.txt",)


def test_what_is_nowhere_is_nowhere(pair: Pair, data: Path) -> None:
    ana, ben = pair.ana.identity().public, pair.ben.identity().public
    marks = [SAID.encode(), b"gate-of-the", b"127.0.0.1", b"image/", ana, ben,
             pair.ana.author, pair.ben.author, pair.ana.author.hex().encode(), SAID.encode("utf-16-le")]  # fmt: skip
    held = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert sum(map(len, held.values())) > 200_000
    assert [(name, mark) for name, data in held.items() for mark in marks if mark in data] == []


def test_the_page_says_what_the_drill_says() -> None:
    page = " ".join(PAGE.read_text("utf-8").split())
    for name, tells in TELLS.items():
        assert f"| `{name}` | {tells} |" in page, name
    for nothing in NOWHERE:
        assert f"- {nothing}" in page, nothing


def test_the_verb_prints_it_and_where_there_is_no_relay_says_so(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["relay", "drill", "--data", str(data)]) == 0
    said = capsys.readouterr().out
    assert "docs/relay-seized.md" in said and TELLS["mailbox"] in said and NOWHERE[0] in said
    assert main(["relay", "drill", "--data", str(tmp_path / "none")]) == 4
    with pytest.raises(Refused, match="no relay was ever started"):
        look(tmp_path / "none")
