"""What makes the program something to install or to carry: `python3 x.py build`, docs/build.md."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "Field notes"
"""What a menu and a desktop call it: the neutral name that the locked window has too."""


def version() -> str:
    """Return the version of the program, as `pyproject.toml` has it."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
