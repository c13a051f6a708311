"""What differs: every version with who said it, and a decision that loses none of them."""

import pytest

from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.records import differences
from app.errors import InputRefused
from app.store.records import proposals
from app.store.records import record_rows as store
from crypto import Copied
from tests.actions.bodies import body, change, event
from tests.actions.pairs import Pair, get


def in_conflict(pair: Pair, **said: tuple[str, str]) -> str:
    """Let Ana and Ben say two things of one incident of Ana's, not knowing of each other; Ana has accepted Ben's."""
    ours, _ = records.add(pair.ana, "event", {"title": "March", **dict.fromkeys(said, "2026")})
    pair.give(ours.ref)
    records.edit(pair.ben, ours.id.hex(), {name: ben for name, (_, ben) in said.items()})
    pair.clock.now += 60
    records.edit(pair.ana, ours.ref, {name: ana for name, (ana, _) in said.items()})
    report, _ = sharing.share(pair.ben, [ours.id.hex()], [pair.ana_there.ref], "internal")
    pair.sync(2)
    inbox.accept(pair.ana, report.report.hex())
    return ours.ref


def test_a_conflict_shows_each_version_with_who_said_it_when(pair: Pair) -> None:
    ref = in_conflict(pair, description=("Ana's", "Ben's"))
    (found,) = differences.list_contested_fields(pair.ana)
    assert [(said.value, said.by) for said in found.versions] == [
        ("Ana's", pair.ana.author),
        ("Ben's", pair.ben.author),
    ]
    assert found.versions[0].at - found.versions[1].at == 60
    assert differences.count(pair.ana) == 1
    assert [one.field for one in differences.list_contested_fields(pair.ana, ref)] == ["description"]


def test_a_decision_settles_and_every_version_stays_in_the_history(pair: Pair) -> None:
    ref = in_conflict(pair, description=("Ana's", "Ben's"), impact=("one", "two"))
    found = {one.field: one for one in differences.list_contested_fields(pair.ana, ref)}
    differences.decide(pair.ana, ref, "description", found["description"].versions[1].value)
    differences.decide(pair.ana, ref, "impact", found["impact"].together)
    assert differences.list_contested_fields(pair.ana) == [] and differences.count(pair.ana) == 0
    fields = records.record_of(pair.ana, ref).fields
    assert (fields["description"], fields["impact"]) == ("Ben's", "one\n\ntwo")
    values = {edit.value for one in records.history(pair.ana, ref) for edit in one.fields.values()}
    assert {"Ana's", "Ben's", "one", "two"} <= values
    pair.give(ref)
    assert differences.conflicts(pair.ben) == {}


def test_a_date_cannot_be_kept_twice_and_one_line_stays_one_line(pair: Pair) -> None:
    ref = in_conflict(pair, title=("Ana's", "Ben's"), date_start=("2026-04-12", "2026-04-13"))
    together = {one.field: one.together for one in differences.list_contested_fields(pair.ana, ref)}
    assert together == {"title": "Ana's / Ben's", "date_start": None}


def test_a_proposal_is_one_more_value_and_a_decision_answers_it(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "Ours", "impact": "Some left"})
    pair.accept(body(event(ours.id, title="Theirs", impact="Many left"), changes=(
        change(ours.id, pair.ben.author, "title", "Theirs"), change(ours.id, pair.ben.author, "impact", "Many left"),
    )))  # fmt: skip
    title = next(one for one in differences.list_contested_fields(pair.ana, ours.ref) if one.field == "title")
    assert [said.value for said in (*title.versions, *title.proposed)] == ["Ours", "Theirs"]
    assert title.proposed[0].by == pair.ben.author and title.proposed[0].proposal is not None
    differences.decide(pair.ana, ours.ref, "title", "Theirs")
    assert get(pair.ana, ours.id).title == "Theirs"
    assert [one.field for one in differences.list_contested_fields(pair.ana)] == ["impact"]
    differences.reopen(pair.ana, ours.ref, "title", "Ours", [title.proposed[0].proposal])
    assert get(pair.ana, ours.id).title == "Ours" and differences.count(pair.ana) == 2
    differences.decide(pair.ana, ours.ref, "title", "Ours")
    found = proposals.find(pair.ana.con, title.proposed[0].proposal)
    assert found is not None and found.state == "refused"


def test_a_field_that_is_needed_is_never_emptied_by_a_decision(pair: Pair) -> None:
    act, _ = records.add(pair.ana, "contact", {"display_name": "Heron"})
    with pytest.raises(InputRefused):
        differences.decide(pair.ana, act.ref, "display_name", None)
    assert get(pair.ana, act.id).fields["display_name"] == "Heron"


def test_what_differs_in_a_part_is_shown_with_the_whole_and_what_is_put_aside_is_not(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "March", "act": {"violation_text": "beaten"}})
    (act,) = store.parts_of(pair.ana.con, ours.id)
    theirs = change(act, pair.ben.author, "violation_text", "shot")
    pair.accept(body(Copied(act, "act", {"violation_text": "shot"}), changes=(theirs,)))
    assert [(one.record.id, one.field) for one in differences.list_contested_fields(pair.ana, ours.ref)] == [
        (act, "violation_text")
    ]
    records.remove(pair.ana, act.hex())
    assert differences.list_contested_fields(pair.ana) == [] and differences.count(pair.ana) == 0
