"""Padmé: the frozen table, and what must hold for every length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.padding import FLOOR, padded_length, padme


@pytest.mark.parametrize(
    ("n", "padded"),
    [
        (2, 2),
        (9, 10),
        (1_000, 1_024),
        (16_384, 16_384),
        (16_385, 17_408),
        (100_000, 100_352),
        (1_000_000, 1_015_808),
        (1_048_577, 1_081_344),
        (5 * 10**9, 5_033_164_800),
    ],
)
def test_frozen_table(n: int, padded: int) -> None:
    assert padme(n) == padded


@given(st.integers(2, 2**40), st.integers(0, 2**20))
def test_holds_grows_and_is_its_own_fixed_point(n: int, more: int) -> None:
    padded = padme(n)
    assert padded >= n
    assert padme(padded) == padded
    assert padme(n + more) >= padded


@given(st.integers(2**20, 2**40))
def test_costs_little_and_hides_something(n: int) -> None:
    padded = padme(n)
    assert (padded - n) / n <= 0.0313
    assert padded % (2**15) == 0, "fewer low bits hidden than Padmé says"


@given(st.integers(0, 15_872))
def test_small_files_all_look_the_same(n: int) -> None:
    assert padded_length(n) == FLOOR


def test_lengths_that_are_none() -> None:
    for n in (-1, 0, 1):
        with pytest.raises(ValueError, match="2 bytes"):
            padme(n)
    with pytest.raises(ValueError, match="negative"):
        padded_length(-1)
