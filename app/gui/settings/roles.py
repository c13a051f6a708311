"""The roles of a person: they choose the places on the rail and the first page. They stay in the vault, never sent."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from app.actions.kernel import records
from app.gui.shell.rail import NUMBERED
from app.gui.style.text import Text
from app.store.records import record_lists
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

SETTING = "window_roles"
"""Setting of the vault: the keys of the roles, with spaces between them. Without it the rail shows every place."""
MOST = 6
"""Places that the rail shows first."""


class UserRole(NamedTuple):
    """One role: its key, icon, words and explanation, and the words of the page with which it opens."""

    key: str
    icon: str
    word: str
    text: str
    opens: str


_FIRST: Mapping[str, tuple[Sequence[str], str]] = {
    "document": (("today", "incidents", "people", "cases", "library", "sending"), "do:incident"),
    "accompany": (("today", "incidents", "people", "field", "library", "sending"), "go:checkins"),
    "desk": (("today", "incidents", "people", "cases", "field", "sending"), "go:today"),
    "carry": (("today", "people", "network", "sending"), "do:stick"),
    "relay": (("today", "network", "sending"), "go:relays"),
}
"""The places that each role shows first, and the target with which it opens (`app.gui.start.page_routes`)."""


def list_roles(tr: Text) -> Sequence[UserRole]:
    """Return every role, in order."""
    return (
        UserRole("document", "document", tr("I document"),
             tr("Record incidents and evidence. Opens with a new incident."), tr("New incident")),
        UserRole("accompany", "route", tr("I accompany"),
             tr("Travel with people, watch check-ins, write the log. Opens with the check-ins."), tr("Check-ins")),
        UserRole("desk", "inbox", tr("I run a desk"),
             tr("Read reports, follow cases, forward reports. Opens with Today."), tr("Today")),
        UserRole("carry", "stick", tr("I carry"),
             tr("Carry USB sticks between people. Opens with USB stick."), tr("USB stick")),
        UserRole("relay", "relays", tr("I run a relay"),
             tr("Run a small server for reports. Opens with the relays."), tr("Relays")),
    )  # fmt: skip


def list_places(roles: Collection[str]) -> Sequence[str]:
    """Return the places that the rail shows first: those in most of the roles, then in its order. No roles: none."""
    counts = Counter(place for key, (places, _) in _FIRST.items() if key in roles for place in places)
    first = sorted(counts, key=lambda place: (-counts[place], NUMBERED.index(place)))[:MOST]
    return sorted(first, key=NUMBERED.index)


def opens_with(roles: Collection[str]) -> str:
    """Return the first page: the page of the only role, Today for several roles, or "" without a role."""
    if len(roles) > 1:
        return "go:today"
    return next((target for key, (_, target) in _FIRST.items() if key in roles), "")


def read_roles(vault: Vault) -> frozenset[str]:
    """Return the keys of the roles."""
    return frozenset((vault.get(SETTING) or b"").decode().split()) & _FIRST.keys()


def write_roles(vault: Vault, roles: Collection[str]) -> None:
    """Store the roles."""
    vault.set(SETTING, " ".join(sorted(roles)).encode())


def read_start(vault: Vault) -> tuple[frozenset[str], bool]:
    """Return the roles, and True if a person is in danger now or a travel group is silent: then Today opens.

    Waiting reports are not read for it: that takes too long before the first page.
    """
    danger = bool(record_lists.list_in_danger(vault.con, vault.kinds["event"].number, "now", 1))
    if not danger and records.find(vault, Query("checkin_plan", limit=1)):
        from app.actions.field.checkin_urgency import read_urgency  # most vaults start without it

        danger = read_urgency(vault).missed > 0
    return read_roles(vault), danger
