"""Routes by name: each leads to a function that is there and takes what it is given, as no type checker can see."""

from inspect import Parameter, signature

import pytest

from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.page_routes import OPENS, PAGES, opener
from app.gui.start.record_routes import OFFERS

TYPES = {"desk": (VaultSession, "Desk"), "editing": (Editing, "Editing"), "key": (str, "str")}
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


def test_each_page_has_a_door_and_each_step_a_name_of_its_own() -> None:
    assert PAGES.keys() <= OPENS.keys() and len({offer.key for offer in OFFERS}) == len(OFFERS)
