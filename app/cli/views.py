"""The verb of the lists: show one, or write it to a file."""

import argparse
from datetime import date
from typing import Any

from app.actions.kernel import view_rows
from app.cli.output import CommandResult, make_answer, row
from app.cli.outputs import add_choices, add_file_choices, write_paper
from app.domain.views import VIEWS
from app.errors import InputRefused
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `view`."""
    view = verbs.add_parser("view", parents=[common], help="show a list of records, or write it to a file")
    view.add_argument("name", metavar="LIST", nargs="?", default="", help="name of the list (default: show the names)")
    view.add_argument("file", metavar="FILE", nargs="?", default="", help="new file. Its ending selects the format")
    view.add_argument("--on", metavar="DAY", type=date.fromisoformat, help="day of the list (default: today)")
    view.add_argument("--for", metavar="ID", dest="of", default="", help="ID of a record with a link to each row")
    add_choices(view)
    add_file_choices(view)
    view.set_defaults(run=_view, needs_vault=True)


def _view(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if not options.name:
        lists = [{"list": one.name, "label": one.title or one.label, "help": one.help} for one in VIEWS.values()]
        return make_answer(lists=lists)
    view = view_rows.view_named(options.name)
    found = view_rows.find(vault, view, options.on, of=options.of)
    if options.file:
        some = options.on or options.of
        if some and not found:
            raise InputRefused("This list has no rows.", "Nothing was written. Choose another day or record.")
        options.ids = [one.id.hex() for one in found] if some else []
        return write_paper(vault, options)
    idle = view_rows.list_idle(vault, view, options.on)
    late = ((one, view_rows.count_late(vault, one, options.on) or idle.get(one.id)) for one in found)
    return make_answer(list=view.name, rows=[row(one) | ({"days": days} if days else {}) for one, days in late])
