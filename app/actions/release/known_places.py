"""Find the names of places in texts that are too fine for an audience, each with a wider one."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from app.actions.records.areas import read_tree
from app.actions.release.leak_limits import AREAS, PLACE_LEVELS
from app.domain.areas import AreaTree
from app.domain.leaks.known_terms import KnownTerm
from app.domain.leaks.leak_values import COUNTRY, DISTRICT, EXACT, GAP, LOCALITY, AudienceLimits, LeakClass
from app.domain.leaks.tokens import base_word, split_tokens
from app.domain.record import Record
from app.domain.release.rounding import field_step, place_facet
from app.store.records import links, record_lists
from app.store.vault.open_vault import Vault

PlaceWords = Sequence[tuple[Record, Sequence[tuple[int, str]]]]
"""Places, each with its words and the level of each word."""


def read_places(vault: Vault) -> PlaceWords:
    """Return the places of the vault, also removed ones, with their earlier names."""
    tree, number = read_tree(vault, described=False), vault.kinds["place"].number
    within, names = dict(links.list_pairs(vault.con, number, "within")), defaultdict[bytes, list[str]](list)
    for id_, name in record_lists.list_all_values(vault.con, number, "name"):
        names[id_].append(name)
    return [(place, [*_words_of(place, names[place.id], tree), *_words_around(tree, within.get(place.id, b""))])
            for place in record_lists.list_kind(vault.con, number, removed=True)]  # fmt: skip


def find_fine_places(
    vault: Vault, places: PlaceWords, limits: AudienceLimits, texts: Iterable[str]
) -> Iterator[KnownTerm]:  # fmt: skip
    """Yield the names of places in the texts that are too fine for the audience, each with the next wider allowed one.

    A home and a refuge have separate limits. The name of a village that can be read at one place is still too fine at
    another one.
    """
    text = "".join(token.word for text in texts for token in split_tokens(text))  # in each spelling, glued or split
    villages = {place.id: [said for level, said in rows if level < DISTRICT] for place, rows in places}
    near = [(place, rows) for place, rows in places if any(_is_named(said, text) for _, said in rows)]
    asked = {id_ for id_, words in villages.items() if any(_is_named(said, text) for said in words)}
    finest = {place.id: max(_finest(place, limits), limits.at(place.id) if place.id in asked else EXACT)
              for place, _ in near}  # fmt: skip
    allowed = {said.casefold() for place, rows in near for level, said in rows
               if level >= max(finest[place.id], DISTRICT)}  # fmt: skip
    allowed |= {area.casefold() for area in limits.areas}
    for place, rows in near:
        yield from _list_fine(vault, place, rows, finest[place.id], allowed)


def _list_fine(
    vault: Vault, place: Record, rows: Sequence[tuple[int, str]], most: int, allowed: Collection[str]
) -> Iterator[KnownTerm]:  # fmt: skip
    """Yield the words of one place that are finer than the level `most`, each with the next wider one."""
    wider = [said for level, said in rows if level >= most]
    country = place.fields.get("country") if most <= COUNTRY else None
    if country:
        wider.append(vault.words["country"].label(str(country), "en"))
    for level, said in rows:
        if level < most:
            home = level == LOCALITY and place_facet(place) != "place"
            for part in dict.fromkeys([said, *(re.split("[,،]", said) if level == LOCALITY else ())]):
                if part.strip() and part.strip().casefold() not in allowed:
                    kind = LeakClass.HOME if home else LeakClass.PLACE
                    yield KnownTerm(part.strip(), kind, instead=wider[0] if wider else GAP)


def _is_named(said: str, text: str) -> bool:
    return any(base_word(token.word) in text for token in split_tokens(said))


def _words_of(place: Record, names: Iterable[str], tree: AreaTree) -> list[tuple[int, str]]:
    """Return the words of a place with the levels of their areas; `names` are its names of now and before."""
    each = (place._replace(fields={**place.fields, "name": name}) for name in names)
    said = (*((one, "name") for one in each), *((place, name) for name in AREAS[1:] if name in place.fields))
    return [(PLACE_LEVELS[field_step(one, name, tree)], str(one.fields[name])) for one, name in said]


def _words_around(tree: AreaTree, record: bytes) -> list[tuple[int, str]]:
    """Return the names of the own area around a place and of the areas around that, with their levels."""
    area = tree.of_record(record.hex())
    rows = tree.path(area.id) if area else ()
    return [(PLACE_LEVELS[row.step], name) for row in rows if row.step != "country" for name in (row.name, *row.others)]


def _finest(place: Record, limits: AudienceLimits) -> int:
    return {"home": limits.home, "refuge": limits.refuge}.get(place_facet(place), limits.place)


def list_bodies(vault: Vault) -> Iterator[tuple[str, str]]:
    """Yield organisations with their types, and names of places without homes and refuges: no person is the whole."""
    for one in record_lists.list_kind(vault.con, vault.kinds["organisation"].number):
        yield one.title, str(one.fields.get("type", "other"))
    for place in record_lists.list_kind(vault.con, vault.kinds["place"].number):
        names = AREAS if place_facet(place) == "place" else AREAS[1:]
        yield from ((str(place.fields[name]), GAP) for name in names if name in place.fields)
