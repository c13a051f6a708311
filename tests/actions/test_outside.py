"""What is saved outside the vault: under names of its own, and never over another file."""

import re
from pathlib import Path

import pytest

from app.actions.exports import tables_out
from app.actions.kernel import external_files
from app.actions.papers import paper_makers
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.flow.cast import Person


def test_two_vaults_save_to_one_stick_under_names_that_differ_and_say_nothing(vault: Vault, other: Vault) -> None:
    stick = vault.folder.parent / "stick"
    stick.mkdir()
    for one in (vault, other, vault):
        path = external_files.choose_neutral_path(stick, "card", ".bin", one.random)
        external_files.write(path, one.author)
    names = [path.name for path in stick.iterdir()]
    assert len(names) == 3 and all(re.fullmatch(r"card-[0-9a-f]{6}\.bin", name) for name in names)
    assert {path.read_bytes() for path in stick.iterdir()} == {vault.author, other.author}


def test_nothing_is_written_over_a_file_or_a_link(tmp_path: Path) -> None:
    there, link = tmp_path / "notes.csv", tmp_path / "link.csv"
    there.write_bytes(b"mine")
    link.symlink_to(tmp_path / "gone")
    for path in (there, link):
        for write in (
            lambda: external_files.write(path, b"new"),  # noqa: B023
            lambda: paper_makers.write(path, b"new"),  # noqa: B023
            lambda: tables_out.write_sheet(path, "csv", tables_out.TableExport(("a",), ())),  # noqa: B023
        ):
            with pytest.raises(InputRefused, match="already"):
                write()
    assert there.read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "link.csv",
        "notes.csv",
    ]


def test_no_verb_writes_over_a_file(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    ana.adds(title="March")
    there = tmp_path / "there.html"
    for verb in (
        ("card", "show", "--file"), ("card", "show", "--revocation"), ("card", "show", "--qr"),
        ("export", "csv"),
    ):  # fmt: skip
        there.write_bytes(b"mine")
        code, said = ana.tries(*verb, str(there))
        assert there.read_bytes() == b"mine", verb
        assert code == 5 and "already" in str(said), verb
