"""The frozen cases, read by the second reader: crypto/FORMAT.md says enough, and says what the code does."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.crypto import decoder
from tests.crypto.vectors import load


def read(name: str, case: dict[str, Any]) -> object:
    data, key = case["data"], {k: bytes.fromhex(v) for k, v in case.items() if isinstance(v, str) and k in HEX}
    if name == "header":
        return decoder.header(data, key["r"])
    if name == "envelope":
        mode, manifest = decoder.envelope(data, key["xwing_seed"], key["box_key"])
        return mode, decoder.sha(manifest).hex()
    if name == "blob":
        file, object_id = decoder.blob(data, key["k_blob"], case["size"], key["sha256"])
        return file.hex(), object_id.hex()
    if name == "manifest":
        decoder.cbor(data)
        return decoder.sha(data).hex()
    return decoder.card(data) if name == "card" else decoder.small(case["kind"], data)


HEX = {"r", "xwing_seed", "box_key", "k_blob", "sha256"}
EXPECTED: dict[str, Callable[[dict[str, Any]], object]] = {
    "header": lambda case: {name: case[name] for name in ("vmk", "db_id", "mask", "slot", "seq")},
    "envelope": lambda case: (case["mode"], case["manifest_hash"]),
    "blob": lambda case: (case["file"], case["object_id"]),
    "manifest": lambda case: case["hash"],
    "card": lambda case: case["fields"],
    "small": lambda case: case["fields"],
}
CASES = [(name, case) for name in EXPECTED for case in load(name).values()]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case['name']}" for name, case in CASES])
def test_the_second_reader_agrees(name: str, case: dict[str, Any]) -> None:
    if case["outcome"] == "opens":
        got, expected = read(name, case), EXPECTED[name](case)
        if isinstance(got, dict) and isinstance(expected, dict):
            got = {key: got[key] for key in expected}
        assert got == expected
    elif name != "manifest":  # rules between a manifest's keys are the first reader's alone
        with pytest.raises(decoder.Refused):
            read(name, case)
