"""What is left out of the frozen folder is nothing that the program imports, and what it imports is in it."""

import ast
import sys
from functools import cache
from importlib.machinery import SourcelessFileLoader
from pathlib import Path

import pytest

from app.exchange.media import pictures
from app.exchange.sandbox_worker import FORMATS
from installer import ROOT, contents


@cache
def imported() -> set[str]:
    """Name every module, and every name out of a module, that the program imports anywhere."""
    found: set[str] = set()
    for folder in ("app", "crypto", "sync"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nothing_that_is_imported_is_left_out() -> None:
    """But for fontTools and babel: the font is mended, and the translations are compiled before."""
    left_out = {
        name
        for name in imported()
        for without in contents.EXCLUDED_MODULES
        if name == without or name.startswith(f"{without}.")
    }
    assert {name.split(".")[0] for name in left_out} == {"babel", "fontTools"}


def test_the_modules_of_qt_that_are_imported_have_their_libraries() -> None:
    modules = {name.split(".")[1] for name in imported() if name.startswith("PySide6.")}
    assert {module.removeprefix("Qt") for module in modules} <= contents.QT_LIBRARIES


def test_every_format_that_is_shown_keeps_its_decoder() -> None:
    plugins = {name.title().replace("Webp", "WebP") for name in map(str.lower, (*FORMATS, *pictures.FORMATS))}
    assert plugins == contents.PICTURE_PLUGINS
    modules = ["PIL.Image", "PIL.BmpImagePlugin", "PIL.WebPImagePlugin"]
    assert contents.unwanted_pictures(modules) == ["PIL.BmpImagePlugin"]


QT = "PySide6/Qt"


@pytest.mark.skipif(sys.platform != "linux", reason="libraries have other names elsewhere")
@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        (f"{QT}/plugins/platforms/libqxcb.so", True),
        (f"{QT}/plugins/platforms/libqvnc.so", False),
        (f"{QT}/plugins/imageformats/libqtiff.so", False),
        (f"{QT}/lib/libQt6Gui.so.6", True),
        (f"{QT}/lib/libQt6Network.so.6", False),
        (f"{QT}/lib/libicudata.so.73", True),
        (f"{QT}/translations/qt_fr.qm", False),
        ("PySide6/QtGui.abi3.so", True),
        ("resources/translations/ar.po", False),
        ("build/translations/ar.mo", True),
        ("attrs-26.1.0.dist-info/METADATA", False),
    ],
)
def test_of_qt_and_of_data_only_what_is_used_stays(target: str, wanted: bool) -> None:
    assert contents.is_wanted(target, str(Path(sys.prefix, target)), "BINARY") is wanted


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's libraries are never taken")
def test_of_the_system_only_what_python_stands_on_comes_along() -> None:
    assert contents.is_wanted("libcrypto.so.3", "/usr/lib/x86_64-linux-gnu/libcrypto.so.3", "BINARY")
    assert not contents.is_wanted("libX11.so.6", "/usr/lib/x86_64-linux-gnu/libX11.so.6", "BINARY")
    assert contents.is_wanted("libpython3.13.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.13.so.1.0", "BINARY")
    assert not contents.is_wanted("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK")


def test_what_is_compiled_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "source" / "inner").mkdir(parents=True)
    (tmp_path / "source" / "inner" / "a.py").write_text("def f():\n    return 1\n")
    ((file, place),) = contents.compiled(tmp_path / "source", tmp_path / "made", "lib")
    assert (Path(file).name, place) == ("a.pyc", str(Path("lib", "inner")))
    assert str(tmp_path).encode() not in Path(file).read_bytes()
    assert SourcelessFileLoader("a", file).get_code("a") is not None
