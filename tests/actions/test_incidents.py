"""The short form: what it says is kept, of new people and of those who were here before, with the person's answer."""

import pytest

from app.actions.kernel import records
from app.actions.kernel.records import Query, RecordDetails
from app.actions.records import incidents
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair

FORM = {
    "when": "2026-04-12",
    "where": "Tres Ceibas",
    "who": "Rural Guard",
    "did": "code:LIB1",
    "whom": "Marula",
    "role": "code:hrd",
    "sex": "code:02",
    "age": "code:30-49",
    "words": "She was opening the pump.",
    "source": "code:0102",
    "link": "code:clear",
    "danger": "no",
    "consent": "network",
}


def saved(vault: Vault, form: dict[str, str]) -> RecordDetails:
    return records.show(vault, incidents.save(vault, form, "Unnamed person")[0].ref)


def acts(vault: Vault, event: RecordDetails) -> list[RecordDetails]:
    return [records.show(vault, part.ref) for _, part in event.parts if part.kind == "act"]


def consents(vault: Vault) -> list[dict[str, object]]:
    return [dict(record.fields) for record in records.find(vault, Query("consent_record"))]


def test_what_was_said_is_kept(pair: Pair) -> None:
    event = saved(pair.ana, FORM)
    assert event.record.fields == {
        "date_start": "2026-04-12", "description": "She was opening the pump.", "danger": "no",
        "violation_class": ["LIB1"],
    }  # fmt: skip
    assert [(role, target.title) for role, target in event.links] == [("place", "Tres Ceibas")]
    (act,) = acts(pair.ana, event)
    assert act.record.fields == {"violation": "LIB1", "link_strength": "clear", "line": 1}
    assert {(role, target.title) for role, target in act.links} == {("event", event.record.title), ("victim", "Marula")}
    marula = next(target for role, target in act.links if role == "victim")
    assert marula.fields == {"alias": "Marula", "occupational_status": ["hrd"], "sex": "02", "age_group": "30-49"}
    assert consents(pair.ana) == [{"purpose": ["STORE", "SHARE_NETWORK"], "state": "given"}]
    assert [part.fields for _, part in event.parts if part.kind == "information"] == [{"connection": "0102"}]


def test_the_gender_factors_and_the_link_to_the_work_are_those_of_each_act(pair: Pair) -> None:
    event = saved(pair.ana, {**FORM, "also": "code:INT1", "link": "She had filed the water complaint",
                             "gender": "code:G03\ncode:G05"})  # fmt: skip
    said = {"defender_link": "She had filed the water complaint", "gender_factor": ["G03", "G05"], "line": 1}
    assert [act.record.fields for act in acts(pair.ana, event)] == [{"violation": v, **said} for v in ("LIB1", "INT1")]


def test_a_second_act_has_the_same_people(pair: Pair) -> None:
    event = saved(pair.ana, {**FORM, "also": "beat her with rifle butts"})
    first, second = sorted(acts(pair.ana, event), key=lambda act: "violation_text" in act.record.fields)
    assert second.record.fields == {"violation_text": "beat her with rifle butts", "link_strength": "clear", "line": 1}
    victims = {target.id for act in (first, second) for role, target in act.links if role == "victim"}
    assert len(victims) == 1
    assert records.count_matches(pair.ana, Query("actor")) == 2
    assert records.count_matches(pair.ana, Query("involvement")) == 2
    kind = saved(pair.ana, {"who": f"type:{pair.ana.words['perp_type'].codes[0]}", "also": "code:LIB1"})
    assert [act.record.fields for act in acts(pair.ana, kind)] == [{"violation": "LIB1", "line": 1}]


def test_what_is_said_of_a_person_who_was_here_before_is_kept(pair: Pair) -> None:
    person, _ = records.add(pair.ana, "actor", {"alias": "Kestrel", "sex": "02"})
    saved(pair.ana, {**FORM, "whom": f"id:{person.id.hex()}", "sex": "code:01", "consent": "refused"})
    known = records.record_of(pair.ana, person.ref)
    assert (known.fields["sex"], known.fields["age_group"]) == ("01", "30-49")
    (no,) = consents(pair.ana)
    assert no["state"] == "refused" and no["purpose"] == [*pair.ana.words["consent_purpose"].codes], "a no to all"


@pytest.mark.parametrize("date", ["2026-04-12T06:00~", "2026-04-12T06:00", "2026-04-12~", "2026-04-12/2026-04-13"])
def test_the_hour_is_a_value_of_its_own_and_a_save_without_a_change_writes_nothing(pair: Pair, date: str) -> None:
    event = saved(pair.ana, {"when": date, "words": "At the pump."}).record
    form = incidents.load(pair.ana, event.ref)
    day, _, hour = date.partition("T")
    assert (form["when"], form.get("hour", "")) == (day, hour)
    assert not incidents.save(pair.ana, form, "")[1].ids
    incidents.save(pair.ana, {**form, "when": "2026-04-11", "hour": "18:00~"}, "")
    assert records.record_of(pair.ana, event.ref).fields["date_start"] == "2026-04-11T18:00~"


def test_somebody_without_a_name_is_somebody(pair: Pair) -> None:
    (act,) = acts(pair.ana, saved(pair.ana, {"sex": "code:02"}))
    assert [target.title for role, target in act.links if role == "victim"] == ["Unnamed person"]


def test_an_answer_without_a_person_is_kept_with_the_incident(pair: Pair) -> None:
    event = saved(pair.ana, {"words": "Nobody is named.", "consent": "store"})
    assert [part.fields["purpose"] for _, part in event.parts if part.kind == "consent_record"] == [["STORE"]]
    assert records.count_matches(pair.ana, Query("actor")) == 0


def test_a_form_that_is_refused_leaves_nothing(pair: Pair) -> None:
    with pytest.raises(InputRefused):
        incidents.save(pair.ana, {**FORM, "age": "code:of stone"}, "Unnamed person")
    assert {records.count_matches(pair.ana, Query(kind)) for kind in ("event", "act", "actor", "place")} == {0}


def test_a_person_of_another_answer_is_known_after_the_save(pair: Pair) -> None:
    """Also a new person. Nothing is written for the person before the form of the answer is saved."""
    known, _ = records.add(pair.ana, "actor", {"alias": "Marula"})
    draft = {"whom": f"Kestrel\nid:{known.id.hex()}", "consent Kestrel": "ask", f"consent id:{known.id.hex()}": "ask"}
    event = saved(pair.ana, draft)
    made = incidents.list_new_people(pair.ana, draft, incidents.load(pair.ana, event.record.id.hex()))
    asked = incidents.list_asked(pair.ana, draft, made)
    assert [records.record_of(pair.ana, key).title for key in asked] == ["Kestrel", "Marula"]
    assert consents(pair.ana) == []
