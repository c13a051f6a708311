"""Choose the file of evidence that leaves: an original for courts and ourselves, else its newest working copy.

A copy leaves only for the audiences that it names, and with the yes to images of each person who can be in it.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from attrs import frozen

from app.domain.record import Record
from app.phrase import Phrase

if TYPE_CHECKING:
    from app.domain.release.share_choice import ShareChoice

_COPIED = ("photo", "video", "audio")
"""The kinds of evidence that Amparo can copy, with PDF."""
OPEN_IMAGE = ("+", "img")
"""The cells of the facet `image` that let a picture leave."""
ANSWERS = ("shows", "hides", "absent")
"""The answers about a person in a copy, as its roles: a reader can see the person, it covers the person, not in it."""
UNSEEN = ("hides", "absent")
"""The answers after which a copy needs no yes of the person to images."""


COVERS = {
    "bar": Phrase("Black or white bars"), "mosaic": Phrase("Mosaics"), "silence": Phrase("Silences and beeps"),
    "pitch": Phrase("Parts with another pitch"), "blank": Phrase("Black parts"), "cut": Phrase("Parts cut out"),
    "crop": Phrase("Crops"), "leave": Phrase("Pages left out"),
}  # fmt: skip
"""The covers of a copy by their kind, with their labels."""


@frozen
class CopyPeople:
    """The people that a copy shows, and those that nobody sees in it."""

    shows: Set[bytes]
    unseen: Set[bytes]


def list_shown(new: CopyPeople, present: CopyPeople) -> set[bytes]:
    """Return the people whom a reader can see in a new copy, but not in the present one."""
    return {*(new.shows - present.shows), *(present.unseen - new.unseen)}


def is_copy(record: Record) -> bool:
    """Return True for a working copy that Amparo made."""
    return record.kind == "evidence_item" and "recipe" in record.fields


def is_copyable(record: Record) -> bool:
    """Return True for evidence that Amparo can copy: a picture, a PDF, a film or a sound."""
    return record.fields.get("kind") in _COPIED or record.fields.get("mime") == "application/pdf"


def refuse_readers(copy: Record, fields: Mapping[str, object]) -> Mapping[str, Phrase]:
    """Return the refusal of new fields that give a working copy to further readers; empty for others."""
    named = fields.get("audience")
    added = is_copy(copy) and isinstance(named, list) and not {*named} <= {*_list_names(copy)}
    return {"audience": Phrase("Make the copy again for these readers.")} if added else {}


def find_newest(copies: Iterable[Record], audience: str) -> Record | None:
    """Return the newest copy that names an audience, or None."""
    named = [one for one in copies if is_copy(one) and audience in _list_names(one)]
    return max(named, key=lambda one: one.entry, default=None)


def _list_names(copy: Record) -> Sequence[object]:
    named = copy.fields.get("audience")
    return named if isinstance(named, list) else ()


def map_copies(share: "ShareChoice") -> Mapping[bytes, bytes]:
    """Return the original of each working copy in a share, by the id of the copy."""
    return {
        link.source: link.target for link in share.links
        if link.role == "copy_of" and not link.removed and link.source in share.records
    }  # fmt: skip


def list_others(share: "ShareChoice") -> set[bytes]:
    """Return the copies of a share that its audience does not get."""
    return {*map_copies(share)} - choose_copies(share)


def choose_copies(share: "ShareChoice") -> set[bytes]:
    """Return the copies of a share that its audience can get: those that name it, for most audiences the newest."""
    audience, pairs = share.paper.audience, map_copies(share)
    if audience.own:
        return set(pairs)
    by_original: dict[bytes, list[Record]] = {}
    for copy, original in pairs.items():
        by_original.setdefault(original, []).append(share.records[copy])
    if audience.originals:
        rows = [[one] for found in by_original.values() for one in found]
    else:
        rows = list(by_original.values())
    return {one.id for found in rows if (one := find_newest(found, audience.name)) is not None}
