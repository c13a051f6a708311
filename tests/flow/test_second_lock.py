"""Without the second passphrase no list, search, export, share, history, draft or copy of the database shows the name.

C19 of the domain: a protected witness, by alias everywhere. The searcher finds the name where it is opened, so that it
can miss it everywhere else.
"""

import json
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.field import border
from app.actions.kernel import drafts, records
from app.actions.release import evidence_copies
from app.actions.vault import backups, real_names
from app.domain.kinds import KINDS
from app.domain.redact import PROFILES
from app.store.vault import open_vault as vaults
from app.store.vault.open_vault import Vault
from tests import pages
from tests.actions.test_second import dumped
from tests.flow.cast import WORDS, Person, meet

SECOND = "lantern copper field"
FIELDS: dict[str, object] = {
    "real_name": "Zorayda Quintanilla", "other_names": ["Zory the Weaver"], "birth_date": "1987-03-14",
    "id_documents": "Passport XK-4471", "address": "Calle del Sol 3", "phone": "+52 555 0199",
    "relatives": "Her sister Ildaura", "remarks": "met at the Rosaleda",
}  # fmt: skip
MARKERS = ("Zorayda", "zorayda", "Quintanilla", "quintanilla", "Weaver", "1987-03-14", "XK-4471", "Calle del Sol",
           "555 0199", "Ildaura", "Rosaleda")  # fmt: skip


@frozen
class Witness:
    """Ana's vault with a protected person, what stands behind the lock, and the desk that gets reports."""

    ana: Person
    desk: Person
    words: Path
    person: str
    event: str
    appeal: str
    name: str

    def inside(self, *verb: str) -> dict:
        """Run a command with the second passphrase."""
        return self.ana.does(*verb, "--second-passphrase-file", str(self.words))


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Witness:
    base = tmp_path_factory.mktemp("witness")
    ana, desk = Person(base, "ana").creates(), Person(base, "desk").creates()
    meet(ana, desk)
    words = base / "second"
    words.write_text(SECOND)
    way = ("--second-passphrase-file", str(words))
    ana.does("second", "set-up", *way)
    person = ana.does("add", "actor", given={"alias": "Luna", "protected": True})["id"]
    told = {"purpose": list(WORDS["consent_purpose"].codes), "state": "given", "actor": person}
    ana.does("add", "consent_record", given=told)
    event = ana.does("add", "event", given={"title": "Threat at the gate", "date_start": "2026-04-12"})["id"]
    ana.does("add", "act", given={"violation_text": "threatened", "event": event, "victim": person})
    asked = {"what": "Threatened at the gate", "happened": "2026-04-12", "asks": ["release"], "victim": person}
    appeal = ana.does("add", "appeal", given=asked)["id"]
    name = ana.does("add", *way, "identity_vault", given={"actor": person, **FIELDS})["id"]
    with ana.opened() as vault, real_names.open_(vault, SECOND) as key:
        real_names.keep_draft(vault, key, real_names.draft_name(person, name), FIELDS)
    return Witness(ana, desk, words, person, event, appeal, name)


def found(said: object) -> list[str]:
    """Return the markers in what a command said, or in bytes."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False)
    return [marker for marker in MARKERS if marker in text]


def test_with_the_second_passphrase_it_is_shown_and_found(witness: Witness) -> None:
    assert found(witness.inside("show", witness.person, "--why", "hearing")) == [
        m for m in MARKERS if m not in ("zorayda", "quintanilla")
    ]
    (row,) = witness.inside("search", "--real-name", "quintanilla")["real_names"]
    assert row["person"] == {"id": witness.person, "alias": "Luna"}
    assert [line["what"] for line in witness.ana.does("second", "log")["lines"]][:4] == [
        "shown", "searched", "opened", "shown",
    ]  # fmt: skip


def test_no_command_says_it_without(witness: Witness) -> None:
    ana, said = witness.ana, []
    for kind in [name for name, kind in KINDS.items() if not kind.sealed]:
        said.append(ana.does("list", kind, "--limit", "100"))
    for word in ("luna", "zorayda", "RN", "real", "threat", ""):
        said.append(ana.does("search", word))
    for id_ in (witness.person, witness.event, witness.name):
        said += [ana.does("show", id_), ana.does("history", id_)]
    said += [ana.does("count", "event"), ana.does("second", "log"), ana.does("vault", "check"), ana.does("outbox")]
    assert found(said) == [] and "Luna" in json.dumps(said)
    shown = ana.does("show", witness.name)["fields"]
    assert shown == dict.fromkeys(FIELDS, records.BEHIND)
    assert [ana.does("search", word)["total"] for word in ("zorayda", "quintanilla", "weaver")] == [0] * 3
    assert witness.name not in json.dumps(ana.does("search", "RN"))  # another record's code may begin so: EV-RN7K
    for verb in (("list", "identity_vault"), ("count", "identity_vault"), ("search", "x", "--kind", "identity_vault")):
        assert ana.tries(*verb)[0] == 5


def test_a_wrong_or_the_first_passphrase_opens_nothing(witness: Witness, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    for words in ("lantern copper", witness.ana.passphrase.read_text()):
        wrong.write_text(words)
        code, said = witness.ana.tries("show", witness.person, "--second-passphrase-file", str(wrong))
        assert code == 3 and found(said) == []
        with witness.ana.opened(ahead=3600) as vault:  # after the wait
            real_names.open_(vault, SECOND).clear()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_table_carries_it(witness: Witness, tmp_path: Path, form: str) -> None:
    written = b""
    for kind in ("actor", "event", "act"):
        file = tmp_path / f"{kind}.{form}"
        witness.ana.does("export", form, str(file), "--kind", kind)
        if form == "xlsx":
            with zipfile.ZipFile(file) as book:
                written += b"".join(book.read(name) for name in book.namelist())
        else:
            written += file.read_bytes()
    assert b"Luna" in written and found(written) == []
    assert witness.ana.tries("export", form, str(tmp_path / f"x.{form}"), "--kind", "identity_vault")[0] == 5


@pytest.mark.parametrize("profile", list(PROFILES))
def test_no_profile_lets_it_out(witness: Witness, tmp_path: Path, profile: str) -> None:
    ana, desk = witness.ana, witness.desk
    _, said = ana.tries("share", witness.name, "--to", "desk", "--profile", profile)
    assert found(said) == []
    about = (witness.appeal,) if PROFILES[profile].kinds else (witness.person, witness.event)
    kept = tmp_path / "answers.json"
    paper = " ".join(("share", *sorted(ana.does("show", id_)["ref"] for id_ in about), "to desk"))
    given = {"names": {"does": "keep", "reason": "other: a test"}}
    kept.write_text(json.dumps({"audience": PROFILES[profile].name, "paper": paper, "answers": given}))
    said = ana.does("share", *about, "--to", "desk", "--profile", profile, "--resolve", str(kept))
    kept.unlink()
    assert found(said) == []
    ana.does("bundle", "write", str(tmp_path))
    desk.does("bundle", "read", str(tmp_path))
    desk.accepts_all()
    with desk.opened() as vault:
        there = dumped(vault.con)
    assert found(there) == [] and found(said) == []
    assert "identity_vault" not in there


def test_a_copy_of_the_database_opened_with_its_key_shows_only_what_is_sealed(witness: Witness, tmp_path: Path) -> None:
    shutil.copytree(witness.ana.vault, tmp_path / "copy")
    with closing(vaults.open_(tmp_path / "copy", witness.ana.passphrase.read_text(), WORDS)) as vault:
        assert found(dumped(vault.con)) == []
        assert "Luna" in dumped(vault.con)
        names = [name for name in drafts.names(vault) if name.startswith(real_names.DRAFT)]
        assert len(names) == 1 and found(drafts.load(vault, names[0])) == []
        with real_names.open_(vault, SECOND) as key:
            assert len(found(list(real_names.draft(vault, key, names[0]).items()))) == len(MARKERS) - 2
            assert len(found(opened_fields(vault, key, witness.person))) == len(MARKERS) - 2


def opened_fields(vault: Vault, key: object, person: str) -> list[object]:
    return [dict(one.fields) for one in real_names.show(vault, key, person)]  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["backup", "crossing"])
def test_no_backup_and_nothing_that_crosses_shows_it_to_who_opens_it(
    witness: Witness, tmp_path: Path, way: str
) -> None:
    words = tmp_path / "words"
    words.write_text("kettle anchor willow bronze saddle meadow")
    if way == "backup":
        witness.ana.does("vault", "backup", str(tmp_path / "b"), "--backup-passphrase-file", str(words))
        lies = tmp_path / "b"
    else:
        with witness.ana.opened() as vault:
            contact = next(c.record for c in contact_cards.list_contacts(vault) if c.record.title == "desk")
            item = border.hand_to_contact(vault, contact.ref, words.read_text(), "kept for Ana")[0].item
            lies = evidence_copies.export(vault, item, tmp_path / "b", reason="a trial")
            border.give_up(vault)
    there = tmp_path / "there"
    backups.restore(lies, there, words.read_text(), "words of the new one", WORDS, kdf_mib=64)
    with closing(vaults.open_(there, "words of the new one", WORDS)) as vault:
        assert "Luna" in dumped(vault.con) and found(dumped(vault.con)) == []
        assert pages.found(vault, [mark.encode() for mark in MARKERS]) == {}
        with real_names.open_(vault, SECOND) as key:
            assert len(found(opened_fields(vault, key, witness.person))) == len(MARKERS) - 2


def test_put_aside_and_changed_it_is_still_behind_the_lock(witness: Witness) -> None:
    ana, ref = witness.ana, witness.ana.does("show", witness.name)["ref"]
    edited = ana.does("edit", "--second-passphrase-file", str(witness.words), witness.name, given={"phone": None})
    assert edited["ref"] == ref
    assert ana.does("remove", witness.name)["ref"] == ref
    assert witness.inside("show", witness.person)["real_names"] == []
    ana.does("restore-record", witness.name)
    assert witness.inside("show", witness.person)["real_names"][0]["fields"].keys() == FIELDS.keys() - {"phone"}
    assert found(ana.does("history", witness.name)) == []
    assert ana.tries("link", witness.name, "actor", witness.person)[0] == 5


def test_the_vaults_shares_open_it_only_once_they_were_let(witness: Witness, tmp_path: Path) -> None:
    ana, new = witness.ana, tmp_path / "new"
    new.write_text("meadow paper boat window")
    made = run(ana, "vault", "recovery", "make", "--threshold", "2", "--shares", "3")[1]["shares"]
    shares = tmp_path / "shares"
    shares.write_text("\n".join(share["words"] for share in made[:2]))
    change = ("second", "passphrase", "--share-file", str(shares), "--new-second-passphrase-file", str(new))
    assert run(ana, *change)[0] == 3
    way = ("--share-file", str(shares), "--second-passphrase-file", str(witness.words))
    assert run(ana, "second", "recovery", *way)[0] == 0
    assert run(ana, *change)[0] == 0
    witness.words.write_text(new.read_text())
    assert witness.inside("show", witness.person)["real_names"][0]["person"]["alias"] == "Luna"
    assert run(ana, "vault", "recovery", "make", "--threshold", "2", "--shares", "2")[0] == 0
    assert run(ana, *change)[0] == 3, "the shares of an earlier set"


def run(person: Person, *verb: str) -> tuple[int, dict]:
    done = person.process(*verb)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)
