"""The order of the answers of a person: a no wins, whatever the clocks, the order of entry, and the vault (P60)."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.actions.kernel import clock, dates, records
from app.actions.release import consent_rules
from app.actions.withdrawals import consent_withdrawals
from app.domain.fields import Value
from app.domain.record import Record
from app.domain.release.audiences import PROFILES
from app.domain.release.consents import find_answer
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, pair_at
from tests.actions.team import three_at
from tests.vaults import Clock, vault_at

DAY = 86_400
PURPOSES = ["SHARE_NETWORK", "EMBASSY", "UN", "COURT", "MEDIA"]
AUDIENCES = ("network", "embassy", "un", "court", "public")


def ask(vault: Vault, *answers: dict[str, Value]) -> Record:
    """Return a person who gave these answers, in this order."""
    heron, _ = records.add(vault, "actor", {"alias": "Heron"})
    for one in answers:
        add(vault, heron, **one)
    return heron


def add(vault: Vault, who: Record, state: str = "given", **fields: Value) -> Record:
    given = {"actor": who.ref, "purpose": PURPOSES, "state": state, "form": "named", **fields}
    return records.add(vault, "consent_record", given)[0]


def forms(vault: Vault, who: Record) -> str:
    """Return the form of a person for each audience."""
    who = records.record_of(vault, who.id.hex())
    papers = (consent_rules.make_paper(vault, PROFILES[name]) for name in AUDIENCES)
    return "".join(consent_rules.find_release(vault, who, paper).form.value for paper in papers)


OPEN, CLOSED = "ANNNN", "0XXX0"


def test_at_the_receiver_a_withdrawal_closes_a_yes_without_a_date(tmp_path: Path) -> None:
    """The receiver enters both answers on the day of the report; the yes had no date there, and won."""
    with pair_at(tmp_path) as pair:
        heron, case, event = told(pair)
        assert forms(pair.ana, heron) == OPEN
        pair.clock.now += 5 * DAY
        consent_withdrawals.withdraw(pair.ana, heron.ref)
        pair.clock.now += 5 * DAY
        pair.give(case.ref, event.ref)
        assert (forms(pair.ana, heron), forms(pair.ben, heron)) == (CLOSED, CLOSED)
        pair.clock.now += 5 * DAY
        add(pair.ana, heron)
        pair.give(case.ref, event.ref)
        assert (forms(pair.ana, heron), forms(pair.ben, heron)) == (OPEN, OPEN)


def told(pair: Pair) -> tuple[Record, Record, Record]:
    """Return Heron with a yes without a date, her case, and her incident, in the vault of Ana."""
    heron = ask(pair.ana, {})
    case, _ = records.add(pair.ana, "case", {"title": "River", "focal": [heron.ref]})
    event, _ = records.add(pair.ana, "event", {
        "title": "Taken", "case": [case.ref], "date_start": "2026-11-20",
        "act": {"violation": "LIB1", "victim": heron.ref},
    })  # fmt: skip
    return heron, case, event


@pytest.mark.parametrize(
    "no", [{"state": "refused", "given_on": "2020-01-05"}, {"state": "withdrawn", "withdrawn_on": "2027-01-13"}]
)
def test_a_no_of_an_earlier_day_closes_a_yes_without_a_date(vault: Vault, no: dict[str, Value]) -> None:
    """She withdrew by telephone; her form was typed first, and the withdrawal later."""
    heron = ask(vault, {})
    assert forms(vault, heron) == OPEN  # a yes of an old vault, and no other answer
    add(vault, heron, **no)  # type: ignore[arg-type]
    assert forms(vault, heron) == CLOSED
    add(vault, heron)
    assert forms(vault, heron) == OPEN
    add(vault, heron, **no)  # type: ignore[arg-type]
    add(vault, heron, "withdrawn", withdrawn_on=clock.today(vault).isoformat())
    assert forms(vault, heron) == CLOSED


def test_a_yes_after_a_no_gets_the_days_since_the_no(vault: Vault) -> None:
    """A yes without an earlier no keeps no date, and a date of a person stays."""
    heron = ask(vault, {"state": "refused", "given_on": "2027-01-02"})
    assert add(vault, heron).fields["given_on"] == f"2027-01-03/{clock.today(vault)}"
    assert add(vault, heron, given_on="2026").fields["given_on"] == "2026"
    assert "given_on" not in add(vault, ask(vault)).fields
    other = add(vault, heron, purpose=["DONOR"])
    assert "given_on" not in other.fields
    imported = {"actor": ask(vault, {"state": "refused"}).ref, "purpose": PURPOSES, "state": "given"}
    assert "given_on" not in records.add(vault, "consent_record", imported, import_key="row 1")[0].fields
    nested = {"alias": "Ibis", "consent_record": [{"purpose": PURPOSES, "state": "withdrawn"}]}
    ibis, _ = records.add(vault, "actor", nested)
    ((_, row),) = consent_rules.list_answers(vault, [ibis])
    assert row.fields["withdrawn_on"] == clock.today(vault).isoformat()


@pytest.mark.parametrize("offset", [-3 * DAY, -3600, 0, 3600])
@pytest.mark.parametrize("by_verb", [True, False])
@pytest.mark.parametrize("dated", ["2027-01-15", "2027-01-16", ""])
def test_a_no_closes_a_yes_whatever_the_clock(tmp_path: Path, offset: int, by_verb: bool, dated: str) -> None:
    """The clock was ahead at the yes, or is behind at the no; an edit of the remarks of the yes changes nothing."""
    now = Clock()
    with vault_at(tmp_path / "v", now) as vault:
        heron = ask(vault)
        yes = add(vault, heron, **({"given_on": dated} if dated else {}))
        now.now += offset
        if by_verb:
            consent_withdrawals.withdraw(vault, heron.ref)
        else:
            add(vault, heron, "refused")
        assert forms(vault, heron) == CLOSED
        now.now += 33 * DAY
        records.edit(vault, yes.ref, {"remarks": "note"})
        assert forms(vault, heron) == CLOSED


ANSWER = st.tuples(
    st.sampled_from(["given", "given", "refused", "not_asked", "withdrawn", "cannot_be_asked", "expired"]),
    st.sampled_from(["", "", "2026", "2027-01", "2027-01-12", "2027-01-15", "2027-01-16", "2027-01-10/2027-02-20"]),
    st.integers(-4 * DAY, 4 * DAY),
)
"""The state of an answer, its date, and the error of the clock at its entry."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    with vault_at(tmp_path_factory.mktemp("order") / "v", Clock()) as vault:
        yield vault  # type: ignore[misc]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example([("given", "2027-01-16", 0), ("withdrawn", "2027-01-15", 60)], 120, [9] * 6)
@given(
    st.lists(ANSWER, max_size=4), st.integers(-4 * DAY, 4 * DAY), st.lists(st.integers(-4, 400), min_size=6, max_size=6)
)
def test_after_a_withdrawal_nothing_opens_until_a_later_yes(
    shared: Vault, answers: Sequence[tuple[str, str, int]], error: int, came: Sequence[int]
) -> None:
    """Whatever the order of entry, the dates and the clocks; also in a vault that receives the answers in any order."""
    now, start = shared.clock, Clock().now
    assert isinstance(now, Clock)
    now.now = start
    heron = ask(shared)
    for state, day, wrong in answers:
        now.now = start + wrong
        add(shared, heron, state, **({"given_on": day} if day else {}))
    now.now = start + error
    consent_withdrawals.withdraw(shared, heron.ref)
    assert forms(shared, heron) == CLOSED
    assert not opens_elsewhere(shared, heron, came)
    now.now = start + 60 * DAY
    assert forms(shared, heron) == CLOSED
    add(shared, heron)
    assert forms(shared, heron) == OPEN


def opens_elsewhere(vault: Vault, who: Record, days: Sequence[int]) -> bool:
    """Return True if a vault that received these answers, each on a day, finds a yes."""
    rows, other = [row for _, row in consent_rules.list_answers(vault, [who])], b"a" * 16
    moments = [int(Clock().now) + day * DAY for day in days]
    came = [row._replace(origin=other, created=at, updated=at) for row, at in zip(rows, moments, strict=False)]
    papers = (consent_rules.make_paper(vault, PROFILES[name]) for name in AUDIENCES)
    who = who._replace(origin=other)
    return any(find_answer(who, [(who.id, row) for row in came], paper).is_yes for paper in papers)


def test_a_narrower_yes_without_a_date_is_not_lost_to_an_older_one(vault: Vault) -> None:
    """A yes to a role counts in place of a yes to the name, in this vault and where both arrive on one day."""
    heron = ask(vault, {"given_on": "2027-01-02"}, {"form": "role"})
    assert forms(vault, heron) == "RRRRR"
    rows = [(heron.id, row._replace(origin=b"a" * 16)) for _, row in consent_rules.list_answers(vault, [heron])]
    paper = consent_rules.make_paper(vault, PROFILES["un"])
    for order in (rows, rows[::-1]):
        assert find_answer(heron._replace(origin=b"a" * 16), order, paper).column == "yes_role"


def test_a_withdrawal_that_would_close_nothing_is_refused(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    heron = ask(vault, {"given_on": "2027-01-15"})
    monkeypatch.setattr(dates, "find_missing_date", lambda *_: {"withdrawn_on": "2020-01-01"})
    with pytest.raises(InputRefused, match="still counts"):
        consent_withdrawals.withdraw(vault, heron.ref)
    assert len(consent_rules.list_answers(vault, [heron])) == 1


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot change here")
@pytest.mark.parametrize("zone", ["XXX-14", "XXX+12", "UTC"])
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_a_yes_ends_with_its_day_in_the_zone_of_the_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, hour: int
) -> None:
    """East and west of Greenwich; a withdrawal closes a yes of the same day, here and at the receiver."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    now = Clock(datetime(2027, 1, 15, hour, 30).timestamp())
    try:
        with vault_at(tmp_path / "v", now) as vault:
            heron = ask(vault, {"valid_until": "2027-01-15"})
            assert forms(vault, heron) == OPEN
            now.now += (24 - hour) * 3600
            assert forms(vault, heron) == CLOSED
            ibis = ask(vault, {"given_on": "2027-01-16"})
            consent_withdrawals.withdraw(vault, ibis.ref)
            assert forms(vault, ibis) == CLOSED and not opens_elsewhere(vault, ibis, [9, 9])
            now.now += DAY
            add(vault, ibis)
            assert forms(vault, ibis) == OPEN
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "no", [{"given_on": "2027-01-15"}, {"state": "withdrawn", "withdrawn_on": "2027-01-15"},
           {"state": "withdrawn", "given_on": "2027-01-15"}], ids=str,
)  # fmt: skip
def test_a_dated_no_closes_a_yes_of_its_day_that_a_wrong_clock_entered_later(
    tmp_path: Path, no: dict[str, Value]
) -> None:
    """The clock was one hour ahead at the yes, so that its time of entry was later, and the yes won."""
    hands = Clock()
    with vault_at(tmp_path, hands) as vault:
        heron = ask(vault, {"given_on": "2027-01-15"})
        assert forms(vault, heron) == OPEN
        hands.now -= 3600
        add(vault, heron, **{"state": "refused", **no})
        assert forms(vault, heron) == CLOSED


def test_a_yes_in_a_list_opens_nobody_on_the_day_of_a_withdrawal(tmp_path: Path) -> None:
    hands = Clock()
    with vault_at(tmp_path, hands) as vault:
        heron = ask(vault, {"given_on": "2027-01-14"})
        consent_withdrawals.withdraw(vault, heron.ref)
        hands.now += 600
        row = {"actor": heron.ref, "purpose": PURPOSES, "state": "given", "form": "named"}
        with pytest.raises(InputRefused):
            records.add(vault, "consent_record", {**row, "given_on": "2027-01-15"}, import_key="list-7")
        records.add(vault, "consent_record", row, import_key="list-8")
        assert forms(vault, heron) == CLOSED


def test_a_withdrawal_is_written_after_a_no_and_a_yes_of_one_day_in_another_vault(tmp_path: Path) -> None:
    """Ana's vault cannot know the order of Ben's answers, and took his no for the withdrawal; his yes stayed open."""
    with three_at(tmp_path) as team:
        ana, ben = team.ana, team.vaults["Ben"]
        heron, _ = records.add(ana, "actor", {"alias": "Heron", "kind": "person"})
        event, _ = records.add(ana, "event", {"title": "Raid", "act": [{"violation": "LIB1", "victim": heron.ref}]})
        team.team(event.ref)
        team.round(2)
        there = records.record_of(ben, heron.id.hex())
        add(ben, there, "refused", given_on="2027-01-15")
        team.clocks["Ben"].now += 600
        add(ben, there, given_on="2027-01-15")
        team.round(3)
        assert forms(ben, there) == OPEN
        for _ in range(2):
            consent_withdrawals.withdraw(ana, heron.ref, PURPOSES)
        written = [row for row in dates.list_answers(ana, heron.id) if row.origin is None]
        assert len(written) == 1, "the second withdrawal finds the first"
        team.round(4)
        assert (forms(ana, heron), forms(ben, there)) == (CLOSED, CLOSED)
