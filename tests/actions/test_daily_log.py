"""The daily log: signed entry by entry, the same in every vault, and every change of it is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.field import daily_log
from app.actions.kernel import records
from app.domain.change import Change, FieldEdit
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.errors import InputRefused
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair


@pytest.fixture
def log(vault: Vault) -> Iterator[Record]:
    yield records.add(vault, "accompaniment", {"title": "River", "kind": ["short"]})[0]


def three(vault: Vault, log: Record) -> list[Record]:
    rows = (("physical", "Walked to the market"), ("phone", "Called at noon"), ("meeting", "With the mayor"))
    return [daily_log.write(vault, log.ref, {"kind": kind, "situation": text})[0] for kind, text in rows]


def broken(vault: Vault, log: Record) -> dict[str, str]:
    return dict(daily_log.check(vault, log.ref).breaks)


def overwrite(vault: Vault, entry: Record, old: str, new: str) -> None:
    """Change a row behind the program's back."""
    vault.con.execute("UPDATE record SET body = replace(body, ?, ?) WHERE id = ?", (old, new, entry.id))


def test_entries_however_they_are_written_are_signed_in_one_chain(vault: Vault, log: Record) -> None:
    three(vault, log)
    entry = {"at": "2026-11-03T08:00", "kind": "note", "author": "Wren"}
    records.add(vault, "log_entry", {**entry, "of": log.ref, "signature": "mine"})
    records.edit(vault, log.ref, {"log_entry": [entry, {**entry, "companion": [{"alias": "Kite"}]}]})
    found = daily_log.check(vault, log.ref)
    assert not found.breaks and len(found.lines) == 6
    assert not daily_log.check(vault, records.add(vault, "mission", {"title": "Other"})[0].ref).lines


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_changed_word_is_named(vault: Vault, log: Record, at: int) -> None:
    entries = three(vault, log)
    overwrite(vault, entries[at], str(entries[at].fields["situation"]), "Nothing happened")
    assert broken(vault, log) == {entries[at].ref: "The text differs from the signed text."}


def test_a_field_added_and_a_seal_taken_away_are_named(vault: Vault, log: Record) -> None:
    first, _, third = three(vault, log)
    overwrite(vault, first, '"situation"', '"remarks":"more","situation"')
    overwrite(vault, third, '"signature"', '"project"')
    said = broken(vault, log)
    assert said[first.ref] == "Added later and not signed: remarks."
    assert said[third.ref] == "The entry has no signature."


def test_a_lost_entry_leaves_its_number_and_one_moved_away_is_still_found(vault: Vault, log: Record) -> None:
    _, second, third = three(vault, log)
    with records.write_records(vault) as writer:
        writer.destroy(second)
        for link in store.links_of(vault.con, third.id):
            writer.unlink(link.id)
    said = broken(vault, log)
    assert said[log.ref].endswith(": 2.") and said[third.ref] == "The entry was removed from this log."


def test_an_entry_is_never_edited_put_aside_or_moved_and_a_further_one_corrects_it(vault: Vault, log: Record) -> None:
    first, *_ = three(vault, log)
    other = records.add(vault, "accompaniment", {"title": "Hill"})[0]
    for attempt in (
        lambda: records.edit(vault, first.ref, {"situation": "else"}),
        lambda: records.remove(vault, first.ref),
        lambda: records.link(vault, first.ref, "of", other.ref),
        lambda: records.edit(vault, other.ref, {"log_entry": [first.ref]}),
    ):
        with pytest.raises(InputRefused, match="cannot be changed"):
            attempt()
    right, _ = daily_log.write(vault, log.ref, {"kind": "note", "situation": "It was ten", "corrects": first.ref})
    lines = daily_log.lines(vault, log.ref)
    assert [row.ref for row in lines[0].corrected_by] == [right.ref]
    with pytest.raises(InputRefused, match="no entry of this log"):
        daily_log.write(vault, other.ref, {"kind": "note", "corrects": first.ref})
    with pytest.raises(InputRefused, match="has no log"):
        daily_log.write(vault, first.ref, {"kind": "note"})


def test_what_came_from_a_colleague_holds_by_their_key_and_goes_on_in_a_chain_of_its_own(pair: Pair) -> None:
    log = records.add(pair.ana, "accompaniment", {"title": "River"})[0]
    three(pair.ana, log)
    pair.give(log.ref)
    came = daily_log.check(pair.ben, log.id.hex())
    assert not came.breaks and {line.signer for line in came.lines} == {"Ana"}
    daily_log.write(pair.ben, log.id.hex(), {"kind": "handover", "situation": "Taken over"})
    assert [line.signer for line in daily_log.lines(pair.ben, log.id.hex())] == ["Ana", "Ana", "Ana", "Ben"]
    assert not daily_log.check(pair.ben, log.id.hex()).breaks


def test_what_was_held_back_is_said_to_be_unchecked_and_not_forged(pair: Pair) -> None:
    log = records.add(pair.ana, "accompaniment", {"title": "River"})[0]
    three(pair.ana, log)
    pair.give(log.ref, profile="network")
    lines = daily_log.lines(pair.ben, log.id.hex())
    assert {line.trouble for line in lines} <= {
        "The entry has no signature.", "The sender did not send all parts of the entry, so Amparo cannot check it.",
    }  # fmt: skip


def test_an_edit_from_elsewhere_does_not_change_what_is_shown_and_is_told(pair: Pair, tmp_path: Path) -> None:
    log = records.add(pair.ana, "accompaniment", {"title": "River"})[0]
    entry = three(pair.ana, log)[0]
    pair.give(log.ref)
    with records.write_records(pair.ana) as writer:  # as a program without our rules would
        (known,) = store.changes_of(pair.ana.con, entry.id)
        edit = {"situation": FieldEdit((known.id,), "Nothing happened")}
        change = Change(b"\x05" * 16, entry.id, pair.ana.author, int(pair.clock() * 1000), 99, edit)
        writer.receive(KINDS[entry.kind], entry.id, [change], b"")
    pair.give(log.ref)
    there = records.show(pair.ben, entry.id.hex())
    assert there.record.fields["situation"] == "Walked to the market" and not there.merged.conflicts
    assert len(records.history(pair.ben, entry.id.hex())) == 2
    said = dict(daily_log.check(pair.ben, log.id.hex()).breaks)
    assert list(said.values()) == ["A later change of this entry arrived. Amparo did not accept it."]
