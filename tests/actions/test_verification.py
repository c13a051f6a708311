"""Verification as records say it: sources of the whole count for each act, and what is set by hand is a change."""

from app.actions import records, verification
from app.domain.record import Record
from app.domain.verification import Verdict
from app.store.vault import Vault


def code(vault: Vault, handle: str) -> str:
    found = verification.of(vault, records.record_of(vault, handle))
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
    assert verification.of(vault, records.record_of(vault, third.ref)) is None


def test_what_is_set_by_hand_is_kept_with_its_reason_and_taken_back(vault: Vault) -> None:
    event, _ = records.add(vault, "event", {"title": "March"})
    records.edit(vault, event.ref, {"verification": "judgment", "verification_reason": "Court of Ansal, 12 May"})
    last = records.history(vault, event.ref)[-1]
    assert {name: edit.value for name, edit in last.fields.items()} == {
        "verification": "judgment", "verification_reason": "Court of Ansal, 12 May"
    }  # fmt: skip
    said = Verdict("judgment", "unverified", reason="Court of Ansal, 12 May", by_hand=True)
    assert verification.of(vault, records.record_of(vault, event.ref)) == said
    records.edit(vault, event.ref, {"verification": None, "verification_reason": None})
    assert code(vault, event.ref) == "unverified"


def test_many_incidents_at_once(vault: Vault) -> None:
    events = [records.add(vault, "event", {"title": f"March {n}"})[0] for n in range(3)]
    source(vault, events[1], "Wren")
    found = verification.of_events(vault, events)
    assert [found[event.id].code for event in events] == ["unverified", "one_source", "unverified"]
