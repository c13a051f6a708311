"""Merge two records that are the same, and undo a merge: a person's decision, in one transaction each."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions.kernel import dates
from app.actions.kernel.change_set import Changed
from app.actions.kernel.owned_records import HEIR
from app.actions.kernel.records import record_of, write_records
from app.domain.fields import Level, Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.domain.release.consents import reopens
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

_LONGEST = 100
"""The most merges that are followed from one record to the next; no person makes more."""


@frozen
class MergeResult:
    """The changes of a merge, to undo it."""

    kept: bytes
    other: bytes
    moved: Sequence[tuple[bytes, str, bool]]
    """The sources and roles of the links that lead to the kept record now, each True if it had the link before."""
    taken: Sequence[tuple[str, bytes]]
    """Links, by role and target, that the kept record has from the other."""
    before: Mapping[str, Value]
    """The values that the fields from the other had before; a missing field was empty."""
    after: Mapping[str, Value]
    changed: Changed


def join(vault: Vault, keep: str, other: str) -> MergeResult:
    """Merge two records: links to the other lead to the kept record, which takes values that it does not have.

    If both have a value, the kept record's value stays, except for protection: the stricter level, a protected person.
    The other is removed, but not destroyed; data that arrives for it later goes to the kept record (`heir`). Raises
    InputRefused for two kinds, a removed record, versions that wait for a decision, and a yes that would end a no.
    """
    kept, gone = record_of(vault, keep), record_of(vault, other)
    if kept.kind != gone.kind or kept.id == gone.id:
        raise InputRefused(Phrase("{one} and {other} cannot be the same.", one=kept.ref, other=gone.ref))
    for record in (kept, gone):
        _want_whole(record)
    if reopens(kept, *(dates.list_answers(vault, one.id) for one in (kept, gone))):
        raise InputRefused(
            Phrase("{one} and {other}: one has a no, and the other a later yes.", one=kept.ref, other=gone.ref),
            "Nothing was changed. Ask the person, and add the answer to each of the two.",
        )
    after = _taken(vault.kinds[kept.kind], kept, gone)
    with write_records(vault) as writer:
        vault.set(HEIR + gone.id.hex(), kept.id)
        moved = _move(vault, writer, gone.id, kept.id)
        taken = _missing(vault, kept, gone)
        for role, target in taken:
            writer.link(kept.id, role, target)
        writer.edit(kept, after, after)
        writer.set_removed(gone, True)
    before = {name: kept.fields[name] for name in after if name in kept.fields}
    changed = Changed(frozenset({kept.kind, "distinct_pair"}), (kept.id, gone.id))
    return MergeResult(kept.id, gone.id, moved, taken, before, after, changed)


def unmerge_records(vault: Vault, joined: MergeResult) -> Changed:
    """Undo a merge; later changes to the kept record stay.

    Raises InputRefused if the kept record was removed since then, or merged into a third.
    """
    kept, other = record_of(vault, joined.kept.hex()), record_of(vault, joined.other.hex())
    if kept.removed:
        raise InputRefused(
            Phrase("Someone removed {ref} after that.", ref=kept.ref), "Nothing was changed. Restore the record first."
        )
    with write_records(vault) as writer:
        writer.set_removed(other, False)
        for source, role, had in joined.moved:
            if not _named(vault, source, role, kept.id):
                continue  # someone removed the link since then
            if not had:
                _unlink(vault, writer, source, role, kept.id)
            writer.link(source, role, other.id)
        for role, target in joined.taken:
            _unlink(vault, writer, kept.id, role, target)
        ours = [name for name, value in joined.after.items() if kept.fields.get(name) == value]
        writer.edit(kept, {name: joined.before[name] for name in ours if name in joined.before}, ours)
    return joined.changed


def heir(vault: Vault, record: Record) -> Record | None:
    """Return the last record into which a removed record was merged, directly or in steps, or None."""
    found: Record | None = record
    for _ in range(_LONGEST):
        if found is None or not found.removed:
            break
        kept = vault.get(HEIR + found.id.hex())
        found = store.load(vault.con, kept) if kept else None
    return None if found is record else found


def _want_whole(record: Record) -> None:
    if record.removed:
        raise InputRefused(Phrase("{ref} was removed.", ref=record.ref), "Nothing was changed.")
    if record.conflicts:
        raise InputRefused(
            Phrase("{ref} has different values. Choose between them first.", ref=record.ref),
            "Nothing was changed.",
        )


def _taken(kind: Kind, kept: Record, gone: Record) -> dict[str, Value]:
    """Return the fields that the kept record takes, without those that would contradict its own."""
    fresh = {name: value for name, value in gone.fields.items() if name not in kept.fields}
    for name in kind.disagreeing({**fresh, **kept.fields}, fresh):
        fresh.pop(name, None)
        fresh.pop(kind.fields[name].at_most, None)
    fresh.pop("sensitivity", None)
    if _level(kind, gone) > _level(kind, kept):
        fresh["sensitivity"] = _level(kind, gone).name
    if gone.fields.get("protected") is True and kept.fields.get("protected") is not True:
        fresh["protected"] = True
    return fresh


def _level(kind: Kind, record: Record) -> Level:
    given = str(record.fields.get("sensitivity", kind.level.name))
    return Level[given] if given in Level.__members__ else Level.V


def _move(vault: Vault, writer: store.Writer, old: bytes, new: bytes) -> list[tuple[bytes, str, bool]]:
    """Move every link from `old` to `new`; return the moved ones."""
    moved = []
    for link in links.list_links_to(vault.con, old):
        had = _named(vault, link.source, link.role, new)
        writer.unlink(link.id)
        writer.link(link.source, link.role, new)
        moved.append((link.source, link.role, had))
    return moved


def _missing(vault: Vault, kept: Record, gone: Record) -> list[tuple[str, bytes]]:
    """Return the links of one record, by role and target, that the other can take."""
    mine = store.links_of(vault.con, kept.id)
    found = []
    for link in store.links_of(vault.con, gone.id):
        role = vault.kinds[kept.kind].role(link.role)
        here = [row.target for row in mine if row.role == link.role]
        if role is not None and link.target not in here and (role.many or not here):
            found.append((link.role, link.target))
    return found


def _named(vault: Vault, source: bytes, role: str, target: bytes) -> bool:
    return any((link.role, link.target) == (role, target) for link in store.links_of(vault.con, source))


def _unlink(vault: Vault, writer: store.Writer, source: bytes, role: str, target: bytes) -> None:
    for link in store.links_of(vault.con, source):
        if (link.role, link.target) == (role, target):
            writer.unlink(link.id)
