"""Choose the files of the frozen folder, with the reason for each exclusion; `build.spec` uses this module.

PyInstaller takes all imports and everything that these can load. That is a third more than the program uses. An
attacker cannot use a decoder or plugin that is not there.
"""

import sys
from pathlib import Path, PurePath
from py_compile import PycInvalidationMode
from py_compile import compile as compile_file

EXCLUDED_MODULES = {
    "fontTools": "mends the Arabic font; the mended font is in the folder",
    "babel": "compiles the translations; the compiled ones are in the folder",
    "setuptools": "and what follows installs, tests, debugs or compiles Python; nothing of it is for a person",
    "_distutils_hack": "",
    "distutils": "",
    "lib2to3": "",
    "pkg_resources": "",
    "cffi": "compiles; what was compiled needs _cffi_backend alone",
    "pycparser": "",
    "doctest": "",
    "pdb": "",
    "pydoc": "",
    "pydoc_data": "",
    "pytest": "",
    "unittest": "",
    "curses": "draws on terminals",
    "readline": "edits lines of an interpreter",
    "tkinter": "another toolkit",
    "PySide6.QtDBus": "Qt speaks to the desktop's bus by its own library, without Python",
    "PySide6.QtNetwork": "only sync/client.py speaks to relays",
    "PIL._imagingft": "Qt and typst write all text",
    "PIL._imagingmorph": "",
    "PIL._imagingtk": "",
}
"""Module to reason; an empty reason means the reason of the line above."""

EXCLUDED_HOOKS = {
    "pyi_rth_pyside6",  # loads Qt immediately: also in the command line, the relay and the confined child
    "pyi_rth_inspect",  # shows source text, which is not in the folder
    "pyi_rth_multiprocessing",  # nothing uses it
}
"""Hooks that PyInstaller would run before the program. PySide already tells Qt the place of its plugins."""

PICTURE_PLUGINS = {"Avif", "Gif", "Jpeg", "Mpo", "Png", "Tiff", "WebP"}
"""Formats that are shown (`app.exchange.media.pictures`). Reading a JPEG needs MPO and TIFF too."""

QT_LIBRARIES = {"Core", "DBus", "Gui", "Svg", "WaylandClient", "Widgets", "XcbQpa"}
"""Qt libraries in the folder: the imported ones, and those that these and the plugins need.

D-Bus carries the data for screen readers.
"""

QT_PLUGINS = {
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"adwaita", "bradient"},
}
"""Qt plugins in the folder: those that show a window, and those for text input.

Excluded: picture formats (Pillow decodes, in the confined child), TLS and network, SQL, printing, and OpenGL (the
processor paints everything). The GTK theme is excluded too (no dialog of the system is used), and the virtual keyboard
(it needs QML).
"""

FROM_THE_SYSTEM = {
    "libbz2", "libcrypto", "libexpat", "libffi", "liblzma", "libmpdec", "libsqlite3", "libssl", "libuuid", "libz",
    "libzstd",
}  # fmt: skip
"""Libraries in the folder although the system has them: Python's own modules need them, and their versions differ.

All other libraries of the system stay there, and get its security updates: docs/install.md names their packages.
"""


def is_wanted(target: str, source: str, kind: str) -> bool:
    """Return True if a file belongs in the folder: `target` is its place there, `kind` PyInstaller's type."""
    place = PurePath(target)
    if kind == "SYMLINK":
        return sys.platform == "darwin"  # USB sticks store no links, and a library finds the next from its own place
    if place.parts[0] == "PySide6":
        return _is_wanted_of_qt(place)
    if place.parts[0].endswith(".dist-info") or place.suffix == ".po":
        return False
    if sys.platform != "linux" or kind not in ("BINARY", "EXTENSION") or not _is_of_the_system(Path(source)):
        return True
    library = place.name.split(".so")[0]
    return kind == "EXTENSION" or library.startswith("libpython") or library in FROM_THE_SYSTEM


def is_of_films(target: str) -> bool:
    """Return True if a module or a file belongs to the library for films, which the small program has as a pack."""
    return PurePath(target).parts[0].split(".")[0] == "av"


def _is_wanted_of_qt(place: PurePath) -> bool:
    if "translations" in place.parts:
        return False  # our own translations are complete
    if "plugins" in place.parts:
        return place.stem.removeprefix("lib") in QT_PLUGINS.get(place.parent.name, ())
    library = place.name.split(".")[0].removeprefix("lib")
    return library != "opengl32sw" and (not library.startswith("Qt6") or library.removeprefix("Qt6") in QT_LIBRARIES)


def _is_of_the_system(source: Path) -> bool:
    """Return True if a file is outside the environment and outside a Python in a separate folder."""
    ours = [Path(folder) for folder in (sys.prefix, sys.base_prefix) if folder != "/usr"]
    return not any(source.is_relative_to(folder) for folder in ours)


def compiled(source: Path, target: Path, place: str) -> list[tuple[str, str]]:
    """Compile a folder of Python files into `target`. Return each with its folder below `place`, as datas."""
    made = []
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source)
        file = target / name.with_suffix(".pyc")
        compile_file(str(path), str(file), str(name), True, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        made.append((str(file), str(PurePath(place, name.parent))))
    return made


def unwanted_pictures(modules: list[str]) -> list[str]:
    """Return the modules of Pillow that decode formats that Amparo never shows."""
    kept = {f"PIL.{name}ImagePlugin" for name in PICTURE_PLUGINS}
    return [name for name in modules if name.endswith("ImagePlugin") and name not in kept]
