"""People as they are shown: a contact in each state of its key, somebody in records, adding one by card."""

from pathlib import Path

from attrs import evolve
from PySide6.QtWidgets import QWidget

from app.gui.delivery.between_view import BetweenView
from app.gui.people.identity_view import IntroduceView, NewIdentityView
from app.gui.people.people_view import MismatchView, PersonView, no_people, people_list
from app.gui.shell.choosing_view import Choosing
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.page_values import Trust
from app.gui.widgets.split import Split
from tests.gui import invented_deliveries
from tests.gui import invented_people as invented
from tests.gui.invented import ADDRESSEES
from tests.gui.invented_words import said
from tests.gui.stage import Over, Screen, shell


def screens(look: Look, size: tuple[int, int], full: bool, over: Over) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""

    def contact(trust: Trust) -> Screen:
        return lambda: _contact(look, size, trust if full else None)

    return {
        "06-contact": contact(Trust.NEW), "06b-verified": contact(Trust.VERIFIED),
        "06c-key-changed": contact(Trust.CHANGED), "06d-in-records": contact(Trust.NONE),
        "06g-introduced": contact(Trust.INTRODUCED),
        "06e-mismatch": lambda: over(MismatchView(look, said(look, "Kestrel"), _back(look)), "people"),
        "06h-between": lambda: over(BetweenView(look, invented_deliveries.between(look, full), _back(look)), "people"),
        "06i-introduce": lambda: over(_introduce(look), "people"),
        "09b-new-identity": lambda: over(NewIdentityView(look, _back(look)), "device"),
        "06f-add-by-card": lambda: over(_card(look), "people"),
    }  # fmt: skip


def _back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back")


def _introduce(look: Look) -> IntroduceView:
    people = [evolve(p, name=said(look, p.name), second=said(look, p.second)) for p in ADDRESSEES[1:]]
    view = IntroduceView(look, said(look, "Heron"), people, _back(look))
    view.findChildren(Choice)[0].click()
    return view


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


def _card(look: Look) -> QWidget:
    """The page on which the file of a card is chosen, after one that was none."""
    tr = look.tr
    text = tr("The file of a card, as they gave it to you. It is checked before anything is added.")
    browser = Browser(look, tr("Card file"), Path("/usr/share"), tr("Read this card"), files=())
    browser.refused(tr("This file cannot be read."))
    return Choosing(look, tr("Add a contact"), text, browser, lambda: None, "contact")
