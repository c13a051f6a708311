"""The second reader: objects on the way, relay and bundle, sections 5 to 7 of crypto/FORMAT.md."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cbor2

from tests.crypto.decoder import signed_file
from tests.crypto.decoder_parts import (
    MIB,
    CannotOpen,
    Malformed,
    NeedsNewerApp,
    cbor,
    cobblestone,
    expand,
    h,
    label,
    magic,
    must,
    n_of,
    padded,
    sealed_length,
    shaped,
    u,
    unpadded,
    unseal,
    verify,
)

# 5 Objects on the way


def blob(data: bytes, key: bytes, size: int, sha256: bytes) -> bytes:
    """5.1."""
    magic(data, "AMPBLB", CannotOpen)
    must(len(data) == 8 + sealed_length(padded(size)), CannotOpen)
    must(data[8:32] == expand(key, label("blob-salt") + u(padded(size), 8) + sha256, 24), CannotOpen)
    file = unpadded(cobblestone(key, label("wire-blob"), data[8:]), size)
    must(hashlib.sha256(file).digest() == sha256, CannotOpen)
    return file


def object_id(data: bytes) -> bytes:
    """5.2."""
    cuts = (data[at : at + MIB] for at in range(0, len(data), MIB))
    return listed_id(len(data), b"".join(hashlib.sha256(cut).digest() for cut in cuts))


def listed_id(length: int, hashes: bytes) -> bytes:
    """The object_id a list of segment hashes gives."""
    return h("object", u(length, 8) + hashes)


ENTRY = ("u", 16, "u", {0, 1, 2}, set(range(1, 12)), 32, 32, frozenset({16, "n"}), "t")


def custody_entry(data: bytes) -> list[Any]:
    """5.3: one entry's nine fields."""
    row: list[Any] = cbor(data)
    shaped(row, ENTRY)
    must(row[0] >= 1)
    return row


def custody(entries: Iterable[bytes], n: int = 0, head: bytes = bytes(32)) -> bytes:
    """The head after these entries, which run on from number n with this head."""
    for number, entry in enumerate(entries, n + 1):
        must(custody_entry(entry)[0] == number)
        head = h("custody", head + entry)
    return head


def custody_lines(data: bytes) -> int:
    """5.3: the lines of one item in a report; the number of the last."""
    item, signer, lines, signature = row = cbor(data, 16 * MIB)
    shaped(row, SHOWN)
    verify(signer, "custody-lines", item + cbor2.dumps(lines), signature)
    last = 0
    for entry in lines:
        n, of, at, *_ = custody_entry(entry)
        must(of == item and n > last and at <= 253_402_214_399, CannotOpen)
        last = n
    return last


SHOWN = (16, 32, ["b"], 64)
STEPS = {
    "box": ("t", "u", "u", "u", "u", "u", {1, 2, 3}, "t"),
    "crop": ("t", "u", "u", "u", "u", "u"),
    "turn": ("t", "u", "u"),
    "leave": ("t", "u"),
    "dots": ("t", "u"),
    "track": ("t", {1, 2, 3}, "t", [("u", "u", "u", "u", "u")]),
    "blank": ("t", "u", "u", "t"),
    "cut": ("t", "u", "u", "t"),
    "sound": ("t", "u", "u", {1, 2, 3}, "u", "t"),
    "text": ("t", "u", "u", "t", "t"),
}


def recipe(data: bytes) -> list[Any]:
    """5.5: version, source, kind, steps and program; the shape of each step, not the places of its values."""
    row: list[Any] = cbor(data)
    shaped(row, ({1}, 32, set(range(1, 6)), "v", "t"))
    for step in row[3]:
        must(step[0] in STEPS, NeedsNewerApp)
        shaped(step, STEPS[step[0]])
    return row


def merkle_root(entries: list[bytes]) -> bytes:
    """5.3."""
    if len(entries) == 1:
        return h("leaf", entries[0])
    k = 1 << (len(entries) - 1).bit_length() - 1
    return h("node", merkle_root(entries[:k]) + merkle_root(entries[k:]))


def climb(entry: bytes, leaf: int, leaves: int, path: list[bytes]) -> bytes:
    """The root above a leaf, from its neighbours, leaf up."""
    if leaves == 1:
        must(not path and leaf == 0)
        return h("leaf", entry)
    must(path and leaf < leaves)
    k = 1 << (leaves - 1).bit_length() - 1
    if leaf < k:
        return h("node", climb(entry, leaf, k, path[:-1]) + path[-1])
    return h("node", path[-1] + climb(entry, leaf - k, leaves - k, path[:-1]))


# 6 Relay


def delivery_tag(data: bytes, seal_sk: bytes) -> tuple[int, bytes, bytes, bytes]:
    """Class, mid, ticket, object_id."""
    must(len(data) == 130, CannotOpen)
    text = unseal(data, seal_sk)
    must(text[0] == 1, NeedsNewerApp)
    must(text[1] <= 4)
    return text[1], text[2:34], text[34:50], text[50:]


@dataclass(frozen=True)
class Receipt:
    """What a relay signs about an object."""

    kind: int
    relay_pk: bytes
    delivery: bytes
    object_id: bytes
    length: int
    time: int
    expires: int


def receipt(data: bytes) -> Receipt:
    """The 200 bytes."""
    magic(data, "AMPRCP", CannotOpen)
    must(len(data) == 200, CannotOpen)
    verify(data[16:48], "receipt", data[:136], data[136:])
    length, time, expires = (n_of(data[at : at + 8]) for at in (112, 120, 128))
    must(data[8] in (1, 2) and not any(data[9:16]) and time % 3600 == 0 and (data[8] == 1 or expires == 0))
    must(max(length, time, expires) < 1 << 63)
    return Receipt(data[8], data[16:48], data[48:80], data[80:112], length, time, expires)


def page(data: bytes, relay_pk: bytes, mid: bytes, after: int, head: bytes) -> tuple[int, list[bytes], bytes]:
    """The relay's time, the entries after number `after` (whose head is `head`), and the new head."""
    must(len(data) >= 180, CannotOpen)
    count = n_of(data[72:76])
    end = 116 + 96 * count
    must(len(data) == -(-(end + 64) // 8192) * 8192, CannotOpen)
    verify(relay_pk, "page", data[:end], data[end : end + 64])
    must(data[:32] == relay_pk and data[32:64] == mid and n_of(data[64:72]) == after + 1, CannotOpen)
    must(not any(data[end + 64 :]) and n_of(data[76:84]) < 1 << 63)
    entries = [data[at : at + 96] for at in range(116, end, 96)]
    for n, entry in enumerate(entries, after + 1):
        must(n_of(entry[:8]) == n and entry[8] in (1, 2) and not any(entry[9:16]) and n_of(entry[56:64]) % 3600 == 0)
        must(max(n_of(entry[48:56]), n_of(entry[56:64])) < 1 << 63)
        head = h("log", head + entry)
    must(data[84:116] == head, CannotOpen)
    return n_of(data[76:84]), entries, head


DESCRIPTOR = {1: {1}, 2: 8, 3: "u", 4: 32, 5: [32], 6: "m", 7: "u", 8: ["u"]}


def descriptor(data: bytes, nonce: bytes) -> dict[int, Any]:
    """What a relay says of itself when asked with this nonce."""
    body: dict[int, Any] = cbor(signed_file(data, "AMPREL", "descriptor"))
    shaped(body, DESCRIPTOR)
    for limit in (1, 2, 3):
        shaped(body[6].get(limit), "u")
    must(body[2] == nonce, CannotOpen)
    return body


# 7 Bundle


def frames(volume: bytes) -> Iterator[tuple[int, bytes, int, int, bytes]]:
    """Type, object_id, offset, length of object, data of every whole frame, also after damage."""
    magic(volume, "AMPBUN", Malformed)
    at = 32
    while (at := volume.find(b"AMPFRM\1\0", at)) >= 0:
        head = volume[at : at + 64]
        size = n_of(head[12:16])
        data = volume[at + 96 : at + 96 + size]
        whole = size <= 1 << 21 and len(data) == size and len(head) == 64
        if whole and hashlib.sha256(head + data).digest() == volume[at + 64 : at + 96]:
            yield head[8], head[16:48], n_of(head[48:56]), n_of(head[56:]), data
            at += 96 + size
        else:
            at += 1


def bundle(volumes: Iterable[bytes]) -> tuple[dict[bytes, bytes], list[tuple[bytes, bytes]], list[bytes]]:
    """Whole objects by object_id, (relay_pk, tag) pairs, receipts."""
    lists: dict[bytes, tuple[int, bytes]] = {}
    parts: dict[tuple[bytes, int], list[bytes]] = {}
    tags, receipts = [], []
    for kind, oid, offset, length, data in (frame for volume in volumes for frame in frames(volume)):
        if kind == 1 and listed_id(length, data) == oid:
            lists[oid] = length, data
        elif kind == 2:
            parts.setdefault((oid, offset), []).append(data)
        elif kind == 3 and len(data) == 162:
            tags.append((data[:32], data[32:]))
        elif kind == 4 and len(data) == 200:
            receipts.append(data)
    whole = {}
    for oid, (_, hashes) in lists.items():
        cuts = [
            [cut for cut in parts.get((oid, k * MIB), ()) if hashlib.sha256(cut).digest() == hashes[32 * k :][:32]]
            for k in range(len(hashes) // 32)
        ]
        if cuts and all(cuts) and object_id(data := b"".join(cut[0] for cut in cuts)) == oid:
            whole[oid] = data
    return whole, tags, receipts
