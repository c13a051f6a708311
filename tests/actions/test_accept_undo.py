"""An acceptance is undone: the records are as before, and the report waits again. A receipt that was sent stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail import accept_undo, inbox, sharing
from app.actions.mail.inbox import Accepted
from app.actions.records import destruction, incidents
from app.errors import InputRefused
from app.gui.delivery import arrival_query
from app.gui.delivery.arrival_query import AcceptedPage, ArrivalPage
from app.gui.style.text import Text
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, everything, go, pair_at

TAKEN = {
    "title": "Two people taken", "date_start": "2026-04-15", "place": {"kind": "place", "name": "Bridge"},
    "act": [{"violation": "LIB1", "victim": {"alias": "Reed", "kind": "person"}}],
}  # fmt: skip
EN = Text("en")
Seen = tuple[dict[str, list[tuple[object, ...]]], list[tuple[object, ...]], list[str]]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Ana and Ben, who compared their numbers."""
    with pair_at(tmp_path) as two:
        yield two


def brought(pair: Pair, handle: str) -> str:
    """Let Ana send a record to Ben; return the report."""
    report = pair.share(handle)
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    return report


def seen(vault: Vault) -> Seen:
    """Return the rows of the records, the references of others, and the titles that a search finds."""
    refs = [tuple(row) for row in vault.con.execute("SELECT * FROM other_ref ORDER BY 1, 2, 3")]
    found = [
        row.title for text in ("taken", "reed", "bridge", "moved") for row in records.find(vault, Query(text=text))
    ]
    return everything(vault), refs, found


def taken_back(vault: Vault, done: Accepted) -> None:
    accept_undo.undo(vault, done.copy)


def test_new_records_are_gone_and_the_report_waits_in_the_inbox(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", TAKEN)
    report = brought(pair, made.ref)
    before = seen(pair.ben)
    done, _ = inbox.accept(pair.ben, report)
    assert len(done.added) == 4 and seen(pair.ben) != before
    shown = arrival_query.page(pair.ben, EN, report, done)
    assert isinstance(shown, AcceptedPage) and shown.can_undo
    taken_back(pair.ben, done)
    now = seen(pair.ben)
    assert now[0].pop("tally") and before[0].pop("tally") is not None
    assert now == before and inbox.find(pair.ben, report).arrived.state == "delivered"
    assert records.count_matches(pair.ben, Query("event")) == 0
    page = arrival_query.page(pair.ben, EN, report)
    assert isinstance(page, ArrivalPage) and page.undecided and page.note == "You have not accepted this report yet."
    pair.sync()
    (sent,) = outbox.deliveries(pair.ana.con)
    assert sent.state == "delivered", "the receipt of the acceptance was withdrawn"
    again, _ = inbox.accept(pair.ben, report)
    assert len(again.added) == 4
    pair.sync(2)
    assert outbox.deliveries(pair.ana.con)[0].state == "accepted"


def test_changed_records_have_their_earlier_values_links_and_titles(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", TAKEN)
    inbox.accept(pair.ben, brought(pair, made.ref))
    case, _ = records.add(pair.ben, "case", {"title": "River"})
    incidents.put_into_case(pair.ben, made.id.hex(), case.id.hex())
    pair.clock.now += 60
    records.edit(pair.ana, made.ref, {"title": "Three people moved", "date_start": "2026-05-01"})
    report = brought(pair, made.ref)
    before = seen(pair.ben)
    done, _ = inbox.accept(pair.ben, report)
    assert records.record_of(pair.ben, made.id.hex()).title == "Three people moved"
    taken_back(pair.ben, done)
    assert seen(pair.ben) == before
    assert [one.title for one in records.find(pair.ben, Query("event", text="taken"))] == ["Two people taken"]


def test_a_proposal_is_gone_too(pair: Pair) -> None:
    """A change of our record by somebody else waits for a decision; the undo takes it away."""
    made, _ = records.add(pair.ben, "event", {"title": "Ours"})
    back = sharing.share(pair.ben, [made.ref], [pair.ana_there.ref], "network")[0].report.hex()
    pair.sync(2)
    inbox.accept(pair.ana, back)
    records.edit(pair.ana, made.id.hex(), {"title": "Theirs"})
    report = brought(pair, made.id.hex())
    before = seen(pair.ben)
    done, _ = inbox.accept(pair.ben, report)
    assert done.proposals
    taken_back(pair.ben, done)
    assert seen(pair.ben) == before


def test_after_the_case_step_is_undone_the_acceptance_is_undone_too(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", TAKEN)
    report = brought(pair, made.ref)
    done, _ = inbox.accept(pair.ben, report)
    case, _ = records.add(pair.ben, "case", {"title": "River"})
    incidents.put_into_case(pair.ben, made.id.hex(), case.id.hex())
    shown = arrival_query.page(pair.ben, EN, report, done)
    assert isinstance(shown, AcceptedPage) and not shown.can_undo
    incidents.take_out_of_case(pair.ben, made.id.hex(), case.id.hex())
    shown = arrival_query.page(pair.ben, EN, report, done)
    assert isinstance(shown, AcceptedPage) and shown.can_undo
    taken_back(pair.ben, done)
    assert inbox.find(pair.ben, report).arrived.state == "delivered"
    assert records.count_matches(pair.ben, Query("event")) == 0 and records.count_matches(pair.ben, Query("case")) == 1


@pytest.mark.parametrize("change", ["edit", "link", "share"])
def test_after_a_change_nothing_is_undone(pair: Pair, change: str) -> None:
    made, _ = records.add(pair.ana, "event", TAKEN)
    report = brought(pair, made.ref)
    done, _ = inbox.accept(pair.ben, report)
    key = made.id.hex()
    if change == "edit":
        records.edit(pair.ben, key, {"remarks": "ours"})
    elif change == "link":
        case, _ = records.add(pair.ben, "case", {"title": "River"})
        incidents.put_into_case(pair.ben, key, case.id.hex())
    else:
        sharing.share(pair.ben, [key], [pair.ana_there.ref], "network")
    after = seen(pair.ben)
    shown = arrival_query.page(pair.ben, EN, report, done)
    assert isinstance(shown, AcceptedPage) and not shown.can_undo
    with pytest.raises(InputRefused, match="Something was changed"):
        taken_back(pair.ben, done)
    assert seen(pair.ben) == after and inbox.find(pair.ben, report).arrived.state == "accepted"


def test_a_destroyed_record_is_not_brought_back(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", TAKEN)
    done, _ = inbox.accept(pair.ben, brought(pair, made.ref))
    destruction.destroy(pair.ben, destruction.look(pair.ben, made.id.hex()))
    with pytest.raises(InputRefused, match="Something was changed"):
        taken_back(pair.ben, done)
    assert records.count_matches(pair.ben, Query("event")) == 0


def test_a_receipt_that_was_sent_stays_and_the_page_says_so(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", TAKEN)
    report = brought(pair, made.ref)
    done, _ = inbox.accept(pair.ben, report)
    go(pair.ben, pair.box)
    taken_back(pair.ben, done)
    go(pair.ana, pair.box)
    assert outbox.deliveries(pair.ana.con)[0].state == "accepted"
    page = arrival_query.page(pair.ben, EN, report)
    assert isinstance(page, ArrivalPage) and page.undecided
    assert "The receipt that Ana has, or can have, still says accepted." in page.note


def test_a_report_that_is_accepted_twice_offers_no_undo(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", TAKEN)
    report = brought(pair, made.ref)
    inbox.accept(pair.ben, report)
    again, _ = inbox.accept(pair.ben, report)
    assert again.copy is None
    with pytest.raises(InputRefused):
        taken_back(pair.ben, again)
