"""The start of the program: its command, its folders, its code lists and its words."""

import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabularies


CONFINED = "--confined"
"""The argument that starts the child process for foreign files (`app.exchange.sandbox_worker`)."""

BARE = "bare"
"""The argument after it for a child without a reader: it only reports its restrictions, and no file follows."""

PAINT = "paint"
"""The argument after it for the child that paints papers (`app.exchange.paper_painter`)."""

MEDIA = "media"
"""The argument after it for the child that shows one file (`app.exchange.media`); its family follows."""

HEIC = "heic"
"""The argument after it for a reader that also loads the library of films, for HEIC pictures."""

DOOR = "--door"
"""The argument that starts the child process that is a relay for minutes (`sync.relay.temporary_relay`)."""


def command() -> tuple[list[str], Path | None]:
    """Return the command that starts this program again, and its folder: from the tree, or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable], None
    return [sys.executable, "-m", "app"], Path(__file__).resolve().parents[1]


def resources() -> Path:
    """Return the folder of the data files, in the tree and in the frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else Path(__file__).resolve().parents[1]) / "resources"


def vocabularies() -> "Vocabularies":
    """Return the code lists; each is read on first use."""
    from app.domain.vocabulary import Vocabularies  # not before the unlock window stands

    return Vocabularies(resources() / "vocabularies")


def word_list() -> list[str]:
    """Return the words for passphrases."""
    lines = (resources() / "wordlists" / "eff_large.txt").read_text("utf-8").split("\n")
    return [line.split("\t")[-1] for line in lines if line]


def draw_words() -> list[str]:
    """Return six random words, 77 bits."""
    import crypto

    return crypto.generate_words(word_list())


def draw_code_words(language: str, taken: Collection[str] = ()) -> list[str]:
    """Return three code words with different first letters: everyday words of a language, else of English.

    None is `taken`. No two words of a list sound alike, and none is likely in a report from the field.
    """
    import secrets

    from app.domain.search_normalisation import fold

    folder = resources() / "wordlists"
    file = folder / f"code_{language}.txt"
    words = (file if file.is_file() else folder / "code_en.txt").read_text("utf-8").split()
    for choice in ([word for word in words if word not in taken], words):
        mixed = secrets.SystemRandom().sample(choice, len(choice))
        found = list({fold(word)[:1]: word for word in mixed}.values())
        if len(found) >= 3:
            break
    return secrets.SystemRandom().sample(found, 3)


def vault_folder(given: str | None) -> Path:
    """Return the vault's folder: as given, from AMPARO_VAULT, or the platform's user data folder."""
    named = given or os.environ.get("AMPARO_VAULT")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("amparo", appauthor=False) / "vault"
