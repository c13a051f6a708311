"""The words of people in a finished paper: read them out by key, and write changed ones back.

A `Phrase` is the program's text: only its values are words of people. In a map and in a calendar, only the texts for
readers are.
"""

import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

from app.domain.leaks.leak_values import EDIT, REPLACE, Finding, LeakAnswer
from app.domain.sheet import Sheet
from app.phrase import Phrase

Change = Callable[[str], str]
Content = TypeVar("Content", Sheet, str, Sheet | str)
_KML = re.compile(r"(?<=>)[^<>]*[^<>\s][^<>]*(?=</(?:name|description)>)")
_ICS = re.compile(
    r"(?<=\n)((?:SUMMARY|DESCRIPTION|LOCATION|NOTE|ROLE|CATEGORIES|FN|ORG|ADR|X-AMPARO-(?:HOURS|REACH-WHERE))[^:\r\n]*:)"
    r"([^\r\n]+)"
)
_VALUE = re.compile(r"(?:\\.|[^\\;,\r\n])+")
"""One text in a line of a calendar or an address book; a comma or semicolon in it has a backslash."""
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
FOLD = 75
_CODES = ("ref", "date", "type")
"""Properties of a map that are no prose."""


def read_texts(content: Sheet | str) -> dict[str, str]:
    """Return the words of people in a paper by key."""
    found: dict[str, str] = {}

    def keep(text: str) -> str:
        if text.strip():
            found[str(len(found))] = text
        return text

    _change(content, keep)
    return found


def write_texts(content: Content, texts: Mapping[str, str]) -> Content:
    """Return a paper with these texts instead, by the keys of `read_texts`."""
    at = iter(range(10**9))

    def put(text: str) -> str:
        return texts[str(next(at))] if text.strip() else text

    after: Content = _change(content, put)
    return after


def _change(content: Any, change: Change) -> Any:
    if not isinstance(content, str):
        return _walk(content, change)
    if content.startswith("BEGIN:VC"):
        changed = _ICS.sub(
            lambda line: line[1] + _VALUE.sub(lambda text: _escape(change(_unescape(text[0]))), line[2]),
            content.replace("\r\n ", ""),
        )
        return "\r\n".join(map(_fold, changed.split("\r\n")))
    if content.startswith("<?xml"):
        return _KML.sub(lambda found: html.escape(change(html.unescape(found[0])), quote=False), content)
    if content.startswith("{"):
        document = json.loads(content)
        for feature in document.get("features", ()):
            said = feature.get("properties", {})
            said |= {k: change(v) for k, v in said.items() if isinstance(v, str) and k not in _CODES}
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return change(content)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def _escape(text: str) -> str:
    return re.sub(r"[\\;,\n]", lambda found: _ESCAPED[found[0]], text)


def _fold(line: str) -> str:
    """Return a line in parts of at most 75 octets, each but the first after a blank (RFC 5545, RFC 6350)."""
    parts, size = [""], 0
    for letter in line:
        size += len(letter.encode())
        if size > FOLD:
            parts.append("")
            size = 1 + len(letter.encode())
        parts[-1] += letter
    return "\r\n ".join(parts)


def _walk(value: Any, change: Change) -> Any:
    if isinstance(value, Phrase):
        return (
            Phrase(value.template, **{k: _walk(v, change) for k, v in value.values.items()}) if value.values else value
        )
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_walk(one, change) for one in value)
    if attrs.has(type(value)):
        return attrs.evolve(value, **{f.name: _walk(getattr(value, f.name), change) for f in attrs.fields(type(value))})
    return value


def rewrite(
    texts: Mapping[str, str], findings: Iterable[Finding], answer_of: Callable[[Finding], LeakAnswer | None]
) -> dict[str, str]:
    """Return the texts with the answers written into them; a finding that is kept or open stays."""
    changes: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for finding in findings:
        answer = answer_of(finding)
        if answer is not None and answer.does in (REPLACE, EDIT):
            for span in finding.spans:
                said = answer.words if answer.does == EDIT else span.instead
                changes[span.block].append((span.start, span.end, said))
    after = dict(texts)
    for key, rows in changes.items():
        for start, end, said in sorted(rows, reverse=True):
            after[key] = after[key][:start] + said + after[key][end:]
    return after
