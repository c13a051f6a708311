"""No key and nonce meets two plaintexts, counted in processes of their own; `x.py kill nonces` counts 1,000,000."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TWICE = """
from tests.crypto.counted import COUNT
from crypto.stream import Cobblestone, encryptor
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

{what}
print(COUNT.sealed, COUNT.pairs, COUNT.broken)
"""
STREAM = "Cobblestone(bytes(32), b'', bytes(24)).seal_into(0, {text}, memoryview(bytearray(17)), final=True)"
WRITER = """
writer = encryptor(bytes(32), b"")
head = writer.update(b"a" * 20_000)[:24]
writer.finalize()
Cobblestone(bytes(32), b"", head).seal_into(1, {text}, memoryview(bytearray(9_000)), final=True)
"""


def said(*words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == "", done.stderr[-3000:]
    return done.stdout.strip()


def test_ten_thousand_chunks_of_every_accident() -> None:
    assert said("-m", "tests.crypto.nonces", "10000", "7").startswith("nonces: ")


@pytest.mark.parametrize(
    ("what", "counted"),
    [
        ("\n".join(STREAM.format(text=text) for text in ("b'a'", "b'a'")), "2 1 0"),
        ("\n".join(STREAM.format(text=text) for text in ("b'a'", "b'b'")), "2 1 1"),
        (WRITER.format(text="b'a' * 3_616"), "3 2 0"),
        (WRITER.format(text="b'b' * 3_616"), "3 2 1"),
        ("for aad in (b'', b'x'): AESGCM(bytes(32)).encrypt(bytes(12), b'a', aad)", "2 1 1"),
    ],
)
def test_the_count_notices_a_pair_that_comes_back_with_something_else(what: str, counted: str) -> None:
    assert said("-c", TWICE.format(what=what)) == counted
