"""x.py: what it says where something is lacking, what it remembers, and that a second start loads next to nothing."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import x

NOBODY = 65534


def python(program: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines that may import x.py in a fresh Python."""
    source = f"import sys; sys.path.insert(0, {str(x.ROOT)!r}); {program}"
    return subprocess.run([sys.executable, "-I", "-c", source], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [[], ["bild"], ["--vault"]])
def test_a_word_that_is_no_verb_is_refused_with_the_list(words: list[str]) -> None:
    done = subprocess.run([sys.executable, x.__file__, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert all(f"x.py {verb}" in done.stderr for verb in ("run", "demo", "test", "check", "build", "bench"))


@pytest.mark.skipif(not shutil.which("apt-get"), reason="the line is for Debian and Ubuntu")
def test_an_ordinary_user_gets_one_exact_line() -> None:
    lower = f"os.geteuid() or os.setuid({NOBODY})"
    program = f"import os, shutil, subprocess, x; {lower}; x.provide(lambda: ['libegl1', 'libgl1'], 'Amparo')"
    done = python(program)
    lines = [line for line in done.stderr.splitlines() if "apt-get" in line]
    assert len(lines) == 1
    assert re.fullmatch(
        r"    (sudo sh|su) -c 'apt-get update && apt-get install -y --no-install-recommends libegl1 libgl1'", lines[0]
    )


def test_a_second_start_loads_neither_ctypes_nor_subprocess() -> None:
    """These imports alone would cost more than the rest of the start; the stamp makes them needless."""
    done = python("import x; x.is_ready(x.RUN_LOCK); print(*sys.modules)")
    assert done.returncode == 0, done.stderr
    assert {"ctypes", "subprocess", "shutil", "json"}.isdisjoint(done.stdout.split())


def test_the_stamp_tells_the_python_the_folder_and_the_lock_apart() -> None:
    stamp = x.wanted_stamp(x.RUN_LOCK)
    assert stamp != x.wanted_stamp(x.TEST_LOCK)
    assert sys.version.split()[0] in stamp
    assert str(Path(x.__file__).parent) in stamp


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a desktop needs no variable")
@pytest.mark.parametrize(
    ("environment", "shown"),
    [({}, False), ({"DISPLAY": ""}, False), ({"DISPLAY": ":1"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_display_is_found_by_its_variable(environment: dict[str, str], shown: bool) -> None:
    assert x.has_display(environment) is shown


def test_the_program_starts_from_any_folder_and_never_imports_what_lies_there(tmp_path: Path) -> None:
    """A file called crypto.py in the current folder, on a stick perhaps, must not run."""
    (tmp_path / "app.py").write_text("print('the wrong one')")
    program = f"import x, os, sys; os.chdir({str(tmp_path)!r}); x.venv_tool = lambda name, venv: sys.executable; "
    done = python(program + "x.become('-c', 'import app; print(app.__file__)')")
    assert Path(done.stdout.strip()) == x.ROOT / "app" / "__init__.py", done.stderr
