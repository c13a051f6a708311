"""The choices for each slot of an entry, and the text of the chosen value (`app.actions.incidents`)."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from app.actions.records.incidents import ASK
from app.domain.calendars import last_year, read_date, readings
from app.domain.moment import Moment
from app.domain.search_normalisation import fold
from app.domain.typed_moment import parse_hours, parse_typed
from app.domain.vocabulary import Vocabularies
from app.gui.incidents.incidents_query import Candidates
from app.gui.incidents.slots import SentenceSlot
from app.gui.style.dates import calendar_words, clock_words, moment_words
from app.gui.style.text import Text
from app.gui.widgets.fields import CODED, Option

SCHEMES = {
    "did": "violation", "role": "occupational_status", "sex": "sex", "age": "age_group",
    "source": "source_connection", "link": "link_strength", "gender": "gender_factor",
}  # fmt: skip
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(~?)", re.ASCII)
RENAME = "alias:"
"""The prefix of a choice that corrects the alias of the person in the slot."""
MOST = 60
"""Rows of a list under a slot."""


class Slots:
    """The choices of the slots and the text of their values, for one opening of the form."""

    def __init__(self, tr: Text, words: Vocabularies, found: Candidates, today: date) -> None:
        self._tr, self._words, self._today = tr, words, today
        self._people, self._places = found.people, found.places
        self._doers = (*found.units, *found.people)
        self._known = dict([*self._doers, *found.places, *found.answers])
        self._about = found.about
        self._consents = (
            ("store", tr("Only save it")), ("network", tr("Network, with alias")), ("refused", tr("They said no")),
            (ASK, tr("Another answer (after saving)…")),
        )  # fmt: skip

    def options(self) -> Mapping[str, Callable[[str], Sequence[Option]]]:
        """Return for each slot a function from typed text to choices."""
        made: dict[str, Callable[[str], Sequence[Option]]] = {
            key: partial(self._codes, scheme) for key, scheme in SCHEMES.items()
        }
        made["age"] = self._ages
        made["when"] = self._dates
        made["hour"] = self._hours
        made["where"] = lambda typed: _fitting(self._places, typed)
        made["whom"] = lambda typed: _fitting(self._people, typed)
        made["who"] = self._perpetrators
        made["consent"] = partial(_fitting, self._consents)
        return made

    def about(self, whom: str) -> Mapping[str, str] | None:
        """Return the known work, sex and age of a person, nothing of a new one, and None for a group."""
        return self._about.get(whom) if whom.startswith("id:") else {}

    def _codes(self, scheme: str, typed: str, prefix: str = "code") -> list[Option]:
        vocabulary = self._words[scheme]
        codes = vocabulary.find(typed, self._tr.language) if typed.strip() else list(vocabulary.codes)
        return [(f"{prefix}:{code}", vocabulary.label(code, self._tr.language)) for code in codes[:MOST]]

    def _ages(self, typed: str) -> list[Option]:
        """Return the age group of a typed age in years, in digits of any script; otherwise search the groups."""
        years = int(typed) if typed.strip().isdecimal() and len(typed.strip()) <= 3 else None
        if years is None:
            return self._codes("age_group", typed)
        for option in self._codes("age_group", ""):
            low, _, high = option[0].removeprefix("code:").replace("+", "-999").partition("-")
            if high and int(low) <= years <= int(high):
                return [option]
        return []

    def _perpetrators(self, typed: str) -> list[Option]:
        return [*_fitting(self._doers, typed)[: MOST // 2], *self._codes("perp_type", typed, "type")][:MOST]

    def _dates(self, typed: str) -> list[Option]:
        if typed.strip():
            moment, last = _typed(typed, self._today, self._tr.language), last_year(self._today, ahead=False)
            doubtful = readings(moment.text if moment else typed, last, typed)
            if doubtful:
                text = moment.text if moment else typed
                return [(f"{name} {text}", calendar_words(self._tr, name, one.text)) for name, one in doubtful.items()]
            return [(moment.text, moment_words(self._tr, moment.text, long=True))] if moment else []
        days = [self._today - timedelta(days=back) for back in range(8)]
        return [(day.isoformat(), moment_words(self._tr, day.isoformat(), long=True)) for day in days]

    def _hours(self, typed: str) -> list[Option]:
        hours = parse_hours(typed, self._tr.language) if typed.strip() else [f"{h % 24:02}:00" for h in range(6, 30)]
        return [(hour, self.said("hour", hour)) for hour in hours]

    def said(self, key: str, value: str) -> str:
        """Return the text of a value in its slot."""
        kind, colon, rest = value.partition(":")
        tr = self._tr
        if key == "when":
            return moment_words(tr, read_date(value).text if value and self.fits(key, value) else value, long=True)
        if key == "hour" and (hour := _HOUR.fullmatch(value)):
            time = clock_words(tr, int(hour[1]) * 60 + int(hour[2]))
            return tr("about {time}", time=time) if hour[3] else time
        if colon and kind == "id":
            return self._known.get(value, "…")
        if colon and kind == "type":
            return self._words["perp_type"].label(rest, tr.language)
        if key == "consent":
            return dict(self._consents).get(value, value)
        if colon and kind == "code" and key == "did":
            return self._words["violation"].verb(rest, tr.language)
        if colon and kind == "code" and key in SCHEMES:
            return self._words[SCHEMES[key]].label(rest, tr.language)
        return value

    @staticmethod
    def fits(key: str, value: str) -> bool:
        """Return False if a value can be kept in the draft but not be saved: words that are no date, or no hour."""
        if key == "hour":
            return not value or bool(_HOUR.fullmatch(value))
        try:
            return key != "when" or not value or bool(read_date(value))
        except ValueError:
            return False


def _typed(typed: str, today: date, language: str) -> Moment | None:
    """Return a typed date of the past, or None."""
    try:
        return parse_typed(typed, today, language)
    except ValueError:
        return None


def _fitting(options: Sequence[Option], typed: str) -> list[Option]:
    wanted = fold(typed)
    return [option for option in options if wanted in fold(option[1])][:MOST]


def offer_rename(tr: Text, rows: Sequence[Option], old: str, typed: str) -> list[Option]:
    """Return the rows of a slot with a typed new alias: the same person is first, then another person.

    They come after known people, and before codes, as a typed text does. A known name is offered as it is.
    """
    if not typed or fold(typed) in {fold(old), *(fold(shown) for _, shown in rows)}:
        return [*rows]
    asked = [(RENAME + typed, tr("Rename {old} to {new}", old=old, new=typed)),
             (typed, tr("Another person: {new}", new=typed))]  # fmt: skip
    known = [row for row in rows if not row[0].startswith(CODED)]
    return [*known, *asked, *(row for row in rows if row not in known)]


def no_date(tr: Text) -> str:
    """Return the sentence below words that are no date."""
    return tr(
        "“When” needs a date, for example 12/4, last Sunday or 2026-04. Amparo kept your text. Move it to "
        "“What happened”."
    )


def no_hour(tr: Text) -> str:
    """Return the sentence below words that are no hour, or below an hour without its day."""
    return tr(
        "“Time” needs an hour, such as 18:00 or about 6 pm, and an exact day before it. "
        "Move other text to “What happened”."
    )


def slot_places(tr: Text, options: Mapping[str, Callable[[str], Sequence[Option]]]) -> Mapping[str, SentenceSlot]:
    """Return the slots of the sentence and of a person: name, text when empty, choices and help."""
    when = tr("Write the date as exactly as you know it, for example 12/4, last Sunday, about 6 April or 2026-04.")
    hour = tr("Write the hour if you know it, for example 18:00, 6 pm or about 6.")
    where = tr("Choose a place, or type the name of a new one.")
    who = tr("Write a unit, a group such as police, or an alias. Leave it empty if nobody knows who did it.")
    did = tr("Choose the word that is nearest, or type your own.")
    whom = tr("Write an alias, not the real name. Always use the same alias for the same person.")
    role = tr("Choose the kind of work, or type your own words.")
    sex = tr("Amparo counts this in tables. Leave it empty if you do not know.")
    age = tr("Type the age in years. Leave it empty if you do not know.")
    consent = tr("Choose the answer of the person. If they gave no answer, do not choose yes.")
    return {
        "when": SentenceSlot(tr("When"), tr("when?"), options["when"], when, needs=no_date(tr)),
        "hour": SentenceSlot(tr("Time"), tr("what time?"), options["hour"], hour, needs=no_hour(tr)),
        "where": SentenceSlot(tr("Place"), tr("where?"), options["where"], where),
        "who": SentenceSlot(tr("Who did it"), tr("who?"), options["who"], who),
        "did": SentenceSlot(tr("What was done"), tr("did what?"), options["did"], did, "acc"),
        "whom": SentenceSlot(tr("Who was harmed"), tr("to whom?"), options["whom"], whom),
        "role": SentenceSlot(tr("Work"), tr("work?"), options["role"], role),
        "sex": SentenceSlot(tr("Sex"), tr("sex?"), options["sex"], sex, free=False),
        "age": SentenceSlot(tr("Age group"), tr("age?"), options["age"], age, free=False),
        "consent": SentenceSlot(tr("Consent"), tr("consent?"), options["consent"], consent, free=False),
    }
