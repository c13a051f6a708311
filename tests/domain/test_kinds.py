"""The declarations hold together: numbers never meet, every list exists, and no role points nowhere."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import start
from app.domain import kinds
from app.domain.fields import Level, Type
from app.domain.kind import HOUSEKEEPING, Kind
from app.domain.kinds import FIRST, KINDS, NOTE_KINDS
from tests.domain.strategies import WORDS

FROZEN = {
    "event": 1, "act": 2, "involvement": 3, "information": 4, "place": 5, "actor": 6, "identity_vault": 7, "contact": 8,
    "channel": 9, "evidence_item": 10, "consent_record": 11, "organisation": 12, "document": 13, "intervention": 14,
    "case": 15, "event_link": 16, "recovery_share": 17, "team": 18, "retraction": 19,
    "mission": 20, "leg": 21, "participant": 22, "meeting": 23, "finding": 24, "undertaking": 25, "checkin_plan": 26,
    "escalation_step": 27, "checkin": 28, "watch_entry": 29, "accompaniment": 30, "shift": 31, "log_entry": 32,
    "risk_assessment": 33, "risk": 34, "security_plan": 35, "plan_item": 36, "security_incident": 37, "indicator": 38,
    "observation": 39, "alert": 40, "network": 41, "membership": 42, "body": 43, "seat": 44, "offer": 45, "appeal": 46,
    "interview": 47, "paper": 48, "area": 49, "detention": 50, "stay": 51, "access": 52, "proceeding": 53,
    "step": 56, "context": 57, "loss": 58,
    "statement": 60, "pattern": 62, "treaty_status": 63, "submission": 64,
    "relocation": 65, "requirement": 66, "budget_line": 67, "library_item": 68,
    "note": 69, "programme": 70, "support_plan": 71, "grant": 72, "effect": 74, "vetting": 75,
}  # fmt: skip
ICONS = frozenset(json.loads((start.resources() / "icons" / "icons.json").read_text("utf-8")))
NOTES = {"session_note": 73}
"""The kinds in the vault of the session notes, and in no other."""
ALL = pytest.mark.parametrize("kind", list(NOTE_KINDS.values()), ids=list(NOTE_KINDS))


def test_numbers_and_prefixes_are_unique_and_never_change() -> None:
    assert {name: kind.number for name, kind in KINDS.items()} == FROZEN
    assert all(KINDS.numbered(number) is KINDS[name] for name, number in FROZEN.items())
    assert {name: kind.number for name, kind in NOTE_KINDS.items()} == FROZEN | NOTES
    assert len(NOTE_KINDS) == len({kind.prefix for kind in NOTE_KINDS.values()})
    assert all(0 < kind.number < 128 for kind in NOTE_KINDS.values())


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
def test_whatever_a_kind_names_is_there(kind: Kind) -> None:
    roles = {role.name: role for role in kind.roles}
    assert kind.icon in ICONS and kind.found in ("", "record", "evidence")
    assert all(any(kind.name in role.to for role in KINDS[part].roles) for part in kind.parts)
    assert not kind.people or {"actor"} <= set(roles[kind.people].to)
    below = KINDS[kind.people_below].roles if kind.people_below else ()
    assert not kind.people_below or any(role.part and kind.name in role.to for role in below)
    assert all(kind.name in roles[name].to for name in kind.replaced_by)
    assert not kind.begins_now or kind.date
    for due in kind.due:
        assert kind.fields[due.field].type is Type.DATE and kind.fields[due.field].ahead
        assert {due.state, due.answer} <= {"", *kind.fields} and (due.state or not {*due.ended, *due.still})
        codes = WORDS[kind.fields[due.state].scheme].codes if due.state else ()
        assert {*due.ended, *due.still} <= set(codes)


def test_every_record_is_shown_in_a_place_of_the_window() -> None:
    """By its own page, or with a record above it or linked from it, as `row_routes.home` looks for one."""
    named = {name: {to for role in kind.roles for to in role.to} for name, kind in KINDS.items()}
    shown = {name for name, kind in KINDS.items() if kind.home.place}
    while more := {name for name, to in named.items() if to & shown} - shown:
        shown |= more
    sealed = {name for name, kind in KINDS.items() if kind.sealed}
    assert KINDS.keys() - shown - sealed == set()
    assert not any(kind.home.place or kind.parts or kind.steps for kind in KINDS.values() if kind.sealed)


def test_every_record_can_be_written_in_the_window() -> None:
    offered = {part for kind in KINDS.values() for part in kind.parts}
    # typed into a role, taken in as a file, asked of a person, chosen between incidents, written by the board
    elsewhere = {"place", "evidence_item", "consent_record", "event_link", "watch_entry"}
    writable = offered | {name for name, kind in KINDS.items() if kind.home.place or kind.sealed}
    assert KINDS.keys() - writable == elsewhere


@ALL
def test_bounds_stand_with_numbers_alone(kind: Kind) -> None:
    for field in kind.fields.values():
        assert (field.low is None and field.high is None) or field.type in (Type.WHOLE, Type.DECIMAL)


def test_the_form_of_an_act_has_the_link_to_the_work_and_the_gender_block_before_anything_rare() -> None:
    first = ("violation", "violation_text", "victim", "defender_link", "link_strength", "gender_factor")
    assert KINDS["act"].form[0].names[:6] == first


@ALL
def test_every_field_and_role_is_in_one_group_of_the_form_and_the_first_group_has_at_most_eight(kind: Kind) -> None:
    names = [name for group in kind.form for name in group.names]
    assert sorted(names) == sorted({*kind.fields, *(role.name for role in kind.roles)} - {*kind.filled, "source_row"})
    assert 1 <= len(kind.form[0].names) <= 8
    assert not kind.form[0].name and all(group.names and group.name and group.icon in ICONS for group in kind.form[1:])
    assert len({group.name for group in kind.form}) == len(kind.form)


WITH_BLOCK = {
    "act", "intervention", "mission", "meeting", "finding", "accompaniment", "log_entry", "risk_assessment",
    "security_plan", "security_incident", "observation", "alert", "offer", "appeal",
}  # fmt: skip
"""What is done to somebody, feared, planned or given: each asks where gender played a part (Plan of Action, 20)."""


def test_every_form_of_an_act_a_risk_a_mission_or_help_has_the_gender_block() -> None:
    assert {kind.name for kind in KINDS.values() if "gender_factor" in kind.fields} >= WITH_BLOCK
    for kind in (kind for kind in KINDS.values() if "gender_factor" in kind.fields):
        block = kind.fields["gender_factor"]
        assert block.scheme == "gender_factor" and "gender_factor" not in kind.filled


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.sealed], ids=lambda kind: kind.name)
def test_whatever_a_form_asks_is_explained_in_one_line_that_does_not_say_the_label_again(kind: Kind) -> None:
    for name in (name for group in kind.form for name in group.names):
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
    kept, refused = event.checked({"title": "A", "nonsense": 1, "ongoing_or_imminent": "maybe"}, WORDS)
    assert kept == {"title": "A"}
    assert refused == {"nonsense": "event has no field nonsense", "ongoing_or_imminent": "Write true or false."}


def test_the_store_opens_without_the_kinds_that_an_incident_is_not_made_of() -> None:
    code = (
        "import sys, app.store.vault.open_vault, app.actions.kernel.records; "
        "sys.exit('app.domain.kinds.casework' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_each_declaration_in_the_folder_is_a_known_kind() -> None:
    folder = Path(kinds.__file__).parent
    declared = [
        node for file in folder.glob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Kind"
    ]  # fmt: skip
    assert len(declared) == len(NOTE_KINDS) and all(KINDS[kind.name] is kind for kind in FIRST)


LISTS = {
    "app/actions/casework/losses.py": "the records whose losses count with those of another one",
    "app/actions/casework/pattern_search.py": "the links that the rules of patterns read",
    "app/actions/field/checkin_board.py": "the board of check-ins shows the parts of a plan",
    "app/actions/field/security_incidents.py": "what two security incidents have in common",
    "app/actions/outgoing/tallies.py": "the counted kinds, each with its people",
    "app/actions/papers": "a paper names the kinds that it is about",
    "app/actions/records/record_counts.py": "the parts of a deed, as docs/counting.md has them",
    "app/store/records/verification_status.py": "an act and an appeal have the status of their incident",
    "app/domain/listing.py": "the release table of a directory",
    "app/domain/views.py": "a list names the kinds of its rows",
    "app/domain/release/audiences.py": "the release table",
    "app/gui/cases/casework_query.py": "the pages with computed lines",
    "app/gui/delivery/delivery_query.py": "a report has the title of its incident or appeal",
    "app/gui/incidents/incidents_screen.py": "the page shows incidents, and a line for questions about patterns",
    "app/gui/incidents/incident_query.py": "the page of an incident has blocks of its own for them",
    "app/gui/real_names/real_names_query.py": "an alias list is made of an incident or a case",
    "app/gui/warning/warning_screen.py": "both pages show indicators, observations and alerts",
    "app/gui/delivery/arrival_query.py": "the page of a received report has a part of its own for each of these kinds",
    "app/gui/people/people_screen.py": "the list of people shows contacts and people of records",
    "app/gui/warning/map_query.py": "the map shows incidents and observations",
}
"""Files, or folders, that may list kinds: all others read the property of a kind. Add a property before a line."""


def lists_of_kinds(source: str) -> list[int]:
    """Return the lines of literals with several texts, most of them names of kinds."""
    if len(set(re.findall(r'"(\w+)"', source)) & KINDS.keys()) < 2:
        return []  # a tree takes longer
    lines = []
    for node in ast.walk(ast.parse(source)):
        is_row = isinstance(node, ast.Tuple | ast.List | ast.Set)
        parts = node.elts if is_row else node.keys if isinstance(node, ast.Dict) else []
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if sum(text in KINDS for text in texts) > max(1, len(texts) // 2):
            lines.append(node.lineno)
    return lines


def test_no_list_of_kinds_stands_outside_of_their_declarations() -> None:
    assert lists_of_kinds('A = ("act", "event")\nB = {"act": 1, "case": 2, "x": 3}\nC = ["act", "a", "b"]') == [1, 2]
    root = Path(kinds.__file__).parents[3]
    files = {file.relative_to(root).as_posix(): file for file in (root / "app").rglob("*.py")}
    found = {(name, line) for name, file in files.items() for line in lists_of_kinds(file.read_text("utf-8"))}
    elsewhere = {(name, line) for name, line in found if not name.startswith("app/domain/kinds/")}
    assert {(name, line) for name, line in elsewhere if not name.startswith(tuple(LISTS))} == set()
    assert all(any(name.startswith(place) for name, _ in elsewhere) for place in LISTS)
