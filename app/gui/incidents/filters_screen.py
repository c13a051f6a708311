"""The page of filters over the list of incidents: show, save and forget a search."""

from collections.abc import Callable, Sequence
from datetime import date

from app.actions.kernel import clock
from app.actions.records import incident_assignments, searches
from app.actions.records.incident_assignments import Names
from app.actions.records.searches import Search, Where
from app.gui.incidents.filters_query import sentence
from app.gui.incidents.filters_view import FiltersView
from app.gui.incidents.incidents_query import IncidentQuery
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession


def open_filters(desk: VaultSession, asked: IncidentQuery, ask: Callable[[IncidentQuery], None]) -> None:
    """Open the page; `ask` shows the chosen search in the list."""
    desk.read(
        lambda vault: (searches.list_saved_searches(vault), incident_assignments.names(vault), clock.today(vault)),
        lambda read: _show(desk, asked, ask, *read),
    )


def _show(
    desk: VaultSession,
    asked: IncidentQuery,
    ask: Callable[[IncidentQuery], None],
    saved: Sequence[Search],
    names: Names,
    today: date,
) -> None:
    look, tr, kind = desk.look, desk.look.tr, desk.kinds["event"]
    back = back_button(desk, label=tr("Incidents"))
    words = [(search, sentence(kind, desk.words, tr, search)) for search in saved]
    view = FiltersView(look, kind, desk.words, asked.where, words, back, names, today)

    def go(chosen: IncidentQuery) -> None:
        desk.window.close_full()
        ask(chosen)

    def keep(where: Where) -> None:
        search = Search(asked.text, asked._replace(where=where).conditions)
        if search == Search():
            desk.say(tr("You have not chosen a filter. Choose one, then save the search."))
            return
        said = tr("Search saved: {search}", search=sentence(kind, desk.words, tr, search))
        undo = None if search in saved else lambda vault: searches.forget(vault, search)
        desk.act(lambda vault: searches.save(vault, search), said, undo)
        go(asked._replace(where=where))

    def forget(search: Search) -> None:
        desk.act(
            lambda vault: searches.forget(vault, search), tr("The saved search is deleted."),
            lambda vault: searches.save(vault, search),
        )  # fmt: skip
        open_filters(desk, asked._replace(where=view.where), ask)

    view.wanted.connect(lambda where: go(asked._replace(where=where)))
    view.keep.connect(keep)
    view.again.connect(lambda search: go(IncidentQuery(search.text, where=search.where)))
    view.forget.connect(forget)
    desk.window.show_full(view)
