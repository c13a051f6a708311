"""Build the installer and the portable folder of the program: `python3 x.py build`, docs/build.md."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "Field notes"
"""The name in menus and on the desktop: the neutral name of the locked window."""


def version() -> str:
    """Return the version of the program from `pyproject.toml`."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
