"""One file of compiled code: each module and method is the same with it, and without it the program loads as ever."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.compiled import CompiledFile

ROOT = Path(__file__).parent.parent
START = """
import json, sys
compiled_methods = []
sys.addaudithook(lambda event, said: event == "compile" and compiled_methods.append(str(said[1])))
from app import compiled
used = compiled.use(sys.argv[1])
import app.gui
import app.gui.incidents.incidents_screen
from app.gui.widgets import page_values
from importlib.machinery import SourceFileLoader
def shape(code):
    inner = [shape(one) for one in code.co_consts if hasattr(one, "co_name")]
    return code.co_name, code.co_firstlineno, code.co_varnames, code.co_freevars, inner
ours = [one for one in [*sys.modules.values()] if type(getattr(one, "__loader__", 0)) is compiled._CompiledLoader]
for module in ours:
    usual = SourceFileLoader(module.__name__, module.__file__)
    name, here, there = module.__name__, module.__loader__.get_code(module.__name__), usual.get_code(module.__name__)
    own = name.split(".")[0] in compiled.OURS
    assert shape(here) == shape(there) if own else here == there, module
    assert not own or module.__doc__ is None, module
one, other = page_values.RowList((), "1"), page_values.RowList((), "1")
assert one == other and hash(one) == hash(other) and repr(one) == repr(other) and one != page_values.RowList((), "2")
methods = [name for name in compiled_methods if name.startswith("<attrs") and " app." in name]
print(json.dumps([used is not None, len(ours), len(methods)]))
"""
SMALL = """
import sys
from app import compiled
assert compiled.use(sys.argv[1])
sys.path.insert(0, sys.argv[2])
import tried
print(tried.SAID, type(tried.__loader__).__name__)
"""


def run(code: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "random", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that another process made, as set-up does, with a module `tried` of its own."""
    folder = tmp_path_factory.mktemp("codes")
    (folder / "tried.py").write_text("SAID = 'first'\n")
    run("import sys; sys.path.insert(0, sys.argv[2]); import tried; from app.compiled import write; write(sys.argv[1])",
        str(folder / "test.codes"), str(folder))  # fmt: skip
    return folder / "test.codes"


def test_each_module_and_method_of_the_first_list_is_the_same_and_comes_from_the_file(made: Path) -> None:
    used, modules, methods = json.loads(run(START, str(made)))
    assert used and modules > 150 and methods == 0


@pytest.mark.parametrize("damage", ["none", "short", "other", "index"])
def test_a_file_that_cannot_be_used_changes_nothing(made: Path, tmp_path: Path, damage: str) -> None:
    data, path = made.read_bytes(), tmp_path / "test.codes"
    if damage != "none":
        path.write_bytes({"short": data[:9], "other": b"0" + data[1:], "index": data[:-9]}[damage])
    assert json.loads(run(START, str(path)))[:2] == [False, 0]


def test_a_changed_source_is_loaded_instead_of_its_old_code(made: Path, tmp_path: Path) -> None:
    source = made.parent / "tried.py"
    assert run(SMALL, str(made), str(made.parent)).split() == ["first", "_CompiledLoader"]
    source.write_text("SAID = 'second'\n")
    assert run(SMALL, str(made), str(made.parent)).split() == ["second", "SourceFileLoader"]


def test_a_damaged_piece_is_compiled_from_its_source(made: Path, tmp_path: Path) -> None:
    source, path = made.parent / "tried.py", tmp_path / "test.codes"
    piece = CompiledFile(str(made))._modules["tried"]
    source.write_text("SAID = 'first'\n")
    os.utime(source, ns=(piece[3], piece[3]))
    data = bytearray(made.read_bytes())
    data[piece[0]] = 0xFF
    path.write_bytes(data)
    assert run(SMALL, str(path), str(made.parent)).split() == ["first", "_CompiledLoader"]
