"""Actions in papers: their readers, the one with the requests, and those that readers outside can know."""

from collections.abc import Iterable, Sequence

from app.actions.outgoing.outgoing_data import OutgoingData
from app.domain.appeal_texts import say_authorities
from app.domain.frame import REGIONAL, UNADDRESSED, UNNAMED
from app.domain.record import Record
from app.domain.redact import Profile
from app.phrase import Phrase

NO_NAME = Phrase("The paper names no reader: choose the reader, or write the name on the line by hand.")
_BLANK, _ALONE = ("un", "regional"), ("embassy", "court", "icc", "donor", "service", "research")
"""Audiences with an office to fill in, and those whose paper is for one reader only."""
NO_READER = Phrase("The paper names no office or mandate: choose the reader, or write it on the line by hand.")


def codes_in(record: Record, name: str) -> list[str]:
    """Return the codes in a field of several."""
    value = record.fields.get(name)
    return [str(code) for code in value] if isinstance(value, list) else []


def is_to(action: Record, audience: str) -> bool:
    """Return True for an action to an audience: only its addressee and its day are in a letter to that audience.

    Any other action is one to an authority. A copy for ourselves takes any action but one to an embassy.
    """
    kinds = codes_in(action, "kind")
    if codes_in(action, "diplomatic") or "embassy" in kinds:
        return audience == "embassy"
    found = "un" if "un" in kinds else "regional" if {"regional", "measures"} & {*kinds} else "authority"
    return audience not in ("embassy", *_BODIES) or found == audience


_BODIES = ("un", "regional", "authority")


def choose_request(leaving: OutgoingData, to: str) -> Record | None:
    """Return the action with the requests of a letter to an audience: a chosen one, else the newest to it.

    Without one, it is the newest with demands to somebody else; never one to an embassy.
    """
    actions = leaving.of_kind("intervention")
    fit = [one for one in actions if is_to(one, to) and (to == "embassy" or codes_in(one, "asks"))]
    others = [one for one in actions if codes_in(one, "asks") and not is_to(one, "embassy")]
    chosen = [one for one in (*fit, *others) if one in leaving.roots]
    return max(chosen or fit or others, key=lambda one: str(one.fields.get("date", "")), default=None)


def find_request(leaving: OutgoingData) -> Record | None:
    """Return the action to the body that reads a paper."""
    to = leaving.profile.name
    one = choose_request(leaving, to) if to in ("embassy", *_BODIES) else None
    return one if one is not None and is_to(one, to) else None


def name_readers(to: Profile, known: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the known readers of a paper or, without them, its audience; nothing for the public and for us."""
    if to.own or to.listed or to.name in ("public", "asked"):
        return ()
    if known or to.name not in (*_BLANK, *_ALONE):
        return tuple(map(Phrase, known or (to.label,)))
    if to.name in _ALONE:
        return (UNADDRESSED,)
    return (Phrase(UNNAMED, body=REGIONAL if to.name == "regional" else to.label),)


def warn_of_nobody(to: Profile) -> tuple[str, ...]:
    """Return the warning for a paper to one body, if nobody wrote its name."""
    return (NO_READER,) if to.name in _BLANK else (NO_NAME,) if to.name in _ALONE else ()


def list_readers(leaving: OutgoingData) -> tuple[str, ...]:
    """Return the addressee of a paper or, if it is not known, its audience."""
    one = find_request(leaving)
    lines = next((who.lines for who in leaving.addressees(one)), ()) if one is not None else ()
    known = leaving.paper.readers or lines
    if not known:
        leaving.warnings += warn_of_nobody(leaving.profile)
    return name_readers(leaving.profile, known)


def list_asking(leaving: OutgoingData) -> list[Record]:
    """Return the actions and appeals with demands that a reader may know.

    An authority reads the demands to other bodies only if somebody is in danger, and never who got them.
    """
    to = leaving.profile.name
    actions = leaving.of_kind("intervention")
    if to == "authority" and not leaving.urgent:
        return [one for one in actions if is_to(one, to)]
    return actions + [one for one in leaving.of_kind("appeal") if one.fields.get("kind") != "closing"]


def list_own(leaving: OutgoingData) -> list[Record]:
    """Return the actions to the readers of this paper, whose wishes they may read; for ourselves all actions."""
    to, found = leaving.profile, leaving.of_kind("intervention")
    return [one for one in found if to.own or (to.name != "public" and is_to(one, to.name))]


def list_deeds(leaving: OutgoingData, found: Iterable[Record]) -> list[Record]:
    """Return the actions that a reader outside may know of.

    An authority does not read to which other bodies a person went; no reader reads of the open request to themselves.
    """
    to = leaving.profile.name
    told = [one for one in found if leaving.said(one, "kind") and (to != "authority" or is_to(one, to))]
    ours = choose_request(leaving, to) if to in ("embassy", *_BODIES) else None
    return [one for one in told if one is not ours or not is_to(one, to) or leaving.outline(one).get("response")]


def find_country(leaving: OutgoingData, events: Iterable[Record]) -> str:
    """Return the country of the first incident with one."""
    places = (place for event in events for place in leaving.linked(event, "place"))
    return next((said for place in places if (said := leaving.said(place, "country"))), "")


def name_authorities(leaving: OutgoingData) -> str:
    """Return who must act: the Government, and the authorities that were asked, without the alleged perpetrators."""
    asked = [one for one in leaving.of_kind("intervention") if codes_in(one, "asks") and is_to(one, "authority")]
    found = [body for one in asked for body in leaving.linked(one, "addressee") if body.kind == "organisation"]
    alleged = {body.id for row in leaving.of_kind("involvement") for body in leaving.linked(row, "perpetrator")}
    bodies = dict.fromkeys(leaving.title(body) for body in found if body.id not in alleged)
    return say_authorities(find_country(leaving, leaving.of_kind("event")), tuple(bodies))
