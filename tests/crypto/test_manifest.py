"""Manifests and bodies: what comes back, what must hold between keys, and what a stranger may not write."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crypto.body import BodyChange, BodyEdit, BodyLink, Copied, ReportBody, WithheldField, parse_body, read_body
from crypto.custody import ShownLines
from crypto.encoding import Value, decode, encode
from crypto.errors import CryptoError, Malformed, NeedsNewerApp
from crypto.keys import PrivateKeyset
from crypto.manifest import (
    Ack,
    Attachment,
    BodyBlob,
    CustodyHead,
    DeskAnswer,
    DirectorySeen,
    GivenReference,
    Manifest,
    MemberToken,
    Missing,
    Reply,
    SharedMailbox,
    Tickets,
    TimeProof,
    parse_manifest,
)

T0 = 1_800_000_000
ID, HASH, SIG = b"i" * 16, b"h" * 32, b"s" * 64
KEYSET = PrivateKeyset(1, b"\x01" * 32, b"\x02" * 32, 0, 2_592_000)
BODY = ReportBody("full", (Copied(ID, "incident", {"title": "ضرب", "when": "2024-03"}),))
REPLY = (Reply("https://relay.example", HASH, HASH, HASH),)
COMMON: dict[str, Any] = {"report_id": ID, "to": HASH, "created": T0}
SIGNED: dict[str, Any] = COMMON | {"sender": HASH, "incarnation": b"n" * 8, "seq": 0}
REPORT = Manifest(
    kind=1,
    **SIGNED,
    body=BODY.value(),
    expires=T0 + 3600,
    reply=REPLY,
    attachments=(Attachment("ф.jpg", "image/jpeg", 5, HASH, HASH, 16_463, HASH),),
    custody_head=CustodyHead(1, HASH, SIG),
    time_proofs=(TimeProof(1, b"entry", 0, 2, (HASH,), HASH, b"token"),),
    replaces=(ID,),
    member_token=MemberToken(HASH, HASH, 0, 1, SIG),
)
CONTROL = Manifest(
    kind=2,
    **SIGNED,
    acks=(Ack(ID, HASH, 1), Ack(ID, HASH, 3, (), "no consent"), Ack(ID, HASH, 4, (Missing(HASH, 0, 2),))),
    unacknowledged=(ID,),
    card=b"card",
    tickets=(Tickets(HASH, 1, T0, (ID, ID)),),
    revocations=(b"r" * 216,),
    directory=b"directory",
    acks_seen=(ID,),
    desk_keysets=(KEYSET,),
    shared_mailboxes=(SharedMailbox(HASH, HASH, 0),),
    receipts=(b"p" * 200,),
    cards_seen=(HASH,),
    introductions=(b"card",),
    answers=(DeskAnswer(HASH, ID, HASH, 2), DeskAnswer(HASH, ID, HASH, 3, "no consent")),
    directories_seen=(DirectorySeen(HASH, 3, HASH),),
    log_pages=(b"p" * 180,),
    references=(GivenReference(ID, "IN-4QX7D"),),
)
BLOB = Manifest(kind=1, **SIGNED, body_blob=BodyBlob(5, HASH, HASH, 16_463, HASH))
ANONYMOUS = Manifest(kind=1, **COMMON, body=BODY.value(), reply=REPLY, reply_keyset=KEYSET.public)


@pytest.mark.parametrize("manifest", [REPORT, CONTROL, BLOB, ANONYMOUS])
def test_what_is_written_comes_back(manifest: Manifest) -> None:
    data = manifest.encode()
    assert parse_manifest(data) == manifest
    assert parse_manifest(data).encode() == data


def test_anonymous_means_without_whom_and_where_in_a_row() -> None:
    keys = decode(ANONYMOUS.encode())
    assert isinstance(keys, dict)
    assert not {4, 8, 9, 14, 17} & set(keys)


@pytest.mark.parametrize(
    ("manifest", "other"),
    [
        (REPORT, {"sender": None}),
        (REPORT, {"seq": None}),
        (REPORT, {"incarnation": None}),
        (CONTROL, {"sender": None, "seq": None, "incarnation": None}),
        (ANONYMOUS, {"custody_head": CustodyHead(1, HASH, SIG)}),
        (ANONYMOUS, {"member_token": MemberToken(HASH, HASH, 0, 1, SIG)}),
        (ANONYMOUS, {"reply_keyset": None}),
        (ANONYMOUS, {"reply": ()}),
        (REPORT, {"reply_keyset": KEYSET.public}),
        (REPORT, {"body": None}),
        (REPORT, {"body_blob": BLOB.body_blob}),
        (REPORT, {"acks": CONTROL.acks}),
        (REPORT, {"card": b"card"}),
        (CONTROL, {"body": BODY.value()}),
        (CONTROL, {"replaces": (ID,)}),
        (CONTROL, {"acks": (Ack(ID, HASH, 1, (), "why"),)}),
        (CONTROL, {"acks": (Ack(ID, HASH, 4),)}),
        (CONTROL, {"acks": (Ack(ID, HASH, 1, (Missing(HASH, 0, 1),)),)}),
        (REPORT, {"created": T0 + 1}),
        (REPORT, {"expires": T0 + 1}),
        (REPORT, {"report_id": b"short"}),
        (REPORT, {"to": b"short"}),
        (CONTROL, {"revocations": (b"r" * 215,)}),
        (CONTROL, {"directories_seen": (DirectorySeen(HASH, 3, b"short"),)}),
        (CONTROL, {"log_pages": (b"p" * 179,)}),
    ],
)
def test_what_must_hold(manifest: Manifest, other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no manifest"):
        evolve(manifest, **other).encode()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({1: 2}, NeedsNewerApp),
        ({2: 3}, NeedsNewerApp),
        ({19: 0}, NeedsNewerApp),
        ({63: 0}, NeedsNewerApp),
        ({5: []}, Malformed),
        ({5: [HASH, HASH]}, Malformed),
        ({13: []}, Malformed),
        ({13: [["a", "b", 1, HASH, HASH, 1]]}, Malformed),
        ({16: None}, Malformed),
        ({9: None}, Malformed),
        ({12: []}, Malformed),
        ({12: [1]}, Malformed),
        ({15: [[3, b"", 0, 1, [], HASH, b""]]}, NeedsNewerApp),
    ],
)
def test_what_a_stranger_may_not_write(change: dict[int, Value], error: type[Exception]) -> None:
    keys = decode(REPORT.encode())
    assert isinstance(keys, dict)
    with pytest.raises(error):
        parse_manifest(encode({**keys, **change}))
    assert parse_manifest(encode({**keys, 70: "later", 2**40: [1]})) == REPORT


def test_keys_of_blobs_and_desks_are_not_shown() -> None:
    secret = b"\x99" * 32
    shown = repr(
        [
            Attachment("n", "m", 1, HASH, HASH, 1, secret),
            BodyBlob(1, HASH, HASH, 1, secret),
            SharedMailbox(HASH, secret, 0),
            Tickets(HASH, 1, 1, (secret,)),
        ]
    )
    assert "\\x99" not in shown


FULL_BODY = ReportBody(
    "internal",
    (
        Copied(ID, "incident", {"title": "a", "n": [5, -2], "seen": True, "gone": None, "file": b"x"}),
        Copied(ID, "x", {}),
    ),
    (BodyChange(ID, ID, HASH, 1, 2**32 - 1, {"title": BodyEdit((), "a"), "n": BodyEdit((ID, ID), [1, [2, 3]])}),),
    (BodyLink(ID, ID, "victim", ID, False), BodyLink(ID, ID, "source", ID, True)),
    (WithheldField(ID, "name", "consent"),),
    {"violation": "2024.1"},
    custody=(ShownLines(ID, HASH, (b"any bytes",), b"s" * 64),),
)


def test_a_body_comes_back_in_a_manifest_and_alone() -> None:
    assert read_body(FULL_BODY.encode()) == FULL_BODY
    assert parse_body(parse_manifest(evolve(REPORT, body=FULL_BODY.value()).encode()).body) == FULL_BODY
    assert BODY.value() == {1: 1, 2: "full", 3: [[ID, "incident", {"title": "ضرب", "when": "2024-03"}]]}
    assert parse_body(BODY.value()) == BODY


@pytest.mark.parametrize(
    "other",
    [
        {"records": (Copied(ID, "x", {"a": {"b": 1}}),)},
        {"records": (Copied(ID, "x", {"a": [[{"b": 1}]]}),)},
        {"records": (Copied(b"short", "x", {}),)},
        {"changes": (BodyChange(ID, ID, b"a" * 20, 1, 1, {}),)},
        {"changes": (BodyChange(ID, ID, ID, 1, 2**32, {}),)},
        {"changes": (BodyChange(ID, ID, ID, -1, 1, {}),)},
        {"links": (BodyLink(ID, ID, "r", ID, 1),)},
        {"vocabularies": {"violation": 1}},
        {"custody": (ShownLines(ID, HASH, (b"",), b"short"),)},
    ],
)
def test_bodies_that_are_none(other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no report body"):
        evolve(FULL_BODY, **other).encode()


def test_a_newer_body() -> None:
    for newer in ({1: 2}, {8: 1}):
        with pytest.raises(NeedsNewerApp):
            parse_body({**FULL_BODY.value(), **newer})
    assert parse_body({**FULL_BODY.value(), 66: 1}) == FULL_BODY


SCALARS = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=20)


@given(st.dictionaries(st.text(max_size=8), SCALARS | st.lists(SCALARS, max_size=3), max_size=5))
def test_any_fields_come_back(fields: dict[str, Any]) -> None:
    body = evolve(FULL_BODY, records=(Copied(ID, "incident", fields),))
    again = read_body(body.encode())
    assert (again, again.encode()) == (body, body.encode())


@given(st.binary(max_size=100))
def test_strangers_bytes_raise_nothing_else(data: bytes) -> None:
    for read in (parse_manifest, read_body):
        with pytest.raises(CryptoError):
            read(data)


def test_an_acceptance_without_references_is_read_as_before() -> None:
    """An acceptance from an earlier version, byte by byte: key 69 is not there."""
    old = evolve(CONTROL, references=()).encode()
    keys = decode(old)
    assert isinstance(keys, dict) and 69 not in keys
    assert parse_manifest(old).acks == CONTROL.acks and parse_manifest(old).references == ()
