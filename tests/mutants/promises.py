"""Read the promises of docs/security-evidence.md, and the mutants that the modules of this folder declare for them."""

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tests.mutants.edit import ROOT
from tests.mutants.mutant import Mutant

EVIDENCE = ROOT / "docs" / "security-evidence.md"
_ROW = re.compile(r"\| (P\d+) \| (?:([^|]+) )?\| `([^`|]+)` \|")


@dataclass(frozen=True)
class Promise:
    """One promise: its number, its text, and the tests that show it (test files, tests or commands)."""

    number: str
    text: str
    tests: tuple[str, ...]

    def names(self, test: str) -> bool:
        """Return True if a row of the promise names this test or its file."""
        function = test.partition("[")[0]
        return function in self.tests or function.partition("::")[0] in self.tests


def promises(page: Path = EVIDENCE) -> dict[str, Promise]:
    """Return the promises by their numbers; only the first row of each has the text. ValueError for a malformed row."""
    found: dict[str, Promise] = {}
    for line in page.read_text("utf-8").splitlines():
        if not line.startswith("| P"):
            continue
        row = _ROW.fullmatch(line)
        if row is None or (row[2] is None) != (row[1] in found):
            raise ValueError(f"{page.name}: {line}")
        known = found.get(row[1], Promise(row[1], row[2] or "", ()))
        found[row[1]] = Promise(known.number, known.text, (*known.tests, row[3]))
    return found


def mutants() -> list[Mutant]:
    """Return all declared mutants, in the order of their modules."""
    here = Path(__file__).parent
    modules = [import_module(f"tests.mutants.{found.name}") for found in iter_modules([str(here)])
               if not found.name.startswith(("_", "test_"))]  # fmt: skip
    return [mutant for module in modules for mutant in getattr(module, "MUTANTS", ())]


def chosen(words: list[str]) -> list[Mutant]:
    """Return the mutants with a word as promise number, or in the promise text, place or test; without words all."""
    known = promises()

    def matches(mutant: Mutant, word: str) -> bool:
        promise = known[mutant.promise]
        return word == promise.number or any(word in text for text in (promise.text, mutant.place, mutant.test))

    return [mutant for mutant in mutants() if not words or any(matches(mutant, word) for word in words)]
