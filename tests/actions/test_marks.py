"""Marks of a sound: a time and a note, which stay inside, are found by their words, and join."""

from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail.share_preview import readings
from app.actions.records import evidence
from app.actions.records.marks import Mark, add_mark, list_marks, remove_mark
from app.domain.release.audiences import AUDIENCES, NAMES
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.actions.test_evidence_copies import ANSWERS, photo
from tests.actions.test_previews import piece


def test_marks_are_in_the_order_of_time_and_can_be_removed(vault: Vault, tmp_path: Path) -> None:
    item = piece(vault, tmp_path, "one.wav", b"sound")
    for ms, note in ((83_456.7, "The engine, and\n two shots"), (3_723_000, ""), (950, "A voice")):
        add_mark(vault, item.ref, ms, note)
    found = list_marks(records.record_of(vault, item.ref))
    assert found == [Mark(900, "A voice"), Mark(83_400, "The engine, and two shots"), Mark(3_723_000, "")]
    assert records.record_of(vault, item.ref).fields["marks"] == [
        "0:00:00.9 A voice", "0:01:23.4 The engine, and two shots", "1:02:03.0",
    ]  # fmt: skip
    assert [row.ref for row in records.find(vault, Query("evidence_item", text="engine shots"))] == [item.ref]
    for mark in found:
        remove_mark(vault, item.ref, mark)
    assert "marks" not in records.record_of(vault, item.ref).fields
    assert len(evidence.show(vault, item.ref).custody) == 1


def test_a_text_in_another_form_is_kept(vault: Vault, tmp_path: Path) -> None:
    item = piece(vault, tmp_path, "one.wav", b"sound")
    records.edit(vault, item.ref, {"marks": ["somewhere"]})
    add_mark(vault, item.ref, 5000, "later")
    assert list_marks(records.record_of(vault, item.ref)) == [Mark(0, "somewhere"), Mark(5000, "later")]


@pytest.mark.parametrize("audience", sorted({*NAMES} - {"asked"}))  # which gets no incident
def test_no_outside_reader_gets_a_mark(pair: Pair, tmp_path: Path, audience: str) -> None:
    purposes = sorted({"IMAGE", *AUDIENCES[audience].opens})
    _, item = photo(pair.ana, tmp_path, {"purpose": purposes})
    add_mark(pair.ana, item.ref, 1000, "Marula speaks")
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    (view,) = readings(pair.ana, [event.ref], [pair.ben_here.ref], audience, answers=ANSWERS)
    told = {row.id: row.fields for row in view.made.selection.records}
    assert ("marks" in told.get(item.id, {})) is (audience == "internal")
