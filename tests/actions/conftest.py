"""Ana and Ben for each test that asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, pair_at
from tests.actions.team import Three, three_at
from tests.vaults import vault_at


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "other") as vault:
        yield vault


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Three]:
    with three_at(tmp_path_factory.mktemp("people")) as found:
        yield found


@pytest.fixture
def three(people: Three) -> Iterator[Three]:
    yield people
    people.begin_anew()
