"""Save searches: the text and filters of a list, stored in the vault without a name; labels are made on display."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from app.actions.kernel.change_set import Changed
from app.store.vault.open_vault import Vault

SEARCHES = "searches"
"""Setting of the vault: the keys of the saved searches as JSON."""
Where = tuple[tuple[str, str], ...]
"""Pairs of a field and a value, and of `since` and `until` with a day, month or year; all must match."""


_FLAGS = {("urgent", "true"): ("danger", "now"), ("urgent", "false"): ("danger", "no")}
"""Filters of older searches, and those of this version."""


class Search(NamedTuple):
    """A search in the list of incidents."""

    text: str = ""
    where: Where = ()

    @property
    def key(self) -> str:
        """The complete search in one line; `of_key` parses it."""
        return json.dumps([self.text, self.where], ensure_ascii=False)


def of_key(key: str) -> Search:
    """Return the search with this key."""
    text, where = json.loads(key)
    return Search(text, tuple(_FLAGS.get((name, value), (name, value)) for name, value in where))


def list_saved_searches(vault: Vault) -> Sequence[Search]:
    """Return the saved searches, newest first."""
    return [of_key(key) for key in json.loads(vault.get(SEARCHES) or b"[]")]


def save(vault: Vault, search: Search) -> Changed:
    """Save a search as the first one; an equal one only moves up."""
    return _keep(vault, [search, *(one for one in list_saved_searches(vault) if one != search)])


def forget(vault: Vault, search: Search) -> Changed:
    """Delete a saved search."""
    return _keep(vault, [one for one in list_saved_searches(vault) if one != search])


def _keep(vault: Vault, searches: Sequence[Search]) -> Changed:
    vault.set(SEARCHES, json.dumps([one.key for one in searches], ensure_ascii=False).encode())
    return Changed(frozenset({"search"}))
