"""Load the film pack in a child, before it drops its rights: only bytes with a SHA-256 of the list.

Each file is copied into memory that no one can change (memfd_create(2), sealed), hashed there, and loaded from there.
So a person who can change the installed file cannot change it between the check and the load. No file is loaded before
all are checked. The program with the keys never imports this module (a contract in `pyproject.toml`).
"""

import ctypes
import hashlib
import importlib
import io
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ExtensionFileLoader, ModuleSpec, SourcelessFileLoader
from importlib.util import spec_from_file_location
from typing import BinaryIO, Final

from app.exchange.media.film_pack import VARIABLE, PackedFile, PackList, read_list

LIBRARIES: Final = "av.libs/"
"""The folder of the libraries that the modules need."""


class PackMissing(ImportError):
    """A small program without its pack."""


class PackChanged(ImportError):
    """An installed pack that differs from the list."""


class _PackFinder:
    """Finds the modules of the pack (`sys.meta_path`), and no others. `files` has their descriptors by name."""

    def __init__(self, files: Mapping[str, int]) -> None:
        self.modules = {}
        for name, handle in files.items():
            stem = name.partition(".")[0].replace("/", ".")
            whole = stem.removesuffix(".__init__")
            self.modules[whole] = (f"/proc/self/fd/{handle}", name.endswith(".pyc"), whole != stem)

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        if name not in self.modules:
            return None
        place, is_python, is_package = self.modules[name]
        loader = (SourcelessFileLoader if is_python else ExtensionFileLoader)(name, place)
        folders: list[str] | None = [] if is_package else None
        return spec_from_file_location(name, place, loader=loader, submodule_search_locations=folders)


def load_pack(listed: PackList | None = None, file: str = "") -> bool:
    """Import each module of the pack of this program. Return False if this program needs none.

    Raises PackMissing and PackChanged.
    """
    listed = listed or read_list()
    if listed is None:
        return False
    held: dict[str, int] = {}
    try:
        with io.FileIO(file or os.environ.get(VARIABLE, ""), opener=_open) as source:
            if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
                raise PackChanged
            for one in listed.files:
                held[one.name] = os.memfd_create(one.name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
                _fill(held[one.name], source, one)
        _import(held)
    except (FileNotFoundError, IsADirectoryError):
        raise PackMissing from None
    except OSError:
        raise PackChanged from None
    finally:
        for handle in held.values():
            os.close(handle)
    return True


def _open(file: str, flags: int) -> int:
    """Open a file. A pipe in its place does not wait for a writer."""
    return os.open(file, flags | os.O_NONBLOCK)


def _fill(handle: int, source: BinaryIO, listed: PackedFile) -> None:
    """Copy a file into sealed memory, and check it there. Raises PackChanged."""
    import fcntl

    left = listed.size
    while left and (sent := os.sendfile(handle, source.fileno(), None, left)):
        left -= sent
    fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
    os.lseek(handle, 0, os.SEEK_SET)
    with os.fdopen(handle, "rb", closefd=False) as copied:
        if hashlib.file_digest(copied, "sha256").hexdigest() != listed.sha256:
            raise PackChanged


def _import(files: Mapping[str, int]) -> None:
    """Load the libraries in their order, then import the modules. The descriptors stay open: they are names."""
    for name, handle in files.items():
        if name.startswith(LIBRARIES):
            ctypes.CDLL(f"/proc/self/fd/{handle}")
    finder = _PackFinder({name: handle for name, handle in files.items() if not name.startswith(LIBRARIES)})
    sys.meta_path.insert(0, finder)
    for module in finder.modules:
        importlib.import_module(module)
    sys.meta_path.remove(finder)
