"""Two vaults that add the demands of one State and share the case hold one record for each demand."""

from app.actions.casework import demands
from app.actions.kernel import records
from app.actions.mail import accept_undo, inbox
from app.actions.mail.accept_undo import Accepted
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, get
from tests.unchecked import KeepAll


def file_of(vault: Vault) -> str:
    case = records.add(vault, "case", {"title": "Country file", "kind": "country", "country": "QA"})[0]
    assert demands.add_demands(vault, case.ref)[0].added == 38
    return case.ref


def test_the_second_vault_has_each_demand_once(pair: Pair) -> None:
    case = file_of(pair.ana)
    file_of(pair.ben)
    every = Query("undertaking", limit=None)
    ours, theirs = ({one.id for one in records.find(vault, every)} for vault in (pair.ana, pair.ben))
    assert ours == theirs
    report = pair.share(case, profile="internal", answers=KeepAll())
    pair.sync(2)
    inbox.accept(pair.ben, report)
    found = records.find(pair.ben, every)
    assert {one.id for one in found} == ours and len(found) == 38
    assert not any(get(pair.ben, one.id).conflicts for one in found)


def twice(pair: Pair) -> tuple[bytes, bytes]:
    """Let each of the two make a case with the demands to one State; return both ids, Ana's first."""
    ours, theirs = (records.record_of(vault, file_of(vault)).id for vault in (pair.ana, pair.ben))
    return ours, theirs


def counted(vault: Vault, case: bytes) -> int:
    return len(demands.read_scorecard(vault, case.hex()).found)


def give(pair: Pair, case: bytes) -> Accepted:
    report = pair.share(case.hex(), profile="internal", answers=KeepAll())
    pair.sync(2)
    return inbox.accept(pair.ben, report)[0]


def test_two_cases_of_one_state_have_one_set_of_demands(pair: Pair) -> None:
    ours, theirs = twice(pair)
    done = give(pair, ours)
    assert done.refused == [] and done.proposals == []
    assert counted(pair.ben, ours) == counted(pair.ben, theirs) == 30
    assert records.count_matches(pair.ben, Query("undertaking")) == 38
    accept_undo.undo(pair.ben, done.copy)
    assert counted(pair.ben, theirs) == 30 and records.count_matches(pair.ben, Query("case")) == 1


def test_a_demand_with_own_work_joins_their_case_only_by_our_choice(pair: Pair) -> None:
    """A link of theirs would show our steps to each reader of their case."""
    ours, theirs = twice(pair)
    found = demands.read_scorecard(pair.ben, theirs.hex()).found
    records.edit(pair.ben, found[0].ref, {"outcome": "We met the Minister."})
    records.add(pair.ben, "step", {"of": found[1].id.hex(), "date": "2026-01-05", "text": "A call."})
    done = give(pair, ours)
    assert {row[0] for row in done.refused} == {found[0].id, found[1].id}
    assert counted(pair.ben, ours) == 28
    assert demands.add_demands(pair.ben, ours.hex())[0].added == 0
    assert counted(pair.ben, ours) == 30


def test_another_link_to_our_demand_is_refused(pair: Pair) -> None:
    """Only the link that each vault makes of public words is taken: not one with an id of their choice."""
    ours, _ = twice(pair)
    (one, *_) = demands.read_scorecard(pair.ana, ours.hex()).found
    other = records.add(pair.ana, "case", {"title": "Other"})[0]
    link = records.link(pair.ana, one.id.hex(), "of", other.id.hex())[0]
    done = give(pair, other.id)
    assert [(row[0], row[1]) for row in done.refused] == [(one.id, "of")] and link.source == one.id
