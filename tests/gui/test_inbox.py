"""The Inbox: the order of its rows, the search, the states in words, and a decided report that stays in the list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.mail import inbox, questions, report_contents
from app.errors import InputRefused
from app.gui.delivery import arrival_query, delivery_query, heaps_query, inbox_query
from app.gui.delivery.arrival_query import AcceptedPage
from app.gui.delivery.arrival_view import AcceptedView, ArrivalView
from app.gui.delivery.inbox_query import InboxQuery
from app.gui.settings import foot_query
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.rows import Row
from app.store.mail import retractions
from app.store.mail.retractions import Retraction
from app.store.records.search import Query
from tests.actions.pairs import Pair, get, go, pair_at
from tests.gui.hands import control, press, visible
from tests.gui.test_arrival import sent

EN = Text("en")


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Ana and Ben, who compared their numbers."""
    with pair_at(tmp_path) as two:
        yield two


def mail(pair: Pair, title: str, **fields: object) -> str:
    """Let Ana send an incident to Ben; return the reference that it has there."""
    made, _ = records.add(pair.ana, "event", {"title": title, **fields})
    pair.share(made.ref)
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    pair.clock.now += 60
    return made.ref


def rows(pair: Pair, chip: str = "unread", text: str = "", kept: frozenset[str] = frozenset()) -> tuple[Row, ...]:
    return inbox_query.listing(pair.ben, EN, InboxQuery(chip, text, kept)).rows


def titles(pair: Pair, chip: str = "unread", text: str = "", kept: frozenset[str] = frozenset()) -> list[str]:
    return [row.second for row in rows(pair, chip, text, kept)]


def test_danger_is_first_then_the_newest_and_a_row_says_sender_trust_people_and_files(
    pair: Pair, tmp_path: Path
) -> None:
    for title in ("Old", "Taken", "New"):
        mail(pair, title, danger="now" if title == "Taken" else "no")
    assert titles(pair) == ["Taken", "New", "Old"]
    assert inbox_query.listing(pair.ben, EN, InboxQuery(), 2, 1).rows[0].second == "New", "the next rows go on there"
    sent(pair, tmp_path)
    first = rows(pair)[0]
    assert (first.title, first.second, first.far) == ("Ana", "Two people taken", ("files", "1"))
    assert [word for _, word in first.states] == ["Danger now", "Verified", "1 person"]
    assert inbox_query.listing(pair.ben, EN, InboxQuery()).count == "4 to read"


def test_an_incomplete_report_is_one_row_that_says_how_many_files_are_here(pair: Pair, tmp_path: Path) -> None:
    sent(pair, tmp_path)
    with pair.ben.transaction() as con:
        con.execute("UPDATE arrived SET state = 'incomplete'")
        con.execute("UPDATE expected SET blob = NULL")
    (row,) = rows(pair)
    assert "0 of 1 file arrived" in [word for _, word in row.states]


def test_the_search_covers_sender_story_and_the_references_of_both_sides(pair: Pair) -> None:
    theirs = mail(pair, "Summons", description="Three men in green.")
    mail(pair, "Other")
    assert titles(pair, text="ana") == ["Other", "Summons"]
    for text in ("GREEN men", theirs, theirs.lower(), "summ"):
        assert titles(pair, text=text) == ["Summons"], text
    assert titles(pair, text="violet") == []
    (summons,) = rows(pair, text="green")
    inbox.accept(pair.ben, summons.key)
    ours = records.find(pair.ben, Query("event"))[0].ref
    assert titles(pair, "accepted", ours) == titles(pair, "accepted", theirs) == ["Summons"]


def test_a_decided_report_stays_in_its_place_until_the_list_is_left(pair: Pair) -> None:
    for title in ("Old", "Taken", "New"):
        mail(pair, title, danger="now" if title == "Taken" else "no")
    taken, new, _ = rows(pair)
    inbox.accept(pair.ben, taken.key)
    inbox.refuse(pair.ben, new.key, "no")
    kept = frozenset({taken.key, new.key})
    assert titles(pair, kept=kept) == ["Taken", "New", "Old"]
    assert [row.states[0][1] for row in rows(pair, kept=kept)] == ["Accepted", "Refused", "Verified"]
    assert titles(pair) == ["Old"]
    assert (titles(pair, "accepted"), titles(pair, "refused")) == (["Taken"], ["New"])


def test_a_record_that_its_sender_withdraws_leaves_the_list_too(pair: Pair) -> None:
    mail(pair, "Summons")
    assert titles(pair) == ["Summons"]
    (came,) = inbox.list_reports(pair.ben)
    (event,) = report_contents.ReportContents(pair.ben, came.arrived.report.hex()).of_kind("event")
    contact = came.arrived.contact
    assert contact is not None
    with pair.ben.transaction() as con:
        retractions.put(
            con, Retraction(b"w" * 16, b"v" * 16, contact, "consent", "hide", "", pair.ben.now()), [event.id]
        )
        retractions.store_result(con, b"w" * 16, event.id, retractions.HIDDEN)
    assert "Summons" not in titles(pair)


def test_accept_all_reads_only_titles_of_a_bounded_number_and_shows_danger_first(pair: Pair) -> None:
    for title in ("Taken", "New"):
        mail(pair, title, danger="now" if title == "Taken" else "no")
    contact = pair.ana_there.id
    shown, count = heaps_query.list_waiting(pair.ben, EN, contact)
    assert count == 2 and [(row.title, row.far) for row in shown] == [
        ("Taken", "The sender says: someone is in danger now."), ("New", ""),
    ]  # fmt: skip
    for number in range(heaps_query.MOST_LISTED):
        made, _ = records.add(pair.ana, "event", {"title": f"More {number}"})
        pair.share(made.ref)
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    shown, count = heaps_query.list_waiting(pair.ben, EN, contact)
    assert count == heaps_query.MOST_LISTED + 2 and len(shown) == heaps_query.MOST_LISTED + 2
    assert (shown[0].title, shown[-1].title) == ("Taken", "1 more report")


def test_consent_that_did_not_come_is_seen_after_accepting_too(pair: Pair, tmp_path: Path) -> None:
    done, _ = inbox.accept(pair.ben, report := sent(pair, tmp_path))
    shown = arrival_query.page(pair.ben, EN, report, done)
    assert isinstance(shown, AcceptedPage)
    (reed,) = [row for _, part in shown.parts for row in part if row.title == "Reed"]
    assert (reed.far, reed.ink) == ("No consent in the report", "amb")
    (event,) = records.find(pair.ben, Query("event"))
    assert event.ref in shown.kept and get(pair.ana, event.id).ref in shown.kept
    assert shown.event == event.id.hex()


def test_a_question_goes_to_the_sender_with_their_reference(qtbot: QtBot, pair: Pair, tmp_path: Path) -> None:
    report = sent(pair, tmp_path)
    shown = arrival_query.arrival(pair.ben, EN, report)
    (event,) = records.find(pair.ana, Query("event"))
    assert shown.about == f"Question about {event.ref}"
    view = ArrivalView(Look(EN), shown)
    qtbot.addWidget(view)
    view.show()
    asked: list[tuple[str, str]] = []
    view.question.connect(lambda about, text: asked.append((about, text)))
    press(view, "Ask a question…")
    press(view, "Refuse…")
    press(view, "Ask a question…")
    qtbot.waitUntil(lambda: len(visible(view, QLineEdit)) == 1, timeout=10000)
    control(view, "Your question", QLineEdit).setText("Who saw it?")
    press(view, "Put in the Outbox")
    assert asked == [(shown.about, "Who saw it?")]
    questions.ask(pair.ben, report, *asked[0])
    go(pair.ben, pair.box)
    go(pair.ana, pair.box)
    (came,) = inbox.list_reports(pair.ana)
    inbox.accept(pair.ana, came.arrived.report.hex())
    (letter,) = records.find(pair.ana, Query("document"))
    assert letter.title == shown.about and letter.fields["text"] == "Who saw it?"
    assert inbox.list_reports(pair.ben)[0].arrived.state == "delivered", "asking accepts nothing"
    for text in (" ", "x" * 2_001):
        with pytest.raises(InputRefused):
            questions.ask(pair.ben, report, shown.about, text)


def test_a_receipt_is_not_counted_as_waiting(pair: Pair, tmp_path: Path) -> None:
    report = sent(pair, tmp_path)
    inbox.accept(pair.ben, report)
    listed = delivery_query.listing(pair.ben, EN, "waiting")
    assert (listed.rows, listed.count) == ((), "0 waiting")
    assert foot_query.foot(pair.ben, EN)[0].words == "0 waiting to send"


def test_after_accepting_the_next_step_is_the_incident(qtbot: QtBot, pair: Pair, tmp_path: Path) -> None:
    done, _ = inbox.accept(pair.ben, report := sent(pair, tmp_path))
    shown = arrival_query.page(pair.ben, EN, report, done)
    assert isinstance(shown, AcceptedPage)
    view = AcceptedView(Look(EN), shown)
    qtbot.addWidget(view)
    view.show()
    opened: list[str] = []
    view.opened.connect(opened.append)
    press(view, "Instant action…")
    assert opened == [f"instant:{shown.event}"]
    assert view.first is not None and view.first.text() == shown.opens[1]  # type: ignore[attr-defined]
