"""Frozen bytes: whatever changes here has changed the format. Each case names what must come of it."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest

from crypto import errors
from crypto.blob import open_blob
from crypto.body import parse_body
from crypto.card import read_card, read_invite
from crypto.envelope import open_, verify_sender
from crypto.header import HEADER, open_header, read_header
from crypto.keys import PrivateKeyset
from crypto.manifest import REPORT, manifest_hash, parse_manifest
from crypto.passphrase import derive
from crypto.revocation import read_revocation
from crypto.secret import Secret
from crypto.wire import hash_
from tests.crypto.vectors import load


def cases(name: str) -> Callable[[Any], Any]:
    found = load(name)
    return pytest.mark.parametrize("case", found.values(), ids=found.keys())


def outcome(case: dict[str, Any]) -> AbstractContextManager[Any]:
    """What the case says must happen."""
    if case["outcome"] == "opens":
        return nullcontext()
    return pytest.raises(getattr(errors, case["outcome"]))


def said(value: object, fields: dict[str, Any]) -> None:
    for name, expected in fields.items():
        got = getattr(value, name)
        assert (got.hex() if isinstance(got, bytes) else got) == expected, name


@cases("header")
def test_header(case: dict[str, Any]) -> None:
    with outcome(case):
        opened = open_header(case["data"], Secret.of(bytes.fromhex(case["r"])))
        assert bytes(opened.vmk.buffer).hex() == case["vmk"]
        said(opened, {name: case[name] for name in ("db_id", "mask", "slot", "seq")})


def test_the_header_s_passphrase_is_what_gave_its_r() -> None:
    case = load("header")["created"]
    header = read_header(case["data"])
    assert len(case["data"]) == HEADER
    with derive(case["passphrase"], header.salt, header.m_kib, header.t) as r:
        assert bytes(r.buffer).hex() == case["r"]


@cases("card")
def test_card(case: dict[str, Any]) -> None:
    with outcome(case):
        said(read_card(case["data"]), case["fields"])


@cases("small")
def test_invite_and_revocation(case: dict[str, Any]) -> None:
    read = {"invite": read_invite, "revocation": read_revocation}[case["kind"]]
    with outcome(case):
        said(read(case["data"]), case["fields"])


@cases("manifest")
def test_manifest(case: dict[str, Any]) -> None:
    with outcome(case):
        manifest = parse_manifest(case["data"])
        assert manifest_hash(case["data"]).hex() == case["hash"]
        assert manifest.encode() == case["data"]
        if manifest.kind == REPORT:
            assert manifest.body is not None
            assert parse_body(manifest.body).value() == manifest.body


@cases("envelope")
def test_envelope(case: dict[str, Any]) -> None:
    keyset = PrivateKeyset(1, bytes.fromhex(case["xwing_seed"]), bytes.fromhex(case["box_key"]), 0, 1)
    with outcome(case):
        opened = open_(case["data"], [keyset])
        manifest = parse_manifest(opened.manifest_bytes)
        verify_sender(opened, manifest)
        assert (opened.mode, manifest_hash(opened.manifest_bytes).hex()) == (case["mode"], case["manifest_hash"])


@cases("blob")
def test_blob(case: dict[str, Any]) -> None:
    data, sha256 = case["data"], bytes.fromhex(case["sha256"])
    with outcome(case):
        parts = open_blob(
            lambda at, n: data[at : at + n], len(data), bytes.fromhex(case["k_blob"]), case["size"], sha256
        )
        assert b"".join(parts).hex() == case["file"]
        whole = hash_("object", len(data).to_bytes(8, "big"), hashlib.sha256(data).digest())
        assert whole.hex() == case["object_id"]
