"""The declaration of a kind of record; all other code reads the properties of the kind here."""

import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping
from datetime import date as Day
from functools import cached_property, reduce
from typing import TYPE_CHECKING, NamedTuple

from app.domain import calendars
from app.domain.fields import Field, Level, Type, Value, check
from app.domain.moment import is_reversed
from app.domain.vocabulary import Vocabularies
from app.phrase import Phrase

if TYPE_CHECKING:
    from app.domain.casework.stages import Stage

SEAL = "signature"
"""The field of a signed kind that the program fills."""
BLOCK = "gender_factor"
"""The field that each form of a kind with it shows, for every selection of fields (Plan of Action, 20)."""
NEEDED = Phrase("Fill this in.")
"""The reason to refuse a table without a required column."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-(?:Arab|Cyrl|Hans|Hant|Latn))?(?:-(?:[A-Z]{2}|\d{3}))?")
"""A language code of BCP 47 without variants; records of earlier versions can have other words."""


def join_reasons(refused: Iterable[tuple[str, str]]) -> Phrase:
    """Return the reasons of the first three refused fields as sentences, each after the name of its field."""
    said = [
        Phrase("{field}: {reason}", field=name, reason=Phrase.of(why))
        if why.endswith(".")
        else Phrase("{field}: {reason}.", field=name, reason=Phrase.of(why))
        for name, why in list(refused)[:3]
    ]
    return reduce(lambda first, then: Phrase("{first} {then}", first=first, then=then), said)


class Role(NamedTuple):
    """A link from a record of this kind to others, named after the part that the other record plays.

    `part`: this record belongs to the other (an act to its event) and follows it everywhere. `label` and `help` are
    English source text that the window translates. `stays_with`: if the other record is withheld, this one is too,
    without being a part (a statement stays with its source). `facet` is as of a field.
    """

    name: str
    label: str
    to: tuple[str, ...]
    many: bool = False
    required: bool = False
    part: bool = False
    level: Level | None = None
    help: str = ""
    stays_with: bool = False
    facet: str = ""

    @property
    def identity(self) -> Field:
        """Return the table column for the records of this role, `ROLE.id`: ids, short codes or keys of an import."""
        return Field("id", "Id or short code", Type.TAGS if self.many else Type.TEXT)


def ask_for(part: Field | Role) -> Phrase:
    """Return the reason to refuse a record without a required field or link: what to do."""
    if isinstance(part, Role) or part.type in (Type.CODE, Type.CODES):
        return Phrase("Choose one.")
    if part.type is Type.DATE:
        return Phrase("Write the day.")
    return Phrase("Write a number.") if part.type is Type.WHOLE else Phrase("Write something here.")


class Group(NamedTuple):
    """Fields and roles that a form shows together. The first group of a form is open and has no name.

    `listed` has their names with spaces between them. An `important` group is open in each new form. One that `fits` a
    code opens itself: each pair is a field, and the beginnings of its codes with spaces between them.
    """

    listed: str
    name: str = ""
    icon: str = ""
    important: bool = False
    fits: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the fields and roles."""
        return tuple(self.listed.split())

    def opens(self, values: Mapping[str, object]) -> bool:
        """Return True if the group fits the values of a form."""
        codes = ((values.get(name), tuple(listed.split())) for name, listed in self.fits)
        return any(str(code).startswith(known) for given, known in codes
                   for code in (given if isinstance(given, list) else [given]))  # fmt: skip


class Home(NamedTuple):
    """The place of the window with the pages of a kind, its tab there, if any, and the position of the kind in it."""

    place: str = ""
    tab: str = ""
    position: int = 1

    @property
    def page(self) -> str:
        """Return the key of the page with the list of the kind; empty if it has none."""
        return self.tab or self.place


class Due(NamedTuple):
    """A field with the day on which a person must act on a record.

    Nothing is due if the field `state` has a code of `ended`. A kind with `answer` is followed up: it is late until
    that field has a value, or longer if `state` has a code of `still`.
    """

    field: str
    state: str = ""
    ended: tuple[str, ...] = ()
    answer: str = ""
    still: tuple[str, ...] = ()

    def is_over(self, fields: Mapping[str, Value]) -> bool:
        """Return True if nothing is due any more."""
        state = fields.get(self.state)
        return state in self.ended or (bool(fields.get(self.answer)) and state not in self.still)


class Apart(NamedTuple):
    """Records with the same record in `role` have no day in common, from the date `start` to the date `end`.

    If they are `chained`, one without an end lasts until the next one begins.
    """

    role: str
    start: str = "date_start"
    end: str = "date_end"
    chained: bool = False


class _Declared(NamedTuple):
    """The values of a declaration; see `Kind`."""

    name: str
    number: int
    prefix: str
    label: str
    plural: str
    level: Level
    own: tuple[Field, ...]
    roles: tuple[Role, ...] = ()
    groups: tuple[Group, ...] = ()
    filled: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    date: str = ""
    columns: tuple[str, ...] = ()
    sealed: bool = False
    alone: bool = False
    append_only: bool = False
    signed: bool = False
    registered: tuple[str, ...] = ()
    kept_for: str = ""
    own_vault: bool = False
    icon: str = "document"
    home: Home = Home()
    found: str = "record"
    parts: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    begins_now: bool = False
    empty_title: str = "None yet"
    empty_text: str = "Your records are shown here, newest first."
    due: tuple[Due, ...] = ()
    replaced_by: tuple[str, ...] = ()
    apart: Apart | None = None
    state_from: str = ""
    stages: "tuple[Stage, ...]" = ()
    same: tuple[str, ...] = ()
    order: str = ""
    shared_if: str = ""
    inside: tuple[str, ...] = ()
    people: str = ""
    people_below: str = ""
    only_linked: bool = False
    own_circle: bool = False
    team_root: bool = False
    facet: str = ""


class Kind(_Declared):
    """One kind of record. `number` (1 to 127) is in the order key of every row and never changes.

    `prefix` begins the short code of a record. `title` names the fields and roles whose words make the title. `date`
    names the field with the time of the record. Records of `sealed` kinds are in no index, list or count. They are
    written only with the names password or, for kinds that travel `alone`, from a report into a separate place. A
    record of an `append_only` kind is never edited or archived; a later one corrects it. The author signs each record
    of a `signed` kind (`crypto.signed_log`). Only the program writes records of a kind with `registered`, the names of
    the fields and roles that change later. Such a record never leaves the vault. With `kept_for`, its only purpose, its
    page offers to destroy it. A kind with `own_vault` is only in the
    vault of the session notes.

    For the window: `groups` of its form, at most eight names in the first; a smaller kind declares none. A form has no
    field that the program has `filled`. `icon`. `home`; without one, a record is shown with its whole. `found` is the
    way from a search to the record, "record" or "evidence"; empty: only its whole is found. `parts` are the kinds that
    its page offers to add, and `steps` the keys of its other steps (`app.gui.start.record_routes`). `begins_now` fills
    `date` in a new form. `empty_title` and `empty_text` stand in an empty list.

    For dates: `due`. A record with a link to an earlier one in a role of `replaced_by` ends what is due of that one. An
    overlap that `apart` excludes is refused if it is certain. `state_from` is the kind of the steps: the last one with
    a `state` sets the field `status`. With `stages`, a case begins in the first one. A later stage is refused if an
    item is missing.

    A list has the parts of one record together, by the number in the field `order`.

    For an import: a row with the same values in the fields `same` is the same record; a blank one fits each value.

    For consent: `people` is the role of the people that a record is about. If it names none, its parts of the kind
    `people_below` do.

    For what leaves: a record of a kind with `shared_if` leaves only if that field is a yes. One whose field
    `kind` has a code of `inside` counts as marked R. A record of an
    `only_linked` kind that others name leaves only with one of them. One of an `own_circle` kind reveals whom we are in
    touch with. A team is made on records of a `team_root` kind. `facet` is that of its own fields of level R.
    """

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Return the own fields and those of every kind, by name."""
        return {f.name: f for f in (*self.own, *HOUSEKEEPING)}

    @property
    def counted(self) -> str:
        """Return the template for a number of records, with the forms for one and for several."""
        one, several = (label[:1].lower() + label[1:] for label in (self.label, self.plural))
        return f"{{n}} {one}|{{n}} {several}"

    def role(self, name: str) -> Role | None:
        """Return the role of that name, or None."""
        return next((role for role in self.roles if role.name == name), None)

    @property
    def form(self) -> tuple[Group, ...]:
        """Return the groups with each field and role that a person fills in; the last group has those of all kinds."""
        names = dict.fromkeys((*self.title, *(f.name for f in self.own), *(role.name for role in self.roles)))
        groups = self.groups or (Group(" ".join(name for name in names if name not in self.filled)),)
        named = {name for group in groups for name in group.names}
        rest = [f.name for f in HOUSEKEEPING if f.name not in named and f.type is not Type.ROWS]
        return (*groups, Group(" ".join(rest), "Sensitivity, review, remarks", "lock"))

    def stays(self, fields: Mapping[str, Value]) -> bool:
        """Return True if a record with these fields never leaves the vault, whoever reads it."""
        closed = bool(self.shared_if) and fields.get(self.shared_if) is not True
        return self.sealed or bool(self.registered) or closed

    def find_mark(self, fields: Mapping[str, Value]) -> Level:
        """Return the mark of a record: that of a person, and at least R for a code of `inside`."""
        given = str(fields.get("sensitivity", Level.P.name))
        mark = Level[given] if given in Level.__members__ else Level.V
        return max(mark, Level.R) if self.is_inside(fields) else mark

    def is_inside(self, fields: Mapping[str, Value]) -> bool:
        """Return True for a code of `inside`."""
        return str(fields.get("kind")).rpartition(":")[2] in self.inside

    @property
    def follow_up(self) -> Due | None:
        """Return the date and the end of the follow-up of a record, or None."""
        return next((due for due in self.due if due.answer), None)

    @property
    def between(self) -> tuple[str, ...]:
        """Return the roles that a link record connects, as a part of each; empty for other kinds.

        If one of these records is missing, the link record has no meaning.
        """
        roles = tuple(role.name for role in self.roles if role.part and role.required)
        return roles if len(roles) > 1 else ()

    def field_level(self, name: str) -> Level:
        """Return the sensitivity of a field; a field unknown to this version counts as restricted."""
        known = self.fields.get(name)
        if known is None:
            return Level.R
        return self.level if known.level is None else known.level

    def current(self, given: Mapping[str, object]) -> dict[str, object]:
        """Return values under the names of this version: a replaced flag fills its field.

        If both are given and contradict each other, the flag wins: an older program changed it and kept the field.
        """
        named = dict(given)
        for f in self.own:
            if f.was is not None and f.was.name in given:
                flag = named.pop(f.was.name)
                if named.get(f.name) is None or (isinstance(flag, bool) and f.was.is_set(named[f.name]) != flag):
                    named[f.name] = flag
        return named

    def with_flags(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Return values for a report, also under the names that older programs read."""
        flags = {f.was.name: f.was.is_set(fields[f.name]) for f in self.own if f.was and f.name in fields}
        return {**fields, **flags}

    def checked(self, given: Mapping[str, object], words: Vocabularies) -> tuple[dict[str, Value], dict[str, str]]:
        """Return the values as they are stored, and the reason for each refused field."""
        kept: dict[str, Value] = {}
        refused: dict[str, str] = {}
        for name, value in given.items():
            declared = self.fields.get(name)
            if declared is None:
                refused[name] = Phrase("{kind} has no field {name}", kind=self.name, name=name)
                continue
            try:
                result = check(declared, value, words)
            except ValueError as wrong:
                refused[name] = str(wrong)
            else:
                if name == "lang" and result is not None and not _LANGUAGE.fullmatch(str(result)):
                    refused[name] = Phrase("Write a language code, for example es or pt-BR.")
                elif result is not None:
                    kept[name] = result
        return kept, refused

    def asked(self, given: Mapping[str, object], today: Day, known: Mapping[str, Collection[object]]) -> dict[str, str]:
        """Return for each given date the question about its year, unless it names its calendar or is `known`."""
        questions = {
            name: calendars.question(value, calendars.last_year(today, self.fields[name].ahead))
            for name, value in given.items()
            if isinstance(value, str) and name in self.fields and self.fields[name].type is Type.DATE
            if value not in known.get(name, ()) and not calendars.is_confirmed(value)
        }
        return {name: question for name, question in questions.items() if question}

    def disagreeing(self, whole: Mapping[str, Value], named: Iterable[str]) -> dict[str, str]:
        """Return the reason for each field that contradicts another, if one of the two is `named`."""
        refused: dict[str, str] = {}
        given = set(named)
        for f in self.own:
            if f.name not in whole or not given & {f.name, f.at_most, f.because}:
                continue
            if f.because and f.because not in whole:
                refused[f.because] = Phrase(
                    "Give a reason for your choice in {name}, or clear it. Amparo then computes it.", name=f.name
                )
            most = whole.get(f.at_most)
            if f.type is Type.DATE and most and _is_reversed(whole[f.name], most):
                refused[f.name] = Phrase("The end is before the start. Change one of them.")
            elif isinstance(most, int | float) and float(str(whole[f.name])) > most:
                refused[f.name] = Phrase("Write {most} or less, as in {name}.", name=f.at_most, most=f"{most:.15g}")
        shaped = [f for f in self.own if f.shape and f.name in whole and given & {f.name, "count_min", "count_max"}]
        if shaped:
            from app.domain.acts.shaped_rows import find_wrong  # not before the first form with such rows

            refused |= {f.name: why for f in shaped if (why := find_wrong(f, whole))}
        return refused


def _is_reversed(start: Value, end: Value) -> bool:
    try:
        return is_reversed(str(start), str(end))
    except ValueError:  # another program wrote what is no date
        return False


class Kinds(Mapping[str, Kind]):
    """The kinds of one vault by name, in the order of their numbers; any thread can read them."""

    @abstractmethod
    def numbered(self, number: int) -> Kind:
        """Return the kind with this number."""

    def list_names_at(self, page: str) -> tuple[str, ...]:
        """Return the kinds with their pages in a place of the window or in a tab, in the order of its list."""
        here = [kind for kind in self.values() if kind.home.page == page]
        return tuple(kind.name for kind in sorted(here, key=lambda kind: kind.home.position))


HOUSEKEEPING: tuple[Field, ...] = (
    Field("sensitivity", "Sensitivity", Type.CODE, "sensitivity", level=Level.I,
          help="Choose a level. The higher the level, the fewer recipients get this record."),
    Field("review_state", "Review state", Type.CODE, "review_state", level=Level.I,
          help="Choose if a second person has checked this record."),
    Field("received_on", "Received on", Type.DATE, level=Level.C, help="The day when it arrived."),
    Field("lang", "Language", level=Level.I, help="The code of the language, for example es."),
    Field("project", "Project", level=Level.I, help="The project of this record."),
    Field("tags", "Tags", Type.TAGS, level=Level.I, help="Your own words, to find the record again."),
    Field("remarks", "Remarks", Type.PROSE, level=Level.R,
          help="Amparo shares remarks only at the level Internal."),
    Field("source_row", "Imported row", Type.ROWS, level=Level.R),
)  # fmt: skip
"""Fields that every kind has (domain.md 5, block H); times, ids and authorship are the store's own."""


def list_indexed_fields(kinds: Iterable[Kind]) -> list[tuple[int, str, str]]:
    """Return (kind number, kind name, field name) of every field that lists filter and sort by; each has one value."""
    return [(kind.number, kind.name, f.name) for kind in kinds for f in kind.fields.values() if f.indexed]
