"""The mutants are at their declared places, each promise has one, and a trial distinguishes killed from survived."""

from pathlib import Path

import pytest

from tests.mutants.edit import ROOT, NoMutant, mutated, source_of
from tests.mutants.mutant import Mutant
from tests.mutants.promises import EVIDENCE, chosen, mutants, promises
from tests.mutants.trial import Tree

ALL = mutants()
NAMED = promises()
PLACE = "crypto.padding:"


def test_every_row_of_the_table_is_read_once():
    rows = [line for line in EVIDENCE.read_text("utf-8").splitlines() if line.startswith("|")]
    tests = [(promise.number, test) for promise in NAMED.values() for test in promise.tests]
    assert len(rows) - 2 == len(tests) == len(set(tests))
    assert list(NAMED) == [f"P{n}" for n in range(1, len(NAMED) + 1)]


@pytest.mark.parametrize(
    "rows",
    [
        "| P1 | | `tests/a.py` |",
        "| P1 | One. | `tests/a.py` |\n| P1 | Two. | `tests/b.py` |",
        "| P1 | One. | tests/a.py |",
        "| P1 | One. | `tests/a.py`, `tests/b.py` |",
        "| P | One. | `tests/a.py` |",
    ],
    ids=["no text", "two texts", "no code", "two tests", "no number"],
)
def test_a_malformed_row_is_refused(tmp_path, rows):
    page = tmp_path / "page.md"
    page.write_text(f"| No. | Promise | Test |\n|--|--|--|\n{rows}\n", "utf-8")
    with pytest.raises(ValueError, match=r"page\.md"):
        promises(page)


def test_every_promise_has_a_mutant_and_every_mutant_a_promise():
    assert NAMED.keys() == {mutant.promise for mutant in ALL}


def test_a_word_chooses_mutants_by_number_text_place_or_test():
    assert {mutant.promise for mutant in chosen(["P1"])} == {"P1"}
    assert {mutant.promise for mutant in chosen(["courier", "P53"])} >= {"P52", "P53"}
    assert {mutant.place for mutant in chosen(["crypto.padding:"])} == {"crypto.padding:padded_length"}
    assert chosen(["tests/of/nothing.py"]) == [] and chosen([]) == ALL


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: f"{mutant.place}-{mutant.find}"[:90])
def test_a_mutant_changes_one_place_and_its_promise_names_the_test(mutant):
    source = (ROOT / source_of(mutant)).read_text("utf-8")
    changed = mutated(mutant, source)
    compile(changed, mutant.place, "exec")
    assert NAMED[mutant.promise].names(mutant.test)
    file, _, function = mutant.test.partition("[")[0].partition("::")
    assert f"def {function}(" in (ROOT / file).read_text("utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return Tree(tmp_path_factory.mktemp("tree"))


@pytest.mark.parametrize(
    ("find", "put", "verdict"),
    [
        ("n.bit_length() - 1", "n.bit_length()", ""),
        ("n.bit_length() - 1", "n.bit_length() + 1 - 2", "survived"),
        ("exponent = n.bit_length() - 1", "raise SystemError", ""),
        ("if n < 2:\n    raise ValueError('Padmé starts at 2 bytes')", "pass", "survived"),
    ],
)
def test_a_trial_tells_what_a_test_kills(tree, find, put, verdict):
    test = "tests/crypto/test_padding.py::test_frozen_table"
    assert tree.survives(Mutant("", "crypto.padding:padme", find, put, test)) == verdict


def test_a_trial_without_a_test_kills_nothing(tree):
    mutant = Mutant("", "crypto.padding:padme", "1", "2", "tests/crypto/test_padding.py::test_of_another_name")
    assert tree.survives(mutant).startswith("no test was run")


@pytest.mark.parametrize(("find", "times"), [("n.bit_length() - 2", 0), ("n", 3)])
def test_a_mutant_that_is_not_there_once_is_refused(find, times):
    source = Path(ROOT / "crypto/padding.py").read_text("utf-8")
    with pytest.raises(NoMutant, match=f"{times} times"):
        mutated(Mutant("", "crypto.padding:padme", find, "0", ""), source)
