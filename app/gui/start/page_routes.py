"""Pages over any place that have a separate name; each is loaded on request.

The targets of rows outside of their place: `record:ID`, `waiting:ID`, `go:PLACE`, `do:ACTION` and others.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from app.actions.kernel import drafts, records
from app.domain.views import VIEWS
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

PAGES: Final[Mapping[str, str]] = {
    "recovery": "app.gui.vault.recovery_screen.open_recovery",
    "drill": "app.gui.vault.recovery_screen.open_drill",
    "kept": "app.gui.vault.kept_screen.open_kept",
    "rotation": "app.gui.vault.rotation_screen.open_rotation",
    "check": "app.gui.backups.checked_screen.check_all",
    "ways": "app.gui.vault.ways_screen.open_ways",
    "backup": "app.gui.backups.backup_screen.open_backup",
    "second": "app.gui.real_names.real_names_screen.open_page",
    "border": "app.gui.backups.border_screen.open_border",
    "wipe": "app.gui.vault.wiping_screen.open_wiping",
    "film-pack": "app.gui.evidence.film_pack_screen.open_film_pack",
    "machine": "app.gui.settings.machine_screen.open_machine",
    "export": "app.gui.tables.table_out_screen.open_export",
    "letterhead": "app.gui.papers.letterhead_screen.open_letterhead",
    "leaving": "app.gui.settings.settings_screen.open_leaving",
    "members": "app.gui.teams.members_screen.open_members",
    "nearby": "app.gui.delivery.nearby_screen.open_nearby",
    "identity": "app.gui.people.people_screen.open_new_identity",
    "organisations": "app.gui.teams.directories_screen.open_organisations",
    "warning": "app.gui.warning.warning_screen.open_warning",
    "matches": "app.gui.field.coverage_screen.open_matches",
    "duplicates": "app.gui.records.duplicates_screen.open_duplicates",
    "patterns": "app.gui.incidents.patterns_screen.open_patterns",
    "plan-1998": "app.gui.cases.documents_screen.add_plan",
    "heaps": "app.gui.delivery.batch_accept_screen.open_heaps",
}
"""The module in this folder and the function that open each page."""


def opener(page: str) -> Callable[..., Any]:
    """Load a function or class by its name, as in PAGES."""
    module, _, name = page.rpartition(".")
    opens: Callable[..., Any] = getattr(import_module(module), name)
    return opens


def _to(page: str) -> Callable[[VaultSession], None]:
    return lambda desk: opener(page)(desk)


def _log(desk: VaultSession) -> None:
    from app.gui.papers.papers_screen import open_whole

    open_whole(desk, ("intervention-log",), desk.look.tr("Log of actions taken"))


def _readiness(desk: VaultSession) -> None:
    from app.gui.papers.papers_screen import open_whole

    open_whole(desk, ("readiness",), desk.look.tr("Check of this computer"))


OPENS: Mapping[str, Callable[[VaultSession], None]] = {
    **{name: _to(page) for name, page in PAGES.items()}, "log": _log, "readiness": _readiness,
}  # fmt: skip


"""The functions that open the pages."""


_OF_ONE: Final[Mapping[str, str]] = {
    "evidence": "app.gui.evidence.piece_screen.show_piece", "studio": "app.gui.studio.studio_screen.open_studio",
    "over": "app.gui.today.danger_screen.open_over",
    "steps": "app.gui.checkins.plan_screen.open_steps", "between": "app.gui.delivery.between_screen.open_between",
    "instant": "app.gui.appeals.appeals_screen.open_instant",
    "escalation": "app.gui.incidents.patterns_screen.open_escalation",
    "notes": "app.gui.vault.session_notes_screen.open_session_notes",
    "into-case": "app.gui.search.case_choice_screen.open_case_choice",
}  # fmt: skip
"""The functions that open the page of one thing, by the first word of its key."""


def follow(desk: VaultSession, editing: Editing, key: str) -> None:
    """Go to the place of a key, and show its target there."""
    what, _, id_ = key.partition(":")
    if what == "record":
        alone = desk.look.tr("No record with a page has a link to this record.")
        desk.read(lambda vault: home(vault, id_), lambda found: desk.show(*found) if found else desk.say(alone))
    elif what in _OF_ONE:
        opener(_OF_ONE[what])(desk, id_)
    elif what == "differences":
        from app.gui.records.differences_screen import open_differences

        open_differences(desk, editing)
    elif what == "areas":
        opener("app.gui.cases.areas_screen.open_unknown")(desk, editing)
    elif what == "submit":
        opener("app.gui.cases.submission_screen.open_begin")(desk, editing, id_)
    elif what == "view":
        view = VIEWS[id_]
        desk.show(view.home.page, "", id_ if view.where else view.kinds[0])
        if not view.where:  # it has no chip, but a paper
            _open_paper(desk, id_)
    elif what == "paper":
        _open_paper(desk, id_)
    elif what == "step":
        _show_where(desk, [kind.name for kind in desk.kinds.values() if id_ in kind.steps], id_)
    elif what == "withdrawn":
        from app.gui.withdrawals.withdrawing_screen import open_withdrawing

        open_withdrawing(desk)
    elif what in ("appeal", "call", "alert", "roster"):
        _answer(desk, what, id_)
    elif key == "go:help":
        opener("app.gui.library.library_screen.open_library")(desk)
    elif what == "go":
        desk.go(id_)
    elif what == "list":
        desk.show(desk.kinds[id_].home.page, "", id_)
    elif what == "search":
        desk.show("incidents", id_, "search")
    elif what == "settings":
        desk.show("safety", id_, "")
    elif what == "help":
        desk.show("help", id_, "")
    elif what == "do":
        _do(desk, id_)
    elif what == "draft":
        _go_on(desk, id_)
    else:
        desk.show("inbox" if what == "received" else "outbox", id_, what)


def _go_on(desk: VaultSession, draft: str) -> None:
    """Go on with unsaved text."""
    from app.gui.today.unfinished_screen import go_on_draft, go_on_import

    if draft == drafts.TABLE:
        go_on_import(desk)
    else:
        go_on_draft(desk, draft or drafts.ENTRY)


def _open_paper(desk: VaultSession, name: str) -> None:
    """Open a paper about the whole vault, or the list of the records that have the paper."""
    from app.actions.papers import paper_makers
    from app.gui.papers.papers_screen import open_whole

    output = paper_makers.find_by_name(name)
    if output.about and not output.roots:
        _show_where(desk, output.about, "papers")
    else:
        open_whole(desk, (name,), desk.look.tr(output.label))


def _show_where(desk: VaultSession, kinds: Sequence[str], step: str) -> None:
    """Show the list of the first of `kinds`, or of one that has it as a part, and the step to choose there."""
    homes = [kind for kind in desk.kinds.values() if kind.home.page]
    found = next((kind for name in kinds for kind in homes if name == kind.name or name in kind.parts), homes[0])
    desk.show(found.home.page, "", found.name)
    word = next((word for key, word, _ in desk.routes.offered(found.name) if key == step), "")
    if word:
        desk.say(desk.look.tr("Choose a record, then “{step}”.", step=word))


def _answer(desk: VaultSession, what: str, id_: str) -> None:
    """Show an instant action, a received appeal, an alert or a roster, with the actions for it."""
    from app.gui.accompaniment.accompaniment_screen import open_accompaniment
    from app.gui.appeals.appeals_screen import open_appeal, open_call
    from app.gui.warning.warning_screen import open_tree

    pages = {"appeal": open_appeal, "call": open_call, "alert": open_tree, "roster": open_accompaniment}
    pages[what](desk, id_)


def _do(desk: VaultSession, name: str) -> None:
    """Run an action that has a key everywhere, or open a page over any place."""
    if name in OPENS:
        OPENS[name](desk)
    elif name == "lock":
        desk.leave(True)
    elif name == "theme":
        desk.dress({"theme": "light" if desk.look.theme == "dark" else "dark"})
    elif name == "import":
        _import_table(desk)
    elif name in ("contact", "incident"):
        desk.routes.follow("list:contact" if name == "contact" else "go:incidents")
        desk.window.key.emit("new")
    elif name == "stick":
        desk.go("sending")
        desk.window.key.emit("stick")
    else:
        desk.window.key.emit(name)


def _import_table(desk: VaultSession) -> None:
    """Import a table of the kind of the shown list."""
    from app.gui.settings.device_screen import Device
    from app.gui.tables.table_out_screen import kind_here

    kind = kind_here(desk)
    desk.go("safety")
    if isinstance(place := desk.places["safety"], Device):
        place.import_table(kind)


def home(vault: Vault, id_: str) -> tuple[str, str, str] | None:
    """Return the page of a record, and the record and kind to show there: a part is shown with its whole.

    Return None if all records above it or linked with it lack a page.
    """
    todo, seen = [records.record_of(vault, id_).id], set[bytes]()
    while todo:
        record = records.record_of(vault, todo.pop(0).hex())
        if page := vault.kinds[record.kind].home.page:
            return page, record.id.hex(), record.kind
        seen.add(record.id)
        above = [*store.wholes_of(vault.con, record.id), *(row.target for row in store.links_of(vault.con, record.id))]
        todo += [one for one in above if one not in seen]
    return None
