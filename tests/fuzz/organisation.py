"""The parsers of what an organisation signs, as `tests.fuzz.parsers` lists them."""

from collections.abc import Sequence

from crypto.directory import read_directory
from crypto.root import ROOT_FILE, delegate, delegation_file, read_delegation, read_delegation_file, root_of
from tests.crypto.sweeps import ANA
from tests.crypto.vectors import load
from tests.fuzz.parser import Parser

GIVEN = delegate(ANA, ANA.public, 0, 1).pack()


def _good(kind: str) -> list[bytes]:
    return [c["data"] for c in load("organisation").values() if (c["kind"], c["outcome"]) == (kind, "opens")]


def _directory(body: bytes) -> None:
    """Read what a desk, and its root, have signed."""
    head = b"AMPDIR\x01\0" + ANA.public + GIVEN + len(body).to_bytes(4)
    file = head + body + ANA.sign("directory", ANA.public, body)
    assert read_directory(file).file == file


def _delegation(data: bytes) -> None:
    """Read what a root has signed."""
    signed = data[:48].ljust(48, b"\0")
    given = read_delegation(ANA.public, signed + ANA.sign("desk", signed))
    assert given.pack()[:48] == signed
    assert read_delegation_file(delegation_file(ANA.public, given)) == (ANA.public, given)


def _root(data: bytes) -> None:
    """Read what a root's file shows; opening it costs Argon2id, whose costs are looked at first."""
    assert len(root_of(data)) == 32 and len(data) == ROOT_FILE


ORGANISATION: Sequence[Parser] = (
    Parser("directory file", read_directory, _good("directory")),
    Parser("directory body", _directory, [data[156:-64] for data in _good("directory")], cbor=True),
    Parser("delegation file", read_delegation_file, _good("delegation")),
    Parser("delegation", _delegation, [data[40:] for data in _good("delegation")]),
    Parser("root file", _root, _good("root")),
)
