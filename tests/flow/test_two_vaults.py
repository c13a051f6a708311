"""Two vaults that work apart and exchange sticks: what merges, what is in conflict, what is only proposed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel.records import write_records
from app.domain.change import Change, FieldEdit
from app.domain.kinds import KINDS
from tests.flow.cast import YEAR, Person, meet, relay


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Person, Person]:
    base = tmp_path_factory.mktemp("pair")
    ana, desk = Person(base, "ana").creates(), Person(base, "desk").creates()
    meet(ana, desk)
    return ana, desk


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, Person]]:
    """Two that have mailboxes at a relay that runs."""
    base = tmp_path_factory.mktemp("post")
    ana, desk = Person(base, "ana").creates(), Person(base, "desk").creates()
    with relay(base / "relay") as url:
        for person in (ana, desk):
            person.does("relay", "add", url)
        meet(ana, desk)
        yield ana, desk


@pytest.fixture
def shared(pair: tuple[Person, Person], tmp_path: Path) -> str:
    """A record of ana's that the desk has too."""
    ana, desk = pair
    record = ana.adds(title="At the bridge", description="first words", impact="none yet")
    ana.gives(tmp_path / "first", desk, record)
    desk.accepts_all()
    return record


def _swap(ana: Person, desk: Person, record: str, folder: Path) -> None:
    """Each shares the record and carries a stick to the other, and both accept."""
    for number, (giver, taker) in enumerate(((ana, desk), (desk, ana), (ana, desk))):
        giver.gives(folder / f"swap{number}", taker, record)
        taker.accepts_all()


def test_different_fields_merge(pair: tuple[Person, Person], shared: str, tmp_path: Path) -> None:
    ana, desk = pair
    ana.edits(shared, description="what Ana learned")
    desk.edits(shared, impact="what the desk learned")
    _swap(ana, desk, shared, tmp_path)
    for person in pair:
        shown = person.fields(shared)
        assert (shown["description"], shown["impact"]) == ("what Ana learned", "what the desk learned")
        assert person.conflicts(shared) == {}


@pytest.mark.parametrize("clocks", [(0.0, 0.0), (5 * YEAR, 0.0), (-5 * YEAR, 5 * YEAR)])
def test_the_same_field_is_a_conflict_on_both_sides_whatever_the_clocks_say(
    pair: tuple[Person, Person], shared: str, tmp_path: Path, clocks: tuple[float, float]
) -> None:
    ana, desk = pair
    ana.edits(shared, clocks[0], description="as Ana saw it")
    desk.edits(shared, clocks[1], description="as the desk heard it")
    _swap(ana, desk, shared, tmp_path)
    for person, own in ((ana, "as Ana saw it"), (desk, "as the desk heard it")):
        assert person.conflicts(shared) == {"description": {"as Ana saw it", "as the desk heard it"}}
        assert person.fields(shared)["description"] == own, "each sees its own first"
    desk.edits(shared, -20 * YEAR, description="as both agreed")
    desk.gives(tmp_path / "settled", ana, shared)
    ana.accepts_all()
    for person in pair:
        assert person.conflicts(shared) == {} and person.fields(shared)["description"] == "as both agreed"


def test_the_same_words_on_both_sides_are_no_conflict(pair: tuple[Person, Person], shared: str, tmp_path: Path) -> None:
    ana, desk = pair
    for person in pair:
        person.edits(shared, description="the same words")
    _swap(ana, desk, shared, tmp_path)
    assert ana.conflicts(shared) == desk.conflicts(shared) == {}


def _plants(person: Person, record: str, author: bytes, **fields: str) -> None:
    """Write a change into a vault as a forger would: any record, any author, replacing everything there is."""
    with person.opened() as vault, write_records(vault) as writer:
        rows = vault.con.execute("SELECT id FROM change WHERE record = ?", (bytes.fromhex(record),)).fetchall()
        replaced = tuple(bytes(row[0]) for row in rows)
        edits = {name: FieldEdit(replaced, value) for name, value in fields.items()}
        stamp = int(vault.clock() * 1000)
        change = Change(os.urandom(16), bytes.fromhex(record), author, stamp, 9_999, edits)
        writer.receive(KINDS["event"], bytes.fromhex(record), [change], author)


def _id_of(person: Person) -> bytes:
    return bytes.fromhex(person.does("card", "show")["fingerprint"])


def test_a_change_that_claims_to_be_mine_is_a_proposal(
    pair: tuple[Person, Person], shared: str, tmp_path: Path
) -> None:
    ana, desk = pair
    _plants(desk, shared, _id_of(ana), description="Ana never wrote this", impact="nor this")
    desk.gives(tmp_path / "forged", ana, shared)
    (done,) = ana.accepts_all()
    assert {row["field"]: row["value"] for row in done["proposals"]} == {
        "description": "Ana never wrote this",
        "impact": "nor this",
    }
    assert done["changed"] == [] and ana.fields(shared)["description"] == "first words"
    ids = {row["field"]: row["id"] for row in ana.does("show", shared)["proposals"]}
    ana.does("accept", ids["description"])
    ana.does("refuse", ids["impact"], "--reason", "not so")
    shown = ana.fields(shared)
    assert (shown["description"], shown["impact"]) == ("Ana never wrote this", "none yet")
    assert ana.does("show", shared)["proposals"] == [] and ana.conflicts(shared) == {}
    ana.edits(shared, description="better words")
    assert ana.tries("accept", ids["description"])[0] == 5, "what was decided is decided"
    assert ana.tries("accept", ids["impact"])[0] == 5
    assert ana.fields(shared)["description"] == "better words"


def test_a_change_to_a_record_that_was_never_shared_is_a_proposal(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = pair
    private = ana.adds(title="Not for the desk", description="mine")
    _plants(desk, private, _id_of(desk), description="the desk knows the number of your record")
    desk.gives(tmp_path / "forged", ana, private)
    (done,) = ana.accepts_all()
    assert [row["field"] for row in done["proposals"]] == ["description"] and done["changed"] == []
    assert ana.fields(private)["description"] == "mine" and ana.conflicts(private) == {}
    proposals = [row for row in ana.does("inbox")["proposals"] if row["record"] == private]
    ana.does("refuse", proposals[0]["id"])
    assert ana.fields(private)["description"] == "mine"
    assert not [row for row in ana.does("inbox")["proposals"] if row["record"] == private]


def test_a_record_that_only_links_goes_along(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = pair
    given = {"title": "What was done is not known", "act": {"victim": {"alias": "only the victim is"}}}
    record = ana.does("add", "event", given=given)["id"]
    assert ana.does("share", record, "--to", "desk")["held_back"] == []
    ana.gives(tmp_path / "stick", desk)
    (done,) = desk.accepts_all()
    assert len(done["added"]) == 3 and done["refused"] == []
    act = next(row for row in desk.does("show", record)["parts"] if row["kind"] == "act")
    assert [row["title"] for row in desk.does("show", act["id"])["links"] if row["role"] == "victim"] == [
        "only the victim is"
    ]


def test_by_relay_and_by_stick_it_arrives_once(post: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = post
    record = ana.adds(title="By both ways", description="once")
    ana.does("share", record, "--to", "desk")
    stick = tmp_path / "stick"
    stick.mkdir()
    ana.does("bundle", "write", str(stick))
    ana.does("sync")
    before = len(desk.inbox())
    assert desk.does("sync")["received"] == 1
    assert desk.does("bundle", "read", str(stick))["received"] == 0
    assert desk.does("bundle", "read", str(stick))["received"] == 0
    assert len(desk.inbox()) == before + 1
    desk.accepts_all()
    assert desk.does("search", "once", "--kind", "event")["total"] == 1
    desk.does("sync")
    ana.does("sync")
    assert ana.states()[0] == "accepted"


def test_acknowledgements_by_relay_alone_of_what_came_by_stick(post: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = post
    ana.gives(tmp_path / "stick", desk, ana.adds(title="Goes by hand, is answered by wire"))
    desk.accepts_all()
    assert ana.states()[0] == "exported"
    desk.does("sync")
    ana.does("sync")
    assert ana.states()[0] == "accepted"


def test_acknowledgements_by_stick_alone_of_what_came_by_relay(post: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = post
    ana.does("share", ana.adds(title="Goes by wire, is answered by hand"), "--to", "desk")
    ana.does("sync")
    assert ana.states()[0] == "relayed"
    assert desk.does("sync")["received"] == 1
    (report,) = desk.inbox("delivered")
    desk.does("refuse", report, "--reason", "not our region")
    desk.gives(tmp_path / "back", ana)
    row = ana.does("outbox")["reports"][0]
    assert (row["state"], row["reason"]) == ("rejected", "not our region")
    assert (row["is"], row["says"], row["why"]) == ("refused", "Refused", "not our region")
    (whole,) = ana.does("outbox", row["report"][:8])["reports"]
    assert [step["what"] for step in whole["journey"]] == ["queued", "sealed", "placed", "rejected"]
    (receipt,) = whole["journey"][2]["receipts"]
    assert receipt["until"] == whole["journey"][2]["until"] > receipt["at"] and len(receipt["relay"]) == 64


def test_after_a_lost_stick_the_same_report_goes_again(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = pair
    ana.does("share", ana.adds(title="The first stick is lost"), "--to", "desk")
    lost, second = tmp_path / "lost", tmp_path / "second"
    for stick in (lost, second):
        stick.mkdir()
        ana.does("bundle", "write", str(stick))
    assert desk.does("bundle", "read", str(second))["received"] == 1
    desk.accepts_all()
    assert desk.does("bundle", "read", str(lost))["received"] == 0, "found again in a drawer"
    desk.gives(tmp_path / "back", ana)
    assert ana.states()[0] == "accepted"
    third = tmp_path / "third"
    third.mkdir()
    assert ana.does("bundle", "write", str(third))["sent"] <= 1, "only our word that the word came may still go"


def test_sticks_in_the_wrong_order(pair: tuple[Person, Person], shared: str, tmp_path: Path) -> None:
    ana, desk = pair
    sticks = []
    for number in range(3):
        ana.edits(shared, description=f"version {number}")
        ana.does("share", shared, "--to", "desk")
        sticks.append(tmp_path / f"s{number}")
        sticks[-1].mkdir()
        ana.does("bundle", "write", str(sticks[-1]))
    alone = tmp_path / "only-the-oldest"
    shutil.copytree(sticks[0], alone)
    for stick in (sticks[2], alone, sticks[1]):
        desk.does("bundle", "read", str(stick))
    for report in reversed(desk.inbox("delivered")):
        desk.does("accept", report)
    assert desk.fields(shared)["description"] == "version 2" and desk.conflicts(shared) == {}
    assert desk.inbox("incomplete") == []


def test_one_who_was_unknown_when_the_report_came_is_answered_once_known(tmp_path: Path) -> None:
    ana, desk = Person(tmp_path, "ana").creates(), Person(tmp_path, "desk").creates()
    for person in (ana, desk):
        person.does("card", "show", "--file", str(tmp_path / f"{person.name}.card"))
    ana.does("contact", "add", str(tmp_path / "desk.card"))
    record = ana.adds(title="From a stranger", description="first")
    ana.gives(tmp_path / "one", desk, record)
    desk.accepts_all()
    desk.does("contact", "add", str(tmp_path / "ana.card"))
    desk.gives(tmp_path / "two", ana)
    assert ana.states() == ["accepted"]
    ana.edits(record, description="second")
    ana.gives(tmp_path / "three", desk, record)
    (done,) = desk.accepts_all()
    assert done["proposals"] == [] and desk.fields(record)["description"] == "second"


def test_a_desk_takes_in_all_that_waits_by_one_command(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = pair
    records = [ana.adds(title=f"Checkpoint {number}") for number in range(3)]
    for number, record in enumerate(records):
        ana.gives(tmp_path / str(number), desk, record)
    told = desk.does("accept", "--all", "--from", ana.name)
    assert (told["accepted"], told["added"], told["left"]) == (3, 3, [])
    assert [desk.fields(record)["title"] for record in records] == [f"Checkpoint {number}" for number in range(3)]
    assert desk.does("accept", "--all")["accepted"] == 0
