"""The tests of the cryptography run Argon2id itself each time."""

from collections.abc import Iterator

import pytest

from tests.argon2 import KEPT


@pytest.fixture(autouse=True)
def argon2_itself() -> Iterator[None]:
    """Run Argon2id for each call."""
    KEPT.on = False
    yield
    KEPT.on = True
