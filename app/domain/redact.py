"""Select the data that a share includes and withhold the rest: pure, default deny.

The preview and the encryption use the same function. It asks `release.resolver` for each person and each record. A
field leaves if its facet is open to the audience. The words of a record follow the strictest person that it is about.
Each withheld item has its reason, and is never sent as empty.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from attrs import field, frozen

from app.domain.appeal_consent import define_role, replace_words
from app.domain.areas import WORDS, AreaTree
from app.domain.fields import Type
from app.domain.kind import Kind, Kinds, Role
from app.domain.leaks.leak_values import GAP
from app.domain.listing import DirectoryContent, listing
from app.domain.record import Link, Record
from app.domain.release import copies
from app.domain.release.audiences import INSTANT as INSTANT
from app.domain.release.audiences import PROFILES as PROFILES
from app.domain.release.audiences import Profile as Profile
from app.domain.release.audiences import Spoken
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
    to_confirm: tuple[tuple[bytes, str], ...] = ()
    """The sensitive parts (record, facet) that only a second confirmation opens."""


def _hold_whole(share: ShareChoice, withheld: Mapping[bytes, str]) -> dict[bytes, tuple[str, str]]:
    """Return the withheld records with their reasons; their parts and dependent records are withheld too."""
    stay = {id_: (withheld[id_], "") for id_ in share.records if id_ in withheld}
    stay = dict.fromkeys(copies.list_others(share), (Phrase("a working copy for other readers"), "")) | stay
    for id_, row in share.records.items():
        if id_ not in stay and (why := share.why_not(row))[0]:
            stay[id_] = why
    parts, todo = _dependent(share), list(stay)
    while todo:
        fresh = [part for part in parts.get(todo.pop(), ()) if part not in stay]
        stay |= dict.fromkeys(fresh, (Phrase("part of a withheld record"), ""))
        todo += fresh
    return stay


def _dependent(share: ShareChoice) -> dict[bytes, list[bytes]]:
    """Return the parts and dependent records of each record."""
    parts: dict[bytes, list[bytes]] = {}
    for link in share.links:
        role = share.role(link)
        if role is not None and (role.part or role.stays_with) and not link.removed:
            parts.setdefault(link.target, []).append(link.source)
    return parts


def select(
    kinds: Kinds, records: Sequence[Record], links: Sequence[Link], consents: Consents, paper: ReleasePaper,
    withheld: Mapping[bytes, str] = MappingProxyType({}), subjects: Subjects | None = None, areas: AreaTree = WORDS,
) -> Selection:  # fmt: skip
    """Return the data of these records that an audience gets; `consents` are (actor id, consent record) pairs.

    `withheld` are records that no audience gets, each with its reason. `subjects` knows whom records are about beyond
    this share. `areas` rounds places. For a directory, `listing` decides.
    """
    known = subjects or Subjects(kinds, ShareSurroundings(kinds, records, links), {id_ for id_, _ in consents})
    listed = _list(records, links, consents, paper, withheld)
    rows = {row.id: row for row in records}
    share = ShareChoice(kinds, rows, links, consents, paper, known, listed, withheld.keys(), areas)
    held: list[WithheldItem] = []
    leaving = _choose(share, withheld, held)
    for id_ in _halves(kinds, leaving, links):
        del leaving[id_]
        held.append(WithheldItem(id_, "", Phrase("part of a withheld record")))
    kept, pointless = _links(share, leaving, held)
    for id_ in pointless:
        del leaving[id_]
        held.append(WithheldItem(id_, "", Phrase("no record in this paper is linked to it")))
    sure: tuple[tuple[bytes, str], ...] = ()
    if listed is None and not paper.audience.own:
        leaving, sure = _replace_names(share, leaving, held), tuple(share.list_to_confirm())
    files = _files(share, leaving, held)
    held = _with_hashes(leaving, held, files)
    return Selection(tuple(leaving.values()), tuple(kept), tuple(held), files, share.hours, sure)


def _list(
    records: Sequence[Record], links: Sequence[Link], consents: Consents, paper: ReleasePaper,
    withheld: Mapping[bytes, str],
) -> DirectoryContent | None:  # fmt: skip
    """Return the content of a directory, or None for another audience."""
    if not paper.audience.listed:
        return None
    yes = partial(has_consent, consents=consents, today=paper.today)
    return listing(records, links, paper.audience.listed, consents, yes, withheld.keys())


def _choose(share: ShareChoice, withheld: Mapping[bytes, str], held: list[WithheldItem]) -> dict[bytes, Record]:
    """Return the records with something for the audience; add all withheld things to `held`."""
    stay, leaving, audience = _hold_whole(share, withheld), dict[bytes, Record](), share.paper.audience
    for record in share.records.values():
        if record.id in stay:
            held.append(WithheldItem(record.id, "", *stay[record.id]))
            continue
        fields, back = share.choose(record)
        held.extend(back)
        if fields or share.leaves_bare(record):
            title = "" if share.listed else record.title
            leaving[record.id] = Record(record.id, record.kind, record.ref, fields, title)
        else:
            why = Phrase("nothing in it is for {profile}", profile=Phrase.of(audience.label))
            held.append(WithheldItem(record.id, "", why, share.say(share.release(record))))
    return leaving


def _files(share: ShareChoice, leaving: Mapping[bytes, Record], held: list[WithheldItem]) -> tuple[Record, ...]:
    """Return the evidence with a file that leaves, original or working copy; add the others to `held`."""
    rows = [share.records[id_] for id_, row in leaving.items() if row.kind == "evidence_item"]
    made = copies.map_copies(share)
    gaps = {row.id: _find_gap(share, row, row.id in made) for row in rows if "sha256" in row.fields}
    files = tuple(row for row in rows if gaps.get(row.id) == ("", ""))
    _hold_files(gaps, {made[row.id] for row in files if row.id in made}, held)
    return files


def _hold_files(
    gaps: Mapping[bytes, tuple[str, str]], instead: Collection[bytes], held: list[WithheldItem]
) -> None:  # fmt: skip
    """Add the files that stay to `held`; the copies of those in `instead` leave."""
    for id_, (why, detail) in gaps.items():
        if why:
            why = Phrase("the original file, because its working copy leaves") if id_ in instead else why
            held.append(WithheldItem(id_, "file", why, detail))


def _find_gap(share: ShareChoice, item: Record, copy: bool) -> tuple[str, str]:
    """Return why the file of an item stays, for the recipient and for us; empty if it leaves."""
    audience = share.paper.audience
    if copy and not audience.own and not share.listed:
        detail = share.find_image_gap(item)
        return (Phrase("the picture, because a yes to images is missing") if detail else ""), detail
    if not share.listed and share.release(item).facets.get("original") == "+":
        return "", ""
    return Phrase("no working copy for {audience}", audience=audience.name), ""


def _with_hashes(leaving: dict[bytes, Record], held: list[WithheldItem], files: Iterable[Record]) -> list[WithheldItem]:
    """Add the hash of each copy that leaves to its record, so that the reader finds the file; return what stays."""
    told = {(copy.id, name): copy.fields[name] for copy in files if copies.is_copy(copy)
            for name in ("sha256", "size", "mime") if name in copy.fields}  # fmt: skip
    for (id_, name), value in told.items():
        leaving[id_] = leaving[id_]._replace(fields={**leaving[id_].fields, name: value})
    return [one for one in held if (one.record, one.field) not in told]


def _replace_names(
    share: ShareChoice, leaving: Mapping[bytes, Record], held: list[WithheldItem]
) -> dict[bytes, Record]:
    """Return records with the alias of each unnamed person replaced in all texts: see `_list_words`.

    An appeal keeps its text: its words follow the consents in the language of the text (`consent_rules.as_agreed`).
    """
    instead = _list_words(share, leaving)
    kept = _list_towns(share, leaving) if instead else {}
    out = dict(leaving)
    for id_, record in leaving.items() if instead else ():
        kind = share.kinds[record.kind]
        texts = {name for name in record.fields if _is_text(kind, name) and kind.name != "appeal"}
        changed = {name: replace_words(record.fields[name], instead, kept) for name in texts}
        changed = {name: value for name, value in changed.items() if value != record.fields[name]}
        held += [WithheldItem(id_, name, Phrase("a name in the text")) for name in changed]
        out[id_] = record._replace(fields={**record.fields, **changed})
    return out


def _list_words(share: ShareChoice, leaving: Mapping[bytes, Record]) -> dict[str, str]:
    """Return the words for each person without a name in this share, by the alias.

    A role is for form R only: it tells the reader that the person is there.
    """
    people = [row for row in share.records.values() if row.kind == "actor" and "alias" in row.fields]
    unnamed = [row for row in people if row.id not in leaving or "alias" not in leaving[row.id].fields]
    said = ((str(row.fields["alias"]), _role_of(share, row)) for row in unnamed)
    return dict(sorted(said, key=lambda one: one[1] == GAP))  # of two people with one alias, the stricter wins


def _list_towns(share: ShareChoice, leaving: Mapping[bytes, Record]) -> dict[str, list[str]]:
    """Return the towns that leave with their places, as words, by the alias of a body that did it (“police of …”)."""
    areas = {str(row.fields[name]) for row in leaving.values() if row.kind == "place"
             for name in ("name", "district", "province") if name in row.fields}  # fmt: skip
    doers = (str(row.fields.get("alias", "")) for row in share.records.values() if share.is_perpetrator(row))
    return {alias: [word for area in areas if re.search(rf" [^\W\d_A-Z]+ {re.escape(area)}$", alias)
                    for word in area.split()] for alias in doers}  # fmt: skip


def _role_of(share: ShareChoice, person: Record) -> str:
    role = str(person.fields.get("role_words") or GAP)
    return define_role(role) if share.release(person).form is Spoken.ROLE else GAP


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
    roles = [(link, share.role(link)) for link in share.links]
    asked = {link.target for link, role in roles if role is None or not role.part}
    return _drop_unreached(share, leaving, _keep_links(share, roles, leaving, held), asked)


def _drop_unreached(
    share: ShareChoice, leaving: Mapping[bytes, Record], kept: Sequence[Link], asked: set[bytes]
) -> tuple[list[Link], list[bytes]]:
    linked = {id_ for id_ in asked & leaving.keys() if share.kinds[leaving[id_].kind].only_linked}
    reached = _reach(kept, leaving.keys() - linked)
    return [link for link in kept if link.source in reached], [id_ for id_ in leaving if id_ in asked - reached]


def _keep_links(
    share: ShareChoice, links: Iterable[tuple[Link, Role | None]], leaving: Mapping[bytes, Record],
    held: list[WithheldItem],
) -> list[Link]:  # fmt: skip
    """Return the links between leaving records that an audience gets; add the others to `held`."""
    kept: list[Link] = []
    why = Phrase("the identity, not for {profile}", profile=share.paper.audience.name)
    for link, role in links:
        if role is not None and {link.source, link.target} <= leaving.keys():
            if share.keeps_link(link, role):
                kept.append(link)
            else:
                held.append(WithheldItem(link.source, link.role, why))
    return kept


def _reach(links: Iterable[Link], start: Iterable[bytes]) -> set[bytes]:
    """Return the records that links lead to from some records, with these."""
    targets: dict[bytes, list[bytes]] = {}
    for link in links:
        targets.setdefault(link.source, []).append(link.target)
    reached = set(start)
    todo = list(reached)
    while todo:
        fresh = [id_ for id_ in targets.get(todo.pop(), ()) if id_ not in reached]
        reached.update(fresh)
        todo += fresh
    return reached
