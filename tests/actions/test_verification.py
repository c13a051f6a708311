"""Verification as records say it: sources of the whole count for each act, and what is set by hand is a change.

The mark by which lists ask for it is what would be computed, whatever was done.
"""

import random
from pathlib import Path

from app.actions.kernel import records
from app.actions.records import tables
from app.domain.record import Record
from app.domain.verification import VerificationStatus
from app.store.records import verification_status
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair


def code(vault: Vault, handle: str) -> str:
    found = verification_status.read_verification_status(vault.con, records.record_of(vault, handle))
    return found.code if found else ""


def source(vault: Vault, about: Record, alias: str, independence: str = "independent") -> Record:
    given = {"about": about.ref, "source": {"alias": alias}, "independence": independence}
    return records.add(vault, "information", given)[0]


def test_sources_of_the_whole_and_of_the_act_are_counted_together(vault: Vault) -> None:
    event, _ = records.add(vault, "event", {"title": "March", "act": [{"violation": "INT1"}, {"violation": "LIB1"}]})
    beaten, arrested = (part for _, part in records.show(vault, event.ref).parts)
    assert code(vault, event.ref) == "unverified"
    source(vault, event, "Wren")
    source(vault, event, "Kestrel")
    assert code(vault, event.ref) == code(vault, beaten.ref) == "corroborated"
    third = source(vault, beaten, "Heron", "same_origin")
    assert [code(vault, r.ref) for r in (beaten, arrested, event)] == ["verified", "corroborated", "corroborated"]
    records.remove(vault, arrested.ref)
    assert code(vault, event.ref) == "verified"
    records.remove(vault, third.ref)
    assert code(vault, event.ref) == "corroborated"
    assert verification_status.read_verification_status(vault.con, records.record_of(vault, third.ref)) is None


def test_what_is_set_by_hand_is_kept_with_its_reason_and_taken_back(vault: Vault) -> None:
    event, _ = records.add(vault, "event", {"title": "March"})
    records.edit(vault, event.ref, {"verification": "judgment", "verification_reason": "Court of Ansal, 12 May"})
    last = records.history(vault, event.ref)[-1]
    assert {name: edit.value for name, edit in last.fields.items()} == {
        "verification": "judgment", "verification_reason": "Court of Ansal, 12 May"
    }  # fmt: skip
    said = VerificationStatus("judgment", "unverified", reason="Court of Ansal, 12 May", by_hand=True)
    assert verification_status.read_verification_status(vault.con, records.record_of(vault, event.ref)) == said
    records.edit(vault, event.ref, {"verification": None, "verification_reason": None})
    assert code(vault, event.ref) == "unverified"


def test_many_incidents_at_once(vault: Vault) -> None:
    events = [records.add(vault, "event", {"title": f"March {n}"})[0] for n in range(3)]
    source(vault, events[1], "Wren")
    found = verification_status.of_events(vault.con, {event.id: event.fields for event in events})
    assert [found[event.id].code for event in events] == ["unverified", "one_source", "unverified"]


def listed(vault: Vault, code: str, kind: str = "event") -> list[str]:
    return [record.title for record in records.find(vault, Query(kind, where=(("verification", code),)))]


def test_lists_ask_for_what_is_computed_newest_first(vault: Vault) -> None:
    for day in ("2026-03-01", "2026-03-09", "2026-03-05"):
        records.add(vault, "event", {"title": day, "date_start": day, "act": {"violation_text": f"blow of {day}"}})
    assert listed(vault, "unverified") == ["2026-03-09", "2026-03-05", "2026-03-01"]
    assert records.count_matches(vault, Query("event", where=(("verification", "unverified"),))) == 3
    first, second, _ = records.find(vault, Query("event"))
    told = source(vault, first, "Wren")
    records.edit(vault, second.ref, {"verification": "unverified", "verification_reason": "Ana doubts it"})
    assert listed(vault, "unverified") == ["2026-03-05", "2026-03-01"]
    assert listed(vault, "one_source") == ["2026-03-09"]
    assert listed(vault, "one_source", "act") == ["blow of 2026-03-09"]
    records.remove(vault, told.ref)
    assert len(listed(vault, "unverified")) == 3
    records.restore(vault, told.ref)
    assert listed(vault, "one_source") == ["2026-03-09"]
    records.edit(vault, told.ref, {"about": second.ref})  # a link that goes elsewhere
    assert listed(vault, "unverified") == ["2026-03-09", "2026-03-05", "2026-03-01"]
    records.edit(vault, second.ref, {"verification": None, "verification_reason": None})
    assert listed(vault, "one_source") == ["2026-03-05"]
    assert records.count(vault, "event", ["verification"]) == (3, [(["unverified"], 2), (["one_source"], 1)])


def wrong_marks(vault: Vault) -> list[tuple[str, str, VerificationStatus | None]]:
    """Return the incidents and acts whose mark is not what is computed."""
    found = [record for kind in ("event", "act") for record in records.find(vault, Query(kind, limit=None))]
    told = [
        (record.ref, record.verdict, verification_status.read_verification_status(vault.con, record))
        for record in found
    ]
    return [row for row in told if row[2] is None or row[2].code != row[1]]


def test_the_mark_is_what_is_computed_whatever_was_done(vault: Vault) -> None:
    dice = random.Random(7)
    events = [records.add(vault, "event", {"title": f"March {n}"})[0].ref for n in range(3)]
    acts = [records.add(vault, "act", {"event": dice.choice(events)})[0].ref for _ in range(3)]
    people = [records.add(vault, "actor", {"alias": name})[0].ref for name in ("Wren", "Kestrel", "Heron")]
    told = [source(vault, records.record_of(vault, events[0]), "Owl").ref]

    def any_source() -> dict[str, object]:
        return {
            "about": dice.choice([*events, *acts]), "source": dice.choice([*people, None]),
            "independence": dice.choice(["independent"] * 4 + ["same_origin"]),
            "stance": dice.choice([None] * 9 + ["contradicts"]), "reliability": dice.choice([None] * 4 + ["05"]),
        }  # fmt: skip

    def by_hand() -> dict[str, object]:
        code = dice.choice([None, None, "refuted", "judgment", "unverified"])
        return {"verification": code, "verification_reason": code and "Court of Ansal"}

    doings = (
        lambda: told.append(records.add(vault, "information", any_source())[0].ref),
        lambda: records.edit(vault, dice.choice(told), any_source()),
        lambda: records.edit(vault, dice.choice(events), by_hand()),
        lambda: records.edit(vault, dice.choice(acts), by_hand()),
        lambda: records.edit(vault, dice.choice(acts), {"event": dice.choice(events)}),
        lambda: records.edit(vault, dice.choice(events), {"date_start": f"2026-0{dice.randint(1, 9)}"}),
        lambda: records.remove(vault, dice.choice([*told, *acts, *events])),
        lambda: records.restore(vault, dice.choice([*told, *acts, *events])),
    )
    seen = set()
    for number in range(200):
        dice.choices(doings, [2, 4, 1, 1, 1, 1, 2, 2])[0]()
        assert wrong_marks(vault) == [], f"after step {number}"
        seen |= {record.verdict for kind in ("event", "act") for record in records.find(vault, Query(kind))}
    assert seen >= {"unverified", "one_source", "corroborated", "disputed", "judgment"}


def test_what_a_contact_sent_and_what_was_imported_is_marked(pair: Pair, tmp_path: Path) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "Raid", "act": {"violation": "LIB1"}})
    pair.give(event.ref)
    assert listed(pair.ben, "unverified") == ["Raid"]
    told = source(pair.ana, event, "Wren")
    pair.give(event.ref)
    assert (listed(pair.ben, "unverified"), listed(pair.ben, "one_source")) == ([], ["Raid"])
    records.remove(pair.ana, told.ref)
    source(pair.ana, event, "Kestrel")
    source(pair.ana, event, "Heron")
    pair.give(event.ref)
    assert wrong_marks(pair.ben) == []
    table = tmp_path / "incidents.csv"
    table.write_text("title,date_start\nMarch,2026-03-01\n", "utf-8")
    tables.import_table(pair.ben, table, kind="event")
    assert listed(pair.ben, "unverified") == ["March"]
