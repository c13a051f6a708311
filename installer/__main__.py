"""`python3 x.py build`: freeze the program, write its bill of materials, and pack all into `dist`.

Two builds by the same Python on the same system have the same bytes, in any folder of the source tree (docs/build.md).
"""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from app import catalogue
from app.gui.style import fonts
from installer import ROOT, debian, elf, film_pack, icon, portable, sbom, version
from x import LIBRARIES

DIST, WORK = ROOT / "dist", ROOT / "build"
SECONDS = int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600"))
"""The one time stamp of all written files: the first day of 2026, unless the environment names another."""


def freeze() -> Path:
    """Run PyInstaller with fixed inputs and return the folder. Raises CalledProcessError."""
    WORK.mkdir(exist_ok=True)
    fonts.build_fonts(fonts.BUILT)
    catalogue.build()
    icon.write_png(WORK / "icon.png")
    fixed = {
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(SECONDS),
        "PYINSTALLER_CONFIG_DIR": str(WORK / "cache"),
        "LC_ALL": "C.UTF-8",
    }
    words = ["--noconfirm", "--clean", "--log-level", "ERROR", "--distpath", str(DIST), "--workpath", str(WORK)]
    command = [sys.executable, "-m", "PyInstaller", *words, str(ROOT / "build.spec")]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **fixed}, check=True)
    return DIST / "amparo"


def main(arguments: list[str]) -> int:
    """Build everything for this system; print each file with its size and SHA-256. Return the exit code."""
    if arguments:
        print("build takes no further words.", file=sys.stderr)
        return 2
    try:
        build()
    except (ValueError, OSError, subprocess.CalledProcessError) as problem:
        print(f"The build failed, and what lies in dist is not whole: {problem}", file=sys.stderr)
        return 1
    return 0


def build() -> None:
    """Freeze, describe and pack. Raises ValueError, OSError or CalledProcessError if one of these fails."""
    folder = freeze()
    folders = [folder, folder.with_name("amparo-small")] if sys.platform == "linux" else [folder]
    for one in folders:
        if sys.platform == "linux":
            elf.look_beside(one, sys.base_prefix)
        sbom.write(one, "" if one == folder else "av")
    steps = [partial(portable.write, one, DIST, version(), SECONDS) for one in folders if sys.platform != "darwin"]
    files = list[Path]()
    if sys.platform == "linux":
        files.append(film_pack.write(folder, folders[1], DIST, version(), SECONDS))
        libraries = list(LIBRARIES.values())
        steps += [partial(debian.write, one, DIST, version(), libraries, SECONDS) for one in folders]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # an archive takes minutes, on one processor
        files += threads.map(lambda step: step(), steps)
    for one in folders:
        size = sum(path.stat().st_size for path in one.rglob("*") if path.is_file())
        print(f"{one.relative_to(ROOT)}: {size:,} bytes")
    for file in files:
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes, SHA-256 {_digest(file)}")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
