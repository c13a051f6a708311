"""Builds what the program is made of, by hand: where things lie, and the code lists."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabularies


CONFINED = "--confined"
"""The argument by which the program starts the child that reads foreign files (`app.exchange.confined`)."""

BARE = "bare"
"""The argument after it by which that child loads no reader: what it can do no more is asked, and no file follows."""

DOOR = "--door"
"""The argument by which it starts the child that is a relay for minutes (`sync.relay.beside`)."""


def command() -> tuple[list[str], Path | None]:
    """Return how this program is started anew, and in which folder: from the tree, or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable], None
    return [sys.executable, "-m", "app"], Path(__file__).resolve().parents[1]


def resources() -> Path:
    """Return the folder of the data files, in the tree and in the frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else Path(__file__).resolve().parents[1]) / "resources"


def vocabularies() -> "Vocabularies":
    """Return the code lists; each is read when it is first asked for."""
    from app.domain.vocabulary import Vocabularies  # not before the unlock window stands

    return Vocabularies(resources() / "vocabularies")


def word_list() -> list[str]:
    """Return the words that passphrases are drawn from."""
    lines = (resources() / "wordlists" / "eff_large.txt").read_text("utf-8").split("\n")
    return [line.split("\t")[-1] for line in lines if line]


def draw_words() -> list[str]:
    """Draw six words by chance, 77 bits."""
    import crypto

    return crypto.generate_words(word_list())


def vault_folder(given: str | None) -> Path:
    """Return the vault's folder: as given, as AMPARO_VAULT names it, or the platform's user data folder."""
    named = given or os.environ.get("AMPARO_VAULT")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("amparo", appauthor=False) / "vault"
