"""Destroy data permanently: one record, one file, or a case with everything that belongs only to it.

Destroyed data is removed from records, history, links, the index, drafts, settings and mail, its keys first. One entry
in the chain of custody stays on purpose for each record: that it was destroyed, when and why, under its id. The entry
does not describe the content. Because of it, a later copy is not accepted automatically. There is no undo.

Find and delete data about a record outside it: drafts, saved searches, duplicate decisions, a contact's card.
"""

from collections.abc import Callable, Collection, Sequence

from attrs import frozen

from app.actions.kernel import clock, owned_records, report_copies
from app.actions.kernel import drafts as kept
from app.actions.kernel.change_set import EVERYTHING, Changed
from app.actions.kernel.db import Db
from app.actions.kernel.owned_records import BEREFT, HEIR, WORDING
from app.actions.kernel.records import record_of, write_records
from app.actions.kernel.report_copies import DestructionSet
from app.actions.records import searches as search
from app.actions.records.duplicates import SAID
from app.actions.records.searches import Search
from app.domain.leaks.tokens import has_words
from app.domain.record import Record
from app.domain.search_normalisation import fold
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.contacts.cards import GIVEN
from app.store.mail import destruction as store
from app.store.mail import shared_records
from app.store.mail.outbox import OPEN
from app.store.records import custody, files, links, record_lists
from app.store.records import drafts as stored
from app.store.records import record_rows as rows
from app.store.upkeep import backup
from app.store.vault import settings
from app.store.vault.blobs import StoredBlob
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from sync.ports import Told, ignore_progress

Task = Callable[[Vault, Db, Told], bool]
"""Long work that returns True if no trace is left."""
MOST_REASON = 500
"""The most characters of a reason; it stays in the chain of custody forever."""
SHORTEST = 4
"""The minimum letters of a title that connects a saved search with a record."""


@frozen
class DestructionPreview:
    """The records to destroy, the chosen record first, and the records that stay.

    `stays` has records that also belong to another record, each with that other record. `loses` has the records that
    lose a link. `shared_with` are contacts who keep their copies. `stopped` counts reports that are not delivered yet
    and would be stopped. `came` counts the received reports with the data.
    """

    records: tuple[Record, ...]
    files: tuple[StoredBlob, ...]
    stays: tuple[tuple[Record, Record], ...] = ()
    loses: tuple[Record, ...] = ()
    shared_with: tuple[Record, ...] = ()
    drafts: tuple[str, ...] = ()
    searches: tuple[Search, ...] = ()
    came: int = 0
    stopped: int = 0
    linked: bool = False
    file_only: bool = False


def look(vault: Vault, handle: str, *, linked: bool | None = None, file_only: bool = False) -> DestructionPreview:
    """Return everything that destroying a record would destroy; nothing is changed.

    Its parts are included, except parts of another record too. `linked` (the default for a case) includes people,
    places and other records that only these records name. `file_only` takes the original file of an evidence item and
    keeps its record.
    """
    root = record_of(vault, handle)
    if file_only:
        return _file_of(vault, root)
    linked = root.kind == "case" if linked is None else linked
    ids, stays = owned_records.find_owned_records(vault, root.id, linked)
    going = _loaded(vault, [root.id, *sorted(ids - {root.id})])
    doomed = _doomed(going)
    pairs = [_loaded(vault, pair) for pair in stays.items()]
    return DestructionPreview(
        records=going,
        files=tuple(report_copies.files_of(vault, doomed)),
        stays=tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2),
        loses=_loaded(vault, owned_records.named_by(vault, ids)),
        shared_with=_shared_with(vault, ids),
        drafts=tuple(drafts(vault, going)),
        searches=tuple(searches(vault, going)),
        came=len(report_copies.come(vault, doomed)),
        stopped=sum(delivery.state in OPEN for delivery in report_copies.list_doomed_deliveries(vault, doomed)),
        linked=linked,
    )


def _file_of(vault: Vault, item: Record) -> DestructionPreview:
    """Return everything to destroy if the original file of an evidence item is destroyed and its record stays."""
    sha256 = _hash(item)
    file = files.by_hash(vault, sha256) if sha256 else None
    if sha256 is None or file is None:
        raise InputRefused(Phrase("{ref} has no original in this vault.", ref=item.ref), "Nothing was changed.")
    doomed = DestructionSet((), (sha256,))
    same = _loaded(vault, record_lists.list_users_of_file(vault.con, sha256))
    return DestructionPreview(
        records=(item, *(record for record in same if record.id != item.id)),
        files=(file,),
        shared_with=_shared_with(vault, {record.id for record in same}),
        came=len(report_copies.come(vault, doomed)),
        stopped=sum(delivery.state in OPEN for delivery in report_copies.list_doomed_deliveries(vault, doomed)),
        file_only=True,
    )


def destroy(vault: Vault, going: DestructionPreview, reason: str = "") -> Changed:
    """Destroy exactly the data that `look` showed, in one transaction; `finish` removes the traces. There is no undo.

    Raises InputRefused if more records belong to it since then, or the reason is too long; then nothing is changed.
    """
    if len(reason) > MOST_REASON:
        raise InputRefused(
            Phrase("The reason is longer than {most} characters.", most=MOST_REASON), "Nothing was destroyed."
        )
    with write_records(vault) as writer:
        if going.file_only:
            _file_goes(vault, going, reason)
        else:
            _want_unchanged(vault, going)
            doomed = _doomed(going.records)
            store.delete_file_keys(vault, report_copies.files_of(vault, doomed))
            report_copies.take_out(vault, doomed)
            _mark_acts(vault, going.records)
            forget(vault, going.records)
            for record in going.records:
                _note(vault, record, _hash(record) or bytes(32), reason)
                writer.destroy(record)
            for sha256 in doomed.hashes:
                if not record_lists.list_users_of_file(vault.con, sha256):
                    store.drop_words(vault, sha256)
        store.drop_reasons(vault)
        store.leave_traces(vault)
    return Changed(EVERYTHING.kinds, tuple(record.id for record in going.records))


def _mark_acts(vault: Vault, going: Sequence[Record]) -> None:
    """Mark the acts that lose a victim: nobody can agree to their words any more."""
    people = (record.id for record in going if record.kind == "actor")
    for near in (row for id_ in people for row in links.list_incoming(vault.con, id_)):
        if near.role == "victim" and near.kind == vault.kinds["act"].number:
            vault.set(BEREFT + near.id.hex(), b"")


def _file_goes(vault: Vault, going: DestructionPreview, reason: str) -> None:
    for file in going.files:
        store.delete_file_keys(vault, [file])
        store.drop_words(vault, file.sha256)
        files.forbid(vault, file.sha256)
        report_copies.take_out(vault, DestructionSet((), (file.sha256,)))
        for record in going.records:
            _note(vault, record, file.sha256, reason)


def _want_unchanged(vault: Vault, going: DestructionPreview) -> None:
    """Raise InputRefused unless destroying the first record would still take exactly the records that were shown."""
    now = owned_records.find_owned_records(vault, going.records[0].id, going.linked)[0]
    if set(_ids(_loaded(vault, now))) != {record.id for record in going.records}:
        raise InputRefused(
            "The record changed since you read it.", "Nothing was destroyed. Read the list of records again."
        )


def _note(vault: Vault, record: Record, sha256: bytes, reason: str) -> None:
    custody.append(
        vault.con, record.id, Action.DESTROYED, vault.author, sha256, reason=reason, at=vault.now(),
        clock_state=clock.state(vault),
    )  # fmt: skip


def has_pending_traces(vault: Vault) -> bool:
    """Return True if traces of destroyed data must still be removed."""
    return store.has_pending_destruction(vault)


def backups(vault: Vault) -> list[tuple[str, int]]:
    """Return the folder and the time of each backup of this vault; backups keep the data that is destroyed here."""
    return [(row.folder, row.at) for row in backup.list_backups(vault.con)]


def finish(vault: Vault, db: Db | None = None, long_step: Db | None = None, told: Told = ignore_progress) -> bool:
    """Remove the traces of destroyed data and return True if none is left; after a kill, the next start continues.

    On a thread that does not own the vault, `db` runs the short steps and `long_step` the step that takes seconds.
    `told` gets the approximate progress in pages of the index; an error of `told` only delays the rest. Raises
    StorageFailed if there is no space to write the database again. The data is destroyed in any case; its traces are
    removed when there is space.
    """
    run = db or (lambda step: step(vault))
    if not run(store.has_pending_destruction):
        return True
    run(store.delete_files)
    pages = int(str(run(store.pages_of_words)))
    done, more = 0, run(lambda vault: store.merge_words(vault, True))
    while more:
        done += store.MERGED
        told(min(done, pages), pages)
        more = run(lambda vault: store.merge_words(vault, False))
    return bool((long_step or run)(store.write_anew))


# Records, files and contacts.
def _loaded(vault: Vault, ids: Collection[bytes]) -> tuple[Record, ...]:
    return tuple(record for id_ in ids if (record := rows.load(vault.con, id_)) is not None)


def _ids(records: Sequence[Record]) -> list[bytes]:
    return [record.id for record in records]


def _hash(record: Record) -> bytes | None:
    sha256 = record.fields.get("sha256")
    return bytes.fromhex(sha256) if isinstance(sha256, str) else None


def _doomed(records: Sequence[Record]) -> DestructionSet:
    named = (record.fields.get(name) for record in records for name in ("sha256", "recipe_file"))
    return DestructionSet(
        frozenset(_ids(records)), frozenset(bytes.fromhex(one) for one in named if isinstance(one, str))
    )


def _shared_with(vault: Vault, ids: Collection[bytes]) -> tuple[Record, ...]:
    contacts: dict[bytes, None] = {}
    for id_ in ids:
        contacts |= dict.fromkeys(shared_records.list_recipients(vault.con, id_))
    return _loaded(vault, contacts)


def drafts(vault: Vault, going: Sequence[Record]) -> list[str]:
    """Return the names of the drafts of these records, and of drafts that mention a record."""
    marks = [mark for record in going for mark in (record.id.hex(), record.ref)]
    rows = stored.list_drafts(vault.con)
    return [row.name for row in rows if any(mark in row.name or mark in row.body for mark in marks)]


def searches(vault: Vault, going: Sequence[Record]) -> list[Search]:
    """Return the saved searches that name one of these records by its id, short code or full title."""
    marks = [fold(mark) for record in going for mark in (record.id.hex(), record.ref, record.title)]
    return [
        one
        for one in search.list_saved_searches(vault)
        if any(len(m) >= SHORTEST and m in fold(one.key) for m in marks)
    ]


def forget(vault: Vault, going: Sequence[Record]) -> None:
    """Delete all these data. In the transaction that destroys these records."""
    for name in drafts(vault, going):
        kept.drop(vault, name)
    for one in searches(vault, going):
        search.forget(vault, one)
    for record in going:
        _settings(vault, record.id)
        if record.kind == "actor":
            _drop_wordings(vault, str(record.fields.get("alias", "")))
        if record.kind == "contact":
            store.drop_contact(vault, record.id)


def _drop_wordings(vault: Vault, alias: str) -> None:
    """Delete the wordings of other records that have the alias of a destroyed person."""
    for name, value in settings.list_settings(vault.con, WORDING):
        if has_words(value.decode(), alias):
            settings.forget_mentions(vault.con, name, bytes.fromhex(name.removeprefix(WORDING)[:32]))


def _settings(vault: Vault, id_: bytes) -> None:
    """Delete the settings about this record: duplicate decisions, merges, its card, and wordings of its texts."""
    for prefix in (SAID, HEIR, GIVEN, BEREFT, WORDING):
        settings.forget_mentions(vault.con, prefix, id_)
