"""The second reader over every frozen vector."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.crypto import fresh_decoder as d
from tests.crypto import fresh_parts as p
from tests.crypto import fresh_wire as w

FOLDER = Path(__file__).parent.parent / "vectors"
FILES = {path.stem: json.loads(path.read_text("utf-8"))["cases"] for path in sorted(FOLDER.glob("*.json"))}
CASES = [pytest.param(family, case, id=f"{family}: {case['name']}") for family in FILES for case in FILES[family]]


def data_of(family: str, data: Any) -> bytes:
    """The bytes of a case: hex, base64, parts on zeros, or another case's with changes."""
    if isinstance(data, str):
        return bytes.fromhex(data)
    if "base64" in data:
        return base64.b64decode(data["base64"])
    if "parts" in data:
        out, changes = bytearray(data["size"]), data["parts"]
    else:
        out = bytearray(data_of(family, next(c["data"] for c in FILES[family] if c["name"] == data["of"])))
        changes = data.get("put", [])
    for at, text in changes:
        out[at : at + len(text) // 2] = bytes.fromhex(text)
    for at, bits in data.get("flip", []):
        out[at] ^= bits
    return bytes(out[: data.get("cut")])


def seen(family: str, case: dict[str, Any]) -> dict[str, Any]:
    """What the reader says of a case, under the names the case uses."""
    data, case = data_of(family, case["data"]), {"kind": None, **case}
    key = {k: bytes.fromhex(v) for k, v in case.items() if k in ("xwing_seed", "box_key", "k_blob", "sha256")}
    if family == "blob":
        file = w.blob(data, key["k_blob"], case["size"], key["sha256"])
        return {"file": file, "object_id": w.object_id(data)}
    if family == "card":
        body, names = d.card(data), ("kind", "name", "seq", "issued", "expires", "organisation")
        fields = dict(zip(names, map(body.get, (2, 3, 4, 5, 6, 9)), strict=True))
        return {**fields, "id_pk": data[8:40], "id": p.h("id", data[8:40]), "hash": p.h("card", data)}
    if family == "envelope":
        return vars(d.open_envelope(data, key["xwing_seed"], key["box_key"]))
    if family == "header":
        return vars(d.open_header(data, case["passphrase"]))
    if family == "manifest":
        return {"hash": p.hashlib.sha256(data).digest(), "fields": d.manifest(data)}
    if case["kind"] == "invite":
        return dict(zip(("id_pk", "card_hash", "url"), d.invite(data), strict=True))
    return dict(zip(("id_pk", "effective", "successor"), d.revocation(data), strict=True))


def told(value: Any) -> Any:
    """Bytes as the vectors write them."""
    return value.hex() if isinstance(value, bytes) else value


@pytest.mark.parametrize(("family", "case"), CASES)
def test_a_vector_is_read_as_it_says(family: str, case: dict[str, Any]) -> None:
    """Outcome and every field named."""
    if case["outcome"] != "opens":
        with pytest.raises(getattr(p, case["outcome"])):
            seen(family, case)
        return
    fields = {k: told(v) for k, v in seen(family, case).items()}
    given = {"name", "data", "outcome", "kind", "fields", "passphrase", "r", "xwing_seed", "box_key", "k_blob", "size"}
    expected = {k: v for k, v in case.items() if k not in given | ({"sha256"} if family == "blob" else set())}
    expected |= case.get("fields", {})
    assert {k: fields[k] for k in expected} == expected
