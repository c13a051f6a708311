"""A database with a damaged page: what can be read goes on, what cannot is named, and the damaged one is put aside."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import crypto
from app.actions.kernel import records
from app.actions.vault import lifecycle as actions
from app.actions.vault import put_back
from app.errors import NotOpened
from app.store.records.search import Query
from app.store.upkeep import salvage
from app.store.vault import header, inforce, integrity
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from tests import pace
from tests.vaults import PASSPHRASE, WORDS, Clock, vault_at

PAGE, MANY = 4096, 160


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, crypto.Secret]:
    """A vault whose records lie on many pages, and what opens it."""
    folder = tmp_path_factory.mktemp("kept") / "v"
    with vault_at(folder) as vault:
        for number in range(MANY):
            text = f"incident {number} " + "at the mill in the quarter by the river " * 8
            records.add(vault, "event", {"title": f"trial {number}", "description": text})
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    return folder, crypto.derive(PASSPHRASE, salt, m_kib, passes)


@contextmanager
def damaged(kept: tuple[Path, crypto.Secret], place: Path, pages: list[int]) -> Iterator[Vault]:
    """Open a copy in which a byte of each of these pages (from 0) is another one."""
    shutil.copytree(kept[0], place)
    (path,) = (place / "db").iterdir()
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * PAGE + 1000] ^= 1
    path.write_bytes(data)
    vault = store.open_(place, kept[1], WORDS, clock=Clock())
    try:
        yield vault
    finally:
        vault.close()


def size(kept: tuple[Path, crypto.Secret]) -> int:
    (path,) = (kept[0] / "db").iterdir()
    return path.stat().st_size // PAGE


def mended(vault: Vault) -> salvage.Salvaged:
    damage = vault.database[0].read_bytes()
    done = salvage.rebuild_database(vault)
    assert integrity.damage(vault.con) == []
    (aside,) = (vault.folder / "aside").iterdir()
    assert aside.read_bytes() == damage
    assert [path.name[:32] for path in (vault.folder / "db").iterdir()] == [vault.database[0].name] * 3
    return done


@pytest.mark.parametrize("number", range(36))
def test_whichever_page_it_is_every_record_is_there_or_named(
    kept: tuple[Path, crypto.Secret], tmp_path: Path, number: int
) -> None:
    pages = random.Random(number).sample(range(1, size(kept)), 1 + number % 3)
    try:
        with damaged(kept, tmp_path / "v", pages) as vault:
            try:
                done = mended(vault)
            except NotOpened:
                assert not (vault.folder / "aside").exists()
                return
            there = {row.ref for row in records.find(vault, Query("event", limit=MANY + 1))}
            assert (len(there) == MANY - len(done.lost) and not there & set(done.lost)) or not done.known
            assert len(there) > MANY * 3 / 4 or not done.known
            assert len(records.find(vault, Query("event", text="quarter", limit=MANY + 1))) == len(there)
            assert salvage.read_lost_data(vault) is not None or not (done.lost or done.tables)
    except NotOpened:  # a page without which nothing opens: the file is as it was
        assert [path.name for path in (tmp_path / "v").iterdir() if path.name == "aside"] == []


def test_nearly_every_page_can_go_without_a_record_lost(
    kept: tuple[Path, crypto.Secret], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every third page with --all, a fifth of those by the day without."""
    went = lost = 0
    day = request.config.stash[pace.DAY]
    pages = [page for page in range(1, size(kept), 3) if pace.is_due("", page // 3, day)]
    for page in pages:
        try:
            with damaged(kept, tmp_path / str(page), [page]) as vault:
                done = mended(vault)
                went += 1
                lost += len(done.lost)
        except NotOpened:
            continue
    assert went > len(pages) * (0.8 if day is None else 0.5), (went, pages)
    assert lost == 0, "a row and its changes lie on two pages"


def test_a_page_of_the_settings_that_is_lost_takes_the_header_as_it_is_and_says_so(
    kept: tuple[Path, crypto.Secret], tmp_path: Path
) -> None:
    source = tmp_path / "source"
    shutil.copytree(kept[0], source)
    before = size((source, kept[1]))
    vault = store.open_(source, kept[1], WORDS, clock=Clock())
    for number in range(40):
        vault.set(f"z{number}", bytes(900))  # on pages behind all others
    vault.close()
    with damaged((source, kept[1]), tmp_path / "v", [before + 4]) as vault:
        health = actions.check(vault)
        assert not health.pages and put_back.REBUILT in health.warnings
        assert any("settings" in line for line in health.damaged)
    vault = store.open_(tmp_path / "v", kept[1], WORDS, clock=Clock())
    assert inforce.doubt(vault) == inforce.REBUILT and not put_back.is_older(vault)
    vault.close()
