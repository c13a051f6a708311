"""Danger travels under its own name, and under the name that an older program reads."""

import pytest

import crypto
from app.actions.kernel import records, report
from app.actions.mail import inbox
from app.actions.records import searches
from app.domain.kinds import KINDS
from tests.actions.pairs import Pair

EVENT = b"e" * 16


def of_older(fields: dict[str, object], edits: dict[str, object]) -> "crypto.ReportBody":
    """Return a report of one incident, with one change if it has edits."""
    change = crypto.BodyChange(
        b"c" * 16, EVENT, b"a" * 32, 1_700_000_000_000, 1, {name: crypto.BodyEdit((), v) for name, v in edits.items()}
    )
    return crypto.ReportBody("internal", (crypto.Copied(EVENT, "event", fields),), (change,) if edits else ())


@pytest.mark.parametrize(
    ("fields", "danger"),
    [
        ({"urgent": True}, "now"), ({"urgent": False}, "no"), ({"danger": "danger:perhaps", "urgent": True}, "perhaps"),
        ({"danger": "danger:now", "urgent": False}, "no"), ({"danger": "danger:no", "urgent": True}, "now"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("history", [False, True])
def test_a_report_of_an_older_program_is_read(
    pair: Pair, fields: dict[str, object], danger: str, history: bool
) -> None:
    got = report.read(of_older(fields, fields if history else {}), b"s" * 32, b"r" * 16, KINDS, pair.ana.words)
    (row,) = got.records
    assert row.fields == {"danger": danger} and not row.refused
    assert {name: edit.value for name, edit in row.changes[0].fields.items()} == {"danger": danger}


@pytest.mark.parametrize(("danger", "flag"), [("now", True), ("perhaps", True), ("no", False)])
def test_what_leaves_has_both_names_and_comes_back_as_one(pair: Pair, danger: str, flag: bool) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "The pump", "danger": danger})
    sent = pair.share(event.ref)
    pair.sync()
    body = crypto.read_body(_body(pair, sent))
    assert body.records[0].fields["urgent"] is flag and body.records[0].fields["danger"] == f"danger:{danger}"
    (change,) = [row for row in body.changes if "danger" in row.fields]
    assert change.fields["urgent"].replaced == change.fields["danger"].replaced
    assert change.fields["urgent"].value is flag
    inbox.accept(pair.ben, sent)
    assert records.record_of(pair.ben, event.id.hex()).fields == {"title": "The pump", "danger": danger}


def _body(pair: Pair, sent: str) -> bytes:
    (row,) = pair.ana.con.execute("SELECT body FROM delivery WHERE report = unhex(?)", (sent,)).fetchall()
    return bytes(row[0])


def test_an_older_search_and_older_input_find_their_new_names(pair: Pair) -> None:
    assert searches.of_key('["", [["urgent", "true"], ["country", "MX"]]]').where == (
        ("danger", "now"), ("country", "MX"),
    )  # fmt: skip
    event, _ = records.add(pair.ana, "event", {"title": "The pump", "urgent": True})
    assert event.fields["danger"] == "now"
    assert records.edit(pair.ana, event.ref, {"urgent": False})[0].fields["danger"] == "no"
