"""Time limits of detentions: those of the program, those of this vault, and the pressing ones.

A limit of the program is data that no lawyer has reviewed. A file of the user for a country replaces it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from app.actions.kernel import own_data
from app.domain.fields import Value
from app.domain.legal_limits import Limit, LimitState, Running, compute_limits, read_limits, worst_first
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.start import resources
from app.store.records import links, record_lists
from app.store.vault.open_vault import Vault

ANY = "any"
"""The name of the file with the limits of every country."""
_SETTING = "time_limits"
_SOON = 72
"""Hours before its end, a limit is on Today."""
_STEP = ("side", "kind", "date")


def list_limits(vault: Vault, country: str = "") -> tuple[Limit, ...]:
    """Return the limits of a country, then those of every country."""
    own = own_data.read_own(vault, _SETTING)
    return tuple(limit for name in filter(None, (country, ANY))
                 for limit in (read_limits(name, own[name]) if name in own else _shipped(name)))  # fmt: skip


@lru_cache(maxsize=16)
def _shipped(country: str) -> tuple[Limit, ...]:
    file = Path(resources()) / "clocks" / f"{country}.json"
    return read_limits(country, json.loads(file.read_text("utf-8"))) if file.exists() else ()


def is_shipped(limit: Limit) -> bool:
    """Return True for a limit of the program that no user changed."""
    return limit in _shipped(limit.country)


def load_limits(vault: Vault, country: str, file: Path) -> tuple[Limit, ...]:
    """Store the limits of a JSON file for a country (or `any`), in place of the known ones. Raises InputRefused."""
    if country != ANY and country not in vault.words["country"]:
        raise InputRefused(Phrase("{country} is no country code.", country=country), "Use two letters, or any.")
    data, found = own_data.load_file(
        file, partial(read_limits, country), lambda why: Phrase("The time limits cannot be read: {why}", why=why),
        "Nothing was stored. See: amparo detention limits --help",
    )  # fmt: skip
    own_data.keep(vault, _SETTING, country, data)
    return found


def compute(vault: Vault, detentions: Sequence[Record]) -> tuple[LimitState[Record], ...]:
    """Return the limits of detentions that began, the overdue ones first; `what` is the detention."""
    wanted = {one.id for one in detentions}
    steps: dict[bytes, list[Mapping[str, Value]]] = {}
    for row in record_lists.list_linked_values(vault.con, "proceeding", "about", _STEP) if wanted else ():
        if row.whole in wanted:
            steps.setdefault(row.whole, []).append(dict(zip(_STEP, row.values, strict=True)))
    countries = _find_countries(vault, detentions)
    return worst_first(state for one in detentions for state in compute_limits(
        list_limits(vault, countries.get(one.id, "")), one.fields, steps.get(one.id, ()), vault.now(), one,
    ))  # fmt: skip


def _find_countries(vault: Vault, detentions: Iterable[Record]) -> Mapping[bytes, str]:
    """Return the country of each detention: of its arrest, else of its first stay with one."""
    ids = [one.id for one in detentions]
    at = links.list_targets_of(vault.con, ids, "arrested_at")
    known = {id_ for id_, _ in at}
    stays = {stay: id_ for id_ in ids if id_ not in known
             for stay in links.list_parts(vault.con, id_, vault.kinds["stay"].number, "of")}  # fmt: skip
    at += [(stays[stay], place) for stay, place in links.list_targets_of(vault.con, stays, "place")]
    places = record_lists.load_all(vault.con, (place for _, place in at))
    found: dict[bytes, str] = {}
    for id_, place in at:
        if place in places and (country := str(places[place].fields.get("country", ""))):
            found.setdefault(id_, country)
    return found


def list_pressing(vault: Vault) -> tuple[LimitState[Record], ...]:
    """Return the limits of people in detention that are overdue, or that end within 72 hours."""
    found = compute(vault, record_lists.list_open_detentions(vault.con))
    return tuple(one for one in found if one.running is Running.OVERDUE
                 or (one.running is Running.RUNS and one.hours < _SOON))  # fmt: skip
