"""Preview a share before it is queued: the bytes that would be sent, as a recipient reads them.

Nothing is queued, encrypted or recorded.
"""

import hashlib
from collections.abc import Iterable, Sequence

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import report
from app.actions.kernel.report import ReceivedBody
from app.actions.mail import anonymous, sharing
from app.actions.mail.sharing import Frozen, Preview
from app.domain.leaks.leak_values import LeakAnswers
from app.store.vault.open_vault import Vault


@frozen
class SharePreview:
    """The same content for some recipients: the body, its source, all warnings, and those about consent."""

    to: tuple[Contact, ...]
    body: ReceivedBody
    made: Frozen
    warnings: tuple[str, ...]
    unwilling: tuple[str, ...]

    @property
    def has_custody(self) -> bool:
        """Return True if our signed lines of custody go with the files; they are made at the share."""
        return bool(self.made.files) and not self.made.plain


def readings(
    vault: Vault,
    handles: Sequence[str],
    to: Sequence[str],
    profile: str = "",
    *,
    nobodys: bool = False,
    originals: bool = False,
    reply: bool = False,
    answers: LeakAnswers = LeakAnswers(),
    confirmed: Sequence[tuple[bytes, str]] = (),
) -> list[SharePreview]:
    """Return one reading for all recipients with the same content; the arguments are those of `sharing.share`.

    With `nobodys`, those of `anonymous.share`, which makes random ids for each recipient, so that no two are the same.
    Raises InputRefused as they do.
    """
    found: dict[bytes, SharePreview] = {}
    views: dict[tuple[str, tuple[str, ...]], Preview] = {}
    for contact in sharing.addressees(vault, to):
        name = contact_cards.usual_audience(contact, profile)
        names = contact.reader_names
        if (name, names) not in views:
            views[name, names] = (
                anonymous.preview(vault, handles, name, originals, names, confirmed)
                if nobodys
                else sharing.preview(vault, handles, name, names, confirmed)
            )
        view = views[name, names]
        made = (
            anonymous.freeze(vault, contact, view, answers)[0] if nobodys
            else sharing.freeze(vault, contact, view, answers)
        )  # fmt: skip
        body = _read(vault, made.body, bytes(32) if nobodys else vault.author)
        if nobodys:
            said = [*view.warnings, *anonymous.cautions(contact, made, reply)]
        else:
            said = sharing.cautions(vault, contact, view)
        said = [*said, *made.leaks.notices]
        before = found.get(made.body)
        found[made.body] = SharePreview(
            (*(before.to if before else ()), contact), body, made,
            tuple(dict.fromkeys([*(before.warnings if before else ()), *said])), view.warnings,
        )  # fmt: skip
    return list(found.values())


def _read(vault: Vault, body: bytes, sender: bytes) -> ReceivedBody:
    return report.read(crypto.read_body(body), sender, bytes(16), vault.kinds, vault.words)


def plain_body(vault: Vault, reading: SharePreview) -> ReceivedBody:
    """Return the body of a preview with the ids of this vault, also for an anonymous report."""
    made = reading.made
    return _read(vault, made.plain, vault.author) if made.plain else reading.body


def fingerprints(vault: Vault, reading: SharePreview) -> dict[tuple[bytes, str], bytes]:
    """Return a hash of each part of a report, by record and name: a field, a role, a `file`; empty for all the rest.

    Two previews with different digests have different hashes or different parts.
    """
    made, parts = reading.made, dict[tuple[bytes, str], list[object]]()
    read = plain_body(vault, reading)
    for row in read.records:
        parts[row.id, ""] = [row.kind, row.changes]
        for name, value in row.fields.items():
            parts[row.id, name] = [value]
    for link in read.links:
        parts.setdefault((link.source, link.role), []).append((link.id, link.target, link.removed))
    for id_, known in read.references.items():
        parts.setdefault((id_, ""), []).append(known)
    for held in made.selection.held_back:
        parts.setdefault((held.record, held.field), []).append(held.why)
    for blob, name, mime, item in made.files:
        parts.setdefault((item.id, "file"), []).append((blob, name, mime))
    return {part: hashlib.sha256(repr(said).encode()).digest() for part, said in parts.items()}


def digest(readings: Iterable[SharePreview]) -> bytes:
    """Return the digest of all outgoing data; as `shown`, it limits `sharing.share` and `anonymous.share` to that."""
    return sharing.digest((contact, reading.made) for reading in readings for contact in reading.to)
