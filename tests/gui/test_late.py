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


def test_a_locked_window_loads_the_rest_of_the_program_at_the_first_letter(tmp_path: Path) -> None:
    (tmp_path / "vault.hdr").write_bytes(bytes(65536))  # the locked page never reads it
    said = _run(
        "import sys, time\nimport app.gui\nfrom pathlib import Path\n"
        "from PySide6.QtCore import Qt\nfrom PySide6.QtTest import QTest\n"
        "from app.gui.start.program import Program\nfrom app.gui.start.run import application\n"
        f"qt = application()\nprogram = Program(qt, Path({str(tmp_path)!r}))\nprogram.begin()\n"
        "def loaded(): return {'sqlcipher3', 'cryptography', 'sync'} & {m.split('.')[0] for m in list(sys.modules)}\n"
        "QTest.qWait(1200)\nprint(len(loaded()))\n"
        "QTest.keyClick(program.window.field, Qt.Key.Key_A)\n"
        "until = time.monotonic() + 10\n"
        "while len(loaded()) < 3 and time.monotonic() < until: QTest.qWait(20)\n"
        "print(len(loaded()), program.window.field.text())\nprogram.work.close()\n"
    )
    assert said.split() == ["0", "3", "a"]


def test_the_first_list_loads_no_module_that_serves_a_later_step() -> None:
    later = {"attr", "nacl.bindings", "crypto.signing", "app.store.mail.outbox", "app.domain.monotonic_clock"}
    later |= {"logging", "concurrent.futures", "PySide6.QtSvg"}
    said = _run(
        "import sys\nimport app.gui.start.run, app.gui.incidents.incidents_screen\n"
        f"print({later!r} & set(sys.modules), type(sys.modules['app.store.mail.teams']).__name__)\n"
        "from app.store.mail import teams\n"
        "print(teams.outbox.__name__, type(teams).__name__)"
    )
    assert said.splitlines() == ["set() _Late", "app.store.mail.outbox module"]


def test_an_open_vault_loads_no_file_format_and_no_mail_of_the_library() -> None:
    """Each of them takes memory for as long as the window is open: 7 MiB with what they load."""
    later = {"urllib.request", "email", "xml.sax", "app.exchange.sheets", "app.actions.outgoing.output",
             "av", "pypdfium2", "miniaudio", "app.gui.evidence.viewer_screen", "app.exchange.media"}  # fmt: skip
    said = _run(
        "import sys, app.gui\nfrom app.gui.start.program import _load_rest\n_load_rest()\n"
        f"import app.actions.today.due_tasks, app.gui.evidence.piece_screen\nprint(*{later} & sys.modules.keys())"
    )
    assert said.split() == []
