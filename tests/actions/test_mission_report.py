"""The report of a mission: every finding on evidence and a source, every piece of evidence in the index."""

from collections.abc import Iterator

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.sheet import Heading, Items, Sheet, SheetFacts, SheetTable
from app.store.vault.open_vault import Vault
from tests.unchecked import read_twice
from tests.vaults import vault_at

pytestmark = pytest.mark.usefixtures("offline")

SECRET = ("Blue Heron", "Tres Ceibas", "the miller said it", "north ford", "Colonel Vash")
MISSION = {
    "title": "Upper river", "kind": "investigation", "status": "returned", "mandate": "Asked by the water committee",
    "date_start": "2026-04-20", "date_end": "2026-04-23", "summary_open": "A visit to communities by a river.",
    "method": "Talks in private; the mine could not be entered", "context": "Arrests since April at the north ford",
    "legal_analysis": "Freedom of assembly", "position": "They deny it", "debrief": "All are tired",
    "leg": [{"from": {"name": "Velmora"}, "to": {"name": "Tres Ceibas"}, "depart_plan": "2026-04-20T08:00",
             "arrive_plan": "2026-04-20T12:30", "arrive_actual": "2026-04-20T13:10", "mode": "car"}],
    "participant": [{"kind": "leader", "who": {"alias": "Blue Heron"}}, {"kind": "driver", "sex": "02"},
                    {"kind": "driver", "sex": "01"}],
    "meeting": [{"title": "Third garrison", "date": "2026-04-21T10:00", "counterpart": "military",
                 "said": "Colonel Vash was asked for access", "outcome": "refusal"}],
    "undertaking": [
        {"text": "Let counsel of Blue Heron in at Tres Ceibas", "text_open": "Let counsel in", "kind": "recommendation",
         "addressee": "Ministry of Justice", "due": "2026-06-01"},
        {"text": "Send the list of names", "kind": "task", "owner": "desk"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vault, Record, dict[str, str]]]:
    """Return a vault with a mission, and the short codes of its findings and evidence."""
    with vault_at(tmp_path_factory.mktemp("mission") / "vault") as vault:
        yield vault, *told(vault)


def told(vault: Vault) -> tuple[Record, dict[str, str]]:
    mission, _ = records.add(vault, "mission", MISSION)
    refs = {}
    for name in ("shown", "loose"):
        file = vault.folder.parent / f"{name}.jpg"
        file.write_bytes(f"one photo, {name}".encode())
        refs[name] = evidence.add(vault, file, mission.ref)[0].ref
    for name in ("whole", "bare", "unsaid"):
        given: dict[str, object] = {"mission": mission.ref, "title": f"Title {name}", "text": f"{name}, at Tres Ceibas"}
        given |= {} if name == "bare" else {"evidence": [refs["shown"]], "violation": ["INT2"]}
        given |= {} if name == "unsaid" else {"text_open": f"{name}, seen in the district"}
        refs[name] = records.add(vault, "finding", given)[0].ref
    for name in ("whole", "unsaid"):
        records.add(vault, "information", {"about": refs[name], "quote": "the miller said it", "connection": "0101",
                                           "source": {"alias": "Blue Heron"}})  # fmt: skip
    return mission, refs


def words(made: paper_makers.OutputResult) -> str:
    return read_twice(made).data("txt").decode()


def test_the_whole_report_lists_every_finding_with_its_proof_and_every_piece_of_evidence(
    world: tuple[Vault, Record, dict[str, str]],
) -> None:
    vault, mission, refs = world
    made = paper_makers.make(vault, "mission-report", [mission.ref])
    assert isinstance(made.content, Sheet)
    heads = [block.text for block in made.content.blocks if isinstance(block, Heading)]
    order = ["Mandate", "Team", "Method and its limits", "The way", "Context", "Meetings", "Findings",
             "Not yet founded", "Legal analysis", "Position of the authorities", "Recommendations",
             "Promises and tasks", "Index of the evidence"]  # fmt: skip
    assert [head for head in heads if head in order] == order
    rests = [dict(block.rows) for block in made.content.blocks if isinstance(block, SheetFacts) and "Evidence" in
             dict(block.rows)]  # fmt: skip
    assert {row["Number"] for row in rests} == {refs["whole"], refs["unsaid"]}
    assert all(row["Evidence"] == refs["shown"] and row["Sources"].startswith("SO-") for row in rests)
    (bare,) = [block.rows for block in made.content.blocks if isinstance(block, Items)]
    assert refs["bare"] in bare[0] and "no evidence; no source" in bare[0]
    index = next(block for block in made.content.blocks if isinstance(block, SheetTable) and "Findings" in block.header)
    assert {row[0] for row in index.rows} == {refs["shown"], refs["loose"]}
    assert all(len(row[-1]) == 64 for row in index.rows)
    text = words(made)
    assert "Role: driver\nfemale: 1\nmale: 1\nnot recorded: 0\nin all: 2" in text
    assert "Blue Heron" not in text.replace("counsel of Blue Heron", "")
    assert "All are tired" not in text


@pytest.mark.parametrize("profile", ["authority", "public"])
def test_the_redacted_report_says_what_may_be_said_and_nothing_else(
    world: tuple[Vault, Record, dict[str, str]], profile: str
) -> None:
    vault, mission, _refs = world
    made = paper_makers.make(vault, "mission-report", [mission.ref], profile)
    text = " ".join(words(made).split())
    assert not [secret for secret in (*SECRET, "committee", "All are tired") if secret in text]
    assert "whole, seen in the district" in text and "Let counsel in" in text and "Ministry of Justice" in text
    assert "Evidence: 1, not shown here" in text and "Sources: not shown here" in text
    assert "Pieces of evidence that are kept and not shown here: 2" in text
    assert "Findings not included, because evidence or a source is missing: 1" in text and "bare" not in text
    assert ("Title unsaid" in text) == (profile == "authority")
    assert ("without a text for this level: 1" in text) == (profile == "public")
    made = read_twice(made)
    assert not [secret for secret in SECRET if secret.encode() in made.data("html") + made.data("csv")]


@pytest.mark.parametrize("profile", ["un", "public"])
def test_readers_outside_read_who_was_visited_what_happened_and_what_was_agreed(vault: Vault, profile: str) -> None:
    """5.2: the visits by kind, the incidents whose people agreed, the promises; no incident without its yes."""
    yes = [{"purpose": ["UN", "MEDIA"], "state": "given", "form": "role"}]
    place = {"province": "North", "country": "GT"}
    told, silent = (
        records.add(vault, "event", {"title": "A", "date_start": day, "place": place, "act": {
            "violation": "LIB1", "victim": {"kind": "actor", "alias": alias, "sex": "02", **more}}})[0]
        for alias, day, more in (("Luna", "2026-04-02", {"consent_record": yes}), ("Sol", "2026-04-09", {}))
    )  # fmt: skip
    mission, _ = records.add(vault, "mission", {
        "title": "North", "kind": "investigation", "date_start": "2026-04-20", "event": [told.ref, silent.ref],
        "participant": [{"kind": "driver", "sex": "01"}], "meeting": [{"title": "M", "counterpart": "prison"}],
        "undertaking": [{"text": "Let us in on Monday", "text_open": "Let us in", "kind": "promise"}],
        "observation": [{"date": "2026-04-21", "text": "Four soldiers at the bridge"}],
    })  # fmt: skip
    made = paper_makers.make(vault, "mission-report", [mission.ref], profile, answers=LeakAnswers(replace_rest=True))
    said = " ".join(words(made).split())
    assert "Person concerned: a woman" in said and "What was done: arrested" in said and "North" in said
    assert "9 April" not in said and said.count("What was done") == 1, "the incident of a person who was not asked"
    assert "Meetings of the mission: 1" in said and "Let us in" in said and "Monday" not in said
    assert ("People and bodies visited: prison authority" in said) is (profile == "un")
    assert ("driver" in said) is (profile == "un") and "fewer than 5" not in said, "functions without numbers"
    own = words(paper_makers.make(vault, "mission-report", [mission.ref]))
    assert "What the team saw" in own and "Four soldiers" in own and "What was done" not in own


def test_minutes_hold_the_promise_and_leave_what_was_said_to_those_who_may_read_it(
    world: tuple[Vault, Record, dict[str, str]],
) -> None:
    vault, _mission, _ = world
    met, _ = records.add(vault, "meeting", {
        "title": "Third garrison again", "date": "2026-04-22T10:00", "said": "Colonel Vash came late",
        "outcome": "promise", "with": {"name": "Third garrison"},
        "undertaking": [{"text": "Let us in next week", "kind": "promise", "due": "2026-04-29"}],
    })  # fmt: skip
    whole = words(paper_makers.make(vault, "minutes", [met.ref]))
    assert "Colonel Vash" in whole and "Let us in next week" in whole and "29 April 2026" in whole
    less = words(paper_makers.make(vault, "minutes", [met.ref], "authority"))
    assert "Colonel Vash" not in less and "Let us in" not in less and "garrison" in less


def test_an_emergency_report_says_how_it_was_confirmed_and_what_is_still_to_come(
    world: tuple[Vault, Record, dict[str, str]],
) -> None:
    vault, _, _ = world
    event, _ = records.add(vault, "event", {"title": "Raid on an office", "date_start": "2026-04-25",
                                            "description": "Doors were broken in"})  # fmt: skip
    records.add(vault, "information", {"about": event.ref, "connection": "0101"})
    records.add(vault, "intervention", {"about": event.ref, "kind": ["0102"], "date": "2026-04-25",
                                        "follow_up_on": "2026-04-27"})  # fmt: skip
    text = words(paper_makers.make(vault, "emergency-report", [event.ref]))
    for part in (
        "Doors were broken in",
        "Number of sources: 1",
        "victim: 1",
        "NOT CONFIRMED",
        "legal aid",
        "27 April 2026",
        "Approved by",
    ):
        assert part in text
