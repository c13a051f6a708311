"""Session notes by command line, from the first note to the file for a clinician and the notes of the clinician."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from app.cli.main import main
from tests.flow.cast import Person, meet

TEXT = "canary: sleeps two hours since the raid"


def run(person: Person, *verb: str, own: bool = True) -> tuple[int, dict]:  # type: ignore[type-arg]
    """Run a command as a process does, with the password of the session notes."""
    words = [*person.words(*verb), *(["--notes-passphrase-file", str(notes_words(person))] if own else [])]
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = main(words)
    return code, json.loads(out.getvalue() or "{}")


def notes_words(person: Person) -> Path:
    path = person.base / f"{person.name}.notes"
    path.write_text(f"seven lamps of {person.name} under snow\n", "utf-8")
    return path


def does(person: Person, *verb: str, own: bool = True) -> dict:  # type: ignore[type-arg]
    code, document = run(person, *verb, own=own)
    assert code == 0, document
    return document


@pytest.fixture
def two(tmp_path: Path) -> tuple[Person, Person]:
    ana, ben = Person(tmp_path, "ana").creates(), Person(tmp_path, "ben").creates()
    meet(ana, ben)
    return ana, ben


def given(person: Person, name: str, value: object) -> str:
    path = person.base / name
    path.write_text(json.dumps(value), "utf-8")
    return str(path)


def test_a_note_goes_from_its_writer_to_the_clinician_and_nowhere_else(two: tuple[Person, Person]) -> None:
    ana, ben = two
    heron = does(ana, "add", "actor", given(ana, "a.json", {"alias": "Heron"}), own=False)["id"]
    contact = next(iter(ana.does("contact", "list")["records"]))["ref"]
    assert run(ana, "notes", "list")[0] == 4
    does(ana, "notes", "create", "--kdf-mib", "64")
    note = does(ana, "notes", "add", heron, given(ana, "n.json", {"date": "2026-11-02", "text": TEXT}))["ref"]
    assert does(ana, "notes", "slots")["slots"][0]["opens"] == "passphrase"
    copy = str(ana.base / "n-1.sealed")
    assert run(ana, "notes", "hand", note, copy, "--to", contact)[0] == 5
    yes = {"actor": heron, "purpose": ["REFERRAL"], "state": "given", "given_on": "2026-11-02"}
    does(ana, "add", "consent_record", given(ana, "c.json", yes), own=False)
    plan = {"title": "Care for H.", "for": [heron], "clinician": contact}
    does(ana, "add", "support_plan", given(ana, "p.json", plan), own=False)
    code, asked = run(ana, "notes", "hand", note, copy, "--to", contact)
    assert code == 5 and not Path(copy).exists()
    does(ana, "notes", "hand", note, copy, "--to", contact, "--confirm", asked["error"]["hint"].split()[-1])
    assert does(ana, "notes", "list", heron)["notes"][0]["fields"]["handed"][0][0] == "ben"
    does(ben, "notes", "create", "--kdf-mib", "64")
    does(ben, "notes", "take", copy)
    assert does(ben, "notes", "list")["notes"][0]["fields"]["text"] == TEXT
    assert not [rows for rows in ana.does("outbox").values() if isinstance(rows, list) and rows]
    assert not [path for path in ana.base.rglob("*") if path.is_file() and path.name != "n.json"
                and TEXT.encode() in path.read_bytes()]  # fmt: skip


def test_they_rotate_back_up_come_back_and_end_by_command(two: tuple[Person, Person]) -> None:
    ana, _ = two
    heron = does(ana, "add", "actor", given(ana, "a.json", {"alias": "Heron"}), own=False)["id"]
    does(ana, "notes", "create", "--kdf-mib", "64")
    does(ana, "notes", "add", heron, given(ana, "n.json", {"date": "2026-11-02", "text": TEXT}))
    new = ana.base / "new"
    new.write_text("nine doors of the harbour\n")
    does(ana, "notes", "rotate", "--new-passphrase-file", str(new))
    assert run(ana, "notes", "open")[0] == 3
    notes_words(ana)
    words = ["--notes-passphrase-file", str(new)]
    assert does(ana, "notes", "open", *words, own=False) == {"ok": True, "notes": 1}
    does(ana, "notes", "backup", str(ana.base / "own"), "--backup-passphrase-file", str(new), *words, own=False)
    assert run(ana, "notes", "erase", own=False)[0] == 5
    does(ana, "notes", "erase", "--yes", own=False)
    assert not (ana.vault / "notes").exists()
    does(ana, "notes", "create", "--from", str(ana.base / "own"), "--kdf-mib", "64", *words, own=False)
    assert does(ana, "notes", "list", *words, own=False)["notes"][0]["fields"]["text"] == TEXT
