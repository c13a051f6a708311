"""Words for the confirmation and the perpetrators of incidents, and the warning of a public paper."""

from collections.abc import Sequence

from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import ALL_LANGUAGES
from app.actions.paper_parts.deeds import codes_in
from app.domain.disclosure import format_count
from app.domain.record import Record
from app.domain.search_normalisation import fold
from app.domain.sheet import Block, SheetProse
from app.phrase import Phrase

CONFIRMED = ("corroborated", "verified", "judgment")
_COUNTED = ("", "unverified", "one_source", "corroborated", "verified")
NEAR_THEM = ("authority", "public", "asked")
"""Audiences that are the perpetrators, or pass words on to them."""


def say_basis(leaving: OutgoingData, event: Record) -> str:
    """Return the confirmation of an incident; a paper that the perpetrators can read has no number of sources."""
    code = leaving.verdict(event)
    if leaving.profile.name in NEAR_THEM and code in _COUNTED:
        return Phrase("confirmed by independent sources") if code in CONFIRMED else Phrase("not confirmed")
    if code in ("", "unverified"):
        return Phrase("reported, not confirmed")
    if code == "one_source":
        return Phrase("one source, not confirmed")
    return leaving.words["verification"].label(code, leaving.language)


def count_sources(leaving: OutgoingData, events: Sequence[Record]) -> int:
    """Return the number of sources of incidents, also of withheld ones."""
    every = (one for event in events for one in (event, *leaving.parts(event, "act")))
    return sum(leaving.number(one, "information") for one in every)


def count_confirmed(leaving: OutgoingData, events: Sequence[Record]) -> int:
    """Return the number of confirmed incidents."""
    return sum(leaving.verdict(event) in CONFIRMED for event in events)


def warn_public(leaving: OutgoingData, events: Sequence[Record]) -> tuple[list[Block], str]:
    """Return the warning at the top of a public paper and the line of its pages; nothing if all is confirmed."""
    founded = count_confirmed(leaving, events)
    if leaving.profile.name != "public" or not events:
        return [], ""
    if founded == len(events) and count_sources(leaving, events) > 1:
        return [], ""
    if founded:
        top = Phrase("NOT ALL FACTS ARE CONFIRMED. Say so if you publish it.")
        mark = Phrase("For the public. Not all of it is confirmed: say so if you publish it.")
    else:
        top = Phrase("NOT CONFIRMED by two independent sources. Say so if you publish it.")
        mark = Phrase("For the public. It is not confirmed: say so if you publish it.")
    return [SheetProse(top, True)], mark


def say_doers(leaving: OutgoingData, event: Record) -> str:
    """Return the perpetrators for this audience, after “alleged” unless a court confirmed the incident."""
    acts = leaving.parts(event, "act")
    if not (told := list_doers(leaving, acts)):
        rows = [row for act in acts for row in leaving.parts(act, "involvement")]
        known = any(leaving.number(act, "involvement") for act in acts)
        return _say_kept(leaving, rows) if known else Phrase("Not known to us.")
    unknown = leaving.words["perp_type"].label(_UNKNOWN, leaving.language)
    plain = leaving.verdict(event) == "judgment" or told == (unknown,)
    return join_phrases(told) if plain else Phrase("{alleged} (alleged)", alleged=told)


def list_doers(leaving: OutgoingData, acts: Sequence[Record]) -> tuple[str, ...]:
    """Return the perpetrators of acts that leave, each once."""
    said = (_doer(leaving, row) for act in acts for row in leaving.parts(act, "involvement"))
    return tuple(dict.fromkeys(filter(None, said)))


def count_unnamed(act: Record) -> str:
    """Return words for the people of an act who are not told: they are not the person of another act."""
    low, high = (act.fields.get(name) for name in ("count_min", "count_max"))
    if not isinstance(low, int):
        return Phrase("others, not named here")
    number = format_count((low, high if isinstance(high, int) else None), False)
    return Phrase("others, without a name: {number}", number=number)


def name_acts(leaving: OutgoingData, event: Record) -> Phrase:
    """Return the label of the acts of an incident, which are reported until it is confirmed."""
    return Phrase("What was done") if leaving.verdict(event) in CONFIRMED else Phrase("Reported acts")


def name_doers(leaving: OutgoingData, event: Record) -> tuple[str, str]:
    """Return the perpetrators with their label, which has the word “alleged” instead of them."""
    said = Phrase.of(say_doers(leaving, event))
    if who := said.values.get("alleged"):
        return Phrase("Alleged perpetrator"), Phrase("{all}", all=who)
    return Phrase("Who did it"), said


def _say_kept(leaving: OutgoingData, rows: Sequence[Record]) -> str:
    """Return why the perpetrators are not told: only in a row that leaves a name waits for its legal check.

    The public, also those who did it, does not learn that the vault knows them.
    """
    if leaving.profile.name == "public":
        return Phrase("Not in this paper.")
    if any(leaving.number(row, "actor") for row in rows):
        return Phrase("Not in this paper: no lawyer has checked it.")
    return Phrase("Not in this paper: it is too sensitive.")


_UNKNOWN = "99"
"""The type of a perpetrator whom nobody knows."""


def _doer(leaving: OutgoingData, row: Record) -> str:
    who, kind = leaving.titles(leaving.linked(row, "perpetrator")), leaving.said(row, "type")
    described = leaving.said(row, "description").rstrip(".")
    if described[1:] == described[1:].lower() and not who:  # not a name: it goes on after “alleged”
        described = described.lower()
    known = codes_in(row, "type") != [_UNKNOWN] or not (who or described)
    label = leaving.words["perp_type"].label
    same = any(fold(label(code, other)) in fold(who) for code in codes_in(row, "type") for other in ALL_LANGUAGES)
    return leaving.join([who, kind if known and not same else "", described])
