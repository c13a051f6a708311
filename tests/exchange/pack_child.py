"""A media child as in a small program: `python -m tests.exchange.pack_child PROGRAM PACK FAMILY`.

PROGRAM is the folder of the frozen program, with the list. The library of the environment cannot be imported.
"""

import os
import sys
from pathlib import Path

from app.exchange.media import media_worker
from app.exchange.media.film_pack import VARIABLE


class NoLibrary:
    """A finder that refuses the library of films, unless the pack has it."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Raise ImportError for a module of the library."""
        if name.partition(".")[0] == "av":
            raise ImportError(name)


if __name__ == "__main__":
    os.environ[VARIABLE] = sys.argv[2]
    setattr(sys, "_MEIPASS", str(Path(sys.argv[1])))  # noqa: B010 - as PyInstaller sets it
    sys.meta_path.insert(0, NoLibrary())
    media_worker.main(sys.argv[3])
