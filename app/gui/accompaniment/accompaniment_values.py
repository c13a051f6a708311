"""The data of the pages of an accompaniment, its log and a risk assessment, as plain values."""

from attrs import frozen

from app.gui.widgets.page_values import RowView


@frozen
class RosterDay:
    """One day of a roster: its date, the people on duty, and its problems (empty if there are none)."""

    day: str
    stands: str
    care: str = ""


@frozen(eq=False)
class AccompanimentPage:
    """An accompaniment: missing data, people on duty, open risks, counts of the log and the log.

    `late` says that it has begun although data is missing. `roster` is one week from `first` (a day's text). `counted`
    are rows of month and numbers under `kinds`. `checked` is the result of a check of the log; `sound`: it is good.
    `risks` are all open risks.
    """

    key: str
    title: str
    second: str
    missing: tuple[str, ...]
    late: bool
    first: str
    roster: tuple[RosterDay, ...]
    risks: tuple[RowView, ...]
    kinds: tuple[str, ...]
    counted: tuple[tuple[str, ...], ...]
    checked: str
    sound: bool
    log: tuple[RowView, ...]
    older: int = 0


@frozen(eq=False)
class LogForm:
    """The form for a log entry: choices as (code, label), places as (id, name), the author and the time.

    `risks` are the open risks that a handover carries on; `handover`: the entry is a handover.
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
    """One threat: kind and source, text, formula of its score, score as text, tone, measure, and change.

    `key` is the id of its record in hex; empty for a threat that is gone.
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
    """Common features of security incidents: the rule, and for each pattern its text and its incidents."""

    title: str
    rule: str
    patterns: tuple[tuple[str, str, tuple[RowView, ...]], ...]
