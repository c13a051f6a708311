"""Areas as a tree: country, province, district, locality. Pure.

A word names an area in any spelling, with or without its article. An own area wins over one that a place describes, and
both win over ISO 3166-2. A word with several areas has no area until a person chooses. The same is true of a province
in a country that the vault does not use. The tree without areas compares the letters of words.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from app.domain.search_normalisation import fold, index_text

LEVELS = ("country", "admin1", "admin2", "locality")
"""The levels, the widest first (code list area_level)."""
_ARTICLES = ("el ", "la ", "los ", "las ", "le ", "les ", "the ", "al ")


def key(word: str) -> str:
    """Return the form that two spellings of a word have in common."""
    return " ".join(fold(word).split())


def _bare(word: str) -> str:
    """Return a folded word without signs and without its article."""
    said = " ".join(index_text(word).split())
    return next((said.removeprefix(article) for article in _ARTICLES if said.startswith(article)), said)


@frozen
class Area:
    """An area: its id, its name and other names, its level, and the id of the area around it.

    `id` is an ISO or other code, or the id of a record in hex. `records` are the ids of its records in hex. The name of
    a `secret` area is not told.
    """

    id: str
    name: str
    level: str
    parent: str = ""
    others: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    secret: bool = False

    @property
    def is_iso(self) -> bool:
        """Return True for a country with its code of ISO 3166-1."""
        return self.level == LEVELS[0] and re.fullmatch("[A-Z]{2}", self.id) is not None

    @property
    def step(self) -> str:
        """Return the level, for an unknown one the finest."""
        return LEVELS[min(self.height, len(LEVELS) - 1)]

    def joined(self, other: "Area") -> "Area":
        """Return this area with the names and records of another one with the same id."""
        names = dict.fromkeys((*self.others, other.name, *other.others))
        others, records = tuple(name for name in names if name != self.name), (*self.records, *other.records)
        secret = self.secret or other.secret
        return evolve(self, parent=self.parent or other.parent, others=others, records=records, secret=secret)

    @property
    def height(self) -> int:
        """Return the position of the level, the widest lowest; an unknown level is the finest."""
        return LEVELS.index(self.level) if self.level in LEVELS else len(LEVELS)


@frozen(eq=False)
class AreaLayer:
    """The areas of one source, by id and by name."""

    areas: Mapping[str, Area]
    by_record: dict[str, str] = field(factory=dict, init=False)
    """The id of the area of each record, by the id of the record in hex."""
    _spelled: dict[str, list[str]] = field(factory=dict, init=False)
    _loose: dict[str, list[str]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Index the names."""
        for area in self.areas.values():
            self.by_record.update(dict.fromkeys(area.records, area.id))
            for name in dict.fromkeys((area.name, *area.others)):
                for index, said in ((self._spelled, key(name)), (self._loose, _bare(name))):
                    if area.id not in (ids := index.setdefault(said, [])):
                        ids.append(area.id)

    @classmethod
    def of(cls, areas: Iterable[Area]) -> "AreaLayer":
        """Return a layer; of two areas with one id, the first has its name, and the names of the other too."""
        known: dict[str, Area] = {}
        for area in areas:
            one = known.get(area.id)
            known[area.id] = one.joined(area) if one else area
        return cls(known)

    def named(self, spelled: str, bare: str) -> Iterator[Sequence[str]]:
        """Yield the ids with this spelling, then those without an article."""
        yield self._spelled.get(spelled, ())
        yield self._loose.get(bare, ())


class AreaTree:
    """Areas in layers: the first layer with a word decides, and the last layer is ISO.

    `used` are the codes of the countries that the vault uses; None for all.
    """

    def __init__(self, *layers: AreaLayer, used: Collection[str] | None = None) -> None:
        self._layers, self._used, self._keys = layers, used, dict[str, tuple[str, ...]]()
        self._found = dict[tuple[str, str], tuple[Area, ...]]()

    def get(self, id_: str) -> Area | None:
        """Return an area by its id."""
        return next((layer.areas[id_] for layer in self._layers if id_ in layer.areas), None)

    def of_record(self, id_: str) -> Area | None:
        """Return the area of a record by its id in hex; records with one code are one area."""
        known = (layer.by_record[id_] for layer in self._layers if id_ in layer.by_record)
        return self.get(next(known, ""))

    def uses(self, country: str) -> bool:
        """Return True for the code of a country that the vault uses."""
        return self._used is None or country in self._used

    def list_areas(self) -> list[Area]:
        """Return every area once, by name."""
        known = {id_: area for layer in reversed(self._layers) for id_, area in layer.areas.items()}
        return sorted(known.values(), key=lambda area: (area.height, key(area.name)))

    def path(self, id_: str) -> tuple[Area, ...]:
        """Return an area and those around it, each wider than the one before; empty for an unknown id.

        It ends, even if two teams put two areas inside each other.
        """
        found: list[Area] = []
        seen = set[str]()
        while id_ not in seen and (area := self.get(id_)) is not None:
            seen.add(id_)
            if not found or area.height < found[-1].height:
                found.append(area)
            id_ = area.parent
        return tuple(found)

    def find(self, word: str, within: str = "") -> tuple[Area, ...]:
        """Return the areas that a word names, inside another area if `within` has its id; own areas win."""
        if (word, within) not in self._found:
            self._found[word, within] = self._find(word, within)
        return self._found[word, within]

    def _find(self, word: str, within: str) -> tuple[Area, ...]:
        said = word.strip()
        if (area := self.get(said) or (self.get(said.upper()) if "-" in said else None)) is not None:
            return (area,) if self._is_within(area.id, within) else ()
        spelled, bare = key(word), _bare(word)
        for layer in self._layers:
            for ids in layer.named(spelled, bare):
                if found := tuple(area for id_ in ids if self._is_within(id_, within) and (area := self.get(id_))):
                    return found
        return ()

    def _is_within(self, id_: str, within: str) -> bool:
        return not within or any(area.id == within for area in self.path(id_))

    def only(self, word: str, within: str = "") -> Area | None:
        """Return the area of a word that names exactly one, or None."""
        found = self.find(word, within)
        return found[0] if len(found) == 1 and (within or self.is_sure(word, found[0])) else None

    def is_sure(self, word: str, area: Area) -> bool:
        """Return False if a word alone could have another meaning: a province of ISO in a country that is not used."""
        iso = self._layers[-1].areas.get(area.id) == area and area.level != LEVELS[0] and word.strip() != area.id
        return not iso or self._used is None or self.path(area.id)[-1].id in self._used

    def locate(self, words: Iterable[str], within: str = "") -> Area | None:
        """Return the area of words, the widest first: each is looked for inside the one before."""
        at = self.get(within)
        for word in filter(None, words):
            at = self.only(word, at.id if at else "") or at
        return at

    def keys(self, word: str) -> tuple[str, ...]:
        """Return the key of a word, then those of the areas around its area."""
        if word not in self._keys:
            area = self.only(word)
            self._keys[word] = tuple(one.id for one in self.path(area.id)) if area else (key(word),)
        return self._keys[word]

    def key(self, word: str) -> str:
        """Return what two words for one area have in common."""
        return self.keys(word)[0]

    def covers(self, wide: str, narrow: str) -> bool:
        """Return True if the area of one word is that of another or is around it."""
        return self.key(wide) in self.keys(narrow)

    def list_around(self, words: Sequence[str]) -> frozenset[str]:
        """Return the names and ids of the areas of words, and of the areas around them, for `reaches`."""
        areas = [area for area in map(self.only, words) if area]
        rows = [row for area in areas for row in self.path(area.id)]
        names = {key(name) for row in rows for name in (row.name, *row.others)}
        return frozenset({*names, *(row.id for row in rows), *map(key, words)} - {""})

    def reaches(self, word: str, around: frozenset[str]) -> bool:
        """Return True if a word names one of the areas of `list_around`, even if it also names another area."""
        return key(word) in around or self.key(word) in around


WORDS = AreaTree()
"""The tree without areas: words are compared by their letters."""


def parse_iso(text: str, countries: Mapping[str, Sequence[str]]) -> AreaLayer:
    """Return countries with their names, and their subdivisions from the text of `resources/areas/iso.tsv`."""
    found = [Area(code, names[0], LEVELS[0], "", tuple(names[1:])) for code, names in countries.items()]
    for line in text.splitlines():
        country, *cells = line.split("\t")
        for cell in cells:
            ids, _, names = cell.partition(" ")
            code, _, around = ids.partition("^")
            name, *others = names.split("|")
            parent = f"{country}-{around}" if around else country
            found.append(Area(f"{country}-{code}", name, LEVELS[2 if around else 1], parent, tuple(others)))
    return AreaLayer.of(found)
