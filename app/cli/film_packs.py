"""Verbs of the film pack, with which a small program shows films and sound."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.vault import film_packs
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `film-pack …`."""
    group = add_group(verbs, "film-pack", "the film pack of a small program", named=True)
    add = verb(group, common, "add", _add, "add the film pack from a file", needs_vault=False)
    add.add_argument("file", help="the film pack of this program")
    verb(group, common, "remove", _remove, "remove the film pack", needs_vault=False)
    verb(group, common, "show", _show, "show if this program has its film pack", needs_vault=False)


def _add(options: argparse.Namespace) -> CommandResult:
    film_packs.add(film_packs.want_own(), Path(options.file).expanduser())
    return _show(options)


def _remove(options: argparse.Namespace) -> CommandResult:
    film_packs.remove(film_packs.want_own())
    return _show(options)


def _show(_: argparse.Namespace) -> CommandResult:
    pack = film_packs.find_own()
    if pack is None:
        return make_answer(films=True)
    name, size, sha256 = pack.listed.archive
    return make_answer(films=pack.added, pack=name, bytes=size, sha256=sha256, file=str(pack.file))
