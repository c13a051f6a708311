"""The bill of materials (CycloneDX 1.6, JSON): the contents of the folder, from the lock and the installed packages.

The same lock and Python give the same bill: no time, no serial number, everything in order.
"""

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from installer import ROOT, version

LOCK = "requirements.lock"
BUILD_ONLY = {"fonttools", "pycparser"}
"""Packages in the lock, but not in the folder: one corrects the Arabic font before the build, one is for a compiler."""

Component = dict[str, Any]


def pins(lock: str) -> dict[str, tuple[str, bool]]:
    """Return each package with its version, and True if only some systems or Pythons need it."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+) *(;?)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    return {name: (number, bool(marker)) for name, number, marker in found}


def installed() -> dict[str, Distribution]:
    """Return the installed packages of the lock. Raises ValueError if they differ from the lock."""
    found = {}
    for name, (number, is_for_some) in pins(LOCK).items():
        try:
            here = distribution(name)
        except PackageNotFoundError:
            if is_for_some:
                continue
            raise ValueError(f"{name} is in {LOCK} and not installed.") from None
        if re.sub(r"\b0+(?=\d)", "", here.version) != number:  # 2.012 is 2.12 to a lock
            raise ValueError(f"{LOCK} has {name} {number}; installed is {here.version}.")
        found[name] = here
    return found


def embedded() -> dict[str, list[tuple[str, str]]]:
    """Return the parts of some packages that are not Python, with the version that each part reports."""
    import sqlcipher3
    from cryptography.hazmat.backends.openssl.backend import backend
    from PIL import features
    from PySide6.QtCore import qVersion

    database = sqlcipher3.connect(":memory:")
    database.execute("PRAGMA key = 'any'")
    cipher, provider, of_provider = (
        database.execute(f"PRAGMA {asked}").fetchone()[0]
        for asked in ("cipher_version", "cipher_provider", "cipher_provider_version")
    )
    database.close()
    codecs = {"libjpeg-turbo": "libjpeg_turbo", "libtiff": "libtiff", "libwebp": "webp", "openjpeg": "jpg_2000"}
    return {
        "cryptography": [("openssl", backend.openssl_version_text().split()[1])],
        "pillow": [(name, str(features.version(asked))) for name, asked in codecs.items()],
        "pyside6-essentials": [("qt", qVersion())],
        "sqlcipher3": [
            ("sqlcipher", cipher.split()[0]), ("sqlite", sqlcipher3.sqlite_version),
            (provider, next(word for word in of_provider.split() if word[:1].isdigit())),
        ],
    }  # fmt: skip


def document(
    packages: Mapping[str, Distribution], inside: Mapping[str, list[tuple[str, str]]], files: Iterable[Path]
) -> str:
    """Return the bill as JSON text: packages of the lock, their embedded parts, Python, and `files` by their hash."""
    components = [_package(name, here, inside.get(name, [])) for name, here in packages.items()]
    components.append(_named("application", "cpython", platform.python_version(), "PSF-2.0"))
    components += [
        {
            "type": "file", "name": file.name, "bom-ref": f"file:{file.name}", "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}],
        }
        for file in files
    ]  # fmt: skip
    components.sort(key=lambda component: component["bom-ref"])
    program = _named("application", "amparo", version(), "GPL-3.0-or-later")
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": program},
        "components": components,
        "dependencies": [
            {
                "ref": program["bom-ref"],
                "dependsOn": [part["bom-ref"] for part in components if part["scope"] == "required"],
            }
        ],
    }
    return json.dumps(bill, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(folder: Path, without: str = "") -> None:
    """Write the bill and the licences into a frozen folder. Raises ValueError if the installed packages differ.

    The bill leaves out the package `without`, which comes as a pack. Its licences are there.
    """
    packages = installed()
    for name, source in {"LICENSE": ROOT / "LICENSE", **licences(packages)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(source.read_bytes())
    libraries = sorted(path for path in (folder / "_internal").glob("lib*.so*") if path.is_file())
    packages.pop(without, None)
    (folder / "sbom.cdx.json").write_text(document(packages, embedded(), libraries), "utf-8")


def licences(packages: Mapping[str, Distribution]) -> dict[str, Path]:
    """Return the licence texts of the packages and of Python: place in the folder to the source file."""
    found = {
        f"licences/{name}/{path.name}": Path(str(here.locate_file(path)))
        for name, here in packages.items()
        for path in here.files or []
        if path.suffix not in (".py", ".pyc") and re.match(r"(?i)licen[cs]e|copying|notice", path.name)
    }
    python = Path(json.__file__).parents[1] / "LICENSE.txt"
    return {**found, "licences/cpython/LICENSE.txt": python} if python.exists() else found


def _package(name: str, here: Distribution, inside: list[tuple[str, str]]) -> Component:
    expression, words = ((here.metadata.get_all(field) or [""])[0] for field in ("License-Expression", "License"))
    component: Component = {
        **_named("library", name, here.version),
        "purl": f"pkg:pypi/{name}@{here.version}",
        "bom-ref": f"pkg:pypi/{name}@{here.version}",
        "scope": "excluded" if name in BUILD_ONLY else "required",
    }
    if expression:
        component["licenses"] = [{"expression": expression}]
    elif words and "\n" not in words:
        component["licenses"] = [{"license": {"name": words}}]
    if inside:
        component["components"] = [
            {**_named("library", part, number), "bom-ref": f"{component['bom-ref']}#{part}"} for part, number in inside
        ]
    return component


def _named(kind: str, name: str, number: str, licence: str = "") -> Component:
    ref = f"pkg:generic/{name}@{number}"
    terms: Component = {"licenses": [{"expression": licence}]} if licence else {}
    return {
        "type": kind, "name": name, "version": number, "purl": ref, "bom-ref": ref, "scope": "required", **terms,
    }  # fmt: skip
