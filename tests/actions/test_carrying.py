"""A courier between two people: Cora takes Ana's stick to the net for Ben, and brings the relay's receipts back."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import anonymous, delivery_history, inbox, sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration, network_policy, networks
from app.actions.relays.networks import Network, NetworkRule
from app.actions.rounds import courier, exchange, sticks
from app.errors import NotFound, NotOpened
from app.store.mail import couriers, delivery_events, outbox
from app.store.records import files
from app.store.vault.open_vault import Vault
from crypto.relay import Receipt
from sync.bundle import BundleReader
from sync.client import RelayTransport
from sync.ports import Parcel
from tests.actions.pairs import Pair, know, pair_at
from tests.memory_transport import MemoryTransport
from tests.relay import live
from tests.vaults import vault_at

ONLINE = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0")


@frozen
class Road:
    """Ana without a network, Ben with a mailbox, Cora with a card of the same relay, and a stick."""

    pair: Pair
    cora: Vault
    url: str
    stick: Path

    @property
    def ana(self) -> Vault:
        return self.pair.ana

    def back(self) -> Path:
        """Let Cora write a return bundle and give its folder."""
        folder = self.stick.with_name("back")
        folder.mkdir(exist_ok=True)
        sticks.write(self.cora, folder)
        return folder


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Road]:
    stick = tmp_path / "stick"
    stick.mkdir()
    with pair_at(tmp_path) as pair, live.relay(tmp_path / "relay", clock=pair.clock) as url:
        mailbox_registration.add(pair.ben, url)
        contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)
        with vault_at(tmp_path / "cora", pair.clock) as cora:
            contact_cards.set_my_card(cora, "Cora")
            yield Road(pair, cora, url, stick)


def _share(road: Road, tmp_path: Path, size: int = 0) -> str:
    record, _ = records.add(road.ana, "event", {"description": "A truck stood at the gate."})
    if size:
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(bytes(range(256)) * (size // 256))
        evidence.add(road.ana, photo, record.ref)
    return sharing.share(road.ana, [record.ref], [road.pair.ben_here.ref])[0].report.hex()


def _state(vault: Vault) -> str:
    (delivery,) = outbox.deliveries(vault.con)
    return delivery.state


def test_a_courier_puts_it_on_the_relay_and_the_receipt_comes_back(road: Road, tmp_path: Path) -> None:
    report = _share(road, tmp_path, 2_500_000)
    sticks.write(road.ana, road.stick)
    assert _state(road.ana) == "exported"
    taken = courier.carry(road.cora, road.stick)
    assert taken.objects >= 3 and taken.size > 2_500_000 and taken.kept_aside == []
    (load,) = courier.loads(road.cora)
    assert load.url == "" and load.objects == taken.objects, "no card says where this relay is"
    assert courier.carry(road.cora, road.stick).objects == 0, "once more brings nothing"
    mailbox_registration.add(road.cora, road.url)
    assert exchange.sync(road.cora).carried == taken.objects
    assert courier.loads(road.cora) == [] and files.list_files(road.cora) == []
    assert exchange.sync(road.pair.ben).received == 1
    road.pair.clock.now += 3600
    assert inbox.accept(road.pair.ben, report)[0].added
    tally = sticks.read(road.ana, road.back())
    assert tally.receipts > 1 and _state(road.ana) == "relayed"
    assert sticks.read(road.ana, road.back()).receipts, "read twice does no harm"
    (journey,) = delivery_history.list_journeys(road.ana)
    assert journey.relays_reached == 1
    steps = [step.what for step in delivery_history.steps(road.ana, journey)]
    assert steps == ["queued", "sealed", "stick", "courier", "files"]


def test_what_lies_on_the_stick_already_is_written_again_and_said(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 2_500_000)
    assert sticks.write(road.ana, road.stick)[0].warnings == []
    (tmp_path / "other").mkdir()
    tally = sticks.write(road.ana, road.stick, copy=tmp_path / "other")[0]
    (said,) = tally.warnings
    assert said.startswith(f"{road.stick} now has 2.6 MB of this data twice")
    courier.carry(road.cora, road.stick)
    mailbox_registration.add(road.cora, road.url)
    assert exchange.sync(road.cora).failures == [] and exchange.sync(road.pair.ben).received == 1


def test_the_courier_knows_a_relay_and_padded_lengths_and_nothing_else(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 10_000)
    sticks.write(road.ana, road.stick)
    courier.carry(road.cora, road.stick)
    rows = [row for name in ("carried", "carried_tag") for row in road.cora.con.execute(f"SELECT * FROM {name}")]
    kept = b"".join(value for row in rows for value in row if isinstance(value, bytes))
    mid = contact_cards.my_card(road.pair.ben).mailboxes[0].mid
    for secret in (
        mid,
        road.ana.author,
        road.pair.ben.author,
        road.ana.identity().public,
        road.pair.ben.identity().public,
    ):
        assert secret not in kept
    for stored in files.list_files(road.cora):
        reader = files.reader(road.cora, stored)
        data = reader.read_at(0, stored.size)
        reader.close()
        assert b"truck" not in data and mid not in data
    raw = b"".join(path.read_bytes() for path in road.cora.folder.rglob("*") if path.is_file())
    assert all(stored.sha256 not in raw for stored in files.list_files(road.cora)), "nothing in clear at rest"


def test_under_the_couriers_own_network_rules(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path)
    sticks.write(road.ana, road.stick)
    mailbox_registration.add(road.cora, road.url)
    courier.carry(road.cora, road.stick)
    networks.set_rule(road.cora, ONLINE, NetworkRule("never"))
    tally = exchange.sync(road.cora, network=lambda: ONLINE)
    assert tally.ruled_out and tally.carried == 0 and courier.loads(road.cora)


def test_what_is_carried_is_asked_about_piece_by_piece_and_counted(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 3_000_000)
    sticks.write(road.ana, road.stick)
    mailbox_registration.add(road.cora, road.url)
    taken = courier.carry(road.cora, road.stick)
    networks.set_rule(road.cora, ONLINE, NetworkRule("text"))
    tally = exchange.sync(road.cora, network=lambda: ONLINE)
    assert [str(why) for why in tally.held] == ["files wait: you chose that only text is sent over this network"]
    assert (tally.carried, tally.failures) == (0, [])
    networks.set_rule(road.cora, ONLINE, NetworkRule(budget=2_000_000))
    tally = exchange.sync(road.cora, network=lambda: ONLINE)
    assert [str(why) for why in tally.held] == ["you reached the data limit of this network for today"]
    assert 0 < tally.carried < taken.objects, "letters went, the photo did not"
    up, _ = network_policy.read_used_bytes(road.cora, ONLINE)
    assert 900_000 < up < 2_000_000
    road.pair.clock.now += 86_400
    networks.set_rule(road.cora, ONLINE, NetworkRule())
    assert exchange.sync(road.cora, network=lambda: ONLINE).carried == taken.objects - tally.carried
    assert courier.loads(road.cora) == []


def test_what_is_carried_gives_way_to_an_urgent_report_of_the_couriers_own(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 3_000_000)
    sticks.write(road.ana, road.stick)
    taken = courier.carry(road.cora, road.stick)
    ben = know(road.cora, road.pair.ben)
    event, _ = records.add(road.cora, "event", {"title": "Arrested an hour ago"})

    def network() -> Network:
        left, _ = couriers.to_put(road.cora.con).get(relay, (0, 0))
        if left < taken.objects and not outbox.deliveries(road.cora.con):  # the first letters are there
            sharing.share(road.cora, [event.ref], [ben.ref], urgent=True)
        return ONLINE

    relay = contact_cards.my_card(road.pair.ben).mailboxes[0].relay_pk
    tally = exchange.sync(road.cora, network=network)
    assert (tally.carried, tally.failures, _state(road.cora)) == (taken.objects, [], "relayed")


@frozen
class Killed(MemoryTransport):
    """A relay that takes an object and whose answer finds a dead program."""

    to: RelayTransport

    def put(self, parcel: Parcel) -> Receipt | None:
        self.to.put(parcel)
        raise KeyboardInterrupt


def test_by_the_card_of_a_contact_and_killed_between_any_two_steps(road: Road, tmp_path: Path) -> None:
    """Cora has no mailbox there, only Ben's card; her program dies after the relay took it and before she noted it."""
    _share(road, tmp_path)
    sticks.write(road.ana, road.stick)
    contact_cards.add(road.cora, contact_cards.my_card(road.pair.ben).file)
    courier.carry(road.cora, road.stick)
    (load,) = courier.loads(road.cora)
    assert load.url == road.url
    transport = mailbox_registration.reach(road.cora, direct_db(road.cora), road.url, load.relay)
    with closing(transport), pytest.raises(KeyboardInterrupt):
        courier.put(road.cora, direct_db(road.cora), Killed(transport), load.relay)
    assert exchange.sync(road.cora).carried == load.objects
    assert sticks.read(road.ana, road.back()).receipts > 0 and _state(road.ana) == "relayed"


def test_what_the_relay_never_takes_is_given_up_and_the_rest_goes(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 3_000)
    sticks.write(road.ana, road.stick)
    mailbox_registration.add(road.cora, road.url)
    courier.carry(road.cora, road.stick)
    (load,) = courier.loads(road.cora)
    with road.cora.transaction() as con:
        (first,) = con.execute("SELECT tag FROM carried_tag LIMIT 1").fetchone()
        con.execute("UPDATE carried_tag SET tag = zeroblob(130) WHERE tag = ?", (first,))
    tally = exchange.sync(road.cora)
    assert tally.carried == load.objects - 1 and courier.loads(road.cora) == []


def test_receipts_that_are_not_for_us_or_not_good_count_for_nothing(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path)
    sticks.write(road.ana, road.stick)
    mailbox_registration.add(road.cora, road.url)
    courier.carry(road.cora, road.stick)
    exchange.sync(road.cora)
    good = couriers.receipts(road.cora.con)
    flipped = [one[:-1] + bytes([one[-1] ^ 1]) for one in good]
    late = [one[:128] + (1).to_bytes(8) + one[136:] for one in good]
    for bad in (*flipped, *late, bytes(200), b"AMPRCP\1\0" + bytes(192)):
        assert not courier.hear(road.ana, bad)
    assert _state(road.ana) == "exported"
    assert not any(courier.hear(road.pair.ben, one) for one in good)
    said = crypto.Receipt.unpack(good[0][: crypto.Receipt.BODY])
    road.pair.clock.now = said.expires + 1
    assert not any(courier.hear(road.ana, one) for one in good), "what a relay no longer holds"


def test_only_receipts_make_a_bundle_and_nothing_else_on_it_is_needed(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path)
    sticks.write(road.ana, road.stick)
    mailbox_registration.add(road.cora, road.url)
    courier.carry(road.cora, road.stick)
    exchange.sync(road.cora)
    reader = BundleReader(road.back())
    assert list(reader.arrivals()) == [] and len(list(reader.receipts())) == len(couriers.receipts(road.cora.con)) > 0
    reader.close()
    for other in (road.pair.ben, road.cora):
        with pytest.raises(NotOpened, match="for someone else"):
            sticks.read(other, road.back())


def test_dropped_or_too_old_nothing_of_it_stays(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 3_000)
    sticks.write(road.ana, road.stick)
    courier.carry(road.cora, road.stick)
    assert courier.drop(road.cora) > 0
    assert courier.loads(road.cora) == [] and files.list_files(road.cora) == []
    assert not [path for path in (road.cora.folder / "blobs").rglob("*") if path.is_file()]
    courier.carry(road.cora, road.stick)
    road.pair.clock.now += couriers.KEPT + 60
    with pytest.raises(NotFound, match="This USB stick has no packages for a relay"):
        courier.carry(road.cora, road.back())
    assert files.list_files(road.cora) == []


def test_a_stick_for_nobody_with_a_relay_says_so(pair: Pair, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    record, _ = records.add(pair.ana, "event", {"description": "x"})
    sharing.share(pair.ana, [record.ref], [pair.ben_here.ref])
    sticks.write(pair.ana, stick)
    with pytest.raises(NotFound, match="This USB stick has no packages for a relay"):
        courier.carry(pair.ben, stick)


def test_only_what_is_here_as_a_whole_is_removed_from_the_stick(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 3_000)
    sticks.write(road.ana, road.stick)
    assert sticks.clear(road.cora, road.stick).left[0][1] == "contains data for someone else"
    mailbox_registration.add(road.cora, road.url)
    courier.carry(road.cora, road.stick)
    assert sticks.clear(road.cora, road.stick).removed == (), (
        "a stick's own envelope is for its reader, not for a relay"
    )
    sticks.read(road.pair.ben, road.stick)
    (folder,) = road.stick.iterdir()
    (folder / "note.txt").write_text("not ours")
    assert sticks.clear(road.pair.ben, road.stick).left == ((folder.name, "contains files that Amparo did not write"),)
    (folder / "note.txt").unlink()
    assert sticks.clear(road.pair.ben, road.stick).removed == (folder.name,) and list(road.stick.iterdir()) == []
    exchange.sync(road.cora)
    back = road.back()
    assert sticks.clear(road.ana, back).removed == ()
    sticks.read(road.ana, back)
    assert len(sticks.clear(road.ana, back).removed) == 1


def test_nobody_carries_what_they_wrote_without_a_name_themselves(road: Road) -> None:
    event, _ = records.add(road.ana, "event", {"title": "A truck"})
    anonymous.share(road.ana, [event.ref], [road.pair.ben_here.ref])
    sticks.write(road.ana, road.stick, anonymous=True)
    taken = courier.carry(road.ana, road.stick)
    assert taken.objects == 0 and {why for _, why in taken.kept_aside} == {courier.NAMELESS}
    assert courier.loads(road.ana) == [], "it would go to the relay in a round with what is signed"
    assert courier.carry(road.cora, road.stick).objects


def test_a_folder_without_a_bundle_is_named_so_and_stays(road: Road) -> None:
    for name in ("abcdefgh", "pictures"):
        (road.stick / name).mkdir()
    (road.stick / "pictures" / "1.jpg").write_text("mine")
    cleared = sticks.clear(road.ana, road.stick)
    assert cleared.removed == () and cleared.left == (
        ("abcdefgh", "there is no bundle in it"), ("pictures", "there is no bundle in it"),
    )  # fmt: skip
    assert (road.stick / "pictures" / "1.jpg").exists()


def test_two_copies_on_two_sticks(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 3_000)
    second = tmp_path / "second"
    second.mkdir()
    steps: list[tuple[int, int]] = []
    tally, _ = sticks.write(road.ana, road.stick, copy=second, told=lambda done, total: steps.append((done, total)))
    assert tally.failures == [] and all(done <= total for done, total in steps)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    shutil.rmtree(road.stick)
    assert sticks.read(road.pair.ben, second).received == 1
    (journey,) = delivery_history.list_journeys(road.ana)
    assert len(journey.bundles) == 1, "two copies are one bundle"


def test_a_receipt_for_what_was_sealed_anew_or_asked_for_again_relays_nothing(road: Road, tmp_path: Path) -> None:
    report = bytes.fromhex(_share(road, tmp_path))
    sticks.write(road.ana, road.stick)
    mailbox_registration.add(road.cora, road.url)
    courier.carry(road.cora, road.stick)
    exchange.sync(road.cora)
    with road.ana.transaction() as con:
        con.execute("UPDATE sealed SET object_id = zeroblob(32) WHERE route LIKE 'relay:%'")
    assert sticks.read(road.ana, road.back()).receipts and _state(road.ana) == "exported"
    with road.ana.transaction() as con:
        outbox.resend_missing_objects(con, report, road.pair.ben.author, 0)
    for receipt in couriers.receipts(road.cora.con):
        courier.hear(road.ana, receipt)
    assert delivery_events.ways(road.ana.con, 1) == (0, []), "an old receipt does not say that it lies there again"


def test_what_was_tagged_as_it_was_sealed_before_is_not_waited_for(road: Road, tmp_path: Path) -> None:
    _share(road, tmp_path, 300_000)
    sticks.write(road.ana, road.stick)
    shutil.rmtree(road.stick)  # lost, and with it the envelope as it was sealed then
    road.stick.mkdir()
    with road.ana.transaction() as con:
        con.execute("DELETE FROM sealed")
    sticks.write(road.ana, road.stick)
    mailbox_registration.add(road.cora, road.url)
    courier.carry(road.cora, road.stick)
    exchange.sync(road.cora)
    assert sticks.read(road.ana, road.back()).receipts and _state(road.ana) == "relayed"
