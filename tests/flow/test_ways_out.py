"""Every way out asks the same resolver (papers.md 2.2 and 10, lines 4, 5 and 9)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.release.audiences import NAMES
from tests.actions.pairs import pair_at
from tests.flow.one_person import ALIAS, YES, Scene

NO = {"purpose": [*YES, "IMAGE", "LOCATION"], "state": "refused"}
STANDINGS = {
    "silent": (),
    "no": (NO,),
    "yes": ({"purpose": [*YES, "IMAGE", "LOCATION"], "state": "given"},),
}
OUT = [name for name in NAMES if name != "internal"]


@pytest.fixture(scope="module", params=STANDINGS)
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Scene]]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    with pair_at(folder) as pair:
        yield request.param, Scene(pair, folder / "files", STANDINGS[request.param])


@pytest.mark.parametrize("audience", NAMES)
def test_a_person_without_a_yes_is_in_no_byte_of_any_way(scene: tuple[str, Scene], audience: str) -> None:
    """Lines 5 and 9: name, alias, village, telephone and every word linked to her, for each audience."""
    standing, one = scene
    said = {"internal": "no"}.get(audience, "silent") if standing == "silent" else standing
    read = list(one.ways(audience))
    if standing == "yes" or (standing, audience) == ("silent", "internal"):
        assert audience in ("public", "donor") or any(ALIAS.encode() in data for _, data in read)
        return
    leaks = {(way, what) for way, data in read for what in one.found(data, audience, standing == "silent")}
    assert leaks == set(), said
