"""The rules that only narrow: each is a predicate over a person, a record and a paper, and an effect.

`resources/release/narrowing.tsv` has a row for each effect. The order of the rules does not matter, because no effect
ever opens. Rows with the effect "silent" make a yes none, and `consents` applies them.
"""

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, field, frozen

from app.domain.fields import Level
from app.domain.release.audiences import Profile, Spoken, read_rows
from app.domain.release.consents import ConsentAnswer, ReleasePaper

TIMES = ("minute", "part_of_day", "day", "month", "quarter", "-")
PLACES = ("+", "exact", "locality", "admin2", "admin1", "country", "-")
"""The steps of dates and of places, the finest first."""
_WORDS = ("+", "p", "inside", "o", "-")
"""The steps of prose: all, all of level I, only words for other eyes, nothing."""
STEPS: Mapping[str, Sequence[str]] = {
    "time": TIMES, "place": PLACES, "home": PLACES, "refuge": PLACES, "prose": _WORDS,
}  # fmt: skip
_PUBLISHED = ("public", "donor", "research")
_PROTECTED = ("court", "icc", "un", "regional")
EXCEPTS = ("sexual", "health", "image", "place", "family", "perpetrator")
"""The codes of `consent_except`: what a person can take out of a yes."""
_BY_CONSENT = ("un", "regional", "embassy", "authority", "company", "service")
"""Audiences that get words and facts of level C only about people who agreed."""
_OWN_YES = ("court", "icc")
"""Audiences whose own yes covers images too."""


@frozen
class ReleasePerson:
    """The facts of a person for the rules: the answer to the audience, and facts of the record.

    `location` and `image` are a yes to these purposes.
    """

    answer: ConsentAnswer
    child: bool = False
    protected: bool = False
    location: bool = False
    image: bool = False
    retracted: bool = False


@frozen
class ReleaseRecord:
    """The facts of a record for the rules: its id, a mark above the level of its kind, and a legal check of a name."""

    id: bytes = b""
    mark: Level = Level.P
    cleared: bool = False
    retracted: bool = False
    location: bool = False


@frozen
class Release:
    """The decision: the form of the person, the detail of each facet, and the reasons that narrowed it."""

    form: Spoken
    facets: Mapping[str, str]
    why: tuple[str, ...] = ()
    answer: ConsentAnswer = field(factory=ConsentAnswer)

    @property
    def agreed(self) -> bool:
        """Return True if the person said yes to the audience."""
        return self.answer.is_yes


def stricter_cell(facet: str, one: str, other: str) -> str:
    """Return the stricter of two details of a facet, or "-" for two details without an order."""
    steps = STEPS.get(facet)
    if one == other:
        return one
    return max(one, other, key=steps.index) if steps else "-"


def _is_unconfirmed(facet: str, record: ReleaseRecord, paper: ReleasePaper) -> bool:
    return (record.id, facet) not in paper.confirmed


Rule = Callable[[ReleasePerson | None, ReleaseRecord, ReleasePaper], bool]


def _of_person(asked: Callable[[ReleasePerson, ReleasePaper], bool]) -> Rule:
    """Return a rule that holds only for a person."""
    return lambda person, record, paper: person is not None and asked(person, paper)


def _excepts(name: str) -> Rule:
    return _of_person(lambda person, paper: name in person.answer.excepts)


_RULES: Mapping[str, Rule] = {
    "retracted": lambda person, record, paper: record.retracted or (person is not None and person.retracted),
    "marked": lambda person, record, paper: record.mark > paper.audience.ceiling,
    "child_unguarded": _of_person(lambda person, paper: person.child and not person.answer.guarded),
    "child_published": _of_person(lambda person, paper: person.child and paper.audience.name in _PUBLISHED),
    "child": _of_person(lambda person, paper: person.child),
    "child_public": _of_person(lambda person, paper: person.child and paper.audience.name == "public"),
    "sexual_public": lambda person, record, paper: paper.audience.name == "public",
    "sexual_unconfirmed": lambda person, record, paper: _is_unconfirmed("sexual", record, paper),
    "health_unconfirmed": lambda person, record, paper: _is_unconfirmed("health", record, paper),
    "not_cleared": lambda person, record, paper: not record.cleared,
    "protected": _of_person(lambda person, paper: person.protected and paper.audience.name not in _PROTECTED),
    "protected_public": _of_person(lambda person, paper: person.protected and paper.audience.name in _PUBLISHED),
    "image_silent": _of_person(lambda person, paper: not person.image and paper.audience.name not in _OWN_YES),
    "about_nobody": lambda person, record, paper: person is None and paper.audience.name in _BY_CONSENT,
    "rehearsal": lambda person, record, paper: paper.rehearsal,
    **{f"except_{name}": _excepts(name) for name in EXCEPTS},
}
_OF_RECORDS = ("sexual_public", "sexual_unconfirmed", "health_unconfirmed", "not_cleared", "about_nobody")
"""Rules that close a facet for everybody, so that they say nothing about a person."""
_ALWAYS = ("retracted", "marked")
"""Rules that hold for our own use too."""


@frozen
class Narrowing:
    """One row: the number of the rule, the name of its predicate, its effects, and the reason for people."""

    number: str
    when: str
    effects: tuple[str, ...]
    why: str

    def holds(self, person: ReleasePerson | None, record: ReleaseRecord, paper: ReleasePaper) -> bool:
        """Return True if the rule applies."""
        if paper.audience.own and self.when not in _ALWAYS:
            return False
        return _RULES[self.when](person, record, paper)

    def narrow(self, before: Release) -> Release:
        """Return the decision with every effect of the rule; never a more open one."""
        form, facets = before.form, dict(before.facets)
        for effect in self.effects:
            facet, _, limit = effect.partition("<=")
            if facet == "form":
                form = max(form, Spoken(limit), key=lambda one: one.rank)
            elif limit:
                facets[facet] = stricter_cell(facet, facets[facet], limit)
            else:
                facets[effect.removeprefix("drop:")] = "-"
        told = form is not before.form or (facets != before.facets and self.when not in _OF_RECORDS)
        return evolve(before, form=form, facets=facets, why=(*before.why, self.why) if told else before.why)


_TRUSTED = ("internal", "network")
"""Audiences that can know a person by the role and the district."""


def is_outside(audience: Profile) -> bool:
    """Return True for an audience outside: a role must not point at a person there."""
    return audience.name not in _TRUSTED and not audience.listed


_ROWS = tuple(
    Narrowing(row["no"], row["when"], tuple(row["effect"].split()), row["why"])
    for row in read_rows("narrowing.tsv") if row["effect"] != "silent"
)  # fmt: skip
NARROWING: Sequence[Narrowing] = tuple(row for row in _ROWS if row.when != "role_outside")
(ROLE_OUTSIDE,) = (row for row in _ROWS if row.when == "role_outside")
"""The row that holds for each form without a name: it follows the others."""
