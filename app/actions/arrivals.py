"""What came: envelopes are opened, checked and committed before anything is acknowledged.

Nothing here changes a record: a report waits in the inbox until a person accepts it, or is accepted in the same
transaction where a person made a rule for it.
"""

from collections.abc import Iterable, Sequence

from attrs import evolve, field, frozen

import crypto
from app.actions import clock, control, identities, retracted, rules, serving, team_in, unopened
from app.actions import inbox as reports
from app.actions.letters import CONTROL
from app.errors import InputRefused, NotDeliveredYet, NotFound, NotOpened
from app.phrase import Phrase
from app.store import cards, coming, destroying, files, inbox, moves, statements
from app.store.blobs import StoredBlob
from app.store.coming import Coming
from app.store.connection import part
from app.store.inbox import Arrived, Expected
from app.store.outbox import BODY
from app.store.vault import Vault
from sync.ports import Outcome

FORGED = Phrase("it is damaged or forged, or it was not written for this vault")
SPOILT = Phrase("what it says cannot be taken in; ask its sender to send it anew")
FOREIGN = "not for this vault"


@frozen
class Wanted:
    """A file as the manifest names it."""

    k_blob: bytes
    size: int
    sha256: bytes
    length: int


@frozen
class Letter:
    """An envelope that was opened, or what is said and noted of it where it was not: it is never tried again.

    Where nothing is noted it is left for a newer app. `via` is the name of the way it came.
    """

    object_id: bytes
    via: str
    manifest: "crypto.Manifest | None" = None
    raw: bytes = b""
    outcome: Outcome = field(factory=Outcome)
    noted: str = ""


def open_(object_id: bytes, data: bytes, keysets: "Sequence[crypto.PrivateKeyset]", via: str) -> Letter:
    """Open one envelope and check who signed it: nothing of the vault but its keysets is needed."""
    forged = Letter(object_id, via, outcome=Outcome(aside=FORGED), noted=FORGED)
    newer = Letter(object_id, via, outcome=Outcome(aside="it needs a newer Amparo", keep=True))
    try:
        opened = crypto.open_(data, keysets)
    except crypto.NeedsNewerApp:
        return newer
    except crypto.CryptoError:
        if via.startswith(("stick", "memory")):  # a stick carries other people's mail too: no reason to speak of it
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
    """Return a letter out of a desk's mailbox: one that does not open waits, in silence, for keys to come."""
    return evolve(letter, outcome=Outcome(), noted=serving.WAITS) if letter.noted == FORGED else letter


def take(vault: Vault, letters: Iterable[Letter]) -> list[Outcome]:
    """Commit what these envelopes say, in one transaction, and return what became of each.

    One that cannot be taken in is put aside for good, and nothing of it stays; the others are committed.
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
    desk = None if manifest.to in vault.ours else serving.desk_of(vault, manifest.to)
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
    """Note whether a contact writes from an earlier copy of its vault: that one lacks what came to it since."""
    _, contact, state = _sender(vault, id_pk)
    incarnation = manifest.incarnation or bytes(8)
    if contact is not None and state not in ("revoked", "changed"):
        created = min(manifest.created, vault.now())
        cards.writes_with(vault.con, contact, incarnation, manifest.seq or 0, created)
    team_in.notice(vault, crypto.hash_("id", id_pk), incarnation)


def _for_desk(vault: Vault, desk: bytes, letter: Letter, manifest: "crypto.Manifest") -> Outcome:
    """Take what came to a desk that we read for; what we wrote to it ourselves comes by here too."""
    sender, contact, state = _sender(vault, manifest.sender or b"")
    if sender in vault.ours:
        return Outcome()
    if manifest.kind != CONTROL:
        return _report(vault, manifest, letter.raw, letter.via, desk)
    control.overhear(vault, desk, contact if state not in ("revoked", "changed") else None, sender, manifest)
    return Outcome()


def was_ours(vault: Vault, object_id: bytes) -> bool:
    """Return whether an object was opened here, now or before, or is a file that a report of ours names."""
    row = vault.con.execute("SELECT outcome FROM seen WHERE object_id = ?", (object_id,)).fetchone()
    return row is not None and row[0] not in (FOREIGN, FORGED, serving.WAITS)


def _see(vault: Vault, object_id: bytes, outcome: Outcome, noted: str) -> Outcome:
    vault.con.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (object_id, noted))
    return outcome


def _sender(vault: Vault, id_pk: bytes) -> tuple[bytes, bytes | None, str]:
    """Return a sender's id (a contact's present one), the contact it is known as, and that contact's state."""
    id_ = crypto.hash_("id", id_pk)
    known = statements.contact_of(vault.con, id_)
    return (known[1], known[0], known[2]) if known else (id_, None, "unknown")


def _report(vault: Vault, manifest: "crypto.Manifest", raw: bytes, via: str, desk: bytes | None = None) -> Outcome:
    hash_ = crypto.manifest_hash(raw)
    sender, contact, state = _sender(vault, manifest.sender) if manifest.sender else (hash_, None, "anonymous")
    if state == "revoked":
        return Outcome(aside="its sender's key was revoked")
    known = inbox.find(vault.con, manifest.report_id, sender)
    if known and known[0].desk != desk:
        return _twice(vault, known[0], desk, hash_, raw)
    if known:
        if known[0].hash != hash_:
            return Outcome(aside="a report with this id came before with other content: ask its sender which one holds")
        inbox.again(vault.con, sender, manifest.report_id)
        return Outcome()
    lacking = [(file.object_id, num) for num, file in enumerate(manifest.attachments)]
    if manifest.body_blob is not None:
        lacking.append((manifest.body_blob.object_id, BODY))
    arrived = Arrived(
        manifest.report_id, sender, contact, hash_, "incomplete" if lacking else "delivered", "",
        via.split(":")[0], vault.now(), desk=desk, ack_from=serving.answers_from(vault) if desk else 0,
    )  # fmt: skip
    inbox.add(vault.con, arrived, raw, lacking)
    if contact is not None and desk is None:
        moves.writes_to(vault.con, contact, via)
    _came(vault, arrived, manifest)
    return Outcome(received=1)


def _twice(vault: Vault, known: Arrived, desk: bytes | None, hash_: bytes, raw: bytes) -> Outcome:
    """A report came to us and to a desk that we read for: it is here once, and we answer it as ours."""
    if desk is None:
        if known.state == "incomplete":
            return Outcome(aside="a report came twice, also to a desk: what it lacks comes by the desk's mailbox")
        inbox.make_ours(vault.con, known, hash_, raw)
        unopened.again(vault, unopened.named(vault, known), known)  # that copy holds what was destroyed of the other
    return Outcome()


def _came(vault: Vault, arrived: Arrived, manifest: "crypto.Manifest") -> None:
    """A report came, or more of it: once its text is here note its profile, and do what a person's rule says.

    What its sender withdrew before it came goes first: a rule takes that in as it stands then.
    """
    retracted.heed(vault, arrived)
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
        identities.hear(vault, manifest)  # a revocation wins, also over doubt
        cards.miss(vault.con, contact)  # the rest is asked about once the doubt is over
    named, said = serving.checked(vault, manifest), Outcome()
    if named is not None:
        said = control.hear_for(vault, *named, manifest)
        if contact is None or state in ("revoked", "changed"):
            return said
    if contact is None:  # as comes with the first report of whoever has our card
        return Outcome(aside=Phrase("a word of the program of somebody who is not among your contacts"))
    if state in ("revoked", "changed"):
        return Outcome(aside=Phrase("a word of the program of a contact that is {state}", state=Phrase(state)))
    moves.writes_to(vault.con, contact, via)
    outcome = control.hear(vault, contact, sender, manifest)
    return evolve(outcome, acknowledged=outcome.acknowledged + said.acknowledged)


def _was_known_before(vault: Vault, contact: bytes | None, manifest: "crypto.Manifest") -> bool:
    """Take what a sender signed of the keys it had; return whether it was known by one of them, and not by this one."""
    if contact is None:
        identities.came_from(vault, manifest)
        _, contact, _ = _sender(vault, manifest.sender or b"")
        if contact is None:
            return False
    elif not identities.are_one(vault, contact, manifest):
        return False
    for row in inbox.undecided_of(vault.con, contact):  # what that key signed may have come before this
        retracted.heed(vault, row)
    rules.catch_up(vault)
    return True


def wanted(vault: Vault, object_id: bytes) -> dict[Wanted, list[Expected]]:
    """Return what an object may be, as manifests name it, and the empty places in reports that it would fill.

    Whoever heard of an object can name it with a key that does not open it; that must not hide it from its own report.
    """
    found: dict[Wanted, list[Expected]] = {}
    for place in inbox.expected(vault.con, object_id):
        manifest = crypto.parse_manifest(
            inbox.manifest(vault.con, inbox.find(vault.con, place.report, place.sender)[0])
        )
        file = manifest.body_blob if place.num == BODY else manifest.attachments[place.num]
        if file is not None:
            found.setdefault(Wanted(file.k_blob, file.size, file.sha256, file.length), []).append(place)
    return found


def lacking(vault: Vault, objects: Sequence[bytes]) -> list[bytes]:
    """Return those of these objects that a report lacks, in the order to fetch; what was begun in vain is dropped."""
    with vault.transaction() as con:
        coming.forget_unwanted(con)
    return inbox.in_order(vault.con, objects)


def begin(vault: Vault, object_id: bytes, sha256: bytes) -> Coming:
    """Return what seals a file that is fetched, as it was begun or from now on."""
    with vault.transaction() as con:
        return coming.of(con, object_id, sha256, vault.random)


def ask_again(vault: Vault, places: Sequence[Expected], object_id: bytes, sha256: bytes) -> None:
    """A file came damaged: tell its sender that it is missing, and begin anew with it."""
    with vault.transaction() as con:
        coming.over(con, object_id, sha256)
        for place in places:
            inbox.asked(con, place.sender, place.report, 0)


def keep_blob(vault: Vault, places: Sequence[Expected], blob: StoredBlob) -> None:
    """Commit a file that came, in every report that names it so."""
    with vault.transaction() as con:
        places = [place for place in places if place in inbox.expected(con, place.object_id)]
        if not places:  # what it belongs to was destroyed while it came
            destroying.never_kept(vault, blob)
            return
        id_ = files.keep(vault, blob)
        for place in places:
            coming.over(con, place.object_id, blob.sha256)
            inbox.fill(con, place, id_)
            con.execute("INSERT OR IGNORE INTO seen VALUES (?, 'file')", (place.object_id,))
        for report, sender in dict.fromkeys((place.report, place.sender) for place in places):
            (arrived,) = inbox.find(con, report, sender)
            if arrived.state in ("delivered", "incomplete"):
                _came(vault, arrived, crypto.parse_manifest(inbox.manifest(con, arrived)))
