"""The relay's door against the fixed values of crypto.md i, and its tables against hostile bytes."""

import contextlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crypto import relay
from crypto.errors import CannotOpen, CryptoError, Malformed, NeedsNewerApp

T0 = 1_800_000_000
MAILBOX = relay.mailbox_key(bytes([1]) * 32, bytes([2]) * 32, 0)
MID = relay.mailbox_id(MAILBOX.public)
NAME = bytes([4]) * 32
TICKET = bytes([3]) * 16
RELAY = relay.SigningKey(bytes([1]) * 32)
ENTRY = relay.LogEntry(1, relay.STORED, NAME, 21_363, T0, relay.ticket_hash(bytes([2]) * 32, MID, TICKET))


def test_mailbox_ticket_and_delivery_are_the_fixed_ones() -> None:
    assert MAILBOX.public.hex() == "43b701d5f4dfda1e937f5c5089b0f8c91a5b4ef51296fe75a66c33a02c594753"
    assert MID.hex() == "f46ea55557683581b4afdab0284c4f22fec8df3eca02c679a76c43ccbd9bf7ca"
    assert ENTRY.ticket_hash.hex() == "acc0e4558d179651ce2faf756b1be1847931d133b1e995bcf2888cb3779f21ba"
    assert relay.delivery(MID, NAME, TICKET).hex() == "b11a6fc3ee77ae3fa1b167f69e7a35a1d480b3a08c226a322f5817dd0c354fcd"


def test_object_ids_are_the_fixed_ones() -> None:
    import hashlib

    def name(data: bytes) -> str:
        segments = [hashlib.sha256(data[i : i + (1 << 20)]).digest() for i in range(0, len(data), 1 << 20)]
        return relay.object_id(len(data), segments).hex()

    assert name(b"amparo") == "a49fd0620415ef35745712e58e3c81c2ba2125326aa363fbbd1c9df104180c8e"
    assert name(bytes(1_048_577)) == "9414c149894738b4ba920ae43865679375792df570deb2a9c78dbfa646abb664"


def test_request_signature_is_the_fixed_one() -> None:
    target = f"/v1/m/{MID.hex()}/log?after=0".encode()
    arguments = ("GET", bytes([2]) * 32, T0, bytes([3]) * 16, target)
    signature = relay.sign_request(MAILBOX, *arguments)
    assert signature.hex() == (
        "3c1ef21d34c5bc3f09572c0ce258f7ed5136d226579a2248018dc52b74df44ee"
        "c4f5a543c681efe50dbee5692c8d10fb89b242b66563607de9539dbcd15f5803"
    )
    relay.verify_request(MAILBOX.public, signature, *arguments)
    for other in (("HEAD", *arguments[1:]), (*arguments[:4], target + b"0"), (*arguments, b"body")):
        with pytest.raises(CannotOpen):
            relay.verify_request(MAILBOX.public, signature, *other)


def test_receipt_is_the_fixed_one() -> None:
    receipt = relay.Receipt(1, RELAY.public, relay.delivery(MID, NAME, TICKET), NAME, 21_363, T0, T0 + 90 * 86_400)
    data = relay.sign_receipt(RELAY, receipt)
    assert len(data) == 200
    assert data[136:].hex() == (
        "c51ae81c75f23d596056c66a43fa86e4f30c7c65b11d8bcb37694799f31250ed"
        "4cbdc6536e9d2f3fd007d54b4e3ed9392c95f7863de16fd87c866c65f11d6c08"
    )
    assert relay.open_receipt(data, RELAY.public) == receipt


def test_a_number_that_no_store_keeps_is_malformed() -> None:
    """A relay that signs one must stop nobody's round."""
    receipt = relay.Receipt(1, RELAY.public, NAME, NAME, 1, T0, 2**63)
    with pytest.raises(Malformed):
        relay.open_receipt(relay.sign_receipt(RELAY, receipt), RELAY.public)
    descriptor = relay.Descriptor(RELAY.public, bytes(8), 2**64 - 1, NAME, (), 1, 1, 1, 1)
    with pytest.raises(Malformed):
        relay.open_descriptor(relay.sign_descriptor(RELAY, descriptor), bytes(8))


def test_log_head_is_the_fixed_one_and_a_page_must_continue_it() -> None:
    head = relay.next_head(MID, ENTRY)
    assert head.hex() == "4861f38d7eae5aa1f062ed5ab0906bdad09418ed46050410c38de160939af5e3"
    page = relay.LogPage(RELAY.public, MID, 1, T0, head, (ENTRY,))
    data = relay.sign_page(RELAY, page)
    assert len(data) == 8192 == len(relay.sign_page(RELAY, evolve(page, entries=())))
    assert relay.open_page(data, RELAY.public) == page
    assert page.continues(MID, 0, MID)
    for mid, after, before in ((NAME, 0, MID), (MID, 1, MID), (MID, 0, head)):
        assert not page.continues(mid, after, before)
    with pytest.raises(CannotOpen):
        relay.open_page(data, MAILBOX.public)


def test_a_full_page_fits_one_step() -> None:
    assert relay.PAGE_ENTRIES == 83
    entries = tuple(evolve(ENTRY, seq=i) for i in range(1, 84))
    assert len(relay.sign_page(RELAY, relay.LogPage(RELAY.public, MID, 1, T0, MID, entries))) == 8192


def test_a_tag_opens_for_its_relay_alone() -> None:
    mine, other = relay.SealKey.from_secret(bytes([5]) * 32), relay.SealKey.from_secret(bytes([6]) * 32)
    tag = relay.DeliveryTag(MID, NAME)
    sealed = relay.seal_tag(tag, mine.public)
    assert len(sealed) == 130 and MID not in sealed
    assert mine.open_tag(sealed) == tag
    for bad in (sealed[:-1], sealed + b"\0", bytes(130), sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(CannotOpen):
            mine.open_tag(bad)
    with pytest.raises(CannotOpen):
        other.open_tag(sealed)


def descriptor() -> relay.Descriptor:
    return relay.Descriptor(RELAY.public, b"12345678", T0, bytes(32), (), 10, 20, 30, 90)


def test_a_descriptor_is_good_for_its_nonce_and_relay() -> None:
    data = relay.sign_descriptor(RELAY, descriptor())
    assert relay.open_descriptor(data, b"12345678", RELAY.public) == descriptor()
    assert relay.open_descriptor(data, b"12345678") == descriptor()
    for nonce, pk in ((b"12345679", RELAY.public), (b"12345678", MID)):
        with pytest.raises(CannotOpen):
            relay.open_descriptor(data, nonce, pk)


@pytest.mark.parametrize("field", range(2, 9))
def test_a_descriptor_with_a_field_of_another_kind_is_malformed(field: int) -> None:
    from crypto.encoding import decode, encode

    for wrong in (None, "text", -1, b"12", [None], {1: "x"}):
        body = decode(descriptor().body())
        if wrong is None:
            del body[field]
        else:
            body[field] = wrong
        with pytest.raises(Malformed):
            relay.Descriptor.unpack(RELAY.public, encode(body))


def test_a_newer_relay_is_named_so() -> None:
    from crypto.encoding import decode, encode

    body = decode(descriptor().body())
    for change in ({1: 2}, {9: 0}):
        with pytest.raises(NeedsNewerApp):
            relay.Descriptor.unpack(RELAY.public, encode({**body, **change}))
    assert relay.Descriptor.unpack(RELAY.public, encode({**body, 64: 0})) == descriptor()


def test_every_flipped_byte_of_a_receipt_and_a_page_is_refused() -> None:
    receipt = relay.sign_receipt(RELAY, relay.Receipt(1, RELAY.public, MID, NAME, 5, T0, T0))
    page = relay.sign_page(RELAY, relay.LogPage(RELAY.public, MID, 1, T0, relay.next_head(MID, ENTRY), (ENTRY,)))
    for data, read in (
        (receipt, lambda d: relay.open_receipt(d, RELAY.public)),
        (page, lambda d: relay.open_page(d, RELAY.public)),
    ):
        for at in (*range(300), len(data) - 1):
            if at < len(data):
                with pytest.raises(CryptoError):
                    read(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
                with pytest.raises(CryptoError):
                    read(data[:at])


READERS: list[Callable[[bytes], Any]] = [
    relay.DeliveryTag.unpack,
    relay.UploadHead.unpack,
    relay.MailboxRequest.unpack,
    relay.Receipt.unpack,
    relay.LogEntry.unpack,
    relay.LogPage.unpack,
    relay.LogPage.split,
    relay.Descriptor.split,
    lambda data: relay.Descriptor.unpack(bytes(32), data),
]


@pytest.mark.parametrize("reader", READERS)
@given(data=st.binary(max_size=300))
def test_no_bytes_make_a_reader_fail_in_another_way(reader: Callable[[bytes], Any], data: bytes) -> None:
    with contextlib.suppress(CryptoError):
        reader(data)


@given(
    st.binary(min_size=32, max_size=32),
    st.integers(0, 4),
    st.binary(min_size=16, max_size=16),
    st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=3),
)
def test_what_is_packed_is_read_back(mid: bytes, size_class: int, ticket: bytes, hashes: list[bytes]) -> None:
    tag = relay.DeliveryTag(mid, NAME, size_class, ticket)
    assert relay.DeliveryTag.unpack(tag.pack()) == tag
    length = (len(hashes) - 1) * relay.SEGMENT + 1
    head = relay.UploadHead(bytes(130), relay.object_id(length, hashes), length, tuple(hashes))
    assert relay.UploadHead.unpack(head.pack()) == head
    wish = relay.MailboxRequest(mid, ticket, size_class % 3, size_class % 2)
    assert relay.MailboxRequest.unpack(wish.pack()) == wish


def test_the_door_needs_libsodium_alone() -> None:
    said = "import sys, crypto.relay; print([m for m in ('cryptography', 'urllib3') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
