"""Hand one session note to one clinician as a sealed file, and take such a file into the own session notes.

    open support plan of the person + its clinician + a yes to a referral -> asked twice -> file -> line in the note

The file is the only way out of the session notes. Its line is written before the file. It is in no outbox, and the
inbox of a vault never reads it.
"""

import hashlib
from pathlib import Path

from attrs import frozen

import crypto
from app.actions.casework import session_notes
from app.actions.contacts import contact_cards, keysets
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import case_facts, clock, external_files, records
from app.actions.kernel.change_set import Changed
from app.actions.vault import session_vault
from app.domain.record import Record
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.contacts import statements
from app.store.records import links, record_lists
from app.store.records import record_rows as store
from app.store.vault import keysets as own_keysets
from app.store.vault.open_vault import Vault
from crypto.manifest import HANDED

_PLAN, _CLINICIAN, _STATE = "support_plan", "clinician", "status"
_ENDS = ("closed", "refused", "withdrawn")
_MOST = 1000
"""The most records of one person that Amparo searches for a support plan."""
_LEAVES = ("date", "kind", "text", "next_on", "referral", "person")
"""The fields of a note that a handed copy has."""
_SIZE = 1_200_000
"""The most bytes of a file that is read as a handed note."""


@frozen
class NoteCopy:
    """A possible copy: the note, its person and recipient, and the code that confirms exactly this copy."""

    note: Record
    person: Record
    contact: Contact
    code: str


def ask(vault: Vault, handle: str, to: str) -> NoteCopy:
    """Check that a note can go to a contact, and write nothing.

    Raises CannotUnlock, NotFound, and InputRefused with the missing condition.
    """
    note = records.record_of(session_vault.require(vault), handle)
    person = session_notes.find_person(vault, str(note.fields["person"]))
    contact = contact_cards.find_by_name(vault, to)
    if contact.state != "verified":
        raise _refused(Phrase("{name} is not verified.", name=contact.record.title), "Compare the number first.")
    if contact.record.id not in _list_clinicians(vault, person):
        raise _refused(
            Phrase("{name} is not the clinician of an open support plan of {person}.", name=contact.record.title,
                   person=person.title),
            "Name the clinician in the support plan first.",
        )  # fmt: skip
    if not case_facts.agrees(vault, person, contact.reader_names):
        raise _refused(
            Phrase("{person} has not agreed to a referral.", person=person.title),
            "Ask the person, and record a yes to a referral to services.",
        )
    said = (note.id, str(note.version).encode(), contact.card.id, person.id)
    return NoteCopy(note, person, contact, hashlib.sha256(b"|".join(said)).hexdigest()[:8])


def _refused(said: Phrase, hint: str) -> InputRefused:
    return InputRefused(said, Phrase("Nothing left the session notes. {hint}", hint=Phrase(hint)))


def _list_clinicians(vault: Vault, person: Record) -> set[bytes]:
    """Return the contacts who are the clinician of an open support plan of a person."""
    role = vault.kinds[_PLAN].people
    found = (store.load(vault.con, id_) for id_ in links.list_sources(vault.con, person.id, role, _MOST))
    plans = [plan for plan in found if plan and plan.kind == _PLAN and not plan.removed]
    open_ = [plan.id for plan in plans if plan.fields.get(_STATE) not in _ENDS]
    return {id_ for plan in open_ for id_ in links.list_targets(vault.con, plan, _CLINICIAN)}


def hand(vault: Vault, handle: str, to: str, path: Path, code: str) -> Changed:
    """Write a note into a new sealed file that only the contact opens; `code` is that of `ask`.

    Raises InputRefused without the right code or if the file exists, StorageFailed, and the errors of `ask`.
    """
    asked = ask(vault, handle, to)
    if code != asked.code:
        raise _refused(Phrase("This copy is not confirmed."), "Check the note and the recipient, and confirm again.")
    keyset, _ = keysets.choose(vault, asked.contact.card)
    if keyset is None:
        raise _refused(Phrase("All keys of this card have ended."), "Ask for a new card.")
    notes, me = session_vault.require(vault), vault.identity()
    manifest = crypto.Manifest(
        kind=HANDED, report_id=asked.note.id, to=asked.contact.card.id, sender=me.public,
        created=vault.now() // 3600 * 3600,
        body={"kind": session_notes.KIND,
              "fields": {name: str(asked.note.fields[name]) for name in _LEAVES if name in asked.note.fields}},
    )  # fmt: skip
    sealed = crypto.seal(manifest.encode(), me, keyset, random=vault.random)
    to, today = asked.contact.record.title, clock.today(vault).isoformat()
    with external_files.new_file(path) as file:  # the log first: no copy is without its line
        file.write(sealed)
        return session_notes.note_copy(notes, asked.note, to, today)


def list_recipients(vault: Vault, handle: str) -> list[Contact]:
    """Return the contacts who can get a note. Raises CannotUnlock, NotFound."""
    note = records.record_of(session_vault.require(vault), handle)
    person = session_notes.find_person(vault, str(note.fields["person"]))
    ids = [id_ for id_ in _list_clinicians(vault, person) if contact_cards.has_card(vault, id_)]
    found = (contact_cards.of_record(vault, id_) for id_ in ids)
    return [one for one in found if one.state == "verified" and case_facts.agrees(vault, person, one.reader_names)]


def read_file(path: Path) -> bytes:
    """Return the bytes of a handed file. Raises NotFound."""
    try:
        with path.open("rb") as file:
            return file.read(_SIZE)
    except OSError as error:
        raise NotFound(
            Phrase("{name} cannot be read ({text}).", name=path.name, text=error.strerror), "Nothing was changed."
        ) from error


def take(vault: Vault, data: bytes, person: str = "") -> tuple[Record, Changed]:
    """Open a handed file with the keys of this vault, and save its note in the open session notes.

    `person` is the person here; without it, the note keeps the sender's ID of the person. Raises CannotUnlock,
    NotOpened for another file, NotFound for an unknown sender, InputRefused for a second time.
    """
    notes = session_vault.require(vault)
    try:
        opened = crypto.open_(data, own_keysets.list_keysets(vault.con))
        manifest = crypto.parse_handed(opened.manifest_bytes)
        crypto.verify_sender(opened, manifest)
    except crypto.CryptoError as wrong:
        raise NotOpened(
            "This file is no session note for you.", "Nothing was changed. Ask for another file."
        ) from wrong
    known = statements.contact_of(vault.con, crypto.hash_("id", manifest.sender or b""))
    if manifest.to not in vault.ours or known is None or known[2] != "verified":
        raise NotFound("The sender is not a verified contact.", "Nothing was changed. Compare the number first.")
    body = manifest.body or {}
    fields = body.get("fields")
    if body.get("kind") != session_notes.KIND or not isinstance(fields, dict):
        raise NotOpened("This file is no session note for you.", "Nothing was changed. Ask for another file.")
    given = {name: fields[name] for name in _LEAVES if name in fields}
    if person:
        given["person"] = session_notes.find_person(vault, person).id.hex()
    given["remarks"] = contact_cards.title(vault, known[0])
    key = f"handed {crypto.manifest_hash(opened.manifest_bytes).hex()}"
    if record_lists.find_imported(notes.con, notes.kinds[session_notes.KIND].number, key):
        raise InputRefused("This note is in your session notes already.", "Nothing was changed.")
    return records.add(notes, session_notes.KIND, given, import_key=key)
