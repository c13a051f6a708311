"""Verbs of areas: the tree, own areas, a table of them, and words without an area."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.kernel import records
from app.actions.records import area_import, areas
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.domain.areas import LEVELS, Area
from app.exchange.rows import causes
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `area list`, `area add`, `area load` and `area unresolved`."""
    group = add_group(verbs, "area", "areas as a tree")
    verb(group, common, "list", _list, "list the own areas, or the areas directly inside another").add_argument(
        "within", metavar="WITHIN", nargs="?", default="", help="name or code of the area (default: the own areas)"
    )
    add = verb(group, common, "add", _add, "add an own area")
    add.add_argument("name", help="name of the area")
    add.add_argument("--level", choices=LEVELS, required=True, help="level of the area")
    add.add_argument("--in", dest="within", metavar="AREA", default="", help="name or code of the wider area")
    add.add_argument("--code", default="", help="code of the area in ISO 3166 or in your table")
    add.add_argument("--other-name", dest="others", metavar="NAME", action="append", default=[], help="another name")
    load = verb(group, common, "load", _load, "add the areas of a table with codes, or of GeoJSON")
    load.add_argument("file", metavar="FILE", help="table with a column for each field of an area, or GeoJSON")
    load.add_argument("--level", choices=LEVELS, default="", help="level of the areas in GeoJSON without levels")
    load.add_argument(
        "--in", dest="within", metavar="AREA", default="", help="wider area of such areas, by name or code"
    )
    load.add_argument("--partial", action="store_true", help="save the other rows if some are refused")
    unknown = verb(group, common, "unresolved", _unresolved, "list words that name no area or several")
    unknown.add_argument("--choose", metavar=("WORD", "AREA"), nargs=2, help="let a word name an area from now on")


def _say(area: Area) -> dict[str, object]:
    return {"id": area.id, "name": area.name, "level": area.level, "within": area.parent, "own": bool(area.records)}


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(areas=[_say(area) for area in areas.list_inside(vault, options.within)])


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = {"name": options.name, "level": options.level, "code": options.code or None, "other_names": options.others}
    around = areas.place_inside(vault, options.within) if options.within else {}
    return make_answer(**row(records.add(vault, "area", given | around)[0]))


def _load(vault: Vault, options: argparse.Namespace) -> CommandResult:
    done = area_import.load(
        vault, Path(options.file), level=options.level, within=options.within, partial=options.partial
    )
    made = {"read": done.read, "added": done.added, "updated": done.updated, "unchanged": done.unchanged,
            "refused": causes(done.refused)}  # fmt: skip
    return CommandResult({"ok": not done.refused, **made}, 5 if done.refused else 0)


def _unresolved(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.choose:
        areas.choose(vault, *options.choose)
    return make_answer(words=[
        {"word": one.word, "records": one.records, "within": one.around, "areas": [_say(area) for area in one.meanings]}
        for one in areas.list_unknown(vault)
    ])  # fmt: skip
