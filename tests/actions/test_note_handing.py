"""One session note goes to one clinician in a sealed file, with consent, and into no outbox and no inbox."""

import os
from pathlib import Path

import pytest

import crypto
from app.actions.casework import session_notes
from app.actions.contacts import contact_cards, note_handing
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import receive
from app.actions.vault import session_vault
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened, StorageFailed
from app.store.mail import outbox
from app.store.vault import keysets
from app.store.vault.open_vault import Vault
from tests import pages
from tests.actions.pairs import Pair

OWN, THEIRS = "seven lamps under snow", "nine doors of the harbour"
TEXT = "canary-she-sleeps-badly"


@pytest.fixture
def case(pair: Pair) -> dict[str, str]:
    """Ana's session notes with one note about Heron, whose plan names Ben as the clinician, and a yes to a referral."""
    ana = pair.ana
    person = records.add(ana, "actor", {"alias": "Heron"})[0].id.hex()
    given = {"title": "Care for H.", "for": [person], "clinician": pair.ben_here.id.hex()}
    plan = records.add(ana, "support_plan", given)[0].id.hex()
    session_vault.create(direct_db(ana), OWN, 64)
    note = session_notes.add(ana, person, {"date": "2026-11-02", "kind": "crisis", "text": TEXT})[0].id.hex()
    yes = records.add(ana, "consent_record", {
        "actor": person, "purpose": ["REFERRAL"], "state": "given", "given_on": "2026-11-02",
    })[0].id.hex()  # fmt: skip
    return {"person": person, "plan": plan, "note": note, "yes": yes, "ben": pair.ben_here.ref}


def hand(pair: Pair, case: dict[str, str], path: Path) -> bytes:
    code = note_handing.ask(pair.ana, case["note"], case["ben"]).code
    note_handing.hand(pair.ana, case["note"], case["ben"], path, code)
    return path.read_bytes()


def refused(pair: Pair, case: dict[str, str], said: str) -> None:
    with pytest.raises(InputRefused, match=said):
        note_handing.ask(pair.ana, case["note"], case["ben"])


def test_the_clinician_opens_the_copy_with_own_notes_and_nobody_else_does(
    pair: Pair, case: dict[str, str], tmp_path: Path
) -> None:
    data = hand(pair, case, tmp_path / "copy")
    assert TEXT.encode() not in data and len(data) == 21_363
    with pytest.raises(CannotUnlock):
        note_handing.take(pair.ben, data)
    session_vault.create(direct_db(pair.ben), THEIRS, 64)
    theirs = records.add(pair.ben, "actor", {"alias": "H."})[0].id.hex()
    note, _ = note_handing.take(pair.ben, data, theirs)
    assert (note.fields["text"], note.fields["person"], note.fields["remarks"]) == (TEXT, theirs, "Ana")
    assert pages.found(pair.ben, [TEXT.encode()]) == {}
    with pytest.raises(InputRefused):
        note_handing.take(pair.ben, data, theirs)
    with pytest.raises(NotOpened):
        note_handing.take(pair.ana, data)


def test_a_copy_is_in_no_outbox_and_in_the_log_of_the_note(pair: Pair, case: dict[str, str], tmp_path: Path) -> None:
    hand(pair, case, tmp_path / "copy")
    (note,) = session_notes.list_notes(pair.ana, case["person"])
    assert note.fields["handed"] == [["Ben", "2027-01-15"]]
    assert not outbox.list_waiting_deliveries(pair.ana.con, "stick", None)
    assert pages.found(pair.ana, [TEXT.encode()]) == {}


def test_a_copy_needs_the_clinician_of_an_open_plan_and_a_yes_that_counts(pair: Pair, case: dict[str, str]) -> None:
    ana = pair.ana
    note_handing.ask(ana, case["note"], case["ben"])
    records.edit(ana, case["yes"], {"state": "withdrawn"})
    refused(pair, case, "has not agreed to a referral")
    records.edit(ana, case["yes"], {"state": "given"})
    _stage(ana, case["plan"], "withdrawn")
    refused(pair, case, "not the clinician of an open support plan")
    _stage(ana, case["plan"], "opened")
    records.edit(ana, case["plan"], {"clinician": None})
    refused(pair, case, "not the clinician of an open support plan")
    records.edit(ana, case["plan"], {"clinician": pair.ben_here.id.hex()})
    contact_cards.doubt(ana, case["ben"])
    refused(pair, case, "not verified")


def test_a_copy_is_asked_twice(pair: Pair, case: dict[str, str], tmp_path: Path) -> None:
    code = note_handing.ask(pair.ana, case["note"], case["ben"]).code
    session_notes.edit(pair.ana, case["note"], {"text": "changed after the question"})
    for given in ("", code, "00000000"):
        with pytest.raises(InputRefused, match="not confirmed"):
            note_handing.hand(pair.ana, case["note"], case["ben"], tmp_path / "copy", given)
    assert not (tmp_path / "copy").exists()


def test_a_copy_without_its_line_in_the_log_is_no_file(pair: Pair, case: dict[str, str], tmp_path: Path) -> None:
    code, notes = note_handing.ask(pair.ana, case["note"], case["ben"]).code, session_vault.require(pair.ana)
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(InputRefused, match="already"):
        note_handing.hand(pair.ana, case["note"], case["ben"], tmp_path / "taken", code)
    (note,) = session_notes.list_notes(pair.ana, case["person"])
    assert "handed" not in note.fields
    notes.con.execute("PRAGMA query_only = 1")
    with pytest.raises(StorageFailed):
        note_handing.hand(pair.ana, case["note"], case["ben"], tmp_path / "copy", code)
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["taken"]


def test_an_inbox_never_reads_a_handed_note(pair: Pair, case: dict[str, str], tmp_path: Path) -> None:
    data = hand(pair, case, tmp_path / "copy")
    letter = receive.open_(os.urandom(32), data, keysets.list_keysets(pair.ben.con), "stick:x")
    assert letter.manifest is None and letter.raw == b"" and letter.outcome.keep
    receive.take(pair.ben, [letter])
    assert pages.found(pair.ben, [TEXT.encode()]) == {}


def test_a_report_is_no_handed_note_and_an_unknown_sender_hands_none(
    pair: Pair, case: dict[str, str], other: Vault, tmp_path: Path
) -> None:
    session_vault.create(direct_db(pair.ben), THEIRS, 64)
    manifest = crypto.Manifest(
        kind=1, report_id=bytes(16), to=pair.ben.author, created=0, sender=pair.ana.identity().public,
        incarnation=bytes(8), seq=1, body={"kind": "session_note", "fields": {"text": "x", "date": "2026-11-02"}},
    )  # fmt: skip
    card = contact_cards.my_card(pair.ben)
    report = crypto.seal(manifest.encode(), pair.ana.identity(), card.keysets[0])
    with pytest.raises(NotOpened):
        note_handing.take(pair.ben, report)
    stranger = crypto.Manifest(
        kind=3, report_id=bytes(16), to=pair.ben.author, created=0, sender=other.identity().public,
        body={"kind": "session_note", "fields": {"text": "x", "date": "2026-11-02", "person": case["person"]}},
    )  # fmt: skip
    with pytest.raises(NotFound):
        note_handing.take(pair.ben, crypto.seal(stranger.encode(), other.identity(), card.keysets[0]))
    forged = crypto.seal(stranger.encode(), pair.ana.identity(), card.keysets[0])
    with pytest.raises(NotOpened):
        note_handing.take(pair.ben, forged)


def _stage(vault: Vault, plan: str, state: str) -> None:
    """Add the step of a plan that sets its stage."""
    records.add(vault, "step", {"of": plan, "date": "2026-11-03", "state": state, "text": "as she asked"})
