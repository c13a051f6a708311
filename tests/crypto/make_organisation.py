"""What tests/vectors/organisation.json is made of: a root's file, a delegation and directories."""

from typing import Any

from crypto.card import Mailbox, make_card
from crypto.directory import DirectoryMember, make_directory
from crypto.encoding import encode
from crypto.keys import PrivateKeyset
from crypto.passphrase import M_MIN
from crypto.root import delegate, delegation_file, seal_root
from crypto.secret import Secret
from crypto.signing import SigningKey
from tests.crypto.vectors import randomness

T0 = 1_800_000_000
ANA, DESK, ROOT = SigningKey(b"\x01" * 32), SigningKey(b"\x02" * 32), SigningKey(b"\x07" * 32)
EPOCH = PrivateKeyset(1, b"\x11" * 32, b"\x12" * 32, T0, T0 + 2_592_000)
YEAR, MOST = 31_536_000, 7_776_000
OPENS, CANNOT, MALFORMED, NEWER = "opens", "CannotOpen", "Malformed", "NeedsNewerApp"


BODY: dict[int, Any] = {1: "Heron", 2: 1, 3: T0, 4: T0 + 1, 5: 4, 6: [], 7: []}
GIVEN = delegate(ROOT, DESK.public, T0, T0 + YEAR)


def organisation() -> list[dict[str, Any]]:
    """Return every case."""
    return [*_roots(), *_delegations(), *_directories(), *_bodies()]


def _roots() -> list[dict[str, Any]]:
    with Secret.of(ROOT.seed) as seed:
        root = seal_root(seed, "amparo fine", M_MIN, 3, random=randomness("root"))
    typed = {"kind": "root", "passphrase": "amparo fine"}
    fields = {"root_pk": ROOT.public.hex(), "seed": ROOT.seed.hex()}
    return [
        {"name": "root", "data": root.hex(), "outcome": OPENS, "fields": fields} | typed,
        {"name": "wrong passphrase", "data": {"of": "root"}, "outcome": CANNOT} | typed | {"passphrase": "another one"},
        *_edits("root", typed, ("sealed", {"flip": [[130, 1]]}, CANNOT), ("whose", {"flip": [[8, 1]]}, CANNOT),
                ("root cut", {"cut": 175}, MALFORMED), ("costs", {"put": [[40, "00000001"]]}, MALFORMED),
                ("later root", {"flip": [[6, 3]]}, NEWER)),
    ]  # fmt: skip


def _delegations() -> list[dict[str, Any]]:
    file = delegation_file(ROOT.public, GIVEN)
    holds = {"root_pk": ROOT.public.hex(), "desk": DESK.public.hex(), "not_before": T0, "not_after": T0 + YEAR}
    backwards = DESK.public + (2).to_bytes(8, "big") + (1).to_bytes(8, "big")
    odd = file[:40] + backwards + ROOT.sign("desk", backwards)
    return [
        {"name": "delegation", "kind": "delegation", "data": file.hex(), "outcome": OPENS, "fields": holds},
        *_edits("delegation", {"kind": "delegation"}, ("longer", {"flip": [[87, 1]]}, CANNOT),
                ("another root", {"flip": [[8, 1]]}, CANNOT), ("delegation cut", {"cut": 151}, CANNOT),
                ("later delegation", {"flip": [[6, 3]]}, NEWER)),
        {"name": "backwards", "kind": "delegation", "data": odd.hex(), "outcome": MALFORMED},
    ]  # fmt: skip


def _card(key: SigningKey, kind: int, name: str) -> bytes:
    return make_card(key, kind=kind, name=name, seq=T0, issued=T0, expires=T0 + YEAR, keysets=[EPOCH.public]).file


def _directories() -> list[dict[str, Any]]:
    made = make_directory(
        DESK,
        ROOT.public,
        GIVEN,
        name="شبكة Heron",
        seq=3,
        issued=T0,
        expires=T0 + MOST,
        n_slots=8,
        members=[
            DirectoryMember(DESK.public, "desk", _card(DESK, 3, "Heron desk")),
            DirectoryMember(ANA.public, "مندوب", _card(ANA, 1, "Ana")),
        ],
        mailboxes=[Mailbox("https://relay.example", b"\x31" * 32, b"\x32" * 32, b"\x33" * 32, 1)],
        successor=b"\x34" * 32,
    )
    inside = {"name": made.name, "seq": 3, "expires": T0 + MOST, "n_slots": 8, "successor": "34" * 32}
    return [
        {"name": "directory", "kind": "directory", "data": made.file.hex(), "outcome": OPENS, "fields": inside},
        *_edits("directory", {"kind": "directory"}, ("name changed", {"flip": [[160, 1]]}, CANNOT),
                ("another desk", {"flip": [[40, 1]]}, CANNOT), ("later directory", {"flip": [[6, 3]]}, NEWER),
                ("directory cut", {"cut": len(made.file) - 1}, CANNOT)),
    ]  # fmt: skip


def _bodies() -> list[dict[str, Any]]:
    least = {"name": "Heron", "seq": 1, "expires": T0 + 1, "n_slots": 4, "successor": None}
    ana, desk = _card(ANA, 1, "Ana"), _card(DESK, 3, "Heron desk")
    return [
        _signed("nobody in it", {}, OPENS, fields=least),
        _signed("key to ignore", {64: 1}, OPENS, fields=least),
        _signed("key of a later version", {9: 1}, NEWER),
        _signed("number of slots of a later version", {5: 128}, NEWER),
        _signed("lasts too long", {4: T0 + MOST + 1}, MALFORMED),
        _signed("ends before it begins", {4: T0 - 1}, MALFORMED),
        _signed("somebody twice", {6: [[ANA.public, "", ana]] * 2}, MALFORMED),
        _signed("somebody else's card", {6: [[ANA.public, "", desk]]}, MALFORMED),
        _signed("a damaged card", {6: [[ANA.public, "", ana[:-1]]]}, MALFORMED),
        _signed("a later card", {6: [[ANA.public, "", b"AMPCRD\2\0"]]}, OPENS, fields=least),
    ]


def _signed(name: str, change: dict[int, Any], outcome: str, **more: Any) -> dict[str, Any]:
    data = encode(BODY | change)
    head = b"AMPDIR\x01\0" + ROOT.public + GIVEN.pack() + len(data).to_bytes(4, "big")
    whole = head + data + DESK.sign("directory", ROOT.public, data)
    return {"name": name, "kind": "directory", "data": whole.hex(), "outcome": outcome, **more}


def _edits(of: str, extra: dict[str, Any], *rows: tuple[str, dict[str, Any], str]) -> list[dict[str, Any]]:
    return [{"name": name, "data": {"of": of} | how, "outcome": outcome} | extra for name, how, outcome in rows]
