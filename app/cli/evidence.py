"""Verbs of evidence: add, show, export, check, and working copies: copy, copies, leaks. Gaps of custody."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.records import custody_lines, evidence_text
from app.actions.records import evidence as actions
from app.actions.release import copy_records, evidence_copies, working_copies
from app.cli import real_names
from app.cli.command import add_group, verb
from app.cli.copy_steps import step_options, write_steps
from app.cli.leak_options import leak_options, names_for_check, read_answers, read_readers, readers_option
from app.cli.output import CommandResult, make_answer, row
from app.cli.progress import progress
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.errors import NotFound
from app.phrase import Phrase
from app.store.vault.open_vault import Vault
from crypto.custody import CustodyEntry
from crypto.recipe import SourceKind, Step, is_weak


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `evidence …`."""
    group = add_group(verbs, "evidence", "original files with hashes and chain of custody", named=True)
    add = verb(group, common, "add", _add, "add original files")
    add.add_argument("files", metavar="FILE", nargs="+", help="file to add")
    add.add_argument("--to", metavar="ID", required=True, help="ID of the record for the files")
    show = verb(group, common, "show", _show, "show an item and its chain of custody")
    show.add_argument("id", help="ID of the evidence item")
    export = verb(group, common, "export", _export, "export an original file without encryption")
    export.add_argument("id", help="ID of the evidence item")
    export.add_argument("dir", help="folder for the file")
    export.add_argument("--reason", metavar="TEXT", required=True, help="reason, which stays in the chain of custody")
    export.add_argument("--audience", choices=NAMES, default="internal", help="reader of the copy")
    readers_option(export)
    leak_options(export)
    gaps = verb(group, common, "gaps", _gaps, "list the gaps in the chain of custody")
    gaps.add_argument("ids", metavar="ID", nargs="*", help="ID of an evidence item; without it, all items")
    verb(group, common, "check", _check, "verify all originals")
    _add_copy_verbs(group, common)


def _add_copy_verbs(group: Any, common: argparse.ArgumentParser) -> None:
    copy = verb(group, common, "copy", _copy, "make a working copy of a picture, a PDF, a film or sound")
    copy.add_argument("id", help="ID of the original")
    copy.add_argument("--recipe", metavar="FILE", help="JSON file with the steps")
    step_options(copy)
    copy.add_argument("--audience", metavar="P", nargs="+", choices=NAMES, default=[], help="readers of the copy")
    copy.add_argument("--shows", metavar="ID", nargs="+", default=[], help="people whom a reader can see in the copy")
    copy.add_argument("--hides", metavar="ID", nargs="+", default=[], help="people whom the copy covers")
    copy.add_argument("--absent", metavar="ID", nargs="+", default=[], help="people whom nobody can recognise in it")
    copy.add_argument("--mosaic", action="store_true", help="permit a mosaic or another pitch for an identity")
    copy.add_argument(
        "--keep-words", metavar="WHY", default="", help="reason to keep original words, or for --absent after a no"
    )
    copy.add_argument("--replace", action="store_true", help="send this copy, although the present copy hides more")
    real_names.way_in(copy)
    copies = verb(group, common, "copies", _copies, "list the working copies of an original")
    copies.add_argument("id", help="ID of the original")
    leaks = verb(group, common, "leaks", _leaks, "check a working copy again")
    leaks.add_argument("id", help="ID of the copy")
    real_names.way_in(leaks)


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    added = []
    for name in options.files:
        with progress("Taken in") as told:
            record, _ = actions.add(vault, Path(name), options.to, told=told)
        added.append({**row(record), "sha256": record.fields["sha256"], "size": record.fields["size"]})
    warnings: list[str] = []
    evidence_text.look_in(vault, warn=warnings.append)
    first = added[0]
    return make_answer(*warnings, id=first["id"], ref=first["ref"], sha256=first["sha256"], evidence=added)


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    item = actions.show(vault, options.id)
    came = [
        {"signer": one.signer.hex(), "holds": one.holds, "state": one.state, "custody": list(map(_line, one.entries))}
        for one in custody_lines.list_came(vault, item.record.id)
    ]
    line = list(map(_line, copy_records.list_hands(vault, item)))
    known = {"sha256": item.record.fields.get("sha256"), "here": item.file is not None}
    return make_answer(**row(item.record), **known, custody=line, came=came)


def _line(entry: CustodyEntry) -> dict[str, object]:
    return {
        "n": entry.n,
        "item": entry.item.hex(),
        "action": entry.action.name.lower(),
        "at": entry.at,
        "actor": entry.actor.hex(),
        "sha256": entry.sha256.hex(),
        "reason": entry.reason,
    }


def _export(vault: Vault, options: argparse.Namespace) -> CommandResult:
    answers = read_answers(vault, options, options.audience, "evidence", [options.id])
    with names_for_check(vault, options), progress("Written") as told:
        target = evidence_copies.export(
            vault, options.id, Path(options.dir), told, options.audience, read_readers(vault, options), answers,
            reason=options.reason,
        )  # fmt: skip
    warning = "This copy is outside the vault. All people who have the disk can read it."
    return CommandResult({"ok": True, "file": str(target), "warnings": [warning]}, 0, (warning,))


def _gaps(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = [
        {
            "id": item.record.id.hex(),
            "ref": item.record.ref,
            "title": item.record.title,
            "gap": gap.name,
            "says": gap.says,
            "step": gap.step,
            "lines": list(gap.lines),
        }
        for item, gaps in custody_lines.iterate_gaps(vault, options.ids)
        for gap in gaps
    ]
    return make_answer(gaps=found)


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with progress("Checked", "originals", 1) as told:
        whole, wrong = actions.check(vault, told)
    document: dict[str, object] = {"ok": not wrong, "whole": whole, "wrong": wrong}
    if wrong:
        document["error"] = {
            "code": "not_opened",
            "message": f"{len(wrong)} originals have changed or are damaged.",
            "hint": "",
        }
    return CommandResult(document, 6 if wrong else 0)


def _copy(vault: Vault, options: argparse.Namespace) -> CommandResult:
    kind = working_copies.find_source_kind(vault, actions.show(vault, options.id))
    given = working_copies.parse_steps(write_steps(options, kind), kind)
    steps = [*(_read_recipe(options.recipe, kind) if options.recipe else []), *given]
    order = working_copies.CopyOrder(
        steps, options.audience, options.shows, options.hides, options.keep_words, options.mosaic, options.absent,
        options.replace,
    )  # fmt: skip
    present = () if options.replace else working_copies.plan(vault, options.id, order).present
    with names_for_check(vault, options), progress("Copied") as told:
        record, _ = working_copies.make(vault, options.id, order, told)
    weak = any(map(is_weak, steps))
    warnings = ["A person who tries can undo a mosaic, or another pitch."] if weak else []
    warnings += evidence_copies.warn_refusals(vault, record, copy_records.list_audiences(record))
    for one in present:
        readers = tuple(Phrase(PROFILES[name].label) for name in one.audiences)
        said = Phrase("The present copy {ref} still leaves to: {readers}.", ref=one.copy.ref, readers=readers)
        warnings += [said, *one.more, Phrase("To send this copy, make it again with --replace.")]
    return make_answer(*warnings, **_copy_row(record))


def _read_recipe(name: str, kind: SourceKind) -> list[Step]:
    try:
        text = Path(name).read_text("utf-8")
    except FileNotFoundError:
        raise NotFound(Phrase("There is no file {name}.", name=name)) from None
    except (OSError, ValueError):
        raise NotFound(Phrase("Amparo cannot read the file {name}.", name=name)) from None
    return working_copies.parse_steps(text, kind)


def _copies(vault: Vault, options: argparse.Namespace) -> CommandResult:
    item = actions.show(vault, options.id)
    return make_answer(**row(item.record), copies=[_copy_row(one) for one in copy_records.list_copies(vault, item)])


def _copy_row(copy: Record) -> dict[str, object]:
    kept = ("copy_kind", "recipe", "sha256", "size", "mime")
    audience = copy_records.list_audiences(copy)
    return {"id": copy.id.hex(), "ref": copy.ref, "audience": audience, **{key: copy.fields.get(key) for key in kept}}


def _leaks(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with names_for_check(vault, options), progress("Checked") as told:
        found = working_copies.check(vault, options.id, told)
    whole = not found.leaks and not found.words and found.same is not False
    document: dict[str, object] = {
        "ok": whole, "leaks": list(found.leaks), "words": list(found.words), "same": found.same,
    }  # fmt: skip
    if not whole:
        message = "The copy has words of the original." if not found.leaks else "The copy is not safe."
        message = message if found.leaks or found.words else "The recipe gives another copy now."
        document["error"] = {"code": "not_opened", "message": message, "hint": ""}
    return CommandResult(document, 0 if whole else 6)
