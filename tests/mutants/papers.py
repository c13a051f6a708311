"""The painter of papers, its confinement, and what a paper in its frame promises, broken in turn."""

from tests.mutants.mutant import Mutant

_FILES = "tests/exchange/test_paper_files.py"

MUTANTS = [
    Mutant(
        "P26", "app.exchange.paper_painter:main",
        "layers.confine(begin=painter.warm, readable=painter.folders)", "frozenset()",
        f"{_FILES}::test_the_painter_has_every_layer_and_no_file",
    ),
    Mutant(
        "P26", "app.exchange.layers:order", "begin()", "pass",
        f"{_FILES}::test_an_ordinary_user_paints_with_every_limit",
    ),
]  # fmt: skip
