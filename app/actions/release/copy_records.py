"""The working copies of an original: their records, readers, people and recipes, and the copy that leaves.

A copy that hides less than the present one does not replace it for its readers before a person says so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.linked_closure import MOST_COPIES
from app.actions.kernel.vault_links import find_hidden_people, is_ours
from app.actions.records import evidence
from app.actions.records.evidence import Item
from app.actions.release.cover_places import find_kind, list_open
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.copies import COVERS, UNSEEN, CopyPeople, find_newest, is_copy, list_shown
from app.phrase import Phrase
from app.store.records import custody, files, links
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import CustodyEntry
from crypto.recipe import Recipe, Step, parse_recipe

_NAMES = {
    "image/png": "photo.png", "application/pdf": "document.pdf", "video/mp4": "film.mp4", "audio/mp4": "sound.m4a",
    "audio/flac": "sound.flac",
}  # fmt: skip


def list_copies(vault: Vault, item: Item) -> list[Record]:
    """Return the working copies of an original, the newest first."""
    ids = links.list_sources(vault.con, item.record.id, "copy_of", MOST_COPIES)
    found = [one for one in (store.load(vault.con, id_) for id_ in ids) if one is not None]
    return sorted(found, key=lambda one: one.entry, reverse=True)


def find_original(vault: Vault, item: Item) -> Item:
    """Return the original of a copy, or the item itself if it is an original or its original is not here."""
    targets = links.list_targets(vault.con, item.record.id, "copy_of")
    return next((evidence.show(vault, id_.hex()) for id_ in targets), item)


def list_people(vault: Vault, copy: Record, role: str) -> list[Record]:
    """Return the people with an answer, one of `ANSWERS`, in a copy."""
    return [records.record_of(vault, id_.hex()) for id_ in links.list_targets(vault.con, copy.id, role)]


def name_outside(copy: Record, audience: str) -> str:
    """Return the name of a copy outside of the vault: its reader, its reference and its type, and no more."""
    kind = _NAMES.get(str(copy.fields.get("mime")), "photo.jpg")
    return f"{audience}-{copy.ref.rpartition('-')[2]}-{kind}"


def find_for(vault: Vault, item: Item, audience: str) -> Item | None:
    """Return the newest copy of an original for an audience, the item itself if it is a copy for it, or None."""
    own = [item.record] if is_copy(item.record) else list_copies(vault, item)
    found = find_newest([one for one in own if is_ours(vault, one)], audience)
    return None if found is None else evidence.show(vault, found.id.hex())


def list_hands(vault: Vault, item: Item) -> Sequence[CustodyEntry]:
    """Return the chain of custody of an item with the lines of its copies."""
    return custody.entries_about(vault.con, item.record.id)


def read_recipe(vault: Vault, copy: Record) -> Recipe | None:
    """Return the recipe of a copy, or None if its file is missing. Raises NotOpened for a damaged file."""
    sha256 = copy.fields.get("recipe_file")
    stored = files.by_hash(vault, bytes.fromhex(sha256)) if isinstance(sha256, str) else None
    if stored is None:
        return None
    with files.reader(vault, stored) as source:
        return parse_recipe(source.read())


def list_audiences(copy: Record) -> list[str]:
    """Return the names of the audiences of a copy."""
    named = copy.fields.get("audience")
    return [str(one) for one in named] if isinstance(named, list) else []


@frozen
class PresentCopy:
    """A copy that leaves now and hides more than a new one: its readers, and the reasons as phrases."""

    copy: Record
    audiences: tuple[str, ...]
    more: tuple[Phrase, ...]


def count_covers(steps: Sequence[Step]) -> Mapping[str, int]:
    """Return the number of covers in the steps of a copy by their kind, in the order of `COVERS`."""
    found = Counter(map(find_kind, steps))
    return {kind: found[kind] for kind in COVERS if found[kind]}


def list_present(
    vault: Vault,
    original: Item,
    audiences: Sequence[str],
    steps: Sequence[Step],
    people: Mapping[str, Sequence[Record]],
) -> list[PresentCopy]:
    """Return the copies that leave to these audiences now, and hide more than a new copy of these steps and people."""
    rows = [one for one in list_copies(vault, original) if is_ours(vault, one)]
    shows, *unseen = ({one.id for one in people[role]} for role in ("shows", *UNSEEN))
    new = CopyPeople(shows, set().union(*unseen))
    readers: dict[bytes, list[str]] = {}
    for name in audiences:
        copy = find_newest(rows, name)
        if copy is not None and not PROFILES[name].originals:  # every copy for a court leaves
            readers.setdefault(copy.id, []).append(name)
    return [
        PresentCopy(copy, tuple(readers[copy.id]), more)
        for copy in rows if copy.id in readers and (more := tuple(_say_more(vault, copy, steps, new)))
    ]  # fmt: skip


def _say_more(vault: Vault, copy: Record, steps: Sequence[Step], new: CopyPeople) -> Iterator[Phrase]:
    recipe, shows = read_recipe(vault, copy), links.list_targets(vault.con, copy.id, "shows")
    for kind, (there, held) in list_open(steps, recipe.steps if recipe else ()).items():
        yield Phrase(
            "{cover}: {n} in the present copy, {new} of them in this copy.", cover=COVERS[kind], n=there, new=held
        )
    for id_ in list_shown(new, CopyPeople({*shows}, find_hidden_people(vault, copy))):
        yield Phrase("Only this copy shows {person}.", person=records.record_of(vault, id_.hex()).title)
