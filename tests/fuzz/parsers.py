"""Every parser of foreign bytes, declared once: good bytes to begin from, how it is read, the errors it can raise.

`read` also checks that accepted bytes are written again as the same bytes. Signatures, checksums and seals are valid.
"""

import hashlib
import io
import json
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from shamir_mnemonic import Share, rs1024

from app.actions.kernel import report as bodies
from app.domain.date_words import LANGUAGES
from app.domain.kinds import KINDS
from app.domain.moment import Moment, Way, pattern_point
from app.domain.typed_moment import parse_typed
from app.errors import InputRefused, NotOpened
from app.exchange import vcard
from app.exchange.csv_ import read_csv, write_csv
from app.exchange.mapping import guess, parse_mapping
from app.exchange.rows import map_rows
from app.store.upkeep import backup_archive
from crypto import custody, envelope, header, signed_log, stream
from crypto.blob import open_blob
from crypto.body import read_body
from crypto.card import read_card, read_invite
from crypto.encoding import decode, encode
from crypto.errors import CryptoError
from crypto.keys import EPOCH, PrivateKeyset
from crypto.manifest import parse_manifest
from crypto.proof_of_work import Challenge
from crypto.recovery import SHARE_WORDS, read_share
from crypto.relay import SealKey, open_descriptor
from crypto.relay_messages import (
    DeliveryTag,
    Descriptor,
    LogEntry,
    LogPage,
    MailboxRequest,
    Receipt,
    UploadHead,
    object_id,
)  # fmt: skip
from crypto.revocation import REVOCATION, SIGNED, SUCCESSOR, read_revocation
from crypto.secret import Secret
from crypto.tickets import TicketRow, WalkIn
from sync.errors import Damaged, Refused
from sync.frames import FRAME_HEADER, FRAME_MAGIC, VOLUME_HEADER, walk
from sync.link import address
from sync.maillog import LogPosition, MailLog
from sync.ports import SEGMENT
from sync.relay.errors import Refusal
from sync.relay.request import from_decimal, from_hex, wanted_range
from sync.salvage import BundleReader
from tests.crypto.sweeps import ANA, KEYSET
from tests.crypto.test_journal import SEAL
from tests.crypto.vectors import load
from tests.exchange.office import VCARD, table_in
from tests.fuzz.organisation import ORGANISATION
from tests.fuzz.parser import Parser
from tests.fuzz.samples import CARDS, DATES, MAPPING, N32, PACKED, PACKS, SHEETS, TABLE, good, volumes, workbook
from tests.vaults import WORDS


def _same(made: bytes, data: bytes) -> None:
    assert made == data, "what was accepted is written as other bytes"


def _card(body: bytes) -> None:
    file = b"AMPCRD\x01\0" + ANA.public + len(body).to_bytes(4) + body + ANA.sign("card", ANA.public, body)
    read_card(file)


def _revocation(data: bytes) -> None:
    """Read what the identity, and as its successor itself, has signed."""
    data = data.ljust(REVOCATION, b"\0")
    twice = data[8] == SUCCESSOR
    signed = data[:16] + ANA.public + data[48:56] + (ANA.public if twice else data[56:SIGNED])
    signature = ANA.sign("revoke", signed)
    read_revocation(signed + signature + (signature if twice else data[152:]))


def _manifest(data: bytes) -> None:
    assert parse_manifest((manifest := parse_manifest(data)).encode()) == manifest


def _body(data: bytes) -> None:
    body = read_body(data)
    assert read_body(body.encode()) == body
    bodies.read(body, N32, bytes(16), KINDS, WORDS)


def _envelope(data: bytes) -> None:
    envelope.open_(data, [ENVELOPE_KEYS])


def _envelope_text(data: bytes) -> None:
    size = next(size for size in envelope.TEXT_SIZES if size >= len(data))
    opened = envelope._read_text(data.ljust(size, b"\0"), N32, KEYSET)
    start = bytes([opened.mode, 0, 0, 0]) + len(opened.manifest_bytes).to_bytes(4)
    _same((start + opened.manifest_bytes + opened.signature).ljust(size, b"\0"), data.ljust(size, b"\0"))


def _share(data: bytes) -> None:
    """Read what was typed; and thirty words of these numbers, with a good checksum after them."""
    numbers = [int.from_bytes(data[at : at + 2]) % 1024 for at in range(0, 60, 2)]
    flavour = b"shamir_extendable" if numbers[1] >> 4 & 1 else b"shamir"
    words = [SHARE_WORDS[n] for n in (*numbers, *rs1024.create_checksum(numbers, flavour))]
    share = read_share(" ".join(words))
    assert share.words == tuple(words) == tuple(Share.from_mnemonic(" ".join(words)).words())
    with suppress(CryptoError):
        read_share(data.decode("utf-8", "replace"))


def _header(data: bytes) -> None:
    copy = data[: header.SUM_AT].ljust(header.SUM_AT, b"\0")
    whole = (copy + hashlib.sha256(copy).digest()) * 2
    _same(header.settle_header(whole), whole)


def _slot(data: bytes) -> None:
    opened = header._read_text(Secret.of(data[: header.TEXT].ljust(header.TEXT, b"\0")), 1, 3, header.PASSPHRASE)
    _same(bytes(opened.text().buffer), data.ljust(header.TEXT, b"\0")[: header.TEXT])


def _blob(data: bytes) -> None:
    sha256 = hashlib.sha256(b"amparo").digest()
    pieces = open_blob(lambda at, n: data[at : at + n], len(data), BLOB_KEY, 6, sha256)
    _same(b"".join(pieces), b"amparo")


ENVELOPE_KEYS = PrivateKeyset(
    EPOCH, *(bytes.fromhex(load("envelope")["signed"][k]) for k in ("xwing_seed", "box_key")), 0, 0
)
BLOB_KEY = bytes.fromhex(load("blob")["amparo"]["k_blob"])


def _stream(data: bytes) -> None:
    _same(stream.seal(b"\1" * 32, b"ctx", stream.open_(b"\1" * 32, b"ctx", data), lambda n: data[:n]), data)


def _receipt(data: bytes) -> None:
    _same(Receipt.unpack(data[: Receipt.BODY]).pack(), data[: Receipt.BODY])


def _page(data: bytes) -> None:
    signed, _ = LogPage.split(data)
    page = LogPage.unpack(signed)
    _same(page.pack(), signed)
    log = MailLog(page.mid, LogPosition(page.first - 1, page.mid, 0, page.mid))
    try:
        log.add(page)
    except Damaged:
        return
    log.end()
    _same(LogPosition.from_bytes(log.position().to_bytes()).to_bytes(), log.position().to_bytes())


def _descriptor(body: bytes) -> None:
    signed = Descriptor.MAGIC + ANA.public + len(body).to_bytes(4) + body
    open_descriptor(signed + ANA.sign("descriptor", ANA.public, body), b"\x08" * 8)


def _upload(data: bytes) -> None:
    """Read a head whose name is that of its hashes."""
    if len(data) > UploadHead.FIXED:
        name = object_id(int.from_bytes(data[162:170]), [data[170:]])
        data = data[:130] + name + data[162:]
    _same(UploadHead.unpack(data).pack(), data)


def _request(data: bytes) -> None:
    """Read what a relay reads of a request's line and headers."""
    text = data.decode("latin-1")
    with suppress(CryptoError):
        assert str(from_decimal(text)) == text
    with suppress(CryptoError):
        assert from_hex(text, 16).hex() == text
    start, end = wanted_range(text, 1 << 20) or (0, 1)
    assert 0 <= start < end <= 1 << 20


def _resealed(data: bytes) -> bytes:
    """Return a volume whose frames, as far as they run on, have a good seal."""
    out, at = bytearray(data), VOLUME_HEADER
    while out[at : at + 8] == FRAME_MAGIC and len(out) >= at + FRAME_HEADER:
        end = at + FRAME_HEADER + int.from_bytes(out[at + 12 : at + 16])
        out[at + 64 : at + 96] = hashlib.sha256(out[at : at + 64] + out[at + FRAME_HEADER : end]).digest()
        at = end
    return bytes(out)


def _frames(data: bytes) -> None:
    at = VOLUME_HEADER
    for found in walk(io.BytesIO(data), len(data), "case"):
        assert at <= found.at < found.end <= len(data), "a frame outside its volume"
        at = found.end


def _stick(data: bytes) -> None:
    """Read a stick with one volume, whose seals are made good where its last byte is even."""
    (_folder() / "0001.dat").write_bytes(data if data[-1:] and data[-1] % 2 else _resealed(data))
    reader = BundleReader(_folder())
    for arrival in reader.arrivals():
        whole = b"".join(arrival.read(at, SEGMENT) for at in range(0, arrival.length, SEGMENT))
        hashes = [hashlib.sha256(whole[at : at + SEGMENT]).digest() for at in range(0, len(whole), SEGMENT)]
        assert object_id(len(whole), hashes) == arrival.object_id, "an object that is not what it is called"
        assert reader.segments(arrival) == tuple(hashes)
        assert all((len(relay_pk), len(tag)) == (32, 130) for relay_pk, tag in reader.tags(arrival))
    assert all(len(receipt) == 200 for receipt in reader.receipts())
    reader.close()


_MADE: list[tempfile.TemporaryDirectory[str]] = []


def _folder() -> Path:
    """Return a folder in memory where the machine has one; it goes with the process."""
    if not _MADE:
        shm = Path("/dev/shm")
        _MADE.append(tempfile.TemporaryDirectory(prefix="amparo-fuzz-", dir=shm if shm.is_dir() else None))
    return Path(_MADE[0].name)


class _Bytes:
    """What is read as a pack, with a good sum at its end."""

    def __init__(self, data: bytes) -> None:
        self.data = data + hashlib.sha256(data).digest()

    def read_at(self, at: int, count: int) -> bytes:
        return self.data[at : at + count]


def _pack(data: bytes) -> None:
    """Read a pack whose header is a good one, as its 65,536 bytes would hide the rest."""
    head = backup_archive.MAGIC + bytes([9]) + b"vault.hdr" + (65_536).to_bytes(8) + PACKED
    source = _Bytes(head + data)
    entries = backup_archive.check(source, len(source.data))
    made = b"".join(
        bytes([len(e.name)]) + e.name.encode() + e.size.to_bytes(8) + source.read_at(e.at, e.size) for e in entries
    )
    _same(backup_archive.MAGIC + made + b"\0", head + data)


def _table(data: bytes) -> None:
    table = read_csv(data)
    again = read_csv(b"".join(write_csv(table.header, [row.cells for row in table.rows])), delimiter=",")
    assert again.header == table.header
    assert [row.cells for row in again.rows] == [row.cells for row in table.rows if any(row.cells)]


def _vcard(data: bytes) -> None:
    cards = vcard.read(data)
    assert vcard.read(vcard.write(cards).encode()) == cards


def _sheet(data: bytes) -> None:
    """Read one sheet; a line that names another part ahead of it stands for that part."""
    name, _, part = data.partition(b"\n")
    table_in(workbook({name.decode("latin-1").partition("\0")[0] or "x": part}))


def _mapping(data: bytes) -> None:
    mapping = parse_mapping(data, KINDS, "event")
    said = json.dumps(mapping.as_json())
    assert parse_mapping(said, KINDS).as_json() == mapping.as_json()
    table = read_csv(TABLE, encoding=mapping.encoding, delimiter=mapping.delimiter, skip_rows=mapping.skip_rows)
    for row in map_rows(table, guess(mapping, table), WORDS):
        assert row


def _moment(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for language in LANGUAGES:
        with suppress(ValueError):
            assert parse_typed(text, date(2026, 11, 24), language, Way.EITHER).precision
    first, _, pattern = text.partition("\n")
    if pattern:
        Moment(pattern_point(first, pattern).text)
    moment = Moment(first)
    assert moment.first_day <= moment.last_day and moment.precision


PARSERS: Sequence[Parser] = (
    Parser("cbor", lambda data: _same(encode(decode(data)), data), [*CARDS, *good("manifest")], cbor=True),
    Parser("card file", read_card, good("card")),
    Parser("card body", _card, CARDS, cbor=True),
    Parser("invite", read_invite, good("small", "invite")),
    Parser("revocation file", read_revocation, good("small", "revocation")),
    Parser("revocation", _revocation, good("small", "revocation")),
    *ORGANISATION,
    Parser("manifest", _manifest, good("manifest"), cbor=True),
    Parser("body", _body, good("wire", "body"), cbor=True),
    Parser("envelope", _envelope, good("envelope")[:2]),
    Parser(
        "envelope text", _envelope_text,
        [bytes([1, 0, 0, 0]) + len(data).to_bytes(4) + data + bytes(64) for data in good("manifest")],
    ),
    Parser("stream", _stream, [stream.seal(b"\1" * 32, b"ctx", text) for text in (b"", b"amparo", bytes(16_384))]),
    Parser("blob", _blob, good("blob")[:1]),
    Parser("recovery share", _share, [b"\0\1" + b"\3\xd0" + bytes(2) + b"\0\1" + bytes(52) + b" 1. academic acid"]),
    Parser("vault header", _header, [data[:9_000] for data in good("header")[:1]]),
    Parser("vault slot", _slot, [bytes([1, 1, 0, 0, 0, 8]) + bytes(2) + N32 + b"v" * 16 + bytes(40)]),
    Parser("pack", _pack, PACKS, (NotOpened,)),
    Parser("seal of a log", lambda data: _same(signed_log.read_seal(data).encode(), data), (SEAL.encode(),), cbor=True),
    Parser("custody entry", lambda data: _same(custody.parse_entry(data).encode(), data),
           good("wire", "custody"), cbor=True),
    Parser("custody lines", lambda data: _same(custody.parse_shown(data).encode(), data),
           good("wire", "custody lines"), cbor=True),
    Parser("delivery tag", lambda data: _same(DeliveryTag.unpack(data).pack(), data), [DeliveryTag(N32, N32).pack()]),
    Parser("sealed tag", SealKey.from_secret(bytes.fromhex(load("wire")["tag"]["seal_secret"])).open_tag,
           good("wire", "tag")),
    Parser("upload head", _upload, [UploadHead(bytes(130), N32, n << 20, (N32,) * n).pack() for n in (1, 3)]),
    Parser("mailbox request", lambda data: _same(MailboxRequest.unpack(data).pack(), data),
           [MailboxRequest(N32).pack()]),
    Parser("ticket rows", lambda data: _same(b"".join(r.pack() for r in TicketRow.unpack_all(data)), data),
           [TicketRow(1, 2, 1_800_000_000, N32).pack() * 2]),
    Parser("walk-in file", lambda data: _same(WalkIn.unpack(data).pack(), data),
           [WalkIn(N32, N32, 1, 1_800_000_000, (N32[:16],)).pack()]),
    Parser("challenge", lambda data: _same(Challenge.read(data).data, data), [bytes(48)]),
    Parser("receipt", _receipt, good("wire", "receipt")),
    Parser("log entry", lambda data: _same(LogEntry.unpack(data).pack(), data),
           [LogEntry(1, 1, N32, 9, 3600, N32).pack()]),
    Parser("log page", _page, good("wire", "page")),
    Parser("descriptor", _descriptor, [data[44:-64] for data in good("wire", "descriptor")], cbor=True),
    Parser("request line", _request, [b"bytes=0-9", b"17", b"0f" * 16], (Refusal,)),
    Parser("relay address", lambda data: address(data.decode("utf-8", "replace")),
           [b"http://127.0.0.1:8000", b"http://" + b"a" * 56 + b".onion", b"http://[::1]:1/"], (Refused,)),
    Parser("frames", _frames, volumes(), (Damaged,)),
    Parser("stick", _stick, volumes(), ()),
    Parser("vCard", _vcard, [VCARD], (InputRefused,)),
    Parser("table", _table, [TABLE, TABLE.replace(b",", b";"), TABLE.decode().encode("utf-16"),
                             b"a;b\r\n\"x\"\"\n\";'=1\r\n", "اسم,b\n=1,+2\n".encode("cp1256")], (InputRefused,)),
    Parser("workbook", lambda data: table_in(data), [workbook()], (InputRefused,)),
    Parser("sheet", _sheet, SHEETS, (InputRefused,)),
    Parser("mapping", _mapping, [json.dumps(MAPPING).encode(), b'{"kind": "actor", "fields": {"alias": "Place"}}'],
           (InputRefused,)),
    Parser("moment", _moment, [text.encode() for text in DATES], (ValueError,)),
)  # fmt: skip
