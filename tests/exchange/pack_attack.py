"""Load a pack while somebody changes it: `python -m tests.exchange.pack_attack LIST PACK`.

When the first module is read, this overwrites the installed file, and writes to each copy in memory. It prints the
result.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.exchange.media.film_pack import read_list
from app.exchange.media.pack_loader import load_pack


def main(listed: Path, pack: Path) -> None:
    """Attack, load, and print the words of the modules and the number of writes that the system refused."""
    refused = list[int]()

    def attack(event: str, about: tuple[object, ...]) -> None:
        if event == "open" and str(about[0]).startswith("/proc/self/fd/") and not refused:
            pack.write_bytes(bytes(pack.stat().st_size))
            for handle in list_copies():
                try:
                    os.pwrite(handle, b"changed", 0)
                except PermissionError:
                    refused.append(handle)

    sys.addaudithook(attack)
    load_pack(read_list(listed), str(pack))
    words, inner, native = (importlib.import_module(name) for name in ("tiny", "tiny.inner", "tiny._cffi_backend"))
    print(words.WORDS, inner.AGAIN, len(refused), len([*list_copies()]), native.__file__[:14], sep="|")


def list_copies() -> Iterator[int]:
    """Yield the descriptors of copies in memory."""
    for handle in range(200):
        with suppress(OSError):
            if "memfd:" in str(Path(f"/proc/self/fd/{handle}").readlink()):
                yield handle


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
