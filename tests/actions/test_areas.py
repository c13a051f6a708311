"""Places as a tree in a vault: coverage, alerts, search, what leaves, and words that a person gives an area."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.field import alerts, network_coverage, warning
from app.actions.field.network_coverage import Whole
from app.actions.kernel import clock, drafts, records
from app.actions.mail import sent_withdrawals, sharing
from app.actions.records import areas, tables
from app.actions.release import consent_rules, leak_check
from app.domain.leaks.leak_values import LeakClass
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.vaults import vault_at

CHAJUL = {"name": "Chajul", "level": "admin2", "around": "GT-14", "code": "GT1405"}


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path) as opened:
        yield opened


def add(vault: Vault, kind: str, **given: object) -> Record:
    return records.add(vault, kind, given)[0]


def covered(vault: Vault, wanted: str, said: str) -> tuple[bool, bool]:
    """Return True if a network with one member covers a district, and if it covers it partly."""
    contact = add(vault, "contact", display_name="Ana", reach_where=[said])
    network = add(vault, "network", name="Weavers", area=[wanted])
    add(vault, "membership", network=network.ref, member=contact.ref)
    found = network_coverage.compute_coverage(Whole(vault), network, clock.today(vault).toordinal())
    return not found.gaps, bool(found.partly)


def test_a_member_for_the_province_covers_the_district_by_an_own_area_or_by_what_a_place_says(vault: Vault) -> None:
    """Line 25: a member for Quiché covers Chajul; one for Chajul covers Quiché partly; spellings are one."""
    assert covered(vault, "Chajul", "El Quiché") == (False, False)  # nobody said so far where Chajul is
    assert [area.id for area in areas.read_tree(vault).find("quiche")] == ["GT-14"]
    assert areas.read_tree(vault).only("quiche") is None  # nor that the vault is about Guatemala
    add(vault, "place", name="by the well", district="Nebaj", province="quiche", country="GT")
    assert covered(vault, "Nebaj", "El Quiché") == (True, False)
    add(vault, "area", **CHAJUL)
    assert covered(vault, "Chajul", "quiche") == (True, False)
    assert covered(vault, "Quiché", "San Gaspar") == (False, False)
    assert covered(vault, "El Quiche", "chajul") == (False, True)
    assert covered(vault, "quiche", "El Quiché") == (True, False)
    add(vault, "area", name="Cunén", level="admin2", around="el quiche")
    assert areas.read_tree(vault).covers("GT", "cunen")


def test_an_alert_and_its_tree_follow_the_areas(vault: Vault) -> None:
    add(vault, "area", **CHAJUL)
    indicator = add(vault, "indicator", text="Cars", area=["Quiché"], rule="count", threshold=1, level="high")
    place = add(vault, "place", name="Bridge", district="Chajul")
    add(vault, "observation", text="Two cars", date=clock.today(vault).isoformat(), indicator=[indicator.ref],
        place=place.ref)  # fmt: skip
    (level,) = warning.levels(vault)  # the own area says that Quiché is the one of Guatemala
    assert (level.area, level.level) == ("Quiché", "high")
    for name, where in (("Ana", "quiche"), ("Ben", "Guatemala"), ("Col", "Petén")):
        add(vault, "contact", display_name=name, reach_where=[where], channel=[{"kind": "phone", "address": "1"}])
    alert = add(vault, "alert", title="Cars", area=["Chajul"], level="high", raised=clock.local_minute(vault))
    members = alerts.tree(vault, alert.ref)
    assert {one.contact.title for one in (*members.members, *members.gaps)} == {"Ana", "Ben"}
    assert [one.area for one in alerts.list_areas_without_alert(vault)] == ["Quiché"]  # one village is not all of it
    records.edit(vault, alert.ref, {"area": ["El Quiché"]})
    assert alerts.list_areas_without_alert(vault) == []


def test_a_search_in_an_area_finds_what_is_at_places_in_it(vault: Vault) -> None:
    area = add(vault, "area", **CHAJUL)
    titles = {}
    for title, given in (
        ("Taken", {"name": "by the well", "within": area.ref}), ("Beaten", {"district": "Nebaj", "province": "Quiché"}),
        ("Taken too", {"name": "Flores", "province": "Petén", "country": "GT"}),
    ):  # fmt: skip
        titles[add(vault, "event", title=title, place=given).id] = title

    def found(text: str) -> set[str]:
        rows = records.find(vault, areas.narrow(vault, Query("event", text=text)))
        return {titles[row.id] for row in rows}

    assert found("in El Quiché") == {"Taken", "Beaten"} and found("taken in quiche") == {"Taken"}
    assert found("taken en GT") == {"Taken", "Taken too"} and found("in chajul") == {"Taken"}
    query = Query("event", text="in La Paz")  # in Bolivia, Honduras or El Salvador: nobody guesses
    assert areas.narrow(vault, query) is query


def leaving(vault: Vault, level: str, **place: object) -> tuple[dict[str, object], set[str]]:
    """Return the fields of the place of an incident for an audience, and the kinds of all records that leave."""
    event = add(vault, "event", title="Meeting", date_start="2026-11-20", place=place)
    shown = sharing.preview(vault, [event.ref], level).selection.records
    return next((dict(row.fields) for row in shown if row.kind == "place"), {}), {row.kind for row in shown}


def test_a_place_leaves_with_the_area_that_the_audience_may_read(vault: Vault) -> None:
    """Line 7: the tree fills the allowed level, and a village that was typed as a district is told as the district."""
    chajul = add(vault, "area", **CHAJUL)
    xix = add(vault, "area", name="Xix", level="locality", parent=chajul.ref)
    told = {"district": "Chajul", "province": "Quiché", "country": "GT"}
    assert leaving(vault, "network", name="by the well", within=xix.ref) == (told, {"event", "place"})
    assert leaving(vault, "network", district="Xix", country="GT")[0] == told
    assert leaving(vault, "public", name="Xix", country="GT")[0] == {"province": "Quiché", "country": "GT"}
    place, kinds = leaving(vault, "internal", name="by the well", within=xix.ref)
    assert place["name"] == "by the well" and "area" in kinds  # own areas travel inside
    typed = add(vault, "place", district="Xix", country="GT")
    assert consent_rules.area_of(vault, typed) == "Chajul, Quiché"


@pytest.mark.parametrize("how", ["marked", "withdrawn"])
def test_the_name_of_a_secret_area_is_not_told_and_its_level_still_counts(vault: Vault, how: str) -> None:
    chajul = add(vault, "area", **CHAJUL)
    xix = add(vault, "area", name="Xix", level="locality", parent=chajul.ref)
    for area in (chajul, xix):
        if how == "marked":
            records.edit(vault, area.ref, {"sensitivity": "V"})
        else:
            sent_withdrawals.retract(vault, [area.ref], "danger", "destroy")
    told = {"province": "Quiché", "country": "GT"}
    assert leaving(vault, "network", name="by the well", within=xix.ref)[0] == told
    assert leaving(vault, "network", district="Xix", country="GT")[0] == told
    assert consent_rules.area_of(vault, add(vault, "place", name="by the well", within=chajul.ref)) == "Quiché"


def test_a_word_with_several_areas_is_asked_and_then_has_one(vault: Vault) -> None:
    add(vault, "contact", display_name="Ana", reach_where=["La Paz", "Petén"])
    add(vault, "place", name="Bridge", district="Nebaj")
    add(vault, "place", district="Ixcán", province="Quiché", country="GT")
    paz, nebaj = sorted(areas.list_unknown(vault), key=lambda one: one.word)
    assert (paz.word, [area.id for area in paz.meanings]) == ("La Paz", ["BO-L", "HN-LP", "SV-PA"])
    assert (nebaj.word, nebaj.meanings, nebaj.level) == ("Nebaj", (), "admin2")
    made, _ = areas.choose(vault, "La Paz", "HN-LP")
    assert made.fields["code"] == "HN-LP" and made.fields["around"] == "HN"
    areas.choose(vault, "Nebaj", "GT-14/ixcan")
    assert areas.list_unknown(vault) == [] and areas.read_tree(vault).keys("La Paz") == ("HN-LP", "HN")
    assert areas.read_tree(vault).covers("Quiché", "Nebaj")
    add(vault, "place", district="Ansal", province="Upper river")  # without a country: not the one in Gambia
    areas.choose(vault, "Ansal town", "/upper river/ansal")
    assert areas.read_tree(vault).covers("Upper river", "ansal town")
    with pytest.raises(InputRefused, match="no area Atlantis"):
        areas.choose(vault, "Nebaj", "Atlantis")
    with pytest.raises(InputRefused, match="several areas"):
        areas.list_inside(vault, "Santa Cruz")


def test_a_new_area_begins_with_the_word_and_its_wider_area(vault: Vault) -> None:
    add(vault, "place", province="Norte", district="Chajul", country="GT")
    add(vault, "area", name="Norte", level="admin1", code="N1")  # with no country: it is not the one of the place
    add(vault, "area", name="Norte", level="admin1", code="N2")
    word = areas.UnknownArea("Chajul", 1, (), "GT-14", "admin2")
    areas.begin(vault, word)
    found = drafts.load(vault, drafts.EDIT.format(key="area"))
    assert found is not None and found[0] == {"name": "Chajul", "level": "admin2", "around": "GT-14"}


def test_a_table_with_codes_becomes_a_tree(vault: Vault, tmp_path: Path) -> None:
    table = tmp_path / "districts.csv"
    table.write_text("name,level,code,around\nNebaj,admin2,GT1413,GT-14\nSalquil,locality,X9,GT1413\n", "utf-8")
    done, _ = tables.import_table(vault, table, kind="area")
    assert done.added == 2 and [area.id for area in areas.read_tree(vault).path("X9")] == [
        "X9",
        "GT1413",
        "GT-14",
        "GT",
    ]
    assert [area.name for area in areas.list_inside(vault, "El Quiché")] == ["Nebaj"]
    assert [area.name for area in areas.list_inside(vault)] == ["Nebaj", "Salquil"]


def test_two_teams_with_one_code_have_one_area_and_a_circle_ends(vault: Vault) -> None:
    first = add(vault, "area", **CHAJUL, other_names=["Tx'aul"])
    second = add(vault, "area", name="San Gaspar Chajul", level="admin2", code="gt1405", parent=first.ref)
    records.edit(vault, first.ref, {"parent": second.ref})
    tree = areas.read_tree(vault)
    assert tree.key("Tx'aul") == tree.key("San Gaspar Chajul") == "GT1405" and len(tree.path("GT1405")) == 1


def test_the_leak_check_knows_the_village_of_an_own_area_around_a_place(vault: Vault) -> None:
    """Line 7 in prose: the village is known only as the area around the place, or was typed as a district."""
    chajul = add(vault, "area", **CHAJUL)
    xix = add(vault, "area", name="Xix", level="locality", parent=chajul.ref)
    add(vault, "area", name="Tzotzil", level="locality", parent=chajul.ref)
    add(vault, "event", title="Taken", place={"name": "by the well", "within": xix.ref})
    add(vault, "event", title="Beaten", place={"district": "Tzotzil", "country": "GT"})
    event = add(vault, "event", title="Meeting", description="They walked from Xix to Tzotzil, in Chajul.")
    shown = sharing.preview(vault, [event.ref], "network").selection
    _, report = leak_check.check_records(vault, shown, PROFILES["network"], ())
    assert {one.words for one in report.open if one.kind is LeakClass.PLACE} == {"Xix", "Tzotzil"}
