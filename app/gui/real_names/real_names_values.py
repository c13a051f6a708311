"""The data of the screens of the names password, as plain values."""

from attrs import frozen


@frozen
class RealCard:
    """One record behind the names password, in clear text: its key, and its facts (label, value, explanation)."""

    key: str
    facts: tuple[tuple[str, str, str], ...]


@frozen
class Real:
    """A person's real name on their page: if there is a password, its number of records, and the names while open."""

    set_up: bool = False
    held: int = 0
    names: tuple[RealCard, ...] | None = None


@frozen
class OpeningLogRow:
    """One line of the log: the action with the alias, the time, and the given reason."""

    what: str
    at: str
    why: str = ""


@frozen
class FoundName:
    """One person that was found by a real name: key, alias, and the names."""

    key: str
    alias: str
    names: str


@frozen
class SecondPage:
    """The page of the names password: if there is one, its minutes until it closes, and its log."""

    set_up: bool
    minutes: int
    lines: tuple[OpeningLogRow, ...] = ()
