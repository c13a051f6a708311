"""Forty recipients on one stick in one run: an envelope for each, the files once for all where that was chosen."""

import os
from pathlib import Path

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.records import evidence
from app.actions.rounds import sticks
from app.store.mail import outbox
from app.store.vault.open_vault import Vault
from crypto.relay import SealKey
from sync.bundle import BundleReader
from tests.actions.pairs import Pair
from tests.vaults import NOON

MIB = 1 << 20
RELAY = SealKey.from_secret(b"s" * 32)


def somebody(number: int, now: int = NOON) -> "crypto.Card":
    """Return the card of one of many, with a mailbox of its own at a relay of all."""
    key = crypto.SigningKey(number.to_bytes(32))
    box = crypto.Mailbox("https://relay.example.org", b"r" * 32, RELAY.public, number.to_bytes(32), 0)
    keysets = [
        crypto.PrivateKeyset.generate(kind, now, now + days * 86_400).public
        for kind, days in ((crypto.EPOCH, 30), (crypto.LATE, 365))
    ]
    return crypto.make_card(
        key, kind=1, name=f"Desk {number}", seq=now, issued=now, expires=now + 365 * 86_400, keysets=keysets,
        mailboxes=[box],
    )  # fmt: skip


def share_with(vault: Vault, handles: list[str], film: Path, one_copy: bool) -> bytes:
    """Share an incident with a film and return the report's id."""
    record, _ = records.add(vault, "event", {"description": "A truck stood at the gate."})
    evidence.add(vault, film, record.ref)
    return sharing.share(vault, [record.ref], handles, one_copy=one_copy)[0].report


def add_forty(vault: Vault, many: int = 40) -> list[str]:
    """Add so many verified contacts and return their handles."""
    handles = []
    for number in range(1, many + 1):
        contact, _ = contact_cards.add(vault, somebody(number).file)
        contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))
        handles.append(contact.record.ref)
    return handles


def _film(folder: Path, size: int) -> Path:
    film = folder / "film.mp4"
    with film.open("wb") as file:
        for _ in range(size // MIB):
            file.write(os.urandom(MIB))
    return film


def test_one_copy_of_a_film_for_forty_with_a_tag_for_each(pair: Pair, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    handles = add_forty(pair.ana)
    report = share_with(pair.ana, [*handles, pair.ben_here.ref], _film(tmp_path, 4 * MIB), one_copy=True)
    tally, _ = sticks.write(pair.ana, stick)
    assert {d.state for d in outbox.deliveries(pair.ana.con)} == {"exported"}
    written = sum(path.stat().st_size for path in stick.rglob("*.dat"))
    assert written < 4.5 * MIB + 41 * 4 * 2 * 24_000
    reader = BundleReader(stick)
    tags = {len(list(reader.tags(arrival))) for arrival in reader.arrivals() if arrival.length > 4 * MIB}
    reader.close()
    assert tags == {40} and tally.sent >= 41
    assert sticks.read(pair.ben, stick).received == 1
    assert inbox.accept(pair.ben, report.hex())[0].added


def test_without_that_choice_each_has_a_copy_of_its_own_and_it_is_offered(pair: Pair, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    handles = add_forty(pair.ana, 3)
    share_with(pair.ana, handles, _film(tmp_path, MIB), one_copy=False)
    sticks.write(pair.ana, stick)
    reader = BundleReader(stick)
    names = [arrival.object_id for arrival in reader.arrivals() if arrival.length > MIB]
    reader.close()
    assert len(set(names)) == 3, "one object in three mailboxes would tell that the three got the same"
    assert not sharing.offers_one_copy(256 * MIB, 40) and sharing.offers_one_copy(256 * MIB + 1, 2)
    assert not sharing.offers_one_copy(512 * MIB, 1)
