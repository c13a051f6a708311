"""Import areas from GeoJSON. An area that is there gets its code, other names and position; it never becomes two.

An area is looked for by its code, then by its names inside the wider area. A wider area that the file names is added if
the tree does not have it. Countries and provinces of ISO 3166 are there already.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from attrs import define, field

from app.actions.records import tables
from app.actions.records.areas import describe_parent, find_area, read_tree
from app.actions.records.tables import Imported, Judged, take_in
from app.domain.area_features import AreaFeature, AreaStep, read_features
from app.domain.areas import Area, AreaTree, key
from app.domain.coverage import words
from app.domain.fields import Value
from app.exchange import mapping
from app.exchange.rows import Mapped, RowRefusal
from app.exchange.table import Table, TableRow
from app.phrase import Phrase
from app.store.records import record_rows
from app.store.vault.open_vault import Vault


def load(vault: Vault, path: Path, *, level: str = "", within: str = "", partial: bool = False) -> Imported:
    """Import the areas of a table or of GeoJSON.

    `level` and `within` are the level of areas, and the name or code of the wider area, for GeoJSON without them.
    Raises InputRefused, or NotFound for a file that cannot be read.
    """
    data = tables.read_bytes(path)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return tables.import_table(vault, path, kind="area", partial=partial)[0]
    features = read_features(data, level)
    tree = read_tree(vault, described=False)
    around = find_area(tree, within).id if within else ""
    rows = _AreaRows(vault, tree, path.name, around, Counter(map(_names_of, features)))
    for feature in features:
        rows.add(feature)
    table = Table(("name",), tuple(TableRow(feature.number, ("",)) for feature in features))
    whole = mapping.parse_mapping(b"{}", vault.kinds, "area")
    return take_in(vault, Judged(table, whole, tuple(rows.made.values()), tuple(rows.refused)), partial=partial)[0]


def _names_of(feature: AreaFeature) -> tuple[str, ...]:
    """Return the first names of a feature, the widest first."""
    return tuple(key(name) for step in feature.steps for name in step.names[:1])


@define
class _AreaRows:
    """The rows of a file: each new or changed area by its key, and the refused features. `named` counts their names."""

    vault: Vault
    tree: AreaTree
    source: str
    within: str
    named: Counter[tuple[str, ...]]
    made: dict[str, Mapped] = field(factory=dict)
    refused: list[RowRefusal] = field(factory=list)

    def add(self, feature: AreaFeature) -> None:
        """Add the areas of a feature, the widest first."""
        around, path, twice = self.within, "", self.named[_names_of(feature)] > 1
        if not feature.steps:
            self.refused.append(RowRefusal(feature.number, Phrase("This area has no name in the file.")))
        for step in feature.steps:
            own = step is feature.steps[-1]
            path = f"{path}/{step.level}:{step.code or key(step.names[0])}"
            known = self._find(step, around, () if own and twice else step.names)
            at = known.records[0] if known and known.records else path
            if own and at in self.made and self.made[at].row:
                self.refused.append(RowRefusal(feature.number, Phrase("This area is in the file twice.")))
            elif own or not (known or at in self.made):
                self.made[at] = self._make_row(feature.number * own, at, step, known, around, feature.point * own)
            around = known.id if known else path

    def _find(self, step: AreaStep, around: str, names: Sequence[str]) -> Area | None:
        """Return the area of a step, by its code or by one of its names in the wider area; None for a new one."""
        found = self.tree.get(_iso_country(step.code))
        if found is not None and found.level == step.level:
            return found
        for name in names if not around or self.tree.get(around) else ():
            near = [one for one in self.tree.find(name, around) if one.level == step.level]
            if len(near) == 1 and _fits(step.code, near[0]) and (around or self.tree.is_sure(name, near[0])):
                return near[0]
        return None

    def _make_row(
        self, number: int, at: str, step: AreaStep, known: Area | None, around: str, point: tuple[float, ...]
    ) -> Mapped:
        """Return the values of an area; what people wrote in one that is there stays."""
        here = record_rows.find(self.vault.con, at) if known and known.records else None
        had = here.fields if here else {}
        name = had.get("name") or step.names[0]
        code = had.get("code") or (known.id if known and not known.records else step.code)
        said = dict.fromkeys((*words(had.get("other_names")), *step.names, step.code))
        others: Value = [one for one in said if one and one not in (name, code)]
        values: dict[str, Value] = {"name": name, "level": step.level, "code": code, "other_names": others,
                                    "source": had.get("source") or self.source}  # fmt: skip
        values |= dict(zip(("latitude", "longitude", "radius_km"), point, strict=False))
        if around and not (known and any(area.id == around for area in self.tree.path(known.id))):
            values |= describe_parent(self.tree, around) if self.tree.get(around) else {"parent.id": around}
        return Mapped(number, at, {path: value for path, value in values.items() if value not in ("", [])})


def _fits(code: str, area: Area) -> bool:
    """Return True if an area with this name can have this code of a file: it has none, or this one as another name."""
    return not code or not area.records or area.id == area.records[0] or code in area.others


def _iso_country(code: str) -> str:
    """Return a code in capitals, that of a country with three letters as two."""
    from babel.core import get_global  # only where it is needed: it takes longer than all of a start

    aliases = get_global("territory_aliases").get(code.upper(), []) if len(code) == 3 else []
    return str(aliases[0]) if len(aliases) == 1 else code.upper()
