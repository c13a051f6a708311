"""The second lock as it may be seen: not set up, closed, open, its words, the way in, and a real name on a page."""

from collections.abc import Mapping
from pathlib import Path

from attrs import evolve
from PySide6.QtWidgets import QWidget

from app.gui.people.people_view import PersonView
from app.gui.real_names.key_sheet_view import KeySheetView
from app.gui.real_names.real_names_page_view import SecondView, SecondWordsView
from app.gui.real_names.real_names_query import FoundName, OpeningLogRow, Real, RealCard, SecondPage
from app.gui.real_names.real_names_view import OpenView
from app.gui.shell.strip_view import OpenStrip
from app.gui.shell.window import Window
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import Trust
from app.gui.widgets.words import TypedBack
from tests.gui import invented_people
from tests.gui.hands import control, visible
from tests.gui.invented_words import said
from tests.gui.stage import Over, Screen

WORDS = ["lantern", "copper", "field", "meadow", "paper", "boat"]


def screens(look: Look, over: Over) -> Mapping[str, Screen]:
    """Return each of them by the name of its picture."""

    def page(shown: SecondPage, is_open: bool = False) -> Screen:
        return lambda: _page(look, over, shown, is_open)

    def words(typed: bool) -> Screen:
        return lambda: over(_words(look, typed), "safety")

    return {
        "30-second-lock": page(_shown(look)), "30b-second-lock-open": page(_shown(look), True),
        "30d-second-words": words(False),
        "30e-second-words-typed": words(True), "30f-open-second-lock": lambda: over(_way_in(look), "people"),
        "30g-real-name": lambda: _person(look, over, Real(True, 1)),
        "30h-real-name-open": lambda: _person(look, over, _real(look)),
        "30i-no-real-name": lambda: _person(look, over, Real()),
        "30j-key-to-the-aliases": lambda: _with_strip(look, over(_key_sheet(look), "safety")),
    }  # fmt: skip


def _back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back")


def _shown(look: Look) -> SecondPage:
    tr, alias = look.tr, said(look, "Heron")
    at = [tr("today {time}", time=tr.digits(time)) for time in ("13:21", "13:17", "13:16", "09:02")]
    lines = (
        OpeningLogRow(tr("Real name of {alias} shown", alias=alias), at[0]),
        OpeningLogRow(tr("Searched by real name"), at[1]),
        OpeningLogRow(tr("Opened"), at[2], said(look, "Lawyer, Lurenka")),
        OpeningLogRow(tr("Set up"), at[3]),
    )
    return SecondPage(True, 5, lines)


def _page(look: Look, over: Over, shown: SecondPage, is_open: bool) -> QWidget:
    view = SecondView(look, shown, is_open, _back(look))
    if is_open:
        view.asked.setText("quintanilla")
        view.show_found([FoundName("1", said(look, "Heron"), "Zorayda Quintanilla")])
    window = over(view, "safety")
    return _with_strip(look, window) if is_open else window


def _with_strip(look: Look, window: QWidget) -> QWidget:
    assert isinstance(window, Window)
    strip = OpenStrip(look)
    strip.show_minutes(4)
    window.show_strip(strip)
    return window


def _words(look: Look, typed: bool) -> QWidget:
    view = SecondWordsView(look, lambda: WORDS, False, _back(look))
    if typed:
        control(view, look.tr("I have written them down"), Button).click()
        (back,) = visible(view, TypedBack)
        back.typed[0].setText("lantern")
        back.fits(WORDS)
    return view


def _key_sheet(look: Look) -> QWidget:
    arrest = look.tr.line(said(look, "Arrest, Tres Ceibas"), "TC-0412")
    view = KeySheetView(look, [("1", arrest)], Path("/usr"), _back(look))
    view.records.choose([("1", arrest)])
    view.show_people([said(look, name) for name in ("Marula", "Heron")])
    return view


def _way_in(look: Look) -> QWidget:
    view = OpenView(look, _back(look))
    view.failed(look.tr("This password did not open the real names."), 4)
    return view


def _real(look: Look) -> Real:
    tr = look.tr
    facts = (
        (tr("Real name"), "Zorayda Quintanilla", ""), (tr("Other names"), tr.listed(["Zory", "Z. Quintanilla"]), ""),
        (tr("Telephone"), tr.isolated("+52 555 0100"), ""),
    )  # fmt: skip
    return Real(True, 1, (RealCard("1", facts),))


def _person(look: Look, over: Over, real: Real) -> QWidget:
    shown = evolve(invented_people.person(look, Trust.NONE), real=real)
    window = over(PersonView(look, shown, _back(look)), "people")
    return window if real.names is None else _with_strip(look, window)
