"""Routes by name: each leads to a function that is there and takes what it is given, as no type checker can see."""

import ast
from inspect import Parameter, getsource, signature

import pytest

from app.domain.kinds import KINDS
from app.gui.records.form_screen import Editing
from app.gui.shell.rail import NavigationItem, places
from app.gui.shell.vault_session import VaultSession
from app.gui.start import main_pages
from app.gui.start.page_routes import OPENS, PAGES, opener
from app.gui.start.record_routes import OFFERS
from app.gui.style.text import Text
from app.gui.style.theme import Look

TYPES = {"desk": (VaultSession, "Desk"), "editing": (Editing, "Editing"), "key": (str, "str")}
WITHOUT_KIND = {"map", "directory", "relays", "papers", "inbox", "outbox", "cards"}
"""The tabs that list no kind of record of their own."""
ROUTES = [*PAGES.values(), *(offer.does for offer in OFFERS)]


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_leads_to_a_function_that_takes_what_it_is_given(route: str) -> None:
    page, *given = route.split()
    takes = signature(opener(page)).parameters
    assert next(iter(takes)) == "desk"
    needed = [name for name, one in takes.items() if one.default is Parameter.empty]
    assert {"desk", *given} >= set(needed)
    for name in ("desk", *given):
        assert takes[name].annotation in TYPES[name]


def test_each_name_in_the_main_pages_is_there() -> None:
    found = (node.value for node in ast.walk(ast.parse(getsource(main_pages))) if isinstance(node, ast.Constant))
    names = {name for name in found if isinstance(name, str) and name.startswith("app.")}
    assert len(names) > 20 and [name for name in names if not callable(opener(name))] == []


def _tabs(place: NavigationItem) -> list[str]:
    return [tab.key for tab in place.tabs] or [""]


def test_the_places_and_steps_of_a_kind_are_those_of_the_window() -> None:
    known = {(place.key, tab) for place in places(Look(Text("en"), "light", 1.0)) for tab in _tabs(place)}
    homes = {(kind.home.place, kind.home.tab) for kind in KINDS.values()}
    assert homes <= {("", ""), *known}
    assert {tab for _, tab in known} - {tab for _, tab in homes} == WITHOUT_KIND, "each other tab has a kind"
    of_kinds = {step for kind in KINDS.values() for step in kind.steps}
    assert of_kinds == {offer.key for offer in OFFERS} - {"papers"}  # offered where there are papers for the kind


def test_each_page_has_a_door_and_each_step_a_name_of_its_own() -> None:
    assert PAGES.keys() <= OPENS.keys() and len({offer.key for offer in OFFERS}) == len(OFFERS)
