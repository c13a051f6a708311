"""Keys over time by the commands: a new identity key by a stick, an introduction, and the end of an identity."""

from pathlib import Path

from tests.flow.cast import Person


def befriend(one: Person, other: Person) -> None:
    """Let each add and verify the other."""
    for here, there in ((one, other), (other, one)):
        card = there.base / f"{there.name}.card"
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
