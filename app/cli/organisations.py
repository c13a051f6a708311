"""Verbs of an organisation: its root key, the desk that signs for it, its directory, and following it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.actions.contacts import directories, directory_pages, roots
from app.actions.contacts import organisations as actions
from app.actions.contacts.directory_pages import OrganisationView
from app.actions.kernel import external_files
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.cli.passphrase import read_new, read_passphrase
from app.cli.people import document
from app.errors import NotFound, NotWellFormed
from app.store.vault import header
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    import crypto

ASKED = "Passphrase of the root: "
MOST_BYTES = 1 << 20
"""Maximum bytes that are read of a file."""


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `organisation …`."""
    parts = add_group(verbs, "organisation", "organisations, their root keys, desks and member directories", named=True)
    _root_verbs(parts, common)
    add = verb(parts, common, "add", _add, "add verified contacts to the member directory")
    add.add_argument("contact", nargs="+", help="verified contact")
    add.add_argument("--role", default="member", help="role in the organisation")
    verb(parts, common, "remove", _remove, "remove a contact from the member directory immediately").add_argument(
        "contact", help="contact to remove"
    )
    write = verb(parts, common, "write", _write, "sign the member directory with the newest cards")
    write.add_argument("--file", metavar="F", help="file for the member directory")
    write.add_argument("--days", type=int, default=directories.DAYS, help="validity in days, from 1 to 90")
    write.add_argument("--successor", metavar="ROOT", help="file of the next organisation root")
    verb(parts, common, "take", _take, "import a member directory from a file").add_argument(
        "file", help="file of the member directory"
    )
    verb(parts, common, "list", _list, "list known organisations and their members")
    verb(parts, common, "follow", _follow, "trust this root to introduce people").add_argument(
        "name", help="name, or 8 digits or more of the root"
    )
    verb(parts, common, "leave", _leave, "stop trusting this root and keep the contacts").add_argument(
        "name", help="name, or 8 digits or more of the root"
    )
    people = verb(parts, common, "people", _people, "list members of organisations who are not your contacts")
    people.add_argument("--accept", metavar="FINGERPRINT", help="add this person as an introduced contact")
    verb(parts, common, "end", _end, "end an organisation with the signed statement of its root").add_argument(
        "file", help="file of the statement"
    )
    proof = verb(parts, common, "evidence", _evidence, "show two signed directories with the same number")
    proof.add_argument("name", help="name, or 8 digits or more of the root")
    proof.add_argument("--out", metavar="DIR", help="folder for the two directories")
    proof.add_argument("--seen", action="store_true", help="let the organisation introduce people again")


def _root_verbs(parts: Any, common: argparse.ArgumentParser) -> None:
    make = verb(parts, common, "make-root", _make_root, "create an organisation root and write it to a file")
    make.add_argument("file", help="new file for the root")
    make.add_argument("--revocation", metavar="F", required=True, help="file for the revocation of the root")
    make.add_argument("--threshold", type=int, help="number of shares that open the root")
    make.add_argument("--shares", type=int, help="number of shares")
    make.add_argument("--out", metavar="DIR", help="folder for the shares, one file for each")
    _root_options(make)
    delegate = verb(parts, common, "delegate", _delegate, "sign a desk of the organisation with the root")
    delegate.add_argument("--root", metavar="F", help="file of the root")
    delegate.add_argument("--root-share-file", metavar="F", action="append", help="file with shares of the root")
    delegate.add_argument("--card", metavar="F", help="card of the desk (default: this vault)")
    delegate.add_argument("--days", type=int, default=roots.YEAR_DAYS, help="validity in days")
    delegate.add_argument("--file", metavar="F", required=True, help="file for the delegation")
    _root_options(delegate)
    speak = verb(parts, common, "speak", _speak, "accept the delegation for this desk")
    speak.add_argument("file", help="file of the delegation")
    speak.add_argument("--name", default="", help="name of the organisation")


def _root_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root-passphrase-file", metavar="F", help="file with the passphrase of the root")
    parser.add_argument("--root-passphrase-fd", metavar="N", type=int, help="descriptor with this passphrase")


def _make_root(vault: Vault, options: argparse.Namespace) -> CommandResult:
    shares = None
    if options.shares is not None or options.threshold is not None:
        shares = options.threshold or roots.SOME_SHARES[0], options.shares or roots.SOME_SHARES[1]
    passphrase = read_new(options, "root-passphrase", ASKED)
    made = roots.make(header.read(vault.folder / "vault.hdr"), passphrase, shares)
    shared = [(Path(options.out) / f"root-share-{number}.txt", f"{share}\n".encode())
              for number, share in enumerate(made.shares if options.out else (), 1)]  # fmt: skip
    files = [(Path(options.file), made.file), (Path(options.revocation), made.revocation), *shared]
    external_files.refuse_other(*(path for path, _ in files))
    for path, data in files:
        external_files.write(path, data)
    printed = {} if options.out or not made.shares else {"shares": list(made.shares)}
    return make_answer(root=made.id.hex(), file=options.file, revocation=options.revocation, out=options.out, **printed)


def _root(options: argparse.Namespace) -> "crypto.SigningKey":
    if (options.root is None) == (options.root_share_file is None):
        raise NotWellFormed("Give the file of the root, or shares.", "See: amparo organisation delegate --help")
    if options.root is not None:
        file = _file(options.root)
        roots.id_of(file)
        return roots.open_root_key(file, read_passphrase(options, "root-passphrase", ASKED))
    lines = [line for path in options.root_share_file for line in _file(path).decode("utf-8", "replace").splitlines()]
    return roots.of_shares([line for line in lines if line.strip() and not line.lstrip().startswith("#")])


def _delegate(vault: Vault, options: argparse.Namespace) -> CommandResult:
    card = _file(options.card) if options.card else None
    data = roots.delegate(vault, _root(options), card, options.days)
    external_files.write(Path(options.file), data)
    return make_answer(file=options.file, until=vault.now() + options.days * 86_400)


def _speak(vault: Vault, options: argparse.Namespace) -> CommandResult:
    known, _ = directories.sign_for(vault, _file(options.file), options.name)
    return make_answer(organisation=known.name, root=known.id.hex(), seq=known.seq)


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found, _ = directories.add(vault, options.contact, options.role)
    return make_answer(
        seq=directories.read_current_directory(vault).seq, listed=[row(contact.record) for contact in found]
    )


def _remove(vault: Vault, options: argparse.Namespace) -> CommandResult:
    contact, _ = directories.remove(vault, options.contact)
    return make_answer(**row(contact.record), seq=directories.read_current_directory(vault).seq)


def _write(vault: Vault, options: argparse.Namespace) -> CommandResult:
    successor = roots.public_of(_file(options.successor)) if options.successor else None
    made = directories.write(vault, options.days, successor)
    if options.file:
        external_files.write(Path(options.file), made.file)
    return make_answer(seq=made.seq, people=len(made.members), expires=made.expires, file=options.file)


def _take(vault: Vault, options: argparse.Namespace) -> CommandResult:
    taken = actions.take(vault, _file(options.file))
    known = taken.organisation
    said = {"organisation": known.name, "root": known.id.hex(), "state": known.state, "seq": known.seq}
    fork = "Two different directories with one number. See: amparo organisation evidence"
    warnings = (fork,) if taken.what == "fork" else ()
    return CommandResult({"ok": True, "taken": taken.what, **said, "warnings": list(warnings)}, 0, warnings)


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(organisations=[_page(one) for one in directory_pages.list_organisation_views(vault)])


def _page(one: OrganisationView) -> dict[str, object]:
    return {
        "name": one.known.name,
        "root": one.known.id.hex(),
        "state": one.known.state,
        "seq": one.known.seq,
        "brought_by": one.by or None,
        "desk": one.desk,
        "expires": one.directory.expires if one.directory else None,
        "people": [
            {"name": person.name, "role": person.role, "fingerprint": person.id.hex(),
             "state": "me" if person.is_me else person.contact.state if person.contact else "no contact"}
            for person in one.people
        ],
        "missing": [f"{first} to {last}" for first, last in one.gaps],
        "two_of_one_number": sorted({kept.seq for kept in one.twins}),
        "notes": [str(note) for note in one.notes],
    }  # fmt: skip


def _follow(vault: Vault, options: argparse.Namespace) -> CommandResult:
    actions.follow(vault, options.name)
    return _people_of(vault)


def _leave(vault: Vault, options: argparse.Namespace) -> CommandResult:
    actions.leave(vault, options.name)
    return make_answer()


def _people(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.accept:
        return make_answer(**document(actions.accept(vault, options.accept)[0]))
    return _people_of(vault)


def _people_of(vault: Vault) -> CommandResult:
    rows = [
        {"name": actions.person_name(one.card), "role": one.role, "fingerprint": one.card.id.hex(), "by": one.name}
        for one in actions.list_offers(vault)
    ]
    return make_answer(total=len(rows), people=rows)


def _end(vault: Vault, options: argparse.Namespace) -> CommandResult:
    actions.end(vault, _file(options.file))
    return make_answer()


def _evidence(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = actions.evidence(vault, options.name)
    if options.out:
        external_files.refuse_other(*(Path(options.out) / name for name, _ in found))
        for name, file in found:
            external_files.write(Path(options.out) / name, file)
    if options.seen:
        actions.set_seen(vault, options.name)
    return make_answer(total=len(found), files=[name for name, _ in found], out=options.out)


def _file(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        raise NotFound(f"{path} cannot be read ({error.strerror}).", "Nothing was changed.") from error
