"""Working copies in the leak sets: pictures that children paint and a pool of painted ones, and the findings."""

import contextlib
import io
import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from attrs import Factory, define, frozen
from PIL import Image

from app.actions.kernel import records
from app.actions.records import evidence, marks
from app.actions.release import evidence_copies, working_copies
from app.actions.release.evidence_copies import _KEPT as HIDDEN
from app.actions.release.working_copies import CopyDraft, CopyOrder
from app.domain.fields import Level, Value
from app.domain.record import Record
from app.domain.redact import PROFILES, Profile
from app.domain.release.audiences import NAMES
from app.domain.release.copies import is_copy
from app.errors import InputRefused
from app.exchange.copies.copy_client import PaintedCopy
from app.store.vault.open_vault import Vault
from crypto.custody import Action, parse_entry
from crypto.recipe import Step
from tests.exchange.office import unpacked
from tests.flow.canaries import CUSTODY, NOBODY, Canary, Reader, Written
from tests.unchecked import KeepAll

REAL, POOL = 0.05, 40
"""The part of the copies that a child paints, and the most painted pictures for the others."""
STEPS = (Action.RECEIVED, Action.COPIED, Action.EXPORTED, Action.SHARED, Action.HANDED_OVER, Action.CHECKED)
"""The actions of the lines with a reason."""
SAID = re.compile("(recipe [0-9a-f]{16})?")
"""The reason of a line for others."""
CALENDARS = frozenset({"roster", "checkin-card"})
"""Papers that tell every day of a time: among them may be one that stands in a field, by chance."""


@define
class Found:
    """What was looked through, and what leaked."""

    sets: int = 0
    vaults: int = 0
    documents: Counter[str] = Factory(Counter)
    """How many were read of each way."""
    allowed: Counter[str] = Factory(Counter)
    """Canaries that stood where they may: what shows that there was something to find."""
    refused: Counter[str] = Factory(Counter)
    fields: set[tuple[str, str]] = Factory(set)
    leaks: Counter[tuple[str, str, str, str]] = Factory(Counter)
    """By way, profile, kind and field."""
    part: float = 1.0
    """The part of the ways that a set goes."""
    pool: list["PoolPicture"] = Factory(list)
    copies: Counter[str] = Factory(Counter)

    def goes(self, dice: random.Random) -> bool:
        """Return True if a set goes a way."""
        return self.part >= 1 or dice.random() < self.part

    def read(self, way: str, text: str, written: Written, reader: Reader) -> None:
        """Read a document of a way for what its reader may not read."""
        self.documents[way] += 1
        for _, canary in written.found(text, days=way not in CALENDARS):
            if reader.may(canary):
                self.allowed[way] += 1
            else:
                self.leaks[way, reader.name, canary.kind, canary.field] += 1

    def __str__(self) -> str:
        """Say it in lines."""
        read = ", ".join(f"{way} {n} ({self.allowed[way]} allowed)" for way, n in sorted(self.documents.items()))
        made = ", ".join(f"{n} {what}" for what, n in sorted(self.copies.items()))
        lines = [f"{self.sets} sets in {self.vaults} vaults, {len(self.fields)} fields; copies: {made}; read: {read}"]
        lines += [f"LEAK {n} x {' / '.join(at)}" for at, n in self.leaks.most_common()]
        return "\n".join([*lines, f"{sum(self.leaks.values())} leaks"])


@frozen
class PoolPicture:
    """A photograph with the word that hides in it, the steps of its copy, and the copy that a child painted."""

    data: bytes
    artist: str
    steps: Sequence[Step]
    copy: PaintedCopy
    hidden: Sequence[tuple[str, str]]


def make_copy(
    vault: Vault, written: Written, made: Sequence[tuple[str, bytes]], folder: Path, found: Found
) -> tuple[bytes, bytes]:
    """Make a working copy of a photograph of a person, and export it for each audience; return the ids of both."""
    dice, people = written.dice, [id_ for kind, id_ in made if kind == "actor"]
    whom, shows, hides = dice.choice(people), *([who for who in people if dice.random() < 0.4] for _ in range(2))
    hides = [who for who in hides if who not in shows]  # one answer for each person
    item, copy = _make(vault, written, whom, shows, hides, folder, found)
    for who in people:
        _answer(vault, written, who, item)
    for one in (item, copy):
        _note(vault, written, one)
    for profile in map(PROFILES.__getitem__, NAMES):
        with contextlib.suppress(InputRefused):
            allowed = evidence_copies.allow(vault, item.ref, profile.name, answers=KeepAll(), reason="for a trial")
            see(written, profile, "copy", [allowed.item.record], found)
            if is_copy(allowed.item.record):
                left = evidence_copies.copy_out(vault, allowed, folder / "out")
                found.read("bytes of a copy", left.name + read_text(left.read_bytes()), written, NOBODY)
                left.unlink()
                (folder / "out" / "SHA256SUMS").unlink()
    return item.id, copy.id


def _note(vault: Vault, written: Written, item: Record) -> None:
    """Write a mark with a note, and a line of custody with a reason."""
    marked, reason = (
        written.word(Canary(item.id, *at)) for at in (("evidence_item", "marks", Level.R), (CUSTODY, "reason", Level.V))
    )
    marks.add_mark(vault, item.ref, written.dice.randrange(10**7), f"{marked} speaks")
    step, file = written.dice.choice(STEPS), bytes.fromhex(str(item.fields["sha256"]))
    with vault.transaction():
        evidence.note(vault, item.id, step, file, f"for {reason}")


def read_custody(
    way: str, lines: Iterable[bytes], known: Collection[bytes], written: Written, profile: Profile,
    found: Found,
) -> None:  # fmt: skip
    """Read the lines of custody in a report: no words, no exact time and no other person for anybody but ourselves."""
    for entry in map(parse_entry, lines):
        found.read(way, entry.reason, written, written.reader(profile))
        exact = entry.at % (60 if profile.originals else 86_400)
        stranger = entry.other is not None and entry.other not in known
        if not profile.own and (exact or stranger or not SAID.fullmatch(entry.reason)):
            found.leaks[way, profile.name, CUSTODY, "line"] += 1


def _make(
    vault: Vault, written: Written, whom: bytes, shows: Sequence[bytes], hides: Sequence[bytes], folder: Path,
    found: Found,
) -> tuple[Record, Record]:  # fmt: skip
    """Return a photograph and its copy: of the pool, or of a new picture, which children paint and read."""
    dice, old = written.dice, found.pool and (written.dice.random() >= REAL or len(found.pool) >= POOL)
    name, new = (written.word(Canary(b"", "evidence_item", "file_name", Level.V)) for _ in range(2))
    used = dice.choice(found.pool) if old else None
    path, artist = folder / f"{name}.jpg", used.artist if used else new
    path.write_bytes(used.data if used else _photograph(dice, artist))
    item, _ = evidence.add(vault, path, whom.hex())
    written.words[name] = Canary(item.id, "evidence_item", "title", Level.C)
    written.words[artist] = Canary(item.id, "evidence_item", "file_name", Level.V)
    box = ("box", 1, 0, 0, dice.randint(10**5, 10**6), 10**6, dice.randint(1, 2), "identity")
    named, steps = dice.sample(NAMES, k=dice.randint(0, len(NAMES))), used.steps if used else (box,)
    order = CopyOrder(steps, named, [who.hex() for who in shows], [who.hex() for who in hides])
    planned = working_copies.plan(vault, item.ref, order)
    draft = CopyDraft(planned, used.copy, (), ()) if used else working_copies.paint(vault, planned)
    copy, _ = working_copies.save(vault, draft)
    hidden = vault.sitting.setdefault(HIDDEN, {})
    assert isinstance(hidden, dict)
    if used is None:
        assert isinstance(draft.painted, PaintedCopy)
        stored = [one for one in [evidence.show(vault, item.ref).file] if one]
        rows = evidence_copies.find_hidden(vault, stored)[stored[0].sha256]
        found.pool.append(PoolPicture(path.read_bytes(), artist, steps, draft.painted, rows))
    else:
        hidden[bytes.fromhex(str(item.fields["sha256"]))] = used.hidden
    found.copies["of the pool" if used else "painted"] += 1
    path.unlink()
    written.copies[copy.id] = {*named}, {whom, *shows} - {*hides}, str(item.fields["sha256"])
    return item, copy


def _photograph(dice: random.Random, artist: str) -> bytes:
    said, data = Image.Exif(), io.BytesIO()
    said[0x013B] = artist
    Image.effect_mandelbrot((dice.randint(40, 900), 60), (-2, -1.5, 1, 1.5), 20).save(data, "JPEG", exif=said)
    return data.getvalue()


def _answer(vault: Vault, written: Written, who: bytes, item: Record) -> None:
    """Write answers of a person about files: without one, for this one, for another one."""
    dice = written.dice
    while dice.random() < 0.6:
        purposes = [purpose for one in PROFILES.values() for purpose in one.opens if dice.random() < 0.8]
        answer: dict[str, Value] = {"purpose": [*purposes, *dice.choice((["IMAGE"], []))], "state": "given"}
        other = f"{dice.getrandbits(256):064x}"
        files = dice.choice(([], [str(item.fields["sha256"])], [other], [other, str(item.fields["sha256"])]))
        answer |= {"covers": [[one, "EV-7K2M4"] for one in files]} if files else {}
        records.add(vault, "consent_record", {"actor": who.hex(), **answer})
        written.consents.setdefault(who, []).append(answer)


def see(written: Written, profile: Profile, way: str, files: Sequence[Record], found: Found) -> None:
    """Read the files that an audience gets: a copy that it may not see is a leak, and an original that stays is one."""
    for file in files:
        found.documents[way] += 1
        if written.may_see(file.id, profile) if file.id in written.copies else profile.originals:
            found.allowed[way] += 1
        else:
            found.leaks[way, profile.name, "evidence_item", "file"] += 1


def read_text(data: bytes) -> str:
    return unpacked(data).decode("utf-8", "replace")
