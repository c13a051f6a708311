"""Verbs of unlock methods: `vault passphrase`, `vault slots …`, `vault recovery …`, and of shares kept for others."""

import argparse
import os
import sys
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import crypto
from app.actions.contacts import contact_cards, trustees
from app.actions.contacts.contact_cards import Contact
from app.actions.contacts.trustees import ShareWords
from app.actions.vault import backups, recovery, unlock_methods
from app.actions.vault.recovery import NewShareSet
from app.cli.command import add_group, say, verb
from app.cli.output import CommandResult, make_answer
from app.cli.passphrase import read_new
from app.errors import NotWellFormed, Stopped, StorageFailed
from app.store.contacts.trustees import KeptShare
from app.store.upkeep.recovery import ShareSet
from app.store.vault.header import Uncertain
from app.store.vault.open_vault import Vault
from app.store.vault.slots import Slot

OLDER = "A person who copied the vault before can still open that copy with the old passphrase."
_HEAD = """\
# Recovery share {number} of {count}. Any {threshold} of these shares open the vault, on its computer or from a backup.
# One share alone opens nothing. Keep it where no one else can read it. Give it only to its owner, when they ask you.
"""
POWER = "A person who has this file can end your identity at any time. Your contacts then stop trusting your key."
STAYS = "People who received your key revocation keep it and can use it. New shares or a new key do not change this."
WORD = "end"


def add_verbs(group: Any, common: argparse.ArgumentParser, trustees: bool = True) -> None:
    """Add the verbs of unlock methods to `vault`; shares go to contacts only with `trustees`."""
    new = argparse.ArgumentParser(add_help=False, parents=[common])
    new.add_argument("--new-passphrase-file", metavar="F", help="file with the new passphrase")
    new.add_argument("--new-passphrase-fd", metavar="N", type=int, help="descriptor with the new passphrase")
    new.add_argument("--new-keyfile", metavar="F", help="key file for the passphrase. Amparo creates a missing file")
    change = verb(group, new, "passphrase", _change, "change or replace a passphrase")
    change.add_argument("--slot", type=int, metavar="I", help="number (default: the current passphrase)")
    slots_ = verb(group, common, "slots", _list, "list the passphrases and the recovery set")
    verbs = slots_.add_subparsers(dest="slots_verb", metavar="VERB")
    add = verb(verbs, new, "add", _add, "add a passphrase")
    add.add_argument("--name", default="", help="name of the passphrase")
    remove = verb(verbs, common, "remove", _remove, "remove a passphrase or the recovery set")
    remove.add_argument("i", type=int, metavar="I", help="number from vault slots")
    _add_recovery(group, common, trustees)


def _add_recovery(group: Any, common: argparse.ArgumentParser, trustees: bool) -> None:
    verbs = add_group(group, "recovery", "shares for people you trust", named=True)
    make = verb(verbs, common, "make", _make, "create a recovery set and end the previous set")
    make.add_argument("--threshold", type=int, required=True, metavar="K", help="number of shares that open the vault")
    make.add_argument("--shares", dest="count", type=int, required=True, metavar="N", help="number of shares")
    make.add_argument("--holder", action="append", default=[], metavar="NAME", help="holders of the shares, in order")
    make.add_argument("--out", metavar="DIR", help="folder for the shares (default: print them)")
    add_options(make)
    drill = verb(verbs, common, "drill", _drill, "test recovery shares against this vault")
    drill.set_defaults(tries_shares=True)
    verb(verbs, common, "status", _status, "show the recovery set, its holders and its last test")
    if trustees:
        add_trustee_verbs(verbs, common)


@contextmanager
def new_way(options: argparse.Namespace) -> Iterator[tuple[str, bytes | None]]:
    """Yield the passphrase to set and the hash of its key file, if any; after an error a new file is removed."""
    passphrase = read_new(options, "new-passphrase", "New passphrase: ")
    path = None if options.new_keyfile is None else Path(options.new_keyfile)
    if path is None or path.exists():
        yield passphrase, unlock_methods.keyfile(path) if path else None
        return
    keyfile = unlock_methods.make_keyfile(path)
    try:
        yield passphrase, keyfile
    except Uncertain:
        raise  # the key file can be needed
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _change(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with new_way(options) as (new, keyfile):
        slot = unlock_methods.change_passphrase(vault, options.way, new, i=options.slot, keyfile=keyfile)
    return CommandResult({"ok": True, "slot": slot.i, "warnings": [OLDER]}, 0, (OLDER,))


def _row(vault: Vault, slot: Slot) -> dict[str, object]:
    opens = "recovery" if slot.how == crypto.RECOVERY else "passphrase and key file" if slot.keyfile else "passphrase"
    opens = "nothing: it wipes the vault" if slot.flags & crypto.WIPE else opens
    used = slot.i == vault.opened.slot
    return {"slot": slot.i, "name": slot.name, "opens": opens, "made": slot.made, "used_now": used}


def _list(vault: Vault, _: argparse.Namespace) -> CommandResult:
    return make_answer(slots=[_row(vault, slot) for slot in unlock_methods.list_unlock_methods(vault)])


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with new_way(options) as (new, keyfile):
        slot = unlock_methods.add(vault, options.way, options.name, new, keyfile)
    return make_answer(**_row(vault, slot))


def _remove(vault: Vault, options: argparse.Namespace) -> CommandResult:
    slot = unlock_methods.remove(vault, options.way, options.i)
    said = [OLDER, *([STAYS] if slot.how == crypto.RECOVERY else [])]
    if slot.how == crypto.PASSPHRASE and not slot.flags & crypto.WIPE and backups.state(vault).passphrase:
        said.append(
            "Backups keep their own passphrase. If it is the same as this one, choose a different one for backups."
        )
    return CommandResult({"ok": True, "removed": slot.i, "warnings": said}, 0, said)


def _kit(kit: ShareSet) -> dict[str, object]:
    holders = [{"number": n, "holder": name} for n, name in enumerate(kit.holders, 1)]
    return {"threshold": kit.threshold, "shares": len(kit.holders), "holders": holders,
            "made": kit.made, "drilled": kit.drilled}  # fmt: skip


def _make(vault: Vault, options: argparse.Namespace) -> CommandResult:
    warnings = [f"Any {options.threshold} of these shares, with this computer or a backup, can read all data."]
    if recovery.status(vault):
        warnings.append(
            "The earlier shares no longer open this vault. They still open older copies and backups. To stop a holder, "
            "rotate the vault and make new backups."
        )
        warnings.append(STAYS)
    keepers = read_keepers(vault, options)
    warnings += [POWER] if options.leave_end else []
    drawn = recovery.draw(options.threshold, options.count, holders(options, keepers))
    files = _written(drawn, Path(options.out), keepers) if options.out else {}
    try:
        kit = recovery.install(vault, options.way, drawn)
    except BaseException:
        for path in files.values():  # they open nothing
            path.unlink(missing_ok=True)
        raise
    sealed = hand_over(vault, drawn, keepers, options.leave_end)
    shares: list[dict[str, object]] = []
    for n, (holder, words) in enumerate(zip(kit.holders, drawn.shares, strict=True), 1):
        shown = {"file": str(files[n])} if n in files else {"words": " ".join(words)}
        shares.append({"number": n, "holder": holder, **sealed.get(n, shown)})
    document = {"ok": True, "threshold": kit.threshold, "shares": shares, "warnings": warnings}
    return CommandResult(document, 0, tuple(warnings))


def _written(drawn: recovery.NewShareSet, folder: Path, sealed: Container[int]) -> dict[int, Path]:
    """Write each share into a separate file, readable only by its owner; if one fails, no file stays."""
    count, paths = len(drawn.shares), dict[int, Path]()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for n, words in enumerate(drawn.shares, 1):
            if n in sealed:
                continue
            path = folder / f"share-{n}-of-{count}.txt"
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                paths[n] = path
                file.write(_HEAD.format(number=n, count=count, threshold=drawn.threshold) + " ".join(words) + "\n")
    except OSError as error:
        for path in paths.values():
            path.unlink(missing_ok=True)
        raise StorageFailed(
            f"The shares could not be written ({error.strerror}).", "Nothing was changed. No share was saved there."
        ) from error
    return paths


def _drill(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if not options.given_shares:
        raise NotWellFormed("You have not given any shares.", "Use --share-file, or --ask-shares in a terminal.")
    return make_answer(**_kit(recovery.drill(vault, options.given_shares)))


def _status(vault: Vault, _: argparse.Namespace) -> CommandResult:
    kit = recovery.status(vault)
    if kit is None:
        return make_answer(recovery=None)
    if kit.made is not None:
        return make_answer(recovery=_kit(kit))
    warning = "Amparo could not finish this set. Make a new set. Until then, do not use these shares."
    return CommandResult({"ok": True, "recovery": _kit(kit), "warnings": [warning]}, 0, (warning,))


def add_trustee_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the two verbs to those of `vault recovery`."""
    verb(verbs, common, "kept", _kept, "list the shares that you keep for others")
    end = verb(verbs, common, "end", _end, "end the key of a person with the statement in their share")
    end.add_argument("id", help="ID of the share from vault recovery kept")
    end.add_argument("--tell-nobody", action="store_true", help="end the key only on this computer")
    end.add_argument("--yes", action="store_true", help="skip the question")


def add_options(make: argparse.ArgumentParser) -> None:
    """Add the options to `make` that encrypt shares for contacts."""
    seal = make.add_argument
    seal("--seal", nargs=2, action="append", default=[], metavar=("N", "CONTACT"),
         help="share number and the verified contact who gets it encrypted")  # fmt: skip
    seal("--leave-end", type=int, action="append", default=[], metavar="N",
         help="number of an encrypted share that can also end your identity")  # fmt: skip


def read_keepers(vault: Vault, options: argparse.Namespace) -> dict[int, Contact]:
    """Return the contact of each encrypted share. Raises NotWellFormed; InputRefused for an unverified contact."""
    found: dict[int, Contact] = {}
    for number, name in options.seal:
        if not number.isdecimal() or not 1 <= int(number) <= options.count or int(number) in found:
            raise NotWellFormed(
                f"There is no share {number} to encrypt, or it is encrypted already.", "Nothing was changed."
            )
        found[int(number)] = trustees.keeper(vault, name)
    if not found.keys() >= set(options.leave_end):
        raise NotWellFormed(
            "Only a share that you encrypt for a contact can have the message that ends your key.", "Add --seal too."
        )
    return found


def holders(options: argparse.Namespace, keepers: Mapping[int, Contact]) -> list[str]:
    """Return the holder of each share: the given name, or else the contact of an encrypted share."""
    named = [*options.holder, *[""] * (options.count - len(options.holder))]
    return [name or (keepers[n].record.title if n in keepers else "") for n, name in enumerate(named, 1)]


def hand_over(
    vault: Vault, drawn: NewShareSet, keepers: Mapping[int, Contact], ends: list[int]
) -> dict[int, dict[str, object]]:
    """Queue the encrypted shares; return the recipient and the report of each."""
    said: dict[int, dict[str, object]] = {}
    for number, contact in keepers.items():
        share = ShareWords(number, drawn.threshold, len(drawn.shares), drawn.shares[number - 1])
        report, _ = trustees.hand_over(vault, contact.record.ref, share, number in ends)
        said[number] = {"sealed_to": contact.record.title, "report": report.hex(), "ends_my_key": number in ends}
    return said


def _kept_row(share: KeptShare, known: Mapping[bytes, Contact]) -> dict[str, object]:
    contact = known.get(share.contact)
    return {
        "id": share.id.hex(),
        "whose": contact.record.title if contact else "",
        "number": share.number,
        "threshold": share.needed,
        "shares": share.of,
        "set": f"{recovery.look(share.words).identifier:04X}",
        "made": share.made,
        "came": share.at,
        "ends_their_key": bool(share.revocation),
        "state": contact.state if contact else "",
    }


def _kept(vault: Vault, _: argparse.Namespace) -> CommandResult:
    known = {contact.record.id: contact for contact in contact_cards.list_contacts(vault)}
    return make_answer(shares=[_kept_row(share, known) for share in trustees.list_kept_shares(vault)])


def _end(vault: Vault, options: argparse.Namespace) -> CommandResult:
    share = trustees.read_share(vault, options.id)
    if share.revocation and not options.yes:
        _meant(vault, share, options.tell_nobody)
    contact, _ = trustees.end(vault, options.id, not options.tell_nobody)
    warnings = ["You cannot undo this. Amparo does not tell the owner of the key. Tell them yourself when it is safe."]
    if not options.tell_nobody:
        warnings.append("Amparo sends this message to all your contacts. They learn that you had this key.")
    document = {"ok": True, "title": contact.record.title, "state": contact.state, "warnings": warnings}
    return CommandResult(document, 0, tuple(warnings))


def _meant(vault: Vault, share: KeptShare, alone: bool) -> None:
    """Raise unless a person at the terminal confirms."""
    if not sys.stdin.isatty():
        raise NotWellFormed("Nothing was changed. Add --yes, or run the command in a terminal.")
    known = {contact.record.id: contact.record.title for contact in contact_cards.list_contacts(vault)}
    told = "" if alone else " All your contacts get a message about it, and learn that you had this key."
    say(
        f"This ends the key of {known.get(share.contact, 'a person who is not a contact')} permanently. Amparo then "
        f"accepts nothing from them and sends nothing to them.{told} You cannot undo this.",
        sys.stderr,
    )
    print(f"Type {WORD} to confirm: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() != WORD:
        raise Stopped("Nothing was changed.", "Their key is unchanged.")
