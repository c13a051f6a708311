"""Make anonymous reports: one for one recipient, with no link to other data of this vault.

One builder makes the body and the manifest. Ids are random for each recipient, and links follow them. History, withheld
data, hours, file names and fields about our own work are left out. Content, style and photographs can still identify a
person. Amparo warns about this before the choice, but cannot prevent it.
"""

import math
import mimetypes
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath

from attrs import evolve

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import report
from app.actions.kernel.change_set import Changed
from app.actions.mail import sharing
from app.actions.mail.sharing import Frozen, Preview, Shared
from app.actions.release.leak_check import let_leave
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Link, Record
from app.domain.redact import Selection, WithheldItem
from app.phrase import Phrase
from app.store.mail import anonymous_queue, outbox
from app.store.mail.outbox import Delivery
from app.store.vault.open_vault import Vault

DAY = 86_400
MEAN, MEAN_URGENT = 1800.0, 60.0
"""The mean seconds (exponential) that a delivery waits before it starts automatically."""
MOST_MEANS = 34
"""The limit of a time from `draw_later_time`, as a multiple of its mean."""

OWN_WORK = frozenset(
    {"assigned", "lead", "project", "tags", "remarks", "review_state", "received_on", "source_row", "priority"}
    | {"monitoring", "next_review"}
)
"""Fields about the work of this vault, not about the events."""
_OF_FILE = ("sha256", "size", "mime", "file_name")


def preview(
    vault: Vault, handles: Iterable[str], profile: str, originals: bool = False, readers: Iterable[str] = (),
    confirmed: Iterable[tuple[bytes, str]] = (),
) -> Preview:  # fmt: skip
    """Return the data of an anonymous report; original files only if a person chose this (`originals`)."""
    view = sharing.preview(vault, handles, profile, readers, confirmed)
    return evolve(view, selection=_lessened(vault, view.selection, originals))


def _lessened(vault: Vault, selection: Selection, originals: bool) -> Selection:
    """Withhold the data of a selection that would identify its sender."""
    held = list(selection.held_back)
    along = {item.id for item in selection.files} if originals else set()
    records = []
    for record in selection.records:
        if vault.kinds[record.kind].own_circle:
            held.append(WithheldItem(record.id, "", Phrase("a record of your contacts")))
            continue
        own = [name for name in record.fields if name in OWN_WORK]
        held += [WithheldItem(record.id, name, Phrase("a field about your work")) for name in own]
        drop = {*own, "file_name"} if record.id in along else {*own, *_OF_FILE}
        if record.fields.get("title") == PurePath(str(record.fields.get("file_name", ""))).stem[:120]:
            drop.add("title")
        records.append(record._replace(fields={n: v for n, v in record.fields.items() if n not in drop}))
    here = {record.id for record in records}
    if not originals:
        why = Phrase("the original file can reveal the place, the time and the device, and there is no clean copy")
        held += [WithheldItem(item.id, "file", why) for item in selection.files]
    links = tuple(link for link in selection.links if link.source in here and link.target in here)
    files = tuple(item for item in selection.files if item.id in along)
    return Selection(tuple(records), links, tuple(held), files)


def freeze(
    vault: Vault, contact: Contact, view: Preview, answers: LeakAnswers = LeakAnswers()
) -> tuple[Frozen, dict[bytes, bytes]]:
    """Make the body for one recipient with its own random ids; return it, and the ids by record.

    Raises InputRefused if the audience can see nothing, or the data is too large for a report.
    """
    sharing.need_something(view)
    held = list(view.selection.held_back)
    files = sharing.originals(vault, view, contact.state == "verified", held)
    names = {item.id: f"{n}{mimetypes.guess_extension(mime) or ''}" for n, (_, _, mime, item) in enumerate(files, 1)}
    neutral = tuple((blob, names[item.id], mime, item) for blob, _, mime, item in files)
    selection, _, leaks = sharing.check_leaks(vault, contact, view.selection, neutral, view.profile, answers)
    records = [_without_file(record, names) for record in selection.records]
    ids = {record.id: vault.random(16) for record in records}
    fresh = _renamed(records, view.selection.links, ids, vault.random)
    profile = evolve(view.profile, history=False)
    body = report.build(fresh, {}, (), profile, vault.kinds, vault.words)
    known = Selection(tuple(records), view.selection.links, (), ())
    plain = report.build(known, {}, (), profile, vault.kinds, vault.words)
    return Frozen(
        profile, body, neutral, evolve(view.selection, records=tuple(records), held_back=tuple(held)), plain,
        leaks,
    ), ids  # fmt: skip


def _without_file(record: Record, names: Mapping[bytes, str]) -> Record:
    """Return a record without its file hash if the file stays here; the hash could link the record to another one."""
    if record.id in names:
        return record
    return record._replace(fields={name: value for name, value in record.fields.items() if name not in _OF_FILE})


def _renamed(
    records: Sequence[Record], links: Iterable[Link], ids: Mapping[bytes, bytes], random: Callable[[int], bytes]
) -> Selection:
    """Return records and links under random ids, in the order of these ids; both reveal nothing about the vault."""
    fresh = [record._replace(id=ids[record.id], ref="") for record in records]
    joined = [Link(random(16), ids[k.source], k.role, ids[k.target], False) for k in links if not k.removed]
    return Selection(tuple(sorted(fresh, key=lambda r: r.id)), tuple(sorted(joined, key=lambda k: k.id)), (), ())


def share(
    vault: Vault,
    handles: Sequence[str],
    to: Sequence[str],
    profile: str = "",
    *,
    urgent: bool = False,
    originals: bool = False,
    reply: bool = False,
    shown: bytes = b"",
    answers: LeakAnswers = LeakAnswers(),
    confirmed: Iterable[tuple[bytes, str]] = (),
) -> tuple[list[Shared], Changed]:
    """Queue one anonymous report for each recipient, each with a separate id and start time.

    With `reply`, a reply mailbox is created at a relay of the recipient before the report is sent, if possible. Raises
    InputRefused as `sharing.share` does.
    """
    done, sent = [], []
    with vault.transaction() as con:
        for contact in sharing.addressees(vault, to):
            name = contact_cards.usual_audience(contact, profile)
            view = preview(vault, handles, name, originals, contact.reader_names, confirmed)
            made, ids = freeze(vault, contact, view, answers)
            let_leave(vault, made.leaks, f"report, {view.profile.name}, {contact.record.ref}")
            id_ = vault.random(16)
            num = outbox.queue(
                con, id_, contact.record.id, contact.card.id, view.profile.wire_name, urgent, made.body,
                [(blob, file, mime) for blob, file, mime, _ in made.files], vault.now(), anonymous=True,
            )  # fmt: skip
            anonymous_queue.rename(con, num, ids)
            anonymous_queue.add(con, num, draw_later_time(vault, MEAN_URGENT if urgent else MEAN), reply)
            warnings = (*view.warnings, *cautions(contact, made, reply), *made.leaks.notices)
            done.append(Shared(id_, (contact,), made.selection.held_back, warnings))
            sent.append((contact, made))
        sharing.as_shown(sent, shown)
    return done, Changed(frozenset({"delivery"}), ())


def cautions(contact: Contact, made: Frozen, reply: bool) -> list[str]:
    """Return the warnings that a person reads before an anonymous report is sent to a contact."""
    said: list[str] = [] if contact.state == "verified" else [sharing.not_verified(contact)]
    if made.files:
        said.append(Phrase("Amparo sends the original files too. They can show the place, the time and the device."))
    if not reply:
        said.append(Phrase("You get no confirmation. You will not know if the report arrived."))
    said.append(Phrase("The content and how you write can still show who you are."))
    return said


def draw_later_time(vault: Vault, mean: float) -> int:
    """Return a future time that is `mean` seconds from now on average (exponential)."""
    dice = (int.from_bytes(vault.random(6), "big") + 1) / 2**48  # never 0, so the result is at most `MOST_MEANS` means
    return vault.now() + math.ceil(-mean * math.log(dice))


def manifest(
    vault: Vault,
    delivery: Delivery,
    attachments: "tuple[crypto.Attachment, ...]",
    body_blob: "crypto.BodyBlob | None",
) -> bytes:
    """Return the manifest of an anonymous report: no sender, no data of this vault, and at most its day."""
    box = next(iter(anonymous_queue.boxes(vault.con, delivery.num)), None)
    if (
        box is None and anonymous_queue.wish(vault.con, delivery.num) == anonymous_queue.WANTED
    ):  # written to a USB stick before a relay was reached
        anonymous_queue.set_wish(vault.con, delivery.num, anonymous_queue.NOT_MADE)
    return crypto.Manifest(
        kind=1,
        report_id=delivery.report,
        to=delivery.addressee,
        created=vault.now() // DAY * DAY,
        reply=(crypto.Reply(box.url, box.relay_pk, box.seal_pk, box.mid),) if box else (),
        reply_keyset=box.keyset.public if box else None,
        body=None if body_blob else crypto.read_body(delivery.body).value(),
        attachments=attachments,
        body_blob=body_blob,
    ).encode()
