"""An invented country in a vault: 100,000 incidents with places, and every twentieth with an act and a person.

Words are invented too, in Latin, Cyrillic and Arabic letters, drawn as words of a language are (Zipf); a story is some
1.6 kB of UTF-8. The same records are written by the product's own Writer into a vault and, for comparison, into the
same schema without a key where a bench asks. Both are kept under /var/tmp, named by what they are made of, and made
once.
"""

import hashlib
import itertools
import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import crypto
from app import start
from app.domain import search_normalisation
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.store.records.record_rows import Writer
from app.store.tables import schema
from app.store.vault.connection import connect
from app.store.vault.open_vault import Vault, create, open_

INCIDENTS = 100_000
PASSPHRASE = "invented words for the bench only"
_CACHE = Path("/var/tmp")
_STEP = 10_000
"""Records in one transaction."""
_CACHED = 4 * 2**20
"""KiB of pages in memory at most while a vault is made."""
_LETTERS = (("bcdfghklmnprstvz", "aeiou"),) * 3 + (("бвгдзклмнпрст", "аеиоу"), ("بتثجحدرسشعفقكلمن", "اوي"))


def words(count: int = 50_000) -> list[str]:
    """Return invented words, the most frequent first."""
    draw = random.Random(1)
    found: dict[str, None] = {}
    while len(found) < count:
        consonants, vowels = draw.choice(_LETTERS)
        word = "".join(draw.choice(consonants) + draw.choice(vowels) for _ in range(draw.choice((1, 2, 2, 3, 3, 4))))
        found[word + (draw.choice(consonants) if draw.random() < 0.4 else "")] = None
    return list(found)


class People:
    """Draws invented records, the same ones for the same seed."""

    def __init__(self, seed: int = 2) -> None:
        self._draw = random.Random(seed)
        self._words = words()
        weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        drawn = self._draw.choices(self._words, cum_weights=weights, k=40_000 * 32)
        self._sentences = [" ".join(drawn[at : at + 32]).capitalize() + "." for at in range(0, len(drawn), 32)]
        vocabularies = start.vocabularies()
        self._violations = list(vocabularies["violation"].codes)
        self._countries = list(vocabularies["country"].codes)[:40]

    def place(self) -> dict[str, Value]:
        """Return the fields of a place."""
        name, district = self._draw.sample(self._words, 2)
        return {"name": name.capitalize(), "district": district.capitalize(), "country": self._country()}

    def actor(self) -> dict[str, Value]:
        """Return the fields of a person."""
        return {"alias": " ".join(self._draw.sample(self._words, 2)).title(), "kind": "person"}

    def act(self) -> dict[str, Value]:
        """Return the fields of an act."""
        return {"violation": self._draw.choice(self._violations)}

    def incident(self) -> dict[str, Value]:
        """Return the fields of an incident."""
        draw = self._draw
        story = " ".join(draw.choices(self._sentences, k=6))
        return {
            "title": " ".join(story.split()[2:7]),
            "date_start": f"{draw.randrange(2010, 2026)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
            "description": story,
            "violation_class": draw.sample(self._violations, draw.randrange(1, 3)),
            "country": self._country(),
            "danger": "perhaps" if draw.random() < 0.1 else "no",  # with "now" the program opens Today, not the list
        }

    def _country(self) -> str:
        return self._draw.choice(self._countries)


def fill(vault: Vault, count: int) -> None:
    """Write `count` incidents, in few and large transactions, the pages in memory and no write waited for.

    What is cut short is made anew.
    """
    vault.con.execute("PRAGMA synchronous = OFF")
    vault.con.execute(f"PRAGMA cache_size = -{_CACHED}")
    people, draw = People(), random.Random(4)
    places: list[bytes] = []
    actors: list[bytes] = []
    for first in range(0, count, _STEP):
        with vault.transaction() as con:
            writer = Writer(con, vault.words, vault.author, 1_700_000_000_000 + first, draw.randbytes)
            if not first:
                places = [writer.create(KINDS["place"], people.place()) for _ in range(1000)]
                actors = [writer.create(KINDS["actor"], people.actor()) for _ in range(2000)]
            for number in range(first, min(first + _STEP, count)):
                incident = writer.create(KINDS["event"], people.incident())
                writer.link(incident, "place", draw.choice(places))
                if number % 20 == 0:
                    act = writer.create(KINDS["act"], people.act())
                    writer.link(act, "victim", draw.choice(actors))
                    writer.link(act, "event", incident)
            writer.finish()


def vault_folder(count: int = INCIDENTS) -> Path:
    """Return the folder of the made vault; it opens with PASSPHRASE. Nobody may write into it (see `copy`)."""
    return _made(count) / "vault"


@contextmanager
def copy(count: int = INCIDENTS) -> Iterator[Path]:
    """Give a copy of the vault's folder, to write into."""
    made = vault_folder(count)
    with TemporaryDirectory(dir=_CACHE, prefix="amparo-bench-") as name:
        shutil.copytree(made, Path(name) / "vault")
        os.sync()
        yield Path(name) / "vault"


@contextmanager
def copies(count: int = INCIDENTS) -> Iterator[tuple[Path, Path]]:
    """Give a copy of the vault's folder and of its like without a key, to write into."""
    made = _plain(count)
    with copy(count) as folder:
        shutil.copyfile(made, folder.with_name("plain"))
        os.sync()
        yield folder, folder.with_name("plain")


def derived(folder: Path) -> str:
    """Return in hex what Argon2id makes of the vault's passphrase."""
    kept = crypto.read_header((folder / "vault.hdr").read_bytes())
    with crypto.derive(PASSPHRASE, kept.salt, kept.m_kib, kept.t) as secret:
        return bytes(secret.buffer).hex()


def open_plain(path: Path) -> Vault:
    """Open the like of a vault without a key; only the benches can."""
    return Vault(path.parent, connect(path, None), None, start.vocabularies())


def _made(count: int) -> Path:
    """Return the folder the vault is in, made where it is not there yet: some 90 s for each 100,000 incidents."""
    sources = [
        *schema.MIGRATIONS,
        Path(__file__).read_text(),
        Path(search_normalisation.__file__).read_text(),
        str(count),
    ]
    mark = hashlib.sha256("\0".join(sources).encode()).hexdigest()[:16]
    folder = _CACHE / f"amparo-bench-{os.getuid()}-{mark}"
    if not folder.exists():
        new = folder.with_suffix(f".{os.getpid()}")
        new.mkdir(mode=0o700)
        with _writing(f"{count} invented incidents with a key", folder):
            vault = create(
                new / "vault", PASSPHRASE, start.vocabularies(), kdf_mib=64, random=random.Random(3).randbytes
            )
            fill(vault, count)
            vault.close()
        new.rename(folder)
    return folder


def _plain(count: int) -> Path:
    """Make the like of the vault without a key where it is not there yet, and return its file."""
    folder = _made(count)
    made = folder / "plain"
    if not made.exists():
        new = made.with_suffix(f".{os.getpid()}")
        with _writing(f"{count} invented incidents without a key", made):
            with closing(open_(folder / "vault", PASSPHRASE, start.vocabularies())) as vault:
                seed = vault.identity().seed
            with closing(open_plain(new)) as plain:
                plain.set("identity", bytes(seed))
                fill(plain, count)
        new.rename(made)
    return made


@contextmanager
def _writing(what: str, where: Path) -> Iterator[None]:
    began = time.monotonic()
    print(f"writing {what} ...", flush=True)
    yield
    print(f"made in {time.monotonic() - began:.0f} s, kept in {where}", flush=True)
