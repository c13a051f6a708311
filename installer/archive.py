"""Archives whose bytes depend only on their members: sorted by name, one time stamp, owner root."""

import io
import lzma
import platform
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

_LZMA2 = {"id": lzma.FILTER_LZMA2, "preset": 9}
_X86 = {"id": lzma.FILTER_X86}
"""Makes x86 machine code about 5 % smaller; every xz can undo it."""


@frozen
class Member:
    """One entry: a folder (no content), a file, or a symbolic link."""

    name: str
    content: bytes | Path | None = None
    executable: bool = False
    link: str = ""

    def read(self) -> bytes:
        """Return the bytes of a file; b"" for folders and links."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content or b""


def members_of(folder: Path, under: str) -> Iterator[Member]:
    """Yield the files of a folder as members below `under`."""
    for path in sorted(folder.rglob("*")):
        name = f"{under}/{path.relative_to(folder).as_posix()}"
        if path.is_symlink():
            yield Member(name, link=str(path.readlink()))
        elif path.is_file():
            yield Member(name, path, bool(path.stat().st_mode & 0o100))


def write_tar_xz(file: Path | io.BytesIO, members: Iterable[Member], seconds: int) -> None:
    """Write members and their parent folders as tar.xz, with one time stamp for all."""
    filters = [_X86, _LZMA2] if platform.machine() in ("x86_64", "AMD64") else [_LZMA2]
    with (
        lzma.open(file, "wb", check=lzma.CHECK_CRC64, filters=filters) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for member in _with_folders(members):
            info = tarfile.TarInfo(member.name)
            info.mtime, info.uname, info.gname = seconds, "root", "root"
            data = member.read()
            if member.link:
                info.type, info.linkname, info.mode = tarfile.SYMTYPE, member.link, 0o777
            elif member.content is None:
                info.type, info.mode = tarfile.DIRTYPE, 0o755
            else:
                info.size, info.mode = len(data), 0o755 if member.executable else 0o644
            tar.addfile(info, io.BytesIO(data))


def write_zip(file: Path, members: Iterable[Member], seconds: int) -> None:
    """Write files as zip, which Windows opens without other programs. Raises ValueError for a link."""
    stamp = datetime.fromtimestamp(seconds, UTC).timetuple()[:6]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for member in sorted(members, key=lambda member: member.name):
            if member.link:
                raise ValueError(member.name)
            info = zipfile.ZipInfo(member.name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, member.read())


def _with_folders(members: Iterable[Member]) -> list[Member]:
    found = {member.name: member for member in members}
    for name in list(found):
        parts = name.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            found.setdefault(folder, Member(folder))
    return [found[name] for name in sorted(found)]
