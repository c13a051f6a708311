"""Add, show, edit, archive, link, find and count records; one function for each action."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from app.actions.kernel import dates, overlaps, step_states
from app.actions.kernel.change_set import Changed
from app.domain import change as changes
from app.domain.change import Change, FieldEdit, Merged
from app.domain.kind import SEAL, Kind, Role, ask_for, join_reasons
from app.domain.record import Link, Record
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.mail import teams
from app.store.records import journals, links, proposals, titles
from app.store.records import record_rows as store
from app.store.records import search as finding
from app.store.records.record_rows import Writer
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

Given = Mapping[str, object]
"""Fields and links from a person: roles hold an id, a short code, or a new record."""


@contextmanager
def write_records(vault: Vault) -> Iterator[Writer]:
    """Open the one transaction of a save; the index and the titles are refreshed before it commits."""
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, int(vault.clock() * 1000), vault.random)
        yield writer
        teams.touch(con, writer.finish(), vault.author, vault.now(), vault.random)


def kind_named(vault: Vault, name: str) -> Kind:
    """Return a declared kind that can be used; real names have separate functions (`actions.second`)."""
    kind = vault.kinds.get(name)
    if kind is None:
        raise NotFound(Phrase("There is no kind {name}.", name=name), "See: amparo kinds")
    if kind.sealed:
        raise InputRefused(
            Phrase("{kind}: needs the names password.", kind=Phrase(kind.label)),
            "Here only the alias is used. See: amparo second --help",
        )
    return kind


def record_of(vault: Vault, handle: str) -> Record:
    """Return the record with this id or short code, or raise NotFound."""
    if (record := store.find(vault.con, handle)) is None:
        raise NotFound(Phrase("There is no record {handle}.", handle=handle), "Look for it with: amparo search TEXT")
    return record


def add(vault: Vault, kind_name: str, given: Given, import_key: str | None = None) -> tuple[Record, Changed]:
    """Save a new record with all new records inside it, in one transaction.

    Raises InputRefused that names every refused field; then nothing was stored.
    """
    kind = kind_named(vault, kind_name)
    _may_change(kind, adds=True)
    with write_records(vault) as writer:
        made: list[bytes] = []
        id_ = _add(vault, writer, kind, given, import_key, made, "")
        overlaps.keep_apart(vault, made, refusal)
        step_states.follow_steps(vault, writer, made, refusal, written=made)
    dates.note_limit(vault, given)
    return _reload(vault, id_), _changed(vault, made)


def register(vault: Vault, writer: Writer, kind: Kind, given: Given) -> bytes:
    """Write a record of a `registered` kind and return its id, in the transaction of the act. Raises InputRefused."""
    return _add(vault, writer, kind, given, None, [], "")


def _add(
    vault: Vault, writer: Writer, kind: Kind, given: Given, import_key: str | None, made: list[bytes], path: str,
    whole: tuple[Role, bytes] | None = None,
) -> bytes:  # fmt: skip
    """Make a record; `whole` is the role and the record that contains it; the caller links it."""
    fields, roles, parts = _sorted(vault, kind, given, path)
    kept, refused = kind.checked(fields, vault.words)
    refused |= {f.name: ask_for(f) for f in kind.own if f.required and f.name not in kept and f.name not in refused}
    refused |= kind.disagreeing(kept, kept) | kind.asked(fields, dates.today(vault), {})
    refused |= {
        r.name: ask_for(r) for r in kind.roles if r.required and r not in roles and (whole is None or r != whole[0])
    }
    if refused:
        raise refusal(kind, refused, path)
    kept |= dates.words(kind, fields, kept.get("source_row"))
    id_ = vault.random(16)
    made.append(id_)
    links = [
        (role.name, _target(vault, writer, role, value, made, f"{path}{role.name}."))
        for role, values in roles.items() for value in values
    ]  # fmt: skip
    around = [*links, *([(whole[0].name, whole[1])] if whole else [])]
    kept |= dates.find_missing_date(vault, kind, kept, around, bool(import_key))
    if kind.signed:
        kept[SEAL] = journals.seal(vault, id_, kept, around)
    writer.create(kind, kept, import_key=import_key, id_=id_)
    for name, target in links:
        writer.link(id_, name, target)
    for role, part, inner in parts:
        _attach(vault, writer, id_, role, part, inner, made, path)
    return id_


def _attach(
    vault: Vault, writer: Writer, whole: bytes, role: Role, part: Kind, rows: Sequence[object], made: list[bytes],
    path: str,
) -> None:  # fmt: skip
    """Make each row a part of `whole`: a new record, or an existing one by its id."""
    for row in rows:
        if isinstance(row, str):
            below = record_of(vault, row)
            if below.kind != part.name:
                raise InputRefused(
                    Phrase(
                        "{field}: {ref} is a {kind}, not {wanted}.",
                        field=f"{path}{part.name}",
                        ref=below.ref,
                        kind=below.kind,
                        wanted=part.name,
                    )
                )
            _may_change(part)
            _relink(vault, writer, below.id, role, [whole])
            made.append(below.id)
        elif isinstance(row, dict):
            writer.link(
                _add(vault, writer, part, row, None, made, f"{path}{part.name}.", (role, whole)), role.name, whole
            )
        else:
            raise refusal(part, {part.name: Phrase("must be an id, or a record as an object")}, path)


def _sorted(
    vault: Vault, kind: Kind, given: Given, path: str
) -> tuple[dict[str, object], dict[Role, list[object]], list[tuple[Role, Kind, list[object]]]]:
    """Split the values into fields, links and parts ("act": {...} of an event, "event": ["IN-..."] of a case)."""
    fields: dict[str, object] = {}
    roles: dict[Role, list[object]] = {}
    parts: list[tuple[Role, Kind, list[object]]] = []
    rows: list[object]
    for name, value in given.items():
        role = kind.role(name)
        if role is not None:
            rows = value if isinstance(value, list) else [value]
            if len(rows) > 1 and not role.many:
                raise refusal(kind, {name: Phrase("can have only one")}, path)
            roles[role] = [row for row in rows if row not in (None, "")]
        elif name not in kind.fields and value is not None and (found := _part(vault, kind, name)):
            parts.append((found[0], found[1], value if isinstance(value, list) else [value]))
        elif name != "kind" or "kind" in kind.fields:
            fields[name] = value
    return kind.current(fields), {role: rows for role, rows in roles.items() if rows}, parts


def _part(vault: Vault, kind: Kind, name: str) -> tuple[Role, Kind] | None:
    """Return the kind with this name and its role as a part of `kind`."""
    part = vault.kinds.get(name)
    if part is None or part.sealed:
        return None
    return next(((role, part) for role in part.roles if role.part and kind.name in role.to), None)


def _target(vault: Vault, writer: Writer, role: Role, value: object, made: list[bytes], path: str) -> bytes:
    if isinstance(value, str):
        record = record_of(vault, value)
        if record.kind not in role.to:
            raise InputRefused(
                Phrase(
                    "{field}: {ref} is a {kind}, not {wanted}.",
                    field=path.rstrip("."),
                    ref=record.ref,
                    kind=record.kind,
                    wanted=" or ".join(role.to),
                )
            )
        return record.id
    if not isinstance(value, dict):
        raise InputRefused(Phrase("{field}: must be an id or a record.", field=path.rstrip(".")))
    kind = choose_part_kind(vault, role, value)
    inner = {k: v for k, v in value.items() if k != "kind" or v != kind.name}
    return _add(vault, writer, kind, inner, None, made, path)


def choose_part_kind(vault: Vault, role: Role, value: Given) -> Kind:
    """Return the kind of a new record inside another: the named kind, or the first that has all its fields."""
    name = str(value.get("kind", ""))
    if name not in role.to:
        name = next((to for to in role.to if value.keys() <= vault.kinds[to].fields.keys()), role.to[0])
    return kind_named(vault, name)


def refusal(kind: Kind, refused: Mapping[str, str], path: str) -> InputRefused:
    """Return the error that names every refused field of a kind with its reason; `path` leads to the kind."""
    rows: list[dict[str, object]] = [{"field": f"{path}{name}", "reason": why} for name, why in sorted(refused.items())]
    first = join_reasons((str(row["field"]), str(row["reason"])) for row in rows)
    return InputRefused(
        Phrase("{kind}: {first}", kind=Phrase(kind.label), first=first),
        Phrase("Nothing was stored. See: amparo kinds {kind}", kind=kind.name),
        refused=rows,
    )


def title(vault: Vault, record: Record, language: str) -> str:
    """Return a record's title in a language; a title from codes is stored in English."""
    return record.title if language == "en" else titles.make_title(vault.con, vault.words, record, language)


def _reload(vault: Vault, id_: bytes) -> Record:
    record = store.load(vault.con, id_)
    if record is None:
        raise NotFound("The record is gone.")
    return record


def _changed(vault: Vault, ids: Sequence[bytes]) -> Changed:
    kinds = {record.kind for id_ in ids if (record := store.load(vault.con, id_)) is not None}
    return Changed(frozenset(kinds), tuple(ids))


def edit(vault: Vault, handle: str, given: Given, by_program: bool = False) -> tuple[Record, Changed]:
    """Set the given fields of a record (null clears one) and add the given links; this settles conflicts in them.

    In a role for one link, the new one replaces the old one; null removes all. Only the program edits `registered`.
    """
    from app.domain.release.copies import refuse_readers  # not before the first edit

    record = record_of(vault, handle)
    kind = kind_named(vault, record.kind)
    if not (by_program and given.keys() <= {*kind.registered}):
        _may_change(kind)
    fields, roles, parts = _sorted(vault, kind, given, "")
    kept, refused = kind.checked(fields, vault.words)
    refused |= {f.name: ask_for(f) for f in kind.own if f.required and f.name in fields and f.name not in kept}
    refused |= {r.name: ask_for(r) for r in kind.roles if r.required and r.name in given and r not in roles}
    if record.fields.get("covers") and "covers" in fields and "covers" not in kept:
        refused["covers"] = Phrase("This yes is for files. Record a new answer for all uses.")
    refused |= {} if by_program else refuse_readers(record, kept)
    refused |= kind.disagreeing({**{n: v for n, v in record.fields.items() if n not in fields}, **kept}, fields)
    if kind.asked(fields, dates.today(vault), {}):
        refused |= kind.asked(fields, dates.today(vault), dates.said_before(vault, record.id))
    if refused:
        raise refusal(kind, refused, "")
    more = dates.words(kind, fields, kept.get("source_row", record.fields.get("source_row")))
    made = [record.id]
    with write_records(vault) as writer:
        writer.edit(record, kept | more, {**fields, **more})
        for role in kind.roles:
            if role.name in given:
                new = [_target(vault, writer, role, one, made, f"{role.name}.") for one in roles.get(role, [])]
                _relink(vault, writer, record.id, role, new)
        for role, part, inner in parts:
            _attach(vault, writer, record.id, role, part, inner, made, "")
        moved = kind.apart is None or given.keys() & {*kind.apart[:3]}
        overlaps.keep_apart(vault, made if moved else made[1:], refusal)
        step_states.follow_steps(vault, writer, made, refusal, "status" in fields, made[1:])
    dates.note_limit(vault, kept)
    return _reload(vault, record.id), _changed(vault, made)


def _may_change(kind: Kind, adds: bool = False) -> None:
    if kind.registered:
        raise InputRefused(
            Phrase("{kind}: only Amparo writes this list.", kind=Phrase(kind.plural)),
            "Nothing was changed. Note a recipient or an answer with: amparo paper given, amparo paper answer.",
        )
    if kind.append_only and not adds:
        raise InputRefused(
            Phrase("{kind}: an entry cannot be changed.", kind=Phrase(kind.label)),
            "Nothing was changed. Write a new entry with the correction.",
        )


def _relink(vault: Vault, writer: Writer, source: bytes, role: Role, targets: Sequence[bytes]) -> None:
    """Link to the targets; unlink the earlier targets if the role takes one or is cleared."""
    if not targets or not role.many:
        for old in store.links_of(vault.con, source):
            if old.role == role.name and old.target not in targets:
                writer.unlink(old.id)
                step_states.leave_step(vault, writer, old.target)
    for target in targets:
        writer.link(source, role.name, target)


def remove(vault: Vault, handle: str) -> tuple[Record, Changed]:
    """Archive a record; it can be restored, and no data is destroyed."""
    return _set_removed(vault, handle, True)


def restore(vault: Vault, handle: str) -> tuple[Record, Changed]:
    """Restore an archived record."""
    return _set_removed(vault, handle, False)


def _set_removed(vault: Vault, handle: str, removed: bool) -> tuple[Record, Changed]:
    record = record_of(vault, handle)
    _may_change(vault.kinds[record.kind])
    with write_records(vault) as writer:
        writer.set_removed(record, removed)
        step_states.follow_steps(vault, writer, [record.id], refusal)
    dates.note_limit(vault, dates.LIMITS if record.kind == "consent_record" else ())
    return _reload(vault, record.id), _changed(vault, [record.id])


def link(vault: Vault, source: str, role_name: str, target: str) -> tuple[Link, Changed]:
    """Link one record to another in a role that its kind declares."""
    first, second = record_of(vault, source), record_of(vault, target)
    role = kind_named(vault, first.kind).role(role_name)
    _may_change(vault.kinds[first.kind], adds=True)
    if role is None or second.kind not in role.to:
        known = ", ".join(r.name for r in vault.kinds[first.kind].roles) or "none"
        raise InputRefused(
            Phrase("A {kind} has no role {role} for a {other}.", kind=first.kind, role=role_name, other=second.kind),
            Phrase("Roles of {kind}: {roles}.", kind=first.kind, roles=known),
        )
    if not role.many and any(row.role == role_name for row in store.links_of(vault.con, first.id)):
        _may_change(vault.kinds[first.kind])
    with write_records(vault) as writer:
        _relink(vault, writer, first.id, role, [second.id])
        id_ = writer.link(first.id, role_name, second.id)
        overlaps.keep_apart(vault, [first.id], refusal)
        step_states.follow_steps(vault, writer, [first.id], refusal)
    return Link(id_, first.id, role_name, second.id), _changed(vault, [first.id, second.id])


BEHIND = "behind the second lock"
"""The text for each value of a sealed record in places that do not open it."""


def _closed(vault: Vault, record: Record) -> Record:
    """Return a record for display: a sealed one shows only the names of its values."""
    return record._replace(fields=dict.fromkeys(record.fields, BEHIND)) if vault.kinds[record.kind].sealed else record


class RecordDetails(NamedTuple):
    """A record for display: its outgoing links, its parts (incoming links), and its conflicts."""

    record: Record
    links: tuple[tuple[str, Record], ...]
    parts: tuple[tuple[str, Record], ...]
    merged: Merged


def show(vault: Vault, handle: str) -> RecordDetails:
    """Return one record with its links, parts and conflicts."""
    record = record_of(vault, handle)
    out = [(row.role, row.target) for row in store.links_of(vault.con, record.id)]
    parts = [(row.role, row.id) for row in links.list_incoming(vault.con, record.id, by_date=True)]
    known = store.changes_of(vault.con, record.id)
    merged = changes.merge_changes(vault.kinds[record.kind], known, proposals.preference_rule(vault.con, vault.ours))
    return RecordDetails(_closed(vault, record), _resolved(vault, out), _resolved(vault, parts), merged)


def _resolved(vault: Vault, rows: Sequence[tuple[str, bytes]]) -> tuple[tuple[str, Record], ...]:
    found = [(role, store.load(vault.con, id_)) for role, id_ in rows]
    return tuple((role, _closed(vault, record)) for role, record in found if record is not None and not record.removed)


def history(vault: Vault, handle: str) -> list[Change]:
    """Return every change of a record for display, oldest first."""
    record = record_of(vault, handle)
    found = sorted(store.changes_of(vault.con, record.id), key=lambda change: change.order)
    if not vault.kinds[record.kind].sealed:
        return found
    said = {True: None, False: BEHIND}
    return [
        change._replace(fields={n: FieldEdit(e.replaced, said[e.value is None]) for n, e in change.fields.items()})
        for change in found
    ]


def _known(vault: Vault, query: Query) -> None:
    if query.kind is not None:
        kind_named(vault, query.kind)


def find(vault: Vault, query: Query) -> list[Record]:
    """Return the records that a query finds, newest first."""
    _known(vault, query)
    return store.load_rows(vault.con, finding.list_order_keys(vault.con, query))


def count_matches(vault: Vault, query: Query, most: int | None = None) -> int:
    """Return the exact number of records that a query finds; above `most`, any larger number."""
    _known(vault, query)
    return finding.count_matches(vault.con, query, most)


def count(
    vault: Vault, kind_name: str, by: Sequence[str], where: Sequence[tuple[str, str]] = ()
) -> tuple[int, list[tuple[list[object], int]]]:
    """Return the number of records of a kind, in total and by one or two fields. The unit is the record."""
    kind = kind_named(vault, kind_name)
    whole = finding.count_matches(vault.con, Query(kind_name, where=tuple(where)))
    return whole, finding.group(vault.con, kind, by, where) if by else []
