"""Check interviews by the Murad Code: their state, the consent and the missing data. Pure.

The rules refuse nothing: they list missing data, and people decide.
"""

from collections.abc import Mapping, Sequence

from app.domain.fields import Value
from app.domain.record import Record
from app.domain.release.consents import has_consent
from app.phrase import Phrase

CHILD = ("0-11", "12-17")
"""Age groups that need the consent of another person too."""
_UNASKED = ("not_asked", "cannot_be_asked")
Fields = Mapping[str, Value]


def took_place(fields: Fields) -> bool:
    """Return True if an interview took place, even if it was stopped early; an empty status counts as yes."""
    return fields.get("status") not in ("planned", "declined")


def was_asked(answers: Sequence[Record]) -> bool:
    """Return True if a person was ever asked, by their consent records."""
    return any(answer.fields.get("state") not in _UNASKED for answer in answers)


def list_agreed_purposes(person: Record, answers: Sequence[Record]) -> tuple[str, ...]:
    """Return the purposes with a yes as the person's newest answer; silence is a no."""
    rows = [answer.fields.get("purpose") for answer in answers]
    purposes = dict.fromkeys(str(purpose) for row in rows if isinstance(row, list) for purpose in row)
    return tuple(purpose for purpose in purposes if has_consent(person, purpose, [(person.id, row) for row in answers]))


def list_missing(fields: Fields, person: Record | None, answers: Sequence[Record]) -> tuple[str, ...]:
    """Return the missing data of an interview, the most important first.

    `answers` are the consent records of the person. An interview that did not take place needs only the person and the
    date.
    """
    first = ((person is None, Phrase("the interviewed person")),)
    last = (("date" not in fields, Phrase("the date")),)
    between: tuple[tuple[object, Phrase], ...] = ()
    if took_place(fields):
        holds = person is not None and list_agreed_purposes(person, answers)
        child = person is not None and person.fields.get("age_group") in CHILD
        distressed = bool(fields.get("distress"))
        by_other = any(answer.fields.get("state") == "given_by_other" for answer in answers)
        between = (
            (person and not was_asked(answers), Phrase("a consent record")),
            (was_asked(answers) and not holds, Phrase("a valid consent: the person refused or withdrew it")),
            (holds and child and not by_other, Phrase("the consent of a parent or guardian")),
            ("referral" not in fields, Phrase("the answer to “Referral offered”")),
            (distressed and fields.get("referral") is False, Phrase("a referral: there were signs of distress")),
            ("private" not in fields, Phrase("the answer to “In private”")),
            ("narrative" not in fields, Phrase("the account")),
        )
    return tuple(said for lacks, said in (*first, *between, *last) if lacks)
