"""Select the data that a share includes and withhold the rest: pure, default deny.

The preview and the encryption use the same function. It asks `release.resolver` for each person and each record: a
field leaves if its facet is open to the audience, and the words of a record follow the strictest person that it is
about. Withheld data is listed with its reason, never sent as empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from attrs import evolve, field, frozen

from app.domain.appeal_consent import GAP, replace_words
from app.domain.fields import Level, Type, Value
from app.domain.kind import Kind, Kinds
from app.domain.listing import listing
from app.domain.record import Link, Record
from app.domain.release.audiences import INSTANT as INSTANT
from app.domain.release.audiences import PROFILES as PROFILES
from app.domain.release.audiences import Profile as Profile
from app.domain.release.audiences import listed_for as listed_for
from app.domain.release.consents import Consents, ReleasePaper, has_consent
from app.domain.release.share_choice import ShareChoice
from app.domain.release.share_choice import WithheldItem as WithheldItem
from app.domain.release.share_choice import marked_above as marked_above
from app.domain.release.subjects import ShareSurroundings, Subjects
from app.phrase import Phrase


@frozen
class Selection:
    """The data of a share: records with their included fields, their links, the withheld data, and original files.

    `hours` holds the part of the day of a field without its hour, as words with a place for the day.
    """

    records: tuple[Record, ...]
    links: tuple[Link, ...]
    held_back: tuple[WithheldItem, ...]
    files: tuple[Record, ...]
    hours: Mapping[tuple[bytes, str], Phrase] = field(factory=dict)


def _hold_whole(share: ShareChoice, withheld: Mapping[bytes, str]) -> dict[bytes, tuple[str, str]]:
    """Return the withheld records with their reasons; their parts and dependent records are withheld too."""
    parts: dict[bytes, list[bytes]] = {}
    for link in share.links:
        role = share.role(link)
        if role is not None and (role.part or role.stays_with) and not link.removed:
            parts.setdefault(link.target, []).append(link.source)
    stay = {id_: (withheld[id_], "") for id_ in share.records if id_ in withheld}
    stay |= {id_: why for id_, row in share.records.items() if id_ not in stay and (why := share.why_not(row))[0]}
    todo = list(stay)
    while todo:
        for part in parts.get(todo.pop(), ()):
            if part not in stay:
                stay[part] = Phrase("part of a withheld record"), ""
                todo.append(part)
    return stay


def select(
    kinds: Kinds, records: Sequence[Record], links: Sequence[Link], consents: Consents, paper: ReleasePaper,
    withheld: Mapping[bytes, str] = MappingProxyType({}), subjects: Subjects | None = None,
) -> Selection:  # fmt: skip
    """Return the data of these records that an audience gets; `consents` are (actor id, consent record) pairs.

    `withheld` are records that no audience gets, each with its reason. `subjects` knows whom records are about beyond
    this share. For a directory, `listing` decides.
    """
    audience, listed = paper.audience, None
    if audience.listed:
        yes = partial(has_consent, consents=consents, today=paper.today)
        listed = listing(records, links, audience.listed, consents, yes, withheld.keys())
    known = subjects or Subjects(kinds, ShareSurroundings(kinds, records, links), {id_ for id_, _ in consents})
    share = ShareChoice(kinds, {row.id: row for row in records}, links, consents, paper, known, listed, withheld.keys())
    stay = _hold_whole(share, withheld)
    held: list[WithheldItem] = []
    leaving: dict[bytes, Record] = {}
    for record in records:
        if record.id in stay:
            held.append(WithheldItem(record.id, "", *stay[record.id]))
            continue
        fields, back = share.choose(record)
        held.extend(back)
        bare = not record.fields and (audience.own or kinds[record.kind].level <= Level.C)
        if (
            fields or bare or (listed is None and not audience.own and share.is_spoken(record))
        ):  # an act with only links, such as its victim, is shared for them
            title = "" if listed else record.title
            leaving[record.id] = Record(record.id, record.kind, record.ref, fields, title)
        else:
            held.append(WithheldItem(record.id, "", Phrase("nothing in it is for {profile}", profile=audience.name)))
    for id_ in _halves(kinds, leaving, links):
        del leaving[id_]
        held.append(WithheldItem(id_, "", Phrase("part of a withheld record")))
    kept, pointless = _links(share, leaving, held)
    for id_ in pointless:
        del leaving[id_]
        held.append(WithheldItem(id_, "", Phrase("no record for {profile} refers to it", profile=audience.name)))
    if listed is None and not audience.own:
        leaving = _replace_names(share, leaving, held)
    originals = [r for r in records if r.id in leaving and r.kind == "evidence_item" and "sha256" in r.fields]
    files = [r for r in originals if share.release(r).facets.get("original") == "+" and listed is None]
    why = Phrase("the original file, because no working copy exists")
    held += [WithheldItem(r.id, "file", why) for r in originals if r not in files]
    return Selection(tuple(leaving.values()), tuple(kept), tuple(held), tuple(files), share.hours)


def _replace_names(
    share: ShareChoice, leaving: Mapping[bytes, Record], held: list[WithheldItem]
) -> dict[bytes, Record]:
    """Return records with the alias of each person who is not named replaced in all texts by the words of the role.

    An appeal keeps its text: its words follow the consents in the language of the text (`consent_rules.as_agreed`).
    """
    instead = {
        str(row.fields["alias"]): str(row.fields.get("role_words") or GAP)
        for row in share.records.values()
        if row.kind == "actor" and "alias" in row.fields and "alias" not in _fields_of(leaving, row)
    }
    out = {}
    for id_, record in leaving.items():
        kind = share.kinds[record.kind]
        fields = {
            name: replace_words(value, instead) if _is_text(kind, name) and kind.name != "appeal" else value
            for name, value in record.fields.items()
        }
        held += [WithheldItem(id_, name, Phrase("a name in the text")) for name in fields
                 if fields[name] != record.fields[name]]  # fmt: skip
        out[id_] = evolve(record, fields=fields)
    return out


def _fields_of(leaving: Mapping[bytes, Record], row: Record) -> Mapping[str, Value]:
    return leaving[row.id].fields if row.id in leaving else {}


def _is_text(kind: Kind, name: str) -> bool:
    known = kind.fields.get(name)
    return known is not None and known.type in (Type.TEXT, Type.PROSE, Type.TAGS)


def _halves(kinds: Kinds, leaving: Mapping[bytes, Record], links: Iterable[Link]) -> list[bytes]:
    """Return link records with one end missing from the share; without it they would reveal that end."""
    linked: dict[bytes, set[str]] = {}
    for link in links:
        if link.target in leaving and not link.removed:
            linked.setdefault(link.source, set()).add(link.role)
    return [id_ for id_, row in leaving.items() if set(kinds[row.kind].between) - linked.get(id_, set())]


def _links(
    share: ShareChoice, leaving: Mapping[bytes, Record], held: list[WithheldItem]
) -> tuple[list[Link], list[bytes]]:
    """Return the shared links, and the linked records (people, places, papers) that no shared record points to."""
    kept: list[Link] = []
    asked: dict[bytes, None] = {}
    for link in share.links:
        role = share.role(link)
        if role is None or not role.part:
            asked[link.target] = None
        if role is None or link.source not in leaving or link.target not in leaving:
            continue
        if share.keeps_link(link, role):
            kept.append(link)
        else:
            why = Phrase("the identity, not for {profile}", profile=share.paper.audience.name)
            held.append(WithheldItem(link.source, link.role, why))
    targets: dict[bytes, list[bytes]] = {}
    for link in kept:
        targets.setdefault(link.source, []).append(link.target)
    todo = [id_ for id_, record in leaving.items() if id_ not in asked or not share.kinds[record.kind].only_linked]
    reached = set(todo)
    while todo:
        fresh = [id_ for id_ in targets.get(todo.pop(), ()) if id_ not in reached]
        reached.update(fresh)
        todo += fresh
    lonely = [id_ for id_ in asked if id_ in leaving and id_ not in reached]
    return [link for link in kept if link.source in reached], lonely
