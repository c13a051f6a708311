"""What is signed and what is anonymous never come to lie in one folder, whoever forgot what was written before."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail import anonymous, sharing
from app.actions.rounds import sticks
from app.errors import InputRefused
from app.store.mail import outbox
from app.store.vault.open_vault import Vault
from sync.bundle import BundleWriter
from tests.actions.pairs import Pair, go
from tests.actions.test_anonymous import incident
from tests.flow.cast import Person

SIGNED, NAMELESS = False, True


def nameless(pair: Pair) -> None:
    """Queue a report without a name from Ana to Ben."""
    anonymous.share(pair.ana, [incident(pair.ana).ref], [pair.ben_here.ref])


def signed(pair: Pair) -> None:
    """Queue a signed one."""
    pair.share(records.add(pair.ana, "event", {"title": "March"})[0].ref)


def told(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    """Give all that a vault holds."""
    tables = [name for (name,) in vault.con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: vault.con.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def refused(pair: Pair, folder: Path, what: bool, copy: Path | None = None) -> None:
    """Look that a bundle is refused, that nothing is written, and that the vault is as it was."""
    before, lying = told(pair.ana), sorted(folder.rglob("*"))
    with pytest.raises(InputRefused) as error:
        sticks.write(pair.ana, folder, copy=copy, anonymous=what)
    assert error.value.exit_code == 5 and error.value.message.startswith("Amparo wrote nothing: ")
    assert told(pair.ana) == before and sorted(folder.rglob("*")) == lying


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("first", [SIGNED, NAMELESS])
def test_the_other_one_is_refused_and_more_of_the_same_is_not(pair: Pair, stick: Path, first: bool) -> None:
    for _ in range(2):
        signed(pair)
        nameless(pair)
        sticks.write(pair.ana, stick, anonymous=first)
    refused(pair, stick, not first)
    assert len(list(stick.iterdir())) == 2


def test_the_command_says_so_and_ends_with_5(tmp_path: Path, stick: Path) -> None:
    kurt, ana = Person(tmp_path, "kurt").creates(), Person(tmp_path, "ana").creates()
    ana.does("card", "show", "--file", str(tmp_path / "ana.card"))
    kurt.does("contact", "add", str(tmp_path / "ana.card"))
    event = kurt.adds(title="March")
    kurt.does("share", event, "--to", "ana")
    kurt.does("share", event, "--to", "ana", "--mode", "anonymous")
    kurt.does("bundle", "write", str(stick))
    code, answer = kurt.tries("bundle", "write", str(stick), "--anonymous")
    assert code == 5 and "who wrote the anonymous report" in answer["error"]["message"]
    assert [row["mode"] for row in kurt.does("outbox")["reports"] if row["state"] == "queued"] == ["anonymous"]
    assert [came["trust"] for came in _read(ana, stick)] == ["unknown"]


def _read(who: Person, stick: Path) -> list[dict]:
    who.tries("bundle", "read", str(stick))
    return list(who.does("inbox")["reports"])


def test_a_second_copy_is_looked_at_too(pair: Pair, stick: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for first in (SIGNED, NAMELESS):
        other = tmp_path / str(first)
        other.mkdir()
        signed(pair)
        nameless(pair)
        sticks.write(pair.ana, stick, copy=other, anonymous=first)
        refused(pair, tmp_path / "empty", not first, copy=other)
        shutil.rmtree(stick)
        stick.mkdir()


def _control_alone(pair: Pair, stick: Path) -> None:
    _from_ben(pair)
    go(pair.ben, pair.box)
    assert go(pair.ana, pair.box).received
    sticks.write(pair.ana, stick)
    assert list(stick.iterdir()) and not pair.ana.con.execute("SELECT 1 FROM placed").fetchone(), "nothing is kept"


def _from_ben(pair: Pair) -> None:
    sharing.share(pair.ben, [records.add(pair.ben, "event", {"title": "May"})[0].ref], [pair.ana_there.ref])


def _asked_for_again(pair: Pair, stick: Path) -> None:
    signed(pair)
    sticks.write(pair.ana, stick)
    (delivery,) = outbox.deliveries(pair.ana.con)
    with pair.ana.transaction() as con:
        outbox.resend_missing_objects(con, delivery.report, delivery.addressee, pair.ana.now())
    assert not pair.ana.con.execute("SELECT 1 FROM placed").fetchone()


def _restored_from_an_older_backup(pair: Pair, stick: Path) -> None:
    signed(pair)
    sticks.write(pair.ana, stick)
    with pair.ana.transaction() as con:
        for table in ("placed", "sealed", "attachment", "delivery"):
            con.execute(f"DELETE FROM {table}")


def _copied_by_hand(pair: Pair, stick: Path) -> None:
    signed(pair)
    (stick / "old").mkdir()
    sticks.write(pair.ana, stick / "old")
    (bundle,) = (stick / "old").iterdir()
    bundle.rename(stick / "ABCDEFGH")
    (stick / "old").rmdir()


def _half_written(pair: Pair, stick: Path) -> None:
    _copied_by_hand(pair, stick)
    (stick / "ABCDEFGH").rename(stick / "abcdefgh.part")


def _of_somebody_else(pair: Pair, stick: Path) -> None:
    _from_ben(pair)
    sticks.write(pair.ben, stick)


@pytest.mark.parametrize(
    "before",
    [
        _control_alone, _asked_for_again, _restored_from_an_older_backup, _copied_by_hand, _half_written,
        _of_somebody_else,
    ],
)  # fmt: skip
def test_nothing_anonymous_lies_beside_what_cannot_be_told_from_ours(
    pair: Pair, stick: Path, before: Callable[[Pair, Path], None]
) -> None:
    before(pair, stick)
    nameless(pair)
    refused(pair, stick, NAMELESS)


def test_receipts_of_what_was_carried_tell_the_courier(pair: Pair, stick: Path) -> None:
    writer = BundleWriter(stick)
    writer.carry_receipts([bytes(200)])
    writer.close()
    nameless(pair)
    refused(pair, stick, NAMELESS)


def test_what_is_signed_goes_beside_what_others_wrote(pair: Pair, stick: Path) -> None:
    nameless(pair)
    signed(pair)
    _from_ben(pair)
    sticks.write(pair.ben, stick)
    assert sticks.write(pair.ana, stick)[0].sent


@pytest.mark.parametrize("table", ["placed", "sealed"])
def test_ours_without_a_name_is_known_after_a_power_cut_and_once_it_is_confirmed(
    pair: Pair, stick: Path, table: str
) -> None:
    nameless(pair)
    sticks.write(pair.ana, stick, anonymous=True)
    with pair.ana.transaction() as con:  # cut off before it was noted; or confirmed, whereupon what was sealed goes
        con.execute(f"DELETE FROM {table}")
    signed(pair)
    refused(pair, stick, SIGNED)
    assert sticks.write(pair.ana, stick, anonymous=True)[0].sent == 1
