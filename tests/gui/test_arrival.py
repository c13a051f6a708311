"""A received report is read as it came, and reading it writes nothing; Enter never accepts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.mail import inbox, report_contents
from app.actions.records import evidence
from app.actions.release import working_copies
from app.actions.release.working_copies import CopyOrder
from app.gui.delivery import arrival_query
from app.gui.delivery.arrival_query import AcceptedPage, ArrivalPage
from app.gui.delivery.arrival_view import ArrivalView
from app.gui.incidents import incident_query
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.focus import enter
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, go, pair_at
from tests.actions.test_evidence_copies import ANSWERS, photo
from tests.actions.test_working_copies import MARK

TAKEN = {
    "title": "Two people taken", "date_start": "2026-04-15", "urgent": True, "description": "Three men in green.",
    "place": {"kind": "place", "name": "Bridge", "district": "Ansal"},
    "act": [{"violation": "LIB1", "victim": {"alias": "Reed", "kind": "person"},
             "involvement": [{"degree": "0101", "type": ["0204"]}]}],
    "information": [{"connection": "0102", "quote": "Nobody may see them."}],
}  # fmt: skip
EN = Text("en")


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Ana and Ben, who compared their numbers."""
    with pair_at(tmp_path) as two:
        yield two


def sent(pair: Pair, tmp_path: Path) -> str:
    """Let Ana send the incident with a file to Ben; return the handle of the report."""
    made, _ = records.add(pair.ana, "event", TAKEN)
    file = tmp_path / "pickup.txt"
    file.write_text("white pickup")
    evidence.add(pair.ana, file, made.ref)
    report = pair.share(made.ref)
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    return report


def page(vault: Vault, handle: str) -> ArrivalPage:
    return arrival_query.arrival(vault, EN, handle)


def state(vault: Vault) -> tuple[int, dict[str, bytes]]:
    """Return the number of written rows, and the bytes of every file of the vault.

    The shared memory of SQLite is not one of them: it is no data, and holds the locks of readers.
    """
    found = [path for path in sorted(vault.folder.rglob("*")) if path.is_file() and not path.name.endswith("-shm")]
    files = {path.name: path.read_bytes() for path in found}
    return vault.con.total_changes, files


def test_a_report_is_read_as_it_came_and_nothing_is_written(pair: Pair, tmp_path: Path) -> None:
    report = sent(pair, tmp_path)
    before = state(pair.ben)
    shown = page(pair.ben, report)
    stored = arrival_query.list_files(pair.ben, report)
    checked = report_contents.check_files(pair.ben, stored, 100, words=True)
    assert state(pair.ben) == before
    assert shown.title == "Two people taken" and "verified by you" in shown.second
    assert shown.note == "You have not accepted this report yet." and not shown.doubt and shown.undecided
    assert shown.danger == ("The sender says: someone is in danger now.", "“Nobody may see them.”")
    assert "Reed" in "".join(text for text, _ in shown.runs)
    facts = {label: (value, note) for label, value, note in shown.facts}
    assert facts["Place"] == ("Bridge, Ansal", "")
    assert facts["Who was harmed"] == ("Reed", "No consent in the report · Not in your vault yet")
    assert shown.prose == "Three men in green." and [piece.caption for piece in shown.pieces] == ["pickup"]
    assert {name for name, _, _ in shown.parts} == {"actor", "information", "place"}
    (found,) = checked.values()
    assert found.whole


def test_a_file_that_is_damaged_here_is_said_to_be(pair: Pair, tmp_path: Path) -> None:
    report = sent(pair, tmp_path)
    stored = arrival_query.list_files(pair.ben, report)
    (blob,) = stored.values()
    path = next(pair.ben.folder.glob(f"blobs/*/{blob.blob_id.hex()}"))
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)
    (found,) = report_contents.check_files(pair.ben, stored, 100).values()
    assert not found.whole and found.picture is None


def test_a_change_of_a_record_that_is_here_is_shown_field_by_field(pair: Pair, tmp_path: Path) -> None:
    report = sent(pair, tmp_path)
    inbox.accept(pair.ben, report)
    (mine,) = records.find(pair.ben, Query("event"))
    records.edit(pair.ben, mine.ref, {"description": "Four men in green."})
    again = pair.share(mine.id.hex())
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    shown = page(pair.ben, again)
    row = ("What happened", "Three men in green.", "Two people taken · Yours: Four men in green.")
    assert row in shown.differs
    facts = {label: note for label, _, note in shown.facts}
    assert facts["Who was harmed"].endswith("Already in your vault")


def test_a_report_of_a_sender_who_is_not_verified_has_a_warning_and_can_be_accepted(pair: Pair, tmp_path: Path) -> None:
    report = sent(pair, tmp_path)
    with pair.ben.transaction() as con:
        con.execute("UPDATE card SET state = 'new'")
    shown = page(pair.ben, report)
    assert (
        shown.doubt.startswith("The owner of the sender's card wrote this report.")
        and shown.complete
        and not shown.sender
    )


def test_enter_never_accepts_and_the_focus_starts_elsewhere(qtbot: QtBot, pair: Pair, tmp_path: Path) -> None:
    view = ArrivalView(Look(EN), page(pair.ben, sent(pair, tmp_path)))
    qtbot.addWidget(view)
    view.show()
    taken: list[str] = []
    view.accept.connect(taken.append)
    assert enter(view) and view.focusWidget() is view
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(view.yes, key)
    assert taken == []
    qtbot.keyClick(view.yes, Qt.Key.Key_Space)
    assert taken == [view.shown.key]


def test_a_report_that_lacks_a_file_is_readable_and_accept_is_off(qtbot: QtBot, pair: Pair, tmp_path: Path) -> None:
    report = sent(pair, tmp_path)
    with pair.ben.transaction() as con:
        con.execute("UPDATE arrived SET state = 'incomplete'")
        con.execute("UPDATE expected SET blob = NULL")
    shown = page(pair.ben, report)
    assert shown.waits == "0 of 1 file here. Amparo asks for the rest." and shown.prose
    view = ArrivalView(Look(EN), shown)
    qtbot.addWidget(view)
    taken: list[str] = []
    view.accept.connect(taken.append)
    view.take()
    assert not view.yes.isEnabled() and taken == []


def test_an_accepted_report_shows_its_records_and_the_people_who_look_alike(pair: Pair, tmp_path: Path) -> None:
    other, _ = records.add(pair.ben, "actor", {"alias": "Reed", "kind": "person"})
    report = sent(pair, tmp_path)
    done, _ = inbox.accept(pair.ben, report)
    shown = arrival_query.page(pair.ben, EN, report, done)
    assert isinstance(shown, AcceptedPage)
    (event,) = records.find(pair.ben, Query("event"))
    assert shown.opens == (f"record:{event.id.hex()}", f"Open incident {event.ref}")
    ((title, rows),) = shown.parts
    assert title == "New in your vault"
    (reed,) = [row for row in rows if row.title == "Reed"]
    assert reed.far == "Compare" and reed.key.startswith(f"compare:{other.id.hex()}")
    assert [row.far for row in rows if row.title == "Two people taken"] == ["In danger now"]
    later = arrival_query.page(pair.ben, EN, report)
    assert isinstance(later, AcceptedPage) and [title for title, _ in later.parts] == ["In your vault"]


@pytest.mark.parametrize(
    ("level", "answer", "said"),
    [
        ("internal", "given", ("Given: Share with our network", "Reed · As reported by Ana")),
        ("internal", "refused", ("Refused: Share with our network", "Reed · As reported by Ana")),
        ("internal", "", ("Reed: not known", "The report said nothing about it. Ask before you share.")),
        ("network", "given", ("Reed: not known", "The report said nothing about it. Ask before you share.")),
    ],
)
def test_an_accepted_incident_says_what_its_report_said_about_consent(
    pair: Pair, level: str, answer: str, said: tuple[str, str]
) -> None:
    """Silence is never shown as a yes: a consent leaves only at the level Internal."""
    made, _ = records.add(pair.ana, "event", TAKEN)
    (reed,) = [one for one in records.find(pair.ana, Query("actor")) if one.title == "Reed"]
    if answer:
        given = {"actor": reed.ref, "purpose": ["SHARE_NETWORK"], "state": answer}
        records.add(pair.ana, "consent_record", given)
    pair.give(made.ref, profile=level)
    (event,) = records.find(pair.ben, Query("event"))
    facts = incident_query.page(pair.ben, EN, event.id.hex()).facts
    assert [fact[1:] for fact in facts if fact[0] == "Consent"] == [said]
    assert not [fact for fact in incident_query.page(pair.ana, EN, made.id.hex()).facts if "not known" in fact[1]]


def test_a_working_copy_that_arrives_is_marked_as_a_copy(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["SHARE_NETWORK"]})
    working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network",), hides=(heron.ref,)))
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    report = pair.share(event.ref, profile="network", answers=ANSWERS)
    pair.sync(3)
    shown = arrival_query.page(pair.ben, EN, report)
    assert [piece.caption.startswith("Copy of ") for piece in shown.pieces] == [True]
