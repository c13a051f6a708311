"""An organisation by the command line alone: root, desk, directory on a stick, members who take it and decide."""

from pathlib import Path

from tests.flow.cast import Person, meet


def speaks(tmp_path: Path) -> tuple[Person, Person, Person]:
    """Give a desk that signs for Heron, and two whom it knows; the root's files lie in `tmp_path`."""
    desk, maya, omar = (Person(tmp_path, name).creates() for name in ("desk", "maya", "omar"))
    words = tmp_path / "root.pass"
    words.write_text("seven herons by the water\n", "utf-8")
    typed = ("--root-passphrase-file", str(words))
    root, end, word = (str(tmp_path / name) for name in ("root", "root.end", "word"))
    made = desk.does(
        "organisation", "make-root", root, "--revocation", end, *typed, "--shares", "3", "--threshold", "2"
    )
    assert (len(made["shares"]), Path(root).stat().st_size, Path(end).stat().st_size) == (3, 176, 216)
    assert desk.tries("organisation", "make-root", root, "--revocation", end, *typed)[0] == 5  # never over another
    desk.does("card", "show", "--desk")
    for member in (maya, omar):
        meet(desk, member)
    wrong = tmp_path / "wrong.pass"
    wrong.write_text("eight herons\n", "utf-8")
    sign = ("organisation", "delegate", "--file", word)
    assert desk.tries(*sign, "--root", root, "--root-passphrase-file", str(wrong))[0] == 3
    assert desk.tries(*sign)[0] == 2
    shares = tmp_path / "shares"
    shares.write_text("# two of three\n" + "\n".join(made["shares"][:2]) + "\n", "utf-8")
    desk.does(*sign, "--root-share-file", str(shares))
    Path(word).unlink()  # nothing is written over
    desk.does(*sign, "--root", root, *typed)
    spoken = desk.does("organisation", "speak", word, "--name", "Heron")
    assert (spoken["organisation"], spoken["root"], spoken["seq"]) == ("Heron", made["root"], 1)
    return desk, maya, omar


def test_from_the_root_to_a_member_who_was_removed(tmp_path: Path) -> None:
    desk, maya, omar = speaks(tmp_path)
    end, stick = str(tmp_path / "root.end"), str(tmp_path / "directory")
    assert desk.does("organisation", "add", "maya", "omar", "--role", "field")["seq"] == 2
    assert desk.does("organisation", "write", "--file", stick)["people"] == 3

    taken = maya.does("organisation", "take", stick)
    assert (taken["taken"], taken["state"], taken["seq"]) == ("offered", "offered", 3)
    assert maya.does("organisation", "people")["people"] == []
    (offer,) = maya.does("organisation", "follow", "Heron")["people"]
    assert (offer["name"], offer["role"], offer["by"]) == ("omar", "field", "Heron")
    accepted = maya.does("organisation", "people", "--accept", offer["fingerprint"][:12])
    assert (accepted["state"], accepted["introduced_by"]) == ("introduced", "Heron")
    (shown,) = maya.does("organisation", "list")["organisations"]
    assert [person["state"] for person in shown["people"]] == ["verified", "me", "introduced"]

    old = tmp_path / "old"
    old.write_bytes(Path(stick).read_bytes())
    assert desk.does("organisation", "remove", "omar")["seq"] == 4
    Path(stick).unlink()
    desk.does("organisation", "write", "--file", stick)
    assert maya.does("organisation", "take", stick)["taken"] == "newer"
    assert [contact["title"] for contact in maya.does("contact", "list")["records"]] == ["desk"]
    assert maya.does("organisation", "list")["organisations"][0]["missing"] == ["4 to 4"]
    code, said = maya.tries("organisation", "take", str(old))
    assert code == 5 and "newer directory: 5. This file has the number 3" in said["error"]["message"]
    assert maya.does("organisation", "evidence", "Heron")["files"] == []
    maya.does("organisation", "end", end)
    assert maya.tries("organisation", "take", stick)[0] == 6
    omar.does("organisation", "take", str(old))
    omar.does("organisation", "leave", "Heron")
    assert omar.does("organisation", "list")["organisations"] == []
