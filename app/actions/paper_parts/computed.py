"""Words of the computed columns of a list: the type of a row, its incidents, and the consents of a publication."""

from app.actions.outgoing.outgoing_data import OutgoingData
from app.domain.moment import last_day
from app.domain.record import Record
from app.domain.views import CONSENT, IDLE, INCIDENTS, LACKS, TYPE
from app.phrase import Phrase

_TYPES = {
    "promise": Phrase("promise"), "request": Phrase("request"), "meeting": Phrase("meeting"),
}  # fmt: skip


def _say_type(_: OutgoingData, one: Record) -> str:
    """Return the type of a row: recommendations and demands are requests."""
    asked = one.kind == "intervention" or one.fields.get("kind") in ("recommendation", "demand")
    return _TYPES["request" if asked else "meeting" if one.kind == "meeting" else "promise"]


def _say_idle(leaving: OutgoingData, one: Record) -> str:
    """Return the days of a stalled step."""
    return str(leaving.today.toordinal() - day) if (day := last_day(one.fields.get("date"))) else ""


def _say_incidents(leaving: OutgoingData, one: Record) -> str:
    return leaving.tallies.told(len(leaving.tallies.count_incidents(one)))


def _say_consent(leaving: OutgoingData, one: Record) -> str:
    """Return each person of a publication with the answer on its day, for our own use."""
    day = last_day(one.fields.get("date"))
    known = leaving.consents(one, day) if day else []
    return leaving.join(Phrase("{name}: {answer}", name=who.title, answer=said.why) for who, said in known)


def _say_lacks(leaving: OutgoingData, one: Record) -> str:
    """Return what the log of publications lacks, for our own use."""
    lacks = {"date": Phrase("the day"), "text": Phrase("the text")}
    has_text = bool(one.fields.get("description") or leaving.linked(one, "text"))
    return leaving.join(lacks[name] for name, known in (("date", "date" in one.fields), ("text", has_text))
                        if not known and leaving.profile.own)  # fmt: skip


COMPUTED = {
    TYPE: _say_type, IDLE: _say_idle, INCIDENTS: _say_incidents, CONSENT: _say_consent, LACKS: _say_lacks,
}  # fmt: skip
"""The function of each computed column, by its path."""
