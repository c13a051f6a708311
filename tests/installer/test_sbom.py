"""The bill of materials names each pin of the lock, once, and is the same at every call."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from installer import sbom


@pytest.fixture(scope="module")
def text() -> str:
    return sbom.document(sbom.installed(), sbom.embedded(), [Path(sbom.__file__)])


@pytest.fixture(scope="module")
def bill(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def test_it_names_every_pin_of_the_lock_with_its_version(bill: dict[str, Any]) -> None:
    named = {part["name"]: part["purl"] for part in bill["components"] if part.get("purl", "").startswith("pkg:pypi/")}
    always = {name: number for name, (number, is_for_some) in sbom.pins(sbom.LOCK).items() if not is_for_some}
    assert always.keys() <= named.keys() <= sbom.pins(sbom.LOCK).keys()
    said = {name: re.sub(r"\.0+(?=\d)", ".", named[name]) for name in always}  # fonts have versions such as 1.002
    assert {
        name for name in always if not said[name].endswith(f"@{re.sub(r'[.]0+(?=[0-9])', '.', always[name])}")
    } == set()


def test_it_is_the_same_twice(text: str) -> None:
    assert sbom.document(sbom.installed(), sbom.embedded(), [Path(sbom.__file__)]) == text
    assert "timestamp" not in text and "serialNumber" not in text


def test_every_reference_is_to_one_part(bill: dict[str, Any]) -> None:
    refs = [part["bom-ref"] for part in bill["components"]]
    assert len(refs) == len(set(refs)) and refs == sorted(refs)
    (dependency,) = bill["dependencies"]
    assert dependency["ref"] == bill["metadata"]["component"]["bom-ref"]
    assert set(dependency["dependsOn"]) < set(refs), "what only serves the build is in the bill and not in the program"


def test_it_tells_what_the_packages_carry_inside(bill: dict[str, Any]) -> None:
    inside = {part["name"]: [c["name"] for c in part.get("components", [])] for part in bill["components"]}
    assert "qt" in inside["pyside6-essentials"]
    assert "sqlcipher" in inside["sqlcipher3"] and "openssl" in inside["cryptography"]
    assert all(c["version"] for part in bill["components"] for c in part.get("components", []))


def test_each_package_comes_with_its_licence_or_says_it(bill: dict[str, Any]) -> None:
    texts = {place.split("/")[1] for place in sbom.licences(sbom.installed())}
    said = {part["name"] for part in bill["components"] if part.get("licenses")}
    assert {part["name"] for part in bill["components"] if part["type"] == "library"} - texts - said == set()
