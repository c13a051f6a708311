"""Frozen bytes: whatever changes here has changed the format. Each case names what must come of it."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from crypto import custody, errors, relay, stream
from crypto.blob import open_blob
from crypto.body import parse_body, read_body
from crypto.card import read_card, read_invite, safety_number
from crypto.directory import read_directory
from crypto.encoding import hash_, label
from crypto.envelope import open_, verify_sender
from crypto.header import HEADER, open_header, read_header
from crypto.keys import PrivateKeyset
from crypto.manifest import REPORT, manifest_hash, parse_manifest
from crypto.passphrase import derive
from crypto.real_names import open_field, second_unwrap
from crypto.revocation import read_revocation
from crypto.root import open_root, read_delegation_file, root_of
from crypto.secret import Secret
from sync.salvage import BundleReader
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


@cases("second")
def test_second_lock(case: dict[str, Any]) -> None:
    with outcome(case):
        if case["kind"] == "field":
            key, record = Secret.of(bytes.fromhex(case["key"])), bytes.fromhex(case["record"])
            assert open_field(key, record, case["field"], case["data"]) == case["fields"]["text"]
        else:
            secret = case.get("secret") or Secret.of(bytes.fromhex(case["recovery"]))
            assert bytes(second_unwrap(case["data"], secret).buffer).hex() == case["fields"]["key"]


@cases("organisation")
def test_organisation(case: dict[str, Any]) -> None:
    with outcome(case):
        if case["kind"] == "root":
            with open_root(case["data"], case["passphrase"]) as seed:
                assert (bytes(seed.buffer).hex(), root_of(case["data"]).hex()) == (
                    case["fields"]["seed"], case["fields"]["root_pk"]
                )  # fmt: skip
        elif case["kind"] == "delegation":
            root, found = read_delegation_file(case["data"])
            assert root.hex() == case["fields"]["root_pk"]
            said(found, {name: value for name, value in case["fields"].items() if name != "root_pk"})
        else:
            said(read_directory(case["data"]), case["fields"])


@cases("wire")
def test_what_relays_and_sticks_carry(case: dict[str, Any], tmp_path: Path) -> None:
    data, given = case["data"], {k: bytes.fromhex(v) for k, v in case.items() if k in WIRE_HEX}
    if case["kind"] == "volume":
        folder = tmp_path / "abcdefgh"
        folder.mkdir()
        (folder / "0001.dat").write_bytes(data)
        with closing(BundleReader(tmp_path)) as reader:
            objects = [one.read(0, one.length).hex() for one in reader.arrivals()]
            receipts = [one.hex() for one in reader.receipts()]
        assert {"objects": objects, "receipts": receipts} == case["fields"]
        return
    with outcome(case):
        got = WIRE[case["kind"]](data, case | given)
        if isinstance(got, dict):
            assert got == case["fields"]
        else:
            said(got, case["fields"])


def page(data: bytes, c: dict[str, Any]) -> object:
    found = relay.open_page(data, c["relay_pk"])
    if not found.continues(c["mid"], c["after"], c["before"]):
        raise errors.CannotOpen
    return found


def custody_head(data: bytes, c: dict[str, Any]) -> dict[str, Any]:
    assert custody.parse_entry(data).n == c["n"] + 1
    return {"head": custody.next_head(c["before"], data).hex()}


def custody_lines(data: bytes, c: dict[str, Any]) -> dict[str, Any]:
    return {"last": custody.check_lines(custody.parse_shown(data))[-1].n}


def vault_blob(data: bytes, c: dict[str, Any]) -> dict[str, Any]:
    return {"file": stream.open_(c["key"], label("vault-blob") + c["blob_id"], data)[: c["size"]].hex()}


WIRE_HEX = {"key", "blob_id", "before", "relay_pk", "mid", "nonce", "seal_secret"}
WIRE: dict[str, Callable[[bytes, dict[str, Any]], object]] = {
    "receipt": lambda d, c: relay.open_receipt(d, c["relay_pk"]),
    "page": page,
    "descriptor": lambda d, c: relay.open_descriptor(d, c["nonce"], c["relay_pk"]),
    "tag": lambda d, c: relay.SealKey.from_secret(c["seal_secret"]).open_tag(d),
    "vault blob": vault_blob,
    "custody": custody_head,
    "custody lines": custody_lines,
    "body": lambda d, c: read_body(d),
    "safety": lambda d, c: {"number": " ".join(safety_number(d[:32], d[32:]))},
}
