"""What three people send each other over ways that break and get lost: in the end nothing is owed. More: the module."""

from pathlib import Path

import pytest

from tests.actions import delivery_trials as trials


@pytest.mark.parametrize("seed", [101, 102, 103])
def test_whatever_breaks_nothing_is_owed_in_the_end(seed: int, tmp_path: Path) -> None:
    assert trials.trials(1, tmp_path, seed, length=60) == "1 times nothing was left"
