"""The answers of verbs and their output: one JSON document, or plain lines for a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:  # the relay answers too, and loads nothing that opens a vault
    from app.actions.kernel.records import RecordDetails
    from app.domain.extract import Extract
    from app.domain.record import Record
    from sync.exchange import Tally


@frozen
class CommandResult:
    """A verb's answer: the document of cli.md, an exit code, and warnings for standard error."""

    document: dict[str, object]
    exit_code: int = 0
    warnings: Sequence[str] = field(factory=tuple)


def make_answer(*warnings: str, **fields: object) -> CommandResult:
    """Return a good answer with these keys after `ok`, and with warnings."""
    return CommandResult({"ok": True, **fields, **({"warnings": list(warnings)} if warnings else {})}, 0, warnings)


def row(record: "Record") -> dict[str, object]:
    """Return a record in the form of lists."""
    return {
        "id": record.id.hex(),
        "ref": record.ref,
        "kind": record.kind,
        "title": record.title,
        "fields": dict(record.fields),
    }


def snippet(said: "Extract | None") -> dict[str, object]:
    """Return the place of a match: "in" a field, role or kind of part, or "file" with its name."""
    if said is None:
        return {}
    file = {"file": said.file} if said.file else {}
    return {"snippet": {"in": said.where, **file, "text": said.text, "at": [said.start, said.end]}}


def page(found: "RecordDetails") -> dict[str, object]:
    """Return a record in the form of `show`, with every version of the fields in conflict."""
    record = found.record
    document = row(record)
    document["links"] = [
        {"role": role, "id": other.id.hex(), "ref": other.ref, "kind": other.kind, "title": other.title}
        for role, other in found.links
    ]
    document["parts"] = [
        {"role": role, "id": other.id.hex(), "ref": other.ref, "kind": other.kind, "title": other.title}
        for role, other in found.parts
    ]
    document["version"] = record.version
    document["removed"] = record.removed
    document["conflicts"] = [
        {
            "field": name,
            "versions": [
                {"value": v.value, "author": v.last.author.hex(), "at": v.last.stamp // 1000, "change": v.last.id.hex()}
                for v in versions
            ],
        }
        for name, versions in found.merged.conflicts.items()
    ]
    return document


def as_text(answer: CommandResult) -> str:
    """Return an answer as plain lines."""
    left_out = {"ok", "refused"} if "causes" in answer.document else {"ok"}  # a line for each cause, not for each row
    said = {key: value for key, value in answer.document.items() if key not in left_out}
    empty = next((key for key, value in said.items() if value == []), "")
    return "\n".join(_lines(said, "")) or (f"{empty}: none" if empty else "Done.")


def _marked(said: object, indent: str) -> list[str]:
    """Return the line of a match, with the first matching word in brackets."""
    if not isinstance(said, dict):
        return []
    text, (start, end) = said["text"], said["at"]
    return [f"{indent}  {said.get('file') or said['in']}: {text[:start]}[{text[start:end]}]{text[end:]}"]


_BESIDE = ("group", "value", "day", "step", "days")
"""The facts in brackets after a record in plain lines."""
_TIMES = {"at", "back", "drilled", "due", "expires", "last", "last_ok", "made", "renews", "since", "until"}


def _lines(value: object, indent: str) -> list[str]:
    if isinstance(value, dict):
        if {"ref", "title", "kind"} <= value.keys() and value.keys().isdisjoint(("links", "custody")):
            beside = [f"{name}: {value[name]}" for name in _BESIDE if value.get(name)]
            beside = [str(value["state"]), *beside] if value.get("state") else beside
            more = f"  ({', '.join(beside)})" if beside else ""
            return [f"{indent}{value['ref']}  {value['title']}{more}", *_marked(value.get("snippet"), indent)]
        if {"reason", "n", "rows", "cells"} <= value.keys():
            rows, cells = ", ".join(map(str, value["rows"])), ", ".join(map(repr, value["cells"]))
            where = f"{value['column']}: " if "column" in value else ""
            return [f"{indent}{where}{value['n']} x {value['reason']} (rows {rows}{'; ' + cells if cells else ''})"]
        lines = []
        for key, inner in value.items():
            if key == "source_row" and isinstance(inner, list):
                lines += [f"{indent}{key}:", *(f"{indent}  {name}: {text}" for name, text in inner)]
            elif isinstance(inner, (dict, list)) and inner:
                lines += [f"{indent}{key}:", *_lines(inner, indent + "  ")]
            elif key in _TIMES and isinstance(inner, int) and not isinstance(inner, bool):
                lines.append(f"{indent}{key}: {datetime.fromtimestamp(inner).astimezone():%Y-%m-%d %H:%M}")
            elif inner not in (None, "", [], {}):
                lines.append(f"{indent}{key}: {inner}".replace("\n", f"\n{indent}  "))  # no line passes for ours
        return lines
    if isinstance(value, list):
        lines = []
        for inner in value:
            below = _lines(inner, indent)
            lines += below if len(below) < 2 else [*below, ""]
        return lines
    return [f"{indent}{value}".replace("\n", f"\n{indent}  ")]


def tally_document(tally: "Tally", **more: object) -> dict[str, object]:
    """Return the document of a sync."""
    return {
        "ok": True,
        "sent": tally.sent,
        "received": tally.received,
        "acknowledged": tally.acknowledged,
        **({"carried": tally.carried} if tally.carried else {}),
        "kept_aside": [{"what": what, "why": why} for what, why in tally.kept_aside],
        **more,
    }
