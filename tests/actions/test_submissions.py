"""Submissions: the catalogue in a vault."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.actions.submissions import mechanisms
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def vault(tmp_path: Path):  # type: ignore[no-untyped-def]
    with vault_at(tmp_path / "vault", Clock(NOW)) as vault:
        yield vault


def test_a_file_of_the_user_replaces_a_mechanism_and_a_begun_form_keeps_its_version(
    vault: Vault, tmp_path: Path
) -> None:
    begun = mechanisms.keep_version(vault, "wgad")
    data = {**mechanisms.read_data(vault, "wgad"), "version": "2027.2", "body": "A body of ours"}
    (file := tmp_path / "wgad.json").write_text(json.dumps(data), "utf-8")
    assert mechanisms.load_mechanism(vault, file).version == "2027.2"
    assert mechanisms.find_by_id(vault, "wgad").body == "A body of ours"
    assert mechanisms.find_by_id(vault, "wgad", begun.version).body == begun.body != "A body of ours"
    assert mechanisms.find_by_id(vault, "wgad", "1900").version == "2027.2", "a version that is not here"
    assert len(mechanisms.list_mechanisms(vault)) == 10


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"id": 7}', "null", '{"id": "x", "questions": [null]}'])
def test_a_file_that_is_no_mechanism_is_refused_and_nothing_is_stored(vault: Vault, tmp_path: Path, text: str) -> None:
    before = mechanisms.list_mechanisms(vault)
    (file := tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(InputRefused, match="The mechanism cannot be read") as refused:
        mechanisms.load_mechanism(vault, file)
    assert "\n" not in str(refused.value) and mechanisms.list_mechanisms(vault) == before
    with pytest.raises(InputRefused, match="There is no mechanism x"):
        mechanisms.find_by_id(vault, "x")
