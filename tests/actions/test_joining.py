"""What a person made one of two comes apart again, and nothing that protects is lost on the way."""

from collections.abc import Callable

import pytest

from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.records import duplicates, record_merges
from app.domain.record import Record
from app.errors import InputRefused
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto import BodyLink, Copied
from tests.actions.bodies import body, event
from tests.actions.pairs import Pair, get
from tests.actions.test_consent_order import CLOSED, DAY, OPEN, PURPOSES, forms
from tests.actions.test_duplicates import incident, person
from tests.vaults import Clock


def test_one_of_two_has_what_both_had_and_they_come_apart_again(vault: Vault) -> None:
    first, second = incident(vault, "Marula"), incident(vault, "Marula", day="2026-05-01", place="Velmora")
    (one,), (other,) = (people(vault, event) for event in (first, second))
    records.edit(vault, other.ref, {"description": "Tall"})
    moved = record_merges.join(vault, one.ref, other.ref)
    assert [p.id for p in people(vault, second)] == [one.id]
    assert records.record_of(vault, one.ref).fields["description"] == "Tall"
    assert records.record_of(vault, other.ref).removed
    assert records.count_matches(vault, Query("actor")) == 1
    record_merges.unmerge_records(vault, moved)
    assert [p.id for p in people(vault, second)] == [other.id] and [p.id for p in people(vault, first)] == [one.id]
    assert "description" not in records.record_of(vault, one.ref).fields
    assert records.record_of(vault, other.ref).fields["description"] == "Tall"
    assert records.count_matches(vault, Query("actor")) == 2


def people(vault: Vault, event: Record) -> list[Record]:
    """Return the victims of an incident."""
    acts = store.parts_of(vault.con, event.id)
    targets = [link.target for act in acts for link in store.links_of(vault.con, act) if link.role == "victim"]
    return [records.record_of(vault, target.hex()) for target in targets]


def test_two_kinds_are_never_the_same(vault: Vault) -> None:
    with pytest.raises(InputRefused, match="cannot be the same"):
        record_merges.join(vault, person(vault, "Marula").ref, incident(vault, "Marula").ref)


def test_where_both_say_something_the_kept_word_stands_but_for_what_protects(vault: Vault) -> None:
    one = person(vault, "Marula", region="Ansal", sensitivity="I", protected=False, size_max=2)
    other = person(vault, "Marula", region="Velmora", sensitivity="R", protected=True, size_min=5, sex="01")
    joined = record_merges.join(vault, one.ref, other.ref)
    fields = records.record_of(vault, one.ref).fields
    assert fields == {
        "alias": "Marula", "region": "Ansal", "sensitivity": "R", "protected": True, "size_max": 2, "sex": "01",
    }  # fmt: skip
    record_merges.unmerge_records(vault, joined)
    assert records.record_of(vault, one.ref).fields == one.fields
    assert records.record_of(vault, other.ref).fields == other.fields


def test_a_level_below_the_usual_one_is_not_taken(vault: Vault) -> None:
    one, other = person(vault, "Marula"), person(vault, "Marula", sensitivity="P")
    record_merges.join(vault, one.ref, other.ref)
    assert "sensitivity" not in records.record_of(vault, one.ref).fields


def test_what_was_written_after_the_join_stays_when_they_part(vault: Vault) -> None:
    one, other = person(vault, "Marula"), person(vault, "Marula", description="Tall", region="Ansal")
    joined = record_merges.join(vault, one.ref, other.ref)
    records.edit(vault, one.ref, {"description": "Tall, with a limp"})
    record_merges.unmerge_records(vault, joined)
    assert records.record_of(vault, one.ref).fields == {"alias": "Marula", "description": "Tall, with a limp"}


def test_who_named_both_names_one_and_both_again(vault: Vault) -> None:
    one, other = person(vault, "Marula"), person(vault, "Marula")
    union = records.add(vault, "organisation", {"name": "Union of Quay Workers"})[0]
    records.link(vault, one.ref, "organisation", union.ref)
    records.link(vault, other.ref, "organisation", union.ref)
    joined = record_merges.join(vault, one.ref, other.ref)
    assert joined.taken == []
    record_merges.unmerge_records(vault, joined)
    for ref in (one.ref, other.ref):
        links = store.links_of(vault.con, records.record_of(vault, ref).id)
        assert [link.target for link in links] == [union.id]


def test_an_incident_takes_the_acts_of_the_other(vault: Vault) -> None:
    one, other = incident(vault, "Marula"), incident(vault, "Marula")
    joined = record_merges.join(vault, one.ref, other.ref)
    assert len(store.parts_of(vault.con, one.id)) == 2
    assert records.count_matches(vault, Query("event")) == 1
    record_merges.unmerge_records(vault, joined)
    assert len(store.parts_of(vault.con, one.id)) == len(store.parts_of(vault.con, other.id)) == 1


def test_who_was_put_aside_already_is_not_joined_again(vault: Vault) -> None:
    """Two answers to one page, or to two: the third would follow the second out of sight."""
    one, other, third = (person(vault, "Marula") for _ in range(3))
    record_merges.join(vault, one.ref, other.ref)
    for keep, gone in ((other, third), (third, other)):
        with pytest.raises(InputRefused, match="was removed"):
            record_merges.join(vault, keep.ref, gone.ref)
    assert [records.record_of(vault, p.ref).removed for p in (one, other, third)] == [False, True, False]


def test_one_of_three_comes_apart_in_the_order_it_was_made(vault: Vault) -> None:
    event = incident(vault, "Marula")
    (one,), other, third = people(vault, event), person(vault, "Marula"), person(vault, "Marula")
    first = record_merges.join(vault, other.ref, one.ref)
    second = record_merges.join(vault, third.ref, other.ref)
    with pytest.raises(InputRefused, match=f"Someone removed {other.ref} after that"):
        record_merges.unmerge_records(vault, first)
    assert [p.id for p in people(vault, event)] == [third.id]
    record_merges.unmerge_records(vault, second)
    record_merges.unmerge_records(vault, first)
    assert [p.id for p in people(vault, event)] == [one.id]


@pytest.mark.parametrize("wait", [0, 1], ids=["the kept one", "the other"])
def test_versions_are_chosen_between_before_two_are_joined(pair: Pair, wait: int) -> None:
    """A version that says more protection could go unseen, with the record that is put aside or under the new one."""
    both = [person(pair.ana, "Marula", region="Ansal") for _ in range(2)]
    pair.ana.con.execute("INSERT INTO conflict VALUES (?, 'protected')", (both[wait].id,))
    with pytest.raises(InputRefused, match=f"{both[wait].ref} has different values"):
        record_merges.join(pair.ana, both[0].ref, both[1].ref)
    assert not any(get(pair.ana, row.id).removed for row in both)


def test_a_link_that_was_taken_away_after_the_join_does_not_come_back_with_undo(vault: Vault) -> None:
    first, second = incident(vault, "Marula"), incident(vault, "Marula", day="2026-05-01")
    (one,), (other,) = people(vault, first), people(vault, second)
    joined = record_merges.join(vault, one.ref, other.ref)
    (act,) = store.parts_of(vault.con, second.id)
    records.edit(vault, act.hex(), {"victim": {"kind": "actor", "alias": "Tamarind"}})
    record_merges.unmerge_records(vault, joined)
    assert [p.title for p in people(vault, second)] == ["Tamarind"]
    assert [p.id for p in people(vault, first)] == [one.id]


# What comes from others later for the one that was put aside.

BENS, ACT, NEXT = b"b" * 16, b"a" * 16, b"n" * 16


def joined_with_bens(pair: Pair) -> bytes:
    """Ana takes Ben's Marula, and makes her one with the Marula she had herself; return who that is."""
    ours = person(pair.ana, "Marula")
    pair.accept(body(Copied(BENS, "actor", {"alias": "Marula"})))
    record_merges.join(pair.ana, ours.ref, BENS.hex())
    return ours.id


def test_whom_a_later_report_names_is_seen_as_the_one_she_is_now(pair: Pair) -> None:
    ours = joined_with_bens(pair)
    later = body(
        event(NEXT, title="May"), Copied(ACT, "act", {"violation_text": "beaten"}),
        links=(BodyLink(b"1" * 16, ACT, "event", NEXT, False), BodyLink(b"2" * 16, ACT, "victim", BENS, False)),
    )  # fmt: skip
    done = pair.accept(later)
    assert not done.refused
    shown = [record.id for role, record in records.show(pair.ana, ACT.hex()).links if role == "victim"]
    assert shown == [ours]
    assert duplicates.open_pairs(pair.ana, duplicates.find(pair.ana)) == []


def test_what_a_later_report_says_of_her_is_proposed_for_the_one_she_is_now(pair: Pair) -> None:
    ours = joined_with_bens(pair)
    done = pair.accept(body(Copied(BENS, "actor", {"alias": "Marula", "region": "Velmora"})))
    assert [(p.record, p.field, p.value) for p in done.proposals] == [(ours, "region", "Velmora")]
    assert get(pair.ana, BENS).fields["region"] == "Velmora" and get(pair.ana, BENS).removed
    assert "region" not in get(pair.ana, ours).fields
    inbox.accept(pair.ana, done.proposals[0].id.hex())
    assert get(pair.ana, ours).fields["region"] == "Velmora"


def test_a_proposal_that_waited_when_two_were_joined_goes_to_the_kept_one(pair: Pair) -> None:
    one, other = person(pair.ana, "Marula"), person(pair.ana, "Marula", region="Ansal")
    (waiting,) = pair.accept(body(Copied(other.id, "actor", {"alias": "Marula", "region": "Velmora"}))).proposals
    joined = record_merges.join(pair.ana, one.ref, other.ref)
    inbox.accept(pair.ana, waiting.id.hex())
    assert get(pair.ana, one.id).fields["region"] == "Velmora"
    record_merges.unmerge_records(pair.ana, joined)
    assert get(pair.ana, one.id).fields["region"] == "Velmora"
    assert get(pair.ana, other.id).fields["region"] == "Ansal"


@pytest.mark.parametrize("turn", [list, reversed], ids=["new first", "old first"])
def test_two_vaults_that_joined_differently_each_see_one_person(
    pair: Pair, turn: "Callable[[tuple[BodyLink, ...]], list[BodyLink]]"
) -> None:
    """Ben keeps his own Marula where Ana kept hers: his act names his now, and no more hers, in any order."""
    ours = joined_with_bens(pair)
    pair.ana.con.execute("INSERT INTO shared VALUES (?, ?, 1)", (ours, pair.ben_here.id))
    act = Copied(ACT, "act", {"violation_text": "beaten"})
    pair.accept(body(act, links=(BodyLink(b"3" * 16, ACT, "victim", ours, False),)))
    moved = (BodyLink(b"4" * 16, ACT, "victim", BENS, False), BodyLink(b"3" * 16, ACT, "victim", ours, True))
    pair.accept(body(act, links=tuple(turn(moved))))
    assert [record.id for role, record in records.show(pair.ana, ACT.hex()).links if role == "victim"] == [ours]


def test_who_was_brought_back_is_herself_again(pair: Pair) -> None:
    joined_with_bens(pair)
    records.restore(pair.ana, BENS.hex())
    done = pair.accept(body(Copied(BENS, "actor", {"alias": "Marula", "region": "Velmora"})))
    assert done.proposals == [] and get(pair.ana, BENS).fields["region"] == "Velmora"


@pytest.mark.parametrize("kept", [0, 1])
def test_a_no_of_one_wins_over_a_younger_yes_of_the_other(vault: Vault, kept: int) -> None:
    """The yes has no date; a person decides with a new answer."""
    both = [person(vault, "Marula"), person(vault, "Marula")]
    records.add(vault, "consent_record", {"actor": both[0].ref, "purpose": PURPOSES, "state": "refused"})
    assert isinstance(vault.clock, Clock)
    vault.clock.now += DAY
    yes = {"purpose": PURPOSES, "state": "given", "form": "named"}
    records.add(vault, "consent_record", {"actor": both[1].ref, **yes})
    joined = record_merges.join(vault, both[kept].ref, both[1 - kept].ref)
    assert forms(vault, both[kept]) == CLOSED
    record_merges.unmerge_records(vault, joined)
    assert [forms(vault, one) for one in both] == [CLOSED, OPEN]
    record_merges.join(vault, both[kept].ref, both[1 - kept].ref)
    records.add(vault, "consent_record", {"actor": both[kept].ref, **yes})
    assert forms(vault, both[kept]) == OPEN


@pytest.mark.parametrize("state", ["given", "refused"])
def test_a_later_yes_of_one_ends_no_no_of_the_other_before_a_person_decides(vault: Vault, state: str) -> None:
    """A new answer in each of the two decides."""
    both = [person(vault, "Marula"), person(vault, "Marula")]
    row = {"purpose": PURPOSES, "form": "named"}
    for one, said, day in ((both[0], "refused", "2027-01-02"), (both[1], "given", "2027-01-03")):
        records.add(vault, "consent_record", {"actor": one.ref, "state": said, "given_on": day, **row})
    for kept in (0, 1):
        with pytest.raises(InputRefused, match="later yes"):
            record_merges.join(vault, both[kept].ref, both[1 - kept].ref)
    assert [forms(vault, one) for one in both] == [CLOSED, OPEN]
    for one in both:
        records.add(vault, "consent_record", {"actor": one.ref, "state": state, "given_on": "2027-01-14", **row})
    record_merges.join(vault, both[0].ref, both[1].ref)
    assert forms(vault, both[0]) == (OPEN if state == "given" else CLOSED)
