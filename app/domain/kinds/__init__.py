"""The declarations, one for each kind of record. Code with a vault reads them as `vault.kinds`.

The kinds of an incident are loaded immediately, so that the list of incidents can be shown. The others are loaded when
one, or all kinds together, are first requested.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module

from app.domain.kind import Kind, Kinds
from app.domain.kinds.core import ACT, EVENT, INVOLVEMENT
from app.domain.kinds.people import ACTOR, CHANNEL, CONTACT, IDENTITY_VAULT
from app.domain.kinds.place import PLACE
from app.domain.kinds.proof import CONSENT_RECORD, EVIDENCE_ITEM, INFORMATION

FIRST: Sequence[Kind] = (
    EVENT, ACT, INVOLVEMENT, INFORMATION, PLACE, ACTOR, IDENTITY_VAULT, CONTACT, CHANNEL, EVIDENCE_ITEM, CONSENT_RECORD,
)  # fmt: skip
"""The kinds of an incident and of contacts: loaded immediately, and indexed since migration 1."""


_MODULES = (
    "core", "people", "place", "proof", "casework", "chain", "kept", "fieldwork", "watching", "accompaniment", "risk",
    "warning", "networks", "appeal", "interview", "paper", "detention", "tracking", "statement",
    "submission", "relocation", "library", "companies",
)  # fmt: skip
"""The modules with declarations. A kind in such a module needs no other line."""


@cache
def _all() -> tuple[Kind, ...]:
    values = [value for name in _MODULES for value in vars(import_module(f"{__name__}.{name}")).values()]
    kinds = {kind.name: kind for kind in values if isinstance(kind, Kind)}
    return tuple(sorted(kinds.values(), key=lambda kind: kind.number))


class _BuiltIn(Kinds):
    """The kinds that the program declares, without or, with `own_vault`, with those of the session notes."""

    def __init__(self, first: Sequence[Kind], own_vault: bool) -> None:
        self._own_vault, self._loaded = own_vault, False
        self._named = {kind.name: kind for kind in first}
        self._numbered = {kind.number: kind for kind in first}

    def __getitem__(self, name: str) -> Kind:
        return self._named[name] if name in self._named else self._whole()[name]

    def numbered(self, number: int) -> Kind:
        if number not in self._numbered:
            self._whole()
        return self._numbered[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def _whole(self) -> Mapping[str, Kind]:
        if not self._loaded:
            found = [kind for kind in _all() if self._own_vault or not kind.own_vault]
            self._numbered.update({kind.number: kind for kind in found})
            self._named.update({kind.name: kind for kind in found})
            self._loaded = True
        return self._named


KINDS: Kinds = _BuiltIn(FIRST, False)
NOTE_KINDS: Kinds = _BuiltIn(FIRST, True)
"""The kinds that the vault of the session notes knows: those of every vault, and its own, the only ones it takes."""
