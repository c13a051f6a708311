"""docs/relay.md leads to a running relay: its commands are read by the program, its unit by systemd."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import fields

from app.cli.main import parser
from app.cli.serve import MIB
from sync.relay.connection_limits import MOST, PART, RESERVE, places
from sync.relay.storage import DAY, Limits
from tests.gui.phrases import templates

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "relay.md").read_text("utf-8")
UNIT = ROOT / "resources" / "amparo-relay.service"
analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")


def started() -> list[str]:
    """Give the words of the line by which systemd starts the relay."""
    line = re.search(r"^ExecStart=(.+)$", UNIT.read_text("utf-8"), re.MULTILINE)
    assert line is not None
    return shlex.split(line[1])


def test_every_command_of_the_page_is_one() -> None:
    lines = re.findall(r"^.*\.venv/bin/python -m app (.+)$", PAGE, re.MULTILINE)
    verbs = [parser(shlex.split(line)).parse_args(shlex.split(line)).relay_verb for line in lines]
    assert verbs == ["serve", "invite", "invite", "add", "status", "serve"]


def test_every_command_of_the_engines_page_is_one_for_the_same_store() -> None:
    page = (ROOT / "docs" / "relay-engine.md").read_text("utf-8")
    lines = re.findall(r"^.*\.venv/bin/python -m app (.+)$", page, re.MULTILINE)
    options = [parser(shlex.split(line)).parse_args(shlex.split(line)) for line in lines]
    assert [found.relay_verb for found in options] == ["serve", "invite", "status", "migrate", "migrate"]
    assert len({(found.data, found.objects) for found in options}) == 1
    assert {found.keys or found.source for found in options} == {"/var/lib/amparo-relay"}


def test_the_service_is_changed_by_a_whole_line_of_its_own() -> None:
    """systemd starts both unless the first is taken away."""
    lines = re.findall(r"^ExecStart=(.*)$", PAGE, re.MULTILINE)
    assert (lines[0], shlex.split(lines[1])[0]) == ("", started()[0])


def test_the_unit_starts_the_relay_of_the_page() -> None:
    python, *words = started()
    assert (python, words[:2]) == ("/opt/amparo/.venv/bin/python", ["-m", "app"])
    options = parser(words[2:]).parse_args(words[2:])
    assert (options.relay_verb, options.listen) == ("serve", "0.0.0.0:8440")
    folder = f"/var/lib/{re.findall('^StateDirectory=(.+)$', UNIT.read_text('utf-8'), re.MULTILINE)[0]}"
    assert options.data == folder
    assert set(re.findall(r"--data (\S+)", PAGE)) == {folder}


def test_the_limits_that_the_page_names_are_those_that_hold() -> None:
    said = {name: int(value) for name, value in re.findall(r"`--([\w-]+) (\d+)`", PAGE)}
    page = " ".join(PAGE.split())
    assert f"{MOST:,} connections at a time; one address has at most an eighth of those that are free" in page
    assert PART == 8 and f"fewer than {2 * MOST + RESERVE:,} files" in page and f"beyond {RESERVE}" in page
    files = int(re.findall("^LimitNOFILE=(.+)$", UNIT.read_text("utf-8"), re.MULTILINE)[0])
    assert f"the unit says {files:,}" in page and places(files) == MOST > places(2 * MOST + RESERVE - 1)
    limits = Limits()
    assert said == {
        "days": limits.ttl // DAY,
        "mailbox-mib": limits.mailbox_bytes // MIB,
        "mailbox-objects": limits.mailbox_objects,
        "keep-free-mib": limits.keep_free // MIB,
    }
    assert {"ttl", "mailbox_bytes", "mailbox_objects", "keep_free"} <= {field.name for field in fields(Limits)}


def test_what_people_read_is_what_the_program_says() -> None:
    said = re.findall(r"^\| ((?:the|what|this|no) [^|]+) \| ", PAGE, re.MULTILINE)
    assert len(said) == 8
    assert [text for text in said if not any(template.startswith(text) for template in templates())] == []


@analyze
def test_systemd_reads_the_unit_without_a_word(tmp_path: Path) -> None:
    here = (
        UNIT.read_text("utf-8").replace("/opt/amparo/.venv/bin/python", sys.executable).replace("/opt/amparo", "/opt")
    )
    (tmp_path / UNIT.name).write_text(here, "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / UNIT.name], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@analyze
def test_the_unit_is_as_closed_as_the_page_says() -> None:
    said = re.search(r"calls it (\d\.\d),", PAGE)
    assert said is not None
    limit = str(round(float(said[1]) * 10))
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={limit}", UNIT]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-300:]
    assert f": {said[1]} OK" in done.stdout
