"""Share records: one function computes the outgoing and withheld data for the preview and for the report.

A share encrypts nothing: it freezes the body of the report, as the person saw it, and queues it in one transaction.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

import crypto
from app.actions.contacts import contact_cards, keysets
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import report
from app.actions.kernel.change_set import Changed
from app.actions.kernel.linked_closure import closure, list_inside_parts, list_withheld_records
from app.actions.kernel.records import record_of
from app.actions.mail.record_references import list_references
from app.actions.records.areas import read_tree
from app.actions.release import consent_rules, copy_records, custody_shown, working_copies
from app.actions.release.evidence_copies import find_hidden, is_original_closed
from app.actions.release.leak_check import CLEAN, LeakReport, check_records, let_leave
from app.actions.release.leak_limits import hide_aliases
from app.domain.leaks.leak_search import FILE_NAME
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Link, Record
from app.domain.redact import PROFILES, Profile, Selection, WithheldItem, select
from app.domain.release.audiences import NAMES
from app.domain.release.consents import Consents, list_unwilling
from app.domain.release.copies import is_copy
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.mail import delivery_lists, outbox, shared_records
from app.store.records import record_rows as store
from app.store.records.files import by_hash, by_id
from app.store.vault.open_vault import Vault

VERIFIED_ONLY = Phrase("originals go to a verified contact only")
"""The reason to withhold the files from a contact whose number nobody compared."""


@frozen
class Preview:
    """The outgoing data under a profile: the selection, and warnings.

    `kinds` and `links` describe all candidate records that are not withdrawn: only for numbers, never for names.
    """

    profile: Profile
    selection: Selection
    warnings: tuple[str, ...] = ()
    kinds: Mapping[bytes, str] = field(factory=dict)
    links: tuple[Link, ...] = ()
    missing: tuple[Phrase, ...] = ()
    """The people whose yes is missing, if nothing can leave."""


@frozen
class Shared:
    """The result of a share: the report's id, its recipients, the withheld data, and warnings."""

    report: bytes
    recipients: tuple[Contact, ...]
    held_back: tuple[WithheldItem, ...]
    warnings: tuple[str, ...]


def offers_one_copy(size: int, recipients: int) -> bool:
    """Return True if a single copy is offered: for several recipients with more than 256 MiB of copies in total."""
    return recipients > 1 and size > 256 << 20


def profile_of(chosen: str | Profile) -> Profile:
    """Return a profile by its name; return a directory's profile unchanged. Raises InputRefused if it is unknown."""
    profile = chosen if isinstance(chosen, Profile) else PROFILES.get(chosen)
    if profile is None:
        raise InputRefused(
            Phrase("There is no level {profile}.", profile=chosen),
            Phrase("Levels: {profiles}.", profiles=", ".join(NAMES)),
        )
    return profile


def preview(
    vault: Vault, handles: Iterable[str], chosen: str | Profile, readers: Iterable[str] = (),
    confirmed: Iterable[tuple[bytes, str]] = (),
) -> Preview:  # fmt: skip
    """Return the outgoing and withheld data; the same function freezes the report.

    `chosen` is the name of a profile, or a directory's profile, which no report can use. `readers` are the names of the
    recipient: a yes can be for some readers only. `confirmed` are the facets of records that a person confirmed.
    """
    profile = profile_of(chosen)
    roots = [record_of(vault, handle).id for handle in handles]
    if not roots:
        raise InputRefused("Choose a record to share.")
    records, links = closure(vault, roots)
    people = {record.id: record for record in records}
    answers = [k for k in links if k.source in people and people[k.source].kind == "consent_record"]
    of_somebody = {link.source for link in answers if link.role == "actor"}
    consents: Consents = [
        (link.target, people[link.source]) for link in answers if link.role == "actor" or link.source not in of_somebody
    ]
    stays = list_withheld_records(vault) | ({} if profile.own else list_inside_parts(vault, records, profile))
    # A record alone can be about people who are not sent with it.
    subjects = consent_rules.find_subjects(vault, {id_ for id_, _ in consents})
    further = {one.id: one for record in records for one in subjects.people(record) if one.id not in people}
    consents = [*consents, *consent_rules.list_answers(vault, further.values())]
    paper = consent_rules.make_paper(vault, profile, readers, confirmed)
    selection = select(vault.kinds, records, links, consents, paper, stays, subjects, read_tree(vault, False, stays))
    if not profile.own:
        selection = hide_aliases(vault, consent_rules.as_agreed(vault, selection), profile)
    against = ", ".join(record.title for record in list_unwilling(selection.records, consents))
    warning = Phrase("{names}: they did not agree to share this. Ask them again before you send it.", names=against)
    standing = tuple(link for link in links if not link.removed and not {link.source, link.target} & stays.keys())
    kinds = {record.id: record.kind for record in records if record.id not in stays}
    missing = () if selection.records else consent_rules.say_missing(vault, map(people.get, roots), paper)
    return Preview(profile, selection, (warning,) if against else (), kinds, standing, missing)


def share(
    vault: Vault,
    handles: Sequence[str],
    to: Sequence[str],
    profile_name: str = "",
    *,
    urgent: bool = False,
    file_relays: int = 1,
    one_copy: bool = False,
    shown: bytes = b"",
    answers: LeakAnswers = LeakAnswers(),
    confirmed: Iterable[tuple[bytes, str]] = (),
) -> tuple[Shared, Changed]:
    """Queue one report for each recipient under one report id; its files go to `file_relays` relays of each.

    `answers` are those to the leak check; without one to each finding this raises LeaksFound, and nothing is queued.
    `confirmed` are the sensitive parts of records that a person confirmed.

    With `one_copy` its files are encrypted once for all recipients. Then a relay, or a person with the USB stick, can
    see that several recipients got the same files. It is offered above 256 MiB of copies. `shown` is the digest of
    the preview. Raises InputRefused if a contact is changed, expired or revoked, if no record would leave, or if the
    preview was different.
    """
    found = addressees(vault, to)
    id_ = vault.random(16)
    warnings: list[str] = []
    sent: list[tuple[Contact, Frozen]] = []
    with vault.transaction() as con:
        if one_copy:
            outbox.share_files(con, id_)
        for contact in found:
            name = contact_cards.usual_audience(contact, profile_name)
            view = preview(vault, handles, name, contact.reader_names, confirmed)
            sent.append((contact, _queue(vault, id_, contact, view, urgent, warnings, file_relays, answers)))
        as_shown(sent, shown)
    size = sum(made.file_bytes for _, made in sent)
    if not one_copy and offers_one_copy(size, len(found)):
        copies = Phrase(
            "Amparo encrypts the files separately for each of {n} recipients, {size} MB together. One copy for "
            "all is smaller. A relay or a person with the USB stick can then see that several recipients get "
            "the same files.",
            n=len(found), size=size // 1_000_000,
        )  # fmt: skip
        warnings.append(copies)
    held = dict.fromkeys(row for _, made in sent for row in made.selection.held_back)
    touched = dict.fromkeys(record.id for _, made in sent for record in made.selection.records)
    shared = Shared(id_, tuple(found), tuple(held), tuple(dict.fromkeys(warnings)))
    return shared, Changed(frozenset({"delivery"}), tuple(touched))


def digest(rows: Iterable[tuple[Contact, "Frozen"]]) -> bytes:
    """Return the SHA-256 of the reports for some recipients, in any order."""
    each = sorted(contact.record.id + contact.card.id + made.digest for contact, made in rows)
    return hashlib.sha256(b"".join(each)).digest()


def as_shown(rows: Iterable[tuple[Contact, "Frozen"]], shown: bytes) -> None:
    """Raise InputRefused if these are not the reports that a person saw; an empty digest means no preview."""
    if shown and digest(rows) != shown:
        raise InputRefused(
            "Records changed after you read the report. Amparo sent nothing.", "Read the report again, then share it."
        )


def addressees(vault: Vault, to: Sequence[str]) -> list[Contact]:
    """Return the named contacts, each once. Raises InputRefused if one must not get mail."""
    found = [contact_cards.find_by_name(vault, handle) for handle in dict.fromkeys(to)]
    if not found:
        raise InputRefused("Choose a contact to share with.")
    for contact in found:
        if not contact.may_receive:
            raise InputRefused(
                Phrase(
                    "{title}: this contact is {state}, so Amparo sends nothing to them.",
                    title=contact.record.title,
                    state=Phrase(contact.state),
                ),
                "Amparo sent nothing. Ask for a new card, compare the number, then share again.",
            )
    return found


def stop_sending(vault: Vault, report_id: str) -> tuple[bool, Changed]:
    """Stop a report for recipients to whom it is not fully handed over; it stays in the outbox, closed.

    Return True if a part has left before: a relay or USB stick does not give it back. Raises InputRefused if the
    complete report is on its way or has arrived, or if nothing is left to stop.
    """
    id_ = bytes.fromhex(report_id)
    with vault.transaction() as con:
        stopped = outbox.stop(con, id_, vault.now())
    if not stopped:
        if any(delivery.is_stopped for delivery in delivery_lists.list_of_report(vault.con, id_)):
            raise InputRefused("You already stopped this report.", "Nothing was changed.")
        raise InputRefused("Amparo already sent the report. You cannot stop it.", "Nothing was changed.")
    return any(outbox.has_left(vault.con, num) for num in stopped), Changed(frozenset({"delivery"}))


def go_on(vault: Vault, report_id: str) -> Changed:
    """Send a stopped report anyway, under the same id. Raises InputRefused if nothing was stopped."""
    with vault.transaction() as con:
        if not outbox.go_on(con, bytes.fromhex(report_id), vault.now()):
            raise InputRefused("Nothing was stopped.", "Nothing was changed.")
    return Changed(frozenset({"delivery"}))


OriginalFile = tuple[bytes, str, str, Record]
"""One original to send: its blob, its name, its media type, and its item of evidence."""


@frozen
class Frozen:
    """A report for one recipient: its profile, its body's bytes, its files (blob, name, media type, item).

    `selection` also lists all withheld data for this recipient. `plain` is the body before ids were drawn for this
    recipient only; it is empty without such ids. `leaks` is the leak check; the body has the answers in it.
    """

    profile: Profile
    body: bytes
    files: tuple[tuple[bytes, str, str, Record], ...]
    selection: Selection
    plain: bytes = b""
    leaks: LeakReport = CLEAN

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of the outgoing body and files, without ids that are drawn for each report."""
        files = [(blob, name, mime) for blob, name, mime, _ in self.files]
        return hashlib.sha256(hashlib.sha256(self.plain or self.body).digest() + repr(files).encode()).digest()

    @property
    def file_bytes(self) -> int:
        """Return the total bytes of the original files."""
        return sum(self._sizes())

    @property
    def padded_bytes(self) -> int:
        """Return the bytes of the complete report for one recipient."""
        return sum(map(crypto.padded_length, self._sizes())) + 16_383

    def _sizes(self) -> list[int]:
        return [int(str(item.fields.get("size", 0))) for *_, item in self.files]


def freeze(vault: Vault, contact: Contact, view: Preview, answers: LeakAnswers = LeakAnswers()) -> Frozen:
    """Make a report for one recipient; the only function for queued reports and for previews.

    Raises InputRefused if no record can be seen, or if the report is too large.
    """
    need_something(view)
    held = list(view.selection.held_back)
    files = originals(vault, view, contact.state == "verified", held)
    selection = Selection(view.selection.records, view.selection.links, tuple(held), view.selection.files)
    selection, files, leaks = check_leaks(vault, contact, selection, files, view.profile, answers)
    past = [record.id for record in selection.records] if view.profile.history else []
    changes = {record: store.changes_of(vault.con, record) for record in past}
    unlinked = [
        link
        for record in past
        for link in store.list_removed_links(vault.con, record)
        if link.target in changes or _was_shared(vault, link.target, contact)
    ]
    unlinked += _to_their_own(vault, selection, contact)
    known = list_references(vault, selection.records, view.profile)
    body = report.build(selection, changes, unlinked, view.profile, vault.kinds, vault.words, known)
    return Frozen(view.profile, body, tuple(files), selection, leaks=leaks)


def check_leaks(
    vault: Vault, contact: Contact, selection: Selection, files: Sequence[OriginalFile], profile: Profile,
    answers: LeakAnswers,
) -> tuple[Selection, list[OriginalFile], LeakReport]:  # fmt: skip
    """Return the records and the names of the files with the answers in them, and the leak check."""
    names = {blob.hex(): name for blob, name, _, _ in files}
    read = [] if profile.own else [row for row in files if not working_copies.is_ours(vault, row[3])]
    stored = [(name, one) for blob, name, *_ in read if (one := by_id(vault, blob))]
    found = find_hidden(vault, [one for _, one in stored])
    hidden: dict[str, list[tuple[str, str]]] = {}
    for name, one in stored:  # two files can have one name
        hidden.setdefault(name, []).extend(found[one.sha256])
    selection, leaks = check_records(vault, selection, profile, contact.reader_names, answers, names, hidden)
    told = leaks.texts
    return selection, [(b, told.get(f"{FILE_NAME}{b.hex()}", n), mime, item) for b, n, mime, item in files], leaks


def need_something(view: Preview) -> None:
    """Raise InputRefused if no record can be seen."""
    if not view.selection.records and view.missing:
        raise InputRefused(Phrase("Consent is missing: {people}.", people=view.missing), "Nothing was queued.")
    if not view.selection.records:
        gone = Phrase("the record is removed, or is linked to a withheld record")
        why = tuple(dict.fromkeys(Phrase.of(row.why) for row in view.selection.held_back)) or gone
        raise InputRefused(
            Phrase("{profile} cannot see any of these records: {why}.", profile=view.profile.name, why=why),
            "Nothing was queued.",
        )


def _was_shared(vault: Vault, record: bytes, contact: Contact) -> bool:
    """Return True if a contact ever got a record; a removed link to another record would reveal that record."""
    return shared_records.find_history(vault.con, record, contact.record.id) is not None


def _to_their_own(vault: Vault, selection: Selection, contact: Contact) -> list[Link]:
    """Return the links from outgoing records to records that the recipient once sent to us.

    So the recipient's program connects an answer with its question, and the question need not be sent back.
    """
    leaving = {record.id: vault.kinds[record.kind] for record in selection.records}
    found = []
    for id_, kind in leaving.items():
        for link in store.links_of(vault.con, id_):
            role = kind.role(link.role)
            if link.target not in leaving and role is not None and role.part:
                whole = store.load(vault.con, link.target)
                if whole is not None and whole.origin == contact.record.id:
                    found.append(link)
    return found


def originals(
    vault: Vault, view: Preview, verified: bool, held: list[WithheldItem]
) -> list[tuple[bytes, str, str, Record]]:
    """Return (blob, name, mime, item) of each file to send; add the reason for each withheld one to `held`."""
    files = []
    for item in view.selection.files:
        file = by_hash(vault, bytes.fromhex(str(item.fields["sha256"])))
        if not verified:
            held.append(WithheldItem(item.id, "file", VERIFIED_ONLY))
        elif file is None or is_original_closed(vault, item, view.profile):
            why = Phrase("the original is not in this vault") if file is None else Phrase("part of a withheld record")
            held.append(WithheldItem(item.id, "file", why))
        elif is_copy(item) and not view.profile.own and not working_copies.is_ours(vault, item):
            held.append(WithheldItem(item.id, "file", Phrase("a copy that Amparo did not make in this vault")))
        else:
            outside, title = copy_records.name_outside, str(item.fields.get("title", ""))
            name = outside(item, view.profile.name) if is_copy(item) else title
            files.append((file.blob_id, name, str(item.fields.get("mime", "")), item))
    return files


def not_verified(contact: Contact) -> Phrase:
    """Return the warning about an unverified contact."""
    return Phrase(
        "{title} is not verified. If the card is false, another person reads the report. Compare the number.",
        title=contact.record.title,
    )


def cautions(vault: Vault, contact: Contact, view: Preview) -> list[str]:
    """Return the warnings for a report to a contact."""
    said = [*view.warnings]
    if contact.state != "verified":
        said.append(not_verified(contact))
    return [*said, *filter(None, [keysets.note(vault, contact.card, contact.record.title)])]


def _queue(
    vault: Vault, id_: bytes, contact: Contact, view: Preview, urgent: bool, warnings: list[str], file_relays: int,
    answers: LeakAnswers,
) -> Frozen:  # fmt: skip
    """Freeze a report for one recipient and queue it."""
    made = freeze(vault, contact, view, answers)
    let_leave(vault, made.leaks, f"report, {view.profile.name}, {contact.record.ref}")
    warnings += [*cautions(vault, contact, view), *made.leaks.notices]
    files = {item.id: bytes.fromhex(str(item.fields["sha256"])) for *_, item in made.files}
    outbox.queue(
        vault.con, id_, contact.record.id, contact.card.id, view.profile.wire_name, urgent,
        custody_shown.share(vault, made.body, view.profile, contact.record.id, files),
        [(blob, name, mime) for blob, name, mime, _ in made.files], vault.now(), file_relays,
    )  # fmt: skip
    sent = [record.id for record in made.selection.records]
    shared_records.note_shared(vault.con, sent, contact.record.id, view.profile.history)
    return made
