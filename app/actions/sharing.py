"""Sharing: what leaves and what is held back, computed by one function for the preview and for the sealing.

A share seals nothing: it freezes the body of the report, as the person saw it, and queues it in one transaction.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

import crypto
from app.actions import agreed, clock, contacts, keysets, named, report
from app.actions.changed import Changed
from app.actions.closure import closure, withheld
from app.actions.contacts import Contact
from app.actions.records import record_of
from app.domain.kinds import KINDS
from app.domain.record import Link, Record
from app.domain.redact import PROFILES, HeldBack, Profile, Selection, select, unwilling
from app.errors import InputRefused
from app.phrase import Phrase
from app.store import custody, outbox
from app.store import records as store
from app.store.vault import Vault
from crypto.custody import Action


@frozen
class Preview:
    """What would leave under a profile: the selection, and warnings.

    `kinds` and `links` are of everything that it was chosen from: for numbers (how many sources a finding has), never
    for who or what stays.
    """

    profile: Profile
    selection: Selection
    warnings: tuple[str, ...] = ()
    kinds: Mapping[bytes, str] = field(factory=dict)
    links: tuple[Link, ...] = ()


@frozen
class Shared:
    """What a share did: the report's id, who it is queued for, what stays, and what to be careful of."""

    report: bytes
    recipients: tuple[Contact, ...]
    held_back: tuple[HeldBack, ...]
    warnings: tuple[str, ...]


def offers_one_copy(size: int, recipients: int) -> bool:
    """Return whether one copy is offered: for several, and `size` bytes of all copies together exceed 256 MiB."""
    return recipients > 1 and size > 256 << 20


def profile_of(chosen: str | Profile) -> Profile:
    """Return a profile by its name, a directory's as it is. Raises InputRefused for one that is none."""
    profile = chosen if isinstance(chosen, Profile) else PROFILES.get(chosen)
    if profile is None:
        raise InputRefused(
            Phrase("There is no profile {profile}.", profile=chosen),
            Phrase("Profiles: {profiles}.", profiles=", ".join(PROFILES)),
        )
    return profile


def preview(vault: Vault, handles: Iterable[str], chosen: str | Profile) -> Preview:
    """Return what leaves and what is held back; the same function freezes the report.

    `chosen` is the name of a profile, or that of a directory, which no report is made under.
    """
    profile = profile_of(chosen)
    roots = [record_of(vault, handle).id for handle in handles]
    if not roots:
        raise InputRefused("Nothing was named to share.")
    records, links = closure(vault, roots)
    people = {record.id: record for record in records}
    answers = [k for k in links if k.source in people and people[k.source].kind == "consent_record"]
    of_somebody = {link.source for link in answers if link.role == "actor"}
    consents = [
        (link.target, people[link.source]) for link in answers if link.role == "actor" or link.source not in of_somebody
    ]
    stays = withheld(vault)
    selection = select(records, links, consents, profile, stays)
    if profile.consent:
        selection = agreed.as_agreed(vault, selection)
    against = ", ".join(record.title for record in unwilling(selection.records, consents))
    warning = Phrase("{names}: the consent on record is not to share. Ask again before it leaves.", names=against)
    standing = tuple(link for link in links if not link.removed and not {link.source, link.target} & stays.keys())
    kinds = {record.id: record.kind for record in records if record.id not in stays}
    return Preview(profile, selection, (warning,) if against else (), kinds, standing)


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
) -> tuple[Shared, Changed]:
    """Queue one report for each addressee under one report id; its files go to `file_relays` relays of each.

    With `one_copy` its files are sealed once for all of them: a relay, and who holds the stick, can see that the same
    files went to several. Above 256 MiB of copies it is offered. `shown` is the digest of what a person was shown.
    Raises InputRefused for a contact that is changed, expired or revoked, where nothing at all would leave, and where
    something else would leave than was shown.
    """
    found = addressees(vault, to)
    id_ = vault.random(16)
    warnings: list[str] = []
    sent: list[tuple[Contact, Frozen]] = []
    with vault.transaction() as con:
        if one_copy:
            outbox.share_files(con, id_)
        for contact in found:
            name = profile_name or contact.level or "internal"
            view = preview(vault, handles, name)
            sent.append((contact, _queue(vault, id_, contact, view, urgent, warnings, file_relays)))
        as_shown(sent, shown)
    size = sum(made.file_bytes for _, made in sent)
    if not one_copy and offers_one_copy(size, len(found)):
        copies = Phrase(
            "The files are sealed once for each of {n}, {size} MB together. One copy for all takes less room, and"
            " shows a relay, and who holds the stick, that the same files went to several.",
            n=len(found), size=size // 1_000_000,
        )  # fmt: skip
        warnings.append(copies)
    held = dict.fromkeys(row for _, made in sent for row in made.selection.held_back)
    touched = dict.fromkeys(record.id for _, made in sent for record in made.selection.records)
    shared = Shared(id_, tuple(found), tuple(held), tuple(dict.fromkeys(warnings)))
    return shared, Changed(frozenset({"delivery"}), tuple(touched))


def digest(rows: Iterable[tuple[Contact, "Frozen"]]) -> bytes:
    """Return the SHA-256 of what each of some addressees gets, whatever their order."""
    each = sorted(contact.record.id + contact.card.id + made.digest for contact, made in rows)
    return hashlib.sha256(b"".join(each)).digest()


def as_shown(rows: Iterable[tuple[Contact, "Frozen"]], shown: bytes) -> None:
    """Raise InputRefused where these are not what a person was shown; an empty digest stands for: nothing was."""
    if shown and digest(rows) != shown:
        raise InputRefused(
            "Something changed since you read what leaves. Nothing was queued.", "Read it again, then share it."
        )


def addressees(vault: Vault, to: Sequence[str]) -> list[Contact]:
    """Return the contacts that are named, each once; InputRefused where one may not be sent to."""
    found = [contacts.named(vault, handle) for handle in dict.fromkeys(to)]
    if not found:
        raise InputRefused("Nobody was named to share with.")
    for contact in found:
        if not contact.may_receive:
            raise InputRefused(
                Phrase(
                    "{title}: this contact is {state}, so nothing is sent there.",
                    title=contact.record.title,
                    state=Phrase(contact.state),
                ),
                "Nothing was queued. Ask for a new card, compare the number, then share again.",
            )
    return found


def stop_sending(vault: Vault, report_id: str) -> tuple[bool, Changed]:
    """Send nothing more of a report to those for whom it is not handed over yet; it stays in the outbox, closed.

    Return whether a part of it has left before: a relay or stick does not give it back. Raises InputRefused where all
    of it is on a way already, or has arrived, or nothing is left to stop.
    """
    id_ = bytes.fromhex(report_id)
    with vault.transaction() as con:
        stopped = outbox.stop(con, id_, vault.now())
    if not stopped:
        if any(delivery.is_stopped for delivery in outbox.deliveries(vault.con, "report = ?", (id_,))):
            raise InputRefused("It is stopped already.", "Nothing was changed.")
        raise InputRefused("It is on its way already, and cannot be called back.", "Nothing was changed.")
    return any(outbox.has_left(vault.con, num) for num in stopped), Changed(frozenset({"delivery"}))


def go_on(vault: Vault, report_id: str) -> Changed:
    """Send what was stopped after all: the same report, under its id. Raises InputRefused where nothing was stopped."""
    with vault.transaction() as con:
        if not outbox.go_on(con, bytes.fromhex(report_id), vault.now()):
            raise InputRefused("Nothing of it was stopped here.", "Nothing was changed.")
    return Changed(frozenset({"delivery"}))


@frozen
class Frozen:
    """A report for one addressee as it leaves: its body's bytes, its files (blob, name, media type, item), and why so.

    `selection` names everything that is held back, for this addressee too. `plain` is the body before ids were drawn
    for this addressee alone, and empty where none were.
    """

    profile: Profile
    body: bytes
    files: tuple[tuple[bytes, str, str, Record], ...]
    selection: Selection
    plain: bytes = b""

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of the body and the files as they leave; ids that are drawn anew are left out of it."""
        files = [(blob, name, mime) for blob, name, mime, _ in self.files]
        return hashlib.sha256(hashlib.sha256(self.plain or self.body).digest() + repr(files).encode()).digest()

    @property
    def file_bytes(self) -> int:
        """Return the bytes of its original files as they are."""
        return sum(self._sizes())

    @property
    def padded_bytes(self) -> int:
        """Return the bytes of all of it as it goes to one of them."""
        return sum(map(crypto.padded_length, self._sizes())) + 16_383

    def _sizes(self) -> list[int]:
        return [int(str(item.fields.get("size", 0))) for *_, item in self.files]


def freeze(vault: Vault, contact: Contact, view: Preview) -> Frozen:
    """Make a report for one addressee: the one way out, for what is queued and for what is only looked at.

    Raises InputRefused where nothing of it may be seen, or it is more than a report holds.
    """
    need_something(view)
    held = list(view.selection.held_back)
    files = originals(vault, view.selection.files, contact.state == "verified", held)
    selection = Selection(view.selection.records, view.selection.links, tuple(held), view.selection.files)
    past = [record.id for record in selection.records] if view.profile.history else []
    changes = {record: store.changes_of(vault.con, record) for record in past}
    unlinked = [
        link
        for record in past
        for link in store.unlinked(vault.con, record)
        if link.target in changes or _was_shared(vault, link.target, contact)
    ]
    unlinked += _to_their_own(vault, selection, contact)
    body = report.build(selection, changes, unlinked, view.profile, vault.words)
    return Frozen(view.profile, body, tuple(files), selection)


def need_something(view: Preview) -> None:
    """Raise InputRefused where nothing may be seen."""
    if not view.selection.records:
        gone = Phrase("it was put aside, or links to what does not go along")
        why = tuple(dict.fromkeys(Phrase.of(row.why) for row in view.selection.held_back)) or gone
        raise InputRefused(
            Phrase("Nothing of it may be seen by {profile}: {why}.", profile=view.profile.name, why=why),
            "Nothing was queued.",
        )


def _was_shared(vault: Vault, record: bytes, contact: Contact) -> bool:
    """Return whether a contact was ever sent a record; the mark of a link to another would tell of it."""
    asked = (record, contact.record.id)
    return vault.con.execute("SELECT 1 FROM shared WHERE record = ? AND contact = ?", asked).fetchone() is not None


def _to_their_own(vault: Vault, selection: Selection, contact: Contact) -> list[Link]:
    """Return the links by which something that leaves is a part of what its addressee once sent us themselves.

    So an answer belongs there to what it answers, and the whole need not be sent back.
    """
    leaving = {record.id: KINDS[record.kind] for record in selection.records}
    found = []
    for id_, kind in leaving.items():
        for link in store.links_of(vault.con, id_):
            role = kind.role(link.role)
            if link.target not in leaving and role is not None and role.part:
                whole = store.load(vault.con, link.target)
                if whole is not None and whole.origin == contact.record.id:
                    found.append(link)
    return found


def as_read(vault: Vault, handles: Sequence[str], to: str, profile_name: str) -> tuple[report.Body, Frozen]:
    """Return what an addressee would read: the bytes that would leave, read as their program reads them."""
    made = freeze(vault, contacts.named(vault, to), preview(vault, handles, profile_name))
    return report.read(crypto.read_body(made.body), vault.author, bytes(16), vault.words), made


def originals(
    vault: Vault, items: Sequence[Record], verified: bool, held: list[HeldBack]
) -> list[tuple[bytes, str, str, Record]]:
    """Return (blob, name, mime, item) of each original that goes along; why another one stays is added to `held`."""
    files = []
    for item in items:
        row = vault.con.execute(
            "SELECT id FROM blob WHERE sha256 = ?", (bytes.fromhex(str(item.fields["sha256"])),)
        ).fetchone()
        if not verified:
            held.append(HeldBack(item.id, "file", "originals go to a verified contact only"))
        elif row is None:
            held.append(HeldBack(item.id, "file", "the original is not in this vault"))
        else:
            files.append((bytes(row[0]), str(item.fields.get("title", "")), str(item.fields.get("mime", "")), item))
    return files


def not_verified(contact: Contact) -> Phrase:
    """Return what it means to send to somebody who is not verified."""
    return Phrase(
        "{title} is not verified: whoever made this card reads what you send. Compare the number.",
        title=contact.record.title,
    )


def cautions(vault: Vault, contact: Contact, view: Preview) -> list[str]:
    """Return what to be careful of before this goes to a contact."""
    said = [*view.warnings]
    if contact.state != "verified":
        said.append(not_verified(contact))
    return [*said, *filter(None, [keysets.note(vault, contact.card, contact.record.title)])]


def _queue(
    vault: Vault, id_: bytes, contact: Contact, view: Preview, urgent: bool, warnings: list[str], file_relays: int
) -> Frozen:
    """Freeze a report for one addressee and queue it."""
    made = freeze(vault, contact, view)
    warnings += [*cautions(vault, contact, view), *named.warning(vault, made)]
    outbox.queue(
        vault.con, id_, contact.record.id, contact.card.id, view.profile.name, urgent, made.body,
        [(blob, name, mime) for blob, name, mime, _ in made.files], vault.now(), file_relays,
    )  # fmt: skip
    vault.con.executemany(
        "INSERT INTO shared VALUES (?, ?, ?)"
        " ON CONFLICT (record, contact) DO UPDATE SET history = max(history, excluded.history)",
        [(record.id, contact.record.id, view.profile.history) for record in made.selection.records],
    )
    for _, _, _, item in made.files:
        sha256 = bytes.fromhex(str(item.fields["sha256"]))
        custody.append(
            vault.con, item.id, Action.SHARED, vault.author, sha256, other=contact.record.id, at=vault.now(),
            clock_state=clock.state(vault),
        )  # fmt: skip
    return made
