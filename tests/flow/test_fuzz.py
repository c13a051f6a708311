"""A short run of what `x.py fuzz` does at length: odd records, torn tables, changed cards."""

from pathlib import Path

from tests.flow import fuzz


def test_odd_records_tables_and_cards_are_refused_or_stored_whole(tmp_path: Path) -> None:
    assert fuzz.given(400, tmp_path, seed=3) >= 0
