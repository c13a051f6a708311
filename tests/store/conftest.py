"""One vault for each test of the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.vault.open_vault import Vault
from tests.vaults import vault_at


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault
