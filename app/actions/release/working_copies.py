"""Make a working copy of a picture, a PDF, a film or sound from a recipe: checked, stored and recorded, or nothing.

A copy is evidence with a link `copy_of` to its original. Its recipe is a file of the vault. The original stays as it
is. A confined child paints, and a fresh one checks the copy before it is saved.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.vault_links import find_hidden_people, name_answers, name_noes
from app.actions.kernel.vault_links import find_late_refusals as find_late_refusals
from app.actions.kernel.vault_links import is_ours as is_ours
from app.actions.records import evidence
from app.actions.records.evidence import Item
from app.actions.release import copy_records, film_copies, known_names
from app.actions.release.copy_orders import NO_COPY, list_order_people, want_allowed
from app.actions.release.copy_orders import CopyOrder as CopyOrder
from app.actions.release.copy_records import PresentCopy
from app.actions.release.film_copies import SealedCopy
from app.actions.release.recipe_steps import parse_steps as parse_steps
from app.domain.fields import Value
from app.domain.leaks.leak_values import says_why
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.copies import ANSWERS, UNSEEN
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import files, links
from app.store.records import record_rows as store
from app.store.vault.blobs import StoredBlob, import_pieces
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from crypto.recipe import Recipe, SourceKind, Step, name_recipe
from sync.ports import Told, ignore_progress

if TYPE_CHECKING:
    from app.exchange.copies.copy_client import PageView, PaintedCopy

_LEAKS = {
    "metadata": Phrase("hidden data"), "after_the_end": Phrase("bytes after the end"),
    "pixels": Phrase("a covered part that shows"), "size": Phrase("a wrong size"), "text": Phrase("text in the pages"),
    "sound": Phrase("a sound that must be silent"),
}  # fmt: skip


@frozen
class CopyCheck:
    """The result of a check of a copy: leaks as phrases, words of the original, and True for the same bytes again.

    `same` is None for an original outside this vault, and for a copy of a different version of the program.
    """

    leaks: tuple[Phrase, ...]
    words: tuple[str, ...]
    same: bool | None


def find_source_kind(vault: Vault, item: Item) -> SourceKind:
    """Return the kind of an original by its first bytes. Raises an error of `evidence.reader` without its file."""
    from app.exchange.media.media_types import HEAD, find_type

    with evidence.reader(vault, item) as source:
        found = find_type(source.read_at(0, HEAD))
    if found.family == "film":
        return SourceKind.SOUND if found.mime.startswith("audio/") else SourceKind.FILM
    return SourceKind.PDF if found.family == "pages" else SourceKind.IMAGE


def _recipe(source: bytes, kind: SourceKind, steps: Sequence[Step]) -> Recipe:
    from app.exchange.copies import film_times, page_painter, painter

    of = {SourceKind.PDF: page_painter.PROGRAM, **dict.fromkeys(film_copies.KINDS, film_times.FILM_PROGRAM)}
    return Recipe(source, kind, tuple(steps), of.get(kind, painter.PROGRAM))


@frozen
class CopyPlan:
    """A copy that is not painted yet: its original, its recipe, the people by their role, and the names to search.

    `refused` are the aliases of `absent` people with a no: their copy needs a reason. `noes` are the codes of these.
    `present` are the copies that leave now and hide more: they stay those that leave, without `replace` in the order.
    """

    item: Item
    order: CopyOrder
    people: Mapping[str, Sequence[Record]]
    recipe: Recipe
    names: tuple[str, ...]
    refused: tuple[str, ...] = ()
    noes: tuple[str, ...] = ()
    present: Sequence[PresentCopy] = ()


@frozen
class CopyDraft:
    """A painted and checked copy that is not saved yet, with its leaks, and the words of the original in it."""

    plan: CopyPlan
    painted: "PaintedCopy | SealedCopy"
    leaks: Sequence[Phrase]
    words: Sequence[str]

    @property
    def data(self) -> bytes:
        """Return the copy of a picture or a PDF; that of a film is not in memory, so it is empty."""
        return b"" if isinstance(self.painted, SealedCopy) else self.painted.data

    @property
    def sealed(self) -> StoredBlob | None:
        """Return the file of the copy of a film or of sound, which is in the vault already."""
        return self.painted.blob if isinstance(self.painted, SealedCopy) else None

    @property
    def size(self) -> int:
        """Return the bytes of the copy."""
        return self.sealed.size if self.sealed is not None else len(self.data)


def plan(vault: Vault, handle: str, order: CopyOrder) -> CopyPlan:
    """Return the plan of a copy of an original. Raises InputRefused for a wrong order."""
    item = evidence.show(vault, handle)
    people = list_order_people(vault, order)
    recipe = _recipe(item.file.sha256 if item.file else bytes(32), find_source_kind(vault, item), order.steps)
    want_allowed(vault, item, order, recipe)
    noes = {one.title: said for one in people["absent"] if (said := name_noes(vault, one.id))}
    names = _list_names(vault, item, [*chain(*people.values())])
    present = copy_records.list_present(vault, item, order.audiences, order.steps, people)
    return CopyPlan(item, order, people, recipe, names, tuple(noes), tuple(chain(*noes.values())), present)


def paint(vault: Vault, planned: CopyPlan, told: Told = ignore_progress) -> CopyDraft:
    """Paint a copy and check it, without the database: another thread can do so. Raises InputRefused."""
    painted = _paint(vault, planned.item, planned.recipe, told)
    try:
        return CopyDraft(planned, painted, *_inspect(vault, planned.recipe.encode(), painted, planned.names, told))
    except BaseException:
        if isinstance(painted, SealedCopy):
            film_copies.drop_new(vault, painted)
        raise


def make(vault: Vault, handle: str, order: CopyOrder, told: Told = ignore_progress) -> tuple[Record, Changed]:
    """Make, check and save a working copy of an original; return its record. Raises InputRefused."""
    draft = paint(vault, plan(vault, handle, order), told)
    try:
        return save(vault, draft)
    finally:
        drop(vault, draft)


def drop(vault: Vault, draft: CopyDraft) -> None:
    """Remove the file of a copy that was not saved; each draft ends with this."""
    if isinstance(draft.painted, SealedCopy):
        film_copies.drop(vault, draft.painted)


def save(vault: Vault, draft: CopyDraft) -> tuple[Record, Changed]:
    """Save a copy and return its record. The same copy of the same people again only gets the new audiences.

    It gets no audience of a present copy that hides more, unless the order replaces it. Raises InputRefused for a leak,
    and without a reason for words of the original and for an absent person who refused: then nothing was saved.
    """
    item, order = draft.plan.item, draft.plan.order
    kept = {name for one in draft.plan.present for name in one.audiences if not order.replace}
    order = evolve(order, audiences=[name for name in order.audiences if name not in kept])
    draft = evolve(draft, plan=evolve(draft.plan, order=order))
    sha256 = draft.painted.sha256.hex()
    people = {role: {one.id for one in given} for role, given in draft.plan.people.items()}
    unseen = set().union(*(people[role] for role in UNSEEN))
    for known in copy_records.list_copies(vault, item) if not draft.plan.refused else ():
        linked = {role: {*links.list_targets(vault.con, known.id, role)} for role in people}
        if known.fields.get("sha256") == sha256 and people == linked and find_hidden_people(vault, known) == unseen:
            names = list(dict.fromkeys([*copy_records.list_audiences(known), *order.audiences]))
            with records.write_records(vault) as writer:
                writer.edit(known, {"audience": names} if names else {}, ["audience"])
                others = _supersede(vault, writer, item, known.id, order.audiences)
            return records.record_of(vault, known.id.hex()), Changed(frozenset({known.kind}), (known.id, *others))
    return _save(vault, draft, _let_be(draft))


def _supersede(vault: Vault, writer: store.Writer, item: Item, copy: bytes, audiences: Sequence[str]) -> list[bytes]:
    """Take the readers, except courts, out of the other copies, and return these.

    After the end of the new copy, the original stays. Archived copies count too.
    """
    taken, changed = {name for name in audiences if not PROFILES[name].originals}, list[bytes]()
    for link in links.list_links_to(vault.con, item.record.id):
        other = store.load(vault.con, link.source) if link.role == "copy_of" and link.source != copy else None
        if other is not None and is_ours(vault, other):
            left = [name for name in copy_records.list_audiences(other) if name not in taken]
            changed += [other.id] if writer.edit(other, {"audience": left} if left else {}, ["audience"]) else []
    return changed


def view_page(data: bytes, number: int, side: int) -> "PageView | None":
    """Return the picture of a page of an original or of a copy from a fresh child; None if that fails.

    Its longest side has at most `side` pixels. The function does not use the database.
    """
    from app.exchange.copies import copy_client
    from app.exchange.sandbox_client import Reader

    try:
        with Reader(command=copy_client.find_command(data)) as reader:
            if copy_client.is_pdf(data):
                return copy_client.view_page(reader, data, number, side)
            picture = reader.picture(data, side)
    except (copy_client.PictureRefused, OSError):
        return None
    return copy_client.PageView(1, picture) if picture is not None else None


def _paint(vault: Vault, item: Item, recipe: Recipe, told: Told = ignore_progress) -> "PaintedCopy | SealedCopy":
    from app.exchange.copies.copy_client import PictureRefused, paint_copy
    from app.exchange.sandbox_client import MOST_READ

    if recipe.kind in film_copies.KINDS:
        try:
            return film_copies.make_sealed(vault, item, recipe.encode(), told)
        except OSError:
            raise _unconfined() from None
    if item.file is not None and item.file.size > MOST_READ:
        raise InputRefused(
            Phrase("{ref}: the file is larger than {most} MiB.", ref=item.record.ref, most=MOST_READ >> 20), NO_COPY
        )
    with evidence.reader(vault, item) as source:
        original = source.read()
    try:
        return paint_copy(original, recipe.encode())
    except PictureRefused as why:
        raise InputRefused(Phrase("{ref}: {why}", ref=item.record.ref, why=why.args[0]), NO_COPY) from None
    except OSError:
        raise _unconfined() from None


def _unconfined() -> InputRefused:
    return InputRefused("This computer cannot read files from other people safely.", NO_COPY)


def _let_be(draft: CopyDraft) -> str:
    """Return the reason that the copy needs, empty if it needs none. Raises InputRefused without it."""
    if draft.leaks:
        raise InputRefused(Phrase("The copy is not safe: {leaks}.", leaks=tuple(draft.leaks)), NO_COPY)
    kept = draft.plan.order.kept
    if draft.words and not says_why(kept):
        raise InputRefused(
            Phrase("The copy has words of the original: {words}.", words=", ".join(draft.words)),
            "No copy was saved. To keep these words, give a reason.",
        )
    if draft.plan.refused and not says_why(kept):
        raise InputRefused(
            Phrase("These people refused: {people}.", people=", ".join(draft.plan.refused)),
            "No copy was saved. To save it without their yes, give a reason.",
        )
    return " ".join(kept.split()) if draft.words or draft.plan.refused else ""


def _list_names(vault: Vault, item: Item, people: Sequence[Record]) -> tuple[str, ...]:
    """Return the names to search in a copy: of the original's file, and of people, while their names are open."""
    from app.exchange.copies.painter import WORD_LETTERS

    name = str(item.record.fields.get("file_name", ""))
    real = [part for one in known_names.list_real_names(vault, people) for part in (one, *one.split())]
    named = [name, name.rpartition(".")[0], *(one.title for one in people), *real]
    return tuple(word for word in named if len(word) >= WORD_LETTERS)


def _inspect(
    vault: Vault,
    recipe: bytes,
    painted: "PaintedCopy | SealedCopy",
    names: Sequence[str],
    told: Told = ignore_progress,
) -> tuple[list[Phrase], list[str]]:
    from app.exchange.copies.copy_client import find_words, list_leaks

    words = tuple(dict.fromkeys([*painted.words, *names]))
    try:
        if isinstance(painted, SealedCopy):
            found, held = film_copies.inspect(vault, painted, recipe, words, told)
        else:
            found, held = list_leaks(painted.data, recipe), find_words(painted.data, words)
    except OSError:
        raise _unconfined() from None
    return [_LEAKS[leak] for leak in found], held


def _save(vault: Vault, draft: CopyDraft, kept: str) -> tuple[Record, Changed]:
    """Store both files, the record, its links and its line of custody in one transaction."""
    planned = draft.plan
    recipe, original = planned.recipe, planned.item.record
    name = name_recipe(recipe.encode())
    held = [recipe.encode(), *([] if isinstance(draft.painted, SealedCopy) else [draft.painted.data])]
    blobs = [import_pieces(vault.folder, [data], vault.random) for data in held]
    blobs = [draft.painted.blob if isinstance(draft.painted, SealedCopy) else blobs.pop(), *blobs]
    redacts = any(step[0] not in ("turn", "dots") for step in recipe.steps)
    fields: dict[str, Value] = {
        "title": str(original.fields.get("title") or original.title),
        "kind": evidence.MEDIA[draft.painted.mime.partition("/")[0]], "mime": draft.painted.mime,
        "size": blobs[0].size, "sha256": blobs[0].sha256.hex(),
        "copy_kind": "redaction" if redacts else "conversion",
        "recipe": name.hex(), "recipe_file": blobs[1].sha256.hex(),
    }  # fmt: skip
    fields |= {"audience": list(dict.fromkeys(planned.order.audiences))} if planned.order.audiences else {}
    fields |= {key: original.fields[key] for key in ("sensitivity",) if key in original.fields}
    codes = [*recipe.reasons, kept and f"kept: {kept}"]
    with records.write_records(vault) as writer:
        for blob in blobs:
            files.allow(vault, blob.sha256)
            files.keep(vault, blob)
        id_ = writer.create(vault.kinds["evidence_item"], fields)
        writer.link(id_, "copy_of", original.id)
        for whole in store.wholes_of(vault.con, original.id):
            writer.link(id_, "of", whole)
        for role, named in planned.people.items():
            for person in named:
                writer.link(id_, role, person.id)
        codes = [f"recipe {name.hex()[:16]}", name_answers(store.links_of(vault.con, id_)), *planned.noes, *codes]
        action = Action.REDACTED if redacts else Action.COPIED
        evidence.note(vault, id_, action, blobs[0].sha256, " ".join(filter(None, codes)), original.id)
        others = _supersede(vault, writer, planned.item, id_, planned.order.audiences)
    return records.record_of(vault, id_.hex()), Changed(frozenset({"evidence_item"}), (id_, original.id, *others))


def check(vault: Vault, handle: str, told: Told = ignore_progress) -> CopyCheck:
    """Check a copy again in a fresh child, and make it again from its recipe. Raises InputRefused for another item."""
    from app.exchange.copies.copy_client import PaintedCopy

    copy = evidence.show(vault, handle)
    recipe = copy_records.read_recipe(vault, copy.record)
    if recipe is None:
        raise InputRefused(
            Phrase("{ref} is not a copy with a recipe in this vault.", ref=copy.record.ref), "Nothing was changed."
        )
    item = copy_records.find_original(vault, copy)
    again = None if item is copy or item.file is None else _paint(vault, item, recipe, told)
    if isinstance(again, SealedCopy):
        film_copies.drop(vault, again)
    people = [one for role in ANSWERS for one in copy_records.list_people(vault, copy.record, role)]
    words = again.words if again else ()
    with evidence.reader(vault, copy) as source:
        films = recipe.kind in film_copies.KINDS
        held = film_copies.read_sealed(copy, words) if films else PaintedCopy(source.read(), words)
    leaks, found = _inspect(vault, recipe.encode(), held, _list_names(vault, item, people))
    known = again is not None and recipe.program == _recipe(b"", recipe.kind, ()).program
    return CopyCheck(tuple(leaks), tuple(found), again.sha256 == held.sha256 if again and known else None)
