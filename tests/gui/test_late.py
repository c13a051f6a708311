"""PySide's signatures come late, and are right when they come. In processes of their own: PySide is loaded once."""

import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
_LATE = "[n for n, m in sys.modules.items() if type(m).__name__ == '_Late']"


def _run(code: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code], cwd=TREE, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_a_wrong_call_is_explained_as_ever() -> None:
    said = _run(
        "import app.gui\nfrom PySide6.QtCore import QTimer\n"
        "try:\n    QTimer().setInterval('soon')\nexcept TypeError as error:\n    print(error)"
    )
    assert "called with wrong argument types" in said and "setInterval(msec: int" in said


def test_what_was_late_is_itself_once_asked() -> None:
    said = _run(
        f"import sys, app.gui\nfrom PySide6 import QtCore\nlate = {_LATE}\n"
        "import shibokensupport.signature.parser as parser\n"
        f"print(len(late), callable(parser.pyside_type_init), 'shibokensupport.signature.parser' in {_LATE})"
    )
    assert said.split()[1:] == ["True", "False"]


def test_where_pyside_is_loaded_already_nothing_changes() -> None:
    assert _run(f"import sys\nfrom PySide6 import QtCore\nimport app.gui\nprint({_LATE})").strip() == "[]"


def test_the_source_of_what_comes_after_pyside_is_not_read() -> None:
    then = "from PySide6 import QtCore\nimport fractions, linecache\nprint(*linecache.cache)"
    assert "fractions.py" in _run(then)  # as PySide does it by itself
    assert "fractions.py" not in _run(f"import app.gui\n{then}")


def test_no_thread_sees_a_module_half_run() -> None:
    said = _run(
        "import sys, threading, app.gui\nsys.setswitchinterval(1e-6)\nimport inspect\n"
        "seen, gate = [], threading.Barrier(8)\n"
        "def ask():\n    gate.wait()\n    seen.append((callable(inspect.signature), callable(inspect._main)))\n"
        "threads = [threading.Thread(target=ask) for _ in range(8)]\n"
        "[one.start() for one in threads]\n[one.join() for one in threads]\nprint(len(seen), set(seen))"
    )
    assert said.strip() == "8 {(True, True)}"
