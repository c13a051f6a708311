"""Destroying for good: one record, one file, or a case with all that belongs to it alone.

What is destroyed is gone from records, history, links, the index, drafts, settings and mail, its keys first of all.
What stays on purpose is a line of custody for each record: that it was destroyed, when and why, under its id; nothing
says what it was. By that line a copy that comes later is not taken in by itself. There is no way back.
"""

from collections.abc import Callable, Collection, Sequence

from attrs import frozen

from app.actions import belonging, clock, mailed, remains
from app.actions.changed import Changed
from app.actions.db import Db
from app.actions.mailed import Doomed
from app.actions.records import record_of, writing
from app.actions.searches import Search
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store import custody, files
from app.store import destroying as store
from app.store import records as rows
from app.store.blobs import StoredBlob
from app.store.outbox import OPEN
from app.store.vault import Vault
from crypto.custody import Action
from sync.ports import Told, untold

Task = Callable[[Vault, Db, Told], bool]
"""Long work that says at its end whether no trace is left."""
MOST_REASON = 500
"""Characters of the longest reason; it stays in the line of custody for ever."""


@frozen
class Going:
    """What would go, the record that was named first, and what would stay.

    `stays` has records that belong to it but to another one too, each with that other one; `loses` those that name
    what goes and lose the link. `shared_with` are contacts who keep what they were sent, `stopped` counts reports that
    are on their way and would be stopped, `came` those that came with it.
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
    file_only: bool = False


def look(vault: Vault, handle: str, *, linked: bool | None = None, file_only: bool = False) -> Going:
    """Return what destroying a record would take; nothing is changed.

    Its parts go with it, but those that are a part of another record too. With `linked`, usual for a case, go people,
    places and whatever else nothing but these records names. `file_only` takes the original of a piece of evidence
    and leaves its record.
    """
    root = record_of(vault, handle)
    if file_only:
        return _file_of(vault, root)
    ids, stays = belonging.of(vault, root.id, root.kind == "case" if linked is None else linked)
    going = _loaded(vault, [root.id, *sorted(ids - {root.id})])
    doomed = _doomed(going)
    pairs = [_loaded(vault, pair) for pair in stays.items()]
    return Going(
        records=going,
        files=tuple(mailed.files_of(vault, doomed)),
        stays=tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2),
        loses=_loaded(vault, belonging.named_by(vault, ids)),
        shared_with=_shared_with(vault, ids),
        drafts=tuple(remains.drafts(vault, going)),
        searches=tuple(remains.searches(vault, going)),
        came=len(mailed.come(vault, doomed)),
        stopped=sum(delivery.state in OPEN for delivery in mailed.sent(vault, doomed)),
    )


def _file_of(vault: Vault, item: Record) -> Going:
    """Return what goes where the original of a piece of evidence goes and the record of it stays."""
    sha256 = _hash(item)
    file = files.by_hash(vault, sha256) if sha256 else None
    if sha256 is None or file is None:
        raise InputRefused(Phrase("{ref} has no original in this vault.", ref=item.ref), "Nothing was changed.")
    doomed = Doomed((), (sha256,))
    same = _loaded(vault, mailed.holding(vault, sha256))
    return Going(
        records=(item, *(record for record in same if record.id != item.id)),
        files=(file,),
        shared_with=_shared_with(vault, {record.id for record in same}),
        came=len(mailed.come(vault, doomed)),
        stopped=sum(delivery.state in OPEN for delivery in mailed.sent(vault, doomed)),
        file_only=True,
    )


def destroy(vault: Vault, going: Going, reason: str = "") -> Changed:
    """Destroy exactly what `look` showed, in one transaction; `finish` takes the traces. There is no way back.

    Raises InputRefused where other records have come to belong to it since then; nothing was changed.
    """
    if len(reason) > MOST_REASON:
        raise InputRefused(
            Phrase("The reason is longer than {most} characters.", most=MOST_REASON), "Nothing was destroyed."
        )
    with writing(vault) as writer:
        if going.file_only:
            _file_goes(vault, going, reason)
        else:
            _want_unchanged(vault, going)
            doomed = _doomed(going.records)
            store.doom(vault, mailed.files_of(vault, doomed))
            mailed.take_out(vault, doomed)
            remains.forget(vault, going.records)
            for record in going.records:
                _note(vault, record, _hash(record) or bytes(32), reason)
                writer.destroy(record)
            for sha256 in doomed.hashes:
                if not mailed.holding(vault, sha256):
                    store.drop_words(vault, sha256)
        store.drop_reasons(vault)
        store.leave_traces(vault)
    return Changed(frozenset(record.kind for record in going.records), tuple(record.id for record in going.records))


def _file_goes(vault: Vault, going: Going, reason: str) -> None:
    for file in going.files:
        store.doom(vault, [file])
        store.drop_words(vault, file.sha256)
        files.forbid(vault, file.sha256)
        mailed.take_out(vault, Doomed((), (file.sha256,)))
        for record in going.records:
            _note(vault, record, file.sha256, reason)


def _want_unchanged(vault: Vault, going: Going) -> None:
    """Raise InputRefused where what was looked at is not all any more, or belongs to something else too."""
    ids = {record.id for record in going.records}
    now = set(_ids(_loaded(vault, ids)))
    parts = belonging.of(vault, going.records[0].id, False)[0]
    if now != ids or not parts <= ids:
        raise InputRefused("It was changed since you looked.", "Nothing was destroyed. Look once more what would go.")


def _note(vault: Vault, record: Record, sha256: bytes, reason: str) -> None:
    custody.append(
        vault.con, record.id, Action.DESTROYED, vault.author, sha256, reason=reason, at=vault.now(),
        clock_state=clock.state(vault),
    )  # fmt: skip


def pending(vault: Vault) -> bool:
    """Return whether traces of what was destroyed are still to be taken."""
    return store.pending(vault)


def backups(vault: Vault) -> list[tuple[str, int]]:
    """Return the folders of the backups that this vault made, each with its time: they keep what is destroyed here."""
    rows_ = vault.con.execute("SELECT folder, at FROM backup ORDER BY at DESC").fetchall()
    return [(folder, at) for folder, at in rows_]


def finish(vault: Vault, db: Db | None = None, long_step: Db | None = None, told: Told = untold) -> bool:
    """Take the traces of what was destroyed and return whether none is left; killed, it goes on at the next start.

    On another thread than the store's, `db` runs its short steps and `long_step` the one that takes seconds; `told`
    hears of pages of the index, about, and what it raises only puts the rest off. Raises StorageFailed where there is
    no room to write the database anew: what was destroyed is gone all the same, its traces go once there is room.
    """
    run = db or (lambda step: step(vault))
    if not run(store.pending):
        return True
    run(store.delete_files)
    pages = int(str(run(store.pages_of_words)))
    done, more = 0, run(lambda vault: store.merge_words(vault, True))
    while more:
        done += store.MERGED
        told(min(done, pages), pages)
        more = run(lambda vault: store.merge_words(vault, False))
    return bool((long_step or run)(store.write_anew))


# What belongs to it.


def _loaded(vault: Vault, ids: Collection[bytes]) -> tuple[Record, ...]:
    return tuple(record for id_ in ids if (record := rows.load(vault.con, id_)) is not None)


def _ids(records: Sequence[Record]) -> list[bytes]:
    return [record.id for record in records]


def _hash(record: Record) -> bytes | None:
    sha256 = record.fields.get("sha256")
    return bytes.fromhex(sha256) if isinstance(sha256, str) else None


def _doomed(records: Sequence[Record]) -> Doomed:
    return Doomed(frozenset(_ids(records)), frozenset(hash_ for record in records if (hash_ := _hash(record))))


def _shared_with(vault: Vault, ids: Collection[bytes]) -> tuple[Record, ...]:
    contacts: dict[bytes, None] = {}
    for id_ in ids:
        rows_ = vault.con.execute("SELECT contact FROM shared WHERE record = ?", (id_,))
        contacts |= {bytes(row[0]): None for row in rows_}
    return _loaded(vault, contacts)
