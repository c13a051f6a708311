"""What the pages of an accompaniment, its log and a risk assessment show, as plain values."""

from attrs import frozen

from app.gui.shown import Line


@frozen
class DayLine:
    """One day of a roster: its words, who stands by when, and what wants care (nothing where all is well)."""

    day: str
    stands: str
    care: str = ""


@frozen(eq=False)
class AccompanimentPage:
    """An accompaniment: what is missing, who stands by, what is open, what the log counts and says.

    `late` says that it has begun although something is missing. `roster` is one week from `first` (a day's text).
    `counted` are rows of month and numbers under `kinds`. `checked` says what a check of the log found; `sound` whether
    that is well. `risks` are all that are open.
    """

    key: str
    title: str
    second: str
    missing: tuple[str, ...]
    late: bool
    first: str
    roster: tuple[DayLine, ...]
    risks: tuple[Line, ...]
    kinds: tuple[str, ...]
    counted: tuple[tuple[str, ...], ...]
    checked: str
    sound: bool
    log: tuple[Line, ...]
    older: int = 0


@frozen(eq=False)
class LogForm:
    """What an entry of a log is written with: choices as (code, words), places as (id, name), who writes it, and when.

    `risks` are the open risks that a handover carries on; `handover` says that it is one.
    """

    key: str
    title: str
    kinds: tuple[tuple[str, str], ...]
    counterparts: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    at: str
    author: str
    places: tuple[tuple[str, str], ...] = ()
    handover: bool = False
    risks: tuple[str, ...] = ()


@frozen
class ThreatLine:
    """One threat: what, from whom, how its score is made, the score in words, its tone, its measure, what became of it.

    `key` is its record's id in hex; empty for one that is gone.
    """

    title: str
    second: str
    formula: str
    score: str
    tone: str
    measure: str = ""
    move: str = ""
    key: str = ""


@frozen(eq=False)
class RiskPage:
    """A risk assessment: every threat, the highest score first, and those of the earlier version that are gone."""

    key: str
    title: str
    second: str
    threats: tuple[ThreatLine, ...]
    gone: tuple[ThreatLine, ...] = ()
    earlier: str = ""


@frozen(eq=False)
class PatternPage:
    """What security incidents have in common: the rule, and for each pattern its words and its incidents."""

    title: str
    rule: str
    patterns: tuple[tuple[str, str, tuple[Line, ...]], ...]
