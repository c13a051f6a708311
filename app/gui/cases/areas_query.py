"""The data of the page of words without an area."""

from attrs import frozen

from app.actions.records import areas
from app.actions.records.areas import UnknownArea
from app.domain.areas import Area, AreaTree
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault

MOST = 50
"""Words on one page; those with the most records come first."""


@frozen
class UnknownRow:
    """A word without an area, its second line, and its meanings: the id and the name of each area."""

    asked: UnknownArea
    second: str
    meanings: tuple[tuple[str, str], ...]


def list_unknown(vault: Vault, tr: Text) -> tuple[tuple[UnknownRow, ...], tuple[tuple[str, str], ...]]:
    """Return the words of records that name no area, or several; and each area that can be chosen, with its name."""
    tree = areas.read_tree(vault)
    rows = tuple(_row(vault, tr, tree, one) for one in areas.list_unknown(vault)[:MOST])
    return rows, tuple((area.id, _name(vault, tr, tree, area)) for area in tree.list_areas()) if rows else ()


def _row(vault: Vault, tr: Text, tree: AreaTree, one: UnknownArea) -> UnknownRow:
    around = tree.get(one.around)
    inside = tr("inside {area}", area=_name(vault, tr, tree, around)) if around else ""
    known = {0: tr("no area has this name"), 1: tr("one area has this name")}
    named = known.get(len(one.meanings), tr("several areas have this name"))
    second = tr.line(tr("{n} record|{n} records", n=one.records), inside, named)
    return UnknownRow(one, second, tuple((area.id, _name(vault, tr, tree, area)) for area in one.meanings))


def _name(vault: Vault, tr: Text, tree: AreaTree, area: Area) -> str:
    path = tree.path(area.id)
    return tr.listed(vault.words["country"].label(one.id, tr.language) if one.is_iso else one.name for one in path)
