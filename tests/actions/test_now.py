"""What needs a person: dates that have come, keys that changed, reports that came, fields that differ."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.records import commitments
from app.actions.today import due_tasks
from app.domain.kinds import KINDS
from app.store.tables import schema
from app.store.vault.open_vault import Vault
from tests.actions.bodies import NEW, body, event
from tests.actions.pairs import Pair


def consent(vault: Vault, days: int, state: str = "given") -> str:
    """Add a consent that must be asked again so many days from now."""
    day = datetime.fromtimestamp(vault.now()).date() + timedelta(days=days)
    made, _ = records.add(vault, "consent_record", {
        "purpose": ["STORE"], "state": state, "review_on": day.isoformat(), "actor": {"alias": "Luna"},
    })  # fmt: skip
    return made.ref


def test_a_date_is_due_from_the_day_before_and_stays_until_it_is_answered(vault: Vault) -> None:
    late, today, tomorrow = (consent(vault, days) for days in (-400, 0, 1))
    consent(vault, 2)
    consent(vault, -1, "withdrawn")
    assert [(one.record.ref, one.days) for one in commitments.list_due_records(vault)] == [
        (late, -400),
        (today, 0),
        (tomorrow, 1),
    ]
    needs = due_tasks.needs(vault)
    assert (needs.count, needs.today) == (2, True)
    for ref in (late, today):
        records.edit(vault, ref, {"review_on": "2030"})
    needs = due_tasks.needs(vault)
    assert (needs.count, needs.today, [one.record.ref for one in needs.due]) == (0, False, [tomorrow])
    records.remove(vault, tomorrow)
    assert commitments.list_due_records(vault) == []


def test_an_intervention_without_a_response_and_a_case_to_review_are_due(vault: Vault) -> None:
    today = datetime.fromtimestamp(vault.now()).date().isoformat()
    asked, _ = records.add(vault, "intervention", {"kind": "un", "follow_up_on": today})
    case, _ = records.add(vault, "case", {"title": "Water", "next_review": today})
    assert {one.record.id for one in commitments.list_due_records(vault)} == {asked.id, case.id}
    records.edit(vault, asked.ref, {"response": ["06"]})
    records.edit(vault, case.ref, {"status": "closed"})
    assert commitments.list_due_records(vault) == []


_STAYS: Mapping[str, object] = {"step": [{"date": "2026-01-01", "state": "refused", "text": "Luna stays."}]}
_MOVE: Mapping[str, object] = {"title": "North road", "who": {"alias": "Luna"}}
WHOLE: Mapping[str, Mapping[str, object]] = {
    "risk": {"threat_kind": "arrest", "assessment": {"date": "2026-01-01", "title": "Office"}},
    "plan_item": {"kind": "training", "text": "A drill", "plan": {"title": "Office"}},
    "log_entry": {
        "at": "2026-01-01", "kind": "note", "author": "Elm", "of": {"kind": "accompaniment", "title": "Clinic"},
    },
    "seat": {"role": "chair", "body": {"name": "Committee"}},
    "risk_assessment": {"date": "2026-01-01", "title": "Office"}, "undertaking": {"text": "Ask again"},
    "context": {"title": "North road", "kind": "project"},
    "submission": {"mechanism": "wgad", "person": {"alias": "Luna"}, "about": [{"kind": "case", "title": "Prison"}]},
    "relocation": _MOVE, "requirement": {"kind": "passport", "state": "needed", "of": {**_MOVE, "kind": "relocation"}},
    "budget_line": {"kind": "fees", "state": "needed", "of": {**_MOVE, "kind": "relocation"}},
    "programme": {"title": "North road", "kind": "plan"},
    "support_plan": {"title": "Plan", "for": [{"alias": "Luna"}]}, "offer": {"side": "offer", "kind": ["legal"]},
    "appeal": {"what": "Taken away", "happened": "2026-01-01", "asks": ["release"]},
    "interview": {"interviewee": {"alias": "Luna"}},
    "consent_record": {"purpose": ["STORE"], "state": "given", "actor": {"alias": "Luna"}},
    "access": {"kind": "visit", "of": [{"kind": "mission", "title": "Prison"}]},
    "proceeding": {"side": "for_person", "date": "2026-01-01", "about": [{"kind": "case", "title": "Prison"}]},
}  # fmt: skip
"""What a record of a kind needs beside its date; others need a title."""
END: Mapping[tuple[str, str], Mapping[str, object]] = {
    ("consent_record", "review_on"): {"state": "withdrawn"}, ("intervention", "follow_up_on"): {"response": ["06"]},
    ("case", "next_review"): {"status": "closed"}, ("undertaking", "due"): {"status": "done"},
    ("meeting", "follow_up_on"): {"outcome": "promise"}, ("mission", "date_end"): {"status": "reported"},
    ("accompaniment", "date_end"): {"status": "ended"}, ("risk", "due"): {"status": "tested"},
    ("plan_item", "due"): {"state": "ready"},
    ("seat", "ratify_by"): {"state": "ratified"}, ("seat", "date_end"): {"state": "ended"},
    ("offer", "date_end"): {"status": "met"}, ("appeal", "valid_until"): {"state": "closed"},
    ("interview", "recontact_on"): {"status": "closed"}, ("proceeding", "next_on"): {"stage": "dropped"},
    ("access", "follow_up_on"): {"outcome": "Seen"},
    ("programme", "next_review"): _STAYS,
    ("relocation", "next_review"): _STAYS, ("relocation", "leave_by"): _STAYS,
    ("requirement", "due"): {"state": "have"}, ("requirement", "expires"): {"state": "refused"},
    ("budget_line", "follow_up_on"): {"state": "ended"}, ("support_plan", "next_review"): _STAYS,
    ("grant", "report_due"): _STAYS,
    ("context", "next_on"): {"stage": "ended"}, ("submission", "send_by"): {"state": "sent"},
}  # fmt: skip
"""What ends each."""


DUE = [(kind, due) for kind in KINDS.values() for due in kind.due]


@pytest.mark.parametrize(("kind", "field"), [(kind.name, due.field) for kind, due in DUE], ids=lambda name: name)
def test_whatever_has_a_date_is_shown_when_it_comes_and_gone_when_it_is_over(
    vault: Vault, kind: str, field: str
) -> None:
    today = datetime.fromtimestamp(vault.now()).date()
    needed = WHOLE.get(kind, {"kind": ["un"]} if kind == "intervention" else {"title": "North road"})
    made = records.add(vault, kind, {**needed, field: today.isoformat()})[0]
    records.add(vault, kind, {**needed, field: (today + timedelta(days=2)).isoformat()})
    assert [(one.record.id, one.field, one.days) for one in commitments.list_due_records(vault)] == [
        (made.id, field, 0)
    ]
    if ends := KINDS[kind].replaced_by:
        role = KINDS[kind].role(ends[0])
        assert role is not None
        records.add(vault, kind, {**needed, role.name: [made.ref] if role.many else made.ref})
    else:
        records.edit(vault, made.ref, END[kind, field])
    assert commitments.list_due_records(vault) == []


def test_what_is_due_is_found_in_an_index_that_names_every_kind_of_it(vault: Vault) -> None:
    assert [(kind.number, due.field) for kind, due in DUE] == [row[:2] for row in schema.DATED]
    for (kind, due), (_, _, state) in zip(DUE, schema.DATED, strict=True):
        assert state == due.state if due.state else state in kind.fields
    (at_any_age,) = vault.con.execute("SELECT sql FROM sqlite_master WHERE name = 'checkin_says_more'").fetchone()
    assert f" kind = {KINDS['checkin'].number} AND " in at_any_age
    said: list[str] = []
    vault.con.set_trace_callback(said.append)
    commitments.list_due_records(vault)
    vault.con.set_trace_callback(None)
    plans = [row[3] for one in said for row in vault.con.execute(f"EXPLAIN QUERY PLAN {one}")]
    assert len(plans) == len(DUE) and all("USING INDEX due_" in plan for plan in plans)


def test_a_date_with_an_hour_and_a_range_are_due_by_their_first_day(vault: Vault) -> None:
    tomorrow = datetime.fromtimestamp(vault.now()).date() + timedelta(days=1)
    for text in (f"{tomorrow}T23:50", f"{tomorrow}/..", f"{tomorrow}~", f"../{tomorrow}"):
        records.add(vault, "undertaking", {"text": "Ask again", "due": text})
    assert sorted(one.days > 0 for one in commitments.list_due_records(vault)) == [False, True, True, True]


def test_a_month_is_due_when_it_begins(vault: Vault) -> None:
    ref = consent(vault, 0)
    records.edit(vault, ref, {"review_on": datetime.fromtimestamp(vault.now()).strftime("%Y-%m")})
    assert [one.record.ref for one in commitments.list_due_records(vault)] == [ref]


def test_what_came_and_a_changed_key_are_counted_until_a_person_decides(pair: Pair) -> None:
    assert due_tasks.needs(pair.ana).count == 0
    report = pair.mail(body(event(NEW, title="Theirs")))
    contact_cards.doubt(pair.ana, pair.ben_here.ref)
    needs = due_tasks.needs(pair.ana)
    assert (needs.came, [one.record.id for one in needs.changed]) == (1, [pair.ben_here.id])
    assert (needs.count, needs.today) == (2, False)
    inbox.accept(pair.ana, report)
    assert due_tasks.needs(pair.ana).came == 0
