"""Random work of three people and random fates of what they send: in the end each word was said, heard and confirmed.

A step is (what, who, other, number). Ways are a box in memory, two relays and sticks. A line breaks, or what it carries
is refused, at a random act; sticks are lost, read by others, twice and late, or carried to a relay by a courier. Then
come rounds over whole lines, and nothing is left that one of the three owes another.
"""

import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import crypto
from app.actions.contacts import contact_cards, identities, introductions
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import control, inbox, received_withdrawals, sent_withdrawals, sharing
from app.actions.records import evidence
from app.actions.rounds import courier, sticks
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.errors import AppError
from app.store.contacts import cards
from app.store.mail import inbox as arrived
from app.store.mail import outbox, retractions
from app.store.relays import known_relays
from app.store.vault import identity, keysets
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from crypto.relay import SealKey, SigningKey
from sync.errors import NotDelivered, Refused, SyncError
from sync.exchange import run_sync
from tests.actions.delivery_ways import Box, Fate, Relay, Visit
from tests.actions.pairs import know
from tests.actions.team import NAMES, Three
from tests.vaults import PASSPHRASE, WORDS, Clock, made

Step = tuple[str, str, str, int]
WHAT = (
    "share", "share", "share", "accept", "accept", "refuse", "retract", "decide", "keys", "rotate", "verify",
    "introduce", "doubt", "remove", "by hand", "amid", "amid", "amid", "write", "write", "read", "read", "lose",
    "carry", "upload", "stop", "hour", "month",
    *("round",) * 8,
)  # fmt: skip
AMID = ("share", "share", "accept", "refuse", "retract", "keys", "rotate", "verify", "introduce", "stop", "doubt")
"""What a person may do in the middle of a round of theirs."""
DAY = 86_400


class World:
    """Three people, the box, two relays where Ben and Carla are reached (Ana at the first alone), and sticks."""

    def __init__(self, three: Three, clock: Clock, folder: Path, seed: int) -> None:
        self.three, self.clock, self.folder = three, clock, folder
        self.only = (None, 0, 1)[seed % 3]  # what one way loses another one brings: so there is one alone as well
        self.fate = Fate()
        self.said: set[tuple[str, str, bytes, int]] = set()
        """Each word that ever lay on a way: which way, for whom, on which report, and what it said; 0: that it came."""
        self.box = Box(self.fate, self._lay)
        keys = [(SigningKey(bytes([n]) * 32), SealKey.from_secret(bytes([n]) * 32)) for n in (1, 2)]
        self.relays = [Relay(signing, seal, clock, self._lay) for signing, seal in keys]
        self.sticks: list[Path] = []
        self.made = 0
        self.waited = self.doubted = self.removed = False
        for name, vault in three.vaults.items():
            for number, relay in enumerate(self.relays[: 1 if name == "Ana" or self.only else 2]):
                with vault.transaction() as con:
                    pk = relay.key.public
                    known_relays.keep(con, f"http://relay{number}.onion", pk, relay.seal.public, self._mid(vault, pk))
        for vault in three.vaults.values():
            for other in three.vaults.values():
                if other is not vault:
                    contact_cards.add(vault, identity.card(other).file)

    def _lay(self, way: str, data: bytes) -> None:
        """Read what was put on a way, as each of them could."""
        for name, vault in self.three.vaults.items():
            with suppress(crypto.CryptoError):
                manifest = crypto.parse_manifest(crypto.open_(data, keysets.list_keysets(vault.con)).manifest_bytes)
                self.said |= {(way, name, ack.report_id, ack.status) for ack in manifest.acks}
                self.said |= {(way, name, report, 0) for report in manifest.acks_seen}

    @staticmethod
    def _mid(vault: Vault, pk: bytes) -> bytes:
        return bytes(a ^ b for a, b in zip(vault.author, pk, strict=True))

    def vault(self, name: str) -> Vault:
        """Return somebody's vault."""
        return self.three.vaults[name]

    def ways(self, vault: Vault) -> list[Callable[[], object]]:
        """Return the rounds that somebody can do: over the box, and with each relay."""
        found: list[Callable[[], object]] = [lambda: self._go(vault, self.box)]
        mids = {relay.pk: relay.mid for relay in known_relays.list_relays(vault.con)}
        for relay in self.relays:
            mid = mids.get(relay.key.public, bytes(32))
            found.append(lambda relay=relay, mid=mid: self._go(vault, Visit(relay, mid, self.fate)))  # type: ignore[misc]
        return found if self.only is None else [found[self.only]]

    def _go(self, vault: Vault, way: object) -> None:
        with suppress(SyncError):
            run_sync(Outgoing(direct_db(vault), vault), Incoming(direct_db(vault), vault), way)  # type: ignore[arg-type]


def steps(seed: int, count: int) -> list[Step]:
    """Return random steps."""
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        who, other = dice.sample(NAMES, 2)
        found.append((dice.choice(WHAT), who, other, dice.randrange(1000)))
    return found


def do(world: World, todo: Sequence[Step]) -> None:
    """Do the steps; what nobody can do at that time is left out. Nothing is ever taken for said that lies nowhere."""
    for number, step in enumerate(todo):
        with suppress(AppError):
            _step(world, *step)
        world.fate.set(0)
        if step[0] in ("round", "amid"):
            assert untrue(world) == [], f"step {number}, {step}"


def _step(world: World, what: str, who: str, other: str, number: int) -> None:
    vault, there = world.vault(who), world.three.here[who, other]
    if what in _ON_WAYS:
        _ON_WAYS[what](world, vault, number)
    elif what == "amid":
        _amid(world, who, other, number)
    elif what == "share":
        _share(world, vault, there.id.hex(), number)
    elif what in ("accept", "refuse"):
        came = [row for row in inbox.list_reports(vault) if row.arrived.state in ("delivered", "rejected")]
        came = [row for row in came if row.arrived.profile != "retraction"]
        for row in came[number % len(came) :][:1] if came else ():
            report = (row.arrived.report + row.arrived.sender).hex()
            inbox.accept(vault, report) if what == "accept" else inbox.refuse(vault, report, f"no {number}")
    elif what == "retract":
        mine = _mine(vault)
        reason, ask = ("consent", "danger", "wrong")[number % 3], ("mark", "hide")[number % 2]
        if mine:
            sent_withdrawals.retract(vault, [mine[number % len(mine)]], reason, ask)
    elif what == "decide":
        for row in received_withdrawals.list_received_withdrawals(vault, waiting=True)[:1]:
            received_withdrawals.decide(vault, row.retraction.id.hex(), ("mark", "hide", "refuse")[number % 3])
    else:
        _step_of_people(world, what, who, other, number)


def _step_of_people(world: World, what: str, who: str, other: str, number: int) -> None:
    """Change keys, cards or trust, stop something, or let time go by."""
    vault, there = world.vault(who), world.three.here[who, other]
    if what == "keys":
        world.clock.now += DAY
        keysets.renew(vault.con, vault.now(), vault.random)
        cards.spread(vault.con)
    elif what == "rotate" and number % 3 == 0:
        identities.rotate(vault)
    elif what == "verify":
        _verify(vault, there.id.hex(), world.vault(other))
    elif what in ("doubt", "remove") and world.only == 0:
        return  # what is dropped meanwhile is asked for where a relay gave a receipt
    elif what == "doubt" and number % 3 == 0:
        world.doubted = True
        contact_cards.doubt(vault, there.id.hex())
    elif what == "remove" and number % 3 == 0:
        world.doubted = world.removed = True
        records.remove(vault, there.id.hex())
    elif what == "by hand" and world.vault(other).author == contact_cards.of_record(vault, there.id).card.id:
        contact_cards.add(vault, identity.card(world.vault(other)).file)
    elif what == "introduce":
        (third,) = set(NAMES) - {who, other}
        introductions.introduce(vault, there.id.hex(), [world.three.here[who, third].id.hex()])
    elif what == "stop":
        waits = [d.report for d in outbox.deliveries(vault.con) if d.state in outbox.HELD]
        for report in waits[-1:]:
            with vault.transaction() as con:
                outbox.stop(con, report, vault.now())
                if number % 2:
                    outbox.go_on(con, report, vault.now())
    elif what == "hour":
        world.clock.now += 3600 * (1 + number % 30)
    elif what == "month" and number % 3 == 0:
        world.clock.now += 31 * DAY


def _amid(world: World, who: str, other: str, number: int) -> None:
    def do() -> None:
        with suppress(AppError):
            _step(world, AMID[number % len(AMID)], who, other, number // 7)

    world.fate.set(number // 11 % 12 + 1, amid=do)
    ways = world.ways(world.vault(who))
    ways[number % len(ways)]()


def _mine(vault: Vault) -> list[str]:
    rows = vault.con.execute("SELECT id FROM record WHERE kind = 1 AND origin IS NULL AND removed = 0 ORDER BY id")
    return [bytes(row[0]).hex() for row in rows]


def _share(world: World, vault: Vault, to: str, number: int) -> None:
    mine = _mine(vault)
    if number % 4 == 0 and mine:
        handle = mine[number % len(mine)]
    else:
        world.made += 1
        event, _ = records.add(vault, "event", {"title": f"Eviction {world.made}"})
        handle = event.id.hex()
        if number % 2:
            photo = world.folder / "photo.jpg"
            photo.write_bytes(random.Random(world.made).randbytes(200_000 if number % 3 else 1_500_000))
            evidence.add(vault, photo, handle)
    sharing.share(vault, [handle], [to], "internal", urgent=number % 5 == 0)


def _verify(vault: Vault, handle: str, other: Vault) -> None:
    contact = contact_cards.of_record(vault, bytes.fromhex(handle))
    if contact.record.removed:
        contact_cards.add(vault, contact.card.file)
    if contact.state in ("new", "introduced", "changed") and contact.card.id == other.author:
        contact_cards.verify(vault, handle, "".join(contact_cards.safety_number(vault, contact)))


def _round(world: World, vault: Vault, number: int) -> None:
    world.fate.set(number // 3 % 14, Refused if number % 5 == 0 else NotDelivered)
    ways = world.ways(vault)
    ways[number % len(ways)]()


def _write(world: World, vault: Vault, number: int) -> None:
    stick = Path(tempfile.mkdtemp(dir=world.folder))
    sticks.write(vault, stick)
    world.sticks.append(stick)


def _read(world: World, vault: Vault, number: int) -> None:
    if world.sticks:
        sticks.read(vault, world.sticks[-1 - number % min(3, len(world.sticks))])


def _lose(world: World, vault: Vault, number: int) -> None:
    if world.sticks:
        shutil.rmtree(world.sticks.pop(number % len(world.sticks)))


def _carry(world: World, vault: Vault, number: int) -> None:
    if world.sticks:
        courier.carry(vault, world.sticks[-1 - number % min(3, len(world.sticks))])


def _upload(world: World, vault: Vault, number: int) -> None:
    world.fate.set(number // 3 % 9, Refused if number % 5 == 0 else NotDelivered)
    relay = world.relays[number % 2]
    courier.put(vault, direct_db(vault), Visit(relay, bytes(32), world.fate), relay.key.public)


_ON_WAYS = {"round": _round, "write": _write, "read": _read, "lose": _lose, "carry": _carry, "upload": _upload}


def settle(world: World) -> None:
    """Let everybody compare numbers and do rounds over whole lines."""
    for turn in range(4):
        for vault in world.three.vaults.values():
            for go in world.ways(vault):
                go()
        if turn < 2:
            for (who, other), there in world.three.here.items():
                _verify(world.vault(who), there.id.hex(), world.vault(other))
    for vault in world.three.vaults.values():
        for go in world.ways(vault):
            go()


def left(world: World) -> list[str]:
    """Return what somebody of them still owes another, or has wrong."""
    found = []
    for (who, other), there in world.three.here.items():
        found += [f"{who} to {other}: {what}" for what in _left(world, world.vault(who), world.vault(other), there.id)]
    for name, vault in world.three.vaults.items():
        titles = [row[0] for row in vault.con.execute("SELECT title FROM record WHERE kind = 1 AND removed = 0")]
        found += [f"{name} has {title} twice" for title in {t for t in titles if titles.count(t) > 1}]
    return found


def untrue(world: World) -> list[str]:
    """Return what somebody takes for said to another on a way where it never lay."""
    found = []
    for (who, other), there in world.three.here.items():
        con = world.vault(who).con
        rows = con.execute("SELECT report, ack, ack_sent FROM arrived WHERE contact = ?", (there.id,)).fetchall()
        for way in (world.box.name, *(f"relay:{relay.key.public.hex()}" for relay in world.relays)):
            words = {(way, other, bytes(report), ack) for report, ack, said in rows if f"[{way}]" in said}
            found += [f"{who} to {other}: word {ack} on {way[:8]}" for _, _, _, ack in words - world.said]
        told = con.execute("SELECT report FROM heard WHERE contact = ? AND told = 1", (there.id,)).fetchall()
        heard = {(name, bytes(report)) for _, name, report, what in world.said if not what}
        found += [f"{who} to {other}: that a word came" for (report,) in told if (other, bytes(report)) not in heard]
        seq = con.execute("SELECT our_seq_known FROM card WHERE record = ?", (there.id,)).fetchone()[0]
        back = world.three.here[other, who].id
        if seq > contact_cards.of_record(world.vault(other), back).card.seq:
            found.append(f"{who} to {other}: our card")
    return found


def _left(world: World, vault: Vault, other: Vault, there: bytes) -> Iterator[str]:
    contact = contact_cards.of_record(vault, there)
    if contact.state != "verified":
        yield f"is {contact.state}"
        return
    if contact.card.file != identity.card(other).file:
        yield "has an old card"
    if world.waited and vault.con.execute("SELECT 1 FROM vouched WHERE contact = ?", (there,)).fetchone():
        yield "a card that is vouched for is not confirmed"
    for part in control.PARTS:
        routes = ("memory", *contact.routes)
        for route in routes if world.only is None else (routes[world.only],):
            if part.due(vault, contact, route, False):
                yield f"{type(part).__name__} is due on {route[:8]}"
    yield from _of_reports(world, vault, other, there)
    if not world.removed:
        yield from _of_retractions(vault, other, there)


def _of_reports(world: World, vault: Vault, other: Vault, there: bytes) -> Iterator[str]:
    """Give what is wrong with reports both ways: one that was stopped is not heard of any more."""
    for row in outbox.deliveries(vault.con, "contact = ? AND state <> 'closed'", (there,)):
        came = [one.state for one in arrived.find(other.con, row.report)]
        if came != [row.state]:
            yield f"report {row.report.hex()[:8]} is {row.state}, and there {came}"
    rows = vault.con.execute("SELECT report, ack, ack_sent FROM arrived WHERE contact = ? AND ack_seen = 0", (there,))
    for report, ack, said in rows.fetchall():
        closed = outbox.deliveries(other.con, "report = ? AND state = 'closed'", (report,))
        if not closed and (ack != 1 or not said) and not (said and world.doubted):
            yield f"word {ack} on {bytes(report).hex()[:8]} was said on {said!r} and not seen"


def _of_retractions(vault: Vault, other: Vault, there: bytes) -> Iterator[str]:
    """Give retractions that were not answered, though nobody stopped the notice or an answer."""
    if outbox.deliveries(other.con, "profile = 'retraction' AND state = 'closed'"):
        return
    for row in retractions.list_withdrawals(vault.con, "contact IS NULL AND back IS NULL"):
        for told in retractions.list_recipients(vault.con, row.id):
            stopped = outbox.deliveries(vault.con, "report = ? AND state = 'closed'", (told.report,))
            if told.contact == there and told.at is None and not stopped:
                yield f"retraction {row.id.hex()[:8]} is not answered"


@contextmanager
def world_at(folder: Path, seed: int) -> Iterator[World]:
    """Give the three, who compared their numbers, with one clock between them; a seed gives the same three again."""
    clock, vaults = Clock(), {}
    with ExitStack() as stack:
        for name in NAMES:
            dice = random.Random(f"{name} {seed}")
            vault = store.create(folder / name, PASSPHRASE, WORDS, clock=clock, random=dice.randbytes, make=made)
            vaults[name] = stack.enter_context(closing(vault))
            contact_cards.set_my_card(vault, name)
        here = {(a, b): know(vaults[a], vaults[b]) for a in NAMES for b in NAMES if a != b}
        yield World(Three(vaults, dict.fromkeys(NAMES, clock), here), clock, folder, seed)


def trials(count: int, folder: Path, seed: int, length: int = 40, each: int = 4) -> str:
    """Do many trials, some in a row with the same three; raise AssertionError where something is left. Say how many."""
    for first in range(seed, seed + count, each):
        with world_at(folder / str(first), first) as world:
            for number in range(first, min(first + each, seed + count)):
                world.waited = False
                do(world, steps(number, length))
                settle(world)
                at_once = [] if world.doubted else left(world)
                world.clock.now += 8 * DAY  # what was dropped while somebody was in doubt is said again in a week
                world.waited = True
                settle(world)
                assert (at_once, left(world)) == ([], []), f"seed {number}, the vaults from {first}"
        shutil.rmtree(folder / str(first))
    return f"{count} times nothing was left"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(trials(int(sys.argv[1]), Path(place), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
