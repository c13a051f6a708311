"""Words for the perpetrators of an incident, as one audience can read them."""

from collections.abc import Sequence

from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import ALL_LANGUAGES
from app.actions.papers.deeds import codes_in
from app.domain.record import Record
from app.domain.search_normalisation import fold
from app.phrase import Phrase


def say_doers(leaving: OutgoingData, event: Record) -> str:
    """Return the perpetrators for this audience, after “alleged” unless a court confirmed the incident."""
    acts = leaving.parts(event, "act")
    rows = [row for act in acts for row in leaving.parts(act, "involvement")]
    said = [_doer(leaving, row) for row in rows]
    told = tuple(dict.fromkeys(filter(None, said)))
    if not told:
        known = any(leaving.number(act, "involvement") for act in acts)
        return _say_kept(leaving, rows) if known else Phrase("Not known to us.")
    unknown = leaving.words["perp_type"].label(_UNKNOWN, leaving.language)
    plain = leaving.verdict(event) == "judgment" or told == (unknown,)
    return join_phrases(told) if plain else Phrase("{alleged} (alleged)", alleged=told)


def name_doers(leaving: OutgoingData, event: Record) -> tuple[str, str]:
    """Return the perpetrators with their label, which has the word “alleged” instead of them."""
    said = Phrase.of(say_doers(leaving, event))
    if who := said.values.get("alleged"):
        return Phrase("Alleged perpetrator"), Phrase("{all}", all=who)
    return Phrase("Who did it"), said


def _say_kept(leaving: OutgoingData, rows: Sequence[Record]) -> str:
    """Return why the perpetrators are not told: only in a row that leaves a name waits for its legal check."""
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
