"""The targets of rows outside of their place: `record:ID`, `waiting:ID`, `go:PLACE`, `do:ACTION` and others."""

from app.actions.kernel import drafts, records
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.page_routes import OPENS
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault


def follow(desk: VaultSession, editing: Editing, key: str) -> None:
    """Go to the place of a key, and show its target there."""
    what, _, id_ = key.partition(":")
    if what == "record":
        alone = desk.look.tr("This record stands alone: nothing that has a page is linked with it.")
        desk.read(lambda vault: home(vault, id_), lambda found: desk.show(*found) if found else desk.say(alone))
    elif what == "evidence":
        from app.gui.evidence.piece_screen import show_piece

        show_piece(desk, id_)
    elif what == "differences":
        from app.gui.records.differences_screen import open_differences

        open_differences(desk, editing)
    elif what == "late":
        from app.gui.field.mission_screen import open_late

        open_late(desk)
    elif what == "between":
        from app.gui.delivery.between_screen import open_between

        open_between(desk, id_)
    elif what == "withdrawn":
        from app.gui.withdrawals.withdrawing_screen import open_withdrawing

        open_withdrawing(desk)
    elif what in ("appeal", "call", "alert", "roster"):
        _answer(desk, what, id_)
    elif what == "go":
        desk.go(id_)
    elif what == "search":
        desk.show("document", id_, "search")
    elif what == "settings":
        desk.show("settings", id_, "")
    elif what == "help":
        desk.show("library", id_, "")
    elif what == "do":
        _do(desk, id_)
    elif what == "draft":
        from app.gui.today.unfinished_screen import go_on_import, go_on_writing

        if id_ == drafts.TABLE:
            go_on_import(desk)
        else:
            go_on_writing(desk, id_ or "event")
    else:
        desk.show("network", id_, what)


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
    elif name in ("import", "export"):
        _table(desk, name)
    elif name == "contact":
        desk.go("people")
        desk.window.key.emit("new")
    else:
        desk.window.key.emit(name)


def _table(desk: VaultSession, way: str) -> None:
    """Import or export a table of the kind of the shown list."""
    from app.gui.settings.device_screen import Device
    from app.gui.tables.table_out_screen import kind_here

    kind = kind_here(desk)
    desk.go("device")
    if isinstance(place := desk.places["device"], Device):
        (place.import_table if way == "import" else place.export_table)(kind)


def home(vault: Vault, id_: str) -> tuple[str, str, str] | None:
    """Return the place of a record, and the record and kind to show there: a part is shown with its whole.

    Return None if all records above it or linked with it lack a page.
    """
    todo, seen = [records.record_of(vault, id_).id], set[bytes]()
    while todo:
        record = records.record_of(vault, todo.pop(0).hex())
        if place := vault.kinds[record.kind].home.place:
            return place, record.id.hex(), record.kind
        seen.add(record.id)
        above = [*store.wholes_of(vault.con, record.id), *(row.target for row in store.links_of(vault.con, record.id))]
        todo += [one for one in above if one not in seen]
    return None
