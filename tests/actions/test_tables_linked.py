"""What is linked goes along by id, so that tables taken into an empty vault make equal records with equal links."""

from pathlib import Path

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.records import tables
from app.actions.records.tables import Imported
from app.domain.kinds import KINDS
from app.exchange.csv_ import read_csv
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.field_examples import EXAMPLES
from tests.exchange.office import table_in
from tests.vaults import vault_at

ORDER = ("place", "organisation", "actor", "case", "event", "act", "involvement", "document", "intervention",
         "event_link", "evidence_item", "information", "contact", "channel", "consent_record",
         *(kind for kind in EXAMPLES if kind != "log_entry"))  # fmt: skip
"""All but the entries of a log: they are signed where they are written, and a table brings words, not their chain."""


def fill(vault: Vault) -> None:
    """Save records that link to each other in most roles, two of a kind with the same name among them."""

    def add(kind: str, /, **given: object) -> str:
        return records.add(vault, kind, given)[0].id.hex()

    guard = add("organisation", name="Rural Guard, 4th Company", parent={"name": "Rural Guard", "type": "guards"})
    luna, other = add("actor", alias="Luna", organisation=guard), add("actor", alias="Luna", sex="01")
    case = add("case", title="The old mill", focal=[luna, guard])
    mill = {"name": "Mill", "latitude": -1.5, "longitude": -70.25}
    event = add("event", title="Raid", date_start="2024-03", place=mill, case=case, description="=1+1", tags=["a", "b"])
    second = add("event", title="Raid", place={"name": "Mill"})
    add("event_link", event=event, other=second, relation="03", note="The same truck")
    act = add("act", event=event, victim=luna, violation="LIF1")
    add("act", event=event, victim={"kind": "organisation", "name": "Fishers", "size_min": 10}, count_min=10)
    add("involvement", act=act, perpetrator=guard)
    letter = add("document", title="Letter", about=[event, case], author=[guard, other])
    add("document", title="Letter", previous=letter)
    add("intervention", kind="0201", about=[event], victim=[luna, other], addressee=[guard], text=letter)
    item = add("evidence_item", title="Photograph", of=[event, act], collected_by=other)
    add("information", about=act, source=other, evidence=[item], document=[letter], quote="They came; at noon")
    contact = add("contact", display_name="Heron", actor=other)
    add("channel", contact=contact, kind="email", address="heron@example.org")
    add("consent_record", actor=luna, event=event, purpose="STORE", state="given")
    for kind, given in EXAMPLES.items():
        if kind in ORDER:
            add(
                kind, **{name: one for name, one in given.items() if name not in ("answers", "overrides")}
            )  # no table has rows


def whole(vault: Vault) -> list[tuple[str, object]]:
    """Return every record as what it says and what it links to, two steps far; ids apart."""

    def said(handle: str, steps: int) -> object:
        page = records.show(vault, handle)
        links = [(role, said(other.ref, steps - 1)) for role, other in page.links] if steps else []
        return (page.record.kind, sorted(page.record.fields.items()), sorted(links, key=repr))

    found = [record for kind in ORDER for record in records.find(vault, Query(kind))]
    return sorted(((record.title, said(record.ref, 2)) for record in found), key=repr)


def carry(vault: Vault, other: Vault, folder: Path, kinds: tuple[str, ...], form: str = "csv") -> dict[str, Imported]:
    done = {}
    for kind in kinds:
        (folder / f"{kind}.{form}").unlink(missing_ok=True)
        tables_out.export_table(vault, folder / f"{kind}.{form}", form, kind)
        done[kind], _ = tables.import_table(other, folder / f"{kind}.{form}", kind=kind)
        assert done[kind].refused == [], kind
    return done


def test_every_kind_stands_in_the_order() -> None:
    travel = [kind.name for kind in KINDS.values() if not kind.sealed and not kind.registered]
    assert sorted([*ORDER, "log_entry"]) == sorted(travel)


def test_a_whole_vault_by_tables_makes_an_equal_vault(vault: Vault, tmp_path: Path) -> None:
    fill(vault)
    with vault_at(tmp_path / "other") as other:
        carry(vault, other, tmp_path, ORDER)
        assert whole(other) == whole(vault)
        again = carry(vault, other, tmp_path, ORDER)
        assert {kind: (done.added, done.updated) for kind, done in again.items()} == dict.fromkeys(ORDER, (0, 0))
    same = carry(vault, vault, tmp_path, ORDER)
    assert {kind: (done.added, done.updated) for kind, done in same.items()} == dict.fromkeys(ORDER, (0, 0))


def test_a_workbook_of_every_kind_says_what_its_csv_says(vault: Vault, tmp_path: Path) -> None:
    """Read in this process, since a child for each would take a minute; some come by the child all the way."""
    fill(vault)
    for kind in ORDER:
        for form in tables.FORMATS:
            tables_out.export_table(vault, tmp_path / f"{kind}.{form}", form, kind)
        book = table_in((tmp_path / f"{kind}.xlsx").read_bytes())
        plain = read_csv((tmp_path / f"{kind}.csv").read_bytes())
        assert (book.header, [row.cells for row in book.rows]) == (plain.header, [row.cells for row in plain.rows])
    with vault_at(tmp_path / "other") as other:
        done = carry(vault, other, tmp_path, ("place", "organisation", "mission"), "xlsx")
        assert all(came.added for came in done.values())
        again = carry(vault, other, tmp_path, ("mission",), "xlsx")
        assert (again["mission"].added, again["mission"].updated) == (0, 0)


def test_what_comes_before_its_own_table_is_the_same_record_afterwards(vault: Vault, tmp_path: Path) -> None:
    fill(vault)
    with vault_at(tmp_path / "other") as other:
        carry(vault, other, tmp_path, ("organisation", "actor", "case", "event", "act", "place"))
        for kind in ("event", "place", "act", "actor", "organisation"):
            assert records.count_matches(other, Query(kind)) == records.count_matches(vault, Query(kind)), kind


def test_a_name_that_is_not_known_is_refused_with_its_row(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "acts.csv").write_text("id,ref,violation,event.id\nA,AC-1,LIF1,nobody\n", "utf-8")
    done, _ = tables.import_table(vault, tmp_path / "acts.csv", kind="act")
    assert [(refusal.row, refusal.reason) for refusal in done.refused] == [
        (2, "event: there is no record nobody. Import its table first.")
    ]
    assert records.count_matches(vault, Query()) == 0


def test_another_link_in_the_table_is_set_and_taken_back(vault: Vault, tmp_path: Path) -> None:
    fill(vault)
    before = whole(vault)
    luna, other = (record.id.hex() for record in records.find(vault, Query("actor", "Luna")))
    (act,) = (one for one in records.find(vault, Query("act", "Luna")))
    (deed,) = records.find(vault, Query("intervention"))
    (now,) = (link.id.hex() for role, link in records.show(vault, act.ref).links if role == "victim")
    wanted = other if now == luna else luna
    (tmp_path / "a.csv").write_text(f"id,ref,victim.id\n{act.id.hex()},{act.ref},{wanted}\n", "utf-8")
    first, _ = tables.import_table(vault, tmp_path / "a.csv", kind="act")
    fishers = records.find(vault, Query("organisation", "Fishers"))[0].id.hex()
    (tmp_path / "i.csv").write_text(f"id,ref,addressee.id\n{deed.id.hex()},{deed.ref},{fishers}\n", "utf-8")
    second, _ = tables.import_table(vault, tmp_path / "i.csv", kind="intervention")
    assert (first.updated, second.updated) == (1, 1)
    addressed = [link.title for role, link in records.show(vault, deed.ref).links if role == "addressee"]
    assert sorted(addressed) == ["Fishers", "Rural Guard, 4th Company"]
    for done in (second, first):
        tables.take_back(vault, done)
    assert whole(vault) == before


def test_a_new_row_that_changes_who_is_here_is_told_before_and_taken_back(vault: Vault, tmp_path: Path) -> None:
    fill(vault)
    before = whole(vault)
    (event, *_), (luna, *_) = records.find(vault, Query("event")), records.find(vault, Query("actor", "Luna"))
    row = f"new,AC-1,LIF1,{event.id.hex()},{luna.id.hex()},Somebody else"
    (tmp_path / "a.csv").write_text(f"id,ref,violation,event.id,victim.id,victim.alias\n{row}\n", "utf-8")
    trial, _ = tables.import_table(vault, tmp_path / "a.csv", kind="act", dry_run=True)
    assert (trial.added, trial.updated, whole(vault)) == (1, 1, before)
    done, _ = tables.import_table(vault, tmp_path / "a.csv", kind="act")
    assert records.record_of(vault, luna.ref).title == "Somebody else"
    tables.take_back(vault, done)
    assert whole(vault) == before


def test_a_table_of_acts_alone_tells_no_act_of_an_incident_that_stays_inside(vault: Vault) -> None:
    who = records.add(vault, "actor", {"alias": "Heron"})[0].id.hex()
    records.add(vault, "consent_record", {"actor": who, "purpose": ["SHARE_NETWORK"], "state": "given",
                                          "given_on": "2026-01-01"})  # fmt: skip
    for mark in ("R", "C"):
        event = records.add(vault, "event", {"title": "Raid", "date_start": "2026-05-05", "sensitivity": mark})[0].ref
        records.add(vault, "act", {"event": event, "victim": who, "violation_text": f"raid {mark}"})
    told = tables_out.gather_for(vault, Query("act", limit=None), "network")
    assert [row[told.header.index("violation_text")] for row in told.rows] == ["raid C"]
    assert len(tables_out.gather(vault, Query("act", limit=None)).rows) == 2


def test_a_part_does_not_leave_with_its_person_or_with_a_whole_that_is_gone(vault: Vault) -> None:
    """A detention belongs to a case that stays inside, and to a person; a loss to two incidents."""
    who = records.add(vault, "actor", {"alias": "Heron"})[0].ref
    records.add(vault, "consent_record", {"actor": who, "purpose": ["UN"], "state": "given", "form": "alias",
                                          "given_on": "2026-01-01"})  # fmt: skip
    case = records.add(vault, "case", {"title": "Secret", "sensitivity": "R"})[0]
    held = {"person": who, "case": [case.ref], "date_start": "2026-05-05", "stay": {"date_start": "2026-05-05"}}
    records.add(vault, "detention", held)
    inside, other = (records.add(vault, "event", {"title": "Raid", "date_start": "2026-05-05", "sensitivity": mark})[0]
                     for mark in ("R", "C"))  # fmt: skip
    records.add(vault, "loss", {"of": [inside.ref, other.ref], "harm": "material", "household": who})

    def count() -> list[int]:
        return [len(tables_out.gather_for(vault, Query(kind, limit=None), "un").rows)
                for kind in ("detention", "stay", "loss")]  # fmt: skip

    assert count() == [0, 0, 1]
    records.remove(vault, other.ref)
    assert count() == [0, 0, 0]
    records.edit(vault, case.ref, {"sensitivity": "C"})
    assert count() == [1, 1, 0]
