"""Two vaults that add the demands of one State and share the case hold one record for each demand."""

import pytest

from app.actions.casework import demands
from app.actions.kernel import records
from app.actions.mail import accept_undo, inbox
from app.actions.mail.accept_undo import Accepted
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto import Copied
from tests.actions.bodies import body
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


def planted(pair: Pair, id_: bytes, what: str, **fields: object) -> None:
    """Let Ben, who can compute the ids of the demands too, send Ana a record with one of them."""
    done = pair.accept(body(Copied(id_, what, fields)))  # type: ignore[arg-type]
    assert done.added == [id_] and done.refused == []


def test_a_contact_cannot_write_a_demand_of_the_plan_before_us(pair: Pair) -> None:
    case = file_of(pair.ben)
    for step in records.find(pair.ben, Query("step", limit=None)):
        planted(pair, step.id, "step", date="2026-01-01", state="stage:done", text="FALSE", text_open="FALSE")
    (one, *_) = demands.read_scorecard(pair.ben, case).found
    planted(pair, one.id, "undertaking", text="FALSE", text_open="FALSE", reference="FALSE",
            kind="undertaking_kind:demand", country="country:QA")  # fmt: skip
    file_of_again(pair.ana)
    for theirs in (one, *records.find(pair.ben, Query("step", limit=None))):
        ours = get(pair.ana, theirs.id).fields
        assert "FALSE" not in str(ours) and ours["text"] == theirs.fields["text"] and "state" not in ours
    pair.accept(body(Copied(one.id, "undertaking", {"text": "LATER"})))
    ours = get(pair.ana, one.id)
    assert ours.fields["text"] == one.fields["text"] and ours.conflicts == ("text",)


def test_a_record_of_another_kind_with_the_id_of_a_demand_is_named_and_nothing_is_added(pair: Pair) -> None:
    (one, *_) = demands.read_scorecard(pair.ben, file_of(pair.ben)).found
    planted(pair, one.id, "event", title="x")
    with pytest.raises(InputRefused, match=get(pair.ana, one.id).ref):
        file_of_again(pair.ana)
    assert records.count_matches(pair.ana, Query("undertaking")) == 0


def test_the_words_of_a_contact_in_another_language_of_the_plan_stay(pair: Pair) -> None:
    case = records.add(pair.ana, "case", {"title": "Country file", "kind": "country", "country": "QA"})[0]
    demands.add_demands(pair.ana, case.ref, "es")
    give(pair, case.id)
    before = {one.id: one.fields for one in records.find(pair.ben, Query("undertaking", limit=None))}
    file_of_again(pair.ben)
    assert {one.id: one.fields for one in records.find(pair.ben, Query("undertaking", limit=None))} == before


def file_of_again(vault: Vault) -> None:
    """Make a case with the demands, some of which are here already."""
    case = records.add(vault, "case", {"title": "Country file", "kind": "country", "country": "QA"})[0]
    demands.add_demands(vault, case.ref)
