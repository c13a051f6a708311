"""Write a Debian package of the frozen folder without Debian tools: three members in an `ar` archive (deb(5)).

The package runs no script on the person's computer during installation or removal.
"""

import hashlib
import io
import platform
from collections.abc import Sequence
from pathlib import Path

from app import catalogue
from installer import NAME, elf, icon
from installer.archive import Member, members_of, write_tar_xz

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_COPYRIGHT = """\
Amparo: records, evidence and delivery for people who defend human rights.

This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public
License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later
version. It comes without any warranty. On Debian systems its text is in /usr/share/common-licenses/GPL-3.

Qt and PySide are used under the same licence. What else others made is named in /usr/lib/amparo/sbom.cdx.json, and its
licences are in /usr/lib/amparo/licences.
"""


def desktop_entry() -> str:
    """Return the menu entry: a neutral name, in each language of the window."""
    arabic = catalogue.load("ar").gettext(NAME)
    return (
        "[Desktop Entry]\nType=Application\n"
        f"Name={NAME}\nName[ar]={arabic}\n"
        "Exec=amparo\nIcon=field-notes\nCategories=Office;\nTerminal=false\nStartupWMClass=notes\n"
    )


def control(version: str, glibc: str, libraries: Sequence[str], size: int) -> str:
    """Return the control file; `size` is the installed size in bytes."""
    depends = [f"libc6 (>= {glibc})", "libstdc++6", "zlib1g", *libraries]
    return (
        f"Package: amparo\nVersion: {version}\nArchitecture: {ARCHITECTURES[platform.machine()]}\n"
        "Maintainer: The maintainers of Amparo\n"
        f"Installed-Size: {-(-size // 1024)}\n"
        f"Depends: {', '.join(depends)}\n"
        "Recommends: libwayland-client0, libwayland-cursor0\n"
        "Section: misc\nPriority: optional\n"
        "Description: notes kept on this machine and sent when there is a way\n"
        " One program with a window and a command line. Its data lie where the person says;\n"
        " removing the package leaves them.\n"
    )


def files_of(folder: Path) -> list[Member]:
    """Return the installed files: the folder, a command, a menu entry, an icon and the copyright."""
    share = "./usr/share"
    return [
        *members_of(folder, "./usr/lib/amparo"),
        Member("./usr/bin/amparo", link="../lib/amparo/amparo"),
        Member(f"{share}/applications/field-notes.desktop", desktop_entry().encode()),
        Member(f"{share}/icons/hicolor/scalable/apps/field-notes.svg", icon.svg().encode()),
        Member(f"{share}/doc/amparo/copyright", _COPYRIGHT.encode()),
    ]


def write(folder: Path, target: Path, version: str, libraries: Sequence[str], seconds: int) -> Path:
    """Write the package of a frozen folder into `target` and return its file. Each package replaces the other one."""
    members = files_of(folder)
    contents = {member.name: member.read() for member in members if not member.link}
    sums = "".join(f"{hashlib.md5(data).hexdigest()}  {name[2:]}\n" for name, data in sorted(contents.items()))  # noqa: S324 - what dpkg wants
    size = sum(map(len, contents.values()))
    about = control(version, elf.needed_glibc(path for path in folder.rglob("*") if path.is_file()), libraries, size)
    parts = {"debian-binary": b"2.0\n"}
    for name, inside in (
        ("control.tar.xz", [Member("./control", about.encode()), Member("./md5sums", sums.encode())]),
        ("data.tar.xz", members),
    ):
        packed = io.BytesIO()
        write_tar_xz(packed, inside, seconds)
        parts[name] = packed.getvalue()
    file = target / f"{folder.name}_{version}_{ARCHITECTURES[platform.machine()]}.deb"
    file.write_bytes(_ar(parts, seconds))
    return file


def _ar(parts: dict[str, bytes], seconds: int) -> bytes:
    out = [b"!<arch>\n"]
    for name, data in parts.items():
        out += [f"{name:<16}{seconds:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode(), data]
        out += [b"\n"] if len(data) % 2 else []
    return b"".join(out)
