"""Areas from GeoJSON: names of common files, nothing twice, and hostile files in one sentence."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import area_import, areas
from app.domain import area_features
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.vaults import vault_at

BOX = [[[-91, 15], [-90, 15], [-90, 16], [-91, 16], [-91, 15]]]
COD = {"ADM0_EN": "Guatemala", "ADM0_PCODE": "GT", "ADM1_EN": "Quiché", "ADM1_PCODE": "GT14"}
CHAJUL = COD | {"ADM2_EN": "Chajul", "ADM2_PCODE": "GT1405", "ADM2_REF": "San Gaspar Chajul"}


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as opened:
        yield opened


def written(path: Path, *features: dict[str, object], shape: object = None) -> Path:
    geometry = shape or {"type": "Polygon", "coordinates": BOX}
    rows = [{"type": "Feature", "properties": one, "geometry": geometry} for one in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8")
    return path


def load(
    vault: Vault, path: Path, *features: dict[str, object], level: str = "", within: str = ""
) -> tuple[int, int, int]:
    """Return how many areas were added, changed and left as they were."""
    done = area_import.load(vault, written(path / "areas.json", *features), level=level, within=within)
    assert not done.refused
    return done.added, done.updated, done.unchanged


def path_of(vault: Vault, word: str) -> list[str]:
    tree = areas.read_tree(vault)
    (found,) = tree.find(word)
    return [area.id for area in tree.path(found.id)]


def test_districts_with_codes_are_in_their_province_of_iso_with_middle_and_radius(vault: Vault, tmp_path: Path) -> None:
    nebaj = COD | {"ADM2_EN": "Nebaj", "ADM2_PCODE": "GT1413"}
    assert load(vault, tmp_path, CHAJUL, nebaj) == (2, 0, 0)
    assert path_of(vault, "San Gaspar Chajul") == ["GT1405", "GT-14", "GT"] == path_of(vault, "GT1405")
    fields = next(row.fields for row in records.find(vault, Query("area")) if row.title == "Chajul")
    assert (fields["latitude"], fields["longitude"], fields["source"]) == (15.5, -90.5, "areas.json")
    assert 75 < float(str(fields["radius_km"])) < 80


def test_a_file_that_comes_twice_makes_no_second_area_and_keeps_what_people_wrote(vault: Vault, tmp_path: Path) -> None:
    load(vault, tmp_path, CHAJUL)
    (area,) = records.find(vault, Query("area"))
    records.edit(vault, area.ref, {"name": "Chajul town", "other_names": ["Tx'aul", "San Gaspar Chajul", "Chajul"]})
    assert load(vault, tmp_path, CHAJUL) == (0, 0, 1)
    assert [row.title for row in records.find(vault, Query("area"))] == ["Chajul town"]
    assert load(vault, tmp_path, COD) == (1, 0, 0), "the province of the file is the one of ISO"
    assert load(vault, tmp_path, COD) == (0, 0, 1) and path_of(vault, "GT14") == ["GT-14", "GT"]
    assert load(vault, tmp_path, CHAJUL) == (0, 0, 1) and path_of(vault, "Tx'aul") == ["GT1405", "GT-14", "GT"]


def test_an_own_area_gets_the_code_of_the_file_and_no_wider_one(vault: Vault, tmp_path: Path) -> None:
    records.add(vault, "area", {"name": "Chajul", "level": "admin2", "around": "GT-14"})
    shape = {"shapeName": "Chajul", "shapeISO": "", "shapeID": "9B1", "shapeGroup": "GTM", "shapeType": "ADM2"}
    assert load(vault, tmp_path, shape) == (0, 1, 0) and path_of(vault, "Chajul")[1:] == ["GT-14", "GT"]
    assert load(vault, tmp_path, shape, shape | {"shapeID": "9B2"}) == (1, 0, 1), "two of one name are two areas"
    assert load(vault, tmp_path, shape, shape | {"shapeID": "9B2"}) == (0, 0, 2)


def test_a_province_that_iso_does_not_have_is_added_once(vault: Vault, tmp_path: Path) -> None:
    gadm = {"GID_0": "GTM", "COUNTRY": "Guatemala", "GID_1": "GTM.99_1", "NAME_1": "Tierra Fría", "NL_NAME_1": "NA"}
    rows = [gadm | {"GID_2": f"GTM.99.{n}_1", "NAME_2": name} for n, name in enumerate(("Arriba", "Abajo"))]
    assert load(vault, tmp_path, *rows) == (3, 0, 0) and load(vault, tmp_path, *rows) == (0, 0, 2)
    assert path_of(vault, "Abajo") == ["GTM.99.1_1", "GTM.99_1", "GT"]


def test_levels_of_other_files(vault: Vault, tmp_path: Path) -> None:
    osm = [{"name": "Petén Norte", "admin_level": "4", "name:en": "North Peten"}, {"name": "Xix", "admin_level": "8"}]
    assert load(vault, tmp_path, *osm) == (2, 0, 0)
    assert load(vault, tmp_path, {"name": "Las Cruces"}, level="admin2", within="Petén") == (1, 0, 0)
    levels = {row.title: row.fields["level"] for row in records.find(vault, Query("area"))}
    assert levels == {"Petén Norte": "admin1", "Xix": "locality", "Las Cruces": "admin2"}
    assert path_of(vault, "Las Cruces")[1:] == ["GT-17", "GT"]
    with pytest.raises(InputRefused, match="does not clearly say the levels"):
        load(vault, tmp_path, {"name": "Norte", "admin_level": 2})  # a country or a district


def test_a_feature_without_a_name_and_a_second_one_are_refused_and_the_table_still_loads(
    vault: Vault, tmp_path: Path
) -> None:
    done = area_import.load(vault, written(tmp_path / "a.json", CHAJUL, {"x": 1}, CHAJUL))
    assert (done.added, [row.row for row in done.refused]) == (0, [2, 3]) and not records.find(vault, Query("area"))
    done = area_import.load(vault, tmp_path / "a.json", partial=True)
    assert (done.added, len(done.refused)) == (1, 2)
    (tmp_path / "b.csv").write_text("name,level\nNorte,admin1\n", "utf-8")
    assert area_import.load(vault, tmp_path / "b.csv").added == 1


def deep(depth: int) -> bytes:
    rows = b"[" * depth + b"1,1" + b"]" * depth
    shape = b'{"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": "Point", "coordinates": %b}}' % rows
    return b'{"type": "FeatureCollection", "features": [%b]}' % shape


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[" * 100_000, "complete"), (deep(20_000), "complete"), (deep(1).replace(b"1,1", b"NaN,1"), "degrees"),
        (deep(1).replace(b"1,1", b"1e999,1"), "degrees"), (deep(1).replace(b"1,1", b"500000,1600000"), "degrees"),
        (deep(1).replace(b"1,1", b"1"), "complete"), (b"{}", "no areas"), (b'{"type": "Topology"}', "no areas"),
        (b'{"type": "FeatureCollection", "features": ', "complete"), (b"{\xff}", "complete"), (b"[]", "no areas"),
        (b'{"type": "FeatureCollection", "features": {}}', "no areas"),
        (b"[" + b"[]," * area_features.MOST_BRACKETS, "too large"),
        (deep(1).replace(b'"a"', b'"a", "n": ' + b"9" * 5000), "complete"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(InputRefused, match=said) as refused:
        area_features.read_features(data, "locality")
    assert refused.value.message.count(".") == 1 and "Nothing was saved." in refused.value.hint


def test_an_outline_over_the_line_of_180_degrees_has_its_middle_there() -> None:
    rows = [[[179, -17], [180, -17], [180, -16]], [[-180, -17], [-179, -17], [-179, -16]]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rows]}
    feature = {"type": "Feature", "properties": {"name": "Taveuni"}, "geometry": shape}
    text = json.dumps({"type": "FeatureCollection", "features": [feature, {"type": "Bad"}]})
    found, empty = area_features.read_features(text.encode(), "locality")
    assert found.point is not None and found.point[:2] == (-16.5, -180.0) and 115 < found.point[2] < 125
    assert empty.steps == ()
