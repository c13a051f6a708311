"""Keys over time by the commands: a new identity key by a stick, an introduction, and the end of an identity."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import crypto
from app.actions.contacts import contact_cards, trustees
from app.actions.kernel import sample_mark
from app.actions.mail import delivery_history
from tests.flow.cast import Person


def befriend(one: Person, other: Person) -> None:
    """Let each add and verify the other."""
    for here, there in ((one, other), (other, one)):
        card = there.base / f"{there.name}.card"
        card.unlink(missing_ok=True)  # nothing is written over
        there.does("card", "show", "--file", str(card), "--name", there.name)
        added = here.does("contact", "add", str(card))
        here.does("contact", "verify", added["id"], "--number", added["number"])


def carry(sender: Person, receiver: Person, stick: Path) -> None:
    """Take everything that waits by a stick."""
    stick.mkdir()
    sender.does("bundle", "write", str(stick))
    receiver.does("bundle", "read", str(stick))


def states(person: Person) -> dict[str, str]:
    return {row["title"]: row["state"] for row in person.does("contact", "list")["records"]}


def test_a_sample_gives_no_card_away(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    with ana.opened() as vault:
        sample_mark.mark(vault)
    for option in ("--file", "--qr"):
        code, answer = ana.tries("card", "show", option, str(tmp_path / "card"))
        assert code and "In the sample, everything stays here." in str(answer)
    assert not (tmp_path / "card").exists() and ana.does("card", "show")["name"] == "ana"


def test_a_new_key_an_introduction_and_an_end_by_the_commands(tmp_path: Path) -> None:
    ana, ben, eve = (Person(tmp_path, name).creates() for name in ("ana", "ben", "eve"))
    befriend(ana, ben)
    befriend(ana, eve)
    ana.does("contact", "introduce", "eve", "--to", "ben")
    carry(ana, ben, tmp_path / "one")
    (row,) = ben.does("contact", "introductions")["introductions"]
    assert (row["name"], row["by"]) == ("eve", "ana")
    taken = ben.does("contact", "introductions", "--accept", row["fingerprint"])
    assert (taken["state"], taken["introduced_by"]) == ("introduced", "ana")
    end = tmp_path / "end.bin"
    eve.does("card", "show", "--revocation", str(end))
    before = ben.does("card", "show")
    after = ben.does("card", "rotate")
    assert after["fingerprint"] != before["fingerprint"] and after["warnings"]
    carry(ben, ana, tmp_path / "two")
    assert states(ana)["ben"] == "introduced"
    typed = tmp_path / "typed.txt"
    typed.write_text(end.read_bytes().hex(" "), "ascii")  # as the code on paper reads
    assert ana.does("contact", "revoke", str(typed))["state"] == "revoked"
    assert ben.does("contact", "revoke", str(end))["state"] == "revoked"
    assert eve.tries("contact", "revoke", str(end))[0] == 5
    assert ana.tries("contact", "revoke", str(tmp_path / "nothing"))[0] == 4


def test_a_keeper_ends_a_key_by_what_was_left_with_a_share(tmp_path: Path) -> None:
    ana, ben, eve = (Person(tmp_path, name).creates() for name in ("ana", "ben", "eve"))
    befriend(ana, ben)
    befriend(ben, eve)
    befriend(ana, eve)
    made = recovery(ana, "--seal", "2", "ben", "--leave-end", "2")
    first, second, third = made["shares"]
    assert len(first["words"].split()) == len(third["words"].split()) == 33 and "words" not in second
    assert (second["holder"], second["sealed_to"], second["ends_my_key"]) == ("ben", "ben", True)
    assert any("can end your identity at any time" in warning for warning in made["warnings"])
    carry(ana, ben, tmp_path / "one")
    ben.does("accept", second["report"])
    (kept,) = ben.does("vault", "recovery", "kept")["shares"]
    assert (kept["whose"], kept["number"], kept["threshold"], kept["ends_their_key"]) == ("ana", 2, 2, True)
    assert not any(len(str(value).split()) > 5 for value in kept.values())  # no words of the share
    end = ("vault", "recovery", "end", kept["id"])
    asked = ben.process(*end, stdin=subprocess.DEVNULL)
    assert asked.returncode == 2 and states(ben)["ana"] == "verified"
    ended = ben.does(*end, "--yes")
    assert (ended["title"], ended["state"]) == ("ana", "revoked") and states(ben)["ana"] == "revoked"
    assert any("You cannot undo this" in warning for warning in ended["warnings"])
    carry(ben, eve, tmp_path / "two")
    assert (states(eve)["ana"], states(eve)["ben"]) == ("revoked", "verified")
    assert ben.tries("vault", "recovery", "end", "00" * 16, "--yes")[0] == 4
    again = recovery(ana)
    assert any("New shares or a new key do not change this" in warning for warning in again["warnings"])


def recovery(person: Person, *more: str) -> dict:
    """Make recovery shares in a process of its own, as that says again how the vault is opened."""
    done = person.process("vault", "recovery", "make", "--threshold", "2", "--shares", "3", *more)
    assert done.returncode == 0, done.stdout
    return dict(json.loads(done.stdout))


def test_a_share_goes_to_a_verified_contact_or_nothing_is_made(tmp_path: Path) -> None:
    ana, ben = (Person(tmp_path, name).creates() for name in ("ana", "ben"))
    befriend(ana, ben)
    make = ("vault", "recovery", "make", "--threshold", "2", "--shares", "3")
    with ana.opened() as vault:
        contact_cards.doubt(vault, "ben")
    for wrong, code in (
        (("--seal", "2", "ben"), 5),
        (("--seal", "4", "ben"), 2),
        (("--seal", "two", "ben"), 2),
        (("--leave-end", "1"), 2),
    ):
        assert ana.tries(*make, *wrong)[0] == code, wrong
    assert ana.does("vault", "recovery", "status")["recovery"] is None
    with ana.opened() as vault:
        assert delivery_history.list_journeys(vault) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
@pytest.mark.parametrize(("typed", "code", "state"), [("yes", 130, "verified"), ("End", 0, "revoked")])
def test_at_a_terminal_a_keeper_is_told_what_it_does_and_types_a_word(
    tmp_path: Path, typed: str, code: int, state: str
) -> None:
    ana, ben = (Person(tmp_path, name).creates() for name in ("ana", "ben"))
    befriend(ana, ben)
    carry_share(ana, ben, tmp_path / "one")
    (kept,) = ben.does("vault", "recovery", "kept")["shares"]
    ours, theirs = os.openpty()
    os.write(ours, f"{typed}\n".encode())
    done = ben.process("vault", "recovery", "end", kept["id"], stdin=theirs)
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, states(ben)["ana"]) == (code, state), done.stderr
    assert "ends the key of ana permanently" in done.stderr and "You cannot undo this" in done.stderr


def carry_share(sender: Person, keeper: Person, stick: Path) -> None:
    """Bring a share with what ends its sender's key by a stick, and let its keeper accept it."""
    with sender.opened() as vault:
        _, shares = crypto.make_shares(2, 3)
        share = trustees.ShareWords(1, 2, 3, shares[0].words)
        report, _ = trustees.hand_over(vault, keeper.name, share, leave_end=True)
    carry(sender, keeper, stick)
    keeper.does("accept", report.hex())
