"""Read the tree of areas, list words without an area, and choose one; narrow a search to an area.

Own areas are records. Below them are the districts that places describe, and the countries and provinces of ISO 3166-2.
The district of a place is a district of the province of that place.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from attrs import evolve, frozen

from app.actions.kernel import drafts, records
from app.actions.kernel.change_set import Changed
from app.domain.areas import LEVELS, Area, AreaLayer, AreaTree, key, parse_iso
from app.domain.coverage import words
from app.domain.fields import Level, Type, Value
from app.domain.kind import Kind
from app.domain.patterns import LEVEL
from app.domain.record import Record
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused
from app.phrase import Phrase
from app.start import resources
from app.store.records import links, record_lists, search
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_LEVEL = "areas.level"
WHERE = ("country", "province", "district", "name")
"""The area fields of a place, the widest first."""
_FIELDS = {"area": Type.TAGS, "reach_where": Type.TAGS, "region": Type.TEXT, "around": Type.TEXT}
"""The fields of other kinds with words for areas, and their type."""
_IN = re.compile(r"(?:(.*)\s)?(?:in|en|dans|في)\s+(\S.*)", re.IGNORECASE | re.DOTALL)


@frozen
class UnknownArea:
    """A word without an area: its records, its meanings if it has several, and the id of the wider area if known."""

    word: str
    records: int
    meanings: tuple[Area, ...]
    around: str = ""
    level: str = ""


@cache
def _iso(words: Vocabularies) -> AreaLayer:
    countries = {code: list(dict.fromkeys(entry.label.values())) for code, entry in words["country"].entries.items()}
    return parse_iso((Path(resources()) / "areas" / "iso.tsv").read_text("utf-8"), countries)


def read_tree(vault: Vault, described: bool = True, withheld: Collection[bytes] = ()) -> AreaTree:
    """Return the tree; without `described`, only own areas and those of ISO.

    `withheld` are records whose names are not told.
    """
    base, number = _iso(vault.words), vault.kinds["area"].number
    rows = record_lists.list_kind(vault.con, number)
    ids, parents = {row.id: _id(row) for row in rows}, dict(links.list_pairs(vault.con, number, "parent"))
    areas = [_area(row, ids.get(parents.get(row.id, b""), ""), row.id in withheld) for row in rows]
    used = {str(code) for (code,), _ in search.group(vault.con, vault.kinds["place"], WHERE[:1])}
    used |= {area.parent.partition("-")[0].upper() for area in areas}
    tree = AreaTree(_settle(areas, used, base), base, used=used)
    if not described:
        return tree
    lower = AreaLayer.of(_describe(vault, tree)), base
    return AreaTree(_settle(areas, used, *lower), *lower, used=used)


def _id(row: Record) -> str:
    return str(row.fields.get("code", "")).strip().upper() or row.id.hex()


def _area(row: Record, parent: str, withheld: bool) -> Area:
    fields, others = row.fields, words(row.fields.get("other_names"))
    around = parent or str(fields.get("around", "")).strip()
    return Area(_id(row), str(fields.get("name", "")), str(fields.get("level", "")), around, tuple(others),
                (row.id.hex(),), withheld or fields.get("sensitivity") == Level.V.name)  # fmt: skip


def _settle(own: Sequence[Area], used: Collection[str], *lower: AreaLayer) -> AreaLayer:
    """Return own areas with the id of the area around each: its record, its code or name as text, or that of ISO."""
    tree = AreaTree(AreaLayer.of(own), *lower, used=used)

    def settle(area: Area) -> Area:
        iso = lower[-1].areas.get(area.id)
        said = area.parent or (iso.parent if iso else "")
        wider = [one for one in tree.find(said) if one.height < area.height and tree.is_sure(said, one)]
        return evolve(area, parent=wider[0].id if len(wider) == 1 else "")

    return AreaLayer.of(map(settle, own))


def _places(vault: Vault) -> Mapping[tuple[str, ...], int]:
    """Return the words of `WHERE` of places, each combination once, with the number of places.

    The name of a place is its area if it has no district.
    """
    found: Counter[tuple[str, ...]] = Counter()
    for row, number in search.group(vault.con, vault.kinds["place"], WHERE):
        said = [str(word or "").strip() for word in row]
        found[*said[:3], "" if said[2] else said[3]] += number
    return found


def _describe(vault: Vault, tree: AreaTree) -> Iterator[Area]:
    """Yield the provinces that places describe, and the districts with a wider area; not those of the tree."""
    for country, *said in _places(vault):
        around = tree.only(country) if country else None
        at = around.id if around else ""
        for word, level in zip(said, LEVELS[1:], strict=True):
            known = [one for one in (tree.find(word, at) if word else ()) if at or tree.is_sure(word, one)]
            if len(known) > 1 or (word and not known and not at and level != LEVELS[1]):
                break
            if word and not known:
                parent, at = at, f"{at}/{key(word)}"
                yield Area(at, word, level, parent)
            elif known:
                at = known[0].id


def list_unknown(vault: Vault) -> list[UnknownArea]:
    """Return the words that name no area or several, those of most records first."""
    tree, found = read_tree(vault), dict[tuple[str, str], UnknownArea]()

    def add(word: str, number: int, around: str, level: str) -> None:
        said = found.get((key(word), around))
        number += said.records if said else 0
        found[key(word), around] = UnknownArea(word, number, tree.find(word, around), around, level)

    for place, number in _places(vault).items():
        at = ""
        for word, level in zip(place[:3], LEVELS, strict=False):
            if word and (area := tree.only(word, at)):
                at = area.id
            elif word:
                add(word, number, at, level)
    for kind in vault.kinds.values():
        for name in (
            name for name, type_ in _FIELDS.items() if name in kind.fields and kind.fields[name].type is type_
        ):
            for (said,), number in search.group(vault.con, kind, (name,)):
                if said and not tree.only(str(said)):
                    add(str(said), number, "", "")
    return sorted(found.values(), key=lambda one: (-one.records, key(one.word)))


def choose(vault: Vault, word: str, id_: str) -> tuple[Record, Changed]:
    """Let a word name an area from now on: the area of a code becomes an own one. Raises InputRefused."""
    tree = read_tree(vault)
    area = find_area(tree, id_)
    if area.records:
        said = words(records.record_of(vault, area.records[0]).fields.get("other_names"))
        return records.edit(vault, area.records[0], {"other_names": list(dict.fromkeys((*said, word)))})
    given: dict[str, object] = {"name": area.name, "level": area.level}
    given["other_names"] = list(dict.fromkeys((*area.others, word)))
    around = describe_parent(tree, area.parent) | ({} if "/" in area.id else {"code": area.id})
    return records.add(vault, "area", given | around)


def find_area(tree: AreaTree, said: str) -> Area:
    """Return the area of an id, a code or a name. Raises InputRefused if it is no area or several."""
    found = tree.find(said)
    if len(found) != 1:
        known = ", ".join(f"{area.name} ({area.id})" for area in found)
        why = Phrase("{word} has several areas: {known}.", word=said, known=known)
        raise InputRefused(why if found else Phrase("There is no area {area}.", area=said), "See: amparo area list")
    return found[0]


def describe_parent(tree: AreaTree, around: str) -> dict[str, Value]:
    """Return the fields of an area inside another one."""
    area = tree.get(around)
    if area is not None and area.records:
        return {"parent": [area.records[0]]}
    return {"around": area.name if "/" in around else around} if area else {}


def place_inside(vault: Vault, within: str) -> dict[str, Value]:
    """Return the fields of an area inside another one, by its code or name. Raises InputRefused."""
    tree = read_tree(vault)
    return describe_parent(tree, find_area(tree, within).id)


def begin(vault: Vault, word: UnknownArea) -> None:
    """Prefill the form of a new area with a word; an earlier draft stays."""
    name = drafts.EDIT.format(key="area")
    drafts.set_aside(vault, name)
    drafts.keep(vault, name, {"name": word.word, "level": word.level, **describe_parent(read_tree(vault), word.around)})


def list_inside(vault: Vault, within: str = "") -> list[Area]:
    """Return the areas directly inside another one, by its id, code or name; without it, the own areas."""
    tree = read_tree(vault)
    if not within:
        return [area for area in tree.list_areas() if area.records]
    around = find_area(tree, within)
    return [area for area in tree.list_areas() if area.parent == around.id]


def read_level(vault: Vault) -> str:
    """Return the level at which patterns count areas: the one that a person chose, or the district."""
    return (vault.get(_LEVEL) or LEVEL.encode()).decode()


def choose_level(vault: Vault, level: str) -> None:
    """Count patterns at this level of areas from now on."""
    vault.set(_LEVEL, level.encode())


def list_choices(vault: Vault, kind: Kind) -> dict[str, list[tuple[str, str]]]:
    """Return the areas that a person can choose for each field with words for areas, each as its word and its name.

    These are own areas, districts that places describe, and ISO provinces of the countries of this vault.
    """
    names = [field.name for field in kind.own if field.type is Type.TAGS and field.name in _FIELDS]
    if not names:
        return {}
    tree = read_tree(vault)
    paths = [tree.path(area.id) for area in tree.list_areas()]
    near = [path for path in paths if path[0].records or "/" in path[0].id or tree.uses(path[-1].id)]
    said = [(path[0].name, " · ".join(area.name for area in path[:2])) for path in near]
    return {name: list(dict(said).items()) for name in names}


def narrow(vault: Vault, query: Query) -> Query:
    """Return a search for "torture in Quiché" as one for its first words at places in that area.

    A search without such an area or place stays unchanged.
    """
    said = _IN.fullmatch(query.text.strip())
    places = _list_inside(vault, said[2]) if said else []
    if said is None or not places:
        return query
    return query._replace(text=said[1] or "", where=(*query.where, (search.IN, json.dumps(places))))


def _list_inside(vault: Vault, word: str) -> Sequence[str]:
    """Return the ids in hex of the places in the area of a word."""
    tree, number = read_tree(vault), vault.kinds["place"].number
    if (area := tree.only(word)) is None:
        return []
    linked = dict(links.list_pairs(vault.con, number, "within"))
    found = []
    for place in record_lists.list_kind(vault.con, number):
        if area in find_path(tree, place, [linked[place.id]] if place.id in linked else []):
            found.append(place.id.hex())
    return found


def find_path(tree: AreaTree, place: Record, within: Iterable[bytes]) -> tuple[Area, ...]:
    """Return the area of a place and those around it; `within` are the records of the own areas that it links to."""
    own = next(filter(None, (tree.of_record(id_.hex()) for id_ in within)), None)
    at = tree.locate((str(place.fields.get(name, "")) for name in WHERE), own.id if own else "")
    return tree.path(at.id) if at else ()
