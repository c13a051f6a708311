"""What an action changed, told once to whoever shows it."""

from attrs import frozen


@frozen
class Changed:
    """The kinds whose lists may look different now, and the ids of what was touched."""

    kinds: frozenset[str] = frozenset()
    ids: tuple[bytes, ...] = ()
