"""Protect real names with the names password; they are unlocked for minutes, and each unlocking is logged.

The caller holds the key (`crypto.Secret`) and clears it; this module stores no key. Argon2id runs in `unlock_key` and
`prepare_key`, which touch no vault, so that a window can run them outside its store thread.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple

from attrs import frozen

import crypto
from app.actions.kernel import dates, drafts
from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db, direct_db
from app.actions.kernel.records import Given, record_of, refusal, write_records
from app.domain.fields import Value, plain_text
from app.domain.record import Record
from app.domain.search_normalisation import fold, words
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.records import real_names
from app.store.vault import header
from app.store.vault.open_vault import Vault

MINUTES = 5
"""Minutes until the names are locked again, by default."""
MOST_MINUTES = 60
_MINUTES = "second_minutes"
FIRST, LONGEST = 4, 600
"""Seconds after the first wrong passphrase, twice as many after each further one, and at most."""
NAMES = ("real_name", "other_names")
"""The fields for a search by real name."""


@frozen
class RealName:
    """One decrypted record of real names: its person (id and alias), and its values."""

    id: bytes
    ref: str
    person: bytes
    alias: str
    fields: Mapping[str, Value]


class Saved(NamedTuple):
    """The result of a save: the record, if it is new, and the encrypted values before and after, for undo."""

    id: bytes
    new: bool
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    changed: Changed


# Set-up and unlocking.


def is_set_up(vault: Vault) -> bool:
    """Return True if the vault has a names password."""
    return real_names.wrap(vault, crypto.PASSPHRASE) is not None


def read_wrapped_key(vault: Vault) -> bytes:
    """Return the wrapped key, for attempts with a passphrase. Raises InputRefused without a names password."""
    found = real_names.wrap(vault, crypto.PASSPHRASE)
    if found is None:
        raise InputRefused(
            "There is no names password yet. So the vault can have no real name.",
            "Set one up first: amparo second set-up",
        )
    return found


def prepare_key(
    vault_header: bytes, passphrase: str, key: "crypto.Secret | None" = None
) -> "tuple[crypto.Secret, bytes]":
    """Return the key (new by default) and its wrap with the passphrase, at the costs of the vault's header.

    Touches no vault. Raises InputRefused for an empty passphrase, or one of the vault itself.
    """
    try:
        crypto.normalise(passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused("The names password is empty.", "Six random words make a good password.") from nothing
    try:
        header.open_(vault_header, passphrase).vmk.clear()
    except crypto.CannotOpen:
        pass
    else:
        raise InputRefused(
            "The names password must differ from the vault's password.",
            "Nothing was changed. A person who learns one password must not have the other.",
        )
    m_kib, t, _ = header.costs(vault_header)
    key = key or crypto.Secret.of(os.urandom(32))
    return key, crypto.second_wrap(key, passphrase, m_kib, t)


def set_up(vault: Vault, wrap: bytes) -> None:
    """Store a names password from `prepare_key`. InputRefused if one exists: names under its key would be lost."""
    if is_set_up(vault):
        raise InputRefused("There is a names password already.", "Nothing was changed.")
    real_names.keep_wrap(vault, crypto.PASSPHRASE, wrap)
    real_names.log(vault, real_names.SET_UP)


def unlock_key(wrap: bytes, passphrase: str) -> "crypto.Secret":
    """Return the key; touches no vault. Raises CannotUnlock if the passphrase is wrong."""
    wrong = CannotUnlock("This password did not open the real names.", "Nothing was changed. Check each word.")
    try:
        crypto.normalise(passphrase)
    except crypto.Malformed:
        raise wrong from None
    try:
        return crypto.second_unwrap(wrap, passphrase)
    except crypto.CannotOpen:
        raise wrong from None
    except crypto.Malformed:
        raise NotOpened(
            "The key of the real names is damaged.", "All other data is complete. Restore a backup."
        ) from None
    except crypto.NeedsNewerApp:
        raise NotOpened("A newer Amparo made this names password.", "Open the vault with the newer version.") from None


def wait(vault: Vault) -> int:
    """Return the seconds until the next attempt: doubled after each wrong one, at most ten minutes."""
    count, at = real_names.read_wrong_attempts(vault)
    if not count:
        return 0
    pause = min(LONGEST, FIRST << min(count - 1, 10))
    return max(0, min(pause, at + pause - vault.now()))  # also if the clock was changed


def opened_by(step: Db, passphrase: str, why: str = "") -> "crypto.Secret":
    """Open the lock, note it before anything is shown, and return its key, which is the caller's to clear.

    `step` touches the vault; Argon2id runs between two steps. Raises CannotUnlock if the passphrase is wrong, which
    is logged too, or during the wait after a wrong one: then no attempt was made.
    """
    wrap = step(read_wrapped_key)
    if left := step(wait):
        raise CannotUnlock(
            Phrase("After a wrong password, you must wait {n} s.", n=left),
            "Amparo did not test this password. Try again after that time.",
        )
    try:
        key = unlock_key(wrap, passphrase)
    except CannotUnlock:
        step(lambda vault: real_names.log(vault, real_names.WRONG))
        raise
    step(lambda vault: real_names.log(vault, real_names.OPENED, why=why))
    return key


def open_(vault: Vault, passphrase: str, why: str = "") -> "crypto.Secret":
    """Unlock the real names in one step, as `opened_by`."""
    return opened_by(direct_db(vault), passphrase, why)


def change_passphrase(vault: Vault, wrap: bytes) -> None:
    """Replace the names password by one from `prepare_key` for the same key."""
    real_names.keep_wrap(vault, crypto.PASSPHRASE, wrap)
    real_names.log(vault, real_names.PASSPHRASE)


def let_recovery_open(vault: Vault, key: "crypto.Secret", recovery: "crypto.Secret") -> None:
    """Let the vault's recovery secret unlock the names too, instead of an older secret; `key` is that of the names."""
    real_names.keep_wrap(vault, crypto.RECOVERY, crypto.second_wrap_recovery(key, recovery))


def open_by_recovery(vault: Vault, recovery: "crypto.Secret", why: str = "") -> "crypto.Secret":
    """Unlock with the recovery secret, to set a new passphrase. Raises CannotUnlock if recovery was not allowed."""
    wrap = real_names.wrap(vault, crypto.RECOVERY)
    try:
        key = crypto.second_unwrap(wrap or b"", recovery)
    except crypto.CryptoError:
        raise CannotUnlock("These shares do not open the real names.", "Use the names password.") from None
    real_names.log(vault, real_names.OPENED, why=why)
    return key


def minutes(vault: Vault) -> int:
    """Return the minutes until the names are locked automatically."""
    kept = vault.get(_MINUTES)
    return int.from_bytes(kept, "big") if kept else MINUTES


def set_minutes(vault: Vault, wanted: int) -> None:
    """Set the minutes until the names are locked automatically, 1 to 60."""
    if not 1 <= wanted <= MOST_MINUTES:
        raise InputRefused(Phrase("Choose 1 to {most} minutes.", most=MOST_MINUTES), "Nothing was changed.")
    vault.set(_MINUTES, bytes([wanted]))


# The protected records.


def count_real_names(vault: Vault, person: bytes) -> int:
    """Return the number of real-name records of a person."""
    return len(real_names.of_person(vault.con, person))


def show(
    vault: Vault, key: "crypto.Secret", handle: str, why: str = "", noted: set[bytes] | None = None
) -> list[RealName]:
    """Return the real names of a person (`handle`: the person or a real-name record); log each one shown.

    `noted`: records that are already logged; new ones are added. So reading a page again is logged once.
    """
    person = _person(vault, handle)
    found = [_opened(key, one) for one in real_names.of_person(vault.con, person.id)]
    noted = set() if noted is None else noted
    for one in found:
        if one.id not in noted:
            real_names.log(vault, real_names.SHOWN, one.id, why)
            noted.add(one.id)
    return found


def search(vault: Vault, key: "crypto.Secret", text: str, why: str = "", limit: int = 50) -> list[RealName]:
    """Return records whose real or other name contains every word of `text`, newest first; decrypt each in memory.

    Words are compared with `fold`, as everywhere, and as parts of words. The log records the search and the names
    shown, never the text.
    """
    real_names.log(vault, real_names.SEARCHED, why=why)
    wanted = words(text)
    found: list[RealName] = []
    for one in real_names.iterate_real_names(vault.con) if wanted else ():
        names = [real_names.open_(key, one.id, name, one.sealed[name]) for name in NAMES if name in one.sealed]
        said = fold(" ".join(map(plain_text, names)))
        if all(word in said for word in wanted):
            found.append(_opened(key, one))
            real_names.log(vault, real_names.SHOWN, one.id, why)
            if len(found) == limit:
                break
    return found


def save(vault: Vault, key: "crypto.Secret", handle: str, given: Given, record: str = "") -> Saved:
    """Save real names of a person into the given record, else into a new one. Null empties a field.

    Raises InputRefused that names every refused field; then nothing was stored.
    """
    person = _person(vault, handle)
    before = record_of(vault, record) if record else None
    if before is not None and before.id not in {one.id for one in real_names.of_person(vault.con, person.id)}:
        raise NotFound(Phrase("{ref} is no real name of {title}.", ref=before.ref, title=person.title))
    kind = vault.kinds["identity_vault"]
    kept, refused = kind.checked(given, vault.words)
    refused |= kind.asked(given, dates.today(vault), {})
    if refused:
        raise refusal(kind, refused, "")
    if before is None and not kept:
        raise InputRefused("Nothing was written.", "Nothing was stored.")
    id_ = before.id if before else vault.random(16)
    now = {} if before is None else {n: real_names.open_(key, id_, n, v) for n, v in before.fields.items()}
    named = [name for name in given if kept.get(name) != now.get(name)]
    sealed: dict[str, Value] = {n: real_names.seal(key, id_, n, kept[n], vault) for n in named if n in kept}
    with write_records(vault) as writer:
        if before is None:
            writer.create(kind, sealed, id_=id_)
            writer.link(id_, "actor", person.id)
        else:
            writer.edit(before, sealed, named)
        real_names.log(vault, real_names.SAVED, id_)
    vault.sitting[real_names.CHANGED] = True
    was = {name: before.fields[name] for name in named if name in before.fields} if before else {}
    return Saved(id_, before is None, was, sealed, Changed(frozenset({"actor"}), (person.id,)))


def put_back(vault: Vault, saved: Saved, *, again: bool = False) -> Changed:
    """Undo a `save`, or do it `again`: encrypted values are restored, so the names can be locked by now."""
    record = record_of(vault, saved.id.hex())
    with write_records(vault) as writer:
        if saved.new:
            writer.set_removed(record, not again)
        else:
            names = {*saved.before, *saved.after}
            writer.edit(record, saved.after if again else saved.before, names)
    vault.sitting[real_names.CHANGED] = True
    return saved.changed


def _person(vault: Vault, handle: str) -> Record:
    record_of(vault, handle)
    person = real_names.person_of(vault, handle)
    if person is None:
        raise InputRefused(
            Phrase("{ref} is no person.", ref=handle), "Real names belong to people: give the id of a person."
        )
    return person


def _opened(key: "crypto.Secret", one: real_names.RealNameRecord) -> RealName:
    fields = {name: real_names.open_(key, one.id, name, value) for name, value in one.sealed.items()}
    return RealName(one.id, one.ref, one.person, one.title, fields)


# Drafts.


def draft_name(person: str, record: str) -> str:
    """Return the name of the draft of a real-name form: for a record, or for a new one of a person (in hex)."""
    return f"{DRAFT}{person}:{record or person}"


def draft_person(name: str) -> str:
    """Return the person (in hex) of a draft."""
    return name.removeprefix(DRAFT).partition(":")[0]


DRAFT = "second:"
"""The beginning of the names of such drafts."""


def keep_draft(vault: Vault, key: "crypto.Secret", name: str, form: Mapping[str, object]) -> None:
    """Save an unfinished form, encrypted."""
    drafts.keep(vault, name, {"sealed": real_names.seal(key, _bound(name), "draft", dict(form), vault)})


def draft(vault: Vault, key: "crypto.Secret", name: str) -> dict[str, object]:
    """Return the unsaved form; empty if there is none."""
    kept = drafts.load(vault, name)
    return dict(real_names.open_(key, _bound(name), "draft", kept[0]["sealed"])) if kept and kept[0] else {}


def _bound(name: str) -> bytes:
    return bytes.fromhex(name.rpartition(":")[2])


# The log.


class OpeningLogLine(NamedTuple):
    """One log entry for display: UTC seconds, `ours` (this vault did it), the action, the name's alias, the reason."""

    at: int
    ours: bool
    what: str
    person: bytes | None
    alias: str
    why: str


def log(vault: Vault, limit: int = 200) -> list[OpeningLogLine]:
    """Return the newest log entries, the last one first."""
    found = []
    for line in real_names.lines(vault, limit):
        record = real_names.person_of(vault, line.record.hex()) if line.record else None
        alias = record.title if record else ""
        found.append(
            OpeningLogLine(line.at, line.who in vault.ours, line.what, record.id if record else None, alias, line.why)
        )
    return found


def header_of(vault: Vault) -> bytes:
    """Return the vault's header, to compare it with a new passphrase."""
    return header.read(vault.folder / "vault.hdr")
