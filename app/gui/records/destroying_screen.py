"""Destroy records over any place: shown first, done after the code was typed, and continued after a kill."""

from functools import partial

from app.actions.kernel.db import Db
from app.actions.records import destruction
from app.actions.records.destruction import DestructionPreview
from app.gui.records import destroying_query as reading
from app.gui.records.destroying_query import DestroyPage
from app.gui.records.destroying_view import DestroyView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault
from sync.ports import Told


def open_destroying(desk: VaultSession, key: str, choice: str = "") -> None:
    """Show the effect of destroying a record; the view changes nothing."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.page(vault, tr, key, choice), lambda found: _show(desk, key, *found))


def _show(desk: VaultSession, key: str, shown: DestroyPage, going: DestructionPreview) -> None:
    view = DestroyView(desk.look, shown, back_button(desk))
    view.chosen.connect(partial(open_destroying, desk, key))
    view.destroying.connect(lambda reason: _destroy(desk, going, reason))
    desk.window.show_full(view)


def _destroy(desk: VaultSession, going: DestructionPreview, reason: str) -> None:
    tr = desk.look.tr

    def destroy(vault: Vault, db: Db, told: Told) -> bool:
        db(lambda v: destruction.destroy(v, going, reason))
        return destruction.finish(vault, db, desk.long_step, told)

    desk.window.close_full()
    desk.past.forget()  # no undo can hold data of it
    _at_length(desk, destroy, tr("Destroyed. This vault has no data of it now."))


def go_on(desk: VaultSession) -> None:
    """Remove the traces of an interrupted destruction, if there are any."""
    said = desk.look.tr("This vault now has no data of the records that you destroyed earlier.")

    def take(vault: Vault, db: Db, told: Told) -> bool:
        return destruction.finish(vault, db, desk.long_step, told)

    desk.ask(destruction.has_pending_traces, lambda pending: _at_length(desk, take, said) if pending else None)


def _at_length(desk: VaultSession, task: "destruction.Task", said: str) -> None:
    tr = desk.look.tr

    def over(whole: bool) -> None:
        desk.past.forget()
        desk.tell(said if whole else tr("Destroyed. Amparo deletes the last parts when you open the vault next time."))

    def not_over(error: BaseException) -> None:
        desk.refresh()
        desk.failed(error)

    desk.at_length(
        tr("Destroying permanently…"), tr("Destroyed. Amparo deletes the last parts when you open the vault "
                                            "next time."), task, over,
        not_over, lambda done, whole: tr("{done} of {whole}", done=tr.number(done), whole=tr.number(whole)),
    )  # fmt: skip
