"""The layer contracts of pyproject.toml hold, and each of the dangerous ones really catches a breach."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the tree in `folder`, in a process of its own: it changes sys.path and imports."""
    program = (
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    )
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


PLANTED = [
    ("sync/planted.py", "import app.domain", "sync never imports app"),
    ("crypto/planted.py", "import sync", "crypto imports nothing of ours"),
    ("app/domain/planted.py", "import app.store", "both stand on actions"),
    ("app/domain/planted.py", "import sqlcipher3", "The domain is pure"),
    ("app/gui/planted.py", "import app.cli", "both stand on actions"),
    ("app/actions/planted.py", "from PySide6 import QtCore", "PySide6 lives in app.gui alone"),
    ("app/cli/planted.py", "import sqlcipher3", "SQLCipher lives in app.store alone"),
    ("app/actions/planted.py", "import zxingcpp", "zxing-cpp lives in app.exchange alone"),
    ("app/gui/planted.py", "import av", "PyAV and PDFium live in app.exchange alone"),
    ("app/gui/planted.py", "from app.exchange.media import pack_loader", "The film pack is loaded by the library"),
    ("app/exchange/planted.py", "import miniaudio", "miniaudio lives in app.gui alone"),
    ("sync/planted.py", "import nacl.public", "nacl, cryptography and SLIP-39 live in crypto alone"),
    ("app/store/planted.py", "import shamir_mnemonic", "nacl, cryptography and SLIP-39 live in crypto alone"),
    ("sync/relay/planted.py", "import cryptography", "The relay cannot read anything"),
    ("app/actions/kernel/planted.py", "from app.actions.mail import sharing", "Rooms of the actions"),
    ("app/store/vault/planted.py", "from app.store.mail import inbox", "Rooms of the store"),
    ("app/gui/people/planted.py", "from app.gui.today import now_screen", "Rooms of the window"),
    ("app/gui/today/planted.py", "from app.gui.cases import who_view", "The inside of a room"),
    (
        "app/actions/mail/planted.py",
        "from app.actions.mail.control import card_parts as our_card",
        "The inside of a room",
    ),
]
"""The file of a breach, its line, and a part of the name of the contract; each file gets a number."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Plant every breach in one copy of what the contracts look at; return what is told of each broken contract."""
    tree = tmp_path_factory.mktemp("planted")
    for name in ("app", "crypto", "sync"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    (tree / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "room_contract.py", tree / "tests")
    for number, (where, line, _) in enumerate(PLANTED):
        (tree / numbered(where, number)).write_text(f'"""A breach."""\n\n{line}\n', "utf-8")
    done = lint(tree)
    assert done.returncode != 0
    contracts, said = done.stdout.split("\nBroken contracts\n")
    broken = [row.removesuffix(" BROKEN") for row in contracts.splitlines() if row.endswith(" BROKEN")]
    names = "|".join(map(re.escape, broken))
    _, *parts = re.split(rf"^({names})\n-+\n", said, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def numbered(where: str, number: int) -> str:
    return where.replace("planted.py", f"planted_{number:02}.py")


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=lambda number: "-".join(PLANTED[number][:2]))
def test_a_planted_breach_is_caught(told: dict[str, str], number: int) -> None:
    where, _, contract = PLANTED[number]
    module = numbered(where, number).removesuffix(".py").replace("/", ".")
    assert any(contract in name and module in said for name, said in told.items()), told
