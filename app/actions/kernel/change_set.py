"""List the changes of an action, reported once to the views."""

from attrs import frozen


@frozen
class Changed:
    """The kinds whose lists can look different now, and the ids of the changed records."""

    kinds: frozenset[str] = frozenset()
    ids: tuple[bytes, ...] = ()
