"""The mutants of SECURITY.md stand where they say, and a trial tells a killed one from a survivor."""

from pathlib import Path

import pytest

from tests.mutants.edit import ROOT, NoMutant, mutated, source_of
from tests.mutants.mutant import Mutant
from tests.mutants.promises import mutants, promises
from tests.mutants.trial import Tree

ALL = mutants()
NAMED = {promise.name: promise for promise in promises()}
PLACE = "crypto.padding:"


def test_no_promise_is_read_twice_or_missed():
    rows = [line for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    assert len(NAMED) == len(rows) - 1
    assert all(promise.tests for promise in NAMED.values())


def test_every_promise_has_a_mutant():
    assert NAMED.keys() - {mutant.promise for mutant in ALL} == set()


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
