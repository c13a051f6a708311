"""A short run of what `x.py fuzz` does at length."""

from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz import media, vault
from tests.fuzz.parser import Parser
from tests.fuzz.parsers import PARSERS
from tests.fuzz.run import attempt, blind

CASES = 500


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_parser_raises_nothing_but_what_it_declares(parser: Parser) -> None:
    assert any(attempt(parser, seed) for seed in parser.seeds), "no good bytes to begin from"
    blind(parser, CASES)


@pytest.mark.parametrize("fault", [RecursionError, OverflowError, KeyError, AssertionError, MemoryError])
def test_a_fault_is_told_with_the_bytes_that_make_it(fault: type[Exception]) -> None:
    def read(data: bytes) -> None:
        if data[:1] == b"!":
            raise fault

    with pytest.raises(AssertionError, match="21"):
        blind(Parser("faulty", read, [b" ok"]), 50_000)


def test_damaged_media_are_shown_or_refused_by_name() -> None:
    number = 2 * len(media.seeds())
    told = Counter(media.outcome(*case) for case in media.cases(number))
    assert told.total() == number and told["shown"] > 3 and told["damaged"] > 3, told


def test_odd_records_tables_and_cards_are_refused_or_stored_whole(tmp_path: Path) -> None:
    assert vault.given(CASES, tmp_path, seed=3) >= 0
