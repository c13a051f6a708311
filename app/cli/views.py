"""The verb of the lists: show one, or write it to a file."""

import argparse
from datetime import date
from typing import Any

from app.actions.kernel import view_rows
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer, row
from app.cli.outputs import add_choices, add_file_choices, write_paper
from app.domain.record import Record, words_of
from app.domain.views import VIEWS, View
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `view`."""
    view = verb(verbs, common, "view", _view, "show a list of records, or write it to a file")
    view.add_argument("name", metavar="LIST", nargs="?", default="", help="name of the list (default: show the names)")
    view.add_argument("file", metavar="FILE", nargs="?", default="", help="new file. Its ending selects the format")
    view.add_argument("--on", metavar="DAY", type=date.fromisoformat, help="day of the list (default: today)")
    view.add_argument("--for", metavar="ID", dest="of", default="", help="ID of a record with a link to each row")
    view.add_argument("--kind", metavar="CODE", default="", help="only rows of this kind, for example aid")
    view.add_argument("--theme", metavar="CODE", default="", help="only rows with this theme, for example impunity")
    view.add_argument("--type", metavar="CODE", default="", dest="partner",
                      help="only rows with a partner of this type of organisation, for example union")  # fmt: skip
    add_choices(view)
    add_file_choices(view)


def _view(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if not options.name:
        lists = [{"list": one.name, "label": one.title or one.label, "help": one.help} for one in VIEWS.values()]
        return make_answer(lists=lists)
    view = view_rows.view_named(options.name)
    found = view_rows.find(vault, view, options.on, of=options.of)
    for name, code in (("kind", options.kind), ("theme", options.theme)):
        found = [one for one in found if not code or code in _codes(one, name)]
    if options.partner:
        found = [one for one in found if options.partner in view_rows.list_partner_types(vault, one)]
    if options.file:
        some = options.on or options.of or options.kind or options.theme or options.partner
        if some and not found:
            raise InputRefused("This list has no rows.", "Nothing was written. Choose another day or record.")
        options.ids = [one.id.hex() for one in found] if some else []
        return write_paper(vault, options)
    idle = view_rows.list_idle(vault, view, options.on)
    late = ((one, view_rows.count_late(vault, one, options.on) or idle.get(one.id)) for one in found)
    rows = [row(one) | _group(vault, view, one) | ({"days": days} if days else {}) for one, days in late]
    return make_answer(list=view.name, rows=rows, **({} if found else {"note": say_empty(view, options)}))


def _codes(one: Record, name: str) -> list[object]:
    value = one.fields.get(name)
    return [*value] if isinstance(value, list) else [value]


def say_empty(view: View, options: argparse.Namespace) -> Phrase:
    """Return the sentence of a list without rows: that of an empty vault, or one about the choice."""
    chosen = [
        name for name in ("on", "of", "kind", "theme", "partner", "state", "treaty") if getattr(options, name, None)
    ]
    return Phrase("No row fits this choice.") if chosen else Phrase(view.empty)


def _group(vault: Vault, view: View, one: Record) -> dict[str, object]:
    """Return the words of the group of a row if it is a code: the side of a legal step."""
    name, kind = view.group.paths if view.group else "", vault.kinds[one.kind]
    coded = name in one.fields and name in kind.fields and kind.fields[name].scheme
    return {"group": words_of(kind, name, one.fields[name], vault.words)} if coded else {}
