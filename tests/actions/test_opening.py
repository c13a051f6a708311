"""Wrong tries wait longer and longer, over restarts too, and may destroy the vault where that was set."""

import json
from functools import partial
from pathlib import Path

import pytest

from app.actions.vault import wipe_settings
from app.actions.vault.unlock_attempts import LONGEST, TooSoon, Tries, limit_of, list_ways, set_limit
from app.errors import CannotUnlock
from app.store.vault import device_settings, wipe
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from tests.vaults import NOON, PASSPHRASE, WORDS, Clock, create, vault_at

WORD_LIST = ["olive", "river", "stone", "otter"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with vault_at(tmp_path / "v"):
        pass
    device_settings.change(tmp_path / "v", name="Field notes", language="ar")
    return tmp_path / "v"


def try_(tries: Tries, words: str) -> bool:
    """Try words at the vault of these tries; TooSoon goes through."""

    def open_it() -> Vault:
        return store.open_(tries.folder, words, WORDS)

    try:
        tries.opened(open_it).close()
    except TooSoon:
        raise
    except CannotUnlock:
        return False
    return True


def try_typed(tries: Tries, typed: str) -> bool:
    """Try words as a person types them, in each spelling."""
    ways = list_ways(typed, lambda: WORD_LIST)
    try:
        tries.opened(*(partial(store.open_, tries.folder, way, WORDS) for way in ways)).close()
    except CannotUnlock:
        return False
    return True


def test_words_of_the_list_open_in_capitals_and_with_more_spaces(folder: Path) -> None:
    clock = Clock()
    assert try_typed(Tries(folder, clock), " Olive  RIVER\tStone ")
    tries = Tries(folder, clock)
    assert not try_typed(tries, "Olive River Otter")
    assert tries.wait() == 4 and device_settings.read(folder)["wrong"] == 1, "two spellings are one attempt"
    assert len(list_ways("Olive River Xyzzy", lambda: WORD_LIST)) == 1, "words of no list are tried as they are typed"
    assert len(list_ways(PASSPHRASE, lambda: WORD_LIST)) == 1


def test_a_password_with_capitals_of_words_from_the_list_opens_as_typed(tmp_path: Path) -> None:
    create(tmp_path / "w", "Olive River Otter").close()
    assert try_typed(Tries(tmp_path / "w", Clock()), "Olive River Otter")
    assert not try_typed(Tries(tmp_path / "w", Clock()), "olive river otter")


def test_a_wiping_password_in_capitals_wipes_and_the_next_spelling_tells_nothing(folder: Path) -> None:
    vault = store.open_(folder, PASSPHRASE, WORDS)
    wipe_settings.set_passphrase(vault, PASSPHRASE, "otter river stone")
    vault.close()
    clock = Clock()
    tries = Tries(folder, clock)
    for _ in range(2):
        with pytest.raises(CannotUnlock, match="This password did not open the vault"):
            tries.opened(
                *(partial(store.open_, folder, way, WORDS) for way in list_ways("Otter River Stone", lambda: WORD_LIST))
            )
        assert wipe.has_begun(folder) and tries.gone
        clock.now += tries.wait()


def wrong(tries: Tries, clock: Clock) -> int:
    """Try wrong words as soon as that is possible, without the second that they cost, and return the wait then."""
    clock.now += tries.wait()

    def refuse() -> None:
        raise CannotUnlock("This password did not open the vault.")

    with pytest.raises(CannotUnlock):
        tries.opened(refuse)
    return tries.wait()


def test_each_wrong_one_waits_twice_as_long_up_to_ten_minutes(folder: Path) -> None:
    clock = Clock()
    tries = Tries(folder, clock)
    assert [wrong(tries, clock) for _ in range(12)] == [4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600]
    clock.now += 599.5
    assert tries.wait() == 1
    clock.now += 0.5
    assert tries.wait() == 0


def test_what_is_too_soon_is_not_tried_not_counted_and_says_how_long(folder: Path) -> None:
    clock = Clock()
    tries = Tries(folder, clock)
    assert not try_(tries, "something else")
    for words in (PASSPHRASE, "something else"):
        with pytest.raises(TooSoon, match="After a wrong password, you must wait 4 s"):
            try_(tries, words)
    clock.now += 4
    assert try_(tries, PASSPHRASE)


def test_a_restart_does_not_reset_it_and_success_does(folder: Path) -> None:
    clock = Clock()
    wrong(Tries(folder, clock), clock)
    assert wrong(Tries(folder, clock), clock) == 8
    assert Tries(folder, clock).wait() == 8
    clock.now += 8
    assert try_(Tries(folder, clock), PASSPHRASE)
    assert json.loads((folder / "window.json").read_text()) == {"name": "Field notes", "language": "ar"}
    assert wrong(Tries(folder, clock), clock) == 4


def test_the_file_holds_count_and_time_and_nothing_else(folder: Path) -> None:
    clock = Clock()
    wrong(Tries(folder, clock), clock)
    kept = json.loads((folder / "window.json").read_text())
    assert kept == {"name": "Field notes", "language": "ar", "wrong": 1, "wrong_at": NOON}


def test_taking_the_file_away_does_not_help_a_process_that_runs(folder: Path) -> None:
    clock = Clock()
    tries = Tries(folder, clock)
    wrong(tries, clock)
    (folder / "window.json").unlink()
    assert tries.wait() == 4
    assert wrong(tries, clock) == 8


@pytest.mark.parametrize("moved", [-1e9, -3600.0, 3600.0, 1e9])
def test_a_wrong_clock_keeps_nobody_out_for_longer_than_the_longest_wait(folder: Path, moved: float) -> None:
    clock = Clock()
    for _ in range(12):
        wrong(Tries(folder, clock), clock)
    clock.now = max(0.0, clock.now + moved)
    tries = Tries(folder, clock)
    assert tries.wait() <= LONGEST
    clock.now += LONGEST
    assert Tries(folder, clock).wait() == 0 and tries.wait() == 0


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"wrong": "many"}', '{"wrong": -4, "wrong_at": 1e99}', '{"wrong": true}']
)
def test_a_file_that_makes_no_sense_holds_nobody_back(folder: Path, text: str) -> None:
    (folder / "window.json").write_text(text)
    assert Tries(folder, Clock()).wait() == 0


def test_absurd_numbers_wait_for_the_longest_at_most(folder: Path) -> None:
    (folder / "window.json").write_text('{"wrong": 1e400, "wrong_at": 9, "wipe_after": 3}'.replace("1e400", "9" * 40))
    assert Tries(folder, Clock(10)).wait() <= LONGEST and limit_of(folder) == 0


def test_after_as_many_as_were_set_nothing_opens_it_and_it_goes_on_as_if(folder: Path) -> None:
    clock = Clock()
    set_limit(folder, 5)
    tries = Tries(folder, clock)
    left = []
    for _ in range(4):
        wrong(tries, clock)
        left.append(tries.left())
    assert left == [4, 3, 2, 1] and not wipe.has_begun(folder)
    assert wrong(tries, clock) == 64
    assert wipe.has_begun(folder)
    assert wipe.finish(folder) == [] and not folder.exists()
    clock.now += 64
    assert not try_(tries, PASSPHRASE)
    assert tries.wait() == 128 and not folder.exists(), "it must go on as before, and leave nothing"


def test_it_is_off_unless_it_was_set(folder: Path) -> None:
    clock = Clock()
    tries = Tries(folder, clock)
    for _ in range(25):
        wrong(tries, clock)
    assert tries.left() is None and not wipe.has_begun(folder)
    clock.now += LONGEST
    assert try_(tries, PASSPHRASE)


def test_success_gives_all_tries_back(folder: Path) -> None:
    clock = Clock()
    set_limit(folder, 5)
    tries = Tries(folder, clock)
    for _ in range(4):
        wrong(tries, clock)
    clock.now += tries.wait()
    assert try_(tries, PASSPHRASE) and tries.left() == 5


def test_where_the_count_cannot_be_kept_this_process_remembers(folder: Path) -> None:
    (folder / "window.json.part").mkdir()  # the file cannot be replaced
    clock = Clock()
    tries = Tries(folder, clock)
    assert [wrong(tries, clock) for _ in range(3)] == [4, 8, 16]
    clock.now = NOON - 5000
    assert tries.wait() == 16
    clock.now += 16
    assert tries.wait() == 0
