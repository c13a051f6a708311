"""The flag `urgent` of an older vault becomes the field `danger`, in records, changes, drafts and decisions."""

import json

import pytest

from app.domain.kinds import KINDS
from app.store.records import change_rows, record_rows
from app.store.records.record_rows import Writer
from app.store.tables.added_tables import DANGER
from app.store.vault.open_vault import Vault

CASES = {
    "true": ({"urgent": True}, "now"),
    "false": ({"urgent": False}, "no"),
    "nothing": ({}, None),
    "a newer program said perhaps": ({"urgent": True, "danger": "danger:perhaps"}, "perhaps"),
    "an older program ended it": ({"urgent": False, "danger": "danger:now"}, "no"),
    "an older program began it": ({"urgent": True, "danger": "danger:no"}, "now"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_flag_becomes_the_field_once_and_nothing_else_changes(vault: Vault, case: str) -> None:
    fields, wanted = CASES[case]
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, 1_700_000_000_000, vault.random)
        event = writer.create(KINDS["event"], {"title": "The pump"})
        offer = writer.create(KINDS["offer"], {"text": "A car", "urgent": True})
        writer.finish()
        old = json.dumps({"title": "The pump", **fields})
        con.execute("UPDATE record SET body = ? WHERE id = ?", (old, event))
        edits = json.dumps({name: [["aa" * 16], value] for name, value in fields.items()})
        con.execute("UPDATE change SET body = ? WHERE record = ?", (edits, event))
        for name in (f"edit:{event.hex()}", "edit:event", f"edit:{offer.hex()}"):
            con.execute("INSERT INTO draft VALUES (?, ?, 1)", (name, json.dumps(fields)))
        con.execute("INSERT INTO draft VALUES ('incident', ?, 1)", (json.dumps({"danger": "yes"}),))
        for statement in filter(str.strip, DANGER.split(";\n")):
            con.execute(statement)
    assert record_rows.load(vault.con, event).fields == {"title": "The pump"} | ({"danger": wanted} if wanted else {})
    (body,) = vault.con.execute("SELECT body FROM change WHERE record = ?", (event,)).fetchone()
    kept = change_rows.edits_from_json(body)
    assert {name: (edit.replaced, edit.value) for name, edit in kept.items()} == (
        {"danger": ((b"\xaa" * 16,), wanted)} if wanted else {}
    )
    assert record_rows.load(vault.con, offer).fields["urgent"] is True
    drafts = {name: json.loads(body) for name, body in vault.con.execute("SELECT name, body FROM draft")}
    assert drafts["incident"] == {"danger": "now"}
    assert drafts[f"edit:{event.hex()}"] == drafts["edit:event"] == ({"danger": wanted} if wanted else {})
    assert drafts[f"edit:{offer.hex()}"] == fields


@pytest.mark.parametrize(("flag", "wanted"), [(True, "now"), (False, "no"), (None, None)])
def test_the_decisions_that_wait_follow(vault: Vault, flag: bool | None, wanted: str | None) -> None:
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, 1_700_000_000_000, vault.random)
        event = writer.create(KINDS["event"], {"title": "The pump"})
        offer = writer.create(KINDS["offer"], {"text": "A car"})
        writer.finish()
        for id_ in (event, offer):
            con.execute("INSERT INTO conflict VALUES (?, 'urgent')", (id_,))
            asked = json.dumps(["urgent", flag, "theirs"])
            con.execute("INSERT INTO proposal VALUES (?, ?, x'00', x'00', ?, 'open', 1)", (id_, id_, asked))
        for statement in filter(str.strip, DANGER.split(";\n")):
            con.execute(statement)
    changes = {id_: json.loads(change) for id_, change in vault.con.execute("SELECT id, change FROM proposal")}
    assert changes == {event: ["danger", wanted, "theirs"], offer: ["urgent", flag, "theirs"]}
    assert dict(vault.con.execute("SELECT record, field FROM conflict")) == {event: "danger", offer: "urgent"}
