"""One mechanism as data: questions, gates, clocks and limits, with a source and a check-by day. Pure.

A file of a mechanism can come from anybody. `read_mechanism` refuses each wrong part with one sentence, and a gate
names a test of a closed set, never code.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from attrs import frozen

from app.domain import zones
from app.domain.kind import Kind
from app.phrase import Phrase

Words = Mapping[str, str]
"""A text by its language; English always exists."""
TESTS = {"is_party": 3, "age_of": 2, "one_of_committees": 1, "field_set": 1, "language_in": 0,
         "not_pending_elsewhere": 1, "consent": 1, "chars_in": 1, "pages": 1, "differs": 2}  # fmt: skip
"""The tests of gates, each with the least number of its values."""
UNITS = ("hours", "days", "months", "years", "working_days_before", "since")
SENT = "sent_on"
"""The start of a clock that runs from the day of sending; another start is the id of a question."""
DEADLINE, REPLY, CARE = "deadline", "reply", "care"
"""A last day for us, a day for the answer, and the first day of a late form, with a reason."""
PLAN = "plan"
"""The subject of a form to a fund: any case with stages. It can also name one kind of them."""
MOST_TEXT = 2_000
"""Characters of one text of a mechanism."""
MOST_ROWS = 60
_LOGS, _LOG = ("un", "regional", "measures", "grant", "evacuation"), {"service": "grant"}
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_QUESTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z.-]{1,20}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_KINDS = ("text", "date", "moment", "code")
"""A moment is a day with an hour that is still to come."""


@frozen
class MechanismQuestion:
    """A question of the form. `source` names the words of records that answer it; `limit` are characters, 0 for any."""

    id: str
    no: str
    text: Words
    source: str
    required: bool
    limit: int
    confidential: bool
    kind: str
    if_yes: str = ""
    """A question that requires this one by a yes."""
    help: Words = MappingProxyType({})
    """Words for the person who answers, with " | " between lines; the paper does not have them."""

    @property
    def names_state(self) -> bool:
        """Return True for the question about the State concerned."""
        return self.source.endswith(".country")

    @property
    def dated(self) -> bool:
        """Return True for a question that a day answers."""
        return self.kind in ("date", "moment")


@frozen
class MechanismGate:
    """A condition of the body: a test with its values. A `stop` one must be met; `other` is a mechanism instead.

    `committee` is the treaty body that it is for.
    """

    id: str
    test: str
    values: tuple[str, ...]
    stop: bool
    other: str = ""
    committee: str = ""


@frozen
class Clock:
    """A time limit. It runs from the first of `starts` that has a day.

    It ends on the computed day, or `before` it. If `turn` names a question, it is only for days of it from `first` on
    and before `last`. `committee` is the treaty body that it is for.
    """

    id: str
    label: Words
    starts: tuple[str, ...]
    length: int
    unit: str
    does: str
    before: bool = False
    turn: tuple[str, str, str] = ("", "", "")
    committee: str = ""
    zone: str = ""
    hour: str = ""


@frozen
class Mechanism:
    """One procedure of a body, in one version."""

    id: str
    version: str
    label: Words
    bodies: Words
    purpose: Words
    """One sentence about the purpose; a file can leave it out."""
    audience: str
    log: str
    """The kind of the action in the list of follow-ups."""
    languages: tuple[str, ...]
    questions: tuple[MechanismQuestion, ...]
    gates: tuple[MechanismGate, ...]
    clocks: tuple[Clock, ...]
    limits: Mapping[str, int | str]
    way: str
    source: str
    seen_on: str
    check_by: str
    mark: str
    about: str = ""
    """For a form to a fund: PLAN, or the kind of the cases with stages that it is about."""
    to: Mapping[str, Words] = {}
    """The reader of the paper by the committee that the form chooses, or by an empty text for each form."""

    @property
    def body(self) -> str:
        """Return the name of the body in English."""
        return self.bodies["en"]

    def say(self, language: str) -> str:
        """Return the name in a language, else in English."""
        return say(self.label, language)

    def say_reader(self, language: str, committee: str) -> str:
        """Return the reader of the paper in a language: a committee, or the name of the mechanism."""
        return say(self.to.get(committee) or self.to.get("") or self.label, language)

    def fits(self, kind: Kind) -> bool:
        """Return True if a form can be about a record of a kind."""
        return bool(kind.stages) is bool(self.about) and self.about in ("", PLAN, kind.name)

    def question(self, id_: str) -> MechanismQuestion | None:
        """Return a question by its id."""
        return next((one for one in self.questions if one.id == id_), None)

    def is_checked(self, day: date) -> bool:
        """Return False after the day up to which the data counts as checked."""
        return day <= date.fromisoformat(self.check_by)


def say(words: Words, language: str) -> str:
    """Return a text in a language, else in English."""
    return words.get(language) or words["en"]


class _RefusedMechanism(ValueError):
    """A wrong value, with the path to it."""


def read_mechanism(data: Any) -> Mechanism:
    """Return the mechanism of the data of one file. Raises ValueError with one sentence about the first wrong part."""
    try:
        return _mechanism(_mapping(data, "file"))
    except _RefusedMechanism as wrong:
        raise ValueError(Phrase("The mechanism has a wrong part: {part}.", part=str(wrong))) from wrong


def _mechanism(data: Mapping[str, Any]) -> Mechanism:
    questions = tuple(_question(one, f"questions {n}") for n, one in enumerate(_rows(data, "questions"), 1))
    known = {one.id for one in questions}
    if not questions or len(known) < len(questions) or {one.if_yes for one in questions} - {*known, ""}:
        raise _RefusedMechanism("questions")
    gates = tuple(_gate(one, f"gates {n}", known) for n, one in enumerate(_rows(data, "gates"), 1))
    clocks = tuple(_clock(one, f"clocks {n}", {*known, SENT}) for n, one in enumerate(_rows(data, "clocks"), 1))
    languages = tuple(_match(_LANGUAGE, one, "languages") for one in _rows(data, "languages"))
    if not languages:
        raise _RefusedMechanism("languages")
    audience, body = _one_of(data, "audience", ("un", "regional", "service")), data.get("body")
    about = _match(_ID, data["about"], "about") if "about" in data else ""
    return Mechanism(
        _match(_ID, data.get("id"), "id"), _match(_VERSION, data.get("version"), "version"),
        _words(data.get("label"), "label"), _words(body if isinstance(body, dict) else {"en": body}, "body"),
        _words(data["purpose"], "purpose") if "purpose" in data else {}, audience,
        _one_of(data, "log", _LOGS, _LOG.get(audience, audience)), languages, questions, gates, clocks,
        _limits(data.get("limits", {})), _text(data, "way", ""), _text(data, "source"), _day(data, "seen_on"),
        _day(data, "check_by"), _text(data, "mark"), about,
        {name: _words(one, "to") for name, one in _mapping(data.get("to", {}), "to").items()},
    )  # fmt: skip


def _question(row: Any, where: str) -> MechanismQuestion:
    data = _mapping(row, where)
    id_, no = _match(_QUESTION, data.get("id"), f"{where}: id"), _text(data, "no", where=where)
    return MechanismQuestion(
        id_, no, _words(data.get("text"), where), _text(data, "from", "", where), _flag(data, "required", where),
        _number(data, "limit", where), _flag(data, "confidential", where), _one_of(data, "kind", _KINDS, "text", where),
        _text(data, "if_yes", "", where), _words(data["help"], where) if "help" in data else {},
    )  # fmt: skip


def _gate(row: Any, where: str, known: set[str]) -> MechanismGate:
    data = _mapping(row, where)
    values = tuple(_text({"test": one}, "test", where=where) for one in _rows(data, "test", where))
    if not values or len(values) - 1 < TESTS.get(values[0], MOST_ROWS):
        raise _RefusedMechanism(f"{where}: test")
    test, *rest = values
    named = {"is_party": rest[1:3], "age_of": rest[:1], "one_of_committees": rest[:1], "field_set": rest[:1],
             "not_pending_elsewhere": rest[:1], "differs": rest[:2]}.get(test, [])  # fmt: skip
    if not known.issuperset(named) or (test in ("age_of", "pages") and not _NUMBER.fullmatch(rest[-1])):
        raise _RefusedMechanism(f"{where}: test")
    stop = _one_of(data, "kind", ("stop", "warn"), where=where) == "stop"
    return MechanismGate(
        _match(_ID, data.get("id"), f"{where}: id"), test, tuple(rest), stop, _text(data, "else", "", where),
        _text(data, "committee", "", where),
    )  # fmt: skip


def _clock(row: Any, where: str, known: set[str]) -> Clock:
    data = _mapping(row, where)
    starts = tuple(_text({"from": one}, "from", where=where) for one in _rows(data, "from", where))
    turn = _mapping(data.get("turn", {}), f"{where}: turn")
    unit, length = _one_of(data, "unit", UNITS, where=where), _number(data, "length", where)
    zone, hour = _text(data, "zone", "", where), _text(data, "hour", "", where)
    try:
        zones.find_by_name(zone)
        _ = zones.hour(hour) if hour else 0
        named = (str(turn.get("question", "")), str(turn.get("from", "")), str(turn.get("before", "")))
        for day in filter(None, named[1:]):
            date.fromisoformat(day)
    except ValueError as error:
        raise _RefusedMechanism(where) from error
    if not starts or not known.issuperset(starts) or (named[0] and named[0] not in known) or not 0 <= length < 1000:
        raise _RefusedMechanism(where)
    return Clock(
        _match(_ID, data.get("id"), f"{where}: id"), _words(data.get("label"), where), starts, length, unit,
        _one_of(data, "does", (DEADLINE, REPLY, CARE), where=where),
        _one_of(data, "ends", ("on", "before"), "on", where) == "before", named, _text(data, "committee", "", where),
        zone, hour,
    )  # fmt: skip


def _limits(given: Any) -> Mapping[str, int | str]:
    data = _mapping(given, "limits")
    if not all(isinstance(one, int | str) and len(str(one)) < 100 for one in data.values()) or len(data) > MOST_ROWS:
        raise _RefusedMechanism("limits")
    for name in ("mb", "answer_days"):
        _number(data, name, "limits")
    return dict(data)


def _mapping(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise _RefusedMechanism(where)
    return given


def _rows(data: Mapping[str, Any], name: str, where: str = "") -> list[Any]:
    given = data.get(name, [])
    if not isinstance(given, list) or len(given) > MOST_ROWS:
        raise _RefusedMechanism(f"{where} {name}".strip())
    return given


def _text(data: Mapping[str, Any], name: str, default: str | None = None, where: str = "") -> str:
    given = data.get(name, default)
    if not isinstance(given, str) or len(given) > MOST_TEXT or not (given.isprintable() and (given or default == "")):
        raise _RefusedMechanism(f"{where}: {name}" if where else name)
    return given


def _words(given: Any, where: str) -> Words:
    data = _mapping(given, where)
    if "en" not in data or not all(map(_LANGUAGE.fullmatch, data)):
        raise _RefusedMechanism(where)
    return {language: _text(data, language, where=where) for language in data}


def _flag(data: Mapping[str, Any], name: str, where: str) -> bool:
    given = data.get(name, False)
    if not isinstance(given, bool):
        raise _RefusedMechanism(f"{where}: {name}")
    return given


def _number(data: Mapping[str, Any], name: str, where: str) -> int:
    given = data.get(name, 0)
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < 1_000_000:
        raise _RefusedMechanism(f"{where}: {name}")
    return given


def _one_of(data: Mapping[str, Any], name: str, known: tuple[str, ...], default: str = "", where: str = "") -> str:
    given = data.get(name, default)
    if given not in known:
        raise _RefusedMechanism(f"{where}: {name}" if where else name)
    return str(given)


def _match(pattern: re.Pattern[str], given: Any, where: str) -> str:
    if not isinstance(given, str) or not pattern.fullmatch(given):
        raise _RefusedMechanism(where)
    return given


def _day(data: Mapping[str, Any], name: str) -> str:
    try:
        return date.fromisoformat(_text(data, name)).isoformat()
    except ValueError as error:
        raise _RefusedMechanism(name) from error
