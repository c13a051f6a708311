"""The frozen cases, read by the second reader: crypto/FORMAT.md says enough, and says what the code does."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.crypto import decoder, decoder_organisation, decoder_parts, decoder_wire
from tests.crypto.decoder_parts import h
from tests.crypto.vectors import load

FAMILIES = ("header", "card", "small", "manifest", "envelope", "blob", "second", "organisation", "wire")
CASES = [pytest.param(f, case, id=f"{f}-{name}") for f in FAMILIES for name, case in load(f).items()]
HEX = {
    "xwing_seed",
    "box_key",
    "k_blob",
    "sha256",
    "key",
    "blob_id",
    "before",
    "relay_pk",
    "mid",
    "nonce",
    "seal_secret",
    "record",
    "recovery",
}


def card(data: bytes, _: dict[str, Any]) -> dict[str, Any]:
    body, names = decoder.card(data), {2: "kind", 3: "name", 4: "seq", 5: "issued", 6: "expires", 9: "organisation"}
    about = {"id_pk": data[8:40], "id": h("id", data[8:40]), "hash": h("card", data)}
    return about | {name: body.get(key) for key, name in names.items()}


def directory(data: bytes, _: dict[str, Any]) -> dict[str, Any]:
    body, names = (
        decoder_organisation.directory(data),
        {1: "name", 2: "seq", 4: "expires", 5: "n_slots", 8: "successor"},
    )
    return {name: body.get(key) for key, name in names.items()}


def page(data: bytes, c: dict[str, Any]) -> dict[str, Any]:
    now, _, head = decoder_wire.page(data, c["relay_pk"], c["mid"], c["after"], c["before"])
    return {"now": now, "head": head}


def volume(data: bytes, _: dict[str, Any]) -> dict[str, Any]:
    objects, _, receipts = decoder_wire.bundle([data])
    return {"objects": [one.hex() for one in objects.values()], "receipts": [one.hex() for one in receipts]}


def manifest(data: bytes, _: dict[str, Any]) -> dict[str, Any]:
    fields = decoder.manifest(data)
    if 12 in fields:
        decoder.shaped(fields[12], decoder.BODY)
    return {"hash": hashlib.sha256(data).digest()}


def blob(data: bytes, c: dict[str, Any]) -> dict[str, Any]:
    file = decoder_wire.blob(data, c["k_blob"], c["size"], c["sha256"])
    return {"file": file, "object_id": decoder_wire.object_id(data)}


def named(*names: str) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    return lambda values: dict(zip(names, values, strict=True))


READERS: dict[str, Callable[[bytes, dict[str, Any]], dict[str, Any]]] = {
    "header": lambda d, c: vars(decoder.open_header(d, c["passphrase"])),
    "card": card,
    "invite": lambda d, c: named("id_pk", "card_hash", "url")(decoder.invite(d)),
    "revocation": lambda d, c: named("id_pk", "effective", "successor")(decoder.revocation(d)),
    "manifest": manifest,
    "envelope": lambda d, c: vars(decoder.open_envelope(d, c["xwing_seed"], c["box_key"])),
    "blob": blob,
    "wrap": lambda d, c: {"key": decoder.second_key(d, c.get("secret") or c["recovery"])},
    "field": lambda d, c: {"text": decoder.sealed_field(d, c["key"], c["record"], c["field"])},
    "root": lambda d, c: named("root_pk", "seed")(decoder_organisation.root(d, c["passphrase"])),
    "delegation": lambda d, c: named("root_pk", "desk", "not_before", "not_after")(decoder_organisation.delegation(d)),
    "directory": directory,
    "receipt": lambda d, c: vars(decoder_wire.receipt(d)),
    "page": page,
    "descriptor": lambda d, c: {"ttl_days": decoder_wire.descriptor(d, c["nonce"])[7]},
    "tag": lambda d, c: named("size_class", "mid", "ticket", "object")(decoder_wire.delivery_tag(d, c["seal_secret"])),
    "vault blob": lambda d, c: {"file": decoder.vault_blob(d, c["key"], c["blob_id"], c["size"])},
    "custody": lambda d, c: {"head": decoder_wire.custody([d], c["n"], c["before"])},
    "custody lines": lambda d, c: {"last": decoder_wire.custody_lines(d)},
    "body": lambda d, c: {"profile": decoder.report_body(d)[2]},
    "volume": volume,
    "safety": lambda d, c: {"number": decoder.safety_number(d[:32], d[32:])},
}
FIELDS = ("vmk", "db_id", "mask", "slot", "seq", "mode", "manifest_hash", "hash", "file", "object_id")


@pytest.mark.parametrize(("family", "case"), CASES)
def test_the_second_reader_agrees(family: str, case: dict[str, Any]) -> None:
    read = READERS[case["kind"] if family in ("small", "second", "organisation", "wire") else family]
    given = {k: bytes.fromhex(v) if k in HEX else v for k, v in case.items()}
    if case["outcome"] != "opens":
        with pytest.raises(getattr(decoder_parts, case["outcome"])):
            read(case["data"], given)
        return
    expected = {name: case[name] for name in FIELDS if name in case} | case.get("fields", {})
    got = {k: v.hex() if isinstance(v, bytes) else v for k, v in read(case["data"], given).items()}
    assert expected and {name: got[name] for name in expected} == expected


def test_a_vault_opens_with_its_key_file_and_device_only_if_they_fit() -> None:
    """The cases have neither; the keys of a slot are four at most, tried in FORMAT.md's order."""
    case = load("header")["created"]
    opened = decoder.open_header(case["data"], case["passphrase"], b"a file of no use", b"\x01" * 32)
    assert opened.vmk.hex() == case["vmk"]
    assert opened.k_db == decoder_parts.hkdf(opened.vmk, opened.db_id, b"amparo/1/db\0", 32)


@pytest.mark.parametrize("leaves", range(1, 10))
def test_every_leaf_leads_to_the_root(leaves: int) -> None:
    entries = [bytes([n]) for n in range(1, leaves + 1)]
    for n, entry in enumerate(entries):
        assert decoder_wire.climb(entry, n, leaves, path(entries, n)) == decoder_wire.merkle_root(entries)
    if leaves == 3:
        root = "e1198be3059917cb71a15ca923cf28d60aef93e3d2d837e4f7cc3722beb13a01"
        assert decoder_wire.merkle_root(entries).hex() == root


def path(entries: list[bytes], n: int) -> list[bytes]:
    """The neighbours of leaf n, from the leaf up."""
    if len(entries) == 1:
        return []
    k = 1 << (len(entries) - 1).bit_length() - 1
    left, right = entries[:k], entries[k:]
    if n < k:
        return [*path(left, n), decoder_wire.merkle_root(right)]
    return [*path(right, n - k), decoder_wire.merkle_root(left)]


def test_the_examples_in_the_format() -> None:
    cbor = "a3018600171818203bffffffffffffffff1bffffffffffffffff02a26162f6626161f51840824062c3a9"
    value = {1: [0, 23, 24, -1, -(2**64), 2**64 - 1], 2: {"b": None, "aa": True}, 64: [b"", "é"]}
    assert decoder_parts.cbor(bytes.fromhex(cbor)) == value
    assert [decoder_parts.padded(n) for n in (0, 16_385, 1_048_577)] == [16_383, 17_408, 1_081_344]
    name = "a49fd0620415ef35745712e58e3c81c2ba2125326aa363fbbd1c9df104180c8e"
    assert decoder_wire.object_id(b"amparo").hex() == name
    long = "9414c149894738b4ba920ae43865679375792df570deb2a9c78dbfa646abb664"
    assert decoder_wire.object_id(bytes(1_048_577)).hex() == long


NOT_OURS = (
    "c11a00000000 c2480100000000000000 c249010000000000000000 9f01ff fb3ff0000000000000 f97e00 f7 e0 1800 a201020102 "
    "a202010101 d81c80 81818181818181818180 0000 a101a1f401 a20101616101 a120f6 6180 d9010280 5818 81 f818"
)


@pytest.mark.parametrize("text", NOT_OURS.split())
def test_cbor2_is_held_to_the_subset(text: str) -> None:
    with pytest.raises(decoder_parts.Malformed):
        decoder_parts.cbor(bytes.fromhex(text))
