"""The door is lazy, complete, and the same for the type checker and at run time."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import crypto


def test_the_type_checkers_door_is_the_real_one() -> None:
    source = Path(crypto.__file__).read_text("utf-8")
    seen = {
        (node.module, name.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crypto.")
        for name in node.names
    }
    assert {name for _, name in seen} == {*crypto.__all__} and len(seen) == len(crypto.__all__)
    for module, name in seen:
        assert getattr(crypto, name) is getattr(import_module(str(module)), name)


def test_signing_and_wire_load_libsodium_alone() -> None:
    code = "import sys, crypto, crypto.signing; crypto.hash_; sys.exit('cryptography' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(crypto.__file__).parent.parent)
