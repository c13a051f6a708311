"""What the command line says to a person: trust beside a name, a time that can be read, none where there is nothing."""

from app.cli.output import as_text, ok


def test_a_contact_is_listed_with_its_trust() -> None:
    contact = {"ref": "CO-AAAAA", "title": "Heron", "kind": "contact", "state": "verified"}
    assert as_text(ok(total=1, records=[contact])) == "total: 1\nrecords:\n  CO-AAAAA  Heron  (verified)"


def test_nothing_is_said_as_none_and_a_verb_without_an_answer_is_done() -> None:
    assert as_text(ok(reports=[])) == "reports: none"
    assert as_text(ok()) == "Done."


def test_a_time_can_be_read() -> None:
    assert as_text(ok(reports=[{"at": 1795575192, "state": "accepted"}])).splitlines()[1].startswith("  at: 2026-11-2")


def test_a_yes_is_not_written_as_a_time() -> None:
    assert as_text(ok(moving={"made": True, "until": None})).splitlines()[1:] == ["  made: True"]
