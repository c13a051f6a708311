"""The page of an accompaniment and the entries of its log, over the place of the field."""

from contextlib import suppress

from PySide6.QtCore import QTimer

from app.actions.field import accompaniments, daily_log
from app.actions.kernel import clock, drafts
from app.actions.kernel.change_set import Changed
from app.domain.record import Record
from app.domain.typed_moment import parse_typed
from app.errors import InputRefused
from app.gui.accompaniment import accompaniment_query as reading
from app.gui.accompaniment.accompaniment_query import AccompanimentPage, LogForm
from app.gui.accompaniment.accompaniment_view import AccompanimentView, LogView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault

DRAFT = drafts.EDIT.format(key="log_entry")
"""The draft of the typed entry: the form of the kind continues with it."""
_SOON = 600
"""Milliseconds after the last letter."""


def open_accompaniment(desk: VaultSession, key: str, first: str = "") -> None:
    """Show an accompaniment, with its roster from the day `first` on."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key, first), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: AccompanimentPage) -> None:
    from app.gui.papers.papers_screen import open_papers

    view = AccompanimentView(desk.look, shown, back_button(desk))
    view.write.connect(lambda: open_entry(desk, shown.key))
    view.hand_over.connect(lambda: open_entry(desk, shown.key, handover=True))
    view.papers.connect(lambda: open_papers(desk, shown.key))
    view.week.connect(lambda weeks: open_accompaniment(desk, shown.key, reading.step(shown.first, weeks)))
    view.opened.connect(lambda key: leave_for(desk, key))
    desk.window.show_full(view)


def leave_for(desk: VaultSession, key: str) -> None:
    """Close the page over the place, and go to a record."""

    def go(found: tuple[str, str, str] | None) -> None:
        desk.window.close_full()
        if found is not None:
            desk.show(*found)

    desk.read(lambda vault: desk.routes.home(vault, key), go)


def open_entry(desk: VaultSession, key: str, handover: bool = False) -> None:
    """Show the form for a new entry, with the unsaved draft."""
    tr = desk.look.tr

    def read(vault: Vault) -> tuple[LogForm, dict[str, str]]:
        kept = drafts.load(vault, DRAFT)
        typed = kept[0] if kept and kept[0].get("of") == [key] and not handover else {}
        told = {name: str(value[0]) if isinstance(value, list) and value else value for name, value in typed.items()}
        return reading.form(vault, tr, key, handover), {name: str(value) for name, value in told.items() if value}

    desk.read(read, lambda found: _entry(desk, *found))


def _entry(desk: VaultSession, shown: LogForm, typed: dict[str, str]) -> None:
    tr = desk.look.tr
    view = LogView(desk.look, shown, back_button(desk, lambda: open_accompaniment(desk, shown.key)), typed)

    def written(vault: Vault, values: dict[str, str]) -> tuple[Record, Changed]:
        if shown.handover:
            text, by = values.get("situation", ""), values.get("author", "")
            return accompaniments.hand_over(vault, shown.key, text, by)
        today = clock.today(vault)
        with suppress(ValueError):  # `daily_log` refuses what is no date
            values = {**values, "at": parse_typed(values.get("at", ""), today, tr.language).text}
        given: dict[str, object] = dict(values)
        if (place := values.get("place", "")) and place not in dict(shown.places):
            given["place"] = {"name": place}
        with vault.transaction():
            made = daily_log.write(vault, shown.key, given)
            drafts.drop(vault, DRAFT)
        return made

    def keep(values: dict[str, str]) -> None:
        soon.stop()
        desk.ask(lambda vault: written(vault, values), lambda _: over(), failed)

    def over() -> None:
        desk.tell(tr("Signed and saved."))
        open_accompaniment(desk, shown.key)

    def failed(error: BaseException) -> None:
        if isinstance(error, InputRefused):
            view.refused(error)
        else:
            desk.failed(error)

    def draft() -> None:
        values: dict[str, object] = {**view.values, "of": [shown.key]}
        if "place" in values:
            values["place"] = [values["place"]]
        desk.ask(lambda vault: drafts.keep(vault, DRAFT, values), lambda _: None)

    soon = QTimer(view, singleShot=True)
    soon.timeout.connect(draft)
    if not shown.handover:
        view.changed.connect(lambda: soon.start(_SOON))
    view.keep.connect(keep)
    desk.window.show_full(view)
