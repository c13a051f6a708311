"""What a person gives is saved whole or refused by name; the real names' kind has no way in."""

import os
from pathlib import Path

import pytest

from app.actions.kernel import drafts, records
from app.actions.records import evidence
from app.actions.release import evidence_copies
from app.domain.fields import Type
from app.domain.kinds import KINDS
from app.errors import AppError, InputRefused, NotFound
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

INCIDENT = {
    "title": "March",
    "place": {"name": "Rio Seco"},
    "act": [{"violation": "INT1", "victim": {"alias": "Luna"}, "involvement": {"perpetrator": {"alias": "Halcon"}}}],
    "information": {"source": {"alias": "Mouse"}},
}


def count(vault: Vault) -> int:
    return records.count_matches(vault, Query())


def test_an_incident_is_given_in_place_and_saved_in_one(vault: Vault) -> None:
    event, changed = records.add(vault, "event", INCIDENT)
    assert (count(vault), len(changed.ids)) == (8, 8)
    assert changed.kinds == {"event", "place", "act", "actor", "involvement", "information"}
    page = records.show(vault, event.ref)
    assert [role for role, _ in page.links] == ["place"]
    assert sorted(role for role, _ in page.parts) == ["about", "event"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"date_start": "someday"}, "date_start"),
        ({"place": {"latitude": 91}}, "place.latitude"),
        ({"act": {"victim": {"sex": "02"}}}, "act.victim.alias"),
        ({"act": {"violation": "XYZ"}}, "act.violation"),
        ({"act": [7]}, "act"),
        ({"place": ["a", "b"]}, "place"),
    ],
)
def test_what_is_refused_is_named_and_nothing_of_it_is_stored(
    vault: Vault, given: dict[str, object], field: str
) -> None:
    with pytest.raises(InputRefused) as refusal:
        records.add(vault, "event", {"title": "March", **given})
    assert [row["field"] for row in refusal.value.refused] == [field]
    assert count(vault) == 0


@pytest.mark.parametrize(
    "given",
    [{"place": 7}, {"place": [["x"]]}, {"place": "PL-NONE"}, {"act": {"event": {"title": "x"}}, "place": True},
     {"title": "\ud83d"}, {"identity_vault": {"real_name": "A"}}],
)  # fmt: skip
def test_whatever_json_is_given_it_is_an_error_for_a_person(vault: Vault, given: dict[str, object]) -> None:
    with pytest.raises(AppError):
        records.add(vault, "event", given)
    assert count(vault) == 0


def test_the_sealed_kind_has_no_way_in(vault: Vault) -> None:
    luna, _ = records.add(vault, "actor", {"alias": "Luna"})
    for step in (
        lambda: records.add(vault, "identity_vault", {"real_name": "A", "actor": luna.ref}),
        lambda: records.add(vault, "actor", {"alias": "B", "identity_vault": {"real_name": "A"}}),
        lambda: records.edit(vault, luna.ref, {"identity_vault": {"real_name": "A"}}),
        lambda: records.count(vault, "identity_vault", []),
    ):
        with pytest.raises(InputRefused):
            step()
    assert vault.con.execute(
        "SELECT count(*) FROM record WHERE kind = ?", (KINDS["identity_vault"].number,)
    ).fetchone() == (0,)


def test_a_role_that_takes_one_gets_the_new_and_the_same_again_is_no_new_link(vault: Vault) -> None:
    act, _ = records.add(vault, "act", {"event": {"title": "E"}, "victim": {"alias": "Luna"}})
    rio, _ = records.add(vault, "actor", {"alias": "Rio"})

    def victims() -> list[str]:
        return [record.title for role, record in records.show(vault, act.ref).links if role == "victim"]

    records.edit(vault, act.ref, {"victim": rio.ref})
    assert victims() == ["Rio"]
    first = vault.con.execute("SELECT id, removed FROM link ORDER BY id").fetchall()
    records.edit(vault, act.ref, {"victim": rio.id.hex()})
    records.link(vault, act.ref, "victim", rio.ref)
    assert vault.con.execute("SELECT id, removed FROM link ORDER BY id").fetchall() == first
    records.edit(vault, act.ref, {"victim": None})
    assert victims() == []
    for given in ({"event": None}, {"victim": [rio.ref, rio.ref]}):
        with pytest.raises(InputRefused):
            records.edit(vault, act.ref, given)
    for role, target in (("victim", act.ref), ("nothing", rio.ref)):
        with pytest.raises(InputRefused):
            records.link(vault, act.ref, role, target)


def test_an_edit_that_is_refused_changes_nothing(vault: Vault) -> None:
    luna, _ = records.add(vault, "actor", {"alias": "Luna"})
    for given in ({"alias": None}, {"sex": "purple"}, {"alias": "B", "nonsense": 1}):
        with pytest.raises(InputRefused):
            records.edit(vault, luna.ref, given)
    assert records.record_of(vault, luna.ref) == luna
    with pytest.raises(NotFound):
        records.edit(vault, "PE-NONE", {})
    assert len(records.history(vault, luna.ref)) == 1


def test_evidence_of_any_name_is_kept_and_the_same_bytes_once(vault: Vault, tmp_path: Path) -> None:
    event, _ = records.add(vault, "event", {"title": "March"})
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.jpg"))
    odd.write_bytes(b"bytes")
    item, _ = evidence.add(vault, odd, event.ref)
    assert item.fields["file_name"] == "caf\ufffd\ufffd.jpg"
    again, changed = evidence.add(vault, odd, event.ref)
    assert (again.id, changed.ids) == (item.id, (item.id,))
    out = [evidence_copies.export(vault, item.ref, tmp_path / "out", reason="a trial") for _ in range(2)]
    assert [path.read_bytes() for path in out] == [b"bytes"] * 2 and out[0] != out[1]
    assert all(path.parent == tmp_path / "out" for path in out)
    assert evidence.check(vault) == (1, [])
    with pytest.raises(InputRefused):
        evidence.add(vault, odd, item.ref)
    with pytest.raises(AppError):
        evidence.add(vault, tmp_path / "nothing.jpg", event.ref)


def test_a_draft_is_kept_until_it_is_dropped(vault: Vault) -> None:
    drafts.keep(vault, "event", {"title": "half"})
    drafts.keep(vault, "event", {"title": "half a w"})
    kept = drafts.load(vault, "event")
    assert kept is not None and kept[0] == {"title": "half a w"} and drafts.names(vault) == ["event"]
    drafts.drop(vault, "event")
    assert drafts.load(vault, "event") is None


SPANS = [
    (kind.name, f.name, f.at_most) for kind in KINDS.values() for f in kind.own if f.at_most and f.type is Type.DATE
]


def test_every_planned_start_names_its_end() -> None:
    """What the program stamps itself, such as the end of an alert, is not compared: the clocks of two people differ."""
    names = {(start, end) for _, start, end in SPANS}
    assert {"event", "act", "mission", "leg", "accompaniment", "shift", "seat", "checkin_plan", "case"} <= {
        kind for kind, *_ in SPANS
    }
    ends = {kind.name for kind in KINDS.values() if {"date_start", "date_end"} <= kind.fields.keys()}
    assert ("date_start", "date_end") in names and ends <= {kind for kind, *_ in SPANS}


REVERSED = "The end is before the start. Change one of them."


@pytest.mark.parametrize(("kind", "start", "end"), SPANS)
def test_an_end_before_the_start_is_refused_at_the_start(vault: Vault, kind: str, start: str, end: str) -> None:
    with pytest.raises(InputRefused) as refused:
        records.add(vault, kind, {start: "2026-03-05", end: "2026-03-01"})
    assert {"field": start, "reason": REVERSED} in refused.value.refused
    assert count(vault) == 0


def test_a_change_that_puts_the_end_before_the_start_is_refused(vault: Vault) -> None:
    given = {"title": "River", "date_start": "2026-03-05", "date_end": "2026-03-09"}
    ref = records.add(vault, "mission", given)[0].ref
    records.edit(vault, ref, {"date_end": "2026-03"})  # perhaps after the start
    for change in ({"date_start": "2026-04-10"}, {"date_end": "2026-02"}):
        with pytest.raises(InputRefused) as refused:
            records.edit(vault, ref, change)
        assert refused.value.refused == [{"field": "date_start", "reason": REVERSED}]
    records.edit(vault, ref, {"title": "The river"})
