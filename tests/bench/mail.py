"""An organisation's desk on its first morning: 100,000 incidents, 20,000 people, 200 senders, 10,000 reports waiting.

The vault of `people` grows to it; each sender is a vault of its own that shared its incidents one by one, sealed by the
product's own round for the desk's own keys. Kept under /var/tmp, named by what it is made of, and made once.
"""

import hashlib
import os
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from attrs import frozen

from app import start
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import sharing
from app.actions.records import evidence
from app.actions.rounds.outbox_port import Outgoing
from app.domain.kinds import KINDS
from app.domain.leaks.leak_values import LeakAnswers
from app.store.records.record_rows import Writer
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from sync.exchange import send
from sync.ports import SEGMENT, Arrival, Parcel
from tests.bench import people

PERSONS, SENDERS, REPORTS = 20_000, 200, 10_000
MEMORY = Path("/dev/shm")
"""The folder for senders' vaults, if there is one: nothing waits for a disk."""
NETWORK = 5
"""Every fifth report goes under the profile `network`, the others under `internal`."""
_HEAD = 36
"""Bytes before each object in the file: its id, and its length."""


class Mail:
    """Objects in one file, as a transport: read where they lie, so that they are nobody's memory but the file's."""

    name = "memory"

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("a+b")

    def put(self, parcel: Parcel) -> bytes | None:
        """Add one object at the end."""
        self._file.write(parcel.object_id + parcel.length.to_bytes(4, "big"))
        for at in range(0, parcel.length, SEGMENT):
            self._file.write(parcel.read(at, min(SEGMENT, parcel.length - at)))
        return None

    def arrivals(self) -> Iterator[Arrival]:
        """Give every object, in the order they were put."""
        at, end, number = 0, self._file.seek(0, os.SEEK_END), self._file.fileno()
        while at < end:
            head = os.pread(number, _HEAD, at)
            id_, length, at = head[:32], int.from_bytes(head[32:], "big"), at + _HEAD
            yield Arrival(id_, length, lambda off, n, at=at: os.pread(number, n, at + off))  # type: ignore[misc]
            at += length

    def settle(self, done: Sequence[Arrival]) -> None:
        """Keep them: the same mail is read by the next run."""

    def close(self) -> None:
        """Let nothing wait in a buffer."""
        self._file.flush()


@frozen
class Morning:
    """The folder of the desk's vault, which opens with `people.PASSPHRASE`, and the file of the mail for it."""

    vault: Path
    mail: Path


@contextmanager
def morning(
    incidents: int = people.INCIDENTS, reports: int = REPORTS, senders: int = SENDERS, photo: int = 0
) -> Iterator[Morning]:
    """Give a copy of the desk's vault to write into, and the mail that waits for it; `photo` bytes with each report."""
    made = _made(incidents, reports, senders, photo)
    with TemporaryDirectory(dir=made.parent, prefix="amparo-bench-") as name:
        shutil.copytree(made / "vault", Path(name) / "vault")
        yield Morning(Path(name) / "vault", made / "mail")


def _made(incidents: int, reports: int, senders: int, photo: int) -> Path:
    base = people.vault_folder(incidents)
    mark = hashlib.sha256(f"{Path(__file__).read_text()}\0{reports}\0{senders}\0{photo}".encode()).hexdigest()[:8]
    folder = base.parent.with_name(f"{base.parent.name}-desk-{mark}")
    if folder.exists():
        return folder
    new = folder.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(base, new / "vault")
    began = time.monotonic()
    print(f"{senders} senders seal {reports} reports for a desk ...", flush=True)
    words = start.vocabularies()
    with closing(store.open_(new / "vault", people.PASSPHRASE, words)) as desk, (new / "mail").open("wb") as mail:
        contact_cards.set_my_card(desk, "Desk", desk=True)
        _persons(desk, people.People(seed=5), min(PERSONS, incidents))
        each = [reports // senders + (number < reports % senders) for number in range(senders)]
        seal = partial(_sealed, contact_cards.my_card(desk).file, photo)
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes, desk.transaction():
            for card, objects in processes.map(seal, range(senders), each):
                _know(desk, card)
                mail.write(objects)
    print(f"made in {time.monotonic() - began:.0f} s, kept in {folder}", flush=True)
    return new.rename(folder)


def _persons(desk: Vault, invented: people.People, wanted: int) -> None:
    """Fill up to as many people as a desk knows."""
    with desk.transaction() as con:
        writer = Writer(con, desk.words, desk.author, 1_700_000_000_000, random.Random(6).randbytes)
        for _ in range(wanted - records.count_matches(desk, records.Query("actor"))):
            writer.create(KINDS["actor"], invented.actor())
        writer.finish()


@cache
def _invented() -> people.People:
    return people.People(seed=5)


def _sealed(desk: bytes, photo: int, number: int, reports: int) -> tuple[bytes, bytes]:
    """Make a sender's vault that knows a desk by its card, and seal its incidents; return its card and the objects."""
    invented = _invented()
    invented._draw.seed(number)
    with TemporaryDirectory(prefix="amparo-bench-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        vault = store.create(Path(name) / "vault", people.PASSPHRASE, start.vocabularies(), kdf_mib=64)
        with closing(vault), closing(Mail(Path(name) / "mail")) as mail, vault.transaction():
            contact_cards.set_my_card(vault, f"Sender {number + 1}")
            to = _know(vault, desk)
            for turn in range(reports):
                event, _ = records.add(vault, "event", _incident(invented))
                if photo:
                    file = Path(name) / f"{turn}.jpg"
                    file.write_bytes(os.urandom(photo))
                    evidence.add(vault, file, event.ref)
                profile = "network" if turn % NETWORK == NETWORK - 1 else "internal"
                sharing.share(vault, [event.ref], [to], profile, answers=LeakAnswers(replace_rest=True))
            send(Outgoing(direct_db(vault), vault), mail)
            card = contact_cards.my_card(vault).file
        return card, (Path(name) / "mail").read_bytes()


def _incident(invented: people.People) -> records.Given:
    """Return an incident with a place, and one act with its victim."""
    act = {**invented.act(), "victim": invented.actor()}
    return {**invented.incident(), "place": invented.place(), "act": [act]}


def _know(vault: Vault, card: bytes) -> str:
    """Add a card as a verified contact and return its short code."""
    contact, _ = contact_cards.add(vault, card)
    contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))
    return contact.record.ref
