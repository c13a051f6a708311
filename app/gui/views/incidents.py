"""The words of the list of incidents."""

from collections.abc import Callable

from app.gui.look import Look
from app.gui.widgets.blocks import Empty
from app.gui.widgets.buttons import Button
from app.gui.widgets.listpane import ListPane

CHIPS = ("all", "drafts", "review", "unverified")


def incident_list(look: Look) -> ListPane:
    """Return the list of incidents, empty still."""
    tr = look.tr
    words = (tr("All"), tr("Drafts"), tr("To review"), tr("Not verified"))
    new = Button(look, tr("New"), "pri", "plus", tr("New incident  Ctrl N"))
    return ListPane(
        look, tr("Incidents"), 3, tr("Search text, people, places"), list(zip(CHIPS, words, strict=True)), new
    )


def no_incidents(look: Look, asked: str, chip: str, clear: Callable[[], None]) -> Empty:
    """Return what stands where no row is: nothing yet, or what was asked and a way to ask for less."""
    tr = look.tr
    if asked:
        text = tr("Nothing was found for “{asked}”. Fewer or other words may help.", asked=asked)
        return Empty(look, "search", tr("No incident fits"), text, tr("Clear the search"), clear)
    if chip != CHIPS[0]:
        return Empty(look, "search", tr("No incident fits"), tr("None is in this group now."), tr("Show all"), clear)
    text = tr("Write down what happened. Ten things are enough, and none must be there at once.")
    return Empty(look, "document", tr("No incidents yet"), text)
