"""What is saved outside the vault: under names of its own, and never over another file."""

import os
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


def test_a_partial_file_of_somebody_else_is_neither_written_nor_deleted(tmp_path: Path) -> None:
    precious, link = tmp_path / "precious.txt", tmp_path / "b.csv.part"
    precious.write_bytes(b"precious")
    (tmp_path / "a.csv.part").write_bytes(b"a download")
    link.symlink_to(precious)
    paper_makers.write(tmp_path / "a.csv", b"new")
    tables_out.write_sheet(tmp_path / "b.csv", "csv", tables_out.TableExport(("a",), ()))
    assert (tmp_path / "a.csv.part").read_bytes() == b"a download"
    assert link.is_symlink() and precious.read_bytes() == b"precious"
    assert (tmp_path / "a.csv").read_bytes() == b"new" and not (tmp_path / "b.csv").is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {
        "a.csv", "a.csv.part", "b.csv", "b.csv.part", "precious.txt",
    }  # fmt: skip
    if os.name == "posix":
        assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("links", [True, False], ids=["links", "a stick without links"])
def test_a_file_that_appears_while_ours_is_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "a.txt"
    with pytest.raises(InputRefused, match="already"), external_files.new_file(path) as file:
        file.write(b"ours")
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs" and list(tmp_path.iterdir()) == [path]
    path.unlink()
    with external_files.new_file(path) as file:
        file.write(b"ours")
    assert path.read_bytes() == b"ours" and list(tmp_path.iterdir()) == [path]


def test_a_file_that_appears_at_the_last_moment_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, link = tmp_path / "a.txt", Path.hardlink_to

    def appear(new: Path, partial: Path) -> None:
        new.write_bytes(b"theirs")
        link(new, partial)

    monkeypatch.setattr(Path, "hardlink_to", appear)
    with pytest.raises(InputRefused, match="already"):
        paper_makers.write(path, b"ours")
    assert path.read_bytes() == b"theirs" and list(tmp_path.iterdir()) == [path]


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
