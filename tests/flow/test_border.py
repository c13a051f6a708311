"""Border mode by the command line."""

import json
from pathlib import Path

import pytest

from app.cli.main import main

PASSPHRASE, CROSSING = "olive river stone", "kettle anchor willow bronze saddle meadow"


@pytest.mark.parametrize("way", ["--to", "--stick"])
def test_the_command_line_does_the_same(way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p").write_text(PASSPHRASE)
    (tmp_path / "b").write_text(CROSSING)
    there = ["--vault", str(tmp_path / "v"), "--passphrase-file", str(tmp_path / "p"), "--json"]
    assert main([*there, "vault", "create", "--kdf-mib", "64"]) == 0
    to = "nobody" if way == "--to" else str(tmp_path / "stick")
    (tmp_path / "stick").mkdir()
    capsys.readouterr()
    code = main([*there, "border", "hand", way, to, "--border-passphrase-file", str(tmp_path / "b")])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["ok"]) == ((4, False) if way == "--to" else (0, True))
    assert main([*there, "border", "status"]) == 0
    assert json.loads(capsys.readouterr().out)["may_wipe"] is (way == "--stick")
    assert main([*there, "border", "forget"]) == 0
