"""Organisations, documents, interventions and cases: every verb works for them, by their declaration alone."""

from pathlib import Path

import pytest

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.records import tables
from app.domain.kind import SEAL
from app.domain.kinds import FIRST, KINDS
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.field_examples import EXAMPLES
from tests.actions.pairs import Pair
from tests.vaults import vault_at

GIVEN: dict[str, dict[str, object]] = {
    "organisation": {"name": "Rural Guard, 4th Company", "type": "guards", "country": "MX", "size_min": 40,
                     "size_max": 60, "parent": {"name": "Rural Guard"}},
    "document": {"title": "Letter to the prosecutor", "kind": "letter", "date": "2026-04", "version": "2"},
    "intervention": {"kind": ["urgent_appeal", "0201"], "date": "2026-04-13", "asks": ["release"], "response": ["0301"],
                     "response_date": "2026-04-20", "impact": "04", "by": {"name": "Heron Network"},
                     "addressee": [{"name": "Ministry", "type": "state"}, {"name": "Embassy", "type": "embassy"}]},
    "case": {"title": "Water conflict", "kind": "community", "status": "open", "opened": "2026-01-09",
             "focal": [{"kind": "actor", "alias": "Water committee"}, {"kind": "organisation", "name": "Assembly"}]},
    "event_link": {"relation": "03", "note": "The same truck.", "event": {"title": "Water complaint"},
                   "other": {"title": "Arrest", "date_start": "2026-04-12"}},
    **EXAMPLES,
}  # fmt: skip
LATER = [kind.name for kind in KINDS.values() if kind not in FIRST and not (kind.sealed or kind.registered)]
ALONE = [name for name in LATER if KINDS[name].between or not any(role.required for role in KINDS[name].roles)]


def test_there_is_an_example_of_each() -> None:
    assert list(GIVEN) == LATER


@pytest.mark.parametrize("name", LATER)
def test_it_is_added_shown_edited_found_counted_and_put_aside(vault: Vault, name: str) -> None:
    record, _ = records.add(vault, name, GIVEN[name])
    begun = {"status": KINDS[name].stages[0].code} if KINDS[name].stages else {}
    plain = {key: value for key, value in GIVEN[name].items() if key in KINDS[name].fields}
    page = records.show(vault, record.ref)
    assert {key: value for key, value in page.record.fields.items() if key != SEAL} == plain | begun
    assert (SEAL in page.record.fields) == KINDS[name].signed
    assert {role for role, _ in page.links} == GIVEN[name].keys() - plain.keys()
    stands = KINDS[name].append_only
    if stands:
        for change in (
            lambda: records.edit(vault, record.ref, {"remarks": "No"}),
            lambda: records.remove(vault, record.ref),
        ):
            with pytest.raises(InputRefused, match="cannot be changed"):
                change()
    else:
        records.edit(vault, record.ref, {"remarks": "Seen by Zorzal"})
    word = record.title.split()[-1].strip(",")
    for text in (word,) if stands else (word, "zorzal"):
        assert record.id in [found.id for found in records.find(vault, Query(name, text))]
    if stands:
        return
    assert len(records.history(vault, record.ref)) == 2 + bool(begun)  # the first stage is a change of its own
    records.remove(vault, record.ref)
    assert record.id not in [found.id for found in records.find(vault, Query(name))]


@pytest.mark.parametrize("name", ALONE)
def test_what_is_exported_and_imported_into_an_empty_vault_is_equal(vault: Vault, tmp_path: Path, name: str) -> None:
    kind = KINDS[name]
    record, _ = records.add(vault, name, {k: v for k, v in GIVEN[name].items() if k in (*kind.fields, *kind.between)})
    tables_out.export_table(vault, tmp_path / "out.csv", "csv", name)
    with vault_at(tmp_path / "other") as other:
        done, _ = tables.import_table(other, tmp_path / "out.csv", kind=name)
        assert done.refused == []
        (copy,) = records.find(other, Query(name))
        assert (copy.title, copy.fields) == (record.title, record.fields)


def test_a_link_to_one_of_two_kinds_goes_out_and_comes_in_as_that_kind(vault: Vault, tmp_path: Path) -> None:
    records.add(vault, "intervention", {"kind": "0201", "by": {"name": "Heron Network", "type": "ngo"}})
    records.add(vault, "intervention", {"kind": "visit", "by": {"alias": "Wren"}})
    tables_out.export_table(vault, tmp_path / "out.csv", "csv", "intervention")
    with vault_at(tmp_path / "other") as other:
        done, _ = tables.import_table(other, tmp_path / "out.csv", kind="intervention")
        assert (done.added, done.refused) == (2, [])
        made = {record.ref for record in records.find(other, Query("intervention"))}
        links = [link for ref in made for link in records.show(other, ref).links]
        assert {(role, to.kind, to.title) for role, to in links} == {
            ("by", "organisation", "Heron Network"), ("by", "actor", "Wren")
        }  # fmt: skip


def test_a_case_takes_incidents_that_are_here_and_goes_out_with_all_of_them(vault: Vault) -> None:
    march, _ = records.add(
        vault, "event", {"title": "March", "act": {"violation": "INT1", "victim": {"alias": "Luna"}}}
    )
    case, _ = records.add(vault, "case", {"title": "Water", "event": [march.ref, {"title": "Raid"}]})
    other, _ = records.add(vault, "case", {"title": "Second", "event": march.ref})
    records.edit(vault, march.ref, {"intervention": {"kind": "un", "date": "2026"}, "document": {"title": "Minutes"}})
    assert sorted(part.title for _, part in records.show(vault, case.ref).parts) == ["March", "Raid"]
    leaving = {record.title for record in sharing.preview(vault, [case.ref], "internal").selection.records}
    assert {"Water", "March", "Raid", "Luna", "Minutes"} <= leaving and "Second" not in leaving
    alone = {record.kind for record in sharing.preview(vault, [march.ref], "internal").selection.records}
    assert "case" not in alone and {"intervention", "document"} <= alone
    with pytest.raises(InputRefused, match="is a case"):
        records.edit(vault, case.ref, {"event": other.ref})


def test_an_organisation_is_victim_unit_and_source_and_stays_where_it_may_not_be_known(vault: Vault) -> None:
    guard, _ = records.add(vault, "organisation", {"name": "Rural Guard", "type": "guards"})
    records.add(vault, "contact", {"display_name": "Night desk", "desk": True, "organisation": guard.ref})
    event, _ = records.add(vault, "event", {
        "title": "Raid", "act": {"violation": "ASC2", "victim": {"kind": "organisation", "name": "Assembly"},
                                 "involvement": {"perpetrator": guard.ref, "type": "0204"}},
        "information": {"source": {"kind": "organisation", "name": "Heron Network"}},
    })  # fmt: skip
    inside = {record.title for record in sharing.preview(vault, [event.ref], "internal").selection.records}
    assert {"Rural Guard", "Assembly", "Heron Network"} <= inside and "Night desk" not in inside
    outside = sharing.preview(vault, [event.ref], "authority").selection.records
    named = {record.title for record in outside if record.kind == "organisation"}
    assert named == {"Assembly", "Rural Guard"}  # a unit that did it, and never the source


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("actor", {"alias": "Marchers", "kind": "group", "size_min": 30, "size_max": 25}, "size_min"),
        ("act", {"count_min": 3, "count_max": 2}, "count_min"),
        ("event", {"verification": "judgment"}, "verification_reason"),
    ],
)
def test_a_range_upside_down_and_an_override_without_reason_are_refused(
    vault: Vault, kind: str, given: dict[str, object], field: str
) -> None:
    event, _ = records.add(vault, "event", {"title": "March"})
    with pytest.raises(InputRefused) as refusal:
        records.add(vault, kind, given | ({"event": event.ref} if kind == "act" else {}))
    assert [row["field"] for row in refusal.value.refused] == [field]


def test_what_an_edit_does_not_touch_is_not_asked_again(vault: Vault) -> None:
    group, _ = records.add(vault, "actor", {"alias": "Marchers", "size_min": 25})
    with pytest.raises(InputRefused, match="Write 20 or less, as in size_max"):
        records.edit(vault, group.ref, {"size_max": 20})
    records.edit(vault, group.ref, {"size_max": 25, "description": "Water march"})
    assert records.edit(vault, group.ref, {"size_min": None})[0].fields["size_max"] == 25


@pytest.mark.parametrize(("profile", "told"), [("internal", True), ("court", False), ("network", False)])
def test_which_contact_a_letter_went_to_leaves_only_for_those_who_see_everything(
    pair: Pair, profile: str, told: bool
) -> None:
    contact, _ = records.add(pair.ana, "contact", {"display_name": "Second Secretary", "role": "embassy"})
    event, _ = records.add(pair.ana, "event", {"title": "Arrest"})
    sent, _ = records.add(
        pair.ana, "intervention", {"kind": ["urgent_appeal"], "about": [event.ref], "addressee": [contact.ref]}
    )
    selection = sharing.preview(pair.ana, [event.ref], profile).selection
    leaving = {record.id for record in selection.records}
    assert sent.id in leaving
    assert (contact.id in leaving) is told
    assert ("addressee" in {link.role for link in selection.links}) is told
    held = {(row.record, row.field) for row in selection.held_back}
    assert ((sent.id, "addressee") in held) is not told
