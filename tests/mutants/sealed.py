"""Mutants of what is sealed: sizes, envelopes, keys and cards."""

from tests.mutants.mutant import Mutant

MUTANTS = [
    Mutant(
        "the same, about sizes and numbers",
        "crypto.padding:padded_length",
        "FLOOR if n < 2 else max(FLOOR, padme(n))",
        "padme(max(2, n))",
        "tests/crypto/test_padding.py::test_small_files_all_look_the_same",
    ),
]
