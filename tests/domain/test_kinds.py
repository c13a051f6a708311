"""The declarations hold together: numbers never meet, every list exists, and no role points nowhere."""

import subprocess
import sys

import pytest

from app.domain.fields import Level, Type
from app.domain.kind import BLOCK, HOUSEKEEPING, Kind, all_names, shown_names
from app.domain.kinds import KINDS
from tests.domain.strategies import WORDS

FROZEN = {
    "event": 1, "act": 2, "involvement": 3, "information": 4, "place": 5, "actor": 6, "identity_vault": 7, "contact": 8,
    "channel": 9, "evidence_item": 10, "consent_record": 11, "organisation": 12, "document": 13, "intervention": 14,
    "case": 15, "event_link": 16, "recovery_share": 17, "team": 18, "retraction": 19,
    "mission": 20, "leg": 21, "participant": 22, "meeting": 23, "finding": 24, "undertaking": 25, "checkin_plan": 26,
    "escalation_step": 27, "checkin": 28, "watch_entry": 29, "accompaniment": 30, "shift": 31, "log_entry": 32,
    "risk_assessment": 33, "risk": 34, "security_plan": 35, "plan_item": 36, "security_incident": 37, "indicator": 38,
    "observation": 39, "alert": 40, "network": 41, "membership": 42, "body": 43, "seat": 44, "offer": 45, "appeal": 46,
    "interview": 47,
}  # fmt: skip
ALL = pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))


def test_numbers_and_prefixes_are_unique_and_never_change() -> None:
    assert {name: kind.number for name, kind in KINDS.items()} == FROZEN
    assert all(KINDS.numbered(number) is KINDS[name] for name, number in FROZEN.items())
    assert len(KINDS) == len({kind.prefix for kind in KINDS.values()})
    assert all(0 < kind.number < 64 for kind in KINDS.values())


@ALL
def test_every_name_is_one_thing_and_has_its_label(kind: Kind) -> None:
    names = [f.name for f in (*kind.own, *HOUSEKEEPING)] + [role.name for role in kind.roles]
    assert len(names) == len(set(names))
    assert all(name.isidentifier() and name.isascii() for name in names)
    labels = [kind.label, kind.plural, *(f.label for f in kind.fields.values()), *(r.label for r in kind.roles)]
    assert all(label == label.strip() != "" for label in labels)


@ALL
def test_codes_have_their_list_and_nothing_else_has_one(kind: Kind) -> None:
    for field in kind.fields.values():
        assert bool(field.scheme) == (field.type in (Type.CODE, Type.CODES))
        assert not field.scheme or WORDS[field.scheme].codes


@ALL
def test_what_it_points_to_is_there(kind: Kind) -> None:
    assert all(name in KINDS and not KINDS[name].sealed for role in kind.roles for name in role.to)
    assert all(name in kind.fields or kind.role(name) for name in kind.title)
    assert all(name in kind.fields for name in kind.columns)
    assert not kind.date or kind.fields[kind.date].type is Type.DATE


@ALL
def test_bounds_stand_with_numbers_alone(kind: Kind) -> None:
    for field in kind.fields.values():
        assert (field.low is None and field.high is None) or field.type in (Type.WHOLE, Type.DECIMAL)


def test_the_form_of_an_act_has_the_link_to_the_work_and_the_gender_block_before_anything_rare() -> None:
    first = ("violation", "violation_text", "victim", "defender_link", "link_strength", "gender_factor")
    assert all_names(KINDS["act"])[:6] == first


WITH_BLOCK = {
    "act", "intervention", "mission", "meeting", "finding", "accompaniment", "log_entry", "risk_assessment",
    "security_plan", "security_incident", "observation", "alert", "offer", "appeal",
}  # fmt: skip
"""What is done to somebody, feared, planned or given: each asks where gender played a part (Plan of Action, 20)."""


def test_every_form_of_an_act_a_risk_a_mission_or_help_has_the_gender_block_and_no_preset_hides_it() -> None:
    assert {kind.name for kind in KINDS.values() if "gender_factor" in kind.fields} >= WITH_BLOCK
    for kind in (kind for kind in KINDS.values() if "gender_factor" in kind.fields):
        block = kind.fields["gender_factor"]
        assert block.minimal and block.scheme == "gender_factor" and block.section == BLOCK
        for names in ((), kind.title, all_names(kind)):
            assert shown_names(kind, names).count("gender_factor") == 1
    assert shown_names(KINDS["place"], ("name",)) == ("name",)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.sealed], ids=lambda kind: kind.name)
def test_whatever_a_form_asks_is_explained_in_one_line_that_does_not_say_the_label_again(kind: Kind) -> None:
    for name in all_names(kind):
        part = kind.role(name) or kind.fields[name]
        assert part.help.endswith(".") and 10 < len(part.help) <= 100, f"{name}: {part.help}"
        assert part.help.rstrip(".").casefold() != part.label.casefold(), name


def test_real_names_and_shares_of_others_are_the_only_sealed_kinds_and_all_of_them_is_at_the_highest_level() -> None:
    sealed = [kind for kind in KINDS.values() if kind.sealed]
    assert [kind.name for kind in sealed] == ["identity_vault", "recovery_share", "team", "retraction"]
    assert [kind.name for kind in sealed if kind.alone] == ["recovery_share", "team", "retraction"]
    assert {f.level.name for kind in sealed for f in kind.own if f.level} == {"V"}
    words = {(kind.name, f.name) for kind in KINDS.values() if not kind.sealed for f in kind.own if f.level is Level.V}
    assert words == {("checkin_plan", f"word_{word}") for word in ("fine", "late", "duress")}
    assert not any(KINDS[kind].fields[name].searchable for kind, name in words)


def test_a_field_nobody_knows_counts_as_restricted_and_is_refused_from_a_person() -> None:
    event = KINDS["event"]
    assert event.field_level("from_a_newer_app").name == "R"
    kept, refused = event.checked({"title": "A", "nonsense": 1, "urgent": "maybe"}, WORDS)
    assert kept == {"title": "A"}
    assert refused == {"nonsense": "event has no field nonsense", "urgent": "must be true or false"}


def test_the_store_opens_without_the_kinds_that_an_incident_is_not_made_of() -> None:
    code = (
        "import sys, app.store.vault.open_vault, app.actions.kernel.records; "
        "sys.exit('app.domain.kinds.casework' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
