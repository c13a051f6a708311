"""Differences, in any place: shown side by side, decided field by field, and read again after each decision."""

from collections.abc import Callable

from app.actions.mail import inbox
from app.actions.records import differences
from app.domain.fields import Value
from app.gui.records import differences_query as reading
from app.gui.records.differences_view import DifferencesView
from app.gui.records.form_screen import Editing
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.page_values import DifferencesPage, Differing


def open_differences(desk: VaultSession, editing: Editing, key: str = "") -> None:
    """Open the page over the place: for one record and its parts, or for all records."""
    tr, back = desk.look.tr, back_button(desk)

    def again() -> None:
        open_differences(desk, editing, key)

    def shown(page: DifferencesPage) -> None:
        view = DifferencesView(desk.look, page, back)
        view.decide.connect(lambda one, value: _decide(desk, one, value, again))
        view.refuse.connect(lambda one, proposal: _refuse(desk, one, proposal, again))
        view.another.connect(lambda one: editing.open(one.record, [one.field], again))
        desk.window.show_full(view)

    desk.read(lambda vault: reading.page(vault, tr, key), shown)


def _decide(desk: VaultSession, one: Differing, value: Value | None, again: Callable[[], None]) -> None:
    """Use a value for the field. Decided proposals can be opened again; a settled conflict stays in the history."""
    said = desk.look.tr("Saved: your choice for {field}.", field=one.label)
    before = one.versions[0].value
    ids = [bytes.fromhex(version.key) for version in one.versions if version.key]

    def told() -> None:
        undo = None if one.conflict else lambda vault: differences.reopen(vault, one.record, one.field, before, ids)
        desk.tell(said, undo)
        again()

    desk.ask(lambda vault: differences.decide(vault, one.record, one.field, value), lambda _: told())


def _refuse(desk: VaultSession, one: Differing, proposal: str, again: Callable[[], None]) -> None:
    """Refuse one proposal; Undo makes it open again."""
    before, ids = one.versions[0].value, [bytes.fromhex(proposal)]

    def told() -> None:
        desk.tell(
            desk.look.tr("You refused the change."),
            lambda vault: differences.reopen(vault, one.record, one.field, before, ids),
        )
        again()

    desk.ask(lambda vault: inbox.refuse(vault, proposal, ""), lambda _: told())
