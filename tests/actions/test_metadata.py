"""What relays, sticks and addressees could lay side by side: nothing that says whose it is, or that two are one's.

What any stranger's report has in common with it too (magic, schema words, the addressee) is no trace of anybody.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import field, frozen

import crypto
from app.actions.contacts import contact_cards, members
from app.actions.kernel import records  # fmt: skip
from app.actions.mail import anonymous, inbox, sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import anonymous_sync, exchange, sticks
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.store.mail import outbox
from app.store.mail.anonymous_queue import boxes
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from crypto.encoding import Value, decode
from crypto.manifest import MANIFEST_MAX
from tests.actions.bureau import bureau_at
from tests.actions.pairs import Pair, know, pair_at
from tests.relay import live
from tests.sync.bad_relay import Said, lying
from tests.vaults import vault_at

WINDOW = 8
"""Bytes in a row that no two things may have in common."""
CORE = WINDOW - 2
DAY = 86_400
GPS = b"14.072275N 87.192136W"
TITLE, ALIAS, REMARKS = "Bridge of the two rivers", "Wren of the hill", "Told to the office in the back room"


@frozen
class Heard:
    """All that went by at a relay since it was last looked at."""

    said: list[Said] = field(factory=list)

    def take(self) -> list[Said]:
        """Return it, and begin anew."""
        taken = self.said[:]
        del self.said[:]
        return taken

    def __call__(self, one: Said) -> Said:
        """Hear one answer."""
        self.said.append(one)
        return one


Shape = tuple[str, str, list[tuple[str, int]], int, int, int]


def shapes(said: list[Said]) -> list[Shape]:
    """Return what a relay sees of each request without its values: which, and how long both ways."""
    return [
        (o.method, re.sub(r"[0-9a-f]{8,}|\d+", "N", o.path), sorted((name, len(v)) for name, v in o.asked.items()),
         len(o.sent), o.status, len(o.body))
        for o in said
    ]  # fmt: skip


def windows(*pieces: bytes) -> set[bytes]:
    """Return every run of bytes in these."""
    return {piece[at : at + WINDOW] for piece in pieces for at in range(len(piece) - WINDOW + 1)}


def seen(said: list[Said]) -> set[bytes]:
    """Return every run of bytes that a relay got or gave; a hex name counts as what it names.

    Who the relay is, is asked with a random number each time, and again where the line was slow: that names nobody.
    """
    said = [one for one in said if not one.path.startswith("/v1/relay?")]
    texts = [text for one in said for text in (one.path, *one.asked.values())]
    named = [bytes.fromhex(name) for text in texts for name in re.findall(r"(?:[0-9a-f]{2}){8,}", text)]
    others = {text.encode() for text in texts if not re.search(r"[0-9a-f]{16}", text) and len(text) >= WINDOW}
    return windows(*named, *(piece for one in said for piece in (one.sent, one.body))) | others


def in_common(one: set[bytes], other: set[bytes], strangers: set[bytes]) -> list[bytes]:
    """Return the runs that two have in common, without what any stranger's mail has: magic, zeros, the relay, Ben.

    Such a constant has bytes beside it that are random, and one or two of them are alike by chance now and then.
    """
    known = {run[at : at + CORE] for run in strangers for at in range(len(run) - CORE + 1)}
    return sorted(
        run for run in one & other if not any(run[at : at + CORE] in known for at in range(len(run) - CORE + 1))
    )


def values(value: Value) -> Iterator[Value]:
    """Give every value in a decoded manifest that could name something: long strings, and large numbers."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from values(key)
            yield from values(item)
    elif isinstance(value, list):
        for item in value:
            yield from values(item)
    elif isinstance(value, bytes | str):
        yield from [value] if len(value) >= WINDOW else []
    elif isinstance(value, int) and value >= 1 << 16:
        yield value


def incident(vault: Vault, folder: Path) -> Record:
    """Write down an incident with people, a place and a photograph that says where it was taken."""
    who = records.add(vault, "actor", {"alias": ALIAS})[0]
    place = records.add(vault, "place", {"name": "The hill", "latitude": 14.072275, "longitude": -87.192136})[0]
    fields = {"title": TITLE, "remarks": REMARKS, "assigned": "Ana Ruiz", "tags": ["night shift"],
              "received_on": "2026-11-02", "act": {"violation": "INT1", "victim": who.ref}}  # fmt: skip
    event = records.add(vault, "event", fields)[0]
    records.link(vault, event.ref, "place", place.ref)
    photo = folder / "Ana Ruiz on Monday.jpg"
    photo.write_bytes(b"\xff\xd8 Exif " + GPS + bytes(range(256)) * 100)
    evidence.add(vault, photo, event.ref)
    return event


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[tuple[Pair, Vault, Record, Heard]]:
    """Give Ana, Ben with a mailbox at a relay that is listened to, and Carla, who knows Ben too."""
    ear = Heard()
    with (
        pair_at(tmp_path) as pair,
        vault_at(tmp_path / "carla", pair.clock) as carla,
        live.relay(tmp_path / "relay", clock=pair.clock) as real,
        lying(real, ear) as url,
    ):
        contact_cards.set_my_card(carla, "Carla")
        for vault in (pair.ana, pair.ben, carla):
            mailbox_registration.add(vault, url)
        know(pair.ana, pair.ben)
        know(carla, pair.ben)
        ear.take()
        yield pair, carla, incident(pair.ana, tmp_path), ear


def test_a_signed_and_an_anonymous_report_of_one_vault_share_no_value(
    heard: tuple[Pair, Vault, Record, Heard],
) -> None:
    pair, carla, event, ear = heard
    sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")
    anonymous.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal", reply=True)
    stranger = records.add(carla, "event", {"title": "Something else"})[0]
    sharing.share(carla, [stranger.ref], [identity.card(pair.ben).id.hex()], "internal")
    went = {}
    for name, go in (
        ("signed", lambda: exchange.sync(pair.ana)),
        ("anonymous", lambda: anonymous_sync.sync(pair.ana)),
        ("stranger", lambda: exchange.sync(carla)),
    ):
        assert go().failures == []
        went[name] = seen(ear.take())
    assert in_common(went["signed"], went["anonymous"], went["stranger"]) == []

    signed, nameless = outbox.deliveries(pair.ana.con)
    (other,) = outbox.deliveries(carla.con)
    assert signed.manifest and nameless.manifest and other.manifest
    bare, full = (decode(one.manifest, MANIFEST_MAX) for one in (nameless, signed))
    assert isinstance(bare, dict) and not bare.keys() & {4, 8, 9, 14, 15, 16, 17, 20, 21, 22, 26, 29}
    common = set(values(bare)) & set(values(full))
    said = {text for row in crypto.read_body(nameless.body).records for text in values(row.fields)}  # the very words
    words = {
        word for word in common if isinstance(word, str) and re.fullmatch(r"[a-z_]+", word)
    }  # kinds, fields, roles
    assert common - said - words - set(values(decode(other.manifest, MANIFEST_MAX))) == set()
    assert {TITLE, ALIAS} <= said and REMARKS not in said and "night shift" not in said

    (box,) = boxes(pair.ana.con)
    times = [nameless_time for nameless_time in values(bare) if isinstance(nameless_time, int)]
    assert times and all(time % DAY == 0 for time in times if time > 1_000_000_000)
    ours = {pair.ana.author, pair.ana.identity().public, pair.ana.get("incarnation"), event.id}
    ours |= {bytes(mid) for (mid,) in pair.ana.con.execute("SELECT mid FROM relay")}
    assert not any(value in nameless.manifest for value in ours if value)
    ear.take()
    assert anonymous_sync.sync(pair.ana).failures == []  # it looks into the box
    polled = seen(ear.take())
    assert windows(box.mid) <= polled and in_common(polled, went["signed"], went["stranger"]) == []


def test_a_relay_sees_the_same_of_mail_from_one_and_from_another(heard: tuple[Pair, Vault, Record, Heard]) -> None:
    pair, carla, event, ear = heard
    other = records.add(carla, "event", {"title": "x"})[0]
    rest = LeakAnswers(replace_rest=True)
    sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "network", answers=rest)
    sharing.share(carla, [other.ref], [identity.card(pair.ben).id.hex()], "network")
    went = []
    for vault in (pair.ana, carla):
        assert exchange.sync(vault).failures == []
        went.append(shapes(ear.take()))
    assert went[0] == went[1] and len(went[0]) > 2
    for vault, handle in ((pair.ana, event.ref), (carla, other.ref)):
        anonymous.share(vault, [handle], [identity.card(pair.ben).id.hex()])
        assert anonymous_sync.sync(vault).failures == []
        went.append(shapes(ear.take()))
    assert went[2] == went[3] and len(went[2]) > 1


def test_a_box_is_looked_into_the_same_way_with_an_answer_and_without(heard: tuple[Pair, Vault, Record, Heard]) -> None:
    pair, _, event, ear = heard
    anonymous.share(pair.ana, [event.ref], [pair.ben_here.ref], reply=True)
    anonymous_sync.sync(pair.ana)
    looks = []
    for _ in range(2):
        ear.take()
        anonymous_sync.sync(pair.ana)
        looks.append(shapes(ear.take()))
        for _ in range(2):
            exchange.sync(pair.ben)  # fetches, and answers with the next round
    without, with_answer = looks
    assert len(without) == 2 and with_answer[:2] == without and len(with_answer) > 2


def test_a_report_to_three_shares_no_value_between_their_mailboxes(
    heard: tuple[Pair, Vault, Record, Heard], tmp_path: Path
) -> None:
    pair, carla, event, ear = heard
    with vault_at(tmp_path / "dora", pair.clock) as dora:
        contact_cards.set_my_card(dora, "Dora")
        mailbox_registration.add(dora, str(pair.ben.con.execute("SELECT url FROM relay").fetchone()[0]))
        three = [pair.ben_here, know(pair.ana, carla), know(pair.ana, dora)]
    ear.take()
    sharing.share(pair.ana, [event.ref], [contact.ref for contact in three], "internal")
    assert exchange.sync(pair.ana).failures == []
    puts = [one.sent for one in ear.take() if one.method in ("POST", "PATCH")]
    sizes = sorted(map(len, puts))
    assert len(puts) == 9 and sizes[0] == sizes[5] and sizes[6] == sizes[8]  # report and card for each, and three files
    went = [windows(re.sub(rb"AMP(ENV|BLB).{6}", b"", sent, flags=re.S)) for sent in puts]
    for at, one in enumerate(went):
        for other in went[at + 1 :]:
            assert not {run for run in one & other if len(set(run)) > 4}, "only lengths are alike"


def test_a_desk_of_one_member_and_of_three_look_the_same_to_a_relay_and_to_who_writes(tmp_path: Path) -> None:
    with bureau_at(tmp_path, "noor") as b:
        (noor,) = b.others

        def seen(names: tuple[str, ...], readers: tuple[Vault, ...]) -> list[object]:
            """Make these members too; return the size of the card, and all that the relay sees of everybody."""
            for name in names:
                members.add(b.desk, b.known[name].ref)
            for _ in range(4):
                b.round()
            quiet = {str(b.watched(vault, asked=False)) for vault in readers}  # nothing is there: a bare poll
            sent = b.told("A truck stood at the gate")
            fetched = {
                str(sorted(one for one in b.watched(vault) if one[0] == "GET")) for vault in readers
            }  # one of them answers
            answered = b.watched(b.witness)
            return [len(identity.card(b.desk).file), sent, answered, quiet, fetched]

        one = seen(("maya",), (b.maya,))
        three = seen(("omar", "noor"), (b.maya, b.omar, noor))
        assert one == three and len(one[3]) == len(one[4]) == 1  # type: ignore[arg-type]
        assert len(members.list_members(b.desk)) == 3


def test_nothing_of_names_ids_files_or_places_is_in_a_relays_store_or_on_a_stick(
    heard: tuple[Pair, Vault, Record, Heard], tmp_path: Path
) -> None:
    pair, _, event, _ = heard
    sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")
    anonymous.share(pair.ana, [event.ref], [pair.ben_here.ref], originals=True, reply=True)
    names = [TITLE, ALIAS, REMARKS, "Ana Ruiz", "Ben", "Monday", ".jpg", "photo", "night shift", "INT1"]
    ids = [pair.ana.author, pair.ben.author, pair.ana.identity().public, pair.ben.identity().public, event.id]
    ids += [bytes(row[0]) for row in pair.ana.con.execute("SELECT id FROM record UNION SELECT report FROM delivery")]
    ids += [bytes(row[0]) for row in pair.ana.con.execute("SELECT sha256 FROM blob")]
    for folder in ("signed", "nameless"):
        (tmp_path / folder).mkdir()
        sticks.write(pair.ana, tmp_path / folder, anonymous=folder == "nameless")
    assert exchange.sync(pair.ana).failures == [] and anonymous_sync.sync(pair.ana).failures == []
    held = b"".join(
        str(path.relative_to(tmp_path)).encode() + (path.read_bytes() if path.is_file() else b"")
        for folder in ("relay", "signed", "nameless")
        for path in (tmp_path / folder).rglob("*")
    )
    assert len(held) > 200_000
    wanted = [*(name.encode() for name in names if len(name) > 3), *ids, *(id_.hex().encode() for id_ in ids), GPS]
    assert [one for one in wanted if one in held] == []
    assert exchange.sync(pair.ben).received == 2 and {c.state_of_sender for c in inbox.list_reports(pair.ben)} == {
        "verified", "anonymous",
    }  # fmt: skip
