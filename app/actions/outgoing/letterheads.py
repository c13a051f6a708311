"""Keep the letterheads of a vault: who issues its papers. They are settings of the vault and leave only on papers.

A letterhead is read from a JSON file: `names` (an object by language, or one text), `address` (lines), `telephone`,
`mail`, `site`, `registration`, `prefix` (of references), `signatories` (names), `language`, and `logo` (a picture file
beside the JSON file). The logo is decoded in the confined child and drawn again, so it has no metadata.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import asdict

from app.domain.frame import Letterhead
from app.errors import InputRefused
from app.exchange.png import write_png
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

MOST_LOGO: Final = 200_000
"""The most bytes of a logo, before and after it is drawn again."""
_SIDE: Final = 480
"""The longest side of a logo in pixels: 300 dots an inch at 4 cm."""
_SETTING: Final = "letterheads"
_LINES, _TEXTS = ("address", "signatories"), ("telephone", "mail", "site", "registration", "prefix", "language")
_SAFE: Final = Phrase("Nothing was stored.")


def list_letterheads(vault: Vault) -> Sequence[Letterhead]:
    """Return every letterhead; their numbers begin at 1."""
    return tuple(_parse(row) for row in json.loads(vault.get(_SETTING) or b"[]"))


def read_letterhead(vault: Vault, number: int) -> Letterhead:
    """Return a letterhead by its number. Raises InputRefused if there is none."""
    stored = list_letterheads(vault)
    if not 0 < number <= len(stored):
        raise InputRefused(
            Phrase("There is no letterhead {number}.", number=number), "List them, or store one from a JSON file."
        )
    return stored[number - 1]


def list_own_words(head: Letterhead | None) -> Sequence[str]:
    """Return the name, the telephone and the mail of an issuer, which its texts can have."""
    return (*head.names.values(), head.telephone, head.mail) if head else ()


def store_letterhead(vault: Vault, file: Path, number: int = 0) -> int:
    """Store a letterhead from a JSON file, as a new one or in the place of `number`; return its number.

    Raises InputRefused if the file or its logo cannot be used.
    """
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputRefused(Phrase("The letterhead cannot be read: {why}.", why=error), _SAFE) from error
    return put_letterhead(vault, _parse(_checked(told, file.parent)), number)


def put_letterhead(vault: Vault, head: Letterhead, number: int = 0) -> int:
    """Store a letterhead, as a new one or in the place of `number`; return its number."""
    rows = [_written(one) for one in list_letterheads(vault)]
    if number:
        read_letterhead(vault, number)
        rows[number - 1] = _written(head)
    else:
        rows.append(_written(head))
    vault.set(_SETTING, json.dumps(rows).encode())
    return number or len(rows)


def _written(head: Letterhead) -> dict[str, Any]:
    return {**asdict(head), "logo": b64encode(head.logo).decode()}


def _parse(row: Mapping[str, Any]) -> Letterhead:
    told = {**{name: tuple(row.get(name, ())) for name in _LINES}, **{name: row.get(name, "") for name in _TEXTS}}
    return Letterhead(**told, names=dict(row["names"]), logo=b64decode(row.get("logo", "")))


def _checked(told: object, folder: Path) -> Mapping[str, Any]:
    """Return the data of a letterhead file with its logo drawn again; raises InputRefused for any other content."""
    if not isinstance(told, dict) or (wrong := told.keys() - {"names", "logo", *_LINES, *_TEXTS}):
        named = ", ".join(sorted(wrong)) if isinstance(told, dict) else "?"
        raise InputRefused(Phrase("A letterhead has no {names}.", names=named), _SAFE)
    names = told.get("names")
    names = {"en": names} if isinstance(names, str) else names
    fits = isinstance(names, dict) and names and all(isinstance(one, str) and one for one in names.values())
    fits = fits and all(isinstance(told.get(name, ""), str) for name in (*_TEXTS, "logo"))
    lines = [told.get(name, []) for name in _LINES]
    if not fits or not all(isinstance(one, list) and all(isinstance(line, str) for line in one) for one in lines):
        raise InputRefused("A letterhead needs names, texts, and lists of lines.", _SAFE)
    logo = _draw_again(folder / told["logo"]) if told.get("logo") else b""
    return {**told, "names": names, "logo": b64encode(logo).decode()}


def _draw_again(file: Path) -> bytes:
    """Return a picture as a small PNG without metadata; it is decoded in the confined child."""
    from app.exchange.sandbox_client import Reader

    try:
        data = file.read_bytes()
        with Reader() as reader:
            shown = reader.picture(data, _SIDE) if len(data) <= MOST_LOGO else None
    except OSError as error:
        raise InputRefused(Phrase("The logo cannot be read: {why}.", why=error), _SAFE) from error
    made = write_png(shown.width, shown.height, shown.pixels) if shown else b""
    if not made or len(made) > MOST_LOGO:
        raise InputRefused("The logo is no picture of at most 200 kB.", "Nothing was stored. Use a smaller PNG.")
    return made
