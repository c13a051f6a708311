"""Write tests/vectors anew: `python -m tests.crypto.make_vectors`. Only for a new format version.

What is written is frozen; the tests read the files and never run this. HPKE, the sealed box and Cobblestone's salt draw
their own randomness, so envelopes come out different each time; everything else comes out the same.
"""

import base64
import hashlib
import json
from typing import Any

from crypto import custody, relay, relay_messages, stream
from crypto.blob import BlobPlan
from crypto.body import BodyLink, Copied, ReportBody, WithheldField
from crypto.card import Mailbox, make_card, make_invite
from crypto.cbor_schema import to_encodable
from crypto.encoding import decode, encode, hash_, label
from crypto.envelope import seal
from crypto.header import COPY, new_header
from crypto.keys import PrivateKeyset
from crypto.manifest import Ack, Attachment, GivenReference, Manifest, Missing, manifest_hash
from crypto.passphrase import M_MIN, derive
from crypto.real_names import seal_field, second_wrap, second_wrap_recovery
from crypto.revocation import revoke
from crypto.secret import Secret
from crypto.signing import SigningKey
from crypto.slots import SlotSecret, with_slot
from sync import frames
from tests.crypto.make_custody import custody_lines
from tests.crypto.make_organisation import organisation
from tests.crypto.vectors import FOLDER, randomness

T0 = 1_800_000_000
ANA, DESK = SigningKey(b"\x01" * 32), SigningKey(b"\x02" * 32)
EPOCH = PrivateKeyset(1, b"\x11" * 32, b"\x12" * 32, T0, T0 + 2_592_000)
LATE = PrivateKeyset(2, b"\x13" * 32, b"\x14" * 32, T0, T0 + 31_536_000)
STRANGER = PrivateKeyset(1, b"\x21" * 32, b"\x22" * 32, T0, T0 + 2_592_000)
OPENS, CANNOT, MALFORMED, NEWER = "opens", "CannotOpen", "Malformed", "NeedsNewerApp"


def b64(data: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(data).decode()}


def sparse(data: bytes, step: int = 16) -> dict[str, Any]:
    """Zeros left out, in runs of whole steps."""
    parts: list[list[Any]] = []
    for at in range(0, len(data), step):
        piece = data[at : at + step]
        if not any(piece):
            continue
        if parts and parts[-1][0] + len(parts[-1][1]) // 2 == at:
            parts[-1][1] += piece.hex()
        else:
            parts.append([at, piece.hex()])
    return {"size": len(data), "parts": parts}


def edits(of: str, *rows: tuple[str, dict[str, Any], str], **extra: Any) -> list[dict[str, Any]]:
    return [{"name": name, "data": {"of": of} | how, "outcome": outcome} | extra for name, how, outcome in rows]


def header() -> list[dict[str, Any]]:
    salt, old, new = b"\x03" * 16, "amparo fine", "another one"
    with derive(old, salt, M_MIN, 3) as r, derive(new, salt, M_MIN, 3) as r2:
        data, opened = new_header(r, salt, M_MIN, 3, random=randomness("header", zeros_from=300))
        after = with_slot(data, opened, opened.slot, SlotSecret(r2), random=randomness("change", zeros_from=300))
        rs = {old: bytes(r.buffer).hex(), new: bytes(r2.buffer).hex()}
    inside = {"vmk": bytes(opened.vmk.buffer).hex(), "db_id": opened.db_id.hex(), "mask": opened.mask}
    inside |= {"slot": opened.slot}

    def case(name: str, whole: Any, who: str, seq: int, outcome: str = OPENS) -> dict[str, Any]:
        start = {"name": name, "data": whole, "passphrase": who, "r": rs[who], "outcome": outcome}
        return start | ({"seq": seq} | inside if outcome == OPENS else {})

    a, b = [0, COPY], [5, COPY + 5]
    both = [[at, 1] for at in b]
    return [
        case("created", sparse(data), old, 1),
        case("wrong passphrase", {"of": "created"}, new, 1, CANNOT),
        case("copy A damaged", {"of": "created", "flip": [[100, 1]]}, old, 1),
        case("copy B damaged", {"of": "created", "flip": [[COPY + 100, 1]]}, old, 1),
        case("both copies damaged", {"of": "created", "flip": both}, old, 1, MALFORMED),
        case("later version", {"of": "created", "flip": [[at + 6, 3] for at in a]}, old, 1, NEWER),
        case("cut", {"of": "created", "cut": COPY}, old, 1, MALFORMED),
        case("passphrase changed", sparse(after), new, 2),
        case("old passphrase after the change", {"of": "passphrase changed"}, old, 2, CANNOT),
        case("torn while changing", sparse(after[:COPY] + data[COPY:]), new, 2),
    ]


def card() -> list[dict[str, Any]]:
    mailbox = Mailbox("https://relay.example", b"\x31" * 32, b"\x32" * 32, b"\x33" * 32, 1)
    made = make_card(
        DESK,
        kind=3,
        name="مكتب Ofício",
        seq=T0,
        issued=T0,
        expires=T0 + 31_536_000,
        keysets=[EPOCH.public, LATE.public],
        mailboxes=[mailbox],
        organisation=b"\x34" * 32,
    )
    fields = {"id_pk": DESK.public.hex(), "kind": 3, "name": made.name, "seq": T0, "issued": T0}
    fields |= {"expires": made.expires, "organisation": "34" * 32, "id": made.id.hex(), "hash": made.hash.hex()}
    size = len(made.file)
    return [
        {"name": "desk", "data": b64(made.file), "outcome": OPENS, "fields": fields},
        *edits(
            "desk",
            ("name changed", {"flip": [[70, 1]]}, CANNOT),
            ("signature changed", {"flip": [[size - 1, 1]]}, CANNOT),
            ("other identity", {"put": [[8, ANA.public.hex()]]}, CANNOT),
            ("cut", {"cut": size - 1}, CANNOT),
            ("later version", {"flip": [[6, 3]]}, NEWER),
        ),
        {"name": "key of a later version", "data": b64(signed_card({10: 1})), "outcome": NEWER},
        {"name": "key to ignore", "data": b64(signed_card({64: 1})), "outcome": OPENS, "fields": {"name": "Ana"}},
        {"name": "no keys", "data": b64(signed_card({7: []})), "outcome": MALFORMED},
        {"name": "low-order box key", "data": b64(signed_card({7: [low_order()]})), "outcome": MALFORMED},
        {"name": "organisation null", "data": b64(signed_card({9: None})), "outcome": MALFORMED},
    ]


def low_order() -> list[object]:
    keyset = EPOCH.public
    return [1, keyset.xwing_pk, bytes(32), keyset.not_before, keyset.not_after]


def signed_card(change: dict[int, Any]) -> bytes:
    body = {1: [1], 2: 1, 3: "Ana", 4: 1, 5: T0, 6: T0 + 1, 7: [to_encodable(EPOCH.public)], 8: []}
    data = encode(body | change)
    return b"AMPCRD\x01\x00" + ANA.public + len(data).to_bytes(4, "big") + data + ANA.sign("card", ANA.public, data)


def small() -> list[dict[str, Any]]:
    made = make_card(ANA, kind=1, name="Ana", seq=1, issued=T0, expires=T0 + 1, keysets=[EPOCH.public])
    invite = make_invite(made, "https://relay.example")
    ended, followed = revoke(ANA, T0), revoke(ANA, 0, DESK)
    about = {"id_pk": ANA.public.hex()}
    return [
        {"name": "invite", "kind": "invite", "data": invite.hex(), "outcome": OPENS}
        | {"fields": about | {"card_hash": made.hash.hex(), "url": "https://relay.example"}},
        *edits("invite", ("invite cut", {"cut": len(invite) - 1}, MALFORMED), kind="invite"),
        {"name": "revocation", "kind": "revocation", "data": ended.file.hex(), "outcome": OPENS}
        | {"fields": about | {"effective": T0, "successor": None}},
        {"name": "rotation", "kind": "revocation", "data": followed.file.hex(), "outcome": OPENS}
        | {"fields": about | {"effective": 0, "successor": DESK.public.hex()}},
        *edits(
            "rotation",
            ("rotation without the successor's signature", {"put": [[152, "00" * 64]]}, CANNOT),
            ("rotation altered", {"flip": [[48, 1]]}, CANNOT),
            kind="revocation",
        ),
    ]


def manifests() -> dict[str, Manifest]:
    record, victim = bytes([0x41]) * 16, bytes([0x42]) * 16
    body = ReportBody(
        "full",
        (
            Copied(record, "incident", {"title": "ضرب", "when": "2026-10/2026-11", "seen": True, "deaths": 0}),
            Copied(victim, "person", {"height": [172, -2], "nothing": None}),
        ),
        links=(BodyLink(b"\x43" * 16, record, "victim", victim, False),),
        held_back=(WithheldField(victim, "name", "consent"),),
        vocabularies={"violation": "2026.1"},
    )
    plan = BlobPlan(b"\x01" * 32, 6, sha256(b"amparo"))
    name = hash_("object", plan.length.to_bytes(8, "big"), *plan.segment_hashes(lambda at, n: b"amparo"[at : at + n]))
    common: dict[str, Any] = {"report_id": b"\x01" * 16, "to": hash_("id", DESK.public), "created": T0}
    whole = common | {"sender": ANA.public, "incarnation": b"\x05" * 8, "seq": 7}
    attachment = Attachment("ф.txt", "text/plain", 6, sha256(b"amparo"), name, plan.length, b"\x01" * 32)
    report = Manifest(kind=1, **whole, body=body.value(), attachments=(attachment,))
    acks = (Ack(b"\x01" * 16, manifest_hash(report.encode()), 4, (Missing(name, 0, 1),)),)
    taken, given = (Ack(b"\x01" * 16, acks[0].manifest_hash, 2),), (GivenReference(record, "IN-4QX7D"),)
    return {
        "signed": report,
        "anonymous": Manifest(kind=1, **common, body=body.value()),
        "control": Manifest(kind=2, **whole | {"seq": 8}, acks=acks),
        "acceptance with references": Manifest(kind=2, **whole | {"seq": 9}, acks=taken, references=given),
    }


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def manifest() -> list[dict[str, Any]]:
    made = manifests()
    cases = [
        {"name": name, "data": m.encode().hex(), "outcome": OPENS, "hash": manifest_hash(m.encode()).hex()}
        for name, m in made.items()
    ]
    data = made["anonymous"].encode()
    wrong = {
        "anonymous with a seq": ({9: 1}, MALFORMED),
        "two addressees": ({5: [bytes(32), bytes(32)]}, MALFORMED),
        "not a full hour": ({6: T0 + 1}, MALFORMED),
        "acks in a report": ({26: [bytes(16)]}, MALFORMED),
        "empty attachments": ({13: []}, MALFORMED),
        "later version": ({1: 2}, NEWER),
        "key of a later version": ({19: 1}, NEWER),
    }
    keys = decode(data)
    assert isinstance(keys, dict)
    cases += [{"name": n, "data": encode({**keys, **c}).hex(), "outcome": o} for n, (c, o) in wrong.items()]
    return [*cases, *edits("anonymous", ("cut", {"cut": len(data) - 1}, MALFORMED))]


def envelope() -> list[dict[str, Any]]:
    made = manifests()
    keys = {"xwing_seed": EPOCH.xwing_seed.hex(), "box_key": EPOCH.box_key.hex()}
    wrong_keys = {"xwing_seed": STRANGER.xwing_seed.hex(), "box_key": STRANGER.box_key.hex()}
    cases = []
    for name, key, mode in (("signed", ANA, 1), ("anonymous", None, 2)):
        data = seal(made[name].encode(), key, EPOCH.public, random=randomness(f"envelope {name}"))
        inside = {"mode": mode, "manifest_hash": manifest_hash(made[name].encode()).hex()}
        cases.append({"name": name, "data": b64(data), "outcome": OPENS} | keys | inside)
    unsigned = seal(made["signed"].encode(), None, EPOCH.public, random=randomness("envelope unsigned"))
    first = base64.b64decode(cases[0]["data"]["base64"])
    slot = [[44, first[1260:2476].hex()], [1260, first[44:1260].hex()]]
    return [
        *cases,
        {"name": "signed manifest without a signature", "data": b64(unsigned), "outcome": CANNOT} | keys,
        {"name": "other keys", "data": {"of": "signed"}, "outcome": CANNOT} | wrong_keys,
        *edits(
            "signed",
            ("nonce changed", {"flip": [[12, 1]]}, CANNOT),
            ("slots swapped", {"put": slot}, CANNOT),
            ("commitment changed", {"flip": [[44 + 4864 + 24, 1]]}, CANNOT),
            ("text changed", {"flip": [[44 + 4864 + 60, 1]]}, CANNOT),
            ("cut", {"cut": 21_362}, CANNOT),
            ("slots miscounted", {"put": [[10, "0008"]]}, CANNOT),
            ("later version", {"flip": [[6, 3]]}, NEWER),
            ("later suite", {"flip": [[9, 3]]}, NEWER),
            **keys,
        ),
    ]


def blob() -> list[dict[str, Any]]:
    file = b"amparo"
    plan = BlobPlan(b"\x01" * 32, len(file), sha256(file))
    data = plan.read(0, plan.length, lambda at, n: file[at : at + n])
    hashes = plan.segment_hashes(lambda at, n: file[at : at + n])
    about = {"k_blob": "01" * 32, "size": len(file), "sha256": sha256(file).hex()}
    name = hash_("object", len(data).to_bytes(8, "big"), *hashes).hex()
    return [
        {"name": "amparo", "data": b64(data), "outcome": OPENS, "object_id": name, "file": file.hex()} | about,
        {"name": "another key", "data": {"of": "amparo"}, "outcome": CANNOT} | about | {"k_blob": "02" * 32},
        {"name": "another file's hash", "data": {"of": "amparo"}, "outcome": CANNOT} | about | {"sha256": "00" * 32},
        {"name": "another size", "data": {"of": "amparo"}, "outcome": CANNOT} | about | {"size": 5},
        *edits(
            "amparo",
            ("salt changed", {"flip": [[8, 1]]}, CANNOT),
            ("commitment changed", {"flip": [[32, 1]]}, CANNOT),
            ("chunk changed", {"flip": [[64, 1]]}, CANNOT),
            ("cut", {"cut": len(data) - 1}, CANNOT),
            ("later version", {"flip": [[6, 3]]}, NEWER),
            **about,
        ),
    ]


SEAL_SECRET, NONCE, MID = b"\x09" * 32, b"\x08" * 8, b"\x05" * 32


def second() -> list[dict[str, Any]]:
    with Secret.of(b"\x05" * 32) as key, Secret.of(b"\x01" * 32) as recovery:
        wrap = second_wrap(key, "amparo fine", M_MIN, 3, random=randomness("second"))
        shares = second_wrap_recovery(key, recovery, random=randomness("second recovery"))
        field = seal_field(key, b"\x06" * 16, "real_name", '"Ana Ejemplo"', random=randomness("field"))
    words = {"kind": "wrap", "secret": "amparo fine"}
    sealed = {"kind": "field", "key": "05" * 32, "record": "06" * 16, "field": "real_name"}
    return [
        {"name": "wrapped", "data": wrap.hex(), "outcome": OPENS, "fields": {"key": "05" * 32}} | words,
        {"name": "wrong passphrase", "data": {"of": "wrapped"}, "outcome": CANNOT} | words | {"secret": "another one"},
        *edits(
            "wrapped",
            ("commitment", {"flip": [[64, 1]]}, CANNOT),
            ("key", {"flip": [[96, 1]]}, CANNOT),
            ("cut", {"cut": 143}, MALFORMED),
            ("reserved", {"put": [[2, "01"]]}, MALFORMED),
            ("costs", {"put": [[8, "00000001"]]}, MALFORMED),
            ("later version", {"put": [[0, "02"]]}, NEWER),
            ("another way", {"put": [[1, "03"]]}, NEWER),
            **words,
        ),
        {"name": "by shares", "kind": "wrap", "data": shares.hex(), "outcome": OPENS, "recovery": "01" * 32,
         "fields": {"key": "05" * 32}},
        {"name": "sealed", "data": field.hex(), "outcome": OPENS, "fields": {"text": '"Ana Ejemplo"'}} | sealed,
        {"name": "another's", "data": {"of": "sealed"}, "outcome": CANNOT} | sealed | {"record": "07" * 16},
        {"name": "another field", "data": {"of": "sealed"}, "outcome": CANNOT} | sealed | {"field": "address"},
        *edits(
            "sealed",
            ("flipped", {"flip": [[60, 1]]}, CANNOT),
            ("too short", {"cut": 40}, CANNOT),
            ("later field", {"put": [[0, "02"]]}, NEWER),
            **sealed,
        ),
    ]  # fmt: skip


def wire() -> list[dict[str, Any]]:
    return [*mail(), *files()]


def mail() -> list[dict[str, Any]]:
    """What relays say. `now`, ids and hashes are made up; the relay's key is the desk's."""
    key, hour = DESK, T0
    made = relay_messages.Receipt(1, key.public, b"\x06" * 32, b"\x04" * 32, 21_363, hour, hour + 7_776_000)
    receipt = relay.sign_receipt(key, made)
    unknown = receipt[:8] + b"\x03" + receipt[9:136]
    entries = tuple(relay_messages.LogEntry(n, n, b"\x04" * 32, 21_363, hour, b"\x07" * 32) for n in (1, 2))
    head = relay_messages.next_head(relay_messages.next_head(MID, entries[0]), entries[1])
    page = relay.sign_page(key, relay_messages.LogPage(key.public, MID, 1, T0 + 5, head, entries))
    told = relay_messages.Descriptor(
        key.public, NONCE, T0 + 5, b"\x0a" * 32, (b"\x0b" * 32,), 1 << 36, 1 << 33, 10_000, 90
    )
    tag = relay_messages.DeliveryTag(MID, b"\x04" * 32, 1, b"\x0c" * 16)
    sealed = relay.seal_tag(tag, relay.SealKey.from_secret(SEAL_SECRET).public)
    about: dict[str, Any] = {"relay_pk": key.public.hex()}
    place = about | {"mid": MID.hex(), "after": 0, "before": MID.hex()}
    asked, seal = about | {"nonce": NONCE.hex()}, {"seal_secret": SEAL_SECRET.hex()}
    rows: list[tuple[str, str, bytes, str, dict[str, Any]]] = [
        ("receipt", "receipt", receipt, OPENS, about | {"fields": {"kind": 1, "time": hour, "length": 21_363}}),
        ("receipt of no kind", "receipt", unknown + key.sign("receipt", unknown), MALFORMED, about),
        ("page", "page", page, OPENS, place | {"fields": {"now": T0 + 5, "head": head.hex()}}),
        ("page that leaves one out", "page", page, CANNOT, place | {"after": 1}),
        ("descriptor", "descriptor", relay.sign_descriptor(key, told), OPENS, asked | {"fields": {"ttl_days": 90}}),
        ("descriptor as before", "descriptor", relay.sign_descriptor(key, told), CANNOT, asked | {"nonce": "00" * 8}),
        ("tag", "tag", sealed, OPENS, seal | {"fields": {"size_class": 1, "mid": MID.hex(), "ticket": "0c" * 16}}),
        ("tag for another relay", "tag", sealed, CANNOT, {"seal_secret": "0d" * 32}),
    ]
    cases = [{"name": n, "kind": k, "data": b64(d), "outcome": o} | more for n, k, d, o, more in rows]
    cases += edits("receipt", ("receipt altered", {"flip": [[90, 1]]}, CANNOT), kind="receipt", **about)
    cases += edits("receipt", ("receipt, later version", {"flip": [[6, 3]]}, NEWER), kind="receipt", **about)
    cases += edits("page", ("page altered", {"flip": [[130, 1]]}, CANNOT), kind="page", **place)
    return cases + edits("tag", ("tag cut", {"cut": 129}, CANNOT), kind="tag", **seal)


def files() -> list[dict[str, Any]]:
    """A vault blob, two custody entries, a body by itself, a bundle's volume and a safety number."""
    key, blob_id = b"\x02" * 32, b"\x03" * 16
    vault = stream.seal(key, label("vault-blob") + blob_id, b"amparo" + bytes(16_377), randomness("vault blob"))
    about: dict[str, Any] = {"key": key.hex(), "blob_id": blob_id.hex(), "size": 6, "fields": {"file": b"amparo".hex()}}
    common = {"item": b"\x01" * 16, "actor": b"\x02" * 32, "sha256": b"\x03" * 32}
    action, clock = custody.Action, custody.ClockState
    one = custody.CustodyEntry(n=1, at=T0, clock_state=clock(0), action=action(1), **common).encode()
    two = custody.CustodyEntry(2, common["item"], T0 + 60, clock(1), action(3), key, b"\x03" * 32, b"\x04" * 16, "copy")
    heads = [bytes(32), first := custody.next_head(bytes(32), one), custody.next_head(first, two.encode())]
    start, after = ({"n": n, "before": heads[n].hex()} for n in (0, 1))
    later = one[:25] + b"\x0c" + one[26:]
    body = manifests()["signed"].body or {}
    kept: dict[str, Any] = {"objects": [b"amparo".hex(), b"second".hex()], "receipts": ["0e" * 200]}
    rows: list[tuple[str, str, bytes, str, dict[str, Any]]] = [
        ("vault blob", "vault blob", vault, OPENS, about),
        ("another vault blob's id", "vault blob", vault, CANNOT, about | {"blob_id": "00" * 16}),
        ("custody 1", "custody", one, OPENS, start | {"fields": {"head": heads[1].hex()}}),
        ("custody 2", "custody", two.encode(), OPENS, after | {"fields": {"head": heads[2].hex()}}),
        ("custody action to come", "custody", later, NEWER, start),
        *custody_lines(ANA, body, one, two.encode(), later),
        ("body", "body", encode(body), OPENS, {"fields": {"profile": "full"}}),
        ("body of a later schema", "body", encode({**body, 1: 2}), NEWER, {}),
        ("body with a map for a value", "body", encode({**body, 3: [[bytes(16), "x", {"y": {}}]]}), MALFORMED, {}),
        ("volume", "volume", volume(), OPENS, {"fields": kept}),
        ("safety number", "safety", b"\x01" * 32 + b"\x02" * 32, OPENS, {"fields": {"number": SAFETY}}),
    ]
    cases = [{"name": n, "kind": k, "data": b64(d), "outcome": o} | more for n, k, d, o, more in rows]
    wrong = edits("custody lines", ("custody lines signed wrong", {"flip": [[-1, 1]]}, CANNOT), kind="custody lines")
    torn: dict[str, Any] = {"kind": "volume", "fields": kept | {"objects": [b"second".hex()]}}
    return cases + wrong + edits("volume", ("volume torn", {"flip": [[volume().index(b"amparo"), 1]]}, OPENS), **torn)


SAFETY = "19168 30773 09374 51261 63452 34109 82685 09090 68655 98858 48206 19754"


def volume() -> bytes:
    """Two objects of six bytes, each list before its segment, and a receipt."""
    out = frames.volume_header(b"\x0f" * 16, 1)
    kind, count = frames.FrameType, 0
    for data in (b"amparo", b"second"):
        hashes = sha256(data)
        name = hash_("object", len(data).to_bytes(8, "big"), hashes)
        out += frames.frame_header(kind.LIST, hashes, name, 0, len(data)) + hashes
        out += frames.frame_header(kind.SEGMENT, data, name, 0, len(data)) + data
        count += 2
    out += frames.frame_header(kind.RECEIPT, b"\x0e" * 200) + b"\x0e" * 200
    number = (count + 1).to_bytes(4, "big")
    return out + frames.frame_header(kind.END, number) + number


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for make in (header, card, small, manifest, envelope, blob, second, organisation, wire):
        text = json.dumps({"format": make.__name__, "cases": make()}, ensure_ascii=False, indent=1)
        (FOLDER / f"{make.__name__}.json").write_text(text + "\n", "utf-8")
