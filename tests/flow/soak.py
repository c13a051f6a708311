"""Reports of many senders to one desk through two relays, each process killed on the way: x.py kill soak [N [SEED]].

The senders' vaults are shared out among two processes, the desk has one, each relay is one; while reports go, are
accepted and answered, one of the five is killed after the other and started again. Held at the end: each report came
once, is accepted once and was acknowledged once (a trigger in each vault counts), and no relay holds anything.

`behind`: the desk was away until all lay at both relays. Then it alone and the relays are killed while it catches up.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import define, field, frozen

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import batch_accept, inbox, sharing
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.actions.vault import lifecycle as health
from app.store.mail import inbox_list, outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.flow.cast import Person
from tests.process_end import end_process
from tests.relay import live

SENDERS = {"soak": 200, "behind": 40}
"""Vaults that reports come from at most; who is behind does not care how many wrote, and each takes seconds to make."""
REST = 0.1
"""Seconds before the next round where one did nothing."""
WORKERS = 2
"""Processes that the senders' vaults are shared out among."""
MOST_AT_ONCE = 8
"""Reports that a sender queues between two rounds at most."""
PAUSE, SHORT_PAUSE = 0.7, 0.4
"""Seconds between two kills in the mean, and where there are less than a thousand reports."""
EACH_LIFE = 2_000
"""Reports behind for which a life of the usual length does: each first reads the log of all that lies there."""
PATIENCE = 1.0
"""Seconds that each report may take before the soak counts as stuck, beside two minutes for all."""
_COUNTED = """
CREATE TABLE counted (delivery INTEGER, state TEXT);
CREATE TRIGGER count_answers AFTER UPDATE OF state ON delivery WHEN new.state IN ('delivered', 'accepted', 'rejected')
BEGIN INSERT INTO counted VALUES (new.num, new.state); END;
"""


@frozen
class Scene:
    """A desk, and how many reports each sender has for it."""

    desk: Person
    quota: dict[Person, int]

    @property
    def reports(self) -> int:
        """Return how many there are in all."""
        return sum(self.quota.values())


@define
class Forked:
    """A process of ours: a fork that does its work until it is done or killed."""

    work: Callable[[], None]
    pid: int = 0

    def start(self) -> None:
        """Begin, or begin again."""
        self.pid = os.fork()
        if self.pid == 0:
            _be_the_child(self.work)

    def kill(self) -> None:
        """Kill it at once, unless its work is done."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self._ended(os.waitpid(self.pid, 0)[1])

    def done(self) -> bool:
        """Return whether its work is done; what fails by itself fails the soak."""
        if self.pid:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self._ended(status)
        return not self.pid

    def _ended(self, status: int) -> None:
        self.pid = 0
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or os.WEXITSTATUS(status) == 0, "a process failed by itself, see above"


def _be_the_child(work: Callable[[], None]) -> None:
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        end_process(code)


@define
class Trouble:
    """Kills one process after the other, and counts."""

    dice: random.Random
    pause: float
    until: float
    kills: Counter[str] = field(factory=Counter)

    def while_(self, works: Sequence[Forked], also: "dict[str, Sequence[Forked | live.Killable]]") -> None:
        """Go on until all the works are done; `also` are the victims by name."""
        while not all(work.done() for work in works):
            assert time.monotonic() < self.until, "it does not come to an end"
            time.sleep(self.dice.uniform(0, 2 * self.pause))
            name = self.dice.choice(list(also))
            victim = self.dice.choice(also[name])
            if isinstance(victim, Forked) and victim.done():
                continue
            victim.kill()
            self.kills[name] += 1
            time.sleep(self.dice.uniform(0, self.pause))
            victim.start()


def furnish(base: Path, reports: int, senders: int, urls: Sequence[str]) -> Scene:
    """Make everybody's vault, mailboxes and contacts."""
    desk = Person(base, "desk").creates()
    quota = {
        Person(base, f"sender-{n}").creates(): reports // senders + (n < reports % senders) for n in range(senders)
    }
    with desk.opened() as there:
        _settle_in(there, urls)
        for person in quota:
            with person.opened() as here:
                here.con.executescript(_COUNTED)
                _settle_in(here, urls)
                _know(there, here)
                _know(here, there)
    return Scene(desk, quota)


def _settle_in(vault: Vault, urls: Sequence[str]) -> None:
    for url in urls:
        mailbox_registration.add(vault, url)


def _know(one: Vault, other: Vault) -> None:
    contact, _ = contact_cards.add(one, contact_cards.my_card(other).file)
    contact_cards.verify(one, contact.record.ref, "".join(contact_cards.safety_number(one, contact)))


def send(
    scene: Scene, mine: Sequence[Person], dice: random.Random, enough: Sequence[str], until: float = float("inf")
) -> None:
    """Enter, share and deliver what these senders have not yet, until all of it is in one of the states `enough`."""
    going = list(mine)
    while going:
        assert time.monotonic() < until, "answers do not come"
        person = dice.choice(going)
        with person.opened() as vault:
            queued = _queue(vault, person.name, scene.quota[person], dice)
            tally = exchange.sync(vault)
            states = {delivery.state for delivery in outbox.deliveries(vault.con)}
            if states <= set(enough) and queued == scene.quota[person]:
                going.remove(person)
            elif not tally.sent + tally.acknowledged:
                time.sleep(REST)


def _queue(vault: Vault, name: str, most: int, dice: random.Random) -> int:
    """Share some more incidents, each in one transaction with its report; return how many there are now."""
    have = len(outbox.deliveries(vault.con))
    until = min(most, have + dice.randint(1, MOST_AT_ONCE))
    for number in range(have, until):
        with vault.transaction():
            event, _ = records.add(vault, "event", {"title": f"{name} {number}"})
            sharing.share(vault, [event.ref], ["desk"])
    return until


def read(scene: Scene, enough: int | None = None) -> None:
    """Fetch, accept and answer for ever, or until `enough` reports are accepted and everything was answered."""
    with scene.desk.opened() as vault:
        while True:
            tally = exchange.sync(vault)
            accepted = sum(
                1 for _ in batch_accept.accept_batch(vault)
            )  # what an earlier life took in, too: it is still unsaid
            if not tally.received + tally.sent + accepted:
                if enough == len(inbox.list_reviewed_reports(vault, -1, 0, inbox_list.ANY)) and not tally.failures:
                    return
                time.sleep(REST)


def soak(reports: int, senders: int, base: Path, seed: int, pause: float) -> dict[str, object]:
    """Let all reports go while every process is killed every `pause` seconds in the mean."""
    with ExitStack() as stack:
        relays, scene = _begun(stack, base, reports, senders)
        trouble = Trouble(random.Random(seed), pause, time.monotonic() + 120 + reports * PATIENCE)
        works, began = _workers(stack, scene, seed, ("accepted",)), time.monotonic()
        desk = _started(stack, lambda: read(scene))
        trouble.while_(works, {"senders": works, "desk": [desk], "relays": relays})
        desk.kill()
        lasted = time.monotonic() - began
        _hold(scene)
    return {"reports": reports, "senders": senders, "killed": dict(trouble.kills), "seconds": round(lasted, 1)}


def behind(reports: int, senders: int, base: Path, seed: int, pause: float) -> dict[str, object]:
    """Let a desk catch up that was away until all reports lay at both relays."""
    with ExitStack() as stack:
        relays, scene = _begun(stack, base, reports, senders)
        made = time.monotonic()
        life = pause * max(1.0, reports / EACH_LIFE)
        trouble = Trouble(random.Random(seed), life, made + 120 + 2 * reports * PATIENCE)
        works = _workers(stack, scene, seed, ("relayed",))
        while not all(work.done() for work in works):
            assert time.monotonic() < trouble.until, "sending does not come to an end"
            time.sleep(0.05)
        began = time.monotonic()
        desk = _started(stack, lambda: read(scene, reports))
        trouble.while_([desk], {"desk": [desk], "relays": relays})
        lasted = time.monotonic() - began
        send(scene, list(scene.quota), random.Random(seed), ("accepted",), trouble.until)
        _hold(scene)
    found = {"objects": 2 * reports, "sending": round(began - made, 1), "killed": dict(trouble.kills)}
    found["seconds"] = round(lasted, 1)
    return {**found, "a second": round(2 * reports / lasted)}


def _begun(stack: ExitStack, base: Path, reports: int, senders: int) -> "tuple[list[live.Killable], Scene]":
    relays = [live.Killable(base / name) for name in ("relay-1", "relay-2")]
    for relay in relays:
        stack.callback(relay.kill)
        relay.start()
    return relays, furnish(base, reports, senders, [relay.url for relay in relays])


def _workers(stack: ExitStack, scene: Scene, seed: int, enough: Sequence[str]) -> list[Forked]:
    everybody = list(scene.quota)

    def works(number: int) -> None:
        send(scene, everybody[number::WORKERS], random.Random(f"{seed} {number} {time.time()}"), enough)

    return [_started(stack, lambda n=number: works(n)) for number in range(WORKERS)]  # type: ignore[misc]


def _started(stack: ExitStack, work: Callable[[], None]) -> Forked:
    forked = Forked(work)
    forked.start()
    stack.callback(forked.kill)
    return forked


def _hold(scene: Scene) -> None:
    """Hold every vault against what was to come, now that nobody dies."""
    wanted = {f"{person.name} {number}" for person, quota in scene.quota.items() for number in range(quota)}
    with scene.desk.opened() as vault:
        while (tally := exchange.sync(vault)).received + tally.sent:
            assert not tally.failures, tally.failures
        came = inbox.list_reports(vault)
        assert {row.arrived.state for row in came} == {"accepted"}
        assert len(came) == len({(row.arrived.sender, row.arrived.report) for row in came}) == scene.reports
        titles = [row.title for row in records.find(vault, Query("event", limit=scene.reports + 1))]
        assert len(titles) == scene.reports and set(titles) == wanted, "lost or doubled"
        assert not health.check(vault).damaged
    for person, quota in scene.quota.items():
        with person.opened() as vault:
            assert exchange.sync(vault).failures == []
            states = [delivery.state for delivery in outbox.deliveries(vault.con)]
            assert states == ["accepted"] * quota, f"{person.name}: {Counter(states)}"
            counted = Counter(vault.con.execute("SELECT delivery, state FROM counted").fetchall())
            assert set(counted.values()) == {1}, "acknowledged more than once"
            assert sum(state == "accepted" for _, state in counted) == quota
            assert not health.check(vault).damaged


LOOPS: "dict[str, Callable[..., dict[str, object]]]" = {"soak": soak, "behind": behind}


def main(words: Sequence[str], base: Path) -> str:
    """Do the loop that the first word names, for N reports (10,000) with a seed (0); return its figures."""
    count, seed = (int(words[n]) if len(words) > n else usual for n, usual in ((1, 10_000), (2, 0)))
    pause = PAUSE if count >= 1_000 else SHORT_PAUSE
    return f"{words[0]}: {LOOPS[words[0]](count, min(SENDERS[words[0]], max(1, count // 10)), base, seed, pause)}"


if __name__ == "__main__":
    with TemporaryDirectory(prefix="amparo-soak-") as folder:
        print(main(sys.argv[1:], Path(folder)), flush=True)
