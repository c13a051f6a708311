"""Verbs of the session notes: their own vault, its notes, and a sealed copy of one note for a clinician.

The verbs of passwords, recovery, rotation and backups are those of `vault`, with the session notes as the vault.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.actions.casework import session_notes as actions
from app.actions.contacts import note_handing
from app.actions.kernel.db import direct_db
from app.actions.vault import session_vault
from app.cli import command, unlock_methods
from app.cli import vault as vault_verbs
from app.cli.output import CommandResult, make_answer
from app.cli.passphrase import read_new, read_passphrase, read_way
from app.cli.records import read_object
from app.domain.record import Record
from app.errors import InputRefused, NotFound
from app.store.vault.open_vault import Vault

ASKED = "Passphrase of the session notes: "
LEFT = "These notes are gone. Backups that contain them still open with their passphrase."


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `notes …`."""
    group = command.add_group(
        verbs, "notes", "session notes of a psychologist, in a separate vault (not the kind note)", named=True
    )
    own = argparse.ArgumentParser(add_help=False, parents=[common])
    own.add_argument("--notes-passphrase-file", metavar="F", help="file with the passphrase of the session notes")
    own.add_argument("--notes-passphrase-fd", metavar="N", type=int, help="descriptor with this passphrase")
    own.add_argument("--notes-keyfile", metavar="F", help="key file of the session notes")
    own.add_argument("--notes-share-file", metavar="F", action="append", help="file with their recovery shares")
    inside = argparse.ArgumentParser(add_help=False, parents=[own])
    inside.set_defaults(within=_inside)

    def verb(name: str, run: object, about: str, parent: argparse.ArgumentParser = own) -> argparse.ArgumentParser:
        return command.verb(group, parent, name, run, about)

    create = verb("create", _create, "make the session notes of this vault")
    create.add_argument(
        "--from", dest="backup", metavar="BACKUP", help="folder of a backup of the session notes, to restore it"
    )
    create.add_argument("--kdf-mib", type=int, metavar="N", help="MiB for one guess (default: fitted to this computer)")
    verb("open", _open, "test the passphrase and count the notes")
    add = verb("add", _add, "add a note about a person")
    add.add_argument("person", metavar="ID", help="ID of the person")
    add.add_argument("file", metavar="FILE", help="file with the JSON of the note, or - for the input")
    edit = verb("edit", _edit, "change a note")
    edit.add_argument("id", metavar="ID", help="ID of the note")
    edit.add_argument("file", metavar="FILE", help="file with the JSON of the changes, or - for the input")
    listing = verb("list", _list, "list the notes with their texts, the newest session first")
    listing.add_argument("person", metavar="ID", nargs="?", default="", help="ID of a person (default: all people)")
    hand = verb("hand", _hand, "write one note into a sealed file for the clinician of the person")
    hand.add_argument("id", metavar="ID", help="ID of the note")
    hand.add_argument("file", metavar="FILE", help="new file")
    hand.add_argument("--to", metavar="CONTACT", required=True, help="verified contact, clinician of the support plan")
    hand.add_argument("--confirm", metavar="CODE", default="", help="code that the first call shows")
    take = verb("take", _take, "save the note of a sealed file that a contact gave you")
    take.add_argument("file", metavar="FILE", help="file from the contact")
    take.add_argument("--about", metavar="ID", default="", help="ID of the person here (default: the ID in the file)")
    erase = verb("erase", _erase, "destroy the session notes, and nothing else")
    erase.add_argument("--yes", action="store_true", help="destroy them without a question")
    unlock_methods.add_verbs(group, inside, trustees=False)
    vault_verbs.add_rotation_verb(group, inside)
    vault_verbs.add_backup_verbs(group, inside, restore=False)


@contextmanager
def _inside(vault: Vault, options: argparse.Namespace) -> Iterator[Vault]:
    """Open the session notes, and let the verb of a vault work with them."""
    options.way = _open_notes(vault, options)
    yield session_vault.require(vault)


def _open_notes(vault: Vault, options: argparse.Namespace) -> Any:
    if not session_vault.is_there(vault):
        raise NotFound("This vault has no session notes.", "Make them with: amparo notes create")
    given = argparse.Namespace(
        passphrase_file=options.notes_passphrase_file, passphrase_fd=options.notes_passphrase_fd,
        keyfile=options.notes_keyfile, share_file=options.notes_share_file, ask_shares=False,
        tries_shares=getattr(options, "tries_shares", False),
    )  # fmt: skip
    way = read_way(given, ASKED)
    options.given_shares = given.given_shares
    session_vault.open_(direct_db(vault), way)
    return way


def _create(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.backup is None:
        session_vault.create(direct_db(vault), read_new(options, "notes-passphrase", ASKED), options.kdf_mib)
        return make_answer(notes=0)
    words = read_passphrase(options, "notes-passphrase", ASKED)
    actions.restore(vault, Path(options.backup), words, options.kdf_mib)
    return _open(vault, options)


def _open(vault: Vault, options: argparse.Namespace) -> CommandResult:
    _open_notes(vault, options)
    return make_answer(notes=len(actions.list_notes(vault)))


def _row(note: Record) -> dict[str, object]:
    return {"id": note.id.hex(), "ref": note.ref, "version": note.version, "fields": dict(note.fields)}


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = read_object(options.file)
    _open_notes(vault, options)
    note, _ = actions.add(vault, options.person, given)
    return make_answer(id=note.id.hex(), ref=note.ref)


def _edit(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = read_object(options.file)
    _open_notes(vault, options)
    note, _ = actions.edit(vault, options.id, given)
    return make_answer(id=note.id.hex(), ref=note.ref, version=note.version)


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    _open_notes(vault, options)
    found = actions.list_notes(vault, options.person)
    return make_answer(total=len(found), notes=[_row(note) for note in found])


def _hand(vault: Vault, options: argparse.Namespace) -> CommandResult:
    _open_notes(vault, options)
    asked = note_handing.ask(vault, options.id, options.to)
    if not options.confirm:
        raise InputRefused(
            f"This writes the note of {asked.note.fields['date']} about {asked.person.title} into a file for "
            f"{asked.contact.record.title}. They can read it, keep it and pass it on.",
            f"Nothing was written. If you are sure, add: --confirm {asked.code}",
        )
    note_handing.hand(vault, options.id, options.to, Path(options.file), options.confirm)
    return make_answer(file=options.file, to=asked.contact.record.title)


def _take(vault: Vault, options: argparse.Namespace) -> CommandResult:
    data = note_handing.read_file(Path(options.file))
    _open_notes(vault, options)
    note, _ = note_handing.take(vault, data, options.about)
    return make_answer(id=note.id.hex(), ref=note.ref, sender=note.fields["remarks"])


def _erase(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if not session_vault.is_there(vault):
        raise NotFound("This vault has no session notes.", "Nothing was changed.")
    if not options.yes:
        raise InputRefused("This destroys every session note of this vault.", "If you are sure, add: --yes")
    left = session_vault.erase(vault)
    return CommandResult({"ok": True, "left": [str(path) for path in left], "warnings": [LEFT]}, 0, (LEFT,))
