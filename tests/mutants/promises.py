"""The rows of SECURITY.md, and the mutants that are declared for them in the modules of this folder."""

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tests.mutants.edit import ROOT
from tests.mutants.mutant import Mutant

_TESTS = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)?)`")


@dataclass(frozen=True)
class Promise:
    """One row: to whom and against whom, and the tests that show it."""

    name: str
    tests: frozenset[str]

    def names(self, test: str) -> bool:
        """Tell whether the row names this test, or its whole file."""
        function = test.partition("[")[0]
        return function in self.tests or function.partition("::")[0] in self.tests


def promises(page: Path = ROOT / "SECURITY.md") -> list[Promise]:
    """Read the table of promises."""
    rows = [line.strip().strip("|").split(" | ") for line in page.read_text("utf-8").splitlines() if line[:2] == "| "]
    return [Promise(row[0].strip(), frozenset(_TESTS.findall(row[-1]))) for row in rows if len(row) == 3][1:]


def mutants() -> list[Mutant]:
    """Return all that are declared, in the order of their modules."""
    here = Path(__file__).parent
    modules = [import_module(f"tests.mutants.{found.name}") for found in iter_modules([str(here)])
               if not found.name.startswith(("_", "test_"))]  # fmt: skip
    return [mutant for module in modules for mutant in getattr(module, "MUTANTS", ())]
