"""Describe interviews: the person, the consent of that person, and the missing data."""

from attrs import frozen

from app.actions.kernel.record_context import Around, Inside
from app.actions.kernel.records import record_of
from app.domain import interview_rules
from app.domain.record import Record
from app.domain.vocabulary import Vocabularies
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


@frozen
class Interview:
    """One interview. `consent` is the consent of the person as text, or its absence; empty without a person."""

    record: Record
    person: Record | None
    consent: str
    missing: tuple[str, ...]

    @property
    def took_place(self) -> bool:
        """Return True if a person was interviewed."""
        return interview_rules.took_place(self.record.fields)


def read_interview_status(around: Around, record: Record, words: Vocabularies, language: str = "en") -> Interview:
    """Return an interview with the consent records of the interviewed person."""
    person = next(iter(around.linked(record, "interviewee")), None)
    answers = around.parts(person, "consent_record", "actor") if person else []
    said = ""
    if person is not None:
        purposes = interview_rules.list_agreed_purposes(person, answers)
        names = tuple(words["consent_purpose"].label(purpose, language) for purpose in purposes)
        none = Phrase("refused or withdrawn") if interview_rules.was_asked(answers) else Phrase("none on record")
        said = Phrase("{all}", all=names) if names else none
    return Interview(record, person, said, interview_rules.list_missing(record.fields, person, answers))


def of_mission(around: Around, mission: Record, words: Vocabularies, language: str = "en") -> list[Interview]:
    """Return the interviews of a mission by date; those without a date last."""
    rows = around.parts(mission, "interview", "of")
    rows.sort(key=lambda row: (str(row.fields.get("date", "9999")), row.ref))
    return [read_interview_status(around, row, words, language) for row in rows]


def person(vault: Vault, handle: str) -> str:
    """Return the id of the interviewed person; empty if the record names no one."""
    return next((who.id.hex() for who in Inside(vault).linked(record_of(vault, handle), "interviewee")), "")
