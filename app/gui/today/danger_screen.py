"""End the danger of an incident: from its page, or from its row in Today."""

from collections.abc import Callable, Mapping

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.today import danger
from app.domain.record import Record
from app.gui.checkins.panel_view import Form
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.today.danger_view import over_form
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, ScrollPage
from app.store.vault.open_vault import Vault

WIDEST = 560
"""Pixels of the form at 100 %."""


def open_over(desk: VaultSession, key: str) -> None:
    """Show the page that asks for the end of the danger, and for the reason to believe it."""

    def show(incident: Record) -> None:
        tr, view = desk.look.tr, ScrollPage(desk.look)
        form = over_form(desk.look, tr("today"))
        view.add(PageHeader(desk.look, tr("The danger is over"), incident.title, back=back_button(desk)))
        view.add(form, widest=WIDEST)
        view.close_column()
        view.first = form.first
        plain_text.set_accessible_description(form.first, incident.title)
        form.saved.connect(lambda given: end(desk, key, given, form, desk.window.close_full))
        form.left.connect(desk.window.close_full)
        desk.window.show_full(view)

    desk.read(lambda vault: records.record_of(vault, key), show)


def end(desk: VaultSession, key: str, given: Mapping[str, str], form: Form, done: Callable[[], None]) -> None:
    """Store the typed end of a danger; an unreadable date stays in the form."""
    tr = desk.look.tr

    def store(vault: Vault) -> tuple[Record, Changed]:
        before = records.record_of(vault, key)
        return before, danger.end(vault, key, given["until"], given["how"], tr.language)

    def over(made: tuple[Record, Changed]) -> None:
        before, changed = made
        done()
        desk.tell(tr("The danger is over."), lambda vault: danger.resume(vault, before), changed=changed)

    desk.ask(store, over, form.not_saved(desk.failed))
