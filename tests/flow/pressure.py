"""What is done to a vault's header and database as a whole, and what must hold wherever it was interrupted.

A scene prepares a folder, does its work in it and says what it was told; `check` then looks at what is left: at every
point exactly one pair of header and database opens, what was answered is there, and an old passphrase never opens after
success was shown.
"""

import functools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import crypto
from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.vault import lifecycle as health
from app.errors import AppError, CannotUnlock
from app.store.records import files
from app.store.records.search import Query
from app.store.tables import schema
from app.store.upkeep import rotation
from app.store.vault import header, inforce, integrity, migration_backup
from app.store.vault import open_vault as store
from app.store.vault.connection import open_keyed
from app.store.vault.open_vault import Vault
from tests.vaults import PASSPHRASE, WORDS, Clock, vault_at

Tell = Callable[[str], None]
FIRST_VAULT = Path(__file__).parents[1] / "vectors" / "vaults" / "v1"
FIRST_PASSPHRASE = "copper lantern meadow"
OLD, NEW, THIRD = PASSPHRASE, "another phrase", "a third one"


class Scene(Protocol):
    """One piece of work, to be interrupted."""

    def prepare(self, folder: Path) -> None:
        """Make the vault as it is before."""

    def work(self, folder: Path, tell: Tell) -> None:
        """Do it, and answer each thing that is done."""

    def check(self, folder: Path, answers: list[str]) -> None:
        """Hold what is left against what was answered."""


@functools.cache
def _derived(passphrase: str, m_kib: int, passes: int, salt: bytes) -> crypto.Secret:
    return crypto.derive(passphrase, salt, m_kib, passes)


def secret(folder: Path, passphrase: str) -> crypto.Secret:
    """Return what Argon2id makes of a passphrase; it runs once for each vault."""
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    return _derived(passphrase, m_kib, passes, salt)


@contextmanager
def opened(folder: Path, passphrase: str) -> Iterator[Vault]:
    vault = store.open_(folder, secret(folder, passphrase), WORDS, clock=Clock())
    try:
        yield vault
    finally:
        vault.close()


def opens(folder: Path, passphrase: str) -> bool:
    try:
        with opened(folder, passphrase) as vault:
            whole(vault)
    except CannotUnlock:
        return False
    return True


def whole(vault: Vault) -> None:
    found = health.check(vault)
    assert (found.damaged, found.warnings) == ((), ()), found


def said(work: Callable[[Tell], None]) -> Callable[[Tell], None]:
    """Return the work as a command does it: what a person is told of a failure is one of the answers."""

    def told(tell: Tell) -> None:
        try:
            work(tell)
        except AppError as error:
            tell(f"refused {error.exit_code} {error.message}")

    return told


def _furnish(folder: Path) -> None:
    with vault_at(folder) as vault:
        secret(folder, OLD), secret(folder, NEW), secret(folder, THIRD)
        for number in range(3):
            record, _ = records.add(vault, "event", {"title": f"trial {number}"})
        photo = folder.parent / "photo.jpg"
        photo.write_bytes(b"picture" * 5000)
        evidence.add(vault, photo, record.id.hex())


def _all_there(vault: Vault, answers: list[str]) -> None:
    assert len(records.find(vault, Query("event", text="trial"))) == 3
    (stored,) = files.list_files(vault)
    assert files.reader(vault, stored).read_at(0, 7) == b"picture"
    for line in answers:
        if line.startswith("record "):
            assert records.record_of(vault, line.split()[1]).title == "afterwards"


def _add(vault: Vault, tell: Tell) -> None:
    record, _ = records.add(vault, "event", {"title": "afterwards"})
    tell(f"record {record.id.hex()}")


class HeaderWrites:
    """A passphrase is changed, another way in is made and taken away again."""

    def prepare(self, folder: Path) -> None:
        _furnish(folder)

    def work(self, folder: Path, tell: Tell) -> None:
        path = folder / "vault.hdr"
        old, new, third = (secret(folder, passphrase) for passphrase in (OLD, NEW, THIRD))
        with opened(folder, OLD) as vault:

            def write(data: bytes, said: str) -> None:
                inforce.change(vault, data)
                tell(said)

            data = header.read(path)
            session = crypto.open_header(data, old)
            write(crypto.with_slot(data, session, session.slot, crypto.SlotSecret(new)), "new")
            spare = next(i for i in range(16) if session.mask >> i & 1 and i != session.slot)
            write(crypto.with_slot(header.read(path), session, spare, crypto.SlotSecret(third)), "third")
            write(crypto.without_slot(header.read(path), session, spare), "no third")

    def check(self, folder: Path, answers: list[str]) -> None:
        old, new, third = (opens(folder, passphrase) for passphrase in (OLD, NEW, THIRD))
        assert old != new, "neither of two passphrases opens, or both do"
        assert new or "new" not in answers, "the old passphrase opens after success was shown"
        assert new or not third
        if "third" in answers:
            assert third != ("no third" in answers) or not third
        assert (old, new, third) == tuple(opens(folder, passphrase) for passphrase in (OLD, NEW, THIRD))


class Rotation:
    """A new key for the whole vault, and a record saved in it afterwards."""

    def prepare(self, folder: Path) -> None:
        _furnish(folder)

    def work(self, folder: Path, tell: Tell) -> None:
        way = rotation.NewUnlockMethod(crypto.SlotSecret(secret(folder, NEW)))
        with opened(folder, OLD) as vault:
            data = header.read(folder / "vault.hdr")
            rotation.rotate(vault, data, crypto.open_header(data, secret(folder, OLD)), [way])
            tell("rotated")
            _add(vault, tell)

    def check(self, folder: Path, answers: list[str]) -> None:
        old, new = opens(folder, OLD), opens(folder, NEW)
        assert old != new, "neither pair of header and database fits, or both do"
        assert new or "rotated" not in answers, "the old passphrase opens after success was shown"
        with opened(folder, NEW if new else OLD) as vault:
            _all_there(vault, answers)
            own = vault.database[0].name
        there = sorted(path.name for path in (folder / "db").iterdir())
        assert there == [own], f"the other database stayed: {there}, {own}"


class Migration:
    """A vault of the first version is opened, worked in, and opened once more."""

    def prepare(self, folder: Path) -> None:
        shutil.copytree(FIRST_VAULT, folder)
        secret(folder, FIRST_PASSPHRASE)

    def work(self, folder: Path, tell: Tell) -> None:
        with opened(folder, FIRST_PASSPHRASE) as vault:
            tell("opened")
            _add(vault, tell)
        with opened(folder, FIRST_PASSPHRASE) as vault:
            tell("again")
            _add(vault, tell)

    def check(self, folder: Path, answers: list[str]) -> None:
        self._copy_kept(folder, answers)
        with opened(folder, FIRST_PASSPHRASE) as vault:
            whole(vault)
            assert schema.version(vault.con) == len(schema.MIGRATIONS)
            assert len(records.find(vault, Query("event", text="mill"))) == 1
            for line in answers:
                if line.startswith("record "):
                    assert records.record_of(vault, line.split()[1]).title == "afterwards"

    def _copy_kept(self, folder: Path, answers: list[str]) -> None:
        """Look without opening it: where the tables are new, the old database is there until it was opened again."""
        (first,) = (FIRST_VAULT / "db").iterdir()
        path = folder / "db" / first.name
        vault = crypto.open_header(header.read(folder / "vault.hdr"), secret(folder, FIRST_PASSPHRASE))
        con = open_keyed(path, bytes(crypto.database_key(vault.vmk, vault.db_id).buffer))
        at = schema.version(con)
        assert not integrity.damage(con)
        con.close()
        assert 1 <= at <= len(schema.MIGRATIONS), "each migration is there as a whole or not at all"
        kept = [
            copy.read_bytes()
            for copy in migration_backup.list_migration_backups(path)
            if not copy.name.endswith(".part")
        ]
        if at > 1 and "opened" not in answers:
            assert kept == [first.read_bytes()]


SCENES: dict[str, Scene] = {"header": HeaderWrites(), "rotate": Rotation(), "migration": Migration()}
