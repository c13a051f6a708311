"""The reader of codes in pictures: what it may call, what it refuses, and what it never chooses."""

from tests.mutants.mutant import Mutant

_CODES = "tests/actions/test_code_pictures.py"
_FILTER = "tests/exchange/test_layers.py::test_the_filter_allows_twelve_calls_on_each_machine"

MUTANTS = [
    Mutant("P26", "app.exchange.layers:build_filter", "(_IS, 0, 1, _WAKE_PRIVATE)", "(_FROM, 0, 1, 0)", _FILTER),
    Mutant(
        "P26", "app.actions.contacts.code_pictures:card_in", "len(heads) > 1", "False",
        f"{_CODES}::test_the_orders_of_the_codes_of_several_cards_are_not_tried",
    ),
]  # fmt: skip
