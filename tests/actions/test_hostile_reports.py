"""Reports that a hostile contact crafts: reading one ends soon, and the places for references are shared."""

import time
from collections.abc import Iterable

import pytest

from app.actions.casework import demands
from app.actions.kernel import records
from app.actions.mail.report_contents import MOST_LINKED, ReportContents
from app.actions.records import incident_lines, incidents
from app.actions.today import due_tasks
from app.store.records import other_refs
from crypto import BodyLink, BodyReference, Copied, ReportBody
from tests.actions.bodies import NEW, body, event
from tests.actions.pairs import Pair, get


def test_titles_that_name_each_other_are_made_soon(pair: Pair) -> None:
    """Sixteen links between incidents, each named by each: 16^5 titles if each is made again."""
    ids = [bytes([7, at]) + bytes(14) for at in range(16)]
    links = [BodyLink(bytes([9, a, b]) + bytes(13), one, "other", other, False)
             for a, one in enumerate(ids) for b, other in enumerate(ids)]  # fmt: skip
    handle = pair.mail(body(*(Copied(id_, "event_link", {}) for id_ in ids), links=tuple(links)))
    contents = ReportContents(pair.ana, handle)
    began = time.monotonic()
    for row in contents.records.values():
        contents.title(row, "en")
    assert time.monotonic() - began < 2


def test_one_record_names_a_limited_number_of_others(pair: Pair) -> None:
    places = [Copied(bytes([8]) + at.to_bytes(15, "big"), "place", {"name": "x"}) for at in range(2 * MOST_LINKED)]
    links = [BodyLink(bytes([9]) + at.to_bytes(15, "big"), NEW, "place", row.record_id, False)
             for at, row in enumerate(places)]  # fmt: skip
    contents = ReportContents(pair.ana, pair.mail(body(event(), *places, links=tuple(links))))
    assert len(contents.targets(contents.records[NEW], "place")) == MOST_LINKED
    assert contents.title(contents.records[NEW], "en").count("x") == 8


def test_a_contact_does_not_take_the_places_of_the_others(pair: Pair) -> None:
    refs = [f"IN-FFFF{digit}" for digit in "23456789"]
    for ref in refs:
        pair.accept(body(event(title="x"), references=(BodyReference(NEW, ref, ref.replace("F", "G")),)))
    assert other_refs.list_of(pair.ana.con, NEW) == ["IN-FFFF2", "IN-GGGG2"], "one of its own, and the oldest one"
    with pair.ana.transaction() as con:
        assert other_refs.add(con, NEW, bytes(16), "IN-HHHHH", False)


def test_only_references_are_kept_as_the_oldest_one_and_no_own_one(pair: Pair) -> None:
    pair.accept(body(event(title="x"), references=(BodyReference(NEW, "IN-FFFFF", "call\n\u202eme"),)))
    assert other_refs.list_of(pair.ana.con, NEW) == ["IN-FFFFF"]
    with pair.ana.transaction() as con:
        assert not other_refs.add(con, NEW, bytes(16), get(pair.ana, NEW).ref, False)


def test_large_reports_about_danger_are_read_once(pair: Pair) -> None:
    """Each page of the window asks for them: a large report that waits must not be parsed each time."""
    rows = [Copied(bytes([7]) + at.to_bytes(15, "big"), "actor", {"alias": "x"}) for at in range(10_000)]
    for _ in range(3):
        pair.mail(body(event(title="T", danger="danger:now"), *rows))
    assert len(due_tasks.reports(pair.ana)) == 3
    began = time.monotonic()
    assert [said.event.id for said in due_tasks.reports(pair.ana)] == [NEW] * 3
    assert time.monotonic() - began < 0.2


def with_acts(numbers: Iterable[int]) -> ReportBody:
    """Return a report about an incident with an act of each number."""
    rows = [Copied(bytes([7]) + at.to_bytes(15, "big"), "act", {"violation_text": f"a{at}", "line": number})
            for at, number in enumerate(numbers)]  # fmt: skip
    links = [BodyLink(bytes([9]) + row.record_id[1:], row.record_id, "event", NEW, False) for row in rows]
    return body(event(title="x"), *rows, links=tuple(links))


@pytest.mark.parametrize("number", [-1, 0, 7, 2**31, 2**53 - 1])
def test_a_line_is_added_after_each_number_that_a_contact_chose(pair: Pair, number: int) -> None:
    pair.accept(with_acts([number, number]))
    before, stored = incidents.load(pair.ana, NEW.hex()), incident_lines.read(pair.ana, NEW)
    _, changed = incidents.save(pair.ana, {**before, "did 2": "ours"}, "")
    assert [one.line.did for one in incident_lines.read(pair.ana, NEW)] == [("a0", "a1"), ("ours",)]
    incidents.restore(pair.ana, before, stored, changed)
    assert incidents.load(pair.ana, NEW.hex()) == before


def test_an_incident_of_many_lines_is_saved_soon(pair: Pair) -> None:
    """Each stored line is not compared with each line: 1,000,000 comparisons took 5 seconds."""
    pair.accept(with_acts(range(1, 1_001)))
    stored = incident_lines.read(pair.ana, NEW)
    began = time.monotonic()
    assert incident_lines._matched([one.line for one in stored], stored) == stored
    assert time.monotonic() - began < 0.5


def test_an_item_without_its_text_can_become_a_measure(pair: Pair) -> None:
    records.add(pair.ana, "programme", {"title": "Night watch", "kind": "plan"})
    pair.accept(body(Copied(NEW, "library_item", {"number": "1"})))
    assert demands.begin_measure(pair.ana, NEW.hex())[1] == {"kind": "measure", "item": [NEW.hex()]}
