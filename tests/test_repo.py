"""What the tree itself promises: small files, plain names, narrow catches, hashed locks, no address of a registry."""

import ast
import os
import re
from collections import Counter
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILE_LINES = 400
FUNCTION_LINES = 50
ROOM_MODULES = 25
# Where nobody above is left to handle an error: a command, a worker lane, a relay request, a process of its own.
BOUNDARIES = {
    "app/__main__.py",
    "app/cli/command.py",
    "app/gui/shell/work.py",
    "app/actions/kernel/parallel_tasks.py",
} | {f"sync/relay/{name}.py" for name in ("app", "writer", "engine/database")}
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "misc", "base"}


@cache
def tracked() -> tuple[Path, ...]:
    """List the files of the tree without what .gitignore names; not by git, which a bare machine does not have."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()] + [".git"]
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not any(fnmatch(name, pattern) for pattern in ignored)]
        found += [Path(folder, name) for name in names if not any(fnmatch(name, pattern) for pattern in ignored)]
    return tuple(sorted(found))


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def walked(source: str) -> tuple[list[str], list[str]]:
    """Return the functions that are longer than the bar, and the texts that can import; one look at each file."""
    functions, texts = list[str](), list[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions += [node.name] if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES else []
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "from " in node.value:
            texts.append(node.value)
    return functions, texts


def overlong_functions(source: str) -> list[str]:
    """Name the functions of `source` that are longer than the bar, counted from `def` to the last line."""
    return walked(source)[0]


def broad_catches(source: str) -> list[int]:
    """Give the lines of `source` that catch everything (bare, Exception, BaseException, alone or in a tuple) and keep
    it: what only tidies up and raises again hides nothing."""
    lines = list[int]()
    if not re.search(r"except\s*:|Exception\b", source):  # to parse every file takes seconds
        return lines
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            raised_again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if not raised_again and any(
                c is None or (isinstance(c, ast.Name) and c.id in ("Exception", "BaseException")) for c in caught
            ):
                lines.append(node.lineno)
    return lines


def test_files_and_functions_are_small() -> None:
    lines = {name_of(p): len(p.read_text("utf-8").splitlines()) for p in python_files()}
    long_files = [name for name, count in lines.items() if count > FILE_LINES]
    long_functions = [f"{name_of(p)}:{f}" for p in python_files() for f in overlong_functions(p.read_text("utf-8"))]
    assert (long_files, long_functions) == ([], [])
    assert overlong_functions("def f():\n" + "    x = 1\n" * FUNCTION_LINES) == ["f"]


def test_a_room_has_at_most_25_modules() -> None:
    rooms = Counter(path.parent for path in python_files() if path.name != "__init__.py")
    layers = tuple(ROOT / "app" / layer for layer in ("actions", "store", "gui", "exchange"))
    inside = {name_of(room): count for room, count in rooms.items() if any(room.is_relative_to(at) for at in layers)}
    assert len(inside) > 45 and {room: count for room, count in inside.items() if count > ROOM_MODULES} == {}


def test_no_module_is_named_after_nothing() -> None:
    named = [
        name_of(p) for p in tracked() if FORBIDDEN_NAMES & {part.split(".")[0] for part in p.relative_to(ROOT).parts}
    ]
    assert named == []


def test_everything_is_caught_only_at_the_boundaries() -> None:
    product = [p for p in python_files() if not name_of(p).startswith("tests/")]
    broad = [f"{name_of(p)}:{n}" for p in product for n in broad_catches(p.read_text("utf-8"))]
    assert [place for place in broad if place.split(":")[0] not in BOUNDARIES] == []
    assert len(broad) <= 2 * len(BOUNDARIES)
    assert broad_catches("try:\n  pass\nexcept (OSError, Exception):\n  pass\n") == [3]
    assert broad_catches("try:\n  pass\nexcept BaseException:\n  tidy()\n  raise\n") == []


def test_the_world_is_swapped_and_hardly_ever_patched() -> None:
    """A patch line says that a seam is missing; setenv and delenv are the environment, which is the world."""
    patch = re.compile(r"monkeypatch\.(setattr|setitem|delattr)|\bmock\.|MagicMock|unittest\.mock|mocker\.")
    tests = [p for p in python_files() if name_of(p).startswith("tests/") and p != Path(__file__).resolve()]
    texts = [p.read_text("utf-8") for p in tests]
    patches = sum(len(patch.findall(text)) for text in texts)
    functions = sum(len(re.findall(r"^\s*(?:async )?def test_", text, re.MULTILINE)) for text in texts)
    assert patches * 10 <= functions


def test_no_address_of_a_registry_and_no_path_of_a_machine() -> None:
    forbidden = re.compile(
        rb"files\.python" rb"hosted|py" rb"pi\.org|registry\.npm" rb"js|deb\.debian" rb"\.org|proxy\.golang"
        rb"|--extra-index|--index-url|/root/\.pyenv|/work/(?:main|wt|shared)"
    )  # fmt: skip
    found = [name_of(p) for p in tracked() if p != Path(__file__).resolve() and forbidden.search(p.read_bytes())]
    assert found == []


def test_no_product_file_announces_unfinished_work() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
    product = [p for p in python_files() if not name_of(p).startswith("tests/")]
    assert [name_of(p) for p in product if words.search(p.read_text("utf-8"))] == []


def lost_imports(source: str) -> list[str]:
    """Give the modules that code inside strings imports and that do not exist: a renaming tool can miss them."""
    imported = re.compile(r"^from ((?:app|crypto|sync)(?:\.\w+)*) import", re.MULTILINE)
    names = [name for text in walked(source)[1] for name in imported.findall(text)]
    paths = {name: ROOT / name.replace(".", "/") for name in names}
    return [name for name, path in paths.items() if not path.with_suffix(".py").exists() and not path.is_dir()]


def test_code_in_strings_imports_modules_that_exist() -> None:
    """A bench or a killed process runs such code; a broken one shows only when somebody measures."""
    files = [path for path in python_files() if path != Path(__file__).resolve()]
    assert {name_of(path): lost for path in files if (lost := lost_imports(path.read_text("utf-8")))} == {}
    assert lost_imports('CODE = "from app.store.nowhere import one"') == ["app.store.nowhere"]


def pins(lock: str) -> dict[str, str]:
    """Read `name==version` and whether a hash follows, per package of a lock."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_locks_are_hashed_and_hold_no_pycryptodome(lock: str) -> None:
    names = {name.lower() for name in pins(lock)}
    assert names.isdisjoint({"pycryptodome", "pycryptodomex", "pycrypto"})
    entries = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    assert [e.split("\n")[0] for e in entries if "==" in e.split("\n")[0] and "--hash=sha256:" not in e] == []


def test_the_test_and_build_locks_hold_every_pin_of_the_run_lock() -> None:
    """x.py relies on it: an environment made for the tests also runs the program, and what is built is what is run."""
    assert pins("requirements.lock").items() <= pins("requirements-test.lock").items()
    assert pins("requirements.lock").items() <= pins("requirements-build.lock").items()
    assert "cbor2" not in pins("requirements.lock")


def test_a_relay_with_an_engine_is_the_same_relay_and_the_app_has_nothing_of_it() -> None:
    alone = {"psycopg", "psycopg-binary", "obstore"}
    run, engine, test = (pins(f"requirements{which}.lock") for which in ("", "-engine", "-test"))
    assert run.items() <= engine.items()
    assert alone <= engine.keys()
    assert engine.items() <= test.items()
    assert alone.isdisjoint(run) and alone.isdisjoint(pins("requirements-build.lock"))
