"""The command line tells of a weak passphrase, as the window does, and takes none without words."""

import argparse
from pathlib import Path

import pytest

from app.cli.passphrase import WEAK, read_new
from app.errors import InputRefused


def given(folder: Path, words: str) -> argparse.Namespace:
    (folder / "words").write_text(words, "utf-8")
    return argparse.Namespace(passphrase_file=str(folder / "words"), passphrase_fd=None)


@pytest.mark.parametrize("words", ["a", "password1", "amparo2024"])
def test_a_weak_passphrase_is_taken_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    assert read_new(given(tmp_path, words)) == words
    assert WEAK in capsys.readouterr().err


def test_six_drawn_words_are_taken_in_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "unwoven gravel mustang ledger oblong tipper"
    assert read_new(given(tmp_path, words)) == words
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("words", ["", " \n"])
def test_no_words_are_no_passphrase(tmp_path: Path, words: str) -> None:
    with pytest.raises(InputRefused, match="password is empty"):
        read_new(given(tmp_path, words))
