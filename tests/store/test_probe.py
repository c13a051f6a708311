"""A disk is tried before a vault is made on it: what must work must work, what lacks is said, nothing is left."""

from pathlib import Path

import pytest

from app.errors import StorageFailed
from app.store.upkeep import probe


def test_an_ordinary_disk_lacks_nothing_and_keeps_nothing(tmp_path: Path) -> None:
    assert probe.missing_features(tmp_path, wished={}) == []
    assert all(not said.endswith("4 GB fits there.") for said in probe.missing_features(tmp_path))
    assert list(tmp_path.iterdir()) == [] or [p.name for p in tmp_path.iterdir()] == ["home"]


def _cannot(folder: Path) -> None:
    raise OSError(95, "not supported")


@pytest.mark.parametrize("why", list(probe.NEEDED))
def test_what_a_vault_needs_is_a_refusal_with_its_reason(tmp_path: Path, why: str) -> None:
    with pytest.raises(StorageFailed, match=why):
        probe.missing_features(tmp_path, {**probe.NEEDED, why: _cannot})
    assert not list(tmp_path.glob("probe-*"))


def test_what_it_lacks_is_said(tmp_path: Path) -> None:
    said = "The disk cannot store files larger than 4 GB."
    assert said in probe.missing_features(tmp_path, wished={said: _cannot})


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"Amparo cannot write to the folder of the vault \(No such file"):
        probe.missing_features(tmp_path / "nothing")
