"""Ask the records about States and treaties: if a treaty binds a State on a day, and with which reservations."""

from datetime import date
from functools import partial

from app.actions.kernel import records
from app.domain.casework import treaties
from app.domain.casework.treaties import BoundAnswer
from app.domain.record import Record
from app.domain.submissions.treaty_gate import TreatyFact, find_over
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_KIND = "treaty_status"


def find_bound(vault: Vault, state: str, treaty: str, on: date, competence: str = "") -> BoundAnswer:
    """Return if a treaty binds a State on a day."""
    return treaties.find_bound([one.fields for one in _list_acts(vault)], state, treaty, on, competence)


def read_fact(vault: Vault, state: str, treaty: str, moment: str, competence: str = "") -> TreatyFact:
    """Return the answer for a moment; empty values are not known."""
    if not state:
        return TreatyFact(treaty)
    if not moment:
        return TreatyFact(treaty, state, why="")
    acts = [one.fields for one in _list_acts(vault)]
    told = find_over(moment, partial(_ask, acts, state, treaty, competence))
    kept = [str(one["reservation"]) for one in acts
            if (one.get("country"), one.get("instrument")) == (state, treaty) and one.get("reservation")]  # fmt: skip
    return TreatyFact(treaty, state, told.bound, told.why, told.seen_on, tuple(dict.fromkeys(kept)))


def _ask(acts: list[treaties.Fields], state: str, treaty: str, competence: str, on: date) -> BoundAnswer:
    return treaties.find_bound(acts, state, treaty, on, competence)


def _list_acts(vault: Vault) -> list[Record]:
    """Return the acts of all States in the order of entry."""
    return records.find(vault, Query(_KIND, limit=None))[::-1]
