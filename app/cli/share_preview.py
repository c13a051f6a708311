"""`share --look`: show the data that would be sent to each recipient, read from its bytes; nothing is queued."""

import argparse

from app.actions.kernel.report import ReportedRecord
from app.actions.mail import share_preview
from app.actions.mail.share_preview import SharePreview
from app.cli.output import CommandResult
from app.domain.record import title_of
from app.store.vault.open_vault import Vault


def show_preview(vault: Vault, options: argparse.Namespace) -> CommandResult:
    """Return the contents of a share, and its recipients."""
    found = share_preview.readings(
        vault, options.ids, options.to, options.profile,
        nobodys=options.mode == "anonymous", originals=options.originals, reply=options.reply,
    )  # fmt: skip
    warnings = tuple(dict.fromkeys(warning for reading in found for warning in reading.warnings))
    would = [_reading(vault, reading) for reading in found]
    return CommandResult({"ok": True, "queued": False, "would_leave": would, "warnings": list(warnings)}, 0, warnings)


def _reading(vault: Vault, reading: SharePreview) -> dict[str, object]:
    body, made = reading.body, reading.made
    titles = {row.id: title_of(vault.kinds[row.kind], row.fields, lambda _: "", vault.words) for row in body.records}
    return {
        "to": [{"id": c.record.id.hex(), "ref": c.record.ref, "title": c.record.title, "state": c.state}
               for c in reading.to],
        "profile": made.profile.name,
        "records": [_record(row, reading, titles) for row in body.records],
        "files": [{"name": name, "type": mime, "bytes": item.fields.get("size", 0)}
                  for _, name, mime, item in made.files],
        "held_back": [{"record": h.record.hex(), "field": h.field, "why": h.why} for h in made.selection.held_back],
        "they_hear_what_is_held_back": bool(body.held_back),
        "bytes": made.file_bytes,
        "padded": made.padded_bytes,
    }  # fmt: skip


def _record(row: ReportedRecord, reading: SharePreview, titles: dict[bytes, str]) -> dict[str, object]:
    """Return one record as it is sent; with its history, earlier values of its fields are sent too."""
    document: dict[str, object] = {
        "id": row.id.hex(),
        "kind": row.kind,
        "title": titles[row.id],
        "fields": dict(row.fields),
        "links": [
            {"role": link.role, "id": link.target.hex(), "title": titles.get(link.target, ""), "removed": link.removed}
            for link in reading.body.links
            if link.source == row.id
        ],
    }
    if reading.made.profile.history:
        document["history"] = [
            {"at": change.stamp // 1000, "fields": {name: edit.value for name, edit in change.fields.items()}}
            for change in row.changes
        ]
    return document
