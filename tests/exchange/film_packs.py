"""Small film packs for tests: modules of two files, and one of the installed machine code."""

import io
import lzma
import tarfile
from collections.abc import Iterable
from pathlib import Path

import _cffi_backend

from app.exchange.media.film_pack import PackedFile, PackList, read_list
from installer import film_pack
from installer.archive import Member

MODULES = {"tiny/__init__.py": b"WORDS = 'from the pack'\n", "tiny/inner.py": b"from tiny import WORDS as AGAIN\n"}


def members(folder: Path) -> list[Member]:
    """Return the files of a small pack, compiled below `folder`."""
    made = []
    for name, source in MODULES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source)
        made.append(Member(f"{name}c", compiled(file)))
    return [*made, Member("tiny/_cffi_backend.abi3.so", Path(_cffi_backend.__file__))]


def compiled(file: Path) -> bytes:
    """Return a module as the build compiles it."""
    from py_compile import PycInvalidationMode
    from py_compile import compile as compile_file

    target = file.with_suffix(".pyc")
    compile_file(str(file), str(target), file.name, True, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
    return target.read_bytes()


def write(folder: Path, given: list[Member] | None = None) -> tuple[Path, PackList]:
    """Write a pack as the build does; return it and its list, which is in the program `folder/small`."""
    file = film_pack.write_pack(given or members(folder), folder / "small", folder / "amparo-media-1.pack", 0)
    listed = read_list(folder / "small" / "build" / "film-pack.list")
    assert listed is not None
    return file, listed


def archive(entries: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """Return a tar.xz with these entries, as they are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for info, data in entries:
            tar.addfile(info, io.BytesIO(data))
    return lzma.compress(out.getvalue(), preset=0)


def entry(name: str, data: bytes, kind: bytes = tarfile.REGTYPE, size: int = -1, link: str = "") -> tarfile.TarInfo:
    """Return the head of an entry."""
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, len(data) if size < 0 else size, link
    return info


def told(data: bytes, files: Iterable[PackedFile]) -> PackList:
    """Return a list that takes this archive as its own: then only the files in it are compared."""
    import hashlib

    return PackList(PackedFile("a.pack", len(data), hashlib.sha256(data).hexdigest()), tuple(files))
