"""People as they are shown: a contact in each state of its key, somebody in records."""

from PySide6.QtWidgets import QWidget

from app.gui.people.people_view import MismatchView, PersonView, no_people, people_list
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.page_values import Trust
from app.gui.widgets.split import Split
from tests.gui import invented_people as invented
from tests.gui.invented_words import said
from tests.gui.stage import Over, Screen, shell


def screens(look: Look, size: tuple[int, int], full: bool, over: Over) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""

    def contact(trust: Trust) -> Screen:
        return lambda: _contact(look, size, trust if full else None)

    return {
        "06c-key-changed": contact(Trust.CHANGED),
        "06g-introduced": contact(Trust.INTRODUCED),
        "06e-mismatch": lambda: over(MismatchView(look, said(look, "Kestrel"), _back(look)), "people"),
    }  # fmt: skip


def _back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back")


def _contact(look: Look, size: tuple[int, int], trust: Trust | None) -> QWidget:
    pane = people_list(look)
    rows = invented.people(look) if trust else ()
    pane.show_rows(rows, look.tr.number(212 if trust else 0), no_people(look, True))
    if trust is Trust.NONE and pane.chips is not None:
        pane.chips.set_value("actors")
    pane.select("1")

    def page(split: Split) -> QWidget:
        return PersonView(look, invented.person(look, trust), split.back_button()) if trust else ScrollPage(look)

    window = shell(look, "people", pane, page, size)
    for view in window.findChildren(PersonView):
        if trust in (Trust.NEW, Trust.CHANGED):
            view.findChildren(Choice)[0].click()  # behind the list where there is one pane
    return window
