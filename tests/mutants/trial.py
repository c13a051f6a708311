"""Run a test against a mutant, in a copy of the tree."""

import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from py_compile import PycInvalidationMode

from tests.mutants.edit import ROOT, mutated, source_of
from tests.mutants.mutant import Mutant

LONGEST = 120
"""Seconds after which a test that stands still counts as failed."""

_PARTS = ("app", "crypto", "sync", "installer", "resources", "tests", "docs")


class Tree:
    """A copy of the program and its tests, in which one module at a time is changed."""

    def __init__(self, folder: Path) -> None:
        """Copy the tree and compile it; compiled files are tied to the bytes of their source, not to its time."""
        self.root = folder
        for name in _PARTS:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ROOT.iterdir():
            if file.is_file():
                shutil.copy(file, folder)
        for name in _PARTS[:4]:
            compileall.compile_dir(folder / name, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)

    def survives(self, mutant: Mutant) -> str:
        """Return why the mutant is not killed, or nothing where its test fails. Raises NoMutant."""
        file = self.root / source_of(mutant)
        whole = file.read_text("utf-8")
        changed = mutated(mutant, whole)
        try:
            file.write_text(changed, "utf-8")
            code, said = self.run([mutant.test])
        finally:
            file.write_text(whole, "utf-8")
        if code == 1:
            return ""
        if code == 0 and " passed" in said:
            return "survived"
        return f"no test was run (pytest ended with {code}):\n{said[-1500:]}"

    def run(self, tests: Iterable[str]) -> tuple[int, str]:
        """Run tests in the copy; return pytest's exit code and what it said."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:xdist", "-p", "no:randomly"]
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "PYTHONSAFEPATH": "1",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.root / "examples"),
        }
        environment.pop("PYTEST_ADDOPTS", None)
        done = subprocess.run(
            [*command, f"--timeout={LONGEST}", f"--basetemp={self.root / 'temporary'}", *tests],
            cwd=self.root, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )  # fmt: skip
        return done.returncode, done.stdout
