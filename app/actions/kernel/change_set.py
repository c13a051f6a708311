"""List the changes of an action, and compare them with the data that a page shows."""

from typing import NamedTuple

from app.domain.kind import Kinds

ANYTHING = "anything"
"""The name of all kinds together."""
THINGS = frozenset({
    ANYTHING, "connection", "crossing", "delivery", "distinct_pair", "draft", "inbox", "kept_share", "machine",
    "mapping", "proposal", "relay", "round", "search", "session_note",
})  # fmt: skip
"""The kinds of changed data that are no kinds of records.

`connection` is the rules and pauses of networks, and Tor. `proposal` is a difference that waits for a decision. `relay`
includes moves, policies and quarantined messages. `round` is the notes of a sync: times, tries, tickets, their effects.
`session_note` is a record in the separate vault of the session notes.
"""
MAIL = frozenset({"delivery", "inbox", "proposal"})
"""The data that an accepted, refused or sent report changes, in addition to its records."""


class PageData(NamedTuple):
    """The data of a page: records of `kinds` with the records around them, and other `things`."""

    kinds: tuple[str, ...] = ()
    things: frozenset[str] = frozenset()

    def names(self, kinds: Kinds) -> frozenset[str]:
        """Return all kinds of data; a change of any other kind leaves the page as it is."""
        return self.things | _reach(kinds, self.kinds)


class Changed(NamedTuple):
    """The kinds of data that can look different now, of KINDS and THINGS, and the ids of the changed records."""

    kinds: frozenset[str] = frozenset()
    ids: tuple[bytes, ...] = ()

    def __or__(self, other: "Changed") -> "Changed":
        return Changed(self.kinds | other.kinds, (*self.ids, *other.ids))

    def meets(self, page: PageData | None, kinds: Kinds) -> bool:
        """Return True if a page must be read again; `page` None: it can show anything.

        A change without kinds, or of an unknown kind, meets all pages: a reading too many is better than old data.
        """
        known = self.kinds and all(name in THINGS or name in kinds for name in self.kinds)
        return page is None or not known or ANYTHING in self.kinds or not self.kinds.isdisjoint(page.names(kinds))


EVERYTHING = Changed(frozenset({ANYTHING}))
"""A change that meets all pages."""


def _reach(kinds: Kinds, names: tuple[str, ...]) -> frozenset[str]:
    """Return the kinds of all records that a page of the named kinds can name.

    These are two steps along the roles, in both directions, and the records in the titles of those.
    """
    found = frozenset(names)
    unlisted = [kind for kind in kinds.values() if not kind.registered]  # a paper names nearly every kind
    listed = [kind for kind in kinds.values() if kind.registered]
    for _ in range(2):
        near = {to for kind in unlisted if kind.name in found for role in kind.roles for to in role.to}
        found |= near | {kind.name for kind in unlisted for role in kind.roles if found.intersection(role.to)}
    while True:
        rows = ((role, kind) for kind in map(kinds.__getitem__, found) for role in kind.roles)
        more = found.union(to for role, kind in rows if role.name in kind.title for to in role.to)
        if more == found:
            return found | {kind.name for kind in listed if any(found.intersection(role.to) for role in kind.roles)}
        found = more
