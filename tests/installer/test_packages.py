"""The package and the folder for a stick, made of a few invented files: what is in them, and that bytes repeat."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from installer import archive, debian, elf, portable
from x import LIBRARIES

SECONDS = 1_767_225_600
linux = pytest.mark.skipif(sys.platform != "linux", reason="a Debian package is made on Linux")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a stand-in of the frozen folder: its program prints where the vault is."""
    frozen = tmp_path / "frozen"
    (frozen / "_internal").mkdir(parents=True)
    (frozen / "amparo").write_text('#!/bin/sh\nprintf "%s|%s" "${AMPARO_VAULT:-usual}" "$*"\n')
    (frozen / "amparo").chmod(0o755)
    (frozen / "_internal" / "libz.so.1").write_bytes(b"\x7fELF\0GLIBC_2.4\0GLIBC_2.36\0GLIBC_2.17\0")
    return frozen


def test_the_newest_c_library_that_is_asked_for_is_found(folder: Path, tmp_path: Path) -> None:
    assert elf.needed_glibc([folder / "_internal" / "libz.so.1", folder / "amparo"]) == "2.36"


def test_no_library_is_looked_for_where_the_building_python_lies(folder: Path) -> None:
    module = folder / "_internal" / "math.so"
    module.write_bytes(b"\x7fELF\0/home/of/builder/lib\0libm.so.6\0/home/of/builder\0")
    size = module.stat().st_size
    elf.look_beside(folder, "/home/of/builder")
    assert module.read_bytes().rstrip(b"\0").split(b"\0")[1] == b"$ORIGIN"
    assert b"/home/of/builder/lib" not in module.read_bytes()
    assert module.stat().st_size == size


@linux
def test_the_control_file_names_every_system_library_of_the_readme() -> None:
    fields = dict(line.split(": ", 1) for line in debian.control("0.1.0", "2.36", list(LIBRARIES.values()), 2049)
                  .splitlines() if not line.startswith(" "))  # fmt: skip
    assert (fields["Package"], fields["Version"], fields["Installed-Size"]) == ("amparo", "0.1.0", "3")
    depends = fields["Depends"].split(", ")
    assert depends[0] == "libc6 (>= 2.36)"
    assert set(LIBRARIES.values()) < set(depends)


def test_the_entry_of_the_menu_is_neutral_and_in_both_languages() -> None:
    entry = debian.desktop_entry()
    assert "Name=Field notes\n" in entry and "Name[ar]=" in entry
    shown = [line for line in entry.splitlines() if line.startswith(("Name", "Comment", "Icon"))]
    assert not any("amparo" in line.lower() for line in shown)


@linux
def test_the_package_has_the_same_bytes_whenever_and_wherever_it_is_made(folder: Path, tmp_path: Path) -> None:
    first = debian.write(folder, tmp_path, "0.1.0", ["libgl1"], SECONDS).read_bytes()
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder, elsewhere)
    os.utime(elsewhere / "amparo", (1, 1))
    assert debian.write(elsewhere, tmp_path, "0.1.0", ["libgl1"], SECONDS).read_bytes() == first


@linux
@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs dpkg-deb to read it")
def test_dpkg_reads_the_package(folder: Path, tmp_path: Path) -> None:
    file = debian.write(folder, tmp_path, "0.1.0", ["libgl1"], SECONDS)
    asked = ["dpkg-deb", "--field", str(file), "Package", "Depends"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert said == "Package: amparo\nDepends: libc6 (>= 2.36), libstdc++6, zlib1g, libgl1\n"
    subprocess.run(["dpkg-deb", "--extract", str(file), str(tmp_path / "root")], check=True)
    assert (tmp_path / "root/usr/bin/amparo").resolve() == tmp_path / "root/usr/lib/amparo/amparo"
    assert os.access(tmp_path / "root/usr/bin/amparo", os.X_OK)
    assert (tmp_path / "root/usr/share/icons/hicolor/scalable/apps/field-notes.svg").read_text().startswith("<svg")


def test_every_folder_stands_before_what_lies_in_it() -> None:
    packed = io.BytesIO()
    archive.write_tar_xz(packed, [archive.Member("./b/c", b"x"), archive.Member("./a", link="b/c")], SECONDS)
    packed.seek(0)
    with tarfile.open(fileobj=packed) as tar:
        assert [(member.name, member.mtime) for member in tar] == [(n, SECONDS) for n in (".", "./a", "./b", "./b/c")]


@pytest.mark.skipif(sys.platform == "win32", reason="a script of the shell")
@pytest.mark.parametrize(
    ("makes_vault", "named", "told"),
    [(False, {}, "usual"), (True, {}, "{here}/vault"), (True, {"AMPARO_VAULT": "/other"}, "/other")],
)
def test_the_vault_is_on_the_stick_only_where_somebody_made_it_there(
    folder: Path, tmp_path: Path, makes_vault: bool, named: dict[str, str], told: str
) -> None:
    """Unpacked in a folder with a space in its name, and started from another."""
    file = portable.write(folder, tmp_path, "0.1.0", SECONDS)
    stick = tmp_path / "a stick"
    with tarfile.open(file) as tar:
        tar.extractall(stick, filter="data")
    here = stick / "notes"
    if makes_vault:
        (here / "vault").mkdir()
    done = subprocess.run(
        [str(here / "start"), "vault", "a word"], env=named, cwd="/", capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{told.format(here=here)}|vault a word"


def test_the_folder_for_windows_is_a_zip_without_links(folder: Path, tmp_path: Path) -> None:
    members = portable.files_of(folder, "notes", windows=True)
    archive.write_zip(tmp_path / "a.zip", members, SECONDS)
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert packed.testzip() is None
        assert packed.read("notes/start.cmd").count(b"\r\n") == 3
        assert packed.getinfo("notes/start.cmd").date_time == (2026, 1, 1, 0, 0, 0)
    with pytest.raises(ValueError, match="usual"):
        archive.write_zip(tmp_path / "b.zip", [archive.Member("usual", link="elsewhere")], SECONDS)
