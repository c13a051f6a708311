"""Build the list of incidents and its text for no results."""

from collections.abc import Callable

from app.gui.incidents.incidents_query import IncidentQuery
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Empty
from app.gui.widgets.buttons import Button
from app.gui.widgets.listpane import ListPane

CHIPS = ("all", "drafts", "review", "unverified")


def incident_list(look: Look) -> ListPane:
    """Return the empty list of incidents."""
    tr = look.tr
    words = (tr("All"), tr("In progress"), tr("To review"), tr("Not verified"))
    new = Button(look, tr("New"), "pri", "plus", tr("New incident  Ctrl N"))
    chips = list(zip(CHIPS, words, strict=True))
    search = tr("Search text, people, places")
    return ListPane(look, tr("Incidents"), 3, search, chips, new, filters=True, several=True, exports=True)


def no_incidents(look: Look, asked: IncidentQuery, ask: Callable[[IncidentQuery], None]) -> Empty:
    """Return the text for an empty list: no incidents yet, or a button that widens the search."""
    tr, none = look.tr, look.tr("No incident found")
    if asked.text:
        text = tr("No results for “{asked}”. Try fewer or different words.", asked=asked.text)
        return Empty(look, "search", none, text, tr("Clear the search"), lambda: ask(asked._replace(text="")))
    if asked.where:
        text = tr("No incident matches all filters. Remove a filter.")
        return Empty(look, "search", none, text, tr("Show all"), lambda: ask(IncidentQuery()))
    if asked.chip != CHIPS[0]:
        text = tr("This list is empty now.")
        if asked.chip == "drafts":
            text = tr("No saved incident has the state “in progress”. Today lists drafts that are not saved yet.")
        return Empty(look, "search", none, text, tr("Show all"), lambda: ask(IncidentQuery()))
    text = tr("Select “New incident” to describe one. The form has ten parts, and you can add parts later.")
    return Empty(look, "document", tr("No incidents yet"), text)
