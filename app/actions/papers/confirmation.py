"""Words for the confirmation of incidents, and the warning of a public paper with incidents that are not confirmed."""

from collections.abc import Sequence

from app.actions.outgoing.outgoing_data import OutgoingData
from app.domain.record import Record
from app.domain.sheet import Block, SheetProse
from app.phrase import Phrase

CONFIRMED = ("corroborated", "verified", "judgment")


def say_basis(leaving: OutgoingData, event: Record) -> str:
    """Return the confirmation of an incident."""
    code = leaving.verdict(event)
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
