"""Passages about one detention: the arrest, the stays with their gaps, and the legal steps."""

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts import passages
from app.domain.detention_rules import Episode, make_episode
from app.domain.intervals import make_interval
from app.domain.record import Record
from app.domain.sheet import Block, Heading, SheetFacts, filled_table
from app.phrase import Phrase

_NOT_HERE = Phrase("Place not in this paper")


def arrest(leaving: OutgoingData, detention: Record) -> list[Block]:
    """Return the facts of the arrest."""
    places = leaving.linked(detention, "arrested_at")
    at = leaving.join(dict.fromkeys(leaving.said(place, name) for place in places
                                    for name in ("name", "district", "province", "country")))  # fmt: skip
    facts = leaving.facts(detention, "date_start", "forces", "warrant", "authority", "reasons", "law", "legal_basis",
                          "held_for", "detention_type", "acknowledged", "counsel", "health_flag")  # fmt: skip
    rows = (*facts[:1], *([(Phrase("Place of the arrest"), at)] if at else []), *facts[1:])
    return [Heading(Phrase("The arrest")), SheetFacts(rows)] if rows else []


def read_episode(leaving: OutgoingData, detention: Record) -> Episode[Record]:
    """Return the stays by the dates that leave."""
    rows = [make_interval(one.fields["date_start"], one.fields.get("date_end"), one)
            for one in leaving.parts(detention, "stay") if "date_start" in one.fields]  # fmt: skip
    return make_episode(detention.fields, rows)


def hides_stays(leaving: OutgoingData, detention: Record) -> bool:
    """Return True if a stay, or its first day, is not in this paper: then a gap can be a known place."""
    told = sum("date_start" in one.fields for one in leaving.parts(detention, "stay"))
    return leaving.number(detention, "stay") > told


def say_stay(leaving: OutgoingData, stay: Record) -> str:
    """Return the kind of place and the area of a stay."""
    return leaving.join((leaving.said(stay, "place_kind"), passages.say_area(leaving, stay)))


def list_stays(leaving: OutgoingData, detention: Record) -> list[Block]:
    """Return the stays in their order, with each gap."""
    episode, rows = read_episode(leaving, detention), list[tuple[str, ...]]()
    hides = hides_stays(leaving, detention)
    gaps = {gap.after.start: ("", "", _NOT_HERE if hides else Phrase("Place not known, days: {n}", n=gap.least), "")
            for gap in episode.gaps}  # fmt: skip
    for one in episode.stays:
        rows += [gaps.pop(one.start)] if one.start in gaps else []
        rows.append((leaving.said(one.what, "date_start"), leaving.said(one.what, "date_end"),
                     say_stay(leaving, one.what), leaving.said(one.what, "authority")))  # fmt: skip
    rows += gaps.values()
    header = (Phrase("From"), Phrase("Until"), Phrase("Place"), Phrase("Authority in charge"))
    return filled_table(Phrase("Places of detention"), header, rows)


def steps(leaving: OutgoingData, whole: Record, side: str = "") -> list[Block]:
    """Return the legal steps about a record, of one side or of each."""
    names = ("date", "side", "kind", "body", "court_kind", "stage", "result", "next_on")
    rows = [tuple(leaving.said(one, name) for name in names) for one in leaving.parts(whole, "proceeding")
            if side in ("", one.fields.get("side"))]  # fmt: skip
    header = [Phrase(leaving.kinds["proceeding"].fields[name].label) for name in names]
    return filled_table(Phrase("Legal steps"), header, rows)
