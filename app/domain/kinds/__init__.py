"""The declarations, one for each kind of record: `KINDS` finds a kind by its name, `BY_NUMBER` by its number.

The kinds of an incident are loaded immediately, so that the list of incidents can be shown. The others are loaded when
one, or all kinds together, are first requested.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Generic, TypeVar

from app.domain.kind import Kind
from app.domain.kinds.core import ACT, EVENT, INVOLVEMENT
from app.domain.kinds.people import ACTOR, CHANNEL, CONTACT, IDENTITY_VAULT
from app.domain.kinds.place import PLACE
from app.domain.kinds.proof import CONSENT_RECORD, EVIDENCE_ITEM, INFORMATION

K = TypeVar("K", str, int)

FIRST: Sequence[Kind] = (
    EVENT, ACT, INVOLVEMENT, INFORMATION, PLACE, ACTOR, IDENTITY_VAULT, CONTACT, CHANNEL, EVIDENCE_ITEM, CONSENT_RECORD,
)  # fmt: skip
"""The kinds of an incident and of contacts: loaded immediately, and indexed since migration 1."""


_MODULES = (
    "core", "people", "place", "proof", "casework", "chain", "kept", "fieldwork", "watching", "accompaniment", "risk",
    "warning", "networks", "appeal", "interview",
)  # fmt: skip
"""The modules with declarations. A kind in one of them is known without another line."""


@cache
def _all() -> tuple[Kind, ...]:
    values = [value for name in _MODULES for value in vars(import_module(f"{__name__}.{name}")).values()]
    kinds = {kind.name: kind for kind in values if isinstance(kind, Kind)}
    return tuple(sorted(kinds.values(), key=lambda kind: kind.number))


class _Kinds(Mapping[K, Kind], Generic[K]):
    """Every kind by one of its keys, in the order of their numbers."""

    def __init__(self, key: Callable[[Kind], K]) -> None:
        self._key: Callable[[Kind], K] = key
        self._known: dict[K, Kind] = {key(kind): kind for kind in FIRST}

    def __getitem__(self, key: K) -> Kind:
        return self._known[key] if key in self._known else self._whole()[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def _whole(self) -> Mapping[K, Kind]:
        if len(self._known) < len(_all()):
            self._known.update({self._key(kind): kind for kind in _all()})
        return self._known


KINDS: Mapping[str, Kind] = _Kinds(lambda kind: kind.name)
BY_NUMBER: Mapping[int, Kind] = _Kinds(lambda kind: kind.number)


def list_names_at(place: str) -> tuple[str, ...]:
    """Return the kinds with their pages in a place of the window, in the order of its list."""
    return tuple(
        kind.name for kind in sorted(KINDS.values(), key=lambda kind: kind.home.position) if kind.home.place == place
    )
