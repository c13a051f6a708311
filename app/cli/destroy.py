"""The verb `destroy`: shows the data that is destroyed or stays, and with --yes destroys it permanently."""

import argparse
from collections.abc import Sequence
from typing import Any

from app.actions.records import destruction as actions
from app.actions.records.destruction import DestructionPreview
from app.cli.command import verb
from app.cli.output import CommandResult
from app.cli.progress import progress
from app.domain.record import Record
from app.store.vault.open_vault import Vault

OLDER = (
    "A person with the key of this vault can still read older copies: backups, images of this disk, and old parts of"
    " a flash disk."
)


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `destroy`."""
    destroy = verb(verbs, common, "destroy", _destroy, "destroy a record, a file or a case permanently")
    destroy.add_argument("id", help="ID of the record")
    destroy.add_argument("--file", action="store_true", help="destroy only the original file of an evidence item")
    destroy.add_argument(
        "--linked",
        action=argparse.BooleanOptionalAction,
        help="also records that only this one uses (default: on for a case)",
    )
    destroy.add_argument("--reason", default="", metavar="TEXT", help="reason for the log, without names")
    destroy.add_argument("--yes", action="store_true", help="destroy the data (default: only show the effect)")


def _destroy(vault: Vault, options: argparse.Namespace) -> CommandResult:
    going = actions.look(vault, options.id, linked=options.linked, file_only=options.file)
    document = {"ok": True, "destroyed": options.yes, **_told(going, actions.backups(vault))}
    warnings = [OLDER]
    if going.shared_with:
        warnings.append(f"{len(going.shared_with)} contacts received a part of it and still have it.")
    if not options.yes:
        warnings.append("Nothing was destroyed. To destroy it, add --yes. You cannot undo this.")
    else:
        actions.destroy(vault, going, options.reason)
        with progress("Deleting the last parts", "pages of the index", 1) as told:
            actions.finish(vault, told=told)
    return CommandResult({**document, "warnings": warnings}, 0, warnings)


def _told(going: DestructionPreview, backups: Sequence[tuple[str, int]]) -> dict[str, object]:
    whole = [_row(record) for record in going.records]
    return {
        "goes": [] if going.file_only else whole,
        "files": [{"sha256": file.sha256.hex(), "size": file.size} for file in going.files],
        "stays": [{**_row(record), "because": _row(other)} for record, other in going.stays],
        "loses_a_link": [_row(record) for record in going.loses],
        "loses_its_file": whole if going.file_only else [],
        "backups": [{"folder": folder, "at": at} for folder, at in backups],
        "shared_with": [_row(contact) for contact in going.shared_with],
        "drafts": len(going.drafts),
        "searches": len(going.searches),
        "reports_that_came": going.came,
        "reports_stopped": going.stopped,
    }


def _row(record: Record) -> dict[str, object]:
    return {"id": record.id.hex(), "ref": record.ref, "kind": record.kind, "title": record.title}
