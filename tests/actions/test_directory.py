"""The directory from entry to output: who refused is in none of its formats, and a vCard comes in again equal."""

from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.records import tables
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.exchange.office import unpacked

HERON = {
    "display_name": "Zed of the mill", "role": "Lawyer", "region": "Velmora", "country": "KE", "languages": ["fr"],
    "can_do": ["a call"], "reach": ["minister"], "reach_where": ["Ansal"], "speed": "minutes", "hours": "8 to 18",
    "time_zone": "Africa/Nairobi", "listing": "yes", "listed_as": "Heron, of the river",
    "audience": ["Members", "embassies"], "notes": "Has two children", "organisation": {"name": "The office"},
    "channel": [
        {"kind": "phone", "address": "+999 55 01", "order": 2, "for": ["urgent"], "listed": True,
         "risk_note": "The police listen"},
        {"kind": "email_pgp", "address": "heron@example.org", "order": 1, "for": ["routine"], "listed": True,
         "fingerprint": "AB12 CD34"},
        {"kind": "satellite_phone", "address": "+888 1", "order": 3},
    ],
}  # fmt: skip
EGRET = {"display_name": "Egret's own name", "region": "Ansal", "listing": "alias", "listed_as": "E. of the coast",
         "audience": ["members"]}  # fmt: skip
RAIL = {"display_name": "Rail", "listing": "no", "listed_as": "Rail", "audience": ["members"], "region": "Velmora",
        "channel": [{"kind": "phone", "address": "+777 1", "listed": True}]}  # fmt: skip
NEVER = (b"Zed", b"own name", b"Rail", b"+777", b"+888", b"police listen", b"two children")
FORMS = [
    (output.name, form)
    for output in paper_makers.list_outputs()
    if output.audiences
    for form in output.forms
    if form != "pdf"
]


@pytest.fixture
def listed(vault: Vault) -> Vault:
    for contact in (HERON, EGRET, RAIL):
        records.add(vault, "contact", contact)
    return vault


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_who_refused_and_what_was_not_agreed_to_is_in_no_format(listed: Vault, name: str, form: str) -> None:
    data = unpacked(paper_makers.make(listed, name, [], "members").data(form))
    assert b"Heron" in data and not any(word in data for word in NEVER)


def test_for_embassies_only_who_agreed_to_embassies(listed: Vault) -> None:
    assert paper_makers.find_by_name("directory").audiences is not None
    assert paper_makers.find_by_name("directory").audiences(listed) == ("embassies", "Members")  # type: ignore[misc]
    data = paper_makers.make(listed, "directory", [], "embassies").data("txt")
    assert b"Heron" in data and b"coast" not in data
    for audience in ("", "press", "internal"):
        with pytest.raises(InputRefused):
            paper_makers.make(listed, "directory", [], audience)


def test_an_entry_without_a_channel_or_a_way_for_urgent_action_is_flagged(listed: Vault) -> None:
    records.add(listed, "contact", HERON | {"listed_as": "Plover", "channel": HERON["channel"][1:]})  # type: ignore[index]
    said = paper_makers.make(listed, "directory", [], "members").data("txt").decode()
    assert "E. of the coast: no channel that works" in said and "Plover: none for urgent action" in said
    assert "Heron, of the river:" not in said


def test_the_urgent_sheet_says_who_can_call_whom_how_fast_and_by_what(listed: Vault) -> None:
    said = paper_makers.make(listed, "urgent-action-sheet", [], "members").data("txt").decode()
    assert "minister" in said and "phone: +999 55 01" in said and "within minutes" in said and "Ansal" in said
    assert "AB12 CD34" in paper_makers.make(listed, "key-list", [], "members").data("csv").decode()


def test_a_vcard_comes_in_again_equal_and_asks_for_nobody_to_be_listed(
    listed: Vault, tmp_path: Path, other: Vault
) -> None:
    path = tmp_path / "directory.vcf"
    paper_makers.write(path, paper_makers.make(listed, "directory-cards", [], "members").data("vcf"))
    done, _ = tables.import_table(other, path, dry_run=True)
    assert (done.read, done.added, done.stored) == (2, 2, False)
    assert not records.find(other, Query("contact"))
    tables.import_table(other, path)
    heron = next(row for row in records.find(other, Query("contact")) if "Heron" in row.title)
    wanted = {name: value for name, value in HERON.items() if name in heron.fields and name != "display_name"}
    assert heron.fields == wanted | {"display_name": "Heron, of the river"} and "listing" not in heron.fields
    parts = [part for _, part in records.show(other, heron.ref).parts]
    agreed = [{k: v for k, v in row.items() if k not in ("listed", "risk_note")} for row in HERON["channel"][:2]]  # type: ignore[index]
    assert sorted(map(repr, map(sorted, (part.fields.items() for part in parts)))) == sorted(
        map(repr, map(sorted, (row.items() for row in agreed)))
    )
    again, _ = tables.import_table(other, path)
    assert (again.added, again.unchanged) == (0, 2)


def test_a_newer_vcard_renews_the_entry_and_adds_the_channel_that_is_new(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    card = "BEGIN:VCARD\nVERSION:4.0\nUID:heron-1\nFN:Heron\nROLE:{}\nTEL:+999 1\n{}END:VCARD\n"
    path.write_text(card.format("Clerk", ""))
    tables.import_table(vault, path)
    path.write_text(card.format("Lawyer", "EMAIL:heron@example.org\n"))
    done, _ = tables.import_table(vault, path)
    assert (done.added, done.updated) == (0, 1)
    (heron,) = records.find(vault, Query("contact"))
    assert heron.fields["role"] == "Lawyer"
    assert {part.fields["address"] for _, part in records.show(vault, heron.ref).parts} == {
        "+999 1", "heron@example.org"
    }  # fmt: skip


def test_the_key_list_holds_the_card_of_who_is_listed_by_name_and_of_nobody_else(pair: Pair) -> None:
    ben = pair.ben_here
    finger = contact_cards.find_by_name(pair.ana, ben.ref).card.id.hex()
    for said, there in (("yes", True), ("alias", False)):
        records.edit(pair.ana, ben.ref, {"listing": said, "listed_as": "Heron", "audience": ["members"]})
        data = paper_makers.make(pair.ana, "key-list", [], "members").data("csv").decode()
        assert (finger in data) is there
