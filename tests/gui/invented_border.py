"""Invented crossings: before it, on the way, proven, and after something was changed."""

from pathlib import Path

from attrs import evolve

from app.actions.field.border import CONTACT, STICK, BorderStatus, Crossing
from app.gui.backups.border_query import BorderPage, build_page
from app.gui.backups.border_view import BorderView
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from tests.gui import invented
from tests.gui.invented_words import said

_SIZE = 1_240_000_000


def view(look: Look, shown: BorderPage) -> BorderView:
    back = Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"))
    return BorderView(look, shown, back, lambda: list(invented.WORDS), Path("/usr/share"))


def _standing(look: Look, state: str, proven: int = 0, changed: bool = False) -> BorderStatus:
    way = STICK if state == STICK else CONTACT
    return BorderStatus(Crossing(way, "", said(look, "Marula"), 0, _SIZE, ()), state, proven, changed)


def _page(look: Look, now: BorderStatus) -> BorderPage:
    tr = look.tr
    at = tr("today {time}", time=tr.digits("11:02"))
    facts = ((tr("With"), now.crossing.name, ""), (tr("Handed over"), at, tr.size(_SIZE)))
    return build_page(tr, now, facts, ())


def waits(look: Look) -> BorderPage:
    return _page(look, _standing(look, "delivered"))


def proven(look: Look) -> BorderPage:
    tr = look.tr
    page = _page(look, _standing(look, "accepted", 1))
    at = tr("today {time}", time=tr.digits("12:40"))
    return evolve(
        page, facts=(*page.facts, (tr("Proof"), at, tr("The other vault has every byte. Its signed answer says so.")))
    )


def changed(look: Look) -> BorderPage:
    return _page(look, _standing(look, "accepted", 1, True))
