"""Open, check and commit received envelopes before any acknowledgement is sent.

Nothing here changes a record. A report waits in the inbox until a person accepts it, or a person's rule accepts it in
the same transaction.
"""

from collections.abc import Iterable, Sequence

from attrs import evolve, field, frozen

import crypto
from app.actions.contacts import desk_reading, identities
from app.actions.kernel import clock
from app.actions.mail import control, received_withdrawals, rules, team_in, withdrawn_inbox
from app.actions.mail import inbox as reports
from app.actions.mail.report_manifests import CONTROL
from app.errors import InputRefused, NotDeliveredYet, NotFound, NotOpened
from app.phrase import Phrase
from app.store.contacts import cards, statements
from app.store.mail import destruction, handled_objects, inbox
from app.store.mail.inbox import Arrived, Expected
from app.store.mail.outbox import BODY
from app.store.records import files, partial_downloads
from app.store.records.partial_downloads import Coming
from app.store.relays import moves
from app.store.vault.blobs import StoredBlob
from app.store.vault.connection import part
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

FORGED = Phrase("damaged, false, or for another vault")
SPOILT = Phrase("Amparo cannot accept its contents. Ask the sender to send it again")
FOREIGN = "not for this vault"


@frozen
class Wanted:
    """A file as the manifest lists it."""

    k_blob: bytes
    size: int
    sha256: bytes
    length: int


@frozen
class Letter:
    """An opened envelope, or the outcome and the note of an envelope that did not open.

    An envelope with a note is tried again only after a desk gave us new keys. Without a note, it is left for a newer
    app. `via` is the name of its route.
    """

    object_id: bytes
    via: str
    manifest: "crypto.Manifest | None" = None
    raw: bytes = b""
    outcome: Outcome = field(factory=Outcome)
    noted: str = ""


def open_(object_id: bytes, data: bytes, keysets: "Sequence[crypto.PrivateKeyset]", via: str) -> Letter:
    """Open one envelope and verify its signature, with only the keysets of the vault."""
    forged = Letter(object_id, via, outcome=Outcome(aside=FORGED), noted=FORGED)
    newer = Letter(object_id, via, outcome=Outcome(aside="a newer version of Amparo is needed", keep=True))
    try:
        opened = crypto.open_(data, keysets)
    except crypto.NeedsNewerApp:
        return newer
    except crypto.CryptoError:
        if via.startswith(("stick", "memory")):  # a USB stick also carries mail of other people: no warning
            return Letter(object_id, via, noted=FOREIGN)
        return forged
    try:
        manifest = crypto.parse_manifest(opened.manifest_bytes)
        crypto.verify_sender(opened, manifest)
    except crypto.NeedsNewerApp:
        return newer
    except crypto.CryptoError:
        return forged
    return Letter(object_id, via, manifest, opened.manifest_bytes)


def waits(letter: Letter) -> Letter:
    """Return a letter from a desk's mailbox; one that does not open waits silently for later keys."""
    return evolve(letter, outcome=Outcome(), noted=desk_reading.WAITS) if letter.noted == FORGED else letter


def take(vault: Vault, letters: Iterable[Letter]) -> list[Outcome]:
    """Commit the content of these envelopes, in one transaction, and return the outcome of each.

    An envelope that cannot be imported is put into quarantine permanently, and its changes are undone. The others are
    committed.
    """
    with vault.transaction():
        return [_each(vault, letter) for letter in letters]


def _each(vault: Vault, letter: Letter) -> Outcome:
    try:
        with part(vault.con):
            return _take(vault, letter)
    except (InputRefused, NotFound, NotOpened, NotDeliveredYet, crypto.CryptoError):
        return _see(vault, letter.object_id, Outcome(aside=SPOILT), SPOILT)


def _take(vault: Vault, letter: Letter) -> Outcome:
    manifest = letter.manifest
    if manifest is None:
        return _see(vault, letter.object_id, letter.outcome, letter.noted) if letter.noted else letter.outcome
    desk = None if manifest.to in vault.ours else desk_reading.desk_of(vault, manifest.to)
    if desk is None and manifest.to not in vault.ours:
        return _see(vault, letter.object_id, Outcome(aside=FORGED), FORGED)
    _see(vault, letter.object_id, Outcome(), "opened")
    if manifest.sender is not None and _sender(vault, manifest.sender)[2] == "verified":
        clock.witness(vault, manifest.created)
    if desk is not None:
        return _for_desk(vault, desk, letter, manifest)
    if manifest.sender is not None:
        _lives(vault, manifest.sender, manifest)
    if manifest.kind == CONTROL:
        return _control(vault, manifest, letter.via)
    return _report(vault, manifest, letter.raw, letter.via)


def _lives(vault: Vault, id_pk: bytes, manifest: "crypto.Manifest") -> None:
    """Record the vault copy with which a contact writes; an earlier copy lacks later messages."""
    _, contact, state = _sender(vault, id_pk)
    incarnation = manifest.incarnation or bytes(8)
    if contact is not None and state not in ("revoked", "changed"):
        created = min(manifest.created, vault.now())
        cards.writes_with(vault.con, contact, incarnation, manifest.seq or 0, created)
    team_in.notice(vault, crypto.hash_("id", id_pk), incarnation)


def _for_desk(vault: Vault, desk: bytes, letter: Letter, manifest: "crypto.Manifest") -> Outcome:
    """Handle a message to a desk for which we read; skip our own messages to the desk."""
    sender, contact, state = _sender(vault, manifest.sender or b"")
    if sender in vault.ours:
        return Outcome()
    if manifest.kind != CONTROL:
        return _report(vault, manifest, letter.raw, letter.via, desk)
    control.overhear(vault, desk, contact if state not in ("revoked", "changed") else None, sender, manifest)
    return Outcome()


def was_ours(vault: Vault, object_id: bytes) -> bool:
    """Return True if an object was ever opened here, or is a stored file of a received report."""
    return handled_objects.find_outcome(vault.con, object_id) not in (None, FOREIGN, FORGED, desk_reading.WAITS)


def _see(vault: Vault, object_id: bytes, outcome: Outcome, noted: str) -> Outcome:
    handled_objects.note_outcome(vault.con, object_id, noted)
    return outcome


def _sender(vault: Vault, id_pk: bytes) -> tuple[bytes, bytes | None, str]:
    """Return the id of a sender (the current one of a contact), its contact, and the state of that contact."""
    id_ = crypto.hash_("id", id_pk)
    known = statements.contact_of(vault.con, id_)
    return (known[1], known[0], known[2]) if known else (id_, None, "unknown")


def _report(vault: Vault, manifest: "crypto.Manifest", raw: bytes, via: str, desk: bytes | None = None) -> Outcome:
    hash_ = crypto.manifest_hash(raw)
    sender, contact, state = _sender(vault, manifest.sender) if manifest.sender else (hash_, None, "anonymous")
    if state == "revoked":
        return Outcome(aside="the key of the sender was ended")
    known = inbox.find(vault.con, manifest.report_id, sender)
    if known and known[0].desk != desk:
        return _twice(vault, known[0], desk, hash_, raw)
    if known:
        if known[0].hash != hash_:
            return Outcome(
                aside="an earlier report has the same id and different content. Ask the sender which report is right"
            )
        inbox.repeat_answer(vault.con, sender, manifest.report_id)
        return Outcome()
    lacking = [(file.object_id, num) for num, file in enumerate(manifest.attachments)]
    if manifest.body_blob is not None:
        lacking.append((manifest.body_blob.object_id, BODY))
    arrived = Arrived(
        manifest.report_id, sender, contact, hash_, "incomplete" if lacking else "delivered", "",
        via.split(":")[0], vault.now(), desk=desk, ack_from=desk_reading.answers_from(vault) if desk else 0,
    )  # fmt: skip
    inbox.add(vault.con, arrived, raw, lacking)
    if contact is not None and desk is None:
        moves.writes_to(vault.con, contact, via)
    _came(vault, arrived, manifest)
    return Outcome(received=1)


def _twice(vault: Vault, known: Arrived, desk: bytes | None, hash_: bytes, raw: bytes) -> Outcome:
    """Handle a report to us that also came to a desk for which we read: store it once, and answer it as ours."""
    if desk is None:
        if known.state == "incomplete":
            return Outcome(
                aside="this report also arrived for a desk. Its missing parts arrive in the mailbox of the desk"
            )
        inbox.make_ours(vault.con, known, hash_, raw)
        withdrawn_inbox.destroy_repeated_copy(
            vault, withdrawn_inbox.list_record_ids(vault, known), known
        )  # it holds again what was destroyed in the other
    return Outcome()


def _came(vault: Vault, arrived: Arrived, manifest: "crypto.Manifest") -> None:
    """Handle a new report or a new file of it: when its text is here, store its audience and apply a person's rule.

    Withdrawals that arrived earlier are applied first, so that a rule accepts only the rest.
    """
    received_withdrawals.heed(vault, arrived)
    (arrived,) = inbox.find(vault.con, arrived.report, arrived.sender)
    profile = reports.profile_of(vault, arrived, manifest)
    if profile:
        inbox.name_profile(vault.con, arrived, profile)
    rules.apply(vault, evolve(arrived, profile=profile))


def _control(vault: Vault, manifest: "crypto.Manifest", via: str) -> Outcome:
    sender, contact, state = _sender(vault, manifest.sender or b"")
    if state not in ("revoked", "changed") and _was_known_before(vault, contact, manifest):
        sender, contact, state = _sender(vault, manifest.sender or b"")
    if state == "changed" and contact is not None:
        identities.hear(vault, manifest)  # a revocation is valid, also from a suspended contact
        cards.miss(vault.con, contact)  # the rest is requested when the contact is no longer suspended
    named, said = desk_reading.check_desk_token(vault, manifest), Outcome()
    if named is not None:
        said = control.hear_for(vault, *named, manifest)
        if contact is None or state in ("revoked", "changed"):
            return said
    if contact is None:  # arrives with the first report of a sender who has our card
        return Outcome(aside=Phrase("a service message from someone who is not in your contacts"))
    if state in ("revoked", "changed"):
        return Outcome(aside=Phrase("a service message from a contact with the state “{state}”", state=Phrase(state)))
    moves.writes_to(vault.con, contact, via)
    outcome = control.hear(vault, contact, sender, manifest)
    return evolve(outcome, acknowledged=outcome.acknowledged + said.acknowledged)


def _was_known_before(vault: Vault, contact: bytes | None, manifest: "crypto.Manifest") -> bool:
    """Apply the sender's signed statements about earlier keys; return True if only one of those was known."""
    if contact is None:
        identities.came_from(vault, manifest)
        _, contact, _ = _sender(vault, manifest.sender or b"")
        if contact is None:
            return False
    elif not identities.are_one(vault, contact, manifest):
        return False
    for row in inbox.undecided_of(vault.con, contact):  # messages signed with the earlier key can be here already
        received_withdrawals.heed(vault, row)
    rules.catch_up(vault)
    return True


def find_wanted_files(vault: Vault, object_id: bytes) -> dict[Wanted, list[Expected]]:
    """Return the possible files of an object, as manifests list them, with the gaps in reports that each would fill.

    Anyone who knows the id of an object can list it with a wrong key. This must not hide the object from its real
    report.
    """
    found: dict[Wanted, list[Expected]] = {}
    for place in inbox.find_expected(vault.con, object_id):
        manifest = crypto.parse_manifest(
            inbox.manifest(vault.con, inbox.find(vault.con, place.report, place.sender)[0])
        )
        file = manifest.body_blob if place.num == BODY else manifest.attachments[place.num]
        if file is not None:
            found.setdefault(Wanted(file.k_blob, file.size, file.sha256, file.length), []).append(place)
    return found


def list_missing_objects(vault: Vault, objects: Sequence[bytes]) -> list[bytes]:
    """Return the objects that a report lacks, in download order, and drop downloads that no report needs."""
    with vault.transaction() as con:
        partial_downloads.forget_unwanted(con)
    return inbox.in_order(vault.con, objects)


def begin(vault: Vault, object_id: bytes, sha256: bytes) -> Coming:
    """Return the key and the place of an encrypted download: those of an earlier start, or new ones."""
    with vault.transaction() as con:
        return partial_downloads.open_partial_download(con, object_id, sha256, vault.random)


def ask_again(vault: Vault, places: Sequence[Expected], object_id: bytes, sha256: bytes) -> None:
    """Discard a damaged download and tell its sender that the file is missing; the next download starts again."""
    with vault.transaction() as con:
        partial_downloads.delete_download(con, object_id, sha256)
        for place in places:
            inbox.repeat_answer_on_request(con, place.sender, place.report, 0)


def keep_blob(vault: Vault, places: Sequence[Expected], blob: StoredBlob) -> None:
    """Commit a downloaded file in every report that lists it with the same key."""
    with vault.transaction() as con:
        places = [place for place in places if place in inbox.find_expected(con, place.object_id)]
        if not places:  # its reports were destroyed during the download
            destruction.never_kept(vault, blob)
            return
        id_ = files.keep(vault, blob)
        for place in places:
            partial_downloads.delete_download(con, place.object_id, blob.sha256)
            inbox.fill(con, place, id_)
            handled_objects.note_outcome(con, place.object_id, "file")
        for report, sender in dict.fromkeys((place.report, place.sender) for place in places):
            (arrived,) = inbox.find(con, report, sender)
            if arrived.state in ("delivered", "incomplete"):
                _came(vault, arrived, crypto.parse_manifest(inbox.manifest(con, arrived)))
