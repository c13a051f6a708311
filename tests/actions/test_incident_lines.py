"""Lines of an incident: what is written comes back, saving again writes nothing, an edit touches its own acts alone."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.kernel import records
from app.actions.kernel.records import Query
from app.actions.records import incident_lines, incidents
from app.actions.records.incident_lines import IncidentLine
from app.store.vault.open_vault import Vault
from tests.vaults import WORDS, vault_at

ACTS = ("code:LIB1", "code:INT1", "code:THR7", "followed her home")
KINDS = tuple(f"type:{code}" for code in WORDS["perp_type"].codes[:2])
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    with vault_at(tmp_path_factory.mktemp("lines")) as made:
        yield made


@pytest.fixture(scope="module")
def people(vault: Vault) -> tuple[str, ...]:
    names = ("Marula", "Heron", "Wren")
    return tuple(f"id:{records.add(vault, 'actor', {'alias': name})[0].id.hex()}" for name in names)


def several(options: Sequence[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(options), min_size=least, max_size=2, unique=True).map(tuple)


def some_lines(data: st.DataObject, people: tuple[str, ...]) -> list[IncidentLine]:
    line = st.builds(IncidentLine, several((*people, *KINDS)), several(ACTS), several(people)).filter(any)
    return data.draw(st.lists(line, max_size=3))


def save(vault: Vault, lines: Sequence[IncidentLine], event: str = "", **more: str) -> str:
    draft = {**incident_lines.as_draft(lines), **({"event": event} if event else {}), **more}
    return incidents.save(vault, draft, "")[0].id.hex()


def loaded(vault: Vault, event: str) -> list[IncidentLine]:
    return incident_lines.list_lines(incidents.load(vault, event))


def acts(vault: Vault, event: str) -> dict[bytes, object]:
    stored = incident_lines.read(vault, bytes.fromhex(event))
    return {act.record.id: (act.did, act.whom, set(act.who), act.number) for one in stored for act in one.acts}


def meant(lines: Sequence[IncidentLine]) -> list[tuple[frozenset[str], ...]]:
    return [tuple(map(frozenset, line)) for line in lines]


def written(vault: Vault) -> tuple[object, ...]:
    """Return all that a save can write: changes, links, and what is archived."""
    tables = ("SELECT count(*) FROM change", "SELECT count(*), sum(removed) FROM link",
              "SELECT count(*), sum(removed), sum(version) FROM record")  # fmt: skip
    return tuple(vault.con.execute(sql).fetchone() for sql in tables)


@QUICK
@given(st.data())
def test_lines_come_back_and_saving_them_unchanged_writes_nothing(
    vault: Vault, people: tuple[str, ...], data: st.DataObject
) -> None:
    lines = some_lines(data, people)
    event = save(vault, lines)
    assert loaded(vault, event) == lines
    before = written(vault)
    incidents.save(vault, incidents.load(vault, event), "")
    assert written(vault) == before


@QUICK
@given(st.data())
def test_edited_lines_come_back_and_undo_brings_the_old_ones(
    vault: Vault, people: tuple[str, ...], data: st.DataObject
) -> None:
    event = save(vault, some_lines(data, people))
    before, stored = incidents.load(vault, event), acts(vault, event)
    lines = incident_lines.read(vault, bytes.fromhex(event))
    new = some_lines(data, people)
    _, changed = incidents.save(vault, {"event": event, **incident_lines.as_draft(new)}, "")
    assert meant(loaded(vault, event)) == meant(new)
    incidents.restore(vault, before, lines, changed)
    assert acts(vault, event) == stored, "undo brings back the same acts"


@QUICK
@given(st.data())
def test_acts_without_a_number_are_lines_and_stay_as_they_are(
    vault: Vault, people: tuple[str, ...], data: st.DataObject
) -> None:
    event = records.add(vault, "event", {})[0].id.hex()
    for line in some_lines(data, people):
        incident_lines.write(vault, bytes.fromhex(event), [*loaded(vault, event), line], {})
    for act in incident_lines.read(vault, bytes.fromhex(event)):
        for one in act.acts:
            records.edit(vault, one.record.id.hex(), {"line": None})
    before = written(vault)
    lines = loaded(vault, event)
    incidents.save(vault, incidents.load(vault, event), "")
    assert written(vault) == before and loaded(vault, event) == lines


@pytest.mark.parametrize("numbered", [False, True])
def test_an_act_on_nobody_known_is_no_line_of_the_same_act_on_a_person(
    vault: Vault, people: tuple[str, ...], numbered: bool
) -> None:
    event, number = records.add(vault, "event", {})[0].id.hex(), {"line": 1} if numbered else {}
    for victim in ({}, {"victim": people[0].removeprefix("id:")}):
        records.add(vault, "act", {"event": event, "violation": "LIB1", **victim, **number})
    assert loaded(vault, event) == [IncidentLine((), ACTS[:1], ()), IncidentLine((), ACTS[:1], people[:1])]
    before = written(vault)
    incidents.save(vault, incidents.load(vault, event), "")
    assert written(vault) == before


def test_two_acts_on_two_people_by_one_are_four_acts(vault: Vault, people: tuple[str, ...]) -> None:
    before = [records.count_matches(vault, Query(kind)) for kind in ("act", "involvement")]
    save(vault, [IncidentLine((KINDS[0],), ACTS[:2], people[:2])])
    assert [records.count_matches(vault, Query(kind)) for kind in ("act", "involvement")] == [n + 4 for n in before]


def test_an_edited_line_touches_its_own_acts_alone(vault: Vault, people: tuple[str, ...]) -> None:
    lines = [IncidentLine((KINDS[0],), ACTS[:2], people[:1]), IncidentLine((KINDS[1],), ACTS[2:3], people[:1])]
    event = save(vault, lines)
    versions = lambda: {id_: records.record_of(vault, id_.hex()).version for id_ in before}  # noqa: E731
    before = acts(vault, event)
    old, ids = versions(), list(before)
    save(vault, [lines[0], lines[1]._replace(did=ACTS[3:4])], event)
    now = versions()
    assert acts(vault, event).keys() == before.keys(), "a corrected act stays the same act"
    assert [id_ for id_ in ids if old[id_] != now[id_]] == ids[2:]


def test_a_new_alias_in_two_lines_is_one_person_and_keeps_what_is_said_of_it(vault: Vault) -> None:
    lines = [IncidentLine((), ACTS[:1], ("a neighbour",)), IncidentLine(("a neighbour",), ACTS[1:2], ("Marula",))]
    before = records.count_matches(vault, Query("actor"))
    more = {"sex a neighbour": "code:02", "consent a neighbour": "network", "in_danger": "a neighbour"}
    event = save(vault, lines, danger="now", help="A place to sleep", **more)
    assert records.count_matches(vault, Query("actor")) == before + 2
    draft = incidents.load(vault, event)
    (whom,) = incident_lines.list_lines(draft)[0].whom
    assert (draft[f"sex {whom}"], draft[f"consent {whom}"], draft["in_danger"]) == ("code:02", "network", whom)
    assert (draft["danger"], draft["help"]) == ("now", "A place to sleep")
    stored = incident_lines.read(vault, bytes.fromhex(event))
    _, changed = incidents.save(vault, {**draft, "in_danger": "", f"role {whom}": "code:hrd", "words": "By day."}, "")
    again = incidents.load(vault, event)
    assert "in_danger" not in again and again[f"role {whom}"] == "code:hrd" and again["words"] == "By day."
    incidents.restore(vault, draft, stored, changed)
    assert incidents.load(vault, event) == draft
