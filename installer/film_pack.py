"""Take the library for films out of the frozen folder: one archive, and its list for the small program (Linux)."""

import hashlib
import re
import subprocess
from graphlib import TopologicalSorter
from importlib.metadata import distribution
from pathlib import Path

from app.exchange.media.film_pack import PackedFile, PackList
from app.exchange.media.pack_loader import LIBRARIES
from installer import ROOT, contents
from installer.archive import Member, members_of, write_tar_xz
from installer.portable import system


def write(folder: Path, small: Path, target: Path, version: str, seconds: int) -> Path:
    """Write the pack into `target` and its list into the small program; return the file of the pack."""
    modules = folder / "_internal" / "av"
    binaries = [member for part in ("av", LIBRARIES[:-1]) for member in members_of(modules.with_name(part), part)]
    return write_pack(
        [*binaries, *_compiled(modules)],
        small / "_internal",
        target / f"amparo-media-{version}-{system()}.pack",
        seconds,
    )


def write_pack(members: list[Member], small: Path, file: Path, seconds: int) -> Path:
    """Write these files as a pack, and the list of it into the folder of the small program; return the pack."""
    write_tar_xz(file, members, seconds)
    listed = [_listed(member.name, member.read()) for member in sort_for_loading(members)]
    place = small / "build" / "film-pack.list"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(PackList(_listed(file.name, file.read_bytes()), listed).encode(), "utf-8")
    return file


def sort_for_loading(members: list[Member]) -> list[Member]:
    """Return the libraries, each after those that it needs, and then the modules by name."""
    libraries = {member.name.rpartition("/")[2]: member for member in members if member.name.startswith(LIBRARIES)}
    needs = {name: sorted(_needed(library) & libraries.keys()) for name, library in sorted(libraries.items())}
    modules = sorted((member for member in members if member not in libraries.values()), key=lambda one: one.name)
    return [*(libraries[name] for name in TopologicalSorter(needs).static_order()), *modules]


def _needed(library: Member) -> set[str]:
    told = subprocess.run(["objdump", "-p", str(library.content)], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^ +NEEDED +(\S+)$", told, re.MULTILINE))


def _compiled(modules: Path) -> list[Member]:
    """Return the modules of Python, except those that are machine code too."""
    source = Path(str(distribution("av").locate_file("av")))
    made = contents.compiled(source, ROOT / "build" / "film-pack", "av")
    members = (Member(f"{place}/{Path(file).name}", Path(file)) for file, place in made)
    return [
        member for member in members
        if Path(member.name).stem not in ("__main__", "datasets")
        and not (modules.parent / member.name).with_suffix(".abi3.so").exists()
    ]  # fmt: skip


def _listed(name: str, data: bytes) -> PackedFile:
    return PackedFile(name, len(data), hashlib.sha256(data).hexdigest())
