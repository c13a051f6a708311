"""The film pack: the library for films, sound and HEIC pictures, as one file outside of the small program.

The small program has the exact list of its pack (docs/build.md): size and SHA-256 of the archive and of each file. A
full program and the source tree have no list. The archive is a tar.xz. `unpack` compares the archive with the list
before a parser reads it. `pack_loader` loads the installed pack, in the child.
"""

import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from attrs import frozen

from app import start

VARIABLE: Final = "AMPARO_FILM_PACK"
"""The environment variable with the path of the installed pack: for the child, and for a program on a USB stick."""
_MOST_HEAD: Final = 2048
"""The most bytes of tar around one file: its head, its filling, and the heads of its folders."""
_MOST_MEMORY: Final = 256 << 20
"""The most bytes for unpacking; xz needs 65 MiB."""


class PackRefused(ValueError):
    """An archive that is not the pack of this program: "other" archive, "form", "files" or "content"."""


class PackedFile(NamedTuple):
    """One line of the list; `sha256` is in hex."""

    name: str
    size: int
    sha256: str


@frozen
class PackList:
    """The archive, and its files in the order of loading: a library comes after the libraries that it needs."""

    archive: PackedFile
    files: Sequence[PackedFile]

    def encode(self) -> str:
        """Return the list as text: SHA-256, size and name in each line, first of the archive."""
        return "".join(f"{one.sha256} {one.size} {one.name}\n" for one in (self.archive, *self.files))


def list_file() -> Path:
    """Return the place of the list in a small program."""
    return start.resources().with_name("build") / "film-pack.list"


def pack_file() -> Path:
    """Return the place of the installed pack: next to the usual vault, or as a program on a USB stick says."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("amparo", appauthor=False) / "film.pack"


def read_list(file: Path | None = None) -> PackList | None:
    """Return the list of a small program, or None in another program."""
    try:
        lines = (file or list_file()).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    archive, *files = (PackedFile(name, int(size), digest) for digest, size, name in (one.split(" ") for one in lines))
    return PackList(archive, files)


def unpack(archive: bytes, listed: PackList) -> Sequence[memoryview]:
    """Return the content of each file in the order of the list, after all are checked. Raises PackRefused."""
    import tarfile

    if hashlib.sha256(archive).hexdigest() != listed.archive.sha256:
        raise PackRefused("other")
    unpacked = _decompress(archive, sum(one.size + _MOST_HEAD for one in listed.files) + tarfile.RECORDSIZE)
    try:
        with tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:") as tar:
            members = sorted((one for one in tar if not one.isdir()), key=lambda one: one.name)
    except (tarfile.TarError, ValueError, OverflowError):
        raise PackRefused("form") from None
    found = [(one.name, one.size, one.type) for one in members]
    if found != sorted((one.name, one.size, tarfile.REGTYPE) for one in listed.files):
        raise PackRefused("files")
    places = {one.name: one.offset_data for one in members}
    contents = [memoryview(unpacked)[places[one.name] : places[one.name] + one.size] for one in listed.files]
    for one, content in zip(listed.files, contents, strict=True):
        if hashlib.sha256(content).hexdigest() != one.sha256:
            raise PackRefused("content")
    return contents


def _decompress(archive: bytes, most: int) -> bytes:
    """Return the tar, of at most so many bytes. Raises PackRefused."""
    import lzma

    decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY)
    try:
        unpacked = decoder.decompress(archive, most)
    except lzma.LZMAError:
        raise PackRefused("form") from None
    if not decoder.eof or decoder.unused_data:
        raise PackRefused("form")
    return unpacked
