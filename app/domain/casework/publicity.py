"""Attacks that need an answer in “Denounced”, and publications with the consents of their day. Pure."""

from collections.abc import Iterable, Mapping

from app.domain.fields import Value
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.release.audiences import PROFILES
from app.domain.release.consents import ConsentAnswer, ReleasePaper, entry_day, find_answer, is_refusal, is_yes
from app.domain.views import PUBLICITY

Fields = Mapping[str, Value]
_ATTACKED = {"hrd", "journalist", "unionist", "family"}
_OUTSIDE = "public"
"""The audience of a publication."""


def is_attack(acts: Iterable[tuple[Fields, Iterable[Fields]]]) -> bool:
    """Return True for an incident that is, or can be, an attack on a defender: its acts, each with its victims.

    It is none only if that is recorded for each act: no link to their work, or another kind of victim. A withheld value
    (True) can be that of a defender.
    """
    known = [_can_be_attack(act, list(victims)) for act, victims in acts]
    return not known or any(known)


def _can_be_attack(act: Fields, victims: list[Fields]) -> bool:
    strength = act.get("link_strength")
    if strength or act.get("defender_link"):
        return strength != "none_known"
    told = [one.get("occupational_status") for one in victims]
    return not told or any(not isinstance(codes, list) or bool(_ATTACKED & {*map(str, codes)}) for codes in told)


def is_published(action: Fields) -> bool:
    """Return True for an action that is a publication."""
    kinds = action.get("kind")
    return isinstance(kinds, list) and not {*PUBLICITY}.isdisjoint(map(str, kinds))


def find_consent(person: Record, rows: Iterable[Record], day: int) -> ConsentAnswer:
    """Return the answer of a person to publication as of a day (an ordinal), from the consent records of today."""
    known = [(person.id, one) for row in rows if (one := _as_of(row, day)) is not None]
    return find_answer(person, known, ReleasePaper(PROFILES[_OUTSIDE], day))


def _as_of(row: Record, day: int) -> Record | None:
    """Return a consent record as it was on a day; None if it was not there yet.

    A yes with a later withdrawal was a yes. A no of the same day counts.
    """
    given = row.fields.get("given_on")
    first = parse_moment(str(given)).first_day if given else entry_day(row.created)
    ended = row.fields.get("withdrawn_on") or (given if row.fields.get("state") != "withdrawn" else None)
    if is_yes(row) or not is_refusal(row):
        return row if first <= day else None
    if (parse_moment(str(ended)).first_day if ended else entry_day(row.updated)) <= day:
        return row
    if not given or first > day or row.fields.get("state") == "refused":
        return None
    said = "given" if row.fields.get("state") == "withdrawn" else row.fields["state"]
    return row._replace(fields={**row.fields, "state": said, "withdrawn_on": ""})
