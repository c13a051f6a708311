"""Write directory entries as vCards for address books, and read vCards. Standards: RFC 6350, RFC 6868.

The writer uses a small part of version 4.0: UID, FN, ORG, ROLE, ADR (region and country), LANG and TZ. Each channel is
one line with its order as PREF. Properties and parameters that begin with X-AMPARO hold the other fields; other
programs ignore them. NOTE is written only if there is a note; a directory has none. The reader takes 3.0 and 4.0 and
ignores unknown lines. Written cards are read back equal. Errors: InputRefused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote, unquote

from attrs import field, frozen

from app.errors import InputRefused
from app.phrase import Phrase

MOST_BYTES: Final = 16 << 20
WIDE: Final = 75
"""Octets of a line before it is folded, without its end."""
OWN: Final = "X-AMPARO-"
_TEL: Final = {"phone": "voice", "sms": "text", "fax": "fax", "satellite_phone": "voice"}
_PROPERTY: Final = {**dict.fromkeys(_TEL, "TEL"), "email": "EMAIL", "email_pgp": "EMAIL", "messenger": "IMPP"}
_MEANT: Final = {"TEL": "phone", "EMAIL": "email", "IMPP": "messenger"}
"""The kind of channel for a line of another program."""
_LISTS: Final = ("can_do", "reach", "reach_where")
_TEXTS: Final = ("speed", "hours")
_URI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[\x21-\x7e]+")


@frozen
class VCardChannel:
    """A channel: its kind and uses by their codes, the address, its position (0: none), a fingerprint."""

    kind: str
    address: str
    order: int = 0
    uses: tuple[str, ...] = ()
    fingerprint: str = ""


@frozen
class VCard:
    """One entry with its texts as in records; `more` holds the fields without a vCard property."""

    name: str
    uid: str = ""
    organisation: str = ""
    role: str = ""
    region: str = ""
    country: str = ""
    languages: tuple[str, ...] = ()
    time_zone: str = ""
    note: str = ""
    ways: tuple[VCardChannel, ...] = ()
    more: Mapping[str, tuple[str, ...]] = field(factory=dict)


def write(cards: Iterable[VCard]) -> str:
    """Return the text of a file; its lines end in CR LF."""
    return "".join(_folded(line) for card in cards for line in _lines(card))


def _lines(card: VCard) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:4.0")
    if card.uid:
        yield f"UID;VALUE=text:{_escaped(card.uid)}"
    yield f"FN:{_escaped(card.name)}"
    for name, text in (("ORG", card.organisation), ("ROLE", card.role), ("TZ;VALUE=text", card.time_zone)):
        if text:
            yield f"{name}:{_escaped(text)}"
    if card.region or card.country:
        yield f"ADR:;;;;{_escaped(card.region)};;{_escaped(card.country)}"
    for number, language in enumerate(card.languages, 1):
        yield f"LANG;VALUE=text;PREF={min(number, 100)}:{_escaped(language)}"
    for way in card.ways:
        yield _way_line(way)
    for name in (*_LISTS, *_TEXTS):
        if card.more.get(name):
            yield f"{_own(name)}:{','.join(map(_escaped, card.more[name]))}"
    if card.note:
        yield f"NOTE:{_escaped(card.note)}"
    yield "END:VCARD"


def _way_line(way: VCardChannel) -> str:
    name = _PROPERTY.get(way.kind, f"{OWN}CHANNEL")
    parameters = [f"PREF={way.order}"] if 0 < way.order <= 100 else []
    parameters += [f"TYPE={_TEL[way.kind]}", "VALUE=text"] if name == "TEL" else []
    parameters += [f"{OWN}KIND={_quoted(way.kind)}"] if _MEANT.get(name) != way.kind else []
    parameters += [f"{OWN}FOR={','.join(map(_quoted, way.uses))}"] if way.uses else []
    parameters += [f"{OWN}KEY={_quoted(way.fingerprint)}"] if way.fingerprint else []
    address = _escaped(way.address)
    if name == "IMPP":  # its value is a URI
        is_one = _URI.fullmatch(way.address) and not way.address.startswith("im:")
        address = way.address if is_one else f"im:{quote(way.address)}"
    return f"{';'.join([name, *parameters])}:{address}"


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _quoted(text: str) -> str:
    """Return a quoted parameter value, with RFC 6868 escapes for characters that a quoted text cannot hold."""
    return '"' + text.replace("^", "^^").replace("\n", "^n").replace('"', "^'") + '"'


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets without cutting a character."""
    out, room, start = [], WIDE, 0
    for at, char in enumerate(line):
        size = len(char.encode())
        if size > room:
            out.append(line[start:at])
            start, room = at, WIDE - 1
        room -= size
    return "\r\n ".join([*out, line[start:]]) + "\r\n"


def read(data: bytes) -> list[VCard]:
    """Return the entries of a file. InputRefused: too large, or no vCard 3.0 or 4.0."""
    if len(data) > MOST_BYTES:
        raise InputRefused(
            "This vCard file is larger than 16 MiB.", "Split the table into smaller files. Nothing was saved."
        )
    try:
        text = re.sub(rb"\r?\n[ \t]", b"", data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused("This vCard file is not UTF-8.", "Export the contacts again as vCard 3.0 or 4.0.") from error
    cards: list[VCard] = []
    block: list[str] | None = None
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            block = []
        elif word == "END:VCARD" and block is not None:
            cards.append(_card(block, len(cards) + 1))
            block = None
        elif block is not None and word:
            block.append(line)
    if not cards or block is not None:
        raise InputRefused(
            "This file contains no complete vCard.", "A vCard begins with BEGIN:VCARD and ends with END:VCARD."
        )
    return cards


@frozen
class _Property:
    """A line of a card: its name and its parameter names in capitals, the value unchanged."""

    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: str

    @property
    def place(self) -> int:
        """The position among properties of the same name; 0 if none is given. In 3.0 TYPE=pref means the first."""
        first = next(iter(self.parameters.get("PREF", ())), "")
        number = int(first) if first.isascii() and first.isdigit() and len(first) <= 3 else 0
        preferred = "pref" in map(str.lower, self.parameters.get("TYPE", ()))
        return number if number <= 100 and number else int(preferred)


def _card(block: Sequence[str], number: int) -> VCard:
    rows = [found for line in block if (found := _property(line))]
    version = next((row.value.strip() for row in rows if row.name == "VERSION"), "")
    if version not in ("3.0", "4.0"):
        raise InputRefused(
            Phrase("vCard {number} is of version {version}.", number=number, version=version or "?"),
            "Amparo imported nothing. Export the contacts again as vCard 3.0 or 4.0.",
        )
    said: dict[str, str] = {}
    for row in rows:
        said.setdefault(row.name, row.value)
    organisation = ", ".join(filter(None, _parts(said.get("ORG", ""), ";")))
    address = [*_parts(said.get("ADR", ""), ";"), *[""] * 7]
    ways = tuple(way for row in rows if (way := _way(row)))
    name = _text(said.get("FN", "")) or organisation or next((way.address for way in ways), "")
    if not name:
        raise InputRefused(Phrase("vCard {number} has no name.", number=number), "Nothing was stored.")
    languages = sorted((row for row in rows if row.name == "LANG"), key=lambda row: row.place or 101)
    rows_of = {field: tuple(filter(None, _parts(said.get(_own(field), ""), ","))) for field in (*_LISTS, *_TEXTS)}
    more = {field: words for field, words in rows_of.items() if words}
    return VCard(
        name, _text(said.get("UID", "")), organisation, _text(said.get("ROLE", "")), address[4], address[6],
        tuple(_text(row.value) for row in languages), _text(said.get("TZ", "")), _text(said.get("NOTE", "")), ways,
        more,
    )  # fmt: skip


def _own(field: str) -> str:
    return OWN + field.upper().replace("_", "-")


def _way(row: _Property) -> VCardChannel | None:
    known = _MEANT.get(row.name, "")
    if not known and row.name != f"{OWN}CHANNEL":
        return None
    types = {word.lower() for word in row.parameters.get("TYPE", ())}
    if known == "phone":
        known = "fax" if "fax" in types else "sms" if "text" in types else known
    kind = next(iter(row.parameters.get(f"{OWN}KIND", ())), known)
    address = _text(row.value)
    if row.name == "IMPP":
        address = unquote(row.value[3:]) if row.value.startswith("im:") else row.value
    address = address.removeprefix("tel:") if row.name == "TEL" and _value_is_uri(row) else address
    if not kind or not address.strip():
        return None
    key = next(iter(row.parameters.get(f"{OWN}KEY", ())), "")
    return VCardChannel(kind, address, row.place, row.parameters.get(f"{OWN}FOR", ()), key)


def _value_is_uri(row: _Property) -> bool:
    return "uri" in map(str.lower, row.parameters.get("VALUE", ()))


def _property(line: str) -> _Property | None:
    """Return the property of a line, or None if it has an unknown form."""
    head, *rest = _outside(line, ":", 1)
    name, *parameters = _outside(head, ";")
    if not rest:
        return None
    found: dict[str, tuple[str, ...]] = {}
    for parameter in parameters:
        key, mark, value = parameter.partition("=")
        key, values = (key, value) if mark else ("TYPE", key)  # 2.1 and some 3.0 files omit the name
        row = tuple(_unquoted(word) for word in _outside(values, ","))
        found[key.strip().upper()] = found.get(key.strip().upper(), ()) + row
    return _Property(name.rpartition(".")[2].strip().upper(), found, rest[0])


def _outside(text: str, mark: str, most: int = -1) -> list[str]:
    """Divide a text at a mark outside of quotes, at most `most` times (-1: no limit)."""
    out, start, quoted = [], 0, False
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == mark and not quoted and most:
            out.append(text[start:at])
            start, most = at + 1, most - 1
    return [*out, text[start:]]


def _unquoted(text: str) -> str:
    said = {"^^": "^", "^n": "\n", "^'": '"'}
    return re.sub(r"\^[\^n']", lambda found: said[found[0]], text.strip().strip('"'))


def _parts(text: str, mark: str) -> list[str]:
    """Divide a value at a mark that is not escaped."""
    out, escaped = [""], False
    for char in text:
        if char == mark and not escaped:
            out.append("")
            continue
        escaped = char == "\\" and not escaped
        out[-1] += char
    return [_text(part) for part in out]


def _text(text: str) -> str:
    said = {"n": "\n", "N": "\n"}
    return re.sub(r"\\(.)", lambda found: said.get(found[1], found[1]), text, flags=re.DOTALL)
