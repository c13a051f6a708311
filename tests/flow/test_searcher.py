"""A searcher that finds nothing proves nothing: it must first find what was planted."""

import base64
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.searcher import BLOCK, encodings, search

MARKER = "Zubaida-7Q+marker"
ARABIC = "مُحَمَّد القمر"

PLANTS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "hex of utf-8": lambda text: text.encode().hex().encode(),
    "upper-case hex of utf-8": lambda text: text.encode().hex().upper().encode(),
    "hex of utf-16-le": lambda text: text.encode("utf-16-le").hex().encode(),
    "base64 of utf-8 after 0 bytes": lambda text: base64.b64encode(text.encode() + b"more"),
    "base64 of utf-8 after 1 bytes": lambda text: base64.b64encode(b"~" + text.encode() + b"more"),
    "base64 of utf-8 after 2 bytes": lambda text: base64.b64encode(b"~?" + text.encode()),
    "base64 of utf-16-be after 1 bytes": lambda text: base64.b64encode(b"~" + text.encode("utf-16-be")),
}


@pytest.mark.parametrize("marker", [MARKER, ARABIC])
@pytest.mark.parametrize("encoding", PLANTS)
def test_every_encoding_is_found_at_every_place_of_a_file(tmp_path: Path, marker: str, encoding: str) -> None:
    box = tmp_path / "box" / "deep" / "deeper"
    box.mkdir(parents=True)
    planted = PLANTS[encoding](marker)
    for before in (0, 1, 2, 3, 1_000, BLOCK - 5):
        (box / "a.bin").write_bytes(random.Random(before).randbytes(before) + planted + b"\x00\x01")
        hits = search(["another marker", marker], [tmp_path / "box"])
        assert (marker, encoding) in {(hit.marker, hit.encoding) for hit in hits}, before
        assert all(hit.marker == marker and hit.where == str(box / "a.bin") for hit in hits)


@given(st.binary(max_size=40), st.binary(max_size=40), st.text(min_size=7, max_size=30))
def test_base64_is_found_whatever_stands_around(before: bytes, after: bytes, marker: str) -> None:
    forms = encodings(marker)
    for coded in (base64.b64encode, base64.urlsafe_b64encode):
        text = coded(before + marker.encode() + after)
        assert any(form in text for form in forms)


def test_json_escapes_and_the_url_alphabet_are_found(tmp_path: Path) -> None:
    marker = "ÿþ~~??>>" + ARABIC
    (tmp_path / "a.json").write_text(
        '"\\u0041' + marker.encode("unicode_escape").decode().replace("\\x", "\\u00") + '"'
    )
    (tmp_path / "b.txt").write_bytes(base64.urlsafe_b64encode(marker.encode()))
    found = {(Path(hit.where).name, hit.encoding) for hit in search([marker], [tmp_path])}
    assert ("a.json", "json") in found and ("b.txt", "URL base64 of utf-8 after 0 bytes") in found


def test_names_of_files_folders_and_link_targets_are_searched(tmp_path: Path) -> None:
    box = tmp_path / "box"
    (box / f"of-{MARKER}").mkdir(parents=True)
    (box / "plain" / "x").mkdir(parents=True)
    (box / "plain" / f"{MARKER}.jpg").touch()
    (box / "plain" / "link").symlink_to(f"/nowhere/{MARKER}")
    (box / "plain" / MARKER.encode().hex()).touch()
    hits = search([MARKER], [box])
    assert len(hits) == 4 and {hit.where.split()[0] for hit in hits} == {"name", "target"}


def test_arguments_and_environment_of_a_process_are_searched() -> None:
    waits = "import sys; print(flush=True); sys.stdin.read()"
    for arguments, environment, where in [
        ([f"--name={MARKER}"], {}, "cmdline"),
        ([], {"NAME": base64.b64encode(b"x" + MARKER.encode()).decode()}, "environ"),
    ]:
        with subprocess.Popen(
            [sys.executable, "-c", waits, *arguments],
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as child:
            assert child.stdin is not None and child.stdout is not None
            child.stdout.readline()
            hits = search([MARKER], [], [child.pid])
            assert {hit.where for hit in hits} == {f"{where} of process {child.pid}"}
            assert search(["no such marker"], [], [child.pid]) == []
            child.stdin.close()
    assert search([MARKER], [], [child.pid]) == [], "a process that is gone is passed over"


def test_what_is_not_there_is_not_found_and_no_marker_is_too_short(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(random.Random(1).randbytes(1 << 20) + MARKER[:-1].encode() + MARKER[1:].encode())
    assert search([MARKER], [tmp_path]) == []
    with pytest.raises(ValueError, match="too short"):
        search(["Ana"], [tmp_path])


def test_fifty_markers_in_many_megabytes_take_little_time(tmp_path: Path) -> None:
    data = random.Random(1).randbytes(1 << 20) + b"plain text of a log file, line after line\n" * 25_000
    markers = [f"marker number {n:02} of fifty" for n in range(50)]
    (tmp_path / "a.bin").write_bytes(data * 16 + markers[49].encode("utf-16-le"))
    began = time.process_time()
    hits = search(markers, [tmp_path])
    assert [(hit.marker, hit.encoding) for hit in hits] == [(markers[49], "utf-16-le")]
    assert time.process_time() - began < 4, "a few hundred MB must stay within seconds"
