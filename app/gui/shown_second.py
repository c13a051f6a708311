"""What the screens of the second lock show, as plain values."""

from attrs import frozen


@frozen
class RealCard:
    """One record from behind the lock, in clear: its key, and what is known (label, value, explanation)."""

    key: str
    facts: tuple[tuple[str, str, str], ...]


@frozen
class Real:
    """A person's real name on their page: whether there is a lock, how much it holds, and that while it is open."""

    set_up: bool = False
    held: int = 0
    names: tuple[RealCard, ...] | None = None


@frozen
class Entry:
    """One line of the log: what was done and of whom (alias), when, and the reason that was given."""

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
    """The page of the lock: whether there is one, after how many minutes it closes, and its log."""

    set_up: bool
    minutes: int
    lines: tuple[Entry, ...] = ()
