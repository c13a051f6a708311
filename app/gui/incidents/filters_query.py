"""Convert filters of the list of incidents to text: "Incidents, drafts, since March 2026"."""

from datetime import date

from app.actions.records.searches import Search, Where
from app.domain.kind import Kind
from app.domain.moment import Way
from app.domain.record import words_of
from app.domain.typed_moment import parse_typed
from app.domain.vocabulary import Vocabularies
from app.gui.style.dates import moment_words
from app.gui.style.text import Text

CODED = ("review_state", "verification", "sensitivity", "country")
"""Coded fields by which incidents can be filtered."""


def words(kind: Kind, vocabularies: Vocabularies, tr: Text, where: Where) -> list[str]:
    """Return each filter as text, in their order."""
    return [_words(kind, vocabularies, tr, name, value) for name, value in where]


def _words(kind: Kind, vocabularies: Vocabularies, tr: Text, name: str, value: str) -> str:
    if name == "since":
        return tr("since {date}", date=moment_words(tr, value))
    if name == "until":
        return tr("until {date}", date=moment_words(tr, value))
    if name == "danger":
        return tr("maybe in danger") if value == "perhaps" else tr("someone in danger")
    if name == "assigned":
        return tr("assigned to {name}", name=value) if value else tr("assigned to nobody")
    return words_of(kind, name, value, vocabularies, tr.language)


def sentence(kind: Kind, vocabularies: Vocabularies, tr: Text, search: Search) -> str:
    """Return a complete search as one line."""
    typed = [tr("“{text}”", text=search.text)] if search.text else []
    return tr.listed([tr(kind.plural), *typed, *words(kind, vocabularies, tr, search.where)])


def date_of(tr: Text, typed: str, today: date) -> str:
    """Return a typed day, month or year in its stored form, or an empty text if it is no date."""
    try:
        return parse_typed(typed, today, tr.language, Way.EITHER).text.rstrip("~")
    except ValueError:
        return ""
